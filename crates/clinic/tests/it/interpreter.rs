//! A patient says whether they want an interpreter.

use clinic::{Actor, GuestReport, GuestStep, InterpreterWish, InvitationId, WantedInterpreter};

use crate::world::{World, interpreter, report};

impl World {
    fn wishes(&mut self, invitation: InvitationId, seq: u32, wish: InterpreterWish) {
        let said = GuestReport { interpreter: Some(wish), ..report(seq, GuestStep::Waiting) };
        self.clinic.receive_report(invitation, said, self.now).unwrap();
    }
}

fn wanted(language: &str, booked: bool) -> Option<WantedInterpreter> {
    Some(WantedInterpreter { language: language.into(), booked })
}

#[test]
fn the_card_says_for_which_language_and_whether_one_is_booked() {
    let mut world = World::new();
    let (visit, invitation) = world.checked_in("09:00");
    let card = |world: &World| world.clinic.waiting_room(world.now).unwrap().remove(0).interpreter;
    assert_eq!(card(&world), None, "nobody was asked");
    world.wishes(invitation, 2, InterpreterWish::Language("es".into()));
    assert_eq!(card(&world), wanted("es", false));
    let guest = world.third_party(visit, interpreter());
    assert_eq!(card(&world), wanted("es", true));
    assert_eq!(world.clinic.visit(visit, world.now).unwrap().interpreter, wanted("es", true));
    world.clinic.withdraw_invitation(guest, Actor::Provider, world.now).unwrap();
    assert_eq!(card(&world), wanted("es", false), "who was taken back does not come");
    let line = world.line("Clearline Interpreting", "+18005550133", &["es"]);
    world.clinic.admit(visit, Actor::Provider, world.now).unwrap();
    world.clinic.room_opened(visit, crate::world::ROOM, world.now).unwrap();
    world.by_phone(visit, line);
    assert_eq!(world.clinic.visit(visit, world.now).unwrap().interpreter, wanted("es", true));
}

#[test]
fn a_wish_is_audited_once_and_one_that_is_no_language_is_none() {
    let mut world = World::new();
    let (visit, invitation) = world.checked_in("09:00");
    for (seq, wish) in [(2, "es"), (3, "es"), (4, "not a language at all"), (5, "")] {
        world.wishes(invitation, seq, InterpreterWish::Language(wish.into()));
    }
    world.wishes(invitation, 6, InterpreterWish::Without);
    let history = world.clinic.history(visit).unwrap();
    let said: Vec<_> = history
        .iter()
        .filter(|line| line.event == "interpreterWished")
        .map(|line| line.detail.as_str())
        .collect();
    assert_eq!(said, ["es", ""]);
    assert_eq!(world.clinic.visit(visit, world.now).unwrap().interpreter, None);
}

#[test]
fn third_parties_are_not_asked() {
    let mut world = World::new();
    let (visit, _) = world.checked_in("09:00");
    let guest = world.third_party(visit, interpreter());
    world.wishes(guest, 1, InterpreterWish::Language("es".into()));
    assert_eq!(world.clinic.visit(visit, world.now).unwrap().interpreter, None);
}
