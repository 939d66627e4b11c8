//! The words of texts: one template for each kind and language, with variables, and dates and times in the reader's language.
//!
//! The product's own are data (`data/texts/`, one file per language); a clinic may write its own over them. No template names the
//! patient or says why they come unless the clinic has switched that on, and a link always stands by itself.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use icu_datetime::fieldsets::{MDE, T};
use icu_datetime::input::{Date, Time};
use icu_datetime::{FixedCalendarDateTimeFormatter, NoCalendarFormatter};
use icu_locale_core::Locale;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use crate::error::Invalid;
use crate::person;
use crate::pii::Pii;
use crate::words::words;

/// The product's own words, by language. Adding a language is adding a file.
const BUILT_IN: &[(&str, &str)] = &[
    ("en", include_str!("../data/texts/en.json")),
    ("es", include_str!("../data/texts/es.json")),
    ("ja", include_str!("../data/texts/ja.json")),
];

/// The language of last resort.
const FALLBACK: &str = "en";

/// The longest template, in characters: with a link in it, it stays below Twilio's 1600.
const LONGEST: usize = 600;

words! {
    /// What a text is for.
    #[derive(PartialOrd, Ord, Serialize, Deserialize)]
    #[serde(rename_all = "camelCase")]
    pub enum TextKind {
        /// The patient's link, sent by hand.
        Invitation = "invitation",
        /// That there is a visit; without a link.
        Reminder = "reminder",
        /// The patient's link, by the clinic's plan.
        Link = "link",
        /// The visit has another time.
        Change = "change",
        /// There will be no visit.
        Cancellation = "cancellation",
        /// A third party's link, sent by hand.
        ThirdParty = "thirdParty",
    }
}

impl TextKind {
    /// Whether it carries a link. A link lives for less than a day, so such a text is never handed to a scheduler.
    pub fn has_link(self) -> bool {
        match self {
            TextKind::Invitation | TextKind::Link | TextKind::ThirdParty => true,
            TextKind::Reminder | TextKind::Change | TextKind::Cancellation => false,
        }
    }

    /// Whether it is sent because somebody pressed a button for it.
    pub(crate) fn is_by_hand(self) -> bool {
        matches!(self, TextKind::Invitation | TextKind::ThirdParty)
    }
}

words! {
    /// What a template may have in it, between two pairs of braces.
    pub enum TextVariable {
        /// What the clinic calls itself.
        Clinic = "clinic",
        /// The provider's display name.
        Provider = "provider",
        /// The visit's day, in the reader's language and zone.
        Date = "date",
        /// Its time, likewise.
        Time = "time",
        /// The link; it stands by itself, between spaces or at an end.
        Link = "link",
        /// The patient's name; only where the clinic allows it.
        Name = "name",
        /// Why they come; only where the clinic allows it.
        Reason = "reason",
    }
}

/// A clinic's own words for one kind of text in one language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TextTemplate {
    /// What it is for.
    pub kind: TextKind,
    /// BCP 47.
    pub language: String,
    /// The words, with variables.
    pub text: String,
}

impl TextTemplate {
    /// Checks it; `names` is whether people and reasons may stand in texts.
    pub(crate) fn check(self, names: bool) -> Result<TextTemplate, Invalid> {
        let language = person::language("language", &self.language)?;
        let text = person::long("text", "The text", LONGEST, &self.text)?.trim().to_owned();
        if text.is_empty() {
            return Err(Invalid::new("text", "Write the text."));
        }
        let pieces = pieces(&text)?;
        let links = pieces.iter().filter(|piece| **piece == Piece::Variable(TextVariable::Link)).count();
        match (self.kind.has_link(), links) {
            (true, 1) | (false, 0) => {}
            (true, 0) => {
                return Err(Invalid::new("text", "This text brings the link: put {{link}} into it."));
            }
            (true, _) => return Err(Invalid::new("text", "Put {{link}} into the text once.")),
            (false, _) => {
                return Err(Invalid::new(
                    "text",
                    "This text is sent long before the visit, when there is no link yet. Leave {{link}} out.",
                ));
            }
        }
        let named =
            |piece: &Piece<'_>| matches!(piece, Piece::Variable(TextVariable::Name | TextVariable::Reason));
        if !names && pieces.iter().any(named) {
            return Err(Invalid::new(
                "text",
                "Names and reasons are kept out of texts in this clinic. Leave {{name}} and {{reason}} out, or allow them first.",
            ));
        }
        stands_alone(&pieces)?;
        Ok(TextTemplate { kind: self.kind, language, text })
    }
}

