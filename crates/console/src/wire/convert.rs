//! From the clinic's types to the windows', and back. Exhaustive, so that a new state cannot be forgotten here.

use clinic::{
    AppointmentFields, AuditEvent, Booking, Change, GuestReport, GuestStatus, Invitation, Patient, Pii,
    Profile, Readiness, Visit, VisitSummary,
};
use jiff::Timestamp;

use super::call::{CallRole, Profile as CallProfile};
use super::chat::ChatMarks;
use super::convert_text;
use super::day::{
    AskedBack, HistoryEntry, InvitationInfo, InvitationReadiness, LinkText, NextVisit, PatientFields,
    PatientInfo, TimelineEntry, TimelineStep, VisitAction, VisitDetail, VisitFields, VisitRow, VisitState,
    WaitingGuest, WaitingPatient, WantedInterpreter,
};
use super::event::Event;
use super::network::NetworkPass;
use super::session::{AccountInfo, ClinicInfo, ProviderInfo, ProviderState, SavedAccount};
use super::sync_documents::{
    ComeBackAnswer, DeviceReport, DeviceVerdict, GuestAdmission, GuestCard, GuestStage, GuestStep,
    NetworkVerdict, RenewedLink, Report, Status, StatusPerson, SurveyAnswer,
};
use super::text::Texting;
use super::third_party::{InviteThirdParty, ThirdParty, ThirdPartyAction, ThirdPartyRole, ThirdPartyState};
use super::visit_type::visit_type_id;
use crate::error::CommandError;
use crate::host::{Beginning, World};

/// Two enums that say the same, variant by variant, from left to right.
macro_rules! same {
    ($from:path => $to:path { $($variant:ident),* $(,)? }) => {
        impl From<$from> for $to {
            fn from(value: $from) -> Self {
                match value { $( <$from>::$variant => <$to>::$variant, )* }
            }
        }
    };
}

pub(crate) use same;

same!(clinic::VisitState => VisitState { Scheduled, Invited, Waiting, AskedBack, Left, InVisit, Completed, Cancelled, NoShow });
same!(clinic::VisitAction => VisitAction {
    Invite, CopyLink, Admit, AskBack, UndoAskBack, OpenCall, End, Reopen, Edit, Cancel, MarkNoShow, UndoNoShow,
});
same!(clinic::TimelineStep => TimelineStep {
    Invited, Texted, Delivered, NotDelivered, Opened, Checking, CheckedIn, AskedBack, Left, Admitted, Joined, LeftCall, Removed, KeptOut, Withdrawn, Expired, Ended,
});
same!(clinic::ComeBackAnswer => ComeBackAnswer { Yes, No });
same!(ComeBackAnswer => clinic::ComeBackAnswer { Yes, No });
same!(clinic::LinkText => LinkText { Sent, Delivered, NotDelivered });
same!(SurveyAnswer => clinic::SurveyAnswer { All, Most, Hard });
same!(clinic::GuestStep => GuestStep { Opened, Checking, Waiting, InCall, Left });
same!(GuestStep => clinic::GuestStep { Opened, Checking, Waiting, InCall, Left });
same!(clinic::DeviceVerdict => DeviceVerdict { Untried, Works, Refused, Busy, Missing, Faulty, Without });
same!(DeviceVerdict => clinic::DeviceVerdict { Untried, Works, Refused, Busy, Missing, Faulty, Without });
same!(clinic::NetworkVerdict => NetworkVerdict { Untried, Good, Usable, Poor });
same!(NetworkVerdict => clinic::NetworkVerdict { Untried, Good, Usable, Poor });
same!(clinic::GuestStage => GuestStage {
    Invited, Waiting, Admitted, Ended, Cancelled, NoShow, Removed, KeptOut, Withdrawn,
});
same!(clinic::ThirdPartyRole => ThirdPartyRole { Family, Interpreter, Specialist, Other });
same!(ThirdPartyRole => clinic::ThirdPartyRole { Family, Interpreter, Specialist, Other });
same!(clinic::ThirdPartyState => ThirdPartyState {
    Invited, Waiting, Left, Admitted, Removed, KeptOut, Withdrawn, Expired,
});
same!(clinic::ThirdPartyAction => ThirdPartyAction { Admit, GiveLink, Remove, KeepOut, Withdraw });

