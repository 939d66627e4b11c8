//! Third parties who are asked of a service: as the provider has them.

use clinic::{
    Actor, AskFields, ConnectorId, EffectKind, Error, GuestStep, NextHelp, Pii, ThirdPartyRole,
    ThirdPartyState, VendorAction, VendorAnswer, VendorFailure, VendorRequest, VendorRequestId, VendorSaid,
    VendorState, VendorTask, VendorTold, VendorTrouble, VisitId,
};
use serde_json::Value;

use crate::world::World;

pub(crate) const VIDEO: &str = include_str!("../../../../docs/connectors/by-link.json");
pub(crate) const PHONE: &str = include_str!("../../../../docs/connectors/by-phone.json");

/// One of the worked examples, with its secrets given; `finds` is whether it can look a request up.
pub(crate) fn service(world: &mut World, document: &str, finds: bool) -> ConnectorId {
    let mut document: Value = serde_json::from_str(document).unwrap();
    if !finds {
        document.as_object_mut().unwrap().remove("find");
    }
    let saved = world.clinic.save_connector(None, &document.to_string(), world.now).unwrap();
    let (id, _) = saved.0;
    for name in world.clinic.connector(id).unwrap().missing() {
        world.clinic.set_connector_secret(id, &name, true, world.now).unwrap();
    }
    id
}

/// An interpreter for Spanish.
pub(crate) fn ask(
    world: &mut World,
    visit: VisitId,
    connector: ConnectorId,
) -> Result<VendorRequestId, Error> {
    let fields = AskFields { connector, role: ThirdPartyRole::Interpreter, language: "es".into() };
    world.clinic.ask_vendor(visit, fields, Actor::Provider, world.now).map(|(id, _)| id)
}

fn card(world: &World, visit: VisitId) -> VendorRequest {
    world.clinic.vendor_requests(visit, world.now).unwrap().pop().unwrap()
}

fn says(said: VendorSaid) -> VendorAnswer {
    VendorAnswer {
        reference: Some("r-1".into()),
        said: Some(said),
        unknown: None,
        interpreter: None,
        number: None,
    }
}

/// Asks, and the service takes it.
fn taken(world: &mut World, visit: VisitId, connector: ConnectorId) -> VendorRequestId {
    let id = ask(world, visit, connector).unwrap();
    let (done, _) = world.carry_out();
    assert!(done.contains(&EffectKind::AskVendor { request: id }));
    let (task, _) = world.clinic.begin_ask(id, world.now).unwrap();
    assert!(matches!(task, VendorTask::Ask(_)));
    world.clinic.vendor_taken(id, &says(VendorSaid::Asked), world.now).unwrap();
    id
}

#[test]
fn whom_a_service_sends_by_link_comes_in_by_an_invitation() {
    let mut world = World::new();
    let (visit, _) = world.admitted("09:00");
    let connector = service(&mut world, VIDEO, true);
    let id = ask(&mut world, visit, connector).unwrap();
    // Nobody is asked before the link leads somewhere.
    assert!(!world.due().contains(&EffectKind::AskVendor { request: id }));
    let setting_up = world.clinic.due_effects(world.now).unwrap();
    for effect in setting_up {
        world.clinic.effect_done(&effect, world.now).unwrap();
    }
    assert!(world.due().contains(&EffectKind::AskVendor { request: id }));
    let VendorTask::Ask(plan) = world.clinic.begin_ask(id, world.now).unwrap().0 else { panic!() };
    let guest = plan.link.unwrap().invitation;
    world.clinic.vendor_taken(id, &says(VendorSaid::Asked), world.now).unwrap();
    let accepted =
        VendorAnswer { interpreter: Some(Pii::new("Alma R.".into())), ..says(VendorSaid::Accepted) };
    world.clinic.vendor_seen(id, &accepted, world.now).unwrap();
    assert_eq!(card(&world, visit).state, VendorState::Accepted);
    assert_eq!(world.guest(guest).name().reveal(), "Alma R.", "their page is filled in with it");
    world.report(guest, 1, GuestStep::Waiting);
    assert_eq!(world.guest(guest).state, ThirdPartyState::Admitted, "the connector says so");
    world.clinic.participant_seen(visit, &guest.identity(), true, world.now).unwrap();
    let card = card(&world, visit);
    assert_eq!((card.state, card.told), (VendorState::CameIn, None));
    // What the service says from here on alters nothing.
    world.clinic.vendor_seen(id, &says(VendorSaid::Cancelled), world.now).unwrap();
    assert_eq!(world.guest(guest).state, ThirdPartyState::Admitted);
}

