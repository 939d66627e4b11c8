//! What was asked for, and whose answer was lost: for how long it is looked for, and by which times it is known again.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use crate::open_clinic::OpenClinic;

/// How long after it was asked for it is looked for, at least.
const SINCE_ASKED: SignedDuration = SignedDuration::from_secs(10);

/// How long it is looked for since its answer was lost, at least.
const SINCE_LOST: SignedDuration = SignedDuration::from_secs(5);

/// Between two looks, at most.
const PACE: Duration = Duration::from_secs(1);

/// Twilio's times are whole seconds, and its clock is known to about one.
const SLACK: SignedDuration = SignedDuration::from_secs(3);

/// What was made so long after it was asked for was asked for by somebody else.
const LATEST: SignedDuration = SignedDuration::from_secs(60);

/// The two times that count, by this computer's clock.
#[derive(Debug, Clone, Copy)]
pub(crate) struct LostAnswer {
    pub(crate) asked_at: Timestamp,
    pub(crate) lost_at: Timestamp,
}

impl LostAnswer {
    /// Whether it was looked for long enough to say that it is not there.
    pub(crate) fn is_given_up(self, now: Timestamp) -> bool {
        now.duration_since(self.asked_at) >= SINCE_ASKED && now.duration_since(self.lost_at) >= SINCE_LOST
    }

    /// Whether what Twilio made at `made_at` may be it. `ahead` is how far this computer's clock is ahead of Twilio's.
    pub(crate) fn may_be(self, made_at: Option<Timestamp>, ahead: SignedDuration) -> bool {
        let asked = self.asked_at.saturating_sub(ahead).unwrap_or(self.asked_at);
        made_at.is_some_and(|at| (SignedDuration::ZERO - SLACK..=LATEST).contains(&at.duration_since(asked)))
    }
}

/// Until the next look.
pub(crate) fn pause(clinic: &OpenClinic) -> Duration {
    PACE.min(clinic.pace)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_second(1_800_000_000 + seconds).unwrap_or(Timestamp::MAX)
    }

    #[test]
    fn it_is_given_up_when_both_times_have_passed() {
        let lost = LostAnswer { asked_at: at(0), lost_at: at(7) };
        assert_eq!([9, 10, 11, 12].map(|now| lost.is_given_up(at(now))), [false, false, false, true]);
    }

    #[test]
    fn it_is_known_by_when_it_was_made_on_twilios_clock() {
        let lost = LostAnswer { asked_at: at(100), lost_at: at(100) };
        let ahead = SignedDuration::from_secs(40);
        let may_be = |second| lost.may_be(Some(at(second)), ahead);
        assert_eq!([56, 57, 60, 120, 121].map(may_be), [false, true, true, true, false]);
        assert!(!lost.may_be(None, ahead));
    }
}
