//! Third parties: everybody who is in a visit by invitation and is not its patient. What can happen to one, as a table.
//!
//! `docs/guests.md` shows the same table; a test keeps the two equal.

use std::fmt;

use jiff::Timestamp;

use crate::error::Invalid;
use crate::id::{InvitationId, VisitId};
use crate::invitation::{GuestReport, Readiness, TimelineEntry};
use crate::network::NetworkCheck;
use crate::person;
use crate::pii::Pii;
use crate::words::words;

words! {
    /// What somebody is to the visit.
    pub enum ThirdPartyRole {
        /// Of the patient's family, or close to them.
        Family = "family",
        /// Interprets between patient and provider.
        Interpreter = "interpreter",
        /// Another clinician.
        Specialist = "specialist",
        /// Anybody else.
        Other = "other",
    }
}

words! {
    /// Where a third party stands.
    pub enum ThirdPartyState {
        /// Has a link and does not wait.
        Invited = "invited",
        /// Their page says that they wait.
        Waiting = "waiting",
        /// They waited and went away.
        Left = "left",
        /// Let in: while the visit goes on they are given a way into its room, into each new one too.
        Admitted = "admitted",
        /// Taken out of the visit; the provider may let them in again.
        Removed = "removed",
        /// Taken out for good.
        KeptOut = "keptOut",
        /// Their invitation was taken back.
        Withdrawn = "withdrawn",
        /// Their link ran out.
        Expired = "expired",
    }
}

words! {
    /// What can happen to a third party.
    pub enum ThirdPartyEvent {
        /// Their page said that they wait.
        CheckedIn = "guestCheckedIn",
        /// Their page waits again.
        Returned = "guestReturned",
        /// Their page said goodbye, or was silent for ten minutes.
        Left = "guestLeft",
        /// They were let in; by the console itself where the provider had chosen so.
        Admitted = "guestAdmitted",
        /// The provider took them out.
        Removed = "guestRemoved",
        /// The provider took them out for good.
        KeptOut = "guestKeptOut",
        /// The provider took the invitation back, or the visit moved too far away for its link.
        InvitationWithdrawn = "guestInvitationWithdrawn",
        /// The link ran out.
        LinkExpired = "guestLinkExpired",
    }
}

/// The whole table. What is not in it is refused.
pub const TABLE: &[(ThirdPartyState, ThirdPartyEvent, ThirdPartyState)] = {
    use ThirdPartyEvent as E;
    use ThirdPartyState as S;
    &[
        (S::Invited, E::CheckedIn, S::Waiting),
        (S::Invited, E::InvitationWithdrawn, S::Withdrawn),
        (S::Invited, E::LinkExpired, S::Expired),
        (S::Waiting, E::Left, S::Left),
        (S::Waiting, E::Admitted, S::Admitted),
        (S::Waiting, E::InvitationWithdrawn, S::Withdrawn),
        (S::Left, E::Returned, S::Waiting),
        (S::Left, E::InvitationWithdrawn, S::Withdrawn),
        (S::Left, E::LinkExpired, S::Expired),
        (S::Admitted, E::Removed, S::Removed),
        (S::Admitted, E::KeptOut, S::KeptOut),
        (S::Admitted, E::InvitationWithdrawn, S::Withdrawn),
        (S::Admitted, E::LinkExpired, S::Expired),
        (S::Removed, E::Admitted, S::Admitted),
        (S::Removed, E::KeptOut, S::KeptOut),
        (S::Removed, E::InvitationWithdrawn, S::Withdrawn),
        (S::Removed, E::LinkExpired, S::Expired),
    ]
};

/// An event that is not possible as the third party stands. Nothing was altered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ThirdPartyRefused {
    /// Where they stand.
    pub state: ThirdPartyState,
    /// What was refused.
    pub event: ThirdPartyEvent,
}

impl ThirdPartyState {
    /// The state after `event`.
    ///
    /// # Errors
    /// [`ThirdPartyRefused`] where the table has no such line.
    pub fn after(self, event: ThirdPartyEvent) -> Result<ThirdPartyState, ThirdPartyRefused> {
        TABLE
            .iter()
            .find(|(state, e, _)| (*state, *e) == (self, event))
            .map(|(_, _, next)| *next)
            .ok_or(ThirdPartyRefused { state: self, event })
    }

    /// Whether the table lets `event` happen in this state.
    pub fn allows(self, event: ThirdPartyEvent) -> bool {
        self.after(event).is_ok()
    }

    /// Whether nothing leads on from here: a link that is out never works again.
    pub fn is_final(self) -> bool {
        match self {
            ThirdPartyState::KeptOut | ThirdPartyState::Withdrawn | ThirdPartyState::Expired => true,
            ThirdPartyState::Invited
            | ThirdPartyState::Waiting
            | ThirdPartyState::Left
            | ThirdPartyState::Admitted
            | ThirdPartyState::Removed => false,
        }
    }

    fn in_words(self) -> &'static str {
        match self {
            ThirdPartyState::Invited => "they have not checked in",
            ThirdPartyState::Waiting => "they wait to be let in",
            ThirdPartyState::Left => "they left the waiting room",
            ThirdPartyState::Admitted => "they have been let in",
            ThirdPartyState::Removed => "they were taken out of the visit",
            ThirdPartyState::KeptOut => "they are kept out of this visit",
            ThirdPartyState::Withdrawn => "their invitation was taken back",
            ThirdPartyState::Expired => "their link has run out",
        }
    }
}