#[test]
fn a_number_that_a_service_answers_with_is_dialled_or_refused_in_words() {
    let mut world = World::new();
    let (visit, _) = world.admitted("09:00");
    let connector = service(&mut world, PHONE, true);
    let id = taken(&mut world, visit, connector);
    let number = |number: &str| VendorAnswer {
        number: Some(Pii::new(number.to_owned())),
        ..says(VendorSaid::Accepted)
    };
    world.clinic.vendor_seen(id, &number("+1 202 555 0111"), world.now).unwrap();
    let party = card(&world, visit).party.unwrap();
    assert!(world.due().contains(&EffectKind::Dial { party }));
    world.clinic.vendor_seen(id, &number("+1 202 555 0111"), world.now).unwrap();
    assert_eq!(world.clinic.phone_parties(visit, world.now).unwrap().len(), 1, "and once only");
    // The service calls it off: the line is not needed any more.
    world.clinic.vendor_seen(id, &says(VendorSaid::Cancelled), world.now).unwrap();
    assert_eq!(card(&world, visit).state, VendorState::CalledOff);
    assert!(world.party(visit, party).state.is_over());

    let id = taken(&mut world, visit, connector);
    world.clinic.vendor_seen(id, &number("911"), world.now).unwrap();
    let card = card(&world, visit);
    assert_eq!((card.state, card.failure), (VendorState::Failed, Some(VendorFailure::NumberRefused)));
    assert!(card.failure_detail.contains("emergency"), "{}", card.failure_detail);
    assert_eq!(card.told, Some(VendorTold::Telling), "whoever waits for the call is told");
}

#[test]
fn a_lost_answer_is_asked_of_the_provider_where_nothing_can_be_looked_up() {
    let mut world = World::new();
    let (visit, _) = world.admitted("09:00");
    let connector = service(&mut world, VIDEO, false);
    let id = ask(&mut world, visit, connector).unwrap();
    world.carry_out();
    world.clinic.begin_ask(id, world.now).unwrap();
    world.clinic.vendor_lost(id, VendorTrouble::Malformed, Some(200), world.now).unwrap();
    assert!(matches!(world.clinic.begin_ask(id, world.now).unwrap().0, VendorTask::Nothing));
    let unknown = card(&world, visit);
    assert_eq!(unknown.state, VendorState::Unknown);
    assert_eq!(
        unknown.actions,
        [VendorAction::SettleTaken, VendorAction::SettleNotTaken, VendorAction::Cancel]
    );
    assert!(matches!(ask(&mut world, visit, connector), Err(Error::VendorAsked)), "never blindly repeated");
    world.clinic.settle_vendor(visit, id, true, Actor::Provider, world.now).unwrap();
    assert_eq!(card(&world, visit).state, VendorState::Asked);
    world.pass(481);
    world.clinic.tick_vendors(world.now).unwrap();
    let card = card(&world, visit);
    assert_eq!((card.state, card.told), (VendorState::TimedOut, Some(VendorTold::Telling)));
    assert!(matches!(world.clinic.begin_cancel(id).unwrap(), clinic::CancelTask::NoWay));
}

