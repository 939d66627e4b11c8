//! What the clinic asks before a visit: the form's bounds, what a patient is asked, what of their answers is kept.

use std::collections::BTreeMap;

use clinic::intake::{Intake, IntakeForm, Question, QuestionKind, QuestionWords};
use clinic::{Actor, Error, GuestReport, GuestStep, InvitationId, Pii, VisitId, VisitTypeId};

use crate::visit_types::{book_as, kind, set};
use crate::world::{World, booking, daughter, report};

fn words(language: &str, ask: &str, options: &[&str]) -> QuestionWords {
    QuestionWords {
        language: language.into(),
        ask: ask.into(),
        hint: String::new(),
        options: options.iter().map(|option| (*option).to_owned()).collect(),
    }
}

fn question(id: &str, kind: QuestionKind, words: Vec<QuestionWords>) -> Question {
    Question { id: id.into(), kind, required: true, words }
}

pub(crate) fn form() -> IntakeForm {
    IntakeForm {
        questions: vec![
            question(
                "new-medicine",
                QuestionKind::YesNo,
                vec![words("en", "Any new medicine?", &[]), words("es", "¿Algún medicamento nuevo?", &[])],
            ),
            question(
                "pain",
                QuestionKind::Choice,
                vec![
                    words("en", "How strong is the pain?", &["Weak", "Strong"]),
                    words("es", "¿Cuánto dolor?", &["Poco", "Mucho"]),
                ],
            ),
            question("since", QuestionKind::Date, vec![words("en", "Since when?", &[])]),
            question("terms", QuestionKind::Consent, vec![words("en", "We hold this visit by video.", &[])]),
        ],
    }
}

pub(crate) fn usual(form: IntakeForm) -> Intake {
    Intake { usual: form, own: BTreeMap::new() }
}

fn answers(given: &[(&str, &str)]) -> BTreeMap<String, Pii<String>> {
    given.iter().map(|(id, answer)| ((*id).to_owned(), Pii::new((*answer).to_owned()))).collect()
}

pub(crate) fn answer(world: &mut World, id: InvitationId, seq: u32, given: &[(&str, &str)]) {
    let told = GuestReport { answers: answers(given), ..report(seq, GuestStep::Waiting) };
    world.clinic.receive_report(id, told, world.now).unwrap();
}

fn kept(world: &World, visit: VisitId) -> Vec<(String, String)> {
    let invitation = world.clinic.visit(visit, world.now).unwrap().invitation.unwrap();
    invitation.answers.into_iter().map(|kept| (kept.question, kept.answer.into_revealed())).collect()
}

#[test]
fn a_patient_is_asked_in_their_language_and_nobody_else_is() {
    let mut world = World::new();
    let (visit, id) = world.invited("09:00");
    assert!(world.status(id).intake.is_empty(), "a clinic that asks nothing");
    world.carry_out();
    world.clinic.set_intake(&usual(form()), world.now).unwrap();
    assert_eq!(world.due().len(), 1, "the page is told");
    let asked = world.status(id).intake;
    assert_eq!(
        asked.iter().map(|question| question.ask.as_str()).collect::<Vec<_>>()[..2],
        ["Any new medicine?", "How strong is the pain?"]
    );
    let spanish = form().asked_in("es-MX");
    assert_eq!(
        (spanish[1].options[1].as_str(), spanish[2].ask.as_str()),
        ("Mucho", "Since when?"),
        "else the clinic's own words"
    );
    let guest = world.third_party(visit, daughter());
    assert!(world.status(guest).intake.is_empty());
    answer(&mut world, guest, 1, &[("new-medicine", "yes")]);
    assert!(kept(&world, visit).is_empty(), "nobody answers for the patient");
}

#[test]
fn answers_are_kept_in_the_clinics_words_and_what_is_none_is_not() {
    let mut world = World::new();
    world.clinic.set_intake(&usual(form()), world.now).unwrap();
    let (visit, id) = world.invited("09:00");
    answer(
        &mut world,
        id,
        1,
        &[("pain", "1"), ("new-medicine", "perhaps"), ("shoe-size", "43"), ("since", "soon")],
    );
    assert_eq!(kept(&world, visit), [("pain".to_owned(), "Strong".to_owned())]);
    answer(
        &mut world,
        id,
        2,
        &[("pain", "0"), ("new-medicine", "no"), ("since", "2026-11-20"), ("terms", "yes")],
    );
    let all = kept(&world, visit);
    let texts: Vec<_> = all.iter().map(|(id, answer)| format!("{id} {answer}")).collect();
    assert_eq!(texts, ["new-medicine No", "pain Weak", "since 2026-11-20", "terms Agreed"]);
    answer(&mut world, id, 3, &[]);
    answer(&mut world, id, 4, &[("pain", &"9".repeat(7_000))]);
    assert_eq!(kept(&world, visit), all, "what was given stays");
    world.clinic.set_intake(&Intake::default(), world.now).unwrap();
    assert_eq!(kept(&world, visit), all, "also when it is asked no more");
    let audit = format!("{:?}", world.clinic.history(visit).unwrap());
    assert!(audit.contains("intakeBegun") && !audit.contains("Strong"), "{audit}");
}

