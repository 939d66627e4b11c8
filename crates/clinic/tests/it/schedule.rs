//! Booking, the agenda, and what may be written into it.

use clinic::{Actor, Clinic, Error, ProfileFields};
use jiff::Timestamp;

use crate::world::{World, booking, daughter, patient};

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn refused_field(result: Result<impl Sized, Error>) -> (&'static str, String) {
    match result.err().unwrap() {
        Error::Invalid(invalid) => (invalid.field, invalid.message),
        other => panic!("expected an invalid field, got {other}"),
    }
}

#[test]
fn a_day_has_its_visits_by_start_and_shows_overlaps() {
    let mut world = World::new();
    let nine = world.book("09:00");
    let ten_past = world.book("09:10");
    let later = world.book("10:00");
    world.clinic.book(&booking("2026-11-25", "09:00"), Actor::Provider, world.now).unwrap();
    let day = world.clinic.day(at("2026-11-24T00:00:00Z"), at("2026-11-25T00:00:00Z")).unwrap();
    let seen: Vec<_> = day.iter().map(|visit| (visit.id, visit.overlaps)).collect();
    assert_eq!(seen, [(nine, true), (ten_past, true), (later, false)]);
    world.clinic.cancel(ten_past, Actor::Provider, world.now).unwrap();
    let day = world.clinic.day(at("2026-11-24T00:00:00Z"), at("2026-11-25T00:00:00Z")).unwrap();
    assert!(day.iter().all(|visit| !visit.overlaps), "a cancelled visit is in nobody's way");
}

#[test]
fn the_evening_before_reaches_into_the_day() {
    let mut world = World::new();
    let mut long = booking("2026-11-24", "22:30");
    long.appointment.minutes = 240;
    world.clinic.book(&long, Actor::Provider, world.now).unwrap();
    world.clinic.book(&booking("2026-11-25", "01:00"), Actor::Provider, world.now).unwrap();
    let day = world.clinic.day(at("2026-11-25T00:00:00Z"), at("2026-11-26T00:00:00Z")).unwrap();
    assert_eq!(day.iter().map(|visit| visit.overlaps).collect::<Vec<_>>(), [true]);
}

#[test]
fn the_next_visit_after_an_empty_day() {
    let mut world = World::new();
    let cancelled = world.clinic.book(&booking("2026-11-26", "09:00"), Actor::Provider, world.now).unwrap().0;
    world.clinic.cancel(cancelled, Actor::Provider, world.now).unwrap();
    let next = world.clinic.book(&booking("2026-11-27", "09:00"), Actor::Provider, world.now).unwrap().0;
    let found = world.clinic.next_visit_after(at("2026-11-25T00:00:00Z")).unwrap().unwrap();
    assert_eq!((found.id, found.starts_at), (next, at("2026-11-27T09:00:00Z")));
    assert_eq!(world.clinic.next_visit_after(at("2026-11-28T00:00:00Z")).unwrap(), None);
}

#[test]
fn local_times_follow_the_clocks() {
    let mut world = World::new();
    let summer = world.clinic.book(&booking("2026-07-01", "09:00"), Actor::Provider, world.now).unwrap().0;
    assert_eq!(world.clinic.visit(summer, world.now).unwrap().summary.starts_at, at("2026-07-01T08:00:00Z"));
    // On 29 March 2026 Lisbon's clocks go from 01:00 to 02:00; on 25 October they show 01:30 twice.
    let (field, words) =
        refused_field(world.clinic.book(&booking("2026-03-29", "01:30"), Actor::Provider, world.now));
    assert_eq!(
        (field, words.as_str()),
        ("time", "There is no 01:30 on that day: the clocks go forward over it.")
    );
    let twice = world.clinic.book(&booking("2026-10-25", "01:30"), Actor::Provider, world.now).unwrap().0;
    assert_eq!(
        world.clinic.visit(twice, world.now).unwrap().summary.starts_at,
        at("2026-10-25T00:30:00Z"),
        "the first"
    );
}

