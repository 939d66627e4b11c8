//! What the clinic and the people it invited write to each other.

use clinic::{
    Actor, Change, ChatMarks, ChatMessageId, ChatState, EffectKind, GuestStep, InvitationId, PersonRole,
    ProviderState, ReceivedMessage, ThirdPartyRole, Writer,
};
use jiff::SignedDuration;
use proptest::prelude::*;

use crate::world::{World, daughter, report};

/// The two Lists of one invitation, as Sync keeps them.
#[derive(Default)]
struct Lists {
    clinic: Vec<(i64, ChatMessageId, String)>,
    guest: Vec<(i64, ChatMessageId, String)>,
    next: i64,
}

impl Lists {
    fn index(&mut self) -> i64 {
        // Indices only grow, with gaps.
        self.next += 3;
        self.next
    }

    /// Carries `SendChat` out; with `lost`, the first answer never comes.
    fn send(&mut self, world: &mut World, id: InvitationId, lost: bool) {
        for message in world.clinic.pending_chat(id).unwrap() {
            let index = self.index();
            self.clinic.push((index, message.id, message.text.reveal().clone()));
            if lost {
                return;
            }
            world.clinic.chat_sent(id, message.id, index, world.now).unwrap();
        }
    }

    fn write(&mut self, text: &str) -> ChatMessageId {
        let (index, id) = (self.index(), ChatMessageId::random());
        self.guest.push((index, id, text.to_owned()));
        id
    }

    fn read(&self, from: Option<i64>, most: usize) -> Vec<ReceivedMessage> {
        let after = self.guest.iter().filter(|(index, ..)| from.is_none_or(|from| *index > from));
        after
            .take(most)
            .map(|(index, id, text)| ReceivedMessage { index: *index, message: Some((*id, text.clone())) })
            .collect()
    }
}

fn marks(world: &mut World, id: InvitationId, seq: u32, chat: ChatMarks) -> Vec<Change> {
    let mut report = report(seq, GuestStep::Waiting);
    report.chat = chat;
    world.clinic.receive_report(id, report, world.now).unwrap()
}

fn states(world: &World, id: InvitationId) -> Vec<(Writer, String, ChatState)> {
    let (_, messages) = world.clinic.conversation(id, world.now).unwrap();
    messages.into_iter().map(|m| (m.writer, m.text.into_revealed(), m.state)).collect()
}

#[test]
fn a_message_is_pending_then_sent_then_delivered_then_seen() {
    let mut world = World::new();
    let (visit, id) = world.checked_in("09:00");
    let (_, changes) = world.clinic.send_chat(id, " Soon.\nThank you ", world.now).unwrap();
    assert!(changes.contains(&Change::ChatChanged { visit_id: visit, invitation: id }));
    assert_eq!(world.due(), [EffectKind::SendChat { invitation: id }]);
    let state = |world: &World| states(world, id)[0].2;
    assert_eq!(state(&world), ChatState::Pending);
    let mut lists = Lists::default();
    lists.send(&mut world, id, false);
    world.carry_out();
    assert_eq!(state(&world), ChatState::Sent);
    assert_eq!(lists.clinic[0].2, "Soon.\nThank you");
    let at = Some(lists.clinic[0].0);
    marks(&mut world, id, 2, ChatMarks { received: Some(0), ..ChatMarks::default() });
    assert_eq!(state(&world), ChatState::Sent, "the page has not come that far");
    let changes = marks(&mut world, id, 3, ChatMarks { received: at, ..ChatMarks::default() });
    assert!(changes.contains(&Change::ChatChanged { visit_id: visit, invitation: id }));
    assert_eq!(state(&world), ChatState::Delivered);
    marks(&mut world, id, 4, ChatMarks { received: at, seen: at, wrote: None });
    assert_eq!(state(&world), ChatState::Seen);
    assert!(marks(&mut world, id, 5, ChatMarks { received: at, seen: at, wrote: None }).is_empty());
}

