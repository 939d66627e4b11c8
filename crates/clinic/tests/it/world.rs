//! The words the stories are told in: a clinic in Lisbon, with a clock that the story moves.

use clinic::{
    Actor, AppointmentFields, Booking, Change, ChatMarks, Clinic, DeviceVerdict, DialFields, Effect,
    EffectKind, GuestReport, GuestStatus, GuestStep, Hours, InvitationId, LineFields, LineId, NetworkVerdict,
    Offer, PatientFields, PhoneParty, PhonePartyId, ProfileFields, Recipe, Step, ThirdParty,
    ThirdPartyFields, ThirdPartyRole, VisitId, VisitState, Way,
};
use jiff::{SignedDuration, Timestamp};

/// A Tuesday in winter: Lisbon's clocks show UTC.
pub(crate) const EIGHT: &str = "2026-11-24T08:00:00Z";

pub(crate) const ROOM: &str = "RM0123456789abcdef0123456789abcdef";
pub(crate) const OTHER_ROOM: &str = "RMfedcba9876543210fedcba9876543210";

pub(crate) struct World {
    pub(crate) clinic: Clinic,
    pub(crate) now: Timestamp,
}

impl World {
    pub(crate) fn new() -> Self {
        Self::with(Clinic::open_in_memory().unwrap())
    }

    pub(crate) fn with(mut clinic: Clinic) -> Self {
        let now = EIGHT.parse().unwrap();
        if clinic.profile().unwrap().is_none() {
            clinic.set_up(profile(), now).unwrap();
        }
        World { clinic, now }
    }

    pub(crate) fn pass(&mut self, seconds: i64) {
        self.now += SignedDuration::from_secs(seconds);
    }

    pub(crate) fn book(&mut self, time: &str) -> VisitId {
        self.clinic.book(&booking("2026-11-24", time), Actor::Provider, self.now).unwrap().0
    }

    pub(crate) fn invite(&mut self, visit: VisitId) -> InvitationId {
        self.clinic.invite(visit, Actor::Provider, self.now).unwrap();
        self.clinic.visit(visit, self.now).unwrap().invitation.unwrap().id
    }

    /// Invites and carries out what that asks for.
    pub(crate) fn invited(&mut self, time: &str) -> (VisitId, InvitationId) {
        let visit = self.book(time);
        let invitation = self.invite(visit);
        self.carry_out();
        (visit, invitation)
    }

    pub(crate) fn checked_in(&mut self, time: &str) -> (VisitId, InvitationId) {
        let (visit, invitation) = self.invited(time);
        self.report(invitation, 1, GuestStep::Waiting);
        self.carry_out();
        (visit, invitation)
    }

    pub(crate) fn admitted(&mut self, time: &str) -> (VisitId, InvitationId) {
        let (visit, invitation) = self.checked_in(time);
        self.clinic.admit(visit, Actor::Provider, self.now).unwrap();
        self.clinic.room_opened(visit, ROOM, self.now).unwrap();
        self.carry_out();
        (visit, invitation)
    }

    /// Invites a third party and carries out what that asks for.
    pub(crate) fn third_party(&mut self, visit: VisitId, fields: ThirdPartyFields) -> InvitationId {
        let id = self.clinic.invite_third_party(visit, fields, Actor::Provider, self.now).unwrap().0;
        self.carry_out();
        id
    }

    /// One of a visit's third parties as it stands.
    pub(crate) fn guest(&self, id: InvitationId) -> ThirdParty {
        let visit = self.clinic.visit_of_invitation(id).unwrap();
        let all = self.clinic.visit(visit, self.now).unwrap().third_parties;
        all.into_iter().find(|third| third.id == id).unwrap()
    }

    /// What a page would be told now.
    pub(crate) fn status(&mut self, id: InvitationId) -> GuestStatus {
        self.clinic.guest_status(id, self.now).unwrap()
    }

    /// A report whose beat is its number.
    pub(crate) fn report(&mut self, invitation: InvitationId, seq: u32, step: GuestStep) -> Vec<Change> {
        self.clinic.receive_report(invitation, report(seq, step), self.now).unwrap()
    }

    pub(crate) fn due(&self) -> Vec<EffectKind> {
        self.clinic.due_effects(self.now).unwrap().into_iter().map(|effect| effect.kind).collect()
    }

    /// Carries out all that is due, the way a console does, and answers what was done and what pages were told.
    pub(crate) fn carry_out(&mut self) -> (Vec<EffectKind>, Vec<GuestStatus>) {
        let (mut done, mut told) = (Vec::new(), Vec::new());
        loop {
            let due: Vec<Effect> = self.clinic.due_effects(self.now).unwrap();
            if due.is_empty() {
                return (done, told);
            }
            for effect in due {
                if let EffectKind::PushStatus { invitation } | EffectKind::SetUpInvitation { invitation } =
                    effect.kind
                {
                    told.push(self.clinic.guest_status(invitation, self.now).unwrap());
                }
                self.clinic.effect_done(&effect, self.now).unwrap();
                done.push(effect.kind);
            }
        }
    }

