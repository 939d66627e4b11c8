//! Calls third parties, ends their calls, and sets who in a room hears which line.
//!
//! Placing a call is not repeatable: that it is asked for is stored before it is, and where the answer is lost (no answer, a fault at
//! Twilio, a console that was killed) the call is looked for among the calls to the number at that time. It is never asked for twice on
//! a guess.

use std::sync::Arc;

use clinic::{Answerer, CallSeen, DialFailure, DialPlan, DialTask, FindPlan, PhonePartyId, VisitId};
use jiff::SignedDuration;
use twilio::video::{ParticipantFilter, RoomStatus, Rule};
use twilio::voice::{AnsweredBy, Call, CallFilter, CallStatus, MachineDetection, NewCall};
use twilio::{CallSid, PhoneNumberFilter};

use crate::error::{Code, CommandError};
use crate::lost_answer::{self, LostAnswer};
use crate::open_clinic::OpenClinic;
use crate::phone_twiml::{self, Place};
use crate::tokens::person_of;

/// How long a line may ring, in seconds.
const RINGING: u32 = 45;

/// How long a call may last, in seconds: as long as Twilio keeps anybody in a room. A leg that everybody forgot ends by itself.
const LONGEST_CALL: u32 = 4 * 60 * 60;

/// How long Twilio listens for what answered, in seconds.
const LISTENING: u32 = 30;

/// Participants of a room, at most (Twilio's own limit).
const MOST_INSIDE: usize = 50;

type Result<T> = std::result::Result<T, CommandError>;

/// Why a call was not asked for.
enum Before {
    /// It will not be: this is told on the card, with Twilio's code where it was Twilio that refused.
    Never(DialFailure, Option<u32>),
    /// Nothing was asked yet, and may be again.
    Later(CommandError),
}

impl From<CommandError> for Before {
    fn from(error: CommandError) -> Self {
        match (error.code, error.twilio_code) {
            (Code::Keychain, _) => Before::Never(DialFailure::NoAccessCode, None),
            (Code::Credentials, code) => Before::Never(DialFailure::Refused, code),
            // 20xxx are general (too many requests, a fault at Twilio); what else it refuses, it refuses again.
            (Code::Twilio, Some(code)) if !(20_000..21_000).contains(&code) => {
                Before::Never(DialFailure::Refused, Some(code))
            }
            _ => Before::Later(error),
        }
    }
}

/// Carries out `Dial`.
pub(crate) async fn dial(clinic: &Arc<OpenClinic>, id: PhonePartyId) -> Result<()> {
    match clinic.write_quietly(|store, now| store.begin_dial(id, now))? {
        DialTask::Place(plan) => place(clinic, &plan).await,
        DialTask::Find(plan) => find(clinic, plan).await,
        DialTask::Nothing => Ok(()),
    }
}

async fn place(clinic: &Arc<OpenClinic>, plan: &DialPlan) -> Result<()> {
    let id = plan.id;
    let call = match prepare(clinic, plan).await {
        Ok(call) => call,
        Err(Before::Never(why, code)) => {
            return clinic.change_quietly(|store, now| store.dial_refused(id, why, code, now));
        }
        Err(Before::Later(error)) => {
            clinic.change_quietly(|store, now| store.dial_put_off(id, now))?;
            return Err(error);
        }
    };
    let answer = clinic.twilio.calls().create(&call).await;
    clinic.heard(&answer);
    match answer {
        Ok(call) => taken(clinic, id, &call),
        Err(error) if error.outcome_unknown() => {
            tracing::warn!(twilio_code = error.code(), "the answer to a call was lost; it is looked up");
            clinic.change_quietly(|store, now| store.dial_lost(id, now))?;
            match clinic.write_quietly(|store, now| store.begin_dial(id, now))? {
                DialTask::Find(plan) => find(clinic, plan).await,
                DialTask::Place(_) | DialTask::Nothing => Ok(()),
            }
        }
        // Not reached at all, or not processed: nothing was dialled.
        Err(error) if error.is_offline() || error.status() == Some(429) => {
            clinic.change_quietly(|store, now| store.dial_put_off(id, now))?;
            Err(error.into())
        }
        Err(error) => clinic
            .change_quietly(|store, now| store.dial_refused(id, DialFailure::Refused, error.code(), now)),
    }
}

