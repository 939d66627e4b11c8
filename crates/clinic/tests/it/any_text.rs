//! A text with everything that can go wrong around it: answers that are lost, a console that is killed between storing and sending, looks that
//! come late, twice or never, visits that move or end in the middle, STOP. However it goes: Twilio accepts one message at most for each
//! text, each ends honestly, and nothing is sent after its visit.

use clinic::text::TABLE;
use clinic::{
    Actor, EffectKind, Error, TextFailure, TextId, TextKind, TextSeen, TextState, TextTask, TextVerdict,
    VisitId,
};
use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;

use crate::texts::{NUMBER, sid};
use crate::world::World;

/// How asking Twilio goes.
#[derive(Debug, Clone, Copy)]
enum Asking {
    Taken,
    /// Taken, and the answer is lost.
    TakenUnheard,
    /// Not taken, and the answer is lost.
    LostUnheard,
    Refused,
    Stopped,
    NotReached,
    /// The console is killed after it stored the request, before it asks.
    KilledBefore,
    /// The console is killed after Twilio took it.
    KilledAfter,
}

/// What looking for a lost message shows.
#[derive(Debug, Clone, Copy)]
enum Listing {
    Whole,
    /// Twilio's list does not show it (yet).
    Behind,
}

#[derive(Debug, Clone)]
enum Step {
    Work(Asking, Listing),
    /// Something happens at Twilio.
    Truth,
    /// A look at what was true so many changes ago.
    Look(usize),
    Text,
    Cancel,
    Settle(TextVerdict),
    Move(u8),
    CancelVisit,
    Pass(u16),
    Start,
}

/// A message at Twilio.
struct Message {
    text: TextId,
    sid: String,
    send_at: Option<Timestamp>,
    history: Vec<TextSeen>,
    fate: Vec<TextSeen>,
}

impl Message {
    fn is_over(&self) -> bool {
        matches!(
            self.history.last(),
            Some(TextSeen::Delivered | TextSeen::Undelivered(_) | TextSeen::Failed(_) | TextSeen::Cancelled)
        )
    }

    fn waits(&self) -> bool {
        self.history.last() == Some(&TextSeen::Scheduled)
    }
}

fn fate() -> impl Strategy<Value = Vec<TextSeen>> {
    use TextSeen::*;
    prop_oneof![
        3 => Just(vec![Queued, Sent, Delivered]),
        1 => Just(vec![Delivered]),
        1 => Just(vec![Queued, Sent, Undelivered(Some(30_006))]),
        1 => Just(vec![Queued, Failed(Some(30_007))]),
        1 => Just(vec![Failed(Some(21_610))]),
    ]
}

fn step() -> impl Strategy<Value = Step> {
    let asking = prop_oneof![
        6 => Just(Asking::Taken),
        1 => Just(Asking::TakenUnheard),
        1 => Just(Asking::LostUnheard),
        1 => Just(Asking::Refused),
        1 => Just(Asking::Stopped),
        1 => Just(Asking::NotReached),
        1 => Just(Asking::KilledBefore),
        1 => Just(Asking::KilledAfter),
    ];
    let listing = prop_oneof![3 => Just(Listing::Whole), 1 => Just(Listing::Behind)];
    let verdict = prop_oneof![1 => Just(TextVerdict::Sent), 1 => Just(TextVerdict::Unsent), 3 => Just(TextVerdict::Search)];
    prop_oneof![
        8 => (asking, listing).prop_map(|(asking, listing)| Step::Work(asking, listing)),
        6 => Just(Step::Truth),
        6 => (0..4usize).prop_map(Step::Look),
        3 => Just(Step::Text),
        2 => Just(Step::Cancel),
        2 => verdict.prop_map(Step::Settle),
        2 => (0..48u8).prop_map(Step::Move),
        1 => Just(Step::CancelVisit),
        6 => (1..400u16).prop_map(Step::Pass),
        1 => Just(Step::Start),
    ]
}

struct Case {
    world: World,
    visit: VisitId,
    messages: Vec<Message>,
    fates: Vec<Vec<TextSeen>>,
    next_sid: u32,
}

impl Case {
    fn new(fates: Vec<Vec<TextSeen>>) -> Case {
        let mut world = World::new().with_plan();
        let visit = world.textable("2026-11-25", "14:00");
        Case { world, visit, messages: Vec::new(), fates, next_sid: 1 }
    }