#[test]
fn what_a_person_writes_is_unread_until_it_is_looked_at_and_their_page_is_told() {
    let mut world = World::new();
    let (visit, id) = world.checked_in("09:00");
    let mut lists = Lists::default();
    let first = lists.write("Is it okay if my wife joins?");
    lists.write("She is at work");
    let changes = world.clinic.receive_chat(id, lists.read(None, 9), world.now).unwrap();
    assert!(changes.contains(&Change::ChatReceived { visit_id: visit, invitation: id }));
    let conversation = world.clinic.conversations(world.now).unwrap().pop().unwrap();
    assert_eq!(
        (conversation.unread, conversation.place, conversation.role),
        (2, Some(1), PersonRole::Patient)
    );
    assert_eq!(conversation.last.unwrap().text.reveal(), "She is at work");
    let (_, told) = world.carry_out();
    assert_eq!((told[0].chat_heard, told[0].chat_seen), (Some(6), None), "delivered, not seen");
    world.clinic.read_chat(id, first, world.now).unwrap();
    let (_, told) = world.carry_out();
    assert_eq!(told[0].chat_seen, Some(3), "the second came after what was looked at");
    assert_eq!(world.clinic.conversations(world.now).unwrap()[0].unread, 1);
    // The same again, by the other way: nothing.
    assert!(world.clinic.receive_chat(id, lists.read(None, 9), world.now).unwrap().is_empty());
    let audited = world.clinic.history(visit).unwrap();
    assert_eq!(audited.iter().filter(|line| line.event == "chatReceived").count(), 2);
    assert!(audited.iter().all(|line| !line.detail.contains("wife")), "no words in the audit");
}

#[test]
fn whoever_is_invited_has_a_conversation_of_their_own() {
    let mut world = World::new();
    let (visit, id) = world.checked_in("09:00");
    let guest = world.third_party(visit, daughter());
    world.clinic.send_chat(guest, "You can come in soon.", world.now).unwrap();
    assert!(states(&world, id).is_empty());
    let of_visit = world.clinic.conversations_of(visit, world.now).unwrap();
    let roles: Vec<_> = of_visit.iter().map(|c| c.role).collect();
    assert_eq!(roles, [PersonRole::Patient, PersonRole::ThirdParty(ThirdPartyRole::Family)]);
}

#[test]
fn what_is_not_a_message_is_passed_over_and_a_flood_is_not_kept() {
    let mut world = World::new();
    let (_, id) = world.checked_in("09:00");
    let junk = vec![
        ReceivedMessage { index: 0, message: None },
        ReceivedMessage { index: 1, message: Some((ChatMessageId::random(), " \u{202e}\n".into())) },
    ];
    world.clinic.receive_chat(id, junk, world.now).unwrap();
    assert!(states(&world, id).is_empty());
    assert_eq!(world.clinic.chat_heard(id).unwrap(), Some(1), "it is not read again");
    let flood = (2..500)
        .map(|index| ReceivedMessage { index, message: Some((ChatMessageId::random(), "x".repeat(9000))) });
    world.clinic.receive_chat(id, flood.collect(), world.now).unwrap();
    let kept = states(&world, id);
    assert_eq!(kept.len(), 200);
    assert!(kept.iter().all(|(_, text, _)| text.len() == 500));
}

#[test]
fn the_clinic_writes_no_more_than_anybody_reads() {
    let mut world = World::new();
    let (_, id) = world.checked_in("09:00");
    let send = |world: &mut World| world.clinic.send_chat(id, "Hello", world.now).map(drop);
    let sent = (0..30).filter(|_| send(&mut world).is_ok()).count();
    assert_eq!(sent, 20);
    world.pass(61);
    assert!(send(&mut world).is_ok());
}

#[test]
fn a_closed_visit_takes_no_message_and_keeps_what_was_written() {
    let mut world = World::new();
    let (visit, id) = world.admitted("09:00");
    let mut lists = Lists::default();
    lists.write("Thank you");
    world.clinic.receive_chat(id, lists.read(None, 9), world.now).unwrap();
    world.clinic.send_chat(id, "Goodbye", world.now).unwrap();
    world.clinic.end(visit, Actor::Provider, world.now).unwrap();
    assert!(
        !world.due().contains(&EffectKind::SendChat { invitation: id }),
        "there is nobody left to read it"
    );
    assert!(world.clinic.pending_chat(id).unwrap().is_empty());
    let refused = world.clinic.send_chat(id, "One more", world.now).unwrap_err();
    assert!(matches!(refused, clinic::Error::ChatClosed));
    assert_eq!(states(&world, id).len(), 2);
    let open = world.clinic.conversations(world.now).unwrap();
    assert_eq!(open.len(), 1, "it stays in sight until somebody has looked at it");
    let (_, messages) = world.clinic.conversation(id, world.now).unwrap();
    world.clinic.read_chat(id, messages[0].id, world.now).unwrap();
    assert!(world.clinic.conversations(world.now).unwrap().is_empty());
}