#[test]
fn a_form_that_cannot_be_asked_is_refused_in_words() {
    let mut world = World::new();
    let mut refused = |change: fn(&mut IntakeForm)| {
        let mut form = form();
        change(&mut form);
        let said = world.clinic.set_intake(&usual(form), world.now).unwrap_err().to_string();
        assert!(said.ends_with('.'), "{said}");
    };
    refused(|form| form.questions[0].id = "With blanks".into());
    refused(|form| form.questions[1].id = form.questions[0].id.clone());
    refused(|form| form.questions[0].words.clear());
    refused(|form| form.questions[0].words[0].ask = "x".repeat(301));
    refused(|form| form.questions[0].words[0].options = vec!["a".into(), "b".into()]);
    refused(|form| form.questions[1].words[1].options.truncate(1));
    refused(|form| form.questions[0].words[0].language = "!".into());
    refused(|form| form.questions = vec![form.questions[0].clone(); 21]);
    refused(|form| {
        let long = |n| {
            question(&format!("q{n}"), QuestionKind::Consent, vec![words("en", &"話".repeat(1_500), &[])])
        };
        form.questions = (0..3).map(long).collect();
    });
}

fn asks(world: &mut World, id: InvitationId) -> Vec<String> {
    world.status(id).intake.into_iter().map(|question| question.id).collect()
}

#[test]
fn a_visit_type_asks_its_own_questions_or_the_usual_ones() {
    let mut world = World::new();
    let kinds = set(&mut world, vec![kind("Follow-up", 15), kind("First visit", 45), kind("Results", 10)]);
    let history = question("smokes", QuestionKind::YesNo, vec![words("en", "Do you smoke?", &[])]);
    let own = BTreeMap::from([
        (kinds[1], IntakeForm { questions: vec![history.clone()] }),
        (kinds[2], IntakeForm::default()),
    ]);
    let intake = Intake { usual: form(), own };
    world.clinic.set_intake(&intake, world.now).unwrap();
    assert_eq!(world.clinic.intake().unwrap(), intake);
    let owns: Vec<_> = world.clinic.visit_types().unwrap().iter().map(|kind| kind.own_intake).collect();
    assert_eq!(owns, [false, true, true]);

    let usual = form().questions.into_iter().map(|question| question.id).collect::<Vec<_>>();
    for (time, kind, asked) in [
        ("09:00", None, usual.clone()),
        ("09:30", Some(kinds[0]), usual.clone()),
        ("10:00", Some(kinds[1]), vec!["smokes".to_owned()]),
        ("10:30", Some(kinds[2]), Vec::new()),
    ] {
        let visit = book_as(&mut world, time, kind);
        let id = world.invite(visit);
        assert_eq!(asks(&mut world, id), asked, "{time}");
    }

    // Whoever is asked already is told when the form becomes another, and when the visit becomes one of another type.
    let visit = book_as(&mut world, "11:00", Some(kinds[1]));
    let id = world.invite(visit);
    world.carry_out();
    answer(&mut world, id, 1, &[("smokes", "no"), ("pain", "1")]);
    assert_eq!(kept(&world, visit), [("smokes".to_owned(), "No".to_owned())]);
    let mut edited = booking("2026-11-24", "11:00");
    let retype = |world: &mut World, edited: &mut clinic::Booking, kind: Option<VisitTypeId>| {
        edited.appointment.visit_type = kind;
        world.clinic.edit(visit, edited, Actor::Provider, world.now).unwrap();
    };
    world.carry_out();
    retype(&mut world, &mut edited, None);
    assert!(!world.due().is_empty(), "the page is told");
    assert_eq!(asks(&mut world, id), usual);
    assert_eq!(kept(&world, visit).len(), 1, "what was answered stays");
    world.carry_out();
    retype(&mut world, &mut edited, Some(kinds[1]));
    world.clinic.set_visit_types(Vec::new(), world.now).unwrap();
    assert_eq!(asks(&mut world, id), usual, "of a type that was removed, the usual ones");
}

#[test]
fn a_form_of_a_visit_type_is_checked_as_the_usual_one() {
    let mut world = World::new();
    let kinds = set(&mut world, vec![kind("First visit", 45)]);
    let wrong = question("smokes", QuestionKind::Choice, vec![words("en", "Do you smoke?", &["Yes"])]);
    let own = BTreeMap::from([(kinds[0], IntakeForm { questions: vec![wrong] })]);
    let refused = world.clinic.set_intake(&Intake { usual: form(), own }, world.now).unwrap_err();
    assert!(refused.to_string().starts_with("First visit: A choice has 2 to 10 options"), "{refused}");
    let own = BTreeMap::from([(VisitTypeId::random(), form())]);
    let refused = world.clinic.set_intake(&Intake { usual: form(), own }, world.now).unwrap_err();
    assert!(matches!(refused, Error::NotFound("visit type")));
    assert_eq!(world.clinic.intake().unwrap(), Intake::default(), "nothing was altered");
}
