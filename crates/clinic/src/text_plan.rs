//! The clinic's plan of texts, its quiet hours, and how texts are sent: data that an administrator sets.

use jiff::civil::Time;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ToSpan as _};
use serde::{Deserialize, Serialize};

use crate::error::Invalid;
use crate::person;
use crate::phone_number;
use crate::text_template::{TextKind, TextTemplate};

/// Texts of the plan, at most.
const MOST_PLANNED: usize = 6;

/// The clinic's own templates, at most: every kind in thirty languages.
const MOST_TEMPLATES: usize = 180;

/// A reminder comes two weeks before its visit at the earliest, in minutes.
const EARLIEST_REMINDER: u32 = 14 * 24 * 60;

/// A link comes half a day before its visit at the earliest, in minutes: it lives for less than one.
const EARLIEST_LINK: u32 = 12 * 60;

/// One text of the clinic's plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PlannedText {
    /// [`TextKind::Reminder`] or [`TextKind::Link`].
    pub kind: TextKind,
    /// How long before the visit's start it is sent, in minutes.
    pub minutes_before: u32,
}

/// Hours of the day in which nobody is texted, in the reader's zone. They may go over midnight.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuietHours {
    /// From when.
    pub from: Time,
    /// Until when; texts may be sent from then on.
    pub until: Time,
}

/// How the clinic texts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct TextSettings {
    /// What is sent by itself before each visit. None to begin with: nobody is texted whom no person meant to text.
    pub plan: Vec<PlannedText>,
    /// Whoever was texted about a visit is texted when it moves or is cancelled.
    pub tell_changes: bool,
    /// When nobody is texted; none where texts may be sent at any hour.
    pub quiet: Option<QuietHours>,
    /// Whether names and reasons may stand in texts.
    pub names: bool,
    /// Typographic signs that would make a text longer are written plainly (a curly quote as a straight one).
    pub plain: bool,
    /// Twilio shortens links; it needs a messaging service with a domain of the clinic's for that.
    pub shorten_links: bool,
    /// The messaging service to send by (`MG…`); empty for the account's only one.
    pub service: String,
    /// The account's number to send from, E.164; empty for the messaging service's, else the first that can.
    pub number: String,
    /// The clinic's own words; the product's are used for what is not among them.
    pub templates: Vec<TextTemplate>,
}

impl Default for TextSettings {
    fn default() -> Self {
        TextSettings {
            plan: Vec::new(),
            tell_changes: true,
            quiet: Some(QuietHours { from: Time::constant(21, 0, 0, 0), until: Time::constant(8, 0, 0, 0) }),
            names: false,
            plain: true,
            shorten_links: false,
            service: String::new(),
            number: String::new(),
            templates: Vec::new(),
        }
    }
}

impl TextSettings {
    pub(crate) fn check(self) -> Result<TextSettings, Invalid> {
        if self.plan.len() > MOST_PLANNED {
            return Err(Invalid::new("plan", format!("A plan has at most {MOST_PLANNED} texts.")));
        }
        let mut plan: Vec<PlannedText> = Vec::new();
        for planned in self.plan {
            let earliest = match planned.kind {
                TextKind::Reminder => EARLIEST_REMINDER,
                TextKind::Link => EARLIEST_LINK,
                TextKind::Invitation | TextKind::Change | TextKind::Cancellation | TextKind::ThirdParty => {
                    return Err(Invalid::new("plan", "Only reminders and links are sent by plan."));
                }
            };
            if !(5..=earliest).contains(&planned.minutes_before) {
                let most = if planned.kind == TextKind::Link { "12 hours" } else { "14 days" };
                return Err(Invalid::new(
                    "plan",
                    format!("This text is sent between 5 minutes and {most} before the visit."),
                ));
            }
            if !plan.contains(&planned) {
                plan.push(planned);
            }
        }
        plan.sort_by_key(|planned| std::cmp::Reverse(planned.minutes_before));
        if self.quiet.is_some_and(|quiet| quiet.from == quiet.until) {
            return Err(Invalid::new("quiet", "Quiet hours begin and end at different times."));
        }
        if self.templates.len() > MOST_TEMPLATES {
            return Err(Invalid::new("templates", format!("There are at most {MOST_TEMPLATES} texts.")));
        }
        let mut templates: Vec<TextTemplate> = Vec::new();
        for template in self.templates {
            let template = template.check(self.names)?;
            templates.retain(|known| (known.kind, &known.language) != (template.kind, &template.language));
            templates.push(template);
        }
        let service = person::short("service", "The messaging service", 34, &self.service)?;
        let well_formed = service.len() == 34
            && service.starts_with("MG")
            && service.bytes().skip(2).all(|b| b.is_ascii_hexdigit());
        if !service.is_empty() && !well_formed {
            return Err(Invalid::new("service", "A messaging service begins with MG and has 34 characters."));
        }
        let number = match self.number.trim() {
            "" => String::new(),
            text => phone_number::parse(text, None)
                .map_err(|invalid| Invalid { field: "senderNumber", ..invalid })?
                .e164
                .into_revealed(),
        };
        Ok(TextSettings { plan, templates, service, number, ..self })
    }
}

impl QuietHours {
    /// When the quiet hours that go on at `at` end; none where none do.
    pub(crate) fn end_after(&self, at: Timestamp, zone: &TimeZone) -> Option<Timestamp> {
        let local = at.to_zoned_datetime(zone.clone());
        let (time, over_midnight) = (local.time(), self.from > self.until);
        let quiet = if over_midnight {
            time >= self.from || time < self.until
        } else {
            time >= self.from && time < self.until
        };
        if !quiet {
            return None;
        }
        let tomorrow = over_midnight && time >= self.from;
        let date = if tomorrow { local.date().tomorrow().ok()? } else { local.date() };
        let end = zone.to_timestamp(date.to_datetime(self.until)).ok()?;
        // Clocks that go back can lead to before now.
        Some(end.max(at))
    }

