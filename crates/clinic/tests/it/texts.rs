//! Texts: the plan, quiet hours, STOP, visits that move, consoles that were closed.

use clinic::{
    Actor, Booking, Change, Error, GuestStep, LinkText, NumberRefused, PatientFields, PlannedText, SendPlan,
    Text, TextAction, TextFailure, TextHold, TextId, TextKind, TextSeen, TextSettings, TextState, TextTask,
    TextTemplate, TextVerdict, TimelineStep, VisitId, VisitState,
};

use crate::world::{World, booking, daughter};

pub(crate) const NUMBER: &str = "+12025550142";

/// A message's SID; each `n` another one.
pub(crate) fn sid(n: u32) -> String {
    format!("SM{n:032x}")
}

pub(crate) fn textable(date: &str, time: &str) -> Booking {
    let booking = booking(date, time);
    let patient = PatientFields { phone: NUMBER.into(), ..booking.patient };
    Booking { patient, ..booking }
}

impl World {
    pub(crate) fn textable(&mut self, date: &str, time: &str) -> VisitId {
        self.clinic.book(&textable(date, time), Actor::Provider, self.now).unwrap().0
    }

    /// A clinic with a reminder a day before and a link half an hour before.
    pub(crate) fn with_plan(mut self) -> Self {
        let plan = vec![
            PlannedText { kind: TextKind::Reminder, minutes_before: 24 * 60 },
            PlannedText { kind: TextKind::Link, minutes_before: 30 },
        ];
        self.clinic.set_text_settings(TextSettings { plan, ..TextSettings::default() }, self.now).unwrap();
        self
    }

    pub(crate) fn texts(&self, visit: VisitId) -> Vec<Text> {
        self.clinic.texts(visit).unwrap()
    }

    /// Kind, state and time of each text.
    fn outline(&self, visit: VisitId) -> Vec<(TextKind, TextState, String)> {
        let texts = self.texts(visit).into_iter();
        texts.map(|text| (text.kind, text.state, text.planned_for.to_string())).collect()
    }

    fn text(&self, visit: VisitId, kind: TextKind) -> Text {
        self.texts(visit).into_iter().rev().find(|text| text.kind == kind).unwrap()
    }

    fn go_to(&mut self, at: &str) {
        self.now = at.parse().unwrap();
    }

    pub(crate) fn begin(&mut self, id: TextId, scheduler: bool) -> TextTask {
        self.clinic.begin_text(id, scheduler, self.now).unwrap().0
    }

    fn plan_for(&mut self, id: TextId, scheduler: bool) -> SendPlan {
        match self.begin(id, scheduler) {
            TextTask::Send(plan) => plan,
            other => panic!("{other:?}"),
        }
    }

    /// Sends a text the way a console does, as message `n`.
    fn send(&mut self, id: TextId, n: u32) -> SendPlan {
        let plan = self.plan_for(id, true);
        assert!(self.clinic.text_requested(id, "hash", plan.send_at, self.now).unwrap().0);
        self.clinic.text_taken(id, &sid(n), plan.send_at.is_some(), self.now).unwrap();
        plan
    }

    fn invite_by_text(&mut self, visit: VisitId) -> TextId {
        let (id, _) = self.clinic.text_invitation(visit, false, Actor::Provider, self.now).unwrap();
        self.carry_out_but_texts();
        id
    }

    /// Carries out all that is due but the texts themselves.
    pub(crate) fn carry_out_but_texts(&mut self) {
        for effect in self.clinic.due_effects(self.now).unwrap() {
            if !matches!(
                effect.kind,
                clinic::EffectKind::SendMessage { .. } | clinic::EffectKind::CancelMessage { .. }
            ) {
                self.clinic.effect_done(&effect, self.now).unwrap();
            }
        }
    }

    fn due_texts(&self) -> Vec<TextId> {
        let due = self.due().into_iter();
        due.filter_map(|kind| match kind {
            clinic::EffectKind::SendMessage { text, .. } => Some(text),
            _ => None,
        })
        .collect()
    }
}