#[test]
fn a_record_number_names_one_patient() {
    let mut world = World::new();
    let mut first = booking("2026-11-24", "09:00");
    first.patient.record_number = "MRN-7".into();
    let a = world.clinic.book(&first, Actor::Provider, world.now).unwrap().0;
    first.patient.phone = "+351 912 345 678".into();
    first.appointment.time = "10:00".into();
    let b = world.clinic.book(&first, Actor::Provider, world.now).unwrap().0;
    let (a, b) = (world.clinic.visit(a, world.now).unwrap(), world.clinic.visit(b, world.now).unwrap());
    assert_eq!(a.patient, b.patient, "the same person, known by both visits with the newer number");
    assert_eq!(b.patient.phone.reveal(), "+351912345678");
    first.patient.name = "Joana Reis".into();
    let (field, _) = refused_field(world.clinic.book(&first, Actor::Provider, world.now));
    assert_eq!(field, "recordNumber");
    let other = world.book("11:00");
    let (field, _) = refused_field(world.clinic.edit(other, &first, Actor::Provider, world.now));
    assert_eq!(field, "recordNumber", "nor by editing");
}

#[test]
fn edited_fields_are_kept_and_a_new_time_moves_the_visit() {
    let mut world = World::new();
    let visit = world.book("09:00");
    let mut edited = booking("2026-11-24", "09:30");
    edited.patient.name = "Maria dos Santos".into();
    edited.appointment.notes = "Bring the results\nof May.".into();
    world.clinic.edit(visit, &edited, Actor::Provider, world.now).unwrap();
    let seen = world.clinic.visit(visit, world.now).unwrap();
    assert_eq!(seen.patient.name.reveal(), "Maria dos Santos");
    assert_eq!(seen.notes.reveal(), "Bring the results\nof May.");
    assert_eq!(seen.summary.starts_at, at("2026-11-24T09:30:00Z"));
    let events: Vec<_> = world.clinic.history(visit).unwrap().into_iter().map(|line| line.event).collect();
    assert_eq!(events, ["visitBooked", "visitEdited", "visitMoved"]);
    assert!(world.clinic.edit(visit, &edited, Actor::Provider, world.now).unwrap().is_empty(), "nothing new");
}

#[test]
fn what_cannot_be_taken_is_refused_by_field() {
    let mut world = World::new();
    let good = booking("2026-11-24", "09:00");
    type Spoil = fn(&mut clinic::Booking);
    let cases: &[(&str, Spoil)] = &[
        ("name", |b| b.patient.name = "  ".into()),
        ("name", |b| b.patient.name = "x".repeat(201).into()),
        ("name", |b| b.patient.name = "Eve\u{202e}gnol".into()),
        ("name", |b| b.patient.name = "a\0b".into()),
        ("birthDate", |b| b.patient.birth_date = "1980-02-30".into()),
        ("birthDate", |b| b.patient.birth_date = "30.1.1980".into()),
        ("recordNumber", |b| b.patient.record_number = "9".repeat(65).into()),
        ("language", |b| b.patient.language = "English!".into()),
        ("language", |b| b.patient.language = String::new()),
        ("phone", |b| b.patient.phone = "912345678".into()),
        ("phone", |b| b.patient.phone = "+0123456789".into()),
        ("phone", |b| b.patient.phone = "+1415555012345678".into()),
        ("email", |b| b.patient.email = "maria@".into()),
        ("minutes", |b| b.appointment.minutes = 4),
        ("minutes", |b| b.appointment.minutes = 241),
        ("date", |b| b.appointment.date = "2026-11-31".into()),
        ("date", |b| b.appointment.date = "tomorrow".into()),
        ("time", |b| b.appointment.time = "9:00".into()),
        ("time", |b| b.appointment.time = "24:00".into()),
        ("time", |b| b.appointment.time = "+9:00".into()),
        ("reason", |b| b.appointment.reason = "r".repeat(501).into()),
        ("notes", |b| b.appointment.notes = "\u{1b}[2J".into()),
    ];
    for (field, spoil) in cases {
        let mut spoilt = good.clone();
        spoil(&mut spoilt);
        assert_eq!(
            refused_field(world.clinic.book(&spoilt, Actor::Provider, world.now)).0,
            *field,
            "{spoilt:?}"
        );
    }
    let day = world.clinic.day(at("2026-11-24T00:00:00Z"), at("2026-11-25T00:00:00Z")).unwrap();
    assert_eq!(day.len(), 0, "nothing was booked");
    let none =
        world.clinic.book_all(&[good.clone(), booking("2026-11-24", "25:00")], Actor::Provider, world.now);
    assert_eq!(refused_field(none).0, "time");
    let day = world.clinic.day(at("2026-11-24T00:00:00Z"), at("2026-11-25T00:00:00Z")).unwrap();
    assert_eq!(day.len(), 0, "all or none");
}