/// All that must be so before a call is asked for.
async fn prepare(clinic: &Arc<OpenClinic>, plan: &DialPlan) -> std::result::Result<NewCall, Before> {
    if let Some(visit) = plan.visit_id {
        match room_is_open(clinic, visit).await {
            Ok(()) => {}
            Err(error) if error.code == Code::Conflict => {
                return Err(Before::Never(DialFailure::RoomClosed, None));
            }
            Err(error) => return Err(error.into()),
        }
    }
    let code = match plan.code_of {
        None => None,
        Some(line) => {
            let kept = clinic.host.access_code(clinic.world.practice, &line.to_string()).await;
            match kept {
                Ok(Some(code)) => Some(code),
                Ok(None) => return Err(Before::Never(DialFailure::NoAccessCode, None)),
                Err(error) => return Err(error.into()),
            }
        }
    };
    if let Some(visit) = plan.visit_id.filter(|_| plan.quiet) {
        // The others are kept from hearing the line before it is there to be heard.
        set_leg_rules(clinic, visit).await?;
    }
    let from = caller(clinic, &plan.caller).await?.ok_or(Before::Never(DialFailure::NoCaller, None))?;
    let twiml = match plan.visit_id {
        Some(visit) => {
            let (room_name, identity) = (visit.room_name(), plan.id.identity());
            let place = Place { room_name: &room_name, identity: &identity };
            phone_twiml::first(plan.way, &plan.steps, code.as_deref(), &place)
        }
        None => phone_twiml::tried(&plan.steps, code.as_deref()),
    };
    let twiml = twiml.map_err(|_| Before::Never(DialFailure::TooLong, None))?;
    let listen = plan.detect_machine;
    Ok(NewCall {
        timeout: Some(RINGING),
        time_limit: Some(LONGEST_CALL),
        machine_detection: listen.then_some(MachineDetection::Enable),
        machine_detection_timeout: listen.then_some(LISTENING),
        ..NewCall::new(plan.to.reveal(), from, twiml)
    })
}

/// The number to call from: the one that is set, else the account's first that can call. None where there is none.
async fn caller(clinic: &OpenClinic, set: &str) -> Result<Option<String>> {
    if !set.is_empty() {
        return Ok(Some(set.to_owned()));
    }
    if let Some(known) = clinic.caller.get() {
        return Ok(Some(known.clone()));
    }
    let filter = PhoneNumberFilter { page_size: Some(50), ..PhoneNumberFilter::default() };
    let numbers = clinic.twilio.phone_numbers().list(&filter).all(200).await;
    clinic.heard(&numbers);
    let found = numbers?.into_iter().find(|number| number.capabilities.voice).map(|n| n.phone_number);
    if let Some(found) = &found {
        // Only a number is remembered: an account that gets its first one need not be opened again.
        let _ = clinic.caller.set(found.clone());
    }
    Ok(found)
}

/// Whether the visit's room is open: `<Room>` falls through where it is not.
///
/// # Errors
/// `conflict`, in words, where it is not.
pub(crate) async fn room_is_open(clinic: &OpenClinic, visit: VisitId) -> Result<()> {
    let room = clinic.twilio.rooms().fetch(visit.room_name()).await;
    clinic.heard(&room);
    match room {
        Ok(room) if room.status == RoomStatus::InProgress => Ok(()),
        Err(error) if !error.is_not_found() => Err(error.into()),
        Ok(_) | Err(_) => Err(clinic::Error::RoomNotOpen.into()),
    }
}

fn taken(clinic: &OpenClinic, id: PhonePartyId, call: &Call) -> Result<()> {
    clinic.change_quietly(|store, now| store.dial_taken(id, call.sid.as_str(), now))?;
    seen(clinic, id, call)
}

/// Looks for a call whose answer was lost, for a while.
async fn find(clinic: &Arc<OpenClinic>, plan: FindPlan) -> Result<()> {
    let id = plan.id;
    let lost = LostAnswer { asked_at: plan.asked_at, lost_at: plan.lost_at };
    loop {
        let filter =
            CallFilter { to: Some(plan.to.reveal().clone()), page_size: Some(50), ..CallFilter::default() };
        // By number, and by the time it was created: one that is queued still has not started.
        let calls = clinic.twilio.calls().list(&filter).all(50).await;
        clinic.heard(&calls);
        let ahead = clinic.twilio.clock_skew().unwrap_or(SignedDuration::ZERO);
        let found: Vec<Call> = calls?
            .into_iter()
            .filter(|call| call.direction.as_deref().is_none_or(|direction| direction == "outbound-api"))
            .filter(|call| lost.may_be(call.date_created, ahead))
            .filter(|call| !plan.others.iter().any(|other| other == call.sid.as_str()))
            .collect();
        match found.as_slice() {
            [call] => return taken(clinic, id, call),
            [] => {}
            _ => {
                return clinic
                    .change_quietly(|store, now| store.dial_refused(id, DialFailure::Ambiguous, None, now));
            }
        }
        if lost.is_given_up(clinic.now()) {
            return clinic
                .change_quietly(|store, now| store.dial_refused(id, DialFailure::NotPlaced, None, now));
        }
        tokio::time::sleep(lost_answer::pause(clinic)).await;
    }
}