#[test]
fn after_reopening_what_did_not_arrive_is_sent_again() {
    let mut world = World::new();
    let (visit, id) = world.admitted("09:00");
    let mut lists = Lists::default();
    world.clinic.send_chat(id, "One", world.now).unwrap();
    world.clinic.send_chat(id, "Two", world.now).unwrap();
    lists.send(&mut world, id, false);
    world.carry_out();
    let first = Some(lists.clinic[0].0);
    marks(&mut world, id, 2, ChatMarks { received: first, seen: first, wrote: None });
    lists.write("Before");
    world.clinic.receive_chat(id, lists.read(None, 9), world.now).unwrap();
    world.clinic.end(visit, Actor::Provider, world.now).unwrap();
    world.carry_out();
    world.pass(10);
    world.carry_out();
    world.clinic.reopen(visit, Actor::Provider, world.now).unwrap();
    let due = world.due();
    assert_eq!(due, [EffectKind::SetUpInvitation { invitation: id }], "not before the Lists stand");
    let pending = world.clinic.pending_chat(id).unwrap();
    assert_eq!(pending.iter().map(|m| m.text.reveal().as_str()).collect::<Vec<_>>(), ["Two"]);
    assert_eq!(world.clinic.chat_heard(id).unwrap(), None, "the new List counts from its beginning");
    let (done, _) = world.carry_out();
    assert!(done.contains(&EffectKind::SendChat { invitation: id }));
}

#[test]
fn a_delay_is_written_to_everybody_who_waits_and_can_be_taken_back() {
    let mut world = World::new();
    let (_, first) = world.checked_in("09:00");
    let (visit, second) = world.checked_in("09:30");
    let guest = world.third_party(visit, daughter());
    world.report(guest, 1, GuestStep::Waiting);
    let (_, absent) = world.invited("10:00");
    world.clinic.set_provider_state(ProviderState::Away, world.now).unwrap();
    assert_eq!(world.clinic.people_waiting().unwrap(), 3, "the provider reads how many before they are told");
    let (people, _) = world.clinic.tell_delay(10, None, world.now).unwrap();
    assert_eq!(people, 3, "who is not there yet is told by the state alone");
    assert!(states(&world, absent).is_empty());
    assert_eq!(world.clinic.delay_told().unwrap(), Some(10));
    let status = world.status(second);
    assert_eq!(status.provider_state, ProviderState::Late { minutes: 10 });

    // One was reached, the others not yet.
    let mut lists = Lists::default();
    lists.send(&mut world, first, false);
    let (people, _) = world.clinic.take_delay_back(world.now).unwrap();
    assert_eq!(people, 1);
    assert_eq!(world.status(second).provider_state, ProviderState::Away, "as it was before");
    assert_eq!(states(&world, first).len(), 2);
    assert!(states(&world, second).is_empty() && states(&world, guest).is_empty());
    assert!(matches!(world.clinic.take_delay_back(world.now), Err(clinic::Error::NoDelayTold)));

    // In words of one's own likewise.
    world.now += SignedDuration::from_mins(2);
    world.clinic.tell_delay(20, Some("An emergency."), world.now).unwrap();
    lists.send(&mut world, second, false);
    assert_eq!(world.clinic.take_delay_back(world.now).unwrap().0, 1, "whoever was reached");
    let said: Vec<String> = states(&world, second).into_iter().map(|(_, text, _)| text).collect();
    assert_eq!(said, ["An emergency.", "I am not late after all. We begin as planned."]);

    // A state that is set otherwise ends it.
    world.now += SignedDuration::from_mins(2);
    world.clinic.tell_delay(5, Some("The lift is stuck."), world.now).unwrap();
    assert_eq!(states(&world, second)[2].1, "The lift is stuck.");
    world.clinic.set_provider_state(ProviderState::Available, world.now).unwrap();
    assert_eq!(world.clinic.delay_told().unwrap(), None);
    assert!(world.clinic.tell_delay(0, None, world.now).is_err());
}