impl From<clinic::ProviderState> for ProviderState {
    fn from(state: clinic::ProviderState) -> Self {
        match state {
            clinic::ProviderState::Available => ProviderState::Available,
            clinic::ProviderState::WithPatient => ProviderState::WithPatient,
            clinic::ProviderState::Late { minutes } => ProviderState::Late { minutes },
            clinic::ProviderState::Away => ProviderState::Away,
        }
    }
}

impl From<ProviderState> for clinic::ProviderState {
    fn from(state: ProviderState) -> Self {
        match state {
            ProviderState::Available => clinic::ProviderState::Available,
            ProviderState::WithPatient => clinic::ProviderState::WithPatient,
            ProviderState::Late { minutes } => clinic::ProviderState::Late { minutes },
            ProviderState::Away => clinic::ProviderState::Away,
        }
    }
}

/// An instant as windows take it: whole milliseconds, as JavaScript's clock has them.
pub(crate) fn rfc3339(at: Timestamp) -> String {
    format!("{at:.3}")
}

impl From<Change> for Event {
    fn from(change: Change) -> Self {
        match change {
            Change::VisitChanged { visit_id, date } => {
                Event::VisitChanged { visit_id: visit_id.to_string(), date: date.to_string() }
            }
            Change::PatientCheckedIn { visit_id } => {
                Event::PatientCheckedIn { visit_id: visit_id.to_string() }
            }
            Change::PatientJoined { visit_id } => Event::PatientJoined { visit_id: visit_id.to_string() },
            Change::PatientAway { visit_id } => Event::PatientAway { visit_id: visit_id.to_string() },
            Change::PatientLeftCall { visit_id } => Event::PatientLeftCall { visit_id: visit_id.to_string() },
            Change::GuestCheckedIn { visit_id, invitation } => Event::GuestCheckedIn {
                visit_id: visit_id.to_string(),
                invitation_id: invitation.to_string(),
            },
            Change::ChatChanged { visit_id, invitation } => {
                Event::ChatChanged { visit_id: visit_id.to_string(), invitation_id: invitation.to_string() }
            }
            Change::ChatReceived { visit_id, invitation } => {
                Event::ChatReceived { visit_id: visit_id.to_string(), invitation_id: invitation.to_string() }
            }
            Change::QuickRepliesChanged => Event::QuickRepliesChanged,
            Change::RoomLeft { visit_id } => Event::RoomLeft { visit_id: visit_id.to_string() },
            Change::VisitEnded { visit_id } => Event::VisitEnded { visit_id: visit_id.to_string() },
            Change::PhonePartyChanged { visit_id, party } => {
                Event::PhonePartyChanged { visit_id: visit_id.to_string(), party_id: party.to_string() }
            }
            Change::PhonePartyJoined { visit_id, party } => {
                Event::PhonePartyJoined { visit_id: visit_id.to_string(), party_id: party.to_string() }
            }
            Change::DryRunChanged => Event::DryRunChanged,
            Change::TextChanged { visit_id, text } => {
                Event::TextChanged { visit_id: visit_id.to_string(), text_id: text.to_string() }
            }
            Change::TextFailed { visit_id, text } => {
                Event::TextFailed { visit_id: visit_id.to_string(), text_id: text.to_string() }
            }
            Change::TextSettingsChanged => Event::TextSettingsChanged,
            Change::VisitTypesChanged => Event::VisitTypesChanged,
            Change::WaitingRulesChanged => Event::WaitingRulesChanged,
            Change::VendorRequestChanged { visit_id, request } => Event::VendorRequestChanged {
                visit_id: visit_id.to_string(),
                request_id: request.to_string(),
            },
            Change::DirectoryChanged => Event::DirectoryChanged,
            Change::InvitationsChanged => Event::InvitationsChanged,
            Change::ProviderStateChanged { state } => Event::ProviderStateChanged { state: state.into() },
            Change::ProfileChanged => Event::SessionChanged,
        }
    }
}