/// What a text's variables stand for.
#[derive(Debug, Clone)]
pub(crate) struct TextValues {
    pub clinic: String,
    pub provider: String,
    pub starts_at: Timestamp,
    pub zone: TimeZone,
    pub language: String,
    pub name: String,
    pub reason: String,
}

/// A text with everything in it but its link, which is minted when it is sent and kept nowhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextBody {
    before: Pii<String>,
    /// What follows the link; none where there is no link in it.
    after: Option<Pii<String>>,
}

impl TextBody {
    /// Whether a link belongs into it.
    pub fn has_link(&self) -> bool {
        self.after.is_some()
    }

    /// The whole text; `link` is put where it belongs.
    pub fn with_link(&self, link: &str) -> String {
        match &self.after {
            None => self.before.reveal().clone(),
            Some(after) => format!("{}{link}{}", self.before.reveal(), after.reveal()),
        }
    }

    /// The same text with `head` before all of it.
    #[must_use]
    pub fn headed(&self, head: &str) -> TextBody {
        TextBody { before: format!("{head}{}", self.before.reveal()).into(), after: self.after.clone() }
    }

    /// The same text with `change` made to its words; the link stays whole.
    #[must_use]
    pub fn map(&self, change: impl Fn(&str) -> String) -> TextBody {
        TextBody {
            before: change(self.before.reveal()).into(),
            after: self.after.as_ref().map(|after| change(after.reveal()).into()),
        }
    }
}

/// Writes a template out. Values are put in once: what looks like a variable in one of them stays as it is.
pub(crate) fn write_out(template: &str, values: &TextValues) -> Result<TextBody, Invalid> {
    let (mut before, mut after): (String, Option<String>) = (String::new(), None);
    let locale = locale(&values.language);
    let local = values.starts_at.to_zoned_datetime(values.zone.clone());
    for piece in pieces(template)? {
        let out = after.as_mut().unwrap_or(&mut before);
        match piece {
            Piece::Words(words) => out.push_str(words),
            Piece::Variable(TextVariable::Clinic) => out.push_str(&values.clinic),
            Piece::Variable(TextVariable::Provider) => out.push_str(&values.provider),
            Piece::Variable(TextVariable::Date) => out.push_str(&date_in(&locale, local.date())),
            Piece::Variable(TextVariable::Time) => out.push_str(&time_in(&locale, local.time())),
            Piece::Variable(TextVariable::Name) => out.push_str(&values.name),
            Piece::Variable(TextVariable::Reason) => out.push_str(&values.reason),
            Piece::Variable(TextVariable::Link) => after = Some(after.take().unwrap_or_default()),
        }
    }
    Ok(TextBody { before: before.into(), after: after.map(Pii::new) })
}

/// The languages that the product has words in.
pub fn built_in_languages() -> impl Iterator<Item = &'static str> {
    BUILT_IN.iter().map(|(language, _)| *language)
}

/// The product's own words for a kind of text in a language; none where it has none.
pub fn built_in(kind: TextKind, language: &str) -> Option<&'static str> {
    static PARSED: LazyLock<BTreeMap<&str, BTreeMap<TextKind, String>>> = LazyLock::new(|| {
        // A test reads every file.
        BUILT_IN.iter().filter_map(|(tag, file)| Some((*tag, serde_json::from_str(file).ok()?))).collect()
    });
    PARSED.get(language)?.get(&kind).map(String::as_str)
}