impl ThirdPartyEvent {
    fn refused_in_words(self) -> &'static str {
        match self {
            ThirdPartyEvent::CheckedIn => "They cannot check in",
            ThirdPartyEvent::Returned => "They cannot return to the waiting room",
            ThirdPartyEvent::Left => "They cannot leave the waiting room",
            ThirdPartyEvent::Admitted => "They cannot be let in",
            ThirdPartyEvent::Removed => "They cannot be removed",
            ThirdPartyEvent::KeptOut => "They cannot be kept out",
            ThirdPartyEvent::InvitationWithdrawn => "The invitation cannot be taken back",
            ThirdPartyEvent::LinkExpired => "The link cannot run out",
        }
    }
}

impl fmt::Display for ThirdPartyRefused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}.", self.event.refused_in_words(), self.state.in_words())
    }
}

impl std::error::Error for ThirdPartyRefused {}

/// What is known of somebody who is to be invited.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ThirdPartyFields {
    /// At most 200 characters; empty where it is not known: their page asks.
    pub name: Pii<String>,
    /// What they are to the visit.
    pub role: ThirdPartyRole,
    /// In words, for example "Daughter"; at most 60 characters, may be empty.
    pub relationship: Pii<String>,
    /// Theirs (BCP 47); an interpreter's is the one they interpret.
    pub language: String,
    /// Whether they are let in without being asked for.
    pub pre_admitted: bool,
}

impl ThirdPartyFields {
    pub(crate) fn check(self) -> Result<Self, Invalid> {
        Ok(ThirdPartyFields {
            name: person::short("name", "The name", LONGEST_NAME, self.name.reveal())?.into(),
            relationship: person::short(
                "relationship",
                "The relationship",
                LONGEST_RELATIONSHIP,
                self.relationship.reveal(),
            )?
            .into(),
            language: person::language("language", &self.language)?,
            ..self
        })
    }
}

pub(crate) const LONGEST_NAME: usize = 200;
pub(crate) const LONGEST_RELATIONSHIP: usize = 60;

/// Who somebody says they are, on their page.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Introduction {
    /// Their name.
    pub name: Pii<String>,
    /// What they are to the patient, in their words.
    pub relationship: Pii<String>,
}

impl Introduction {
    /// Made safe to keep; none where it names nobody.
    pub(crate) fn tamed(self) -> Option<Self> {
        let name = person::tame(self.name.reveal(), LONGEST_NAME).trim().to_owned();
        let relationship = person::tame(self.relationship.reveal(), LONGEST_RELATIONSHIP).trim().to_owned();
        (!name.is_empty()).then(|| Introduction { name: name.into(), relationship: relationship.into() })
    }
}

/// A third party of one visit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ThirdParty {
    /// Their invitation.
    pub id: InvitationId,
    /// The visit.
    pub visit_id: VisitId,
    /// As the clinic wrote it; empty where it did not.
    pub invited_as: Pii<String>,
    /// What they are to the visit.
    pub role: ThirdPartyRole,
    /// As the clinic wrote it; may be empty.
    pub relationship: Pii<String>,
    /// Who they say they are.
    pub introduced_as: Option<Introduction>,
    /// BCP 47.
    pub language: String,
    /// Whether they are let in without being asked for.
    pub pre_admitted: bool,
    /// Where they stand.
    pub state: ThirdPartyState,
    /// Since when.
    pub since: Timestamp,
    /// Whether they are in the visit's room now.
    pub in_call: bool,
    /// Whether they ever were.
    pub was_in_call: bool,
    /// Whether their link leads somewhere.
    pub readiness: Readiness,
    /// When their link stops working.
    pub expires_at: Timestamp,
    /// The newest report of their page.
    pub report: Option<GuestReport>,
    /// Since when their page shows no sign of life while they wait.
    pub away_since: Option<Timestamp>,
    /// What their page measured of its network, last.
    pub network_check: Option<NetworkCheck>,
    /// What may be done now, the likeliest first.
    pub actions: Vec<ThirdPartyAction>,
    /// What happened, oldest first.
    pub timeline: Vec<TimelineEntry>,
}

impl ThirdParty {
    /// The name to show: their own word where they gave one, else the clinic's; may be empty.
    pub fn name(&self) -> &Pii<String> {
        self.introduced_as.as_ref().map_or(&self.invited_as, |said| &said.name)
    }

    /// The relationship to show, likewise.
    pub fn relationship(&self) -> &Pii<String> {
        self.introduced_as
            .as_ref()
            .map(|said| &said.relationship)
            .filter(|said| !said.reveal().is_empty())
            .unwrap_or(&self.relationship)
    }
}

/// What a person at the console may do with a third party.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ThirdPartyAction {
    /// Let them in.
    Admit,
    /// Give their link out (again).
    GiveLink,
    /// Take them out; they may be let in again.
    Remove,
    /// Take them out for good; everybody else moves to a new room.
    KeepOut,
    /// Take their invitation back.
    Withdraw,
}

/// What may be done in a state; `link` says whether their link works.
pub(crate) fn actions(state: ThirdPartyState, link: bool) -> Vec<ThirdPartyAction> {
    use ThirdPartyAction as A;
    use ThirdPartyEvent as E;
    [
        (A::Admit, state.allows(E::Admitted)),
        (A::Remove, state.allows(E::Removed)),
        (A::KeepOut, state.allows(E::KeptOut)),
        (A::GiveLink, link && !state.is_final()),
        // Somebody in the call is removed, not uninvited.
        (A::Withdraw, state.allows(E::InvitationWithdrawn) && state != ThirdPartyState::Admitted),
    ]
    .into_iter()
    .filter_map(|(action, possible)| possible.then_some(action))
    .collect()
}