/// What is told of a world before it is opened; nothing of the practice clinic's, which is always there.
pub(crate) fn saved_account(world: &World) -> Option<SavedAccount> {
    let Beginning::Empty { clinic_name, provider_name, .. } = &world.beginning else { return None };
    let sid = &world.account_sid;
    let ends = sid.get(..2).zip(sid.get(sid.len().saturating_sub(4)..));
    Some(SavedAccount {
        clinic_name: clinic_name.clone(),
        provider_name: provider_name.clone(),
        account_sid: ends.map(|(head, tail)| format!("{head}…{tail}")).unwrap_or_default(),
        portal_url: world.portal_url.clone(),
    })
}

pub(crate) fn clinic_info(profile: &Profile, world: &World) -> ClinicInfo {
    ClinicInfo {
        name: profile.clinic_name.clone(),
        time_zone: profile.zone_name().to_owned(),
        practice: world.practice,
        provider: ProviderInfo {
            id: profile.practitioner.id.to_string(),
            name: profile.practitioner.name.clone(),
            state: profile.provider_state.into(),
        },
        account: AccountInfo {
            account_sid: world.account_sid.clone(),
            api_key_sid: world.api_key_sid.clone(),
            sync_service_sid: world.sync_service_sid.clone(),
            portal_url: world.portal_url.clone(),
        },
        endpoints: world.endpoints.clone(),
        directed: world.director.is_some(),
    }
}

impl From<VisitSummary> for VisitRow {
    fn from(visit: VisitSummary) -> Self {
        VisitRow {
            id: visit.id.to_string(),
            starts_at: rfc3339(visit.starts_at),
            minutes: visit.minutes,
            visit_type: visit.visit_type.map(Into::into),
            patient_name: visit.patient_name.into_revealed(),
            reason: visit.reason.into_revealed(),
            language: visit.language,
            state: visit.state.into(),
            state_since: rfc3339(visit.state_since),
            on_link: visit.on_link.map(Into::into),
            link_text: visit.link_text.map(Into::into),
            overlaps: visit.overlaps,
        }
    }
}

impl From<clinic::WaitingPatient> for WaitingPatient {
    fn from(card: clinic::WaitingPatient) -> Self {
        WaitingPatient {
            visit_id: card.visit_id.to_string(),
            place: card.place,
            patient_name: card.patient_name.into_revealed(),
            language: card.language,
            reason: card.reason.into_revealed(),
            starts_at: rfc3339(card.starts_at),
            since: rfc3339(card.since),
            interpreter: card.interpreter.map(Into::into),
            camera: card.camera.into(),
            microphone: card.microphone.into(),
            speaker: card.speaker.into(),
            network: card.network.into(),
            away_since: card.away_since.map(rfc3339),
        }
    }
}

impl From<clinic::WantedInterpreter> for WantedInterpreter {
    fn from(wanted: clinic::WantedInterpreter) -> Self {
        WantedInterpreter { language: wanted.language, booked: wanted.booked }
    }
}

impl From<clinic::AskedBack> for AskedBack {
    fn from(asked: clinic::AskedBack) -> Self {
        AskedBack {
            visit_id: asked.visit_id.to_string(),
            patient_name: asked.patient_name.into_revealed(),
            language: asked.language,
            starts_at: rfc3339(asked.starts_at),
            asked_at: rfc3339(asked.asked_at),
            come_back_at: rfc3339(asked.come_back_at),
            answer: asked.answer.map(Into::into),
            away_since: asked.away_since.map(rfc3339),
        }
    }
}

impl From<clinic::WaitingThirdParty> for WaitingGuest {
    fn from(guest: clinic::WaitingThirdParty) -> Self {
        WaitingGuest {
            visit_id: guest.third_party.visit_id.to_string(),
            patient_name: guest.patient_name.into_revealed(),
            third_party: guest.third_party.into(),
        }
    }
}

impl From<Patient> for PatientInfo {
    fn from(patient: Patient) -> Self {
        PatientInfo {
            id: patient.id.to_string(),
            name: patient.name.into_revealed(),
            birth_date: patient.birth_date.map(|date| date.reveal().to_string()),
            record_number: patient.record_number.into_revealed(),
            language: patient.language,
            phone: patient.phone.into_revealed(),
            email: patient.email.into_revealed(),
            time_zone: patient.time_zone,
        }
    }
}