#[test]
fn quick_replies_are_the_clinics_own() {
    let mut world = World::new();
    assert_eq!(world.clinic.quick_replies().unwrap().len(), clinic::chat::QUICK_REPLIES.len());
    let own = vec!["Um momento.".to_owned(), String::new()];
    assert_eq!(world.clinic.set_quick_replies(&own, world.now).unwrap(), [Change::QuickRepliesChanged]);
    assert_eq!(world.clinic.quick_replies().unwrap(), ["Um momento."]);
    world.clinic.set_quick_replies(&[], world.now).unwrap();
    assert!(world.clinic.quick_replies().unwrap().is_empty(), "none is a choice too");
}

#[derive(Debug, Clone)]
enum Step {
    ClinicWrites,
    GuestWrites,
    /// The answer to the first message is lost, so it is sent again later.
    SendAndLose,
    Send,
    /// Reads at most so many, from where the clinic came, or all from the beginning (a push that was late).
    Read(usize, bool),
    Reopen,
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        3 => Just(Step::ClinicWrites),
        3 => Just(Step::GuestWrites),
        1 => Just(Step::SendAndLose),
        2 => Just(Step::Send),
        3 => (1..4usize, any::<bool>()).prop_map(|(most, late)| Step::Read(most, late)),
        1 => Just(Step::Reopen),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// Whatever is lost, repeated or late: each message is kept once and arrives, in the order it was written.
    #[test]
    fn nothing_is_lost_doubled_or_out_of_order(steps in prop::collection::vec(step(), 0..40)) {
        let mut world = World::new();
        let (visit, id) = world.admitted("09:00");
        let mut lists = Lists::default();
        // What the person's page shows: over all Lists, without doubles.
        let mut shown: Vec<(ChatMessageId, String)> = Vec::new();
        let (mut written, mut said, mut seq) = (Vec::new(), Vec::new(), 10);
        let steps = steps.into_iter().chain([Step::Send, Step::Read(99, false)]);
        for (number, step) in steps.enumerate() {
            match step {
                Step::ClinicWrites => {
                    written.push(number.to_string());
                    world.clinic.send_chat(id, &number.to_string(), world.now).unwrap();
                    world.pass(4);
                }
                Step::GuestWrites => {
                    said.push(number.to_string());
                    lists.write(&number.to_string());
                }
                Step::SendAndLose => lists.send(&mut world, id, true),
                Step::Send => lists.send(&mut world, id, false),
                Step::Read(most, late) => {
                    let from = if late { None } else { world.clinic.chat_heard(id).unwrap() };
                    world.clinic.receive_chat(id, lists.read(from, most), world.now).unwrap();
                }
                Step::Reopen => {
                    // What the person wrote is read before the Lists go.
                    let from = world.clinic.chat_heard(id).unwrap();
                    world.clinic.receive_chat(id, lists.read(from, 99), world.now).unwrap();
                    world.clinic.end(visit, Actor::Provider, world.now).unwrap();
                    world.clinic.reopen(visit, Actor::Provider, world.now).unwrap();
                    lists = Lists::default();
                }
            }
            for (_, message, text) in &lists.clinic {
                if shown.iter().all(|(known, _)| known != message) {
                    shown.push((*message, text.clone()));
                }
            }
            seq += 1;
            let received = lists.clinic.last().map(|(index, ..)| *index);
            marks(&mut world, id, seq, ChatMarks { received, ..ChatMarks::default() });
        }
        let kept = states(&world, id);
        let of = |writer| kept.iter().filter(move |(w, ..)| *w == writer).map(|(_, text, _)| text.clone());
        prop_assert_eq!(of(Writer::Clinic).collect::<Vec<_>>(), written.clone());
        prop_assert_eq!(of(Writer::Guest).collect::<Vec<_>>(), said);
        prop_assert_eq!(shown.into_iter().map(|(_, text)| text).collect::<Vec<_>>(), written);
        prop_assert!(kept.iter().all(|(_, _, state)| *state == ChatState::Delivered));
    }
}
