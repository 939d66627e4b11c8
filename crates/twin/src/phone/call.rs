//! One call: its life, the TwiML that runs on our side, and the phone at the other. Pure: time is an argument.

use std::collections::VecDeque;

use jiff::{SignedDuration, Timestamp};

use crate::texts::Arrival;

use super::callee::Callee;
use super::order::{Action, Detect, Heard, Numbers, Order};
use super::script::{Does, Phone, Sound, seconds};
use super::status::{Event, Status};
use super::twiml::{Tone, Verb, Wrong, speech};

/// So much is remembered of what a call heard; more only costs memory.
const MOST_HEARD: usize = 2_000;
/// A phone that fails by itself, or that is not there, takes this long to.
const LOST: SignedDuration = SignedDuration::from_secs(1);

/// What our side does.
#[derive(Debug)]
enum Doing {
    /// Nothing: not answered, or over.
    Nothing,
    /// Finding out who answered: found then.
    Detecting(Timestamp, &'static str),
    /// Pressing keys: the first of them is over then.
    Pressing(VecDeque<Tone>, Timestamp),
    /// Being silent, or speaking.
    Waiting(Timestamp),
    /// Waiting to hear whether there is such a room. Time stands still for the call meanwhile.
    Joining(u64, String, Timestamp),
    InRoom(u64),
}

/// A call.
#[derive(Debug)]
pub(crate) struct Call {
    pub(crate) sid: String,
    pub(crate) to: String,
    pub(crate) from: String,
    pub(crate) status: Status,
    pub(crate) created: Timestamp,
    pub(crate) updated: Timestamp,
    /// When it was dialled.
    pub(crate) dialled: Option<Timestamp>,
    pub(crate) answered: Option<Timestamp>,
    pub(crate) ended: Option<Timestamp>,
    pub(crate) answered_by: Option<&'static str>,
    /// How long it waited to be dialled.
    pub(crate) queue_time: SignedDuration,
    /// What Twilio's debugger would show.
    pub(crate) trouble: Option<(u32, String)>,
    pub(crate) history: Vec<(Timestamp, Status)>,
    pub(crate) heard: Vec<(Timestamp, Heard)>,
    phone: Option<Phone>,
    order: Order,
    /// What happens to it by itself before it is answered.
    fate: Option<(Timestamp, Event)>,
    callee: Option<Callee>,
    verbs: VecDeque<Verb>,
    doing: Doing,
    sound: Sound,
    node: String,
    pub(crate) actions: Vec<Action>,
}

impl Call {
    /// A call that is dialled at `dials`. Without a phone at its number it will fail.
    pub(crate) fn new(
        numbers: Numbers,
        order: Order,
        phone: Option<Phone>,
        now: Timestamp,
        dials: Timestamp,
    ) -> Self {
        Self {
            sid: numbers.sid,
            to: numbers.to,
            from: numbers.from,
            status: Status::Queued,
            created: now,
            updated: now,
            dialled: None,
            answered: None,
            ended: None,
            answered_by: None,
            queue_time: dials.duration_since(now),
            trouble: None,
            history: vec![(now, Status::Queued)],
            heard: Vec::new(),
            phone,
            order,
            fate: Some((dials, Event::Rings)),
            callee: None,
            verbs: VecDeque::new(),
            doing: Doing::Nothing,
            sound: Sound::Silence,
            node: String::new(),
            actions: Vec::new(),
        }
    }

    /// The room it is in or on its way to.
    pub(crate) fn attempt(&self) -> Option<u64> {
        match self.doing {
            Doing::Joining(attempt, ..) | Doing::InRoom(attempt) => Some(attempt),
            _ => None,
        }
    }

    /// When [`Call::step`] is to be called.
    pub(crate) fn deadline(&self) -> Option<Timestamp> {
        if self.status.is_final() || matches!(self.doing, Doing::Joining(..)) {
            return None;
        }
        let ours = match &self.doing {
            Doing::Detecting(until, _) | Doing::Pressing(_, until) | Doing::Waiting(until) => Some(*until),
            Doing::Nothing | Doing::Joining(..) | Doing::InRoom(_) => None,
        };
        let theirs = self.callee.as_ref().and_then(Callee::deadline);
        let limit = self.answered.map(|answered| answered + self.order.time_limit);
        let fate = self.fate.map(|(at, _)| at);
        [ours, theirs, limit, fate].into_iter().flatten().min()
    }

