//! What the desktop is to tell somebody who looks elsewhere: pure, without a clock and without a desktop.
//!
//! Whatever happens is gathered for a moment, so that several people who come together are one notice, and two notices of a kind
//! are never close on each other. What a window in front shows anyway is told by nobody.

use std::collections::{BTreeMap, HashMap};
use std::time::{Duration, Instant};

use clinic::NotificationSettings;

use crate::principal::Principal;
use crate::wire::event::Event;
use crate::wire::notification::{Focus, Place};

/// How long a kind of notice waits for more of its kind.
const GATHER: Duration = Duration::from_secs(2);

/// Whoever is out of the call for less than that, such as for a reload, is not missed.
const BACK_BY_THEMSELVES: Duration = Duration::from_secs(10);

/// Between two notices of a kind, at least.
const APART: Duration = Duration::from_secs(20);

/// A connection that comes and goes is told of once in so long.
const FLAPPING: Duration = Duration::from_secs(10 * 60);

/// The kinds of notices.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Kind {
    /// A patient came to the waiting room.
    Arrived,
    /// An invited person wrote.
    Wrote,
    /// A waiting person's page shows no sign of life.
    Away,
    /// A third party waits to be let in.
    GuestWaits,
    /// A patient is no longer in the call.
    LeftCall,
    /// A line that was called is in the visit.
    LineJoined,
    /// A text did not arrive.
    TextFailed,
}

/// Something that may be worth a notice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Happening {
    pub(crate) kind: Kind,
    pub(crate) visit_id: String,
    /// The invitation or the call that it is about, where it is not the patient's alone.
    pub(crate) who: Option<String>,
}

/// What the person looks at.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) enum Looking {
    /// At nothing of ours.
    #[default]
    Away,
    /// At the console's window.
    Console { today: bool },
    /// At a visit's call window.
    Call { visit_id: String },
}

/// What is to be told as one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Notice {
    pub(crate) kind: Kind,
    pub(crate) about: Vec<Happening>,
}

/// See the module.
#[derive(Debug, Default)]
pub(crate) struct Notices {
    gathered: BTreeMap<Kind, Gathering>,
    told: HashMap<Kind, Instant>,
    /// What was last told of each kind, while some of it is so still and unseen.
    standing: BTreeMap<Kind, Vec<Happening>>,
    look_at: Option<Instant>,
    away: HashMap<String, Instant>,
}

#[derive(Debug)]
struct Gathering {
    due: Instant,
    about: Vec<Happening>,
}

impl Kind {
    /// A word for it, that a notice of the same kind takes the place of.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Kind::Arrived => "arrived",
            Kind::Wrote => "wrote",
            Kind::Away => "away",
            Kind::GuestWaits => "guestWaits",
            Kind::LeftCall => "leftCall",
            Kind::LineJoined => "lineJoined",
            Kind::TextFailed => "textFailed",
        }
    }

    fn wanted(self, settings: NotificationSettings) -> bool {
        settings.on
            && match self {
                Kind::Arrived => settings.arrivals,
                Kind::Wrote => settings.messages,
                Kind::Away => settings.lost,
                Kind::GuestWaits => settings.guests,
                Kind::LeftCall => settings.left_call,
                Kind::LineJoined => settings.lines,
                Kind::TextFailed => settings.texts,
            }
    }

    fn gathers(self) -> Duration {
        if self == Kind::LeftCall { BACK_BY_THEMSELVES } else { GATHER }
    }
}

impl Happening {
    /// What an event is worth; nothing for most.
    pub(crate) fn of(event: &Event) -> Option<Happening> {
        let (kind, visit_id, who) = match event {
            Event::PatientCheckedIn { visit_id } => (Kind::Arrived, visit_id, None),
            Event::ChatReceived { visit_id, invitation_id } => (Kind::Wrote, visit_id, Some(invitation_id)),
            Event::PatientAway { visit_id } => (Kind::Away, visit_id, None),
            Event::GuestCheckedIn { visit_id, invitation_id } => {
                (Kind::GuestWaits, visit_id, Some(invitation_id))
            }
            Event::PatientLeftCall { visit_id } => (Kind::LeftCall, visit_id, None),
            Event::PhonePartyJoined { visit_id, party_id } => (Kind::LineJoined, visit_id, Some(party_id)),
            Event::TextFailed { visit_id, .. } => (Kind::TextFailed, visit_id, None),
            _ => return None,
        };
        Some(Happening { kind, visit_id: visit_id.clone(), who: who.cloned() })
    }
}

impl Looking {
    /// What somebody looks at in a window that is in front.
    pub(crate) fn at(who: &Principal, focus: Focus) -> Looking {
        match who {
            Principal::Console => Looking::Console { today: focus.today },
            Principal::CallWindow { visit_id } => Looking::Call { visit_id: visit_id.clone() },
        }
    }