    /// When they began, for an instant in them.
    fn begin_before(&self, at: Timestamp, zone: &TimeZone) -> Option<Timestamp> {
        let local = at.to_zoned_datetime(zone.clone());
        let yesterday = self.from > self.until && local.time() < self.until;
        let date = if yesterday { local.date().yesterday().ok()? } else { local.date() };
        zone.to_timestamp(date.to_datetime(self.from)).ok()
    }
}

/// When a text that is wanted at `wanted` is sent: then, or when the quiet hours end where that is before `before`, or right before they
/// begin. `None` where no such time is left at `now`.
pub(crate) fn send_time(
    wanted: Timestamp,
    before: Timestamp,
    quiet: Option<QuietHours>,
    zone: &TimeZone,
    now: Timestamp,
) -> Option<Timestamp> {
    let wanted = wanted.max(now);
    let Some(quiet) = quiet else { return Some(wanted).filter(|at| *at < before) };
    let Some(end) = quiet.end_after(wanted, zone) else { return Some(wanted).filter(|at| *at < before) };
    if end < before {
        return Some(end);
    }
    let last_minute = quiet.begin_before(wanted, zone)?.checked_sub(1.minute()).ok()?;
    Some(last_minute).filter(|at| *at >= now && *at < before)
}

/// How long before its time Twilio's scheduler takes a text, at least and at most: a little inside Twilio's own limits (5 minutes,
/// 35 days).
pub const SCHEDULER: (SignedDuration, SignedDuration) =
    (SignedDuration::from_mins(10), SignedDuration::from_hours(34 * 24));

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
    use super::*;
    use proptest::prelude::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn night() -> Option<QuietHours> {
        TextSettings::default().quiet
    }

    fn sent(wanted: &str, before: &str, zone: &str) -> Option<Timestamp> {
        let zone = TimeZone::get(zone).unwrap();
        send_time(at(wanted), at(before), night(), &zone, at("2026-11-20T12:00:00Z"))
    }

    #[test]
    fn nobody_is_texted_at_night_where_they_are() {
        // 7:30 in Lisbon is the evening before in Los Angeles.
        let visit = "2026-11-25T20:00:00Z";
        assert_eq!(sent("2026-11-24T07:30:00Z", visit, "Europe/Lisbon"), Some(at("2026-11-24T08:00:00Z")));
        assert_eq!(
            sent("2026-11-24T04:30:00Z", visit, "America/Los_Angeles"),
            Some(at("2026-11-24T04:30:00Z"))
        );
        assert_eq!(sent("2026-11-24T23:30:00Z", visit, "Europe/Lisbon"), Some(at("2026-11-25T08:00:00Z")));
    }

    #[test]
    fn what_would_come_after_the_visit_comes_on_the_evening_before() {
        let early = "2026-11-24T07:30:00Z";
        assert_eq!(sent("2026-11-24T07:00:00Z", early, "Europe/Lisbon"), Some(at("2026-11-23T20:59:00Z")));
    }

    #[test]
    fn where_no_time_is_left_nothing_is_sent() {
        let zone = TimeZone::get("Europe/Lisbon").unwrap();
        let (visit, now) = (at("2026-11-24T07:30:00Z"), at("2026-11-24T07:05:00Z"));
        assert_eq!(send_time(at("2026-11-24T07:00:00Z"), visit, night(), &zone, now), None);
        assert_eq!(send_time(at("2026-11-24T07:00:00Z"), visit, None, &zone, now), Some(now));
    }

    #[test]
    fn a_plan_is_bounded_and_in_order() {
        let planned = |kind, minutes_before| PlannedText { kind, minutes_before };
        let with = |plan: Vec<PlannedText>| TextSettings { plan, ..TextSettings::default() }.check();
        let link = planned(TextKind::Link, 30);
        let reminder = planned(TextKind::Reminder, 1440);
        assert_eq!(with(vec![link, reminder, link]).unwrap().plan, [reminder, link]);
        assert!(with(vec![planned(TextKind::Link, 1440)]).is_err(), "its link would be dead");
        assert!(with(vec![planned(TextKind::Change, 30)]).is_err());
        assert!(TextSettings { service: "MG12".into(), ..TextSettings::default() }.check().is_err());
    }

    proptest! {
        #[test]
        fn a_text_is_never_sent_in_quiet_hours_nor_after_its_visit_nor_in_the_past(
            wanted in 0i64..4_000_000, lead in 0i64..200_000, now in 0i64..4_000_000,
            from in 0i8..24, until in 0i8..24, minute in 0i8..60,
        ) {
            prop_assume!((from, minute) != (until, 0));
            let base = at("2026-10-20T00:00:00Z").as_second();
            let zone = TimeZone::get("America/New_York").unwrap();
            let quiet = QuietHours { from: Time::new(from, minute, 0, 0).unwrap(), until: Time::new(until, 0, 0, 0).unwrap() };
            let instant = |seconds: i64| Timestamp::from_second(base + seconds).unwrap();
            let (wanted, before, now) = (instant(wanted), instant(wanted + lead), instant(now));
            if let Some(sent) = send_time(wanted, before, Some(quiet), &zone, now) {
                prop_assert!(sent >= now && sent < before);
                prop_assert_eq!(quiet.end_after(sent, &zone).filter(|end| *end > sent), None);
            }
        }
    }
}