/// The words for a reader: the clinic's in their language, else the product's, else the same in English. The language is that of the words.
pub(crate) fn words_for(own: &[TextTemplate], kind: TextKind, language: &str) -> (String, String) {
    let base = language.split('-').next().unwrap_or(language);
    for tag in [language, base, FALLBACK] {
        let own = own.iter().find(|own| own.kind == kind && own.language.eq_ignore_ascii_case(tag));
        let text = own.map(|own| own.text.as_str()).or_else(|| built_in(kind, &tag.to_ascii_lowercase()));
        if let Some(text) = text {
            // A reader of `es-MX` reads Spanish words with Mexican times.
            let read_as = if tag == FALLBACK && base != FALLBACK { FALLBACK } else { language };
            return (text.to_owned(), read_as.to_owned());
        }
    }
    (String::new(), FALLBACK.to_owned())
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Piece<'a> {
    Words(&'a str),
    Variable(TextVariable),
}

fn pieces(template: &str) -> Result<Vec<Piece<'_>>, Invalid> {
    let mut pieces = Vec::new();
    let mut rest = template;
    while let Some((words, from)) = rest.split_once("{{") {
        let open = || Invalid::new("text", "A variable is not closed: write it like {{time}}.");
        let (name, following) = from.split_once("}}").ok_or_else(open)?;
        let name = name.trim();
        let variable = TextVariable::from_word(name).ok_or_else(|| {
            let known: Vec<String> =
                TextVariable::ALL.iter().map(|known| format!("{{{{{}}}}}", known.word())).collect();
            Invalid::new("text", format!("There is no such variable. There are {}.", known.join(", ")))
        })?;
        if !words.is_empty() {
            pieces.push(Piece::Words(words));
        }
        pieces.push(Piece::Variable(variable));
        rest = following;
    }
    if !rest.is_empty() {
        pieces.push(Piece::Words(rest));
    }
    Ok(pieces)
}

/// A link that touches other characters is not found by phones, or is found too long.
fn stands_alone(pieces: &[Piece<'_>]) -> Result<(), Invalid> {
    let Some(at) = pieces.iter().position(|piece| *piece == Piece::Variable(TextVariable::Link)) else {
        return Ok(());
    };
    let before = at.checked_sub(1).map(|i| pieces[i]);
    let after = pieces.get(at + 1).copied();
    let fine = |piece: Option<Piece<'_>>, edge: fn(&str) -> Option<char>| match piece {
        None => true,
        Some(Piece::Words(words)) => edge(words).is_none_or(char::is_whitespace),
        Some(Piece::Variable(_)) => false,
    };
    if fine(before, |words| words.chars().next_back()) && fine(after, |words| words.chars().next()) {
        return Ok(());
    }
    Err(Invalid::new("text", "Leave a space before and after {{link}}, so that phones see where it ends."))
}

fn locale(language: &str) -> Locale {
    language.parse().unwrap_or(Locale::UNKNOWN)
}

/// A day in a language: *Tuesday, November 24*.
fn date_in(locale: &Locale, date: jiff::civil::Date) -> String {
    let year = i32::from(date.year());
    let (Ok(month), Ok(day)) = (u8::try_from(date.month()), u8::try_from(date.day())) else {
        return date.to_string();
    };
    let written = Date::try_new_gregorian(year, month, day).ok().and_then(|date| {
        let formatter = FixedCalendarDateTimeFormatter::try_new(locale.clone().into(), MDE::long()).ok()?;
        Some(formatter.format(&date).to_string())
    });
    plain_spaces(&written.unwrap_or_else(|| date.to_string()))
}

/// A time in a language: *9:00 AM*.
fn time_in(locale: &Locale, time: jiff::civil::Time) -> String {
    let (Ok(hour), Ok(minute)) = (u8::try_from(time.hour()), u8::try_from(time.minute())) else {
        return time.to_string();
    };
    let written = Time::try_new(hour, minute, 0, 0).ok().and_then(|time| {
        let formatter = NoCalendarFormatter::try_new(locale.clone().into(), T::hm()).ok()?;
        Some(formatter.format(&time).to_string())
    });
    plain_spaces(&written.unwrap_or_else(|| time.strftime("%H:%M").to_string()))
}