#[test]
fn a_link_is_texted_by_hand_and_its_timeline_says_how_it_went() {
    let mut world = World::new();
    let visit = world.textable("2026-11-24", "10:00");
    let id = world.invite_by_text(visit);
    assert_eq!(world.state(visit), VisitState::Invited, "who has no invitation is given one");
    let plan = world.send(id, 1);
    assert_eq!(plan.to.reveal(), NUMBER);
    assert!(plan.link.is_some() && plan.body.has_link());
    let body = plan.body.with_link("https://v.example/#t");
    assert_eq!(
        body,
        "Clínica do Rossio: your video visit is on Tuesday, November 24 at 10:00 AM. Open this link to check in: https://v.example/#t"
    );
    assert!(!body.contains("Santos") && !body.contains("Follow"), "no names and no reasons");
    world.clinic.text_seen(id, TextSeen::Sent, Some(2), world.now).unwrap();
    world.clinic.text_seen(id, TextSeen::Delivered, Some(2), world.now).unwrap();
    world.clinic.text_seen(id, TextSeen::Queued, None, world.now).unwrap();
    let text = world.text(visit, TextKind::Invitation);
    assert_eq!(
        (text.state, text.segments),
        (TextState::Delivered, Some(2)),
        "an old look takes nothing back"
    );
    let steps = world.clinic.visit(visit, world.now).unwrap().invitation.unwrap().timeline;
    let steps: Vec<TimelineStep> = steps.into_iter().map(|entry| entry.step).collect();
    assert_eq!(steps, [TimelineStep::Invited, TimelineStep::Texted, TimelineStep::Delivered]);
}

#[test]
fn the_agenda_says_what_became_of_the_newest_text_until_its_link_is_opened() {
    let mut world = World::new();
    let visit = world.textable("2026-11-24", "10:00");
    let said = |world: &World| world.clinic.visit(visit, world.now).unwrap().summary.link_text;
    let id = world.invite_by_text(visit);
    assert_eq!(said(&world), None, "nothing is sent yet");
    world.send(id, 1);
    assert_eq!(said(&world), Some(LinkText::Sent));
    let changes = world.clinic.text_seen(id, TextSeen::Undelivered(Some(30006)), None, world.now).unwrap();
    assert!(changes.contains(&Change::TextFailed { visit_id: visit, text: id }), "worth a notice");
    assert_eq!(said(&world), Some(LinkText::NotDelivered));
    world.pass(60);
    let again = world.invite_by_text(visit);
    assert_eq!(said(&world), Some(LinkText::NotDelivered), "another one is being asked for");
    world.send(again, 2);
    world.clinic.text_seen(again, TextSeen::Delivered, Some(1), world.now).unwrap();
    assert_eq!(said(&world), Some(LinkText::Delivered));
    let invitation = world.clinic.visit(visit, world.now).unwrap().invitation.unwrap().id;
    world.report(invitation, 1, GuestStep::Waiting);
    assert_eq!(said(&world), None, "who came needs no text");
}

#[test]
fn a_text_waits_until_its_link_leads_somewhere() {
    let mut world = World::new();
    let visit = world.textable("2026-11-24", "10:00");
    let (id, _) = world.clinic.text_invitation(visit, false, Actor::Provider, world.now).unwrap();
    assert_eq!(world.begin(id, true), TextTask::Nothing);
    assert!(world.due_texts().is_empty());
    world.carry_out_but_texts();
    assert_eq!(world.due_texts(), [id], "its Documents stand now");
    assert!(matches!(world.begin(id, true), TextTask::Send(_)));
}

#[test]
fn a_second_press_sends_nothing() {
    let mut world = World::new();
    let visit = world.textable("2026-11-24", "10:00");
    let id = world.invite_by_text(visit);
    let again = world.clinic.text_invitation(visit, false, Actor::Provider, world.now);
    assert!(matches!(again, Err(Error::TextOnItsWay)));
    world.send(id, 1);
    world.clinic.text_invitation(visit, false, Actor::Provider, world.now).expect("once it went out, again");
}