    /// Does what is due, one thing at a time; `now` is the deadline. `attempts` counts stays in rooms.
    pub(crate) fn step(&mut self, now: Timestamp, attempts: &mut u64) {
        if let Some((at, event)) = self.fate
            && at <= now
        {
            self.fate = None;
            match event {
                Event::Rings => self.ring(now),
                Event::Answers => self.answer(now, attempts),
                other => self.happen(other, now),
            }
            return;
        }
        if let Some(callee) = self.callee.as_mut().filter(|c| c.deadline().is_some_and(|at| at <= now)) {
            callee.due(now);
            self.listen(now);
            return;
        }
        if self.answered.is_some_and(|answered| answered + self.order.time_limit <= now) {
            self.happen(Event::Ends, now);
            return;
        }
        match &mut self.doing {
            Doing::Detecting(until, by) if *until <= now => {
                self.answered_by = Some(by);
                self.next_verb(now, attempts);
            }
            Doing::Waiting(until) if *until <= now => self.next_verb(now, attempts),
            Doing::Pressing(tones, until) if *until <= now => {
                let done = tones.pop_front();
                let next = tones.front().copied();
                *until = next.map_or(now, |next| now + next.lasts());
                if let Some(Tone::Key(key)) = done {
                    self.press(key, now);
                }
                if next.is_none() && self.status == Status::InProgress {
                    self.next_verb(now, attempts);
                }
            }
            _ => {}
        }
    }

    fn ring(&mut self, now: Timestamp) {
        self.dialled = Some(now);
        self.happen(Event::Rings, now);
        let gives_up = now + self.order.timeout;
        let by_itself = match &self.phone {
            None => {
                self.trouble = Some((13224, "Nobody has this number".into()));
                Some((now + LOST, Event::Fails))
            }
            Some(phone) => {
                let at = now + seconds(phone.rings);
                match &phone.does {
                    Does::Busy {} => Some((at, Event::IsBusy)),
                    Does::Fails { code } => {
                        self.trouble = code.map(|code| (code, "The call could not be put through".into()));
                        Some((at, Event::Fails))
                    }
                    Does::Silent {} | Does::Refused { .. } => None,
                    Does::Person { .. } | Does::Voicemail { .. } | Does::Tree { .. } => {
                        Some((at, Event::Answers))
                    }
                }
            }
        };
        self.fate = by_itself.filter(|(at, _)| *at < gives_up).or(Some((gives_up, Event::IsNotAnswered)));
    }

    /// Makes it end so after it has rung for a while, whatever the phone would do.
    pub(crate) fn doom(&mut self, event: Event, trouble: Option<(u32, String)>) {
        let code = trouble.as_ref().map(|(code, _)| *code);
        let does = match event {
            Event::IsBusy => Does::Busy {},
            Event::Fails => Does::Fails { code },
            _ => Does::Silent {},
        };
        let (number, name) = (self.to.clone(), "doomed".to_owned());
        self.phone = Some(Phone { number, name, rings: 1.0, does, texts: Arrival::default() });
        self.trouble = trouble;
    }

    /// Somebody picks up.
    pub(crate) fn answer(&mut self, now: Timestamp, attempts: &mut u64) {
        self.fate = None;
        // Whom nobody's script answers for is a person.
        let tree = self.phone.as_ref().and_then(|phone| phone.does.tree());
        let tree = tree.or_else(|| Does::Person { greeting: 3.0, stays: None }.tree());
        self.happen(Event::Answers, now);
        self.answered = Some(now);
        self.callee = tree.map(|tree| Callee::answer(tree, now));
        self.listen(now);
        match std::mem::replace(&mut self.order.twiml, Ok(Vec::new())) {
            Ok(verbs) => self.verbs = verbs.into(),
            Err(Wrong::Invalid { code, message }) => {
                self.trouble = Some((code, message));
                self.happen(Event::Ends, now);
                return;
            }
            // Never gets here: refused before there is a call.
            Err(Wrong::NotModelled(what)) => self.trouble = Some((12200, what)),
        }
        let tones: VecDeque<Tone> = std::mem::take(&mut self.order.send_digits).into();
        if let Some(first) = tones.front() {
            self.doing = Doing::Pressing(tones.clone(), now + first.lasts());
        } else if let Some(detect) = self.order.detect {
            let (after, by) = self.detected(detect);
            self.doing = Doing::Detecting(now + after, by);
        } else {
            self.next_verb(now, attempts);
        }
    }

    /// How long it takes to find out who answered, and who it is taken for.
    fn detected(&self, detect: Detect) -> (SignedDuration, &'static str) {
        if self.callee.as_ref().is_some_and(Callee::is_person) {
            return (SignedDuration::from_millis(1_500), "human");
        }
        let (after, by) = match self.phone.as_ref().map(|phone| &phone.does) {
            Some(Does::Voicemail { greeting, .. }) if detect.message_end => {
                (seconds(*greeting) + SignedDuration::from_secs(1), "machine_end_beep")
            }
            _ if detect.message_end => (SignedDuration::from_secs(8), "machine_end_silence"),
            _ => (SignedDuration::from_secs(4), "machine_start"),
        };
        if after > detect.timeout { (detect.timeout, "unknown") } else { (after, by) }
    }