/// Carries out `HangUp`.
pub(crate) async fn hang_up(clinic: &Arc<OpenClinic>, id: PhonePartyId) -> Result<()> {
    let live = clinic.read(|store, _| store.live_dials())?.into_iter().find(|dial| dial.id == id);
    let Some(sid) = live.and_then(|dial| dial.call_sid.parse::<CallSid>().ok()) else { return Ok(()) };
    let calls = clinic.twilio.calls();
    let answer = calls.hang_up(&sid).await;
    clinic.heard(&answer);
    let call = match answer {
        Ok(call) => call,
        // It is over already: how it ended is looked up.
        Err(error) if error.code() == Some(21_220) => {
            let call = calls.fetch(&sid).await;
            clinic.heard(&call);
            call?
        }
        Err(error) if error.is_not_found() => {
            return clinic.change_quietly(|store, now| store.call_seen(id, CallSeen::Gone, None, now));
        }
        Err(error) => return Err(error.into()),
    };
    seen(clinic, id, &call)?;
    clinic.dials.notify_one();
    Ok(())
}

/// Takes in what Twilio says of a call.
pub(crate) fn seen(clinic: &OpenClinic, id: PhonePartyId, call: &Call) -> Result<()> {
    let seen = match &call.status {
        CallStatus::Queued => CallSeen::Queued,
        CallStatus::Ringing => CallSeen::Ringing,
        CallStatus::InProgress => CallSeen::InProgress,
        CallStatus::Completed => CallSeen::Completed,
        CallStatus::Busy => CallSeen::Busy,
        CallStatus::NoAnswer => CallSeen::NoAnswer,
        CallStatus::Failed => CallSeen::Failed,
        CallStatus::Canceled => CallSeen::Cancelled,
        other => {
            tracing::warn!(status = %other, "a call is in a state that is not known");
            return Ok(());
        }
    };
    let answered_by = call.answered_by.as_ref().map(|by| match by {
        AnsweredBy::Human => Answerer::Human,
        AnsweredBy::Fax => Answerer::Fax,
        by if by.as_str().starts_with("machine") => Answerer::Machine,
        _ => Answerer::Unknown,
    });
    // The runner looks again by itself after an effect; a poll that lets the next line be dialled has to wake it.
    clinic.change(|store, now| store.call_seen(id, seen, answered_by, now))
}

/// Carries out `SetLegRules`: everybody in the visit's room hears the lines they are to hear. What is asked for is what the clinic says
/// now, so that doing it again does no harm.
pub(crate) async fn set_leg_rules(clinic: &Arc<OpenClinic>, visit: VisitId) -> Result<()> {
    // One at a time, from reading on: of two that overlap the older must not be the last.
    let mut ruled = clinic.ruled.lock().await;
    let (legs, room_sid) =
        clinic.read(|store, now| Ok((store.leg_rules(visit)?, store.visit(visit, now)?.room_sid)))?;
    let Some(room_sid) = room_sid else { return Ok(()) };
    let provider = clinic.provider()?.identity();
    let inside = clinic.twilio.participants(&room_sid);
    let filter = ParticipantFilter { page_size: Some(50), ..ParticipantFilter::default() };
    let present = inside.list(&filter).all(MOST_INSIDE).await;
    clinic.heard(&present);
    let present = match present {
        Ok(present) => present,
        Err(error) if error.is_not_found() => return Ok(()),
        Err(error) => return Err(error.into()),
    };
    for participant in present {
        let Some(identity) = participant.identity else { continue };
        let kept_out = legs.iter().filter(|leg| {
            leg.identity != identity && !(leg.provider_hears && person_of(&identity) == provider)
        });
        let mut rules = vec![Rule::include_all()];
        rules.extend(kept_out.map(|leg| Rule { publisher: Some(leg.identity.clone()), ..Rule::exclude() }));
        // Rules are a stay's: whoever comes again has another SID, and none. What a console before this one set is not known.
        if ruled.get(participant.sid.as_str()) == Some(&rules) {
            continue;
        }
        let set = inside.set_subscribe_rules(&participant.sid, &rules).await;
        clinic.heard(&set);
        match set {
            Ok(_) => drop(ruled.insert(participant.sid.as_str().to_owned(), rules)),
            // They are gone; where they come again, it is as somebody new.
            Err(error) if error.is_not_found() => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(())
}