#[test]
fn a_profile_needs_names_and_a_known_zone() {
    let mut clinic = Clinic::open_in_memory().unwrap();
    let fields = |name: &str, zone: &str| ProfileFields {
        clinic_name: name.into(),
        zone: zone.into(),
        practitioner_name: "Dr. Okafor".into(),
    };
    let now = at("2026-11-24T08:00:00Z");
    assert_eq!(refused_field(clinic.set_up(fields("", "Europe/Lisbon"), now)).0, "clinicName");
    assert_eq!(refused_field(clinic.set_up(fields("Rossio", "Lisbon"), now)).0, "timeZone");
    clinic.set_up(fields("Rossio", "Europe/Lisbon"), now).unwrap();
    let before = clinic.profile().unwrap().unwrap();
    clinic.set_up(fields("Rossio 2", "America/New_York"), now).unwrap();
    let after = clinic.profile().unwrap().unwrap();
    assert_eq!((after.clinic_name.as_str(), after.zone_name()), ("Rossio 2", "America/New_York"));
    assert_eq!(before.practitioner.id, after.practitioner.id, "the same practitioner");
}

#[test]
fn people_do_not_show_in_debug_or_errors() {
    let mut world = World::new();
    let mut private = booking("2026-11-24", "09:00");
    private.patient = patient("Zebedeu Quintanilha");
    private.patient.phone = "+351912345678".into();
    private.patient.email = "zebedeu@example.org".into();
    private.patient.birth_date = "1961-04-05".into();
    private.patient.record_number = "MRN-4711".into();
    private.appointment.reason = "Rash since Sunday".into();
    private.appointment.notes = "Lives alone".into();
    let visit = world.clinic.book(&private, Actor::Provider, world.now).unwrap().0;
    let invitation = world.invite(visit);
    world.carry_out();
    world.report(invitation, 1, clinic::GuestStep::Waiting);
    let mut spoilt = private.clone();
    spoilt.patient.phone = "351912345678".into();
    let status = world.clinic.guest_status(invitation, world.now).unwrap();
    let refused = world.clinic.book(&spoilt, Actor::Provider, world.now).unwrap_err();
    let said = format!(
        "{private:?} {:?} {:?} {:?} {:?} {:?} {}",
        world.clinic.visit(visit, world.now).unwrap(),
        world.clinic.waiting_room(world.now).unwrap(),
        world.clinic.history(visit).unwrap(),
        status,
        world.clinic,
        refused,
    );
    for secret in ["Zebedeu", "35191", "example.org", "1961", "4711", "Rash", "Lives"] {
        assert!(!said.contains(secret), "{secret} shows in {said}");
    }
    assert_eq!(clinic::Pii::new("Zebedeu").to_string(), "[redacted]");
}

#[test]
fn ids_have_one_spelling() {
    let id = clinic::VisitId::random();
    let text = id.to_string();
    assert_eq!((text.len(), text.parse()), (26, Ok(id)));
    assert!(
        text.to_uppercase().parse::<clinic::VisitId>().is_err() || text.bytes().all(|b| b.is_ascii_digit())
    );
    for bad in ["", "a", "aaaaaaaaaaaaaaaaaaaaaaaaab", "aaaaaaaaaaaaaaaaaaaaaaaaa=", "ééééééééééééé"]
    {
        assert!(bad.parse::<clinic::VisitId>().is_err(), "{bad}");
    }
}

#[test]
fn a_page_is_told_its_persons_language_and_told_again_when_it_is_put_right() {
    let mut world = World::new();
    let (visit, invitation) = world.invited("09:00");
    let guest = world.third_party(visit, daughter());
    assert_eq!(world.status(invitation).language, "en");
    assert_eq!(world.status(guest).language, "es", "not the patient's: what she was invited with");
    let mut booking = booking("2026-11-24", "09:00");
    booking.patient.language = "ja".into();
    world.clinic.edit(visit, &booking, Actor::Provider, world.now).unwrap();
    let (_, told) = world.carry_out();
    assert_eq!(told.iter().map(|status| status.language.as_str()).collect::<Vec<_>>(), ["ja"]);
}