    /// Whether that is seen without a notice.
    fn shows(&self, happening: &Happening) -> bool {
        match (self, happening.kind) {
            (Looking::Away, _) => false,
            // A line across the window, on each of its pages.
            (Looking::Console { .. }, Kind::TextFailed) => true,
            (Looking::Console { today }, Kind::Arrived | Kind::Wrote | Kind::Away | Kind::GuestWaits) => {
                *today
            }
            // Who comes into a call and leaves it is seen in its window.
            (Looking::Console { .. }, Kind::LeftCall | Kind::LineJoined) => false,
            (
                Looking::Call { visit_id },
                Kind::Wrote | Kind::GuestWaits | Kind::LeftCall | Kind::LineJoined,
            ) => *visit_id == happening.visit_id,
            (Looking::Call { .. }, Kind::Arrived | Kind::Away | Kind::TextFailed) => false,
        }
    }
}

impl Notices {
    /// Something happened.
    pub(crate) fn hear(
        &mut self,
        happening: Happening,
        settings: NotificationSettings,
        looking: &Looking,
        now: Instant,
    ) {
        if !happening.kind.wanted(settings) || looking.shows(&happening) {
            return;
        }
        if happening.kind == Kind::Away {
            self.away.retain(|_, told| now.duration_since(*told) < FLAPPING);
            if self.away.contains_key(&happening.visit_id) {
                return;
            }
            self.away.insert(happening.visit_id.clone(), now);
        }
        let soonest = now + happening.kind.gathers();
        let due = self.told.get(&happening.kind).map_or(soonest, |told| soonest.max(*told + APART));
        let gathering =
            self.gathered.entry(happening.kind).or_insert_with(|| Gathering { due, about: Vec::new() });
        if !gathering.about.contains(&happening) {
            gathering.about.push(happening);
        }
    }

    /// What happened since makes something untrue: whoever is back in the call has not left it, and of a visit that is over nothing
    /// is told any more.
    pub(crate) fn settle(&mut self, event: &Event) {
        let untrue = |happening: &Happening| match event {
            Event::PatientJoined { visit_id } => {
                happening.kind == Kind::LeftCall && happening.visit_id == *visit_id
            }
            Event::VisitEnded { visit_id } => {
                happening.kind != Kind::TextFailed && happening.visit_id == *visit_id
            }
            _ => false,
        };
        self.gathered.retain(|_, gathering| {
            gathering.about.retain(|happening| !untrue(happening));
            !gathering.about.is_empty()
        });
        for about in self.standing.values_mut() {
            about.retain(|happening| !untrue(happening));
        }
    }

    /// Whether anything was told that may have to be taken away.
    pub(crate) fn stands(&self) -> bool {
        !self.standing.is_empty()
    }

    /// Something changed, so that what stands may be outdated: it is looked at in a moment, once for all that changes until then.
    pub(crate) fn stir(&mut self, now: Instant) {
        if !self.standing.is_empty() {
            self.look_at.get_or_insert(now + GATHER);
        }
    }

    /// The kinds whose last notice is to be taken away: nothing of it is so still, or all of it is looked at.
    pub(crate) fn take_outdated(
        &mut self,
        looking: &Looking,
        holds: impl Fn(&Happening) -> bool,
        now: Instant,
    ) -> Vec<Kind> {
        if self.look_at.take_if(|at| *at <= now).is_none() {
            return Vec::new();
        }
        let mut outdated = Vec::new();
        self.standing.retain(|kind, about| {
            // One that holds is enough: a notice may be about many.
            let holding = about.iter().position(|happening| !looking.shows(happening) && holds(happening));
            about.drain(..holding.unwrap_or(about.len()));
            if holding.is_none() {
                outdated.push(*kind);
            }
            holding.is_some()
        });
        outdated
    }

    /// Every kind that stands, for another clinic takes the place of this one: nothing of it is told any more.
    pub(crate) fn forget(&mut self) -> Vec<Kind> {
        std::mem::take(self).standing.into_keys().collect()
    }

    /// When there is something to tell or to take away, unless more happens.
    pub(crate) fn due_at(&self) -> Option<Instant> {
        self.gathered.values().map(|gathering| gathering.due).chain(self.look_at).min()
    }

    /// What is to be told now. `holds` says whether something is so still.
    pub(crate) fn take_due(
        &mut self,
        settings: NotificationSettings,
        looking: &Looking,
        holds: impl Fn(&Happening) -> bool,
        now: Instant,
    ) -> Vec<Notice> {
        let due: Vec<Kind> = self
            .gathered
            .iter()
            .filter(|(_, gathering)| gathering.due <= now)
            .map(|(kind, _)| *kind)
            .collect();
        let mut notices = Vec::new();
        for kind in due {
            let Some(mut gathering) = self.gathered.remove(&kind) else { continue };
            gathering
                .about
                .retain(|happening| kind.wanted(settings) && !looking.shows(happening) && holds(happening));
            if !gathering.about.is_empty() {
                self.told.insert(kind, now);
                self.standing.insert(kind, gathering.about.clone());
                notices.push(Notice { kind, about: gathering.about });
            }
        }
        notices
    }
}

impl Notice {
    /// Where it leads.
    pub(crate) fn place(&self) -> Place {
        let first = &self.about[0];
        let of_one = self.about.iter().all(|happening| happening.visit_id == first.visit_id);
        match self.kind {
            Kind::Wrote => {
                Place::Messages { invitation_id: first.who.clone().filter(|_| self.about.len() == 1) }
            }
            _ if of_one => Place::Visit { visit_id: first.visit_id.clone() },
            _ => Place::Today,
        }
    }
}

#[cfg(test)]
#[path = "notices_tests.rs"]
mod tests;
