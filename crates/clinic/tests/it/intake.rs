//! What the clinic asks before a visit: the form's bounds, what a patient is asked, what of their answers is kept.

use std::collections::BTreeMap;

use clinic::intake::{IntakeForm, Question, QuestionKind, QuestionWords};
use clinic::{GuestReport, GuestStep, InvitationId, Pii, VisitId};

use crate::world::{World, daughter, report};

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
    world.clinic.set_intake_form(&form(), world.now).unwrap();
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
    world.clinic.set_intake_form(&form(), world.now).unwrap();
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
    world.clinic.set_intake_form(&IntakeForm::default(), world.now).unwrap();
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
        let said = world.clinic.set_intake_form(&form, world.now).unwrap_err().to_string();
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
