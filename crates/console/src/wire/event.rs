//! What windows are told without asking. Facts in the past; a window that hears one reads again what it shows.

use serde::Serialize;
use ts_rs::TS;

use super::notification::Place;
use super::session::{Connection, ProviderState};

/// An event, as windows receive it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "event", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Event {
    /// Another clinic is open than before (or none): read the session again.
    SessionChanged,
    /// A visit was written: its row, detail or the waiting room may look otherwise.
    VisitChanged {
        /// Which.
        visit_id: String,
        /// Its local date, `YYYY-MM-DD`.
        date: String,
    },
    /// A patient came to the waiting room. Comes with a `visitChanged`; worth a notice.
    PatientCheckedIn {
        /// Their visit.
        visit_id: String,
    },
    /// The patient was seen in the call.
    PatientJoined {
        /// Their visit.
        visit_id: String,
    },
    /// A waiting patient's page shows no sign of life. Comes with a `visitChanged`; worth a notice.
    PatientAway {
        /// Their visit.
        visit_id: String,
    },
    /// The patient is no longer in the call, while the visit goes on. Comes with a `visitChanged`; worth a notice.
    PatientLeftCall {
        /// Their visit.
        visit_id: String,
    },
    /// A third party came to the waiting room. Comes with a `visitChanged`; worth a notice.
    GuestCheckedIn {
        /// The visit.
        visit_id: String,
        /// Their invitation.
        invitation_id: String,
    },
    /// Something was written in a conversation, or came further.
    ChatChanged {
        /// The visit.
        visit_id: String,
        /// Whose conversation.
        invitation_id: String,
    },
    /// An invited person wrote something. Comes with a `chatChanged`; worth a notice.
    ChatReceived {
        /// The visit.
        visit_id: String,
        /// Whose conversation.
        invitation_id: String,
    },
    /// What can be said with one press was written.
    QuickRepliesChanged,
    /// The visit's room is being completed to keep somebody out: its call window goes into a new one by itself.
    RoomLeft {
        /// Which visit.
        visit_id: String,
    },
    /// A visit ended, whoever ended it: its call window says so and disconnects.
    VisitEnded {
        /// Which.
        visit_id: String,
    },
    /// A call to a third party, or what may be done with it, looks otherwise. Comes with a `visitChanged`.
    PhonePartyChanged {
        /// Their visit.
        visit_id: String,
        /// Which.
        party_id: String,
    },
    /// A line that was called is heard in the visit. Comes with a `phonePartyChanged`; worth a notice.
    PhonePartyJoined {
        /// Their visit.
        visit_id: String,
        /// Which.
        party_id: String,
    },
    /// The call that tries a phone tree looks otherwise: read `getDryRun` again.
    DryRunChanged,
    /// A text, or what may be done with it, looks otherwise. Comes with a `visitChanged`.
    TextChanged {
        /// Its visit.
        visit_id: String,
        /// Which.
        text_id: String,
    },
    /// A text could not be sent, or did not arrive. Comes with a `textChanged`; worth a notice.
    TextFailed {
        /// Its visit.
        visit_id: String,
        /// Which.
        text_id: String,
    },
    /// Somebody pressed a notification of the desktop: the console's window shows what it was about.
    NotificationOpened {
        /// Where that is.
        place: Place,
    },
    /// How the clinic texts was written.
    TextSettingsChanged,
    /// The kinds of visit were written: they stand in `getDay`.
    VisitTypesChanged,
    /// When somebody is late or given up was written.
    WaitingRulesChanged,
    /// A request to a service, or what may be done with it, looks otherwise. Comes with a `visitChanged`.
    VendorRequestChanged {
        /// Its visit.
        visit_id: String,
        /// Which.
        request_id: String,
    },
    /// The directory with its services, or whom the clinic may call, was written.
    DirectoryChanged,
    /// Which report Documents to listen to has changed: read `syncAccess` again.
    InvitationsChanged,
    /// The provider's state was set.
    ProviderStateChanged {
        /// To this.
        state: ProviderState,
    },
    /// The guided first visit has come further, was begun or left: read `getGuide` again.
    GuideChanged,
    /// Twilio was lost or found again.
    ConnectionChanged {
        /// How it stands.
        connection: Connection,
    },
    /// The day turned in the clinic's zone.
    DayTurned {
        /// The new date.
        date: String,
    },
}
