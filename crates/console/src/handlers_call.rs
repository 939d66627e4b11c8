//! What a call window asks of its own visit, and tells of it.

use std::sync::Arc;
use std::time::Instant;

use clinic::{VisitId, VisitState};

use crate::commands::{Nothing, SeenInCall};
use crate::console::Console;
use crate::error::{Code, CommandError};
use crate::handlers_phone;
use crate::lease::Stance;
use crate::open_clinic::{OpenClinic, visit_id};
use crate::principal::Principal;
use crate::rooms;
use crate::tokens::person_of;
use crate::wire::call::{Admission, Call, CallFact, CallPerson, CallRole};
use crate::wire::convert::{self, rfc3339};
use crate::wire::convert_text;
use crate::wire::third_party::ThirdParty;

/// Identities are ours, and short; Twilio's own limit is this.
const LONGEST_IDENTITY: usize = 128;

type Result<T> = std::result::Result<T, CommandError>;

impl Console {
    /// The visit that a call window speaks for, and the clinic it is in.
    pub(crate) fn call(&self, who: &Principal) -> Result<(Arc<OpenClinic>, VisitId)> {
        match who {
            Principal::CallWindow { visit_id: id } => Ok((self.clinic()?, visit_id(id)?)),
            Principal::Console => Err(CommandError::new(Code::Forbidden, "This window may not do that.", "")),
        }
    }

    /// The call as its window begins with it.
    pub(crate) fn call_view(&self, who: &Principal) -> Result<Call> {
        let (open, id) = self.call(who)?;
        let profile = open.profile()?;
        let (visit, parties, requests, texts, others) = open.read(|clinic, now| {
            let others = clinic.waiting_room(now)?.len();
            let parties = clinic.phone_parties(id, now)?;
            Ok((clinic.visit(id, now)?, parties, clinic.vendor_requests(id, now)?, clinic.texts(id)?, others))
        })?;
        let interpreter = visit.interpreter.map(|wanted| wanted.language);
        let call_profile = convert::profile(visit.more_than_two);
        let summary = visit.summary;
        let mut people = vec![CallPerson {
            identity: profile.practitioner.id.identity(),
            name: profile.practitioner.name,
            role: CallRole::Provider,
            relationship: String::new(),
        }];
        people.extend(visit.invitation.map(|invitation| CallPerson {
            identity: invitation.id.identity(),
            name: visit.patient.name.reveal().clone(),
            role: CallRole::Patient,
            relationship: String::new(),
        }));
        let third_parties: Vec<ThirdParty> =
            visit.third_parties.into_iter().map(|third| convert_text::third_party(third, &texts)).collect();
        people.extend(third_parties.iter().map(|third| CallPerson {
            identity: third.identity.clone(),
            name: third.name.clone(),
            role: third.role.into(),
            relationship: third.relationship.clone(),
        }));
        people.extend(parties.iter().map(handlers_phone::person));
        Ok(Call {
            visit_id: id.to_string(),
            patient_name: summary.patient_name.into_revealed(),
            reason: summary.reason.into_revealed(),
            language: summary.language,
            interpreter,
            minutes: summary.minutes,
            admitted_at: rfc3339(visit.admitted_at.unwrap_or(summary.state_since)),
            now: rfc3339(open.now()),
            waiting: u32::try_from(others).unwrap_or(u32::MAX),
            open: summary.state == VisitState::InVisit,
            practice: open.world.practice,
            standing_by: matches!(open.stance(), Stance::StandingBy { .. }),
            people,
            third_parties,
            phone_parties: parties.into_iter().map(Into::into).collect(),
            vendor_requests: requests.into_iter().map(Into::into).collect(),
            profile: call_profile,
        })
    }

    /// The provider's way into the call.
    pub(crate) async fn join_call(&self, who: &Principal) -> Result<Admission> {
        let (open, id) = self.call(who)?;
        // The other may have ended the visit: nobody has told this store.
        open.acts()?;
        // A name grant makes a room where there is none: never for a visit that is over.
        let (visit, policy) = open.read(|clinic, now| Ok((clinic.visit(id, now)?, clinic.room_policy()?)))?;
        if visit.summary.state != VisitState::InVisit {
            return Err(CommandError::new(
                Code::Conflict,
                "This visit has ended.",
                "Reopen it from the console to go on.",
            ));
        }
        rooms::ensure(&open, id, &policy).await?;
        let profile = convert::profile(visit.more_than_two);
        let token = open.mint.provider_call(open.provider()?, id, profile, open.now())?;
        Ok(Admission {
            token: token.into_string(),
            room_name: id.room_name(),
            profile,
            codec: policy.codec.into(),
            endpoints: open.world.endpoints.clone(),
        })
    }

    /// What a call window saw.
    pub(crate) fn seen_in_call(&self, who: &Principal, input: SeenInCall) -> Result<Nothing> {
        let (open, id) = self.call(who)?;
        let own = open.provider()?.identity();
        open.told.lock().unwrap_or_else(std::sync::PoisonError::into_inner).insert(id, Instant::now());
        match input.fact {
            CallFact::Connected { room_sid } => {
                open.change(|clinic, now| clinic.room_opened(id, &room_sid, now))?;
                open.change(|clinic, now| clinic.participant_seen(id, &own, true, now))?;
            }
            CallFact::ParticipantConnected { identity } if identity.len() <= LONGEST_IDENTITY => {
                open.change(|clinic, now| clinic.participant_seen(id, person_of(&identity), true, now))?;
            }
            CallFact::ParticipantDisconnected { identity } if identity.len() <= LONGEST_IDENTITY => {
                open.change(|clinic, now| clinic.participant_seen(id, person_of(&identity), false, now))?;
            }
            CallFact::ParticipantConnected { .. } | CallFact::ParticipantDisconnected { .. } => {
                return Err(CommandError::new(Code::Invalid, "This is nobody's identity.", ""));
            }
            CallFact::Disconnected { code } => {
                if let Some(code) = code {
                    tracing::info!(code, "the call window lost its room");
                }
                open.change(|clinic, now| clinic.participant_seen(id, &own, false, now))?;
                // Whether the room itself is over is Twilio's to say, soon.
                open.look.notify_one();
            }
        }
        Ok(Nothing {})
    }
}