#[test]
fn the_plan_reminds_and_links_in_time() {
    let mut world = World::new().with_plan();
    let visit = world.textable("2026-11-27", "10:00");
    let reminder = "2026-11-26T10:00:00Z";
    let link = "2026-11-27T09:30:00Z";
    assert_eq!(
        world.outline(visit),
        [
            (TextKind::Reminder, TextState::Planned, reminder.into()),
            (TextKind::Link, TextState::Planned, link.into()),
        ]
    );
    // Without a scheduler it waits for its time; with one it is handed over at once.
    let id = world.text(visit, TextKind::Reminder).id;
    assert_eq!(world.begin(id, false), TextTask::Nothing);
    assert!(world.due_texts().is_empty());
    let plan = world.plan_for(id, true);
    assert_eq!(plan.send_at.map(|at| at.to_string()).as_deref(), Some(reminder));
    world.send(id, 1);
    assert_eq!(world.text(visit, TextKind::Reminder).state, TextState::Scheduled);
    // A link is never handed over: it is minted on the day.
    let id = world.text(visit, TextKind::Link).id;
    assert_eq!(world.begin(id, true), TextTask::Nothing);
    world.go_to(link);
    assert!(world.due_texts().contains(&id));
    assert_eq!(world.begin(id, true), TextTask::Nothing);
    assert_eq!(world.state(visit), VisitState::Invited, "by the plan");
    world.carry_out_but_texts();
    let plan = world.send(id, 2);
    assert!(plan.link.is_some() && plan.send_at.is_none());
}

#[test]
fn nobody_is_texted_without_a_plan_or_a_number() {
    let mut world = World::new();
    let visit = world.textable("2026-11-27", "10:00");
    assert!(world.texts(visit).is_empty());
    let mut world = world.with_plan();
    assert_eq!(world.texts(visit).len(), 2, "a plan that is written later is for the visits to come");
    let (silent, _) = world.clinic.book(&booking("2026-11-27", "11:00"), Actor::Provider, world.now).unwrap();
    assert!(world.texts(silent).is_empty());
    let error = world.clinic.text_invitation(silent, false, Actor::Provider, world.now).unwrap_err();
    assert!(matches!(error, Error::NoNumberToText));
    assert_eq!(world.state(silent), VisitState::Scheduled, "nothing was altered");
    world.clinic.edit(silent, &textable("2026-11-27", "11:00"), Actor::Provider, world.now).unwrap();
    assert_eq!(world.texts(silent).len(), 2, "a number that comes later brings its texts");
    world.clinic.set_text_settings(TextSettings::default(), world.now).unwrap();
    assert!(world.texts(visit).is_empty(), "what was only planned goes with the plan");
}

#[test]
fn a_text_that_is_due_at_night_waits_and_one_by_hand_may_be_sent_all_the_same() {
    let mut world = World::new();
    world.go_to("2026-11-24T07:10:00Z");
    let visit = world.textable("2026-11-24", "09:00");
    let draft = world.clinic.text_draft(visit, world.now).unwrap();
    assert_eq!(draft.quiet_until.unwrap().to_string(), "2026-11-24T08:00:00Z");
    assert_eq!(draft.goes_at, draft.quiet_until);
    let over = world.textable("2026-11-24", "07:00");
    world.go_to("2026-11-24T06:30:00Z");
    let draft = world.clinic.text_draft(over, world.now).unwrap();
    assert_eq!(draft.goes_at, None, "when the quiet hours end, the visit is over");
    world.go_to("2026-11-24T07:10:00Z");
    let id = world.invite_by_text(visit);
    assert_eq!(world.text(visit, TextKind::Invitation).state, TextState::Planned);
    assert_eq!(world.begin(id, true), TextTask::Nothing);
    let (id, _) = world.clinic.text_invitation(visit, true, Actor::Provider, world.now).unwrap();
    assert!(matches!(world.begin(id, true), TextTask::Send(_)));
    assert_eq!(world.texts(visit).len(), 1, "and it is not sent once more at eight");
}

#[test]
fn quiet_hours_are_the_patients() {
    let mut world = World::new().with_plan();
    let mut booking = textable("2026-11-26", "12:00");
    booking.patient.time_zone = Some("America/Los_Angeles".into());
    let (visit, _) = world.clinic.book(&booking, Actor::Provider, world.now).unwrap();
    // Noon in Lisbon is four in the morning there.
    assert_eq!(
        world.outline(visit).iter().map(|(_, _, at)| at.as_str()).collect::<Vec<_>>(),
        ["2026-11-25T16:00:00Z", "2026-11-26T04:59:00Z"]
    );
    let id = world.text(visit, TextKind::Reminder).id;
    let body = world.plan_for(id, true).body.with_link("");
    assert!(body.contains("Thursday, November 26 at 4:00 AM"), "{body}");
    booking.patient.time_zone = Some("Mars/Olympus".into());
    assert!(matches!(world.clinic.book(&booking, Actor::Provider, world.now), Err(Error::Invalid(_))));
}