/// CLDR puts narrow spaces into times; one of them would make a text three times as long (UCS-2).
fn plain_spaces(text: &str) -> String {
    text.chars().map(|c| if matches!(c, '\u{202f}' | '\u{a0}' | '\u{2009}') { ' ' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
    use super::*;

    fn values(language: &str) -> TextValues {
        TextValues {
            clinic: "Alder Street Clinic".into(),
            provider: "Dr. Okafor".into(),
            starts_at: "2026-11-24T17:00:00Z".parse().unwrap(),
            zone: TimeZone::get("America/Los_Angeles").unwrap(),
            language: language.into(),
            name: "{{link}} Márquez".into(),
            reason: "Blood pressure".into(),
        }
    }

    fn written(template: &str, language: &str) -> String {
        write_out(template, &values(language)).unwrap().with_link("https://v.example/#t")
    }

    fn check(kind: TextKind, text: &str) -> Result<TextTemplate, Invalid> {
        TextTemplate { kind, language: "en".into(), text: text.into() }.check(false)
    }

    #[test]
    fn every_language_has_every_text_and_all_are_ones_that_a_clinic_could_write() {
        for language in built_in_languages() {
            for kind in TextKind::ALL {
                let text = built_in(*kind, language).unwrap_or_else(|| panic!("{language} {kind:?}"));
                check(*kind, text).unwrap_or_else(|error| panic!("{language} {kind:?}: {error}"));
            }
        }
    }

    #[test]
    fn dates_and_times_are_in_the_readers_language_and_zone() {
        assert_eq!(written("{{date}}|{{time}}", "en"), "Tuesday, November 24|9:00 AM");
        assert_eq!(written("{{date}}|{{time}}", "es"), "martes, 24 de noviembre|09:00");
        assert_eq!(written("{{date}}|{{time}}", "ja"), "11月24日火曜日|9:00");
        assert_eq!(written("{{time}}", "en-GB"), "09:00");
        assert!(
            written("{{date}} {{time}}", "tlh").contains("24"),
            "a language without data is told in figures"
        );
    }

    #[test]
    fn a_value_is_never_taken_for_a_variable() {
        assert_eq!(written("{{name}}: {{link}}", "en"), "{{link}} Márquez: https://v.example/#t");
    }

    #[test]
    fn a_link_is_where_it_is_wanted_and_stands_by_itself() {
        assert!(check(TextKind::Link, "Come in: {{link}}").is_ok());
        assert!(check(TextKind::Link, "{{link}}\nis your link").is_ok());
        for text in ["Come in", "{{link}} {{link}}", "Come in:{{link}}", "{{link}}.", "{{link}}{{time}}"] {
            assert!(check(TextKind::Link, text).is_err(), "{text}");
        }
        assert!(check(TextKind::Reminder, "At {{time}}: {{link}}").is_err(), "it would be dead on the day");
    }

    #[test]
    fn names_and_reasons_need_the_clinics_word() {
        let template =
            |text: &str| TextTemplate { kind: TextKind::Reminder, language: "en".into(), text: text.into() };
        assert!(template("Dear {{name}}").check(false).is_err());
        assert!(template("Dear {{name}}").check(true).is_ok());
    }

    #[test]
    fn what_is_no_variable_is_told_apart_from_words() {
        assert!(check(TextKind::Reminder, "At {{tme}}").unwrap_err().message.contains("{{time}}"));
        assert!(check(TextKind::Reminder, "At {{time").is_err());
        assert!(check(TextKind::Reminder, "At { time }").is_ok());
        assert!(check(TextKind::Reminder, " ").is_err());
    }

    #[test]
    fn the_clinics_words_come_first_then_the_products_then_english() {
        let own =
            [TextTemplate { kind: TextKind::Link, language: "pt".into(), text: "Entre: {{link}}".into() }];
        assert_eq!(words_for(&own, TextKind::Link, "pt-BR").0, "Entre: {{link}}");
        assert_eq!(
            words_for(&own, TextKind::Link, "es-MX"),
            (built_in(TextKind::Link, "es").unwrap().into(), "es-MX".into())
        );
        let (text, language) = words_for(&own, TextKind::Change, "pt-BR");
        assert_eq!((text.as_str(), language.as_str()), (built_in(TextKind::Change, "en").unwrap(), "en"));
    }
}