    fn next_verb(&mut self, now: Timestamp, attempts: &mut u64) {
        self.doing = match self.verbs.pop_front() {
            None | Some(Verb::Hangup) => return self.happen(Event::Ends, now),
            Some(Verb::Pause(length)) => Doing::Waiting(now + length),
            Some(Verb::Say(text)) => {
                let until = now + speech(&text);
                self.note(now, Heard::Said(text));
                Doing::Waiting(until)
            }
            Some(Verb::Play(tones)) => {
                let until = tones.first().map_or(now, |first| now + first.lasts());
                Doing::Pressing(tones.into(), until)
            }
            Some(Verb::Room { name, identity }) => {
                *attempts += 1;
                let (attempt, call, room) = (*attempts, self.sid.clone(), name.clone());
                self.actions.push(Action::Join { attempt, call, room, identity });
                Doing::Joining(attempt, name, now)
            }
        };
    }

    /// Whether the room could be joined. It is as if the answer came at once.
    pub(crate) fn joined(&mut self, attempt: u64, joined: bool, attempts: &mut u64) {
        let Doing::Joining(mine, room, now) = &self.doing else { return };
        if *mine != attempt {
            return;
        }
        let (room, now) = (room.clone(), *now);
        if joined {
            self.note(now, Heard::Room(room));
            self.doing = Doing::InRoom(attempt);
            self.actions.push(Action::Play { attempt, sound: self.sound });
        } else {
            self.note(now, Heard::NoRoom(room));
            self.next_verb(now, attempts);
        }
    }

    /// The room is over, or the participant was removed: the next verb's turn.
    pub(crate) fn left(&mut self, attempt: u64, now: Timestamp, attempts: &mut u64) {
        if matches!(self.doing, Doing::InRoom(mine) if mine == attempt) {
            self.note(now, Heard::LeftRoom);
            self.next_verb(now, attempts);
        }
    }

    fn leave_room(&mut self, now: Timestamp) {
        if let Some(attempt) = self.attempt() {
            self.actions.push(Action::Leave { attempt });
            self.note(now, Heard::LeftRoom);
        }
        self.doing = Doing::Nothing;
    }

    /// Other TwiML takes the place of what runs.
    pub(crate) fn redirect(&mut self, twiml: Result<Vec<Verb>, Wrong>, now: Timestamp, attempts: &mut u64) {
        self.leave_room(now);
        self.updated = now;
        match twiml {
            Ok(verbs) => {
                self.verbs = verbs.into();
                self.next_verb(now, attempts);
            }
            Err(Wrong::Invalid { code, message }) => {
                self.trouble = Some((code, message));
                self.happen(Event::Ends, now);
            }
            Err(Wrong::NotModelled(_)) => self.happen(Event::Ends, now),
        }
    }

    pub(crate) fn limit(&mut self, time_limit: SignedDuration, now: Timestamp) {
        self.order.time_limit = time_limit;
        self.updated = now;
    }

    /// Makes the phone sound so for a while.
    pub(crate) fn say(&mut self, sound: Sound, until: Timestamp, now: Timestamp) {
        if let Some(callee) = &mut self.callee {
            callee.say(sound, until);
        }
        self.listen(now);
    }

    fn press(&mut self, key: char, now: Timestamp) {
        self.note(now, Heard::Digit(key));
        if let Some(callee) = &mut self.callee {
            callee.hear(key, now);
        }
        self.listen(now);
    }

    /// Takes notice of what the phone does now.
    fn listen(&mut self, now: Timestamp) {
        let Some(callee) = &self.callee else { return };
        let (sound, node, over) = (callee.sound(), callee.at().to_owned(), callee.hung_up());
        if over {
            return self.happen(Event::Ends, now);
        }
        if node != self.node {
            self.node.clone_from(&node);
            self.note(now, Heard::Node(node));
        }
        if sound != self.sound {
            self.sound = sound;
            self.note(now, Heard::Sound(sound));
            if let Doing::InRoom(attempt) = self.doing {
                self.actions.push(Action::Play { attempt, sound });
            }
        }
    }

    fn note(&mut self, at: Timestamp, heard: Heard) {
        if self.heard.len() < MOST_HEARD {
            self.heard.push((at, heard));
        }
    }

    /// Something happens to it. What can't happen now does not, and says so.
    pub(crate) fn happen(&mut self, event: Event, now: Timestamp) {
        match self.status.after(event) {
            Ok(status) => {
                self.status = status;
                self.updated = now;
                self.history.push((now, status));
                if status.is_final() {
                    self.leave_room(now);
                    self.ended = Some(now);
                    self.fate = None;
                    self.callee = None;
                    self.verbs.clear();
                }
            }
            Err(refused) => tracing::debug!(?refused, "nothing happens to a call"),
        }
    }
}
