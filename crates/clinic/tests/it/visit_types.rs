//! The kinds of visit: their bounds, what a visit is booked as, and what stays of one that was removed.

use clinic::{
    Actor, BookedType, Change, Error, GuestStep, VisitId, VisitTypeFields, VisitTypeId, WaitingVideo,
};

use crate::world::{World, booking, daughter};

pub(crate) fn kind(name: &str, minutes: u32) -> VisitTypeFields {
    VisitTypeFields { id: None, name: name.into(), minutes, video: String::new() }
}

/// Writes them anew and answers their ids.
pub(crate) fn set(world: &mut World, kinds: Vec<VisitTypeFields>) -> Vec<VisitTypeId> {
    world.clinic.set_visit_types(kinds, world.now).unwrap();
    world.clinic.visit_types().unwrap().into_iter().map(|kind| kind.id).collect()
}

pub(crate) fn book_as(world: &mut World, time: &str, kind: Option<VisitTypeId>) -> VisitId {
    let mut new = booking("2026-11-24", time);
    new.appointment.visit_type = kind;
    world.clinic.book(&new, Actor::Provider, world.now).unwrap().0
}

fn booked(world: &World, visit: VisitId) -> Option<String> {
    world.clinic.visit(visit, world.now).unwrap().summary.visit_type.map(|booked| booked.name)
}

fn names(world: &World) -> Vec<(String, u32, u32)> {
    let known = world.clinic.visit_types().unwrap();
    known.into_iter().map(|kind| (kind.name, kind.minutes, kind.visits)).collect()
}

#[test]
fn a_clinic_without_them_books_visits_of_no_kind() {
    let mut world = World::new();
    assert!(world.clinic.visit_types().unwrap().is_empty());
    let visit = world.book("09:00");
    assert_eq!(booked(&world, visit), None);
}

#[test]
fn they_are_kept_in_their_order_and_told_by_what_they_are_called_now() {
    let mut world = World::new();
    let ids = set(&mut world, vec![kind("Follow-up", 15), kind(" First visit ", 45)]);
    let visit = book_as(&mut world, "09:00", Some(ids[1]));
    assert_eq!(names(&world), [("Follow-up".into(), 15, 0), ("First visit".into(), 45, 1)]);
    let renamed = VisitTypeFields { id: Some(ids[1]), ..kind("New patient", 60) };
    let changes = world
        .clinic
        .set_visit_types(
            vec![renamed, VisitTypeFields { id: Some(ids[0]), ..kind("Follow-up", 15) }],
            world.now,
        )
        .unwrap();
    assert!(changes.contains(&Change::VisitTypesChanged));
    assert_eq!(names(&world), [("New patient".into(), 60, 1), ("Follow-up".into(), 15, 0)]);
    assert_eq!(booked(&world, visit).as_deref(), Some("New patient"), "the visit's own length stays");
    assert_eq!(world.clinic.visit(visit, world.now).unwrap().summary.minutes, 20);
}

#[test]
fn one_that_was_removed_is_still_what_its_visits_were_booked_as() {
    let mut world = World::new();
    let ids = set(&mut world, vec![kind("Follow-up", 15), kind("First visit", 45)]);
    let visit = book_as(&mut world, "09:00", Some(ids[1]));
    assert_eq!(set(&mut world, Vec::new()), []);
    let day = world.clinic.visit(visit, world.now).unwrap().summary;
    assert_eq!(day.visit_type, Some(BookedType { id: ids[1], name: "First visit".into() }));
    // It can be edited as what it is, but nothing else can be booked as that.
    let mut edited = booking("2026-11-24", "09:00");
    edited.appointment.visit_type = Some(ids[1]);
    edited.appointment.reason = "Cough".to_owned().into();
    world.clinic.edit(visit, &edited, Actor::Provider, world.now).unwrap();
    assert_eq!(booked(&world, visit).as_deref(), Some("First visit"));
    let refused = world.clinic.book(&edited, Actor::Provider, world.now).unwrap_err();
    assert!(matches!(refused, Error::Invalid(invalid) if invalid.field == "visitType"));
    edited.appointment.visit_type = Some(ids[0]);
    world.clinic.edit(visit, &edited, Actor::Provider, world.now).unwrap_err();
    edited.appointment.visit_type = None;
    world.clinic.edit(visit, &edited, Actor::Provider, world.now).unwrap();
    assert_eq!(booked(&world, visit), None);
    let stale = VisitTypeFields { id: Some(ids[1]), ..kind("First visit", 45) };
    let refused = world.clinic.set_visit_types(vec![stale], world.now).unwrap_err();
    assert!(matches!(refused, Error::NotFound("visit type")));
    assert_eq!(set(&mut world, vec![kind("First visit", 30)]).len(), 1, "a new one may be called the same");
}

#[test]
fn what_cannot_be_kept_is_refused_in_words() {
    let mut world = World::new();
    let ids = set(&mut world, vec![kind("Follow-up", 15)]);
    let same = VisitTypeFields { id: Some(ids[0]), ..kind("One", 15) };
    for wrong in [
        vec![kind(" ", 15)],
        vec![kind(&"x".repeat(61), 15)],
        vec![kind("Long", 241)],
        vec![kind("Short", 4)],
        vec![kind("Twice", 15), kind("twice", 15)],
        vec![same.clone(), VisitTypeFields { name: "Two".into(), ..same }],
        (0..31).map(|n| kind(&format!("Kind {n}"), 15)).collect(),
    ] {
        let said = world.clinic.set_visit_types(wrong, world.now).unwrap_err().to_string();
        assert!(said.ends_with('.'), "{said}");
    }
    assert_eq!(names(&world), [("Follow-up".into(), 15, 0)]);
}

#[test]
fn who_waits_for_one_can_watch_its_video_until_they_are_let_in() {
    let mut world = World::new();
    let with = |video: &str| VisitTypeFields { video: video.into(), ..kind("First visit", 45) };
    let kinds = set(
        &mut world,
        vec![with("https://www.youtube.com/watch?v=aB3-_xYz019&t=3s"), kind("Follow-up", 15)],
    );
    assert_eq!(
        world.clinic.visit_types().unwrap()[0].video.as_ref().unwrap().shown(),
        "https://youtu.be/aB3-_xYz019"
    );
    let (visit, other) =
        (book_as(&mut world, "09:00", Some(kinds[0])), book_as(&mut world, "09:30", Some(kinds[1])));
    let (id, without) = (world.invite(visit), world.invite(other));
    let guest = world.third_party(visit, daughter());
    let youtube = Some(WaitingVideo::YouTube { id: "aB3-_xYz019".into() });
    assert_eq!(world.status(id).video, youtube);
    assert_eq!((world.status(without).video, world.status(guest).video), (None, None));
    world.report(id, 1, GuestStep::Waiting);
    world.carry_out();
    let file = VisitTypeFields { id: Some(kinds[0]), ..with("waiting/first.webm") };
    world.clinic.set_visit_types(vec![file.clone()], world.now).unwrap();
    assert!(!world.due().is_empty(), "the page is told of another one");
    assert_eq!(world.status(id).video, Some(WaitingVideo::File { path: "waiting/first.webm".into() }));
    world.clinic.admit(visit, Actor::Provider, world.now).unwrap();
    assert_eq!(world.status(id).video, None, "and of none once they are let in");
    let elsewhere = VisitTypeFields { video: "https://vimeo.com/1".into(), ..file };
    let refused = world.clinic.set_visit_types(vec![elsewhere], world.now).unwrap_err().to_string();
    assert!(refused.starts_with("First visit: A video comes from YouTube"), "{refused}");
}