    /// A line of the directory, open day and night, with a phone tree of three steps before it hands over.
    pub(crate) fn line(&mut self, name: &str, number: &str, languages: &[&str]) -> LineId {
        self.clinic.save_line(None, line(name, number, languages), self.now).unwrap().0
    }

    /// An interpreter is called on a line, by its phone tree.
    pub(crate) fn by_phone(&mut self, visit: VisitId, line: LineId) -> PhonePartyId {
        self.clinic.add_by_phone(visit, dial(line), Actor::Provider, self.now).unwrap().0
    }

    pub(crate) fn party(&self, visit: VisitId, id: PhonePartyId) -> PhoneParty {
        let parties = self.clinic.phone_parties(visit, self.now).unwrap();
        parties.into_iter().find(|party| party.id == id).unwrap()
    }

    /// Carries out all that is due but what is about phone calls themselves.
    pub(crate) fn carry_out_but_calls(&mut self) {
        for effect in self.clinic.due_effects(self.now).unwrap() {
            if !matches!(effect.kind, EffectKind::Dial { .. } | EffectKind::HangUp { .. }) {
                self.clinic.effect_done(&effect, self.now).unwrap();
            }
        }
    }

    pub(crate) fn state(&self, visit: VisitId) -> VisitState {
        self.clinic.visit_state(visit).unwrap()
    }

    pub(crate) fn places(&self) -> Vec<(u32, VisitId)> {
        self.clinic.waiting_room(self.now).unwrap().iter().map(|card| (card.place, card.visit_id)).collect()
    }
}

/// A daughter whom the clinic knows by name.
pub(crate) fn daughter() -> ThirdPartyFields {
    ThirdPartyFields {
        name: "Lucía Márquez".into(),
        role: ThirdPartyRole::Family,
        relationship: "Daughter".into(),
        language: "es".into(),
        pre_admitted: false,
    }
}

/// An interpreter whom nobody knows by name, let in without being asked for.
pub(crate) fn interpreter() -> ThirdPartyFields {
    ThirdPartyFields {
        name: "".into(),
        role: ThirdPartyRole::Interpreter,
        relationship: "".into(),
        language: "es".into(),
        pre_admitted: true,
    }
}

pub(crate) fn profile() -> ProfileFields {
    ProfileFields {
        clinic_name: "Clínica do Rossio".into(),
        zone: "Europe/Lisbon".into(),
        practitioner_name: "Dr. Amara Okafor".into(),
    }
}

pub(crate) fn patient(name: &str) -> PatientFields {
    PatientFields { name: name.into(), language: "en".into(), ..PatientFields::default() }
}

pub(crate) fn booking(date: &str, time: &str) -> Booking {
    Booking {
        patient: patient("Maria Santos"),
        appointment: AppointmentFields {
            date: date.into(),
            time: time.into(),
            minutes: 20,
            visit_type: None,
            reason: "Follow-up".into(),
            notes: "".into(),
        },
    }
}

pub(crate) fn line(name: &str, number: &str, languages: &[&str]) -> LineFields {
    let wait = |seconds| Step::Wait { seconds, note: String::new() };
    let press = Step::Press { keys: "2".into(), wait_before: 1, note: "For Spanish".into() };
    LineFields {
        name: name.into(),
        offers: Offer::Interpreter,
        languages: languages.iter().map(|&tag| tag.to_owned()).collect(),
        number: number.into(),
        hours: Hours::always("Europe/Lisbon"),
        notes: String::new(),
        recipes: vec![Recipe {
            language: None,
            steps: vec![
                wait(4),
                press,
                wait(3),
                Step::HandOver { seconds: 10, quiet: false, note: String::new() },
            ],
        }],
    }
}

pub(crate) fn dial(line: LineId) -> DialFields {
    DialFields {
        line: Some(line),
        number: "".into(),
        name: "".into(),
        role: ThirdPartyRole::Interpreter,
        language: "es".into(),
        way: Way::Recipe,
        detect_machine: false,
    }
}

pub(crate) fn report(seq: u32, step: GuestStep) -> GuestReport {
    GuestReport {
        seq,
        beat: seq,
        step,
        camera: DeviceVerdict::Works,
        microphone: DeviceVerdict::Works,
        speaker: DeviceVerdict::Works,
        network: NetworkVerdict::Good,
        language: "en".into(),
        browser: "Safari on iPhone".into(),
        introduction: None,
        chat: ChatMarks::default(),
        survey: None,
        measured: None,
        check_asked: 0,
        interpreter: None,
        come_back: None,
        answers: Default::default(),
    }
}
