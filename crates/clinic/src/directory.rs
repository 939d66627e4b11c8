//! The directory: interpreters and services that can be reached by phone, in the clinic's order.

use std::collections::HashSet;

use jiff::civil::{Time, Weekday};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ToSpan as _};
use serde::{Deserialize, Serialize};

use crate::error::{Error, Invalid};
use crate::id::LineId;
use crate::person;
use crate::phone_number::{self, PhoneRules};
use crate::pii::Pii;
use crate::recipe::{Recipe, Step};
use crate::words::words;

words! {
    /// What a line offers.
    pub enum Offer {
        /// Interpreters.
        Interpreter = "interpreter",
        /// Specialists: a colleague, a pharmacy, a laboratory.
        Specialist = "specialist",
        /// Anything else.
        Other = "other",
    }
}

/// A line of the directory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Opaque id.
    pub id: LineId,
    /// What the clinic calls it.
    pub name: String,
    /// What it offers.
    pub offers: Offer,
    /// The languages it speaks (BCP 47), the likeliest first.
    pub languages: Vec<String>,
    /// E.164.
    pub number: Pii<String>,
    /// When it is open.
    pub hours: Hours,
    /// For people; may be empty.
    pub notes: String,
    /// How its phone tree is worked through, by language.
    pub recipes: Vec<Recipe>,
    /// How many keys its access code has; none where it has none. The code itself is in the keychain.
    pub code_keys: Option<u32>,
}

/// A line, as it is typed in.
#[derive(Debug, Clone)]
pub struct LineFields {
    /// 1 to 200 characters.
    pub name: String,
    /// What it offers.
    pub offers: Offer,
    /// BCP 47; may be empty, for a line that is not about languages.
    pub languages: Vec<String>,
    /// With its country code, or as it is dialled at home.
    pub number: Pii<String>,
    /// When it is open.
    pub hours: Hours,
    /// May be empty.
    pub notes: String,
    /// At most one for each language, and one for all others.
    pub recipes: Vec<Recipe>,
}

/// When a line is open, in its own zone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Hours {
    /// IANA zone.
    pub zone: String,
    /// The spans; none at all means day and night.
    #[serde(default)]
    pub spans: Vec<Span>,
}

/// A span of the week in which a line is open.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Span {
    /// The days it begins on: 1 Monday to 7 Sunday.
    pub days: Vec<u8>,
    /// Local time, `HH:MM`.
    pub from: String,
    /// Local time, `HH:MM`; not later than `from` means the next day's.
    pub to: String,
}

/// Whether a line is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Opening {
    /// Day and night.
    Always,
    /// Open now.
    Open {
        /// When it closes.
        until: Timestamp,
    },
    /// Closed now.
    Closed {
        /// When it opens, within the week.
        opens: Option<Timestamp>,
    },
}

impl Opening {
    /// Whether somebody can be expected to answer.
    pub fn is_open(&self) -> bool {
        !matches!(self, Opening::Closed { .. })
    }
}

fn time(text: &str) -> Result<Time, Invalid> {
    let shaped = text.len() == 5 && text.as_bytes().get(2) == Some(&b':');
    shaped
        .then(|| Time::strptime("%H:%M", text).ok())
        .flatten()
        .ok_or_else(|| Invalid::new("hours", "Write opening hours like 08:00."))
}

impl Hours {
    /// Day and night.
    pub fn always(zone: &str) -> Hours {
        Hours { zone: zone.to_owned(), spans: Vec::new() }
    }

    fn check(self) -> Result<Hours, Invalid> {
        crate::profile::zone(&self.zone)?;
        if self.spans.len() > 28 {
            return Err(Invalid::new("hours", "A week may have 28 spans."));
        }
        for span in &self.spans {
            time(&span.from)?;
            time(&span.to)?;
            if span.days.is_empty() || span.days.iter().any(|day| !(1..=7).contains(day)) {
                return Err(Invalid::new("hours", "Choose the days on which the line is open."));
            }
        }
        Ok(self)
    }

