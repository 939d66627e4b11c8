//! The practice: schedule, visits, waiting room, invitations, third parties, directory, audit.
//!
//! Nothing here reads the clock (`now` is an argument), opens a socket or knows a window. What the outside must
//! do leaves as an [`Effect`], stored in the same transaction as the change that asks for it; what windows should
//! read again leaves as a [`Change`]. [`Clinic`] is the door to all of it.
//!
//! ```text
//! scheduled ─invite→ invited ─check in→ waiting ─admit→ in visit ─end→ completed
//!      │                │                  │leaves → left              (reopen within the day → in visit)
//!      └────────────────┴── cancel → cancelled · time passes → no-show (undo within the day)
//! ```
//! The whole table is in [`visit`], and drawn in `docs/visit-lifecycle.md`.

pub mod appointment;
pub mod audit;
pub mod change;
pub mod chat;
pub mod come_back;
pub mod connector;
pub mod dial;
pub mod directory;
mod directory_file;
pub mod effect;
pub mod error;
pub mod id;
pub mod intake;
pub mod interpreter;
pub mod invitation;
pub mod network;
pub mod notification;
pub mod person;
pub mod phone_number;
pub mod phone_party;
pub mod pii;
mod practice;
pub mod profile;
pub mod recipe;
pub mod room_policy;
mod store;
pub mod text;
pub mod text_message;
pub mod text_plan;
pub mod text_template;
pub mod third_party;
pub mod vendor;
pub mod vendor_request;
pub mod visit;
pub mod visit_type;
pub mod waiting_room;
pub mod waiting_rules;
pub mod waiting_video;
mod words;

pub use appointment::{AppointmentFields, Booking};
pub use audit::{Actor, AuditCheck, AuditEvent};
pub use change::Change;
pub use chat::{ChatMarks, ChatMessage, ChatState, Conversation, ReceivedMessage, Saying, Writer};
pub use come_back::{AskedBack, ComeBackAnswer};
pub use connector::{
    Connector, ConnectorFault, Filling, Modality, SavedConnector, VendorAnswer, VendorCall, VendorSaid,
    VendorStep,
};
pub use dial::{DialEvent, DialRefused, DialState};
pub use directory::{Hours, Line, LineFields, Offer, Opening, Span};
pub use effect::{Effect, EffectKind};
pub use error::{Error, ErrorKind, Invalid, OpenError};
pub use id::{
    ChatMessageId, ConnectorId, EffectId, InvitationId, LineId, PatientId, PhonePartyId, PractitionerId,
    StoreId, TextId, VendorRequestId, VisitId, VisitTypeId,
};
pub use interpreter::{InterpreterWish, WantedInterpreter};
pub use invitation::{
    DeviceVerdict, GuestPerson, GuestReport, GuestStage, GuestStatus, GuestStep, Invitation, Link,
    NetworkVerdict, OpenInvitation, PersonRole, Readiness, SurveyAnswer, TimelineEntry, TimelineStep,
};
pub use network::{NetworkCheck, NetworkMeasures, NetworkOutcome, NetworkPath};
pub use notification::NotificationSettings;
pub use person::{Patient, PatientFields};
pub use phone_number::{CheckedNumber, NextLine, NumberRefused, PhoneRules};
pub use phone_party::{
    Answerer, CallSeen, DialEntry, DialFailure, DialFields, DialPlan, DialTask, FindPlan, LegRule, LiveDial,
    PhoneAction, PhoneParty, SteerPlan, Way,
};
pub use pii::Pii;
pub use practice::{Clinic, Imported, NextVisit, Participant, Visit, VisitSummary, WaitingThirdParty};
pub use profile::{Practitioner, Profile, ProfileFields, ProviderState};
pub use recipe::{Recipe, RecipeMistake, Step};
pub use room_policy::{RoomCodec, RoomPolicy, needs_rest};
pub use store::key::StoreKey;
pub use text::{LinkText, TextEvent, TextRefused, TextState};
pub use text_message::{
    FindText, LiveText, PatientNumber, SendPlan, Text, TextAction, TextDraft, TextEntry, TextFailure,
    TextHold, TextNotice, TextSeen, TextTask, TextVerdict,
};
pub use text_plan::{PlannedText, QuietHours, TextSettings};
pub use text_template::{TextBody, TextKind, TextTemplate, TextVariable};
pub use third_party::{
    Introduction, ThirdParty, ThirdPartyAction, ThirdPartyEvent, ThirdPartyFields, ThirdPartyRefused,
    ThirdPartyRole, ThirdPartyState,
};
pub use vendor::{VendorEvent, VendorRefused, VendorState};
pub use vendor_request::{
    AskFields, CancelTask, NextHelp, VendorAction, VendorEntry, VendorFailure, VendorPlan, VendorRequest,
    VendorTask, VendorTold, VendorTrouble,
};
pub use visit::{Refused, VisitAction, VisitEvent, VisitState};
pub use visit_type::{BookedType, VisitType, VisitTypeFields};
pub use waiting_room::WaitingPatient;
pub use waiting_rules::WaitingRules;
pub use waiting_video::WaitingVideo;