impl From<Readiness> for InvitationReadiness {
    fn from(readiness: Readiness) -> Self {
        match readiness {
            Readiness::SettingUp => InvitationReadiness::SettingUp,
            Readiness::Ready => InvitationReadiness::Ready,
            Readiness::Failed { message } => InvitationReadiness::Failed { message },
            Readiness::Closed => InvitationReadiness::Closed,
        }
    }
}

impl From<Invitation> for InvitationInfo {
    fn from(invitation: Invitation) -> Self {
        InvitationInfo {
            id: invitation.id.to_string(),
            readiness: invitation.readiness.into(),
            expires_at: rfc3339(invitation.expires_at),
            answers: invitation.answers.into_iter().map(Into::into).collect(),
            network_check: invitation.network_check.map(Into::into),
            timeline: invitation.timeline.into_iter().map(Into::into).collect(),
        }
    }
}

impl From<clinic::PersonRole> for CallRole {
    fn from(role: clinic::PersonRole) -> Self {
        match role {
            clinic::PersonRole::Provider => CallRole::Provider,
            clinic::PersonRole::Patient => CallRole::Patient,
            clinic::PersonRole::ThirdParty(role) => ThirdPartyRole::from(role).into(),
        }
    }
}

impl From<clinic::ThirdParty> for ThirdParty {
    fn from(third: clinic::ThirdParty) -> Self {
        let (name, relationship) = (third.name().reveal().clone(), third.relationship().reveal().clone());
        let written = third.invited_as.into_revealed();
        let report = third.report.as_ref();
        ThirdParty {
            id: third.id.to_string(),
            identity: third.id.identity(),
            invited_as: Some(written).filter(|written| !written.is_empty() && *written != name),
            name,
            role: third.role.into(),
            relationship,
            language: third.language,
            pre_admitted: third.pre_admitted,
            state: third.state.into(),
            since: rfc3339(third.since),
            in_call: third.in_call,
            was_in_call: third.was_in_call,
            on_link: report.map(|report| report.step.into()),
            camera: report.map_or(clinic::DeviceVerdict::Untried, |report| report.camera).into(),
            microphone: report.map_or(clinic::DeviceVerdict::Untried, |report| report.microphone).into(),
            network: report.map_or(clinic::NetworkVerdict::Untried, |report| report.network).into(),
            away_since: third.away_since.map(rfc3339),
            readiness: third.readiness.into(),
            expires_at: rfc3339(third.expires_at),
            actions: third.actions.into_iter().map(Into::into).collect(),
            network_check: third.network_check.map(Into::into),
            timeline: third.timeline.into_iter().map(Into::into).collect(),
            text: None,
        }
    }
}

impl From<clinic::TimelineEntry> for TimelineEntry {
    fn from(entry: clinic::TimelineEntry) -> Self {
        TimelineEntry { step: entry.step.into(), at: rfc3339(entry.at) }
    }
}

/// Which profile to connect with: the second from the start where a third person is known of.
pub(crate) fn profile(more_than_two: bool) -> CallProfile {
    if more_than_two { CallProfile::Many } else { CallProfile::Two }
}

pub(crate) fn third_party_fields(input: InviteThirdParty) -> clinic::ThirdPartyFields {
    clinic::ThirdPartyFields {
        name: input.name.into(),
        role: input.role.into(),
        relationship: input.relationship.into(),
        language: input.language,
        pre_admitted: input.pre_admitted,
    }
}

impl From<AuditEvent> for HistoryEntry {
    fn from(line: AuditEvent) -> Self {
        HistoryEntry {
            at: rfc3339(line.at),
            actor: line.actor.word().to_owned(),
            event: line.event,
            detail: line.detail,
        }
    }
}

pub(crate) fn next_visit(visit: clinic::NextVisit, zone: &jiff::tz::TimeZone) -> NextVisit {
    NextVisit {
        date: visit.starts_at.to_zoned_datetime(zone.clone()).date().to_string(),
        starts_at: rfc3339(visit.starts_at),
        patient_name: visit.patient_name.into_revealed(),
        language: visit.language,
    }
}