    /// Whether the line is open at `now`, and what comes next.
    pub fn at(&self, now: Timestamp) -> Opening {
        if self.spans.is_empty() {
            return Opening::Always;
        }
        let zone = TimeZone::get(&self.zone).unwrap_or(TimeZone::UTC);
        let today = now.to_zoned_datetime(zone.clone()).date();
        // From the evening before, which may reach into today, to a week ahead.
        let mut spans: Vec<(Timestamp, Timestamp)> = (-1..=7)
            .filter_map(|offset: i64| today.checked_add(offset.days()).ok())
            .flat_map(|date| {
                let zone = &zone;
                self.spans.iter().filter_map(move |span| {
                    let day = Weekday::to_monday_one_offset(date.weekday());
                    span.days.iter().any(|d| i64::from(*d) == i64::from(day)).then_some(())?;
                    let (from, to) = (time(&span.from).ok()?, time(&span.to).ok()?);
                    let end = if to > from { date } else { date.tomorrow().ok()? };
                    let from = date.to_datetime(from).to_zoned_datetime(zone.clone()).ok()?.timestamp();
                    let to = end.to_datetime(to).to_zoned_datetime(zone.clone()).ok()?.timestamp();
                    Some((from, to))
                })
            })
            .collect();
        spans.sort_unstable();
        // Spans that touch are one: it does not close at noon if it opens at noon.
        let mut until: Option<Timestamp> = None;
        for (from, to) in &spans {
            match until {
                Some(end) if *from <= end => until = Some(end.max(*to)),
                None if *from <= now && now < *to => until = Some(*to),
                _ => {}
            }
        }
        match until {
            Some(until) if until.duration_since(now) > SignedDuration::from_hours(7 * 24) => Opening::Always,
            Some(until) => Opening::Open { until },
            None => {
                let opens = spans.iter().map(|(from, _)| *from).find(|from| *from > now);
                Opening::Closed { opens }
            }
        }
    }
}

pub(crate) struct CheckedLine {
    pub name: String,
    pub offers: Offer,
    pub languages: Vec<String>,
    pub number: String,
    pub hours: Hours,
    pub notes: String,
    pub recipes: Vec<Recipe>,
}

impl LineFields {
    pub(crate) fn check(self, rules: &PhoneRules) -> Result<CheckedLine, Error> {
        let mut languages = Vec::new();
        for tag in &self.languages {
            let tag = person::language("languages", tag)?;
            if !languages.contains(&tag) {
                languages.push(tag);
            }
        }
        if languages.len() > 300 {
            return Err(Invalid::new("languages", "A line may have 300 languages.").into());
        }
        if self.offers == Offer::Interpreter && languages.is_empty() {
            return Err(Invalid::new("languages", "Name the languages that are interpreted.").into());
        }
        let recipes: Vec<Recipe> = self.recipes.iter().map(Recipe::check).collect::<Result<_, _>>()?;
        let mut of = HashSet::new();
        if !recipes.iter().all(|recipe| of.insert(recipe.language.as_deref().map(str::to_lowercase))) {
            return Err(Invalid::new(
                "recipeLanguage",
                "There are two phone trees for the same language. Remove one.",
            )
            .into());
        }
        Ok(CheckedLine {
            name: person::name("name", "the line's name", &self.name)?,
            offers: self.offers,
            languages,
            number: phone_number::check(self.number.reveal(), rules)?.e164.into_revealed(),
            hours: self.hours.check()?,
            notes: person::long("notes", "The notes", 2000, &self.notes)?,
            recipes,
        })
    }
}

impl Line {
    /// Whether the line speaks a language: the same tag, or another region's of the same language.
    pub fn speaks(&self, language: &str) -> bool {
        self.languages.iter().any(|tag| same_language(tag, language))
    }

