//! What the outside must do. Stored in the transaction that asks for it (an outbox), carried out by the console.
//!
//! An effect may be carried out more than once (a console that is killed after doing it and before saying so does
//! it again), so each one must be written to be repeatable: set up what is missing, delete what is there. Effects of
//! the same invitation must be carried out one after another, in the order they are handed out.

use jiff::Timestamp;

use crate::id::{EffectId, InvitationId, PhonePartyId, TextId, VendorRequestId, VisitId};

/// Something the outside must do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Effect {
    /// Its place in the outbox.
    pub id: EffectId,
    /// What is to be done.
    pub kind: EffectKind,
    /// How often it was tried.
    pub attempts: u32,
    /// When it was asked for.
    pub asked_at: Timestamp,
    /// Why it failed last time, if it did.
    pub last_error: Option<String>,
}

/// What is to be done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EffectKind {
    /// Make the invitation's two Documents and two Lists with their permissions; the status begins as
    /// [`guest_status`](crate::Clinic::guest_status) says.
    SetUpInvitation {
        /// Whose.
        invitation: InvitationId,
    },
    /// Write the status Document as [`guest_status`](crate::Clinic::guest_status) says when it is carried out.
    /// At most one is pending per invitation: a newer one replaces it.
    PushStatus {
        /// Whose.
        invitation: InvitationId,
    },
    /// Put what was written to the person into the clinic's List, in order, as
    /// [`pending_chat`](crate::Clinic::pending_chat) says when it is carried out.
    SendChat {
        /// To whom.
        invitation: InvitationId,
    },
    /// Complete the room.
    EndRoom {
        /// `RM…`
        room_sid: String,
        /// The visit it was opened for.
        visit: VisitId,
    },
    /// Disconnect a third party from the room that is open, where they are in it. Their page was told why before.
    RemoveGuest {
        /// Whose.
        invitation: InvitationId,
        /// The room that is open for the visit now; where there is none, nothing is to be done.
        room_sid: Option<String>,
    },
    /// Call a third party: see [`begin_dial`](crate::Clinic::begin_dial). Placing a call is not repeatable at Twilio, so
    /// the clinic stores that it is asked for before it is, and has it looked up where the answer was lost.
    Dial {
        /// Whom.
        party: PhonePartyId,
    },
    /// End the call to a third party. Held back while it is not known which call it is.
    HangUp {
        /// Whose.
        party: PhonePartyId,
    },
    /// Set who in the visit's room hears which phone line, as [`leg_rules`](crate::Clinic::leg_rules) says when it is
    /// carried out.
    SetLegRules {
        /// The visit.
        visit: VisitId,
    },
    /// Send a text, or hand it to Twilio's scheduler: see [`begin_text`](crate::Clinic::begin_text). Sending is not repeatable at
    /// Twilio, so the clinic stores that it is asked for before it is, and has it looked up where the answer was lost.
    SendMessage {
        /// Which.
        text: TextId,
    },
    /// Call a text off that Twilio's scheduler has.
    CancelMessage {
        /// Which.
        text: TextId,
    },
    /// Ask a service for somebody: see [`begin_ask`](crate::Clinic::begin_ask). Asking is not repeatable, so the clinic stores that it
    /// is done before it is. Held back until the link that is handed over leads somewhere.
    AskVendor {
        /// The request.
        request: VendorRequestId,
    },
    /// Tell a service that a request is off: see [`begin_cancel`](crate::Clinic::begin_cancel).
    CancelVendor {
        /// The request.
        request: VendorRequestId,
    },
    /// Delete the invitation's Documents and Lists.
    DeleteDocuments {
        /// Whose.
        invitation: InvitationId,
    },
}

impl EffectKind {
    /// The invitation it is for, where it is for one.
    pub fn invitation(&self) -> Option<InvitationId> {
        match self {
            EffectKind::SetUpInvitation { invitation }
            | EffectKind::PushStatus { invitation }
            | EffectKind::SendChat { invitation }
            | EffectKind::RemoveGuest { invitation, .. }
            | EffectKind::DeleteDocuments { invitation } => Some(*invitation),
            EffectKind::EndRoom { .. }
            | EffectKind::Dial { .. }
            | EffectKind::HangUp { .. }
            | EffectKind::SetLegRules { .. }
            | EffectKind::SendMessage { .. }
            | EffectKind::CancelMessage { .. }
            | EffectKind::AskVendor { .. }
            | EffectKind::CancelVendor { .. } => None,
        }
    }
}
