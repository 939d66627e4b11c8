//! The made-up day of the practice clinic: data, laid around now.

use clinic::{
    Actor, AppointmentFields, Booking, Clinic, Pii, PlannedText, ProfileFields, TextKind, TextSettings,
    ThirdPartyFields, ThirdPartyRole, VisitState, VisitTypeId,
};
use jiff::civil::Time;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ToSpan as _};
use serde::Deserialize;

use crate::practice_visit_types;

/// The day's people and visits.
const DATA: &str = include_str!("../data/practice-day.json");

/// A visit that began this long ago still belongs to the day that goes on.
const STILL_ON: SignedDuration = SignedDuration::from_mins(30);

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct MadeUpDay {
    clinic_name: String,
    provider_name: String,
    /// How long before a visit its person is texted their link, in minutes, where people are texted at all.
    link_minutes_before: u32,
    visits: Vec<MadeUpVisit>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct MadeUpVisit {
    /// Minutes from now, rounded to the quarter hour.
    at: i64,
    minutes: u32,
    /// What kind of visit it is, by its key in the practice clinic's kinds.
    #[serde(default)]
    visit_type: String,
    reason: String,
    #[serde(default)]
    notes: String,
    /// Already closed as not attended.
    #[serde(default)]
    no_show: bool,
    name: String,
    birth_date: String,
    record_number: String,
    language: String,
    phone: String,
    #[serde(default)]
    email: String,
    /// Who comes beside the patient, on links of their own.
    #[serde(default)]
    relatives: Vec<MadeUpRelative>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct MadeUpRelative {
    name: String,
    relationship: String,
    phone: String,
}

/// Lays the made-up day around `now` where the store is new or its last visit is over. Where its people are `texted`, the clinic's
/// plan sends their links; whose visit has begun already is texted at once.
///
/// # Errors
/// Where the store fails.
pub(crate) fn lay(
    clinic: &mut Clinic,
    zone: &TimeZone,
    texted: bool,
    now: Timestamp,
) -> Result<(), clinic::Error> {
    // The file is part of the program; a test reads it.
    let Ok(day) = serde_json::from_str::<MadeUpDay>(DATA) else { return Ok(()) };
    if clinic.profile()?.is_none() {
        let fields = ProfileFields {
            clinic_name: day.clinic_name.clone(),
            zone: zone.iana_name().unwrap_or("UTC").to_owned(),
            practitioner_name: day.provider_name.clone(),
        };
        clinic.set_up(fields, now)?;
        practice_visit_types::lay(clinic, now)?;
    }
    if texted && clinic.text_settings()? == TextSettings::default() {
        clinic.set_text_settings(day.text_settings(), now)?;
    }
    let still_on = now.saturating_sub(STILL_ON).unwrap_or(now);
    let goes_on = !clinic.visits_going_on()?.is_empty() || !clinic.waiting_room(now)?.is_empty();
    if goes_on || clinic.next_visit_after(still_on)?.is_some() {
        return if texted { text_again(clinic, &day, now) } else { Ok(()) };
    }
    let Some(profile) = clinic.profile()? else { return Ok(()) };
    let middle = middle(&day.visits, &profile.zone, now);
    let kinds = practice_visit_types::by_key(clinic)?;
    let bookings: Vec<Booking> = day
        .visits
        .iter()
        .map(|visit| visit.booking(middle, &profile.zone, kinds.get(&visit.visit_type).copied()))
        .collect();
    let (ids, _) = clinic.book_all(&bookings, Actor::Console, now)?;
    for (id, visit) in ids.into_iter().zip(&day.visits) {
        if visit.no_show {
            clinic.mark_no_show(id, Actor::Console, now)?;
        } else if texted {
            if visit.has_begun(middle, now) {
                clinic.text_invitation(id, true, Actor::Console, now)?;
            }
            for relative in &visit.relatives {
                let (invitation, _) =
                    clinic.invite_third_party(id, relative.fields(visit), Actor::Console, now)?;
                clinic.text_third_party(invitation, &relative.phone, true, Actor::Console, now)?;
            }
        }
    }
    Ok(())
}

/// Sets everybody's links up once more and texts them who are not in the call: the practice clinic's Twilio forgets, and its phones with
/// it, when it is started again.
fn text_again(clinic: &mut Clinic, day: &MadeUpDay, now: Timestamp) -> Result<(), clinic::Error> {
    let around = |hours| now.saturating_add(SignedDuration::from_hours(hours)).unwrap_or(now);
    for visit in clinic.day(around(-12), around(12))? {
        clinic.set_up_again(visit.id, now)?;
        if matches!(visit.state, VisitState::Invited | VisitState::Waiting | VisitState::Left) {
            or_not_needed(clinic.text_invitation(visit.id, true, Actor::Console, now))?;
        }
        for third in clinic.visit(visit.id, now)?.third_parties {
            let name = third.invited_as.reveal();
            let relatives = day.visits.iter().flat_map(|visit| &visit.relatives);
            if let Some(relative) = relatives.into_iter().find(|relative| relative.name == *name) {
                let id = third.id;
                or_not_needed(clinic.text_third_party(id, &relative.phone, true, Actor::Console, now))?;
            }
        }
    }
    Ok(())
}

/// A text that the clinic does not send again (it is on its way, its link is over) is none that is missing.
fn or_not_needed<T>(texted: Result<T, clinic::Error>) -> Result<(), clinic::Error> {
    match texted {
        Err(error @ clinic::Error::Store(_)) => Err(error),
        Err(error) => {
            tracing::debug!("somebody of the made-up day is not texted again: {error}");
            Ok(())
        }
        Ok(_) => Ok(()),
    }
}

impl MadeUpDay {
    /// Links go out by the plan, at any hour: people practise in the evening too. Shortened, they take a second or two of the clinic's
    /// number each, not ten.
    fn text_settings(&self) -> TextSettings {
        let link = PlannedText { kind: TextKind::Link, minutes_before: self.link_minutes_before };
        TextSettings { plan: vec![link], quiet: None, shorten_links: true, ..TextSettings::default() }
    }
}

impl MadeUpRelative {
    fn fields(&self, visit: &MadeUpVisit) -> ThirdPartyFields {
        ThirdPartyFields {
            name: self.name.as_str().into(),
            role: ThirdPartyRole::Family,
            relationship: self.relationship.as_str().into(),
            language: visit.language.clone(),
            pre_admitted: false,
        }
    }
}

/// The local time that the day is laid around: now, to the quarter hour, but so that all of it is on one date. It is today's,
/// whatever the hour.
fn middle(visits: &[MadeUpVisit], zone: &TimeZone, now: Timestamp) -> Timestamp {
    let local = now.to_zoned_datetime(zone.clone()).datetime();
    let first = visits.iter().map(|visit| visit.at).min().unwrap_or(0);
    let last = visits.iter().map(|visit| visit.at).max().unwrap_or(0);
    let minute = i64::from(local.hour()) * 60 + i64::from(local.minute());
    let quarter = minute / 15 * 15;
    let minute = quarter.clamp(-first, (24 * 60 - 15 - last).max(-first));
    let middle = local.date().to_datetime(Time::midnight()).saturating_add(minute.minutes());
    zone.to_timestamp(middle).unwrap_or(now)
}

impl MadeUpVisit {
    /// Whether it is too late for the clinic's plan, which texts only before the start.
    fn has_begun(&self, middle: Timestamp, now: Timestamp) -> bool {
        middle.saturating_add(SignedDuration::from_mins(self.at)).is_ok_and(|starts| starts <= now)
    }

    fn booking(&self, middle: Timestamp, zone: &TimeZone, visit_type: Option<VisitTypeId>) -> Booking {
        // By instants: a local time that was counted to might be one that the clocks skip.
        let at = middle
            .saturating_add(SignedDuration::from_mins(self.at))
            .unwrap_or(middle)
            .to_zoned_datetime(zone.clone());
        Booking {
            patient: clinic::PatientFields {
                name: self.name.as_str().into(),
                birth_date: self.birth_date.as_str().into(),
                record_number: self.record_number.as_str().into(),
                language: self.language.clone(),
                phone: self.phone.as_str().into(),
                email: self.email.as_str().into(),
                time_zone: None,
            },
            appointment: AppointmentFields {
                date: at.date().to_string(),
                time: at.strftime("%H:%M").to_string(),
                minutes: self.minutes,
                visit_type,
                reason: Pii::new(self.reason.clone()),
                notes: Pii::new(self.notes.clone()),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
    use super::*;

    fn day_of(clinic: &Clinic, zone: &TimeZone, now: Timestamp) -> usize {
        let date = now.to_zoned_datetime(zone.clone()).date();
        let from = date.to_zoned_datetime(zone.clone()).unwrap().timestamp();
        let to = date.tomorrow().unwrap().to_zoned_datetime(zone.clone()).unwrap().timestamp();
        clinic.day(from, to).unwrap().len()
    }

    #[test]
    fn the_day_is_todays_at_every_hour() {
        let zone = TimeZone::get("America/Los_Angeles").unwrap();
        for hour in 0..24 {
            let now: Timestamp = format!("2026-03-04T{hour:02}:07:00-08:00").parse().unwrap();
            let mut clinic = Clinic::open_in_memory().unwrap();
            lay(&mut clinic, &zone, false, now).unwrap();
            assert_eq!(day_of(&clinic, &zone, now), 8, "at {hour}:07");
        }
    }

    #[test]
    fn people_who_read_texts_are_texted_by_the_plan_and_those_who_are_due_at_once() {
        let zone = TimeZone::get("America/Los_Angeles").unwrap();
        let now: Timestamp = "2026-03-04T22:07:00-08:00".parse().unwrap();
        let mut clinic = Clinic::open_in_memory().unwrap();
        lay(&mut clinic, &zone, true, now).unwrap();
        let mut texts = Vec::new();
        for visit in
            clinic.day(now - SignedDuration::from_hours(12), now + SignedDuration::from_hours(12)).unwrap()
        {
            let of_visit = clinic.texts(visit.id).unwrap();
            let shown = of_visit.iter().map(|text| (text.kind, text.planned_for > now));
            texts.push((visit.patient_name.into_revealed(), shown.collect::<Vec<_>>()));
        }
        let of = |name: &str| texts.iter().find(|(known, _)| known.starts_with(name)).unwrap().1.clone();
        assert_eq!(of("Dale"), [], "who did not come is texted nothing");
        assert_eq!(of("James"), [(TextKind::Invitation, false)], "begun, so at once, late as it is");
        assert_eq!(of("Kenji"), [(TextKind::Link, false)]);
        assert_eq!(of("Gloria"), [(TextKind::Link, true)]);
        assert_eq!(of("Theo").len(), 2, "and his father");
        // The console is opened again: who has a link has it once more, and nobody else is hurried.
        lay(&mut clinic, &zone, true, now + SignedDuration::from_mins(1)).unwrap();
        assert_eq!(clinic.text_settings().unwrap().plan.len(), 1);
    }

    #[test]
    fn a_day_that_goes_on_is_left_alone_and_one_that_is_over_is_followed_by_todays() {
        let zone = TimeZone::get("America/Los_Angeles").unwrap();
        let now: Timestamp = "2026-03-04T10:00:00-08:00".parse().unwrap();
        let mut clinic = Clinic::open_in_memory().unwrap();
        lay(&mut clinic, &zone, false, now).unwrap();
        lay(&mut clinic, &zone, false, now).unwrap();
        assert_eq!(day_of(&clinic, &zone, now), 8, "not laid twice");
        let tomorrow = now + SignedDuration::from_hours(24);
        lay(&mut clinic, &zone, false, tomorrow).unwrap();
        assert_eq!(day_of(&clinic, &zone, tomorrow), 8);
        assert_eq!(day_of(&clinic, &zone, now), 8, "yesterday stays as it was");
    }

    #[test]
    fn each_kind_of_visit_that_the_day_names_is_there() {
        let zone = TimeZone::get("America/Los_Angeles").unwrap();
        let now: Timestamp = "2026-03-04T10:00:00-08:00".parse().unwrap();
        let mut clinic = Clinic::open_in_memory().unwrap();
        lay(&mut clinic, &zone, false, now).unwrap();
        let day: MadeUpDay = serde_json::from_str(DATA).unwrap();
        let named: std::collections::BTreeSet<_> =
            day.visits.iter().map(|visit| visit.visit_type.as_str()).filter(|key| !key.is_empty()).collect();
        assert_eq!(named.len(), 2);
        let kinds = practice_visit_types::by_key(&clinic).unwrap();
        assert!(named.iter().all(|key| kinds.contains_key(*key)), "{named:?}");
        assert_eq!(clinic.intake().unwrap().usual.questions.len(), 5);
        assert_eq!(clinic.intake().unwrap().own.len(), 1);
    }
}
