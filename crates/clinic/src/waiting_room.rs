//! The order of the waiting room, and when each in it will probably be seen. Pure.

use jiff::{SignedDuration, Timestamp};

use crate::id::{InvitationId, VisitId};
use crate::interpreter::WantedInterpreter;
use crate::invitation::{DeviceVerdict, NetworkVerdict};
use crate::pii::Pii;
use crate::profile::ProviderState;

/// A person in the waiting room.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WaitingPatient {
    /// The visit they came for.
    pub visit_id: VisitId,
    /// Their invitation.
    pub invitation: InvitationId,
    /// Place in line, from 1.
    pub place: u32,
    /// The patient's name.
    pub patient_name: Pii<String>,
    /// The patient's language (BCP 47).
    pub language: String,
    /// Why they come.
    pub reason: Pii<String>,
    /// Planned start.
    pub starts_at: Timestamp,
    /// Waiting since.
    pub since: Timestamp,
    /// When the visit will probably start.
    pub expected_at: Timestamp,
    /// The interpreter that they want.
    pub interpreter: Option<WantedInterpreter>,
    /// The camera check.
    pub camera: DeviceVerdict,
    /// The microphone check.
    pub microphone: DeviceVerdict,
    /// The speaker check.
    pub speaker: DeviceVerdict,
    /// The network check.
    pub network: NetworkVerdict,
    /// Since when their page shows no sign of life, if it does not.
    pub away_since: Option<Timestamp>,
}

/// What the order is made from.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Waiter {
    pub visit_no: i64,
    pub starts_at: Timestamp,
    pub minutes: u32,
    pub arrived_at: Timestamp,
}

/// Where somebody stands in line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Standing {
    pub visit_no: i64,
    pub place: u32,
    pub expected_at: Timestamp,
}

/// The line: by planned start, then by arrival. `busy_until` is the planned end of the visit that goes on, if one does.
pub(crate) fn line(
    mut waiters: Vec<Waiter>,
    state: ProviderState,
    busy_until: Option<Timestamp>,
    now: Timestamp,
) -> Vec<Standing> {
    waiters.sort_by_key(|w| (w.starts_at, w.arrived_at, w.visit_no));
    let late = match state {
        ProviderState::Late { minutes } => SignedDuration::from_mins(i64::from(minutes)),
        ProviderState::Available | ProviderState::WithPatient | ProviderState::Away => SignedDuration::ZERO,
    };
    let mut free_at = busy_until.map_or(now, |until| until.max(now));
    waiters
        .iter()
        .zip(1..)
        .map(|(waiter, place)| {
            let expected = add(waiter.starts_at, late).max(free_at);
            free_at = add(expected, SignedDuration::from_mins(i64::from(waiter.minutes)));
            Standing { visit_no: waiter.visit_no, place, expected_at: next_five_minutes(expected) }
        })
        .collect()
}

/// An estimate is not known to the second: the next full five minutes.
fn next_five_minutes(at: Timestamp) -> Timestamp {
    const STEP: i64 = 300;
    let seconds = at.as_second();
    let up = if at.subsec_nanosecond() > 0 { seconds + 1 } else { seconds };
    Timestamp::from_second(up.div_euclid(STEP) * STEP + if up.rem_euclid(STEP) > 0 { STEP } else { 0 })
        .unwrap_or(at)
}

/// A sum of time that stays at the end of time rather than failing there.
pub(crate) fn add(at: Timestamp, duration: SignedDuration) -> Timestamp {
    at.saturating_add(duration).unwrap_or(Timestamp::MAX)
}