    /// The steps that lead to a language: its own, else those for all others. None where the line has no phone tree for it.
    pub fn steps_for(&self, language: &str) -> Option<&[Step]> {
        let exactly = |recipe: &&Recipe| {
            recipe.language.as_deref().is_some_and(|tag| tag.eq_ignore_ascii_case(language))
        };
        let nearly =
            |recipe: &&Recipe| recipe.language.as_deref().is_some_and(|tag| same_language(tag, language));
        self.recipes
            .iter()
            .find(exactly)
            .or_else(|| self.recipes.iter().find(nearly))
            .or_else(|| self.recipes.iter().find(|recipe| recipe.language.is_none()))
            .map(|recipe| recipe.steps.as_slice())
    }
}

pub(crate) fn same_language(one: &str, other: &str) -> bool {
    let primary = |tag: &str| tag.split('-').next().unwrap_or_default().to_ascii_lowercase();
    one.eq_ignore_ascii_case(other) || primary(one) == primary(other)
}

/// The lines that can help, the best first: those that are open, then the clinic's order. `lines` comes in that order.
pub(crate) fn in_order(
    lines: Vec<Line>,
    offers: Offer,
    language: Option<&str>,
    now: Timestamp,
) -> Vec<(Line, Opening)> {
    let mut fitting: Vec<(Line, Opening)> = lines
        .into_iter()
        .filter(|line| line.offers == offers && language.is_none_or(|language| line.speaks(language)))
        .map(|line| {
            let opening = line.hours.at(now);
            (line, opening)
        })
        .collect();
    // Stable: the clinic's order holds within.
    fitting.sort_by_key(|(_, opening)| !opening.is_open());
    fitting
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn weekdays(from: &str, to: &str) -> Hours {
        let span = Span { days: vec![1, 2, 3, 4, 5], from: from.into(), to: to.into() };
        Hours { zone: "America/New_York".into(), spans: vec![span] }
    }

    #[test]
    fn a_line_is_open_in_its_own_zone() {
        // A Tuesday; New York is five hours behind.
        let hours = weekdays("08:00", "20:00");
        assert_eq!(
            hours.at(at("2026-11-24T12:59:00Z")),
            Opening::Closed { opens: Some(at("2026-11-24T13:00:00Z")) }
        );
        assert_eq!(hours.at(at("2026-11-24T13:00:00Z")), Opening::Open { until: at("2026-11-25T01:00:00Z") });
        let saturday = hours.at(at("2026-11-28T15:00:00Z"));
        assert_eq!(saturday, Opening::Closed { opens: Some(at("2026-11-30T13:00:00Z")) });
        assert_eq!(Hours::always("UTC").at(at("2026-11-28T15:00:00Z")), Opening::Always);
    }

    #[test]
    fn a_night_line_is_open_past_midnight() {
        let hours = weekdays("18:00", "06:00");
        assert_eq!(hours.at(at("2026-11-25T08:00:00Z")), Opening::Open { until: at("2026-11-25T11:00:00Z") });
        assert!(!hours.at(at("2026-11-24T20:00:00Z")).is_open());
    }

    #[test]
    fn spans_that_touch_are_one() {
        let mut hours = weekdays("08:00", "12:00");
        hours.spans.push(Span { days: vec![2], from: "12:00".into(), to: "18:00".into() });
        assert_eq!(hours.at(at("2026-11-24T14:00:00Z")), Opening::Open { until: at("2026-11-24T23:00:00Z") });
        let every: Vec<u8> = (1..=7).collect();
        let all_day = Span { days: every, from: "00:00".into(), to: "00:00".into() };
        let hours = Hours { zone: "UTC".into(), spans: vec![all_day] };
        assert_eq!(hours.at(at("2026-11-24T14:00:00Z")), Opening::Always);
    }

    #[test]
    fn hours_that_make_no_sense_are_refused() {
        for (from, to) in [("8:00", "20:00"), ("08:00", "25:00"), ("", "")] {
            assert!(weekdays(from, to).check().is_err(), "{from} {to}");
        }
        let mut hours = weekdays("08:00", "20:00");
        hours.spans[0].days = vec![8];
        assert!(hours.check().is_err());
        assert!(Hours::always("Mars/Olympus").check().is_err());
    }
}