#[test]
fn what_was_missed_is_sent_late_where_it_is_of_use_and_never_after_the_visit() {
    let mut world = World::new().with_plan();
    let visit = world.textable("2026-11-27", "10:00");
    let (reminder, link) = (world.text(visit, TextKind::Reminder).id, world.text(visit, TextKind::Link).id);
    // The console is closed until ten to ten.
    world.go_to("2026-11-27T09:50:00Z");
    assert_eq!(world.due_texts(), [reminder, link]);
    world.send(reminder, 1);
    assert!(world.text(visit, TextKind::Reminder).late);
    world.begin(link, true);
    world.carry_out_but_texts();
    world.send(link, 2);
    let notices: Vec<TextId> =
        world.clinic.text_notices().unwrap().iter().map(|notice| notice.text.id).collect();
    assert_eq!(notices, [reminder, link]);
    world.clinic.notices_seen(&notices, world.now).unwrap();
    assert!(world.clinic.text_notices().unwrap().is_empty());

    let other = world.textable("2026-11-27", "11:00");
    let link = world.text(other, TextKind::Link).id;
    world.go_to("2026-11-27T11:25:00Z");
    assert_eq!(world.begin(link, true), TextTask::Nothing);
    let text = world.text(other, TextKind::Link);
    assert_eq!((text.state, text.hold), (TextState::Withheld, Some(TextHold::TooLate)));
    assert_eq!(world.clinic.text_notices().unwrap().len(), 1, "and it is told");
}

#[test]
fn nobody_who_is_there_is_told_to_come() {
    let mut world = World::new().with_plan();
    let visit = world.textable("2026-11-24", "10:00");
    let invitation = world.invite(visit);
    world.carry_out_but_texts();
    world.report(invitation, 1, GuestStep::Waiting);
    assert!(world.texts(visit).is_empty(), "the link that was planned is not needed");
}

#[test]
fn a_visit_that_moves_withdraws_what_was_scheduled_and_says_so() {
    let mut world = World::new().with_plan();
    let visit = world.textable("2026-11-27", "10:00");
    let reminder = world.text(visit, TextKind::Reminder).id;
    world.send(reminder, 1);
    world.pass(3600);
    world.clinic.reschedule(visit, "2026-11-28", "12:00", Actor::Provider, world.now).unwrap();
    assert_eq!(
        world.outline(visit),
        [
            (TextKind::Reminder, TextState::Scheduled, "2026-11-26T10:00:00Z".into()),
            (TextKind::Link, TextState::Planned, "2026-11-28T11:30:00Z".into()),
            (TextKind::Change, TextState::Intended, "2026-11-24T09:00:00Z".into()),
            (TextKind::Reminder, TextState::Planned, "2026-11-27T12:00:00Z".into()),
        ]
    );
    assert_eq!(world.clinic.text_to_cancel(reminder).unwrap(), Some(sid(1)));
    world.clinic.text_cancelled(reminder, world.now).unwrap();
    assert_eq!(world.texts(visit)[0].state, TextState::Cancelled);
    let change = world.text(visit, TextKind::Change).id;
    let body = world.plan_for(change, true).body.with_link("");
    assert!(body.ends_with("has moved to Saturday, November 28 at 12:00 PM."), "{body}");
    // Moved once more before that was sent: the one text tells the newest.
    world.clinic.reschedule(visit, "2026-11-28", "13:00", Actor::Provider, world.now).unwrap();
    assert_eq!(world.texts(visit).iter().filter(|text| text.kind == TextKind::Change).count(), 1);
    let body = world.plan_for(change, true).body.with_link("");
    assert!(body.ends_with("at 1:00 PM."), "{body}");
}

