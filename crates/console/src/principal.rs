//! Who is asking. The only place where it is decided who may call what.

use crate::wire::event::Event;

/// The door a command came through, and so what it may ask for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Principal {
    /// The console window.
    Console,
    /// A call window, which may act for one visit and no other.
    CallWindow {
        /// The visit that the window was opened for.
        visit_id: String,
    },
}

/// The doors that a command is offered at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Door {
    /// Only the console window.
    Console,
    /// Only a call window, for its own visit.
    Call,
    /// The console window for any visit, a call window for its own: which one is asked about is checked by the handler.
    Visit,
}

impl Principal {
    /// Whether this principal may use a command offered at `door`.
    pub fn may_enter(&self, door: Door) -> bool {
        matches!(
            (self, door),
            (Principal::Console, Door::Console | Door::Visit)
                | (Principal::CallWindow { .. }, Door::Call | Door::Visit)
        )
    }

    /// Whether this principal is told of an event. A call window hears of its own visit, and of the connection.
    pub fn hears(&self, event: &Event) -> bool {
        let Principal::CallWindow { visit_id: own } = self else { return true };
        match event {
            Event::VisitChanged { visit_id, .. }
            | Event::PatientCheckedIn { visit_id }
            | Event::PatientJoined { visit_id }
            | Event::PatientAway { visit_id }
            | Event::PatientLeftCall { visit_id }
            | Event::GuestCheckedIn { visit_id, .. }
            | Event::ChatChanged { visit_id, .. }
            | Event::ChatReceived { visit_id, .. }
            | Event::RoomLeft { visit_id }
            | Event::PhonePartyChanged { visit_id, .. }
            | Event::PhonePartyJoined { visit_id, .. }
            | Event::TextChanged { visit_id, .. }
            | Event::TextFailed { visit_id, .. }
            | Event::VendorRequestChanged { visit_id, .. }
            | Event::VisitEnded { visit_id } => visit_id == own,
            // They say nothing but that something is to be read again, which the window may.
            Event::SessionChanged
            | Event::ConnectionChanged { .. }
            | Event::DirectoryChanged
            | Event::GuideChanged
            | Event::QuickRepliesChanged => true,
            Event::InvitationsChanged
            | Event::NotificationOpened { .. }
            | Event::TextSettingsChanged
            | Event::DryRunChanged
            | Event::VisitTypesChanged
            | Event::WaitingRulesChanged
            | Event::ProviderStateChanged { .. }
            | Event::DayTurned { .. } => false,
        }
    }
}
