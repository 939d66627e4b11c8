//! What the clinic shows a member, and what they do of it.

use jiff::Timestamp;

use super::super::report::{GuestStage, Stage};
use super::{Doing, Due, Member, THINKS};

impl Member {
    /// Does what the clinic's latest word asks for.
    pub(super) fn follow(&mut self, now: Timestamp) {
        let Some(status) = self.status.clone() else { return };
        match status.stage {
            GuestStage::Ended => self.visit_ended(now),
            GuestStage::Cancelled
            | GuestStage::Removed
            | GuestStage::KeptOut
            | GuestStage::Withdrawn
            | GuestStage::NoShow => {
                self.leave_room();
                self.never_mind(|due| *due != Due::FindNetwork);
                self.now_does(Doing::ShutOut, now);
            }
            GuestStage::Admitted if self.is_there() || self.was_shut_out() => {
                self.let_in(status.admission, now)
            }
            GuestStage::Invited | GuestStage::Waiting if self.is_there() || self.was_shut_out() => {
                self.leave_room();
                self.reports(|report| report.step = Stage::Waiting);
                self.now_does(Doing::Waiting, now);
            }
            GuestStage::Admitted | GuestStage::Invited | GuestStage::Waiting => {
                // Expected again, before they opened their page at all.
                if self.doing == Doing::ShutOut {
                    self.now_has_link(now);
                }
            }
        }
    }

    /// Removed, and let in again; or the visit was reopened. Only whoever has a page sees that.
    pub(super) fn was_shut_out(&self) -> bool {
        self.doing == Doing::ShutOut && self.report.is_some()
    }

    pub(super) fn visit_ended(&mut self, now: Timestamp) {
        if self.doing == Doing::Ended {
            return;
        }
        self.leave_room();
        self.never_mind(|due| *due != Due::FindNetwork);
        let was_there = self.came_in.is_some();
        self.now_does(Doing::Ended, now);
        let next = if was_there && self.script.survey.is_some() { Due::Survey } else { Due::GoAway };
        self.later(now + THINKS, next);
    }
}
