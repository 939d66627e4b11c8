//! What a member does in the call.

use jiff::Timestamp;

use super::super::report::{Admission, Stage};
use super::super::script::Verdict;
use super::{Act, Does, Doing, Due, GOES, Member, TRIES_AGAIN};
use crate::phone::seconds;

impl Member {
    /// The clinic lets them in: into this room, or into one that is about to open.
    pub(super) fn let_in(&mut self, admission: Option<Admission>, now: Timestamp) {
        match admission {
            Some(admission) if self.room.as_ref() == Some(&admission.room_sid) => return,
            Some(admission) => {
                self.leave_room();
                self.room = Some(admission.room_sid.clone());
                self.act(Act::Join(admission));
            }
            // The room is about to open, or to be opened again: until it ends, whoever is in stays.
            None if self.doing == Doing::InCall => return,
            None => {}
        }
        self.now_does(Doing::CalledIn, now);
    }

    pub(super) fn joined(&mut self, room: &str, now: Timestamp) {
        if self.doing != Doing::CalledIn || self.room.as_deref() != Some(room) {
            return;
        }
        self.now_does(Doing::InCall, now);
        self.reports(|report| report.step = Stage::InCall);
        let checks = self.script.checks;
        if self.script.call.talks > 0.0 && checks.microphone == Verdict::Works {
            self.later(now + seconds(self.script.call.listens), Due::Talk(true));
        }
        // Whoever comes in again, into another room, goes on where they were.
        if self.came_in.is_none() {
            self.came_in = Some(now);
            for (index, step) in self.script.call.steps.clone().into_iter().enumerate() {
                self.later(now + seconds(step.at), Due::Step(index));
            }
        }
        if self.muted {
            self.act(Act::Microphone(false));
        }
        if self.camera_off || checks.camera == Verdict::Faulty {
            self.act(Act::Camera(false));
        }
    }

    /// Not in the room any more, or not let in: the clinic's word decides what comes of it.
    pub(super) fn out_of_room(&mut self, room: &str, now: Timestamp) {
        if self.room.as_deref() != Some(room) {
            return;
        }
        self.room = None;
        self.stop_talking();
        if matches!(self.doing, Doing::InCall | Doing::CalledIn) {
            self.reports(|report| report.step = Stage::Waiting);
            self.now_does(Doing::CalledIn, now);
            self.never_mind(|due| *due == Due::Join);
            self.later(now + TRIES_AGAIN, Due::Join);
        }
    }

    pub(super) fn leave_room(&mut self) {
        self.never_mind(|due| *due == Due::Join);
        if self.room.take().is_some() {
            self.stop_talking();
            self.act(Act::LeaveRoom);
        }
    }

    fn stop_talking(&mut self) {
        self.never_mind(|due| matches!(due, Due::Talk(_)));
        self.talking = false;
    }

    /// Talks and listens by turns. Who is muted talks to nobody, and knows.
    pub(super) fn talks(&mut self, on: bool, now: Timestamp) {
        if self.doing != Doing::InCall {
            return;
        }
        let call = &self.script.call;
        let turn = if on { call.talks } else { call.listens };
        self.later(now + seconds(turn), Due::Talk(!on));
        let talking = on && !self.muted;
        if self.talking != talking {
            self.talking = talking;
            self.act(Act::Talk(talking));
        }
    }

    pub(super) fn step(&mut self, index: usize, now: Timestamp) {
        let Some(step) = self.script.call.steps.get(index).cloned() else { return };
        if !matches!(self.doing, Doing::InCall | Doing::CalledIn) {
            return;
        }
        let said = step.say.is_some();
        if let Some(words) = step.say {
            self.act(Act::Say(words));
        }
        match step.does {
            Does::Say => {}
            Does::Mute | Does::Unmute => {
                self.muted = step.does == Does::Mute;
                self.act(Act::Microphone(!self.muted));
            }
            Does::CameraOff | Does::CameraOn => {
                self.camera_off = step.does == Does::CameraOff;
                self.act(Act::Camera(!self.camera_off));
            }
            // Goodbyes are read before their writer is gone.
            Does::Leave if said => self.later(now + GOES, Due::Leave),
            Does::Leave => self.leave(now),
        }
    }
}