#[test]
fn where_a_service_has_nobody_the_next_in_order_is_offered() {
    let mut world = World::new();
    let (visit, _) = world.admitted("09:00");
    let first = service(&mut world, VIDEO, true);
    let second = service(&mut world, &VIDEO.replace("Lengua Video", "Voz"), true);
    let keyless = service(&mut world, VIDEO, true);
    world.clinic.set_connector_secret(keyless, "apiKey", false, world.now).unwrap();
    let line = world.line("Clearline", "+12025550110", &["es"]);

    let id = taken(&mut world, visit, first);
    assert_eq!(card(&world, visit).next, None, "while it is looked for, nobody else is offered");
    world.clinic.vendor_seen(id, &says(VendorSaid::Refused), world.now).unwrap();
    let Some(NextHelp::Service(next, _)) = card(&world, visit).next else { panic!() };
    assert_eq!(next, second);

    let id = taken(&mut world, visit, second);
    let cards = world.clinic.vendor_requests(visit, world.now).unwrap();
    assert_eq!(cards[0].next, None, "somebody was asked since");
    world.clinic.vendor_seen(id, &says(VendorSaid::Refused), world.now).unwrap();
    let next = card(&world, visit).next;
    assert_eq!(next, Some(NextHelp::Line(line, "Clearline".into())), "one without its key cannot be asked");

    world.pass(5);
    world.by_phone(visit, line);
    assert_eq!(card(&world, visit).next, None);
}

#[test]
fn a_visit_that_ends_calls_off_what_is_open() {
    let mut world = World::new();
    let (visit, _) = world.admitted("09:00");
    let connector = service(&mut world, VIDEO, true);
    let id = taken(&mut world, visit, connector);
    world.clinic.end(visit, Actor::Provider, world.now).unwrap();
    assert_eq!(card(&world, visit).state, VendorState::Cancelled);
    assert!(world.due().contains(&EffectKind::CancelVendor { request: id }));
    let clinic::CancelTask::Tell(_) = world.clinic.begin_cancel(id).unwrap() else { panic!() };
}

#[test]
fn an_invitation_that_is_taken_back_calls_its_request_off() {
    let mut world = World::new();
    let (visit, _) = world.admitted("09:00");
    let connector = service(&mut world, VIDEO, true);
    taken(&mut world, visit, connector);
    let guest = card(&world, visit).invitation.unwrap();
    world.clinic.withdraw_invitation(guest, Actor::Provider, world.now).unwrap();
    assert_eq!(card(&world, visit).state, VendorState::Cancelled);
}

#[test]
fn nobody_is_asked_who_cannot_be() {
    let mut world = World::new();
    let (visit, _) = world.admitted("09:00");
    let connector = service(&mut world, VIDEO, true);
    world.clinic.set_connector_secret(connector, "apiKey", false, world.now).unwrap();
    assert!(
        matches!(ask(&mut world, visit, connector), Err(Error::NoVendorSecret(name)) if name == "apiKey")
    );
    world.clinic.set_connector_secret(connector, "apiKey", true, world.now).unwrap();
    let german = AskFields { connector, role: ThirdPartyRole::Interpreter, language: "de".into() };
    let asked = world.clinic.ask_vendor(visit, german, Actor::Provider, world.now);
    assert!(matches!(asked, Err(Error::Invalid(invalid)) if invalid.field == "language"));
    let early = world.book("11:00");
    let phone = service(&mut world, PHONE, true);
    assert!(matches!(ask(&mut world, early, phone), Err(Error::RoomNotOpen)));
    assert_eq!(world.clinic.vendor_requests(visit, world.now).unwrap(), []);
}

#[test]
fn a_document_that_names_other_secrets_lets_go_of_the_old_ones() {
    let mut world = World::new();
    let id = service(&mut world, VIDEO, true);
    let renamed = VIDEO.replace("accountNumber", "customer");
    let ((same, dropped), _) = world.clinic.save_connector(Some(id), &renamed, world.now).unwrap();
    assert_eq!((same, dropped), (id, vec!["accountNumber".to_owned()]));
    assert_eq!(world.clinic.connector(id).unwrap().missing(), ["customer"]);
    let bad = world.clinic.save_connector(Some(id), "{}", world.now);
    assert!(matches!(bad, Err(Error::BadConnector(faults)) if !faults.is_empty()));
    assert_eq!(world.clinic.connector(id).unwrap().document, renamed, "what was kept is kept");
}