    fn take(&mut self, step: &Step) -> Result<(), Error> {
        let (visit, now) = (self.visit, self.world.now);
        let clinic = &mut self.world.clinic;
        match step {
            Step::Work(asking, listing) => self.work(*asking, *listing)?,
            Step::Truth => self.goes_on(),
            Step::Look(ago) => self.look(*ago)?,
            Step::Text => drop(clinic.text_invitation(visit, false, Actor::Provider, now)?),
            Step::Cancel => {
                if let Some(text) = clinic.texts(visit)?.into_iter().find(|text| !text.state.is_over()) {
                    clinic.cancel_text(visit, text.id, Actor::Provider, now)?;
                }
            }
            Step::Settle(verdict) => {
                let texts = clinic.texts(visit)?;
                if let Some(text) = texts.iter().find(|text| text.state == TextState::Unresolved) {
                    // A person says what is true.
                    let sent = self.messages.iter().any(|message| message.text == text.id);
                    let verdict = match verdict {
                        TextVerdict::Search => TextVerdict::Search,
                        _ if sent => TextVerdict::Sent,
                        _ => TextVerdict::Unsent,
                    };
                    clinic.settle_text(visit, text.id, verdict, Actor::Provider, now)?;
                }
            }
            Step::Move(half_hours) => {
                let time = format!("{:02}:{:02}", half_hours / 2, half_hours % 2 * 30);
                clinic.reschedule(visit, "2026-11-26", &time, Actor::Provider, now)?;
            }
            Step::CancelVisit => drop(clinic.cancel(visit, Actor::Provider, now)?),
            Step::Pass(minutes) => self.world.pass(i64::from(*minutes) * 60),
            Step::Start => drop(clinic.heard_from_number(NUMBER, None, Some(now), now)?),
        }
        Ok(())
    }

    fn work(&mut self, asking: Asking, listing: Listing) -> Result<(), Error> {
        let now = self.world.now;
        for effect in self.world.clinic.due_effects(now)? {
            match &effect.kind {
                EffectKind::SendMessage { text, .. } => {
                    if self.send(*text, asking, listing)? {
                        self.world.clinic.effect_done(&effect, now)?;
                    }
                }
                EffectKind::CancelMessage { text, .. } => {
                    if let Some(sid) = self.world.clinic.text_to_cancel(*text)? {
                        let message = self.messages.iter_mut().find(|message| message.sid == sid).unwrap();
                        if message.waits() {
                            message.history.push(TextSeen::Cancelled);
                            self.world.clinic.text_cancelled(*text, now)?;
                        } else {
                            self.world.clinic.text_not_cancelled(*text, now)?;
                            // Why it was too late is looked at, however old it is.
                            let seen = *message.history.last().unwrap();
                            self.world.clinic.text_seen(*text, seen, None, now)?;
                        }
                    }
                    self.world.clinic.effect_done(&effect, now)?;
                }
                _ => drop(self.world.clinic.effect_done(&effect, now)?),
            }
        }
        Ok(())
    }

    fn place(&mut self, text: TextId, send_at: Option<Timestamp>) -> String {
        assert!(!self.messages.iter().any(|message| message.text == text), "a text was sent twice");
        let now = self.world.now;
        let all = self.world.clinic.texts(self.visit).unwrap();
        let visit = self.world.clinic.visit(self.visit, now).unwrap().summary;
        let kind = all.iter().find(|one| one.id == text).unwrap().kind;
        assert!(send_at.unwrap_or(now) < visit.ends_at() || !by_plan(kind), "{kind:?} after the visit");
        let sid = sid(self.next_sid);
        self.next_sid += 1;
        let fate = self.fates[self.messages.len() % self.fates.len()].clone();
        let first = if send_at.is_some() { TextSeen::Scheduled } else { TextSeen::Accepted };
        self.messages.push(Message { text, sid: sid.clone(), send_at, history: vec![first], fate });
        sid
    }

    /// Whether the effect is done.
    fn send(&mut self, text: TextId, asking: Asking, listing: Listing) -> Result<bool, Error> {
        let now = self.world.now;
        match self.world.begin(text, true) {
            TextTask::Nothing => Ok(true),
            TextTask::Find(plan) => {
                let found = self
                    .messages
                    .iter()
                    .find(|message| message.text == text && !plan.others.contains(&message.sid));
                match (found, listing) {
                    (Some(message), Listing::Whole) => {
                        let (sid, waits) = (message.sid.clone(), message.waits());
                        self.world.clinic.text_taken(text, &sid, waits, now)?;
                    }
                    _ => drop(self.world.clinic.text_not_found(text, now)?),
                }
                Ok(true)
            }
            TextTask::Send(plan) => {
                if !self.world.clinic.text_requested(text, "hash", plan.send_at, now)?.0 {
                    return Ok(true);
                }
                match asking {
                    Asking::Taken => {
                        let sid = self.place(text, plan.send_at);
                        self.world.clinic.text_taken(text, &sid, plan.send_at.is_some(), now)?;
                    }
                    Asking::TakenUnheard => {
                        self.place(text, plan.send_at);
                        self.world.clinic.text_lost(text, now)?;
                        return Ok(false);
                    }
                    Asking::LostUnheard => {
                        self.world.clinic.text_lost(text, now)?;
                        return Ok(false);
                    }
                    Asking::Refused => {
                        self.world.clinic.text_refused(text, TextFailure::Refused, Some(21_211), now)?;
                    }
                    Asking::Stopped => {
                        self.world.clinic.text_refused(text, TextFailure::Refused, Some(21_610), now)?;
                    }
                    Asking::NotReached => {
                        self.world.clinic.text_put_off(text, now)?;
                        return Ok(false);
                    }
                    Asking::KilledBefore => return Ok(false),
                    Asking::KilledAfter => {
                        self.place(text, plan.send_at);
                        return Ok(false);
                    }
                }
                Ok(true)
            }
        }
    }