pub(crate) fn visit_detail(
    visit: Visit,
    phone_parties: Vec<clinic::PhoneParty>,
    vendor_requests: Vec<clinic::VendorRequest>,
    texts: Vec<clinic::Text>,
    texting: Texting,
    history: Vec<AuditEvent>,
) -> VisitDetail {
    VisitDetail {
        third_parties: visit
            .third_parties
            .into_iter()
            .map(|third| convert_text::third_party(third, &texts))
            .collect(),
        texts: texts.into_iter().map(Into::into).collect(),
        texting,
        row: visit.summary.into(),
        phone_parties: phone_parties.into_iter().map(Into::into).collect(),
        vendor_requests: vendor_requests.into_iter().map(Into::into).collect(),
        patient: visit.patient.into(),
        actions: visit.actions.into_iter().map(Into::into).collect(),
        invitation: visit.invitation.map(Into::into),
        waiting: visit.waiting.map(Into::into),
        interpreter: visit.interpreter.map(Into::into),
        asked_back: visit.asked_back.map(Into::into),
        notes: visit.notes.into_revealed(),
        history: history.into_iter().map(Into::into).collect(),
    }
}

/// # Errors
/// `invalid` for a visit type that never was.
pub(crate) fn booking(patient: PatientFields, visit: VisitFields) -> Result<Booking, CommandError> {
    Ok(Booking {
        patient: clinic::PatientFields {
            name: patient.name.into(),
            birth_date: patient.birth_date.into(),
            record_number: patient.record_number.into(),
            language: patient.language,
            phone: patient.phone.into(),
            email: patient.email.into(),
            time_zone: patient.time_zone,
        },
        appointment: AppointmentFields {
            date: visit.date,
            time: visit.time,
            minutes: visit.minutes,
            visit_type: visit.visit_type.as_deref().map(visit_type_id).transpose()?,
            reason: Pii::new(visit.reason),
            notes: Pii::new(visit.notes),
        },
    })
}

pub(crate) fn status(
    status: &GuestStatus,
    admission: Option<GuestAdmission>,
    link: Option<RenewedLink>,
    alive: String,
    check: Option<NetworkPass>,
) -> Status {
    Status {
        v: 1,
        seq: status.seq,
        stage: status.stage.into(),
        clinic_name: status.clinic_name.clone(),
        provider_name: status.provider_name.clone(),
        provider_state: status.provider_state.into(),
        starts_at: rfc3339(status.starts_at),
        minutes: status.minutes,
        language: Some(status.language.clone()).filter(|tag| !tag.is_empty()),
        place: status.place,
        expected_at: status.expected_at.map(rfc3339),
        come_back_at: status.come_back_at.map(rfc3339),
        admission,
        link,
        guest: status.third_party.as_ref().map(|written| GuestCard {
            name: written.name.reveal().clone(),
            role: written.role.into(),
            relationship: written.relationship.reveal().clone(),
        }),
        people: status
            .people
            .iter()
            .map(|person| StatusPerson { identity: person.identity.clone(), role: person.role.into() })
            .collect(),
        afterword: status.afterword.clone(),
        alive,
        chat: ChatMarks { received: status.chat_heard, seen: status.chat_seen, wrote: None },
        check,
        intake: status.intake.iter().cloned().map(Into::into).collect(),
        video: status.video.clone().map(Into::into),
    }
}

impl From<Report> for GuestReport {
    fn from(report: Report) -> Self {
        let DeviceReport { camera, microphone, speaker } = report.devices;
        GuestReport {
            seq: report.seq,
            beat: report.beat,
            step: report.step.into(),
            camera: camera.into(),
            microphone: microphone.into(),
            speaker: speaker.into(),
            network: report.network.into(),
            language: report.language,
            browser: report.browser,
            introduction: report.guest.map(|said| clinic::Introduction {
                name: said.name.into(),
                relationship: said.relationship.into(),
            }),
            chat: report.chat.into(),
            survey: report.survey.map(Into::into),
            interpreter: report.interpreter.map(|wish| match wish.language {
                Some(language) => clinic::InterpreterWish::Language(language),
                None => clinic::InterpreterWish::Without,
            }),
            // A time that can't be read is not one that was asked for.
            come_back: report.come_back.and_then(|reply| Some((reply.at.parse().ok()?, reply.answer.into()))),
            measured: report.measured.map(Into::into),
            check_asked: report.check_asked,
            answers: report.answers.into_iter().map(|(id, answer)| (id, answer.into())).collect(),
        }
    }
}