#[test]
fn a_text_that_cannot_be_called_off_any_more_is_told_of() {
    let mut world = World::new().with_plan();
    let visit = world.textable("2026-11-27", "10:00");
    let reminder = world.text(visit, TextKind::Reminder).id;
    world.send(reminder, 1);
    world.pass(3600);
    world.clinic.cancel(visit, Actor::Provider, world.now).unwrap();
    world.clinic.text_not_cancelled(reminder, world.now).unwrap();
    assert!(world.clinic.text_notices().unwrap().iter().any(|notice| notice.text.id == reminder));
    world.clinic.text_seen(reminder, TextSeen::Delivered, None, world.now).unwrap();
    assert_eq!(world.texts(visit)[0].state, TextState::Delivered);
    let told = world.text(visit, TextKind::Cancellation);
    assert_eq!(told.state, TextState::Intended);
    assert!(world.plan_for(told.id, true).body.with_link("").contains("is cancelled"));
}

#[test]
fn a_visit_that_was_mistyped_and_moved_at_once_tells_nobody() {
    let mut world = World::new().with_plan();
    let visit = world.textable("2026-11-27", "10:00");
    world.pass(60);
    world.clinic.reschedule(visit, "2026-11-27", "16:00", Actor::Provider, world.now).unwrap();
    assert_eq!(
        world.outline(visit),
        [
            (TextKind::Reminder, TextState::Planned, "2026-11-26T16:00:00Z".into()),
            (TextKind::Link, TextState::Planned, "2026-11-27T15:30:00Z".into()),
        ]
    );
}

#[test]
fn a_third_party_is_texted_and_told_when_the_visit_moves() {
    let mut world = World::new();
    let visit = world.textable("2026-11-24", "10:00");
    let guest = world.third_party(visit, daughter());
    let number = "+12025550177";
    let refused = world.clinic.text_third_party(guest, "911", false, Actor::Provider, world.now).unwrap_err();
    assert!(matches!(refused, Error::NumberNotTexted(NumberRefused::Emergency)), "{refused}");
    assert_eq!(refused.to_string(), "This is an emergency number. It is not texted.");
    let (id, _) =
        world.clinic.text_third_party(guest, "(202) 555-0177", false, Actor::Provider, world.now).unwrap();
    let plan = world.send(id, 1);
    assert_eq!(plan.to.reveal(), number);
    assert!(plan.body.with_link("X").contains("le invitamos"), "in her language");
    let steps: Vec<_> = world.guest(guest).timeline.into_iter().map(|entry| entry.step).collect();
    assert_eq!(steps, [TimelineStep::Invited, TimelineStep::Texted]);
    world.clinic.reschedule(visit, "2026-11-24", "11:00", Actor::Provider, world.now).unwrap();
    let told = world.text(visit, TextKind::Change);
    assert_eq!((told.number.reveal().as_str(), told.to_third_party), (number, true));
}

#[test]
fn whoever_answered_stop_is_not_texted_until_they_allow_it() {
    let mut world = World::new().with_plan();
    let visit = world.textable("2026-11-24", "10:00");
    let id = world.invite_by_text(visit);
    let plan = world.plan_for(id, true);
    world.clinic.text_requested(id, "hash", plan.send_at, world.now).unwrap();
    world.clinic.text_refused(id, TextFailure::Refused, Some(21_610), world.now).unwrap();
    let text = world.text(visit, TextKind::Invitation);
    assert_eq!((text.state, text.failure_code), (TextState::Failed, Some(21_610)));
    assert_eq!(world.clinic.stopped_since(NUMBER).unwrap(), Some(world.now));
    let error = world.clinic.text_invitation(visit, false, Actor::Provider, world.now).unwrap_err();
    assert!(matches!(error, Error::OptedOut));
    world.go_to("2026-11-24T09:30:00Z");
    let planned = world.text(visit, TextKind::Link).id;
    world.begin(planned, true);
    assert_eq!(world.text(visit, TextKind::Link).hold, Some(TextHold::OptedOut));
    // START, heard before an older STOP is heard of once more.
    let (stopped, started) = (world.now, world.now + jiff::SignedDuration::from_secs(60));
    world.pass(120);
    world.clinic.heard_from_number(NUMBER, None, Some(started), world.now).unwrap();
    world.clinic.heard_from_number(NUMBER, Some(stopped), None, world.now).unwrap();
    assert_eq!(world.clinic.stopped_since(NUMBER).unwrap(), None);
    world.clinic.text_invitation(visit, false, Actor::Provider, world.now).unwrap();
}