    fn goes_on(&mut self) {
        let now = self.world.now;
        for message in &mut self.messages {
            let due = message.send_at.is_none_or(|at| at <= now);
            if due && !message.is_over() && !message.fate.is_empty() {
                message.history.push(message.fate.remove(0));
            }
        }
    }

    fn look(&mut self, ago: usize) -> Result<(), Error> {
        let now = self.world.now;
        let live = self.world.clinic.live_texts(now)?;
        for message in &self.messages {
            let known = live.iter().any(|text| text.id == message.text);
            if let Some(at) = message.history.len().checked_sub(1 + ago).filter(|_| known || ago > 0) {
                self.world.clinic.text_seen(message.text, message.history[at], Some(1), now)?;
            }
        }
        Ok(())
    }

    fn check(&self) {
        for text in self.world.texts(self.visit) {
            // The timeline leads to the state by the table alone.
            let first = text.timeline.first().map(|entry| entry.event);
            let begun = TextState::ALL.iter().filter(|state| {
                matches!(state, TextState::Planned | TextState::Intended)
                    && first.is_none_or(|event| state.allows(event))
            });
            let honest = begun.copied().any(|begun| {
                let mut state = begun;
                text.timeline.iter().all(|entry| {
                    let line = TABLE.iter().find(|(from, event, _)| (*from, *event) == (state, entry.event));
                    line.is_some_and(|line| {
                        state = line.2;
                        state == entry.state
                    })
                }) && state == text.state
            });
            assert!(honest, "the timeline says otherwise: {text:?}");
            if text.state.is_over() {
                assert!(text.actions.is_empty(), "{text:?}");
            }
        }
    }

    /// Nothing goes wrong any more, and time passes until after the visit.
    fn settle(&mut self) -> Result<(), Error> {
        for _ in 0..30 {
            self.world.pass(3 * 3600);
            self.work(Asking::Taken, Listing::Whole)?;
            for _ in 0..4 {
                self.goes_on();
                self.look(0)?;
            }
            self.take(&Step::Settle(TextVerdict::Sent))?;
            if self.world.texts(self.visit).iter().all(|text| text.state.is_over()) {
                return Ok(());
            }
        }
        Ok(())
    }
}

fn by_plan(kind: TextKind) -> bool {
    matches!(kind, TextKind::Reminder | TextKind::Link)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_text_is_sent_once_at_most_and_ends_honestly(
        fates in prop::collection::vec(fate(), 1..4),
        steps in prop::collection::vec(step(), 1..50),
    ) {
        let mut case = Case::new(fates);
        for step in &steps {
            match case.take(step) {
                Ok(()) => {}
                Err(error) => prop_assert!(
                    matches!(
                        error,
                        Error::TextRefused(_) | Error::Refused(_) | Error::TextOnItsWay | Error::OptedOut
                            | Error::TooEarlyToInvite { .. } | Error::VisitClosed | Error::TooManyTexts
                    ),
                    "{step:?}: {error}"
                ),
            }
            case.check();
        }
        case.settle().unwrap();
        case.check();
        for text in case.world.texts(case.visit) {
            let truth = case.messages.iter().find(|message| message.text == text.id);
            match truth.map(|message| *message.history.last().unwrap()) {
                None => prop_assert!(
                    matches!(text.state, TextState::Failed | TextState::Cancelled | TextState::Withheld),
                    "{text:?}"
                ),
                Some(seen) => {
                    let honest = match seen {
                        TextSeen::Delivered => TextState::Delivered,
                        TextSeen::Undelivered(_) => TextState::Undelivered,
                        TextSeen::Failed(_) => TextState::Failed,
                        TextSeen::Cancelled => TextState::Cancelled,
                        other => return Err(TestCaseError::fail(format!("{other:?} is no end"))),
                    };
                    // One that only a person knows of is not looked at, nor is one that a carrier had a day ago: both stand as sent.
                    let said = text.timeline.iter().any(|entry| entry.event == clinic::TextEvent::TextSaidSent);
                    let old = case.world.now.duration_since(text.since) > SignedDuration::from_hours(24);
                    let sent = text.state == TextState::Sent && (said || old);
                    prop_assert!(text.state == honest || sent, "{seen:?}: {text:?}");
                }
            }
        }
        prop_assert_eq!(case.world.clinic.verify_audit().unwrap().broken_at, None);
    }
}
