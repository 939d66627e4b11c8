//! What a member of the cast does: observations in, actions out. Pure: time is an argument.
//!
//! ```text
//! awaits_text ─text→ has_link ─opens→ checking ─→ waiting ─admitted→ called_in ─joined→ in_call
//!                    stays_away ↗                  │  ↑ ↖──────────── put back ──────────┘ │
//!                                                left ┘                   ended · shut_out · no_way_in
//! ```

mod answers;
mod call;
mod clinic;
mod page;
#[cfg(test)]
mod tests;

use std::collections::VecDeque;

use jiff::{SignedDuration, Timestamp};
use serde::Serialize;

use super::report::{Admission, Message, Report, Stage, Status};
use super::script::{Does, MemberScript};

/// From opening the page until the first device is tried.
const LOOKS_AROUND: SignedDuration = SignedDuration::from_secs(1);
/// From a message's arrival until it has been read.
const READS: SignedDuration = SignedDuration::from_secs(2);
/// From the end of the visit until the survey is answered, and from then until the page is closed.
const THINKS: SignedDuration = SignedDuration::from_secs(4);
/// A way into the room that failed is tried again after this.
const TRIES_AGAIN: SignedDuration = SignedDuration::from_secs(3);
/// From the last word until somebody is gone.
const GOES: SignedDuration = SignedDuration::from_secs(2);
/// How long a message that no script gives a time for takes to write.
const WRITES: SignedDuration = SignedDuration::from_secs(5);

/// Where somebody is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Doing {
    /// No link has come.
    AwaitsText,
    /// They have a link, and open it by themselves.
    HasLink,
    /// They have a link, and do not open it by themselves.
    StaysAway,
    /// They opened it and try their devices.
    Checking,
    /// In the waiting room.
    Waiting,
    /// Let in, and not in the room yet.
    CalledIn,
    /// In the call.
    InCall,
    /// Left by their own choice.
    Left,
    /// Their visit is over.
    Ended,
    /// The clinic has them out: cancelled, removed, withdrawn, not attended.
    ShutOut,
    /// Their link leads nowhere any more.
    NoWayIn,
}

/// What a member hears.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Heard {
    /// A text with a link came.
    Link(String),
    /// What the clinic shows them.
    Status(Box<Status>),
    /// The clinic wrote.
    Message(Message),
    /// Their Documents are gone, or not for them any more.
    PageEnded,
    /// They are in the room of this SID.
    Joined(String),
    /// They were not let into it, or are not in it any more.
    OutOfRoom(String),
}

/// What a director asks of a member.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Asked {
    /// To come now, or to come back.
    Arrive,
    /// To leave.
    Leave,
    /// To write.
    Say(String),
    /// To lose their network, for so long.
    LoseNetwork(SignedDuration),
    /// To have it again.
    FindNetwork,
}

/// What a member does.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Act {
    /// Takes a link up: looks at what the clinic shows, without a word of themselves.
    Connect(String),
    /// Has their report say this.
    Report(Box<Report>),
    /// Writes to the clinic.
    Say(String),
    /// Has everything on the screen.
    See,
    /// Goes into a room.
    Join(Admission),
    /// Leaves it.
    LeaveRoom,
    /// Turns the microphone on or off.
    Microphone(bool),
    /// Turns the picture on or off.
    Camera(bool),
    /// Talks, or listens.
    Talk(bool),
    /// Has a network, or none.
    Network(bool),
    /// Closes the page.
    ClosePage,
}

/// What a member does at a time that they know.
#[derive(Clone, Debug, PartialEq)]
enum Due {
    Open,
    TryDevices,
    ChecksDone,
    Say(String),
    See,
    Talk(bool),
    Step(usize),
    Join,
    Leave,
    Survey,
    GoAway,
    FindNetwork,
}

/// Somebody of the cast.
#[derive(Clone, Debug)]
pub(super) struct Member {
    pub(super) script: MemberScript,
    pub(super) doing: Doing,
    /// Since when they do it.
    pub(super) since: Timestamp,
    link: Option<String>,
    /// Whether their link's page is open, seen by them or not.
    page: bool,
    text_at: Timestamp,
    status: Option<Status>,
    report: Option<Report>,
    /// The room that they are in, or on their way into.
    room: Option<String>,
    came_in: Option<Timestamp>,
    pub(super) network: bool,
    pub(super) muted: bool,
    pub(super) camera_off: bool,
    pub(super) talking: bool,
    due: Vec<(Timestamp, Due)>,
    acts: VecDeque<Act>,
}

impl Member {
    pub(super) fn new(script: MemberScript, now: Timestamp) -> Self {
        Self {
            script,
            doing: Doing::AwaitsText,
            since: now,
            link: None,
            page: false,
            text_at: now,
            status: None,
            report: None,
            room: None,
            came_in: None,
            network: true,
            muted: false,
            camera_off: false,
            talking: false,
            due: Vec::new(),
            acts: VecDeque::new(),
        }
    }

    /// When something is due.
    pub(super) fn deadline(&self) -> Option<Timestamp> {
        self.due.iter().map(|(at, _)| *at).min()
    }

    /// When they will open their link, where they know.
    pub(super) fn opens_at(&self) -> Option<Timestamp> {
        self.due.iter().find(|(_, due)| *due == Due::Open).map(|(at, _)| *at)
    }

