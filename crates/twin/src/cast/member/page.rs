//! A member's link and its page: when it is opened, and what happens on it until somebody waits.

use jiff::Timestamp;

use super::super::report::{Report, Stage};
use super::super::script::Opens;
use super::{Act, Doing, Due, LOOKS_AROUND, Member};
use crate::phone::seconds;

impl Member {
    /// A link came. Whoever is on their way or there needs no other; a page that is over is left for it.
    pub(super) fn link_came(&mut self, link: String, now: Timestamp) {
        let at_it = self.is_there() || matches!(self.doing, Doing::Checking | Doing::Left);
        if at_it || self.link.as_ref() == Some(&link) {
            return;
        }
        self.never_mind(|due| *due != Due::FindNetwork);
        (self.status, self.report, self.room, self.came_in) = (None, None, None, None);
        (self.muted, self.camera_off, self.talking) = (false, false, false);
        self.link = Some(link.clone());
        self.page = true;
        self.text_at = now;
        self.act(Act::Connect(link));
        self.now_has_link(now);
    }

    pub(super) fn now_has_link(&mut self, now: Timestamp) {
        self.now_does(if self.script.opens == Opens::Never { Doing::StaysAway } else { Doing::HasLink }, now);
        self.plan_to_open(now);
    }

    /// Works out when the link is opened: by the text's time, or by the visit's, which may move.
    pub(super) fn plan_to_open(&mut self, now: Timestamp) {
        if self.doing != Doing::HasLink {
            return;
        }
        let starts = self.starts_at();
        let at = match self.script.opens {
            Opens::AfterText(after) => Some(self.text_at + seconds(after)),
            Opens::BeforeStart(before) => starts.map(|starts| starts - seconds(before)),
            Opens::AfterStart(after) => starts.map(|starts| starts + seconds(after)),
            Opens::Never => None,
        };
        if let Some(at) = at {
            self.never_mind(|due| *due == Due::Open);
            self.later(at.max(now), Due::Open);
        }
    }

    pub(super) fn open(&mut self, now: Timestamp) {
        self.never_mind(|due| *due == Due::Open);
        self.report = Some(Report::opened(&self.script.language, &self.script.browser));
        self.now_does(Doing::Checking, now);
        self.introduce();
        self.reports(|_| {});
        self.later(now + LOOKS_AROUND, Due::TryDevices);
        self.later(now + LOOKS_AROUND + seconds(self.script.checks.seconds), Due::ChecksDone);
    }

    pub(super) fn checks_are_done(&mut self, now: Timestamp) {
        let checks = self.script.checks;
        self.answer_questions();
        self.reports(|report| {
            report.tried(&checks);
            report.step = Stage::Waiting;
        });
        self.now_does(Doing::Waiting, now);
        for says in self.script.chat.says.clone() {
            self.later(now + seconds(says.after), Due::Say(says.text));
        }
        self.follow(now);
    }

    pub(super) fn leave(&mut self, now: Timestamp) {
        self.leave_room();
        self.never_mind(|due| *due != Due::FindNetwork);
        self.reports(|report| report.step = Stage::Left);
        self.now_does(Doing::Left, now);
    }

    pub(super) fn come_back(&mut self, now: Timestamp) {
        self.reports(|report| report.step = Stage::Waiting);
        self.now_does(Doing::Waiting, now);
        self.follow(now);
    }

    pub(super) fn page_ended(&mut self, now: Timestamp) {
        if !self.page {
            return;
        }
        self.leave_room();
        self.never_mind(|due| *due != Due::FindNetwork);
        // The Documents go after a visit: for whoever was there that is its end, not a link that leads nowhere.
        let over = matches!(self.doing, Doing::Ended | Doing::ShutOut) || self.came_in.is_some();
        if !over {
            self.now_does(Doing::NoWayIn, now);
        } else if self.doing != Doing::ShutOut {
            self.now_does(Doing::Ended, now);
        }
        self.close_page();
    }

    pub(super) fn close_page(&mut self) {
        self.page = false;
        self.act(Act::ClosePage);
    }
}
