//! What a write altered, so that windows know what to read again.

use jiff::civil::Date;

use crate::id::{InvitationId, PhonePartyId, TextId, VendorRequestId, VisitId};
use crate::profile::ProviderState;

/// One thing that a write altered.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Change {
    /// A visit's row, detail or place in the waiting room may look otherwise.
    VisitChanged {
        /// Which.
        visit_id: VisitId,
        /// A day it is shown on, in the clinic's zone. A visit that moved to another day is told for both.
        date: Date,
    },
    /// A patient came (back) to the waiting room.
    PatientCheckedIn {
        /// Their visit.
        visit_id: VisitId,
    },
    /// The patient was seen in the call.
    PatientJoined {
        /// Their visit.
        visit_id: VisitId,
    },
    /// A waiting patient's page shows no sign of life. Comes once for each silence, with a `VisitChanged`.
    PatientAway {
        /// Their visit.
        visit_id: VisitId,
    },
    /// The patient is no longer in the call, while the visit goes on: they left, their connection was lost, or the room closed around them.
    PatientLeftCall {
        /// Their visit.
        visit_id: VisitId,
    },
    /// A third party came (back) to the waiting room.
    GuestCheckedIn {
        /// The visit.
        visit_id: VisitId,
        /// Their invitation.
        invitation: InvitationId,
    },
    /// The visit's room is being completed, so that somebody stays out; a new one is to be opened for the others.
    RoomLeft {
        /// Which visit.
        visit_id: VisitId,
    },
    /// Something was written in a conversation, or came further.
    ChatChanged {
        /// The visit.
        visit_id: VisitId,
        /// Whose conversation.
        invitation: InvitationId,
    },
    /// An invited person wrote something. Comes with a `ChatChanged`.
    ChatReceived {
        /// The visit.
        visit_id: VisitId,
        /// Whose conversation.
        invitation: InvitationId,
    },
    /// What the provider can say with one press was written.
    QuickRepliesChanged,
    /// A visit ended.
    VisitEnded {
        /// Which.
        visit_id: VisitId,
    },
    /// Another set of invitations is open, so other report Documents are to be listened to.
    InvitationsChanged,
    /// A call to a third party, or what may be done with it, looks otherwise. Comes with a `VisitChanged`.
    PhonePartyChanged {
        /// Their visit.
        visit_id: VisitId,
        /// Which.
        party: PhonePartyId,
    },
    /// A line that was called is heard in the visit, by everybody. Comes with a `PhonePartyChanged`.
    PhonePartyJoined {
        /// Their visit.
        visit_id: VisitId,
        /// Which.
        party: PhonePartyId,
    },
    /// The call that tries a phone tree looks otherwise.
    DryRunChanged,
    /// A text, or what may be done with it, looks otherwise. Comes with a `VisitChanged`.
    TextChanged {
        /// Its visit.
        visit_id: VisitId,
        /// Which.
        text: TextId,
    },
    /// A text could not be sent, or did not arrive. Comes with a `TextChanged`.
    TextFailed {
        /// Its visit.
        visit_id: VisitId,
        /// Which.
        text: TextId,
    },
    /// The kinds of visit were written.
    VisitTypesChanged,
    /// When somebody is late or given up was written.
    WaitingRulesChanged,
    /// How the clinic texts was written.
    TextSettingsChanged,
    /// A request to a service, or what may be done with it, looks otherwise. Comes with a `VisitChanged`.
    VendorRequestChanged {
        /// Its visit.
        visit_id: VisitId,
        /// Which.
        request: VendorRequestId,
    },
    /// The directory with its services, or whom the clinic may call, was written.
    DirectoryChanged,
    /// What waiting patients are told of the provider.
    ProviderStateChanged {
        /// The state now shown.
        state: ProviderState,
    },
    /// The clinic's own profile was written.
    ProfileChanged,
}