    /// The planned start of their visit, once they know it.
    pub(super) fn starts_at(&self) -> Option<Timestamp> {
        self.status.as_ref().map(|status| status.starts_at)
    }

    /// What is to be done now.
    pub(super) fn acts(&mut self) -> Vec<Act> {
        self.acts.drain(..).collect()
    }

    /// Whether they are with the clinic: waiting, or in the call.
    pub(super) fn is_there(&self) -> bool {
        matches!(self.doing, Doing::Waiting | Doing::CalledIn | Doing::InCall)
    }

    fn act(&mut self, act: Act) {
        self.acts.push_back(act);
    }

    fn now_does(&mut self, doing: Doing, now: Timestamp) {
        if self.doing != doing {
            (self.doing, self.since) = (doing, now);
        }
    }

    fn later(&mut self, at: Timestamp, due: Due) {
        self.due.push((at, due));
    }

    fn never_mind(&mut self, which: impl Fn(&Due) -> bool) {
        self.due.retain(|(_, due)| !which(due));
    }

    /// Lets time pass. Everything happens at its own time and in order, however far `now` is.
    pub(super) fn advance(&mut self, now: Timestamp) {
        loop {
            // Of what is due at the same moment, what was meant first comes first.
            let next = self.due.iter().enumerate().min_by_key(|(index, (at, _))| (*at, *index));
            let Some((index, (at, _))) = next.filter(|(_, (at, _))| *at <= now) else { return };
            let at = *at;
            let (_, due) = self.due.remove(index);
            self.comes_due(due, at);
        }
    }

    fn comes_due(&mut self, due: Due, now: Timestamp) {
        match due {
            Due::Open => self.open(now),
            Due::TryDevices => self.reports(|report| report.step = Stage::Checking),
            Due::ChecksDone => self.checks_are_done(now),
            Due::Say(text) => self.act(Act::Say(text)),
            Due::See => self.act(Act::See),
            Due::Talk(on) => self.talks(on, now),
            Due::Step(step) => self.step(step, now),
            Due::Join => self.follow(now),
            Due::Leave => self.leave(now),
            Due::Survey => {
                let survey = self.script.survey;
                self.reports(|report| report.survey = survey);
                self.later(now + THINKS, Due::GoAway);
            }
            Due::GoAway => {
                self.reports(|report| report.step = Stage::Left);
                self.close_page();
            }
            Due::FindNetwork => self.find_network(),
        }
    }

    /// Something is heard.
    pub(super) fn hear(&mut self, heard: Heard, now: Timestamp) {
        match heard {
            Heard::Link(link) => self.link_came(link, now),
            // A page that is closed says nothing more.
            Heard::Status(_) if !self.page => {}
            Heard::Status(status) => {
                self.status = Some(*status);
                self.plan_to_open(now);
                self.follow(now);
            }
            Heard::Message(message) => self.message_came(&message, now),
            Heard::PageEnded => self.page_ended(now),
            Heard::Joined(room) => self.joined(&room, now),
            Heard::OutOfRoom(room) => self.out_of_room(&room, now),
        }
    }

    /// A director asks for something.
    ///
    /// # Errors
    /// In words, where it has no meaning now.
    pub(super) fn ask(&mut self, asked: Asked, now: Timestamp) -> Result<(), String> {
        let name = self.script.name.clone();
        match asked {
            Asked::Arrive => match self.doing {
                Doing::HasLink | Doing::StaysAway => self.open(now),
                Doing::Left => self.come_back(now),
                Doing::AwaitsText => {
                    return Err(format!(
                        "{name} has no link yet: the clinic has to text it to {}",
                        self.script.phone
                    ));
                }
                Doing::Checking | Doing::Waiting | Doing::CalledIn | Doing::InCall => {
                    return Err(format!("{name} is there already"));
                }
                Doing::Ended | Doing::ShutOut | Doing::NoWayIn => {
                    return Err(format!(
                        "{name}'s link leads nowhere any more: the clinic has to text another"
                    ));
                }
            },
            Asked::Leave if self.is_there() || self.doing == Doing::Checking => self.leave(now),
            Asked::Leave => return Err(format!("{name} is not there")),
            Asked::Say(text) if self.is_there() => self.act(Act::Say(text)),
            Asked::Say(_) => return Err(format!("{name} neither waits nor is in the call, so can't write")),
            Asked::LoseNetwork(long) => {
                self.never_mind(|due| *due == Due::FindNetwork);
                if self.network {
                    self.network = false;
                    self.act(Act::Network(false));
                }
                self.later(now + long, Due::FindNetwork);
            }
            Asked::FindNetwork => self.find_network(),
        }
        Ok(())
    }

    fn find_network(&mut self) {
        self.never_mind(|due| *due == Due::FindNetwork);
        if !self.network {
            self.network = true;
            self.act(Act::Network(true));
        }
    }

    /// Changes the report of a page that is open, and has it told.
    fn reports(&mut self, change: impl FnOnce(&mut Report)) {
        if let Some(report) = self.report.as_mut().filter(|_| self.page) {
            change(report);
            let report = Box::new(report.clone());
            self.act(Act::Report(report));
        }
    }
}