#[test]
fn what_nobody_knows_of_is_settled_by_the_provider_or_looked_for_again() {
    let mut world = World::new();
    let visit = world.textable("2026-11-24", "10:00");
    let id = world.invite_by_text(visit);
    world.plan_for(id, true);
    world.clinic.text_requested(id, "hash", None, world.now).unwrap();
    world.clinic.text_lost(id, world.now).unwrap();
    let TextTask::Find(find) = world.begin(id, true) else { panic!("it is looked for") };
    assert_eq!((find.body_hash.as_str(), find.asked_at), ("hash", world.now));
    world.clinic.text_not_found(id, world.now).unwrap();
    let text = world.text(visit, TextKind::Invitation);
    assert_eq!(text.actions, [TextAction::Search, TextAction::SaySent, TextAction::SayUnsent]);
    let again = world.clinic.text_invitation(visit, false, Actor::Provider, world.now);
    assert!(matches!(again, Err(Error::TextOnItsWay)), "not before that is settled");
    world.clinic.settle_text(visit, id, TextVerdict::Search, Actor::Provider, world.now).unwrap();
    assert!(matches!(world.begin(id, true), TextTask::Find(_)));
    world.clinic.text_not_found(id, world.now).unwrap();
    world.clinic.settle_text(visit, id, TextVerdict::Unsent, Actor::Provider, world.now).unwrap();
    assert_eq!(world.text(visit, TextKind::Invitation).state, TextState::Failed);
    world.clinic.text_invitation(visit, false, Actor::Provider, world.now).expect("now it may be sent again");
}

#[test]
fn a_number_is_looked_at_before_it_is_kept() {
    let mut world = World::new();
    world.clinic.heard_from_number(NUMBER, Some(world.now), None, world.now).unwrap();
    let looked = world.clinic.look_at_number("(202) 555-0142").unwrap();
    assert_eq!((looked.number.e164.reveal().as_str(), looked.number.country.as_str()), (NUMBER, "US"));
    assert_eq!((looked.not_texted, looked.stopped_since), (None, Some(world.now)));
    let abroad = world.clinic.look_at_number("+351 912 345 678").unwrap();
    assert!(abroad.not_texted.is_some(), "it can be kept all the same");
    assert_eq!(abroad.number.e164.reveal(), "+351912345678");
    let error = world.clinic.look_at_number("911").unwrap_err();
    assert!(matches!(error, Error::NumberNotTexted(NumberRefused::Emergency)), "{error}");
    assert!(matches!(
        world.clinic.look_at_number("12").unwrap_err(),
        Error::NumberNotTexted(NumberRefused::Short)
    ));
    assert!(matches!(world.clinic.look_at_number("+999 5550142").unwrap_err(), Error::Invalid(_)));
}

#[test]
fn words_are_the_clinics_own_where_it_wrote_some() {
    let mut world = World::new();
    let own = |kind, text: &str| TextTemplate { kind, language: "en".into(), text: text.into() };
    let with = |templates, names| TextSettings { templates, names, ..TextSettings::default() };
    let named = vec![own(TextKind::Invitation, "{{name}}, come in: {{link}}")];
    let error = world.clinic.set_text_settings(with(named.clone(), false), world.now).unwrap_err();
    assert!(error.to_string().contains("{{name}}"), "{error}");
    world.clinic.set_text_settings(with(named, true), world.now).unwrap();
    let visit = world.textable("2026-11-24", "10:00");
    let draft = world.clinic.text_draft(visit, world.now).unwrap();
    assert_eq!(draft.body.with_link("X"), "Maria Santos, come in: X");
}

#[test]
fn a_text_by_hand_is_called_off_while_it_waits() {
    let mut world = World::new();
    let visit = world.textable("2026-11-24", "10:00");
    let id = world.invite_by_text(visit);
    world.clinic.cancel_text(visit, id, Actor::Provider, world.now).unwrap();
    assert_eq!(world.begin(id, true), TextTask::Nothing);
    assert!(
        !world.clinic.text_requested(id, "hash", None, world.now).unwrap().0,
        "it is not sent after that"
    );
    let error = world.clinic.cancel_text(visit, id, Actor::Provider, world.now).unwrap_err();
    assert_eq!(error.to_string(), "The text cannot be called off: it was called off.");
}
