//! Whom the clinic may call: E.164 numbers that are in some country's plan, none that cost more than a call, and no country the
//! clinic has not allowed.

use phonenumber::metadata::DATABASE;
use phonenumber::{Mode, Type, country};

use crate::error::{Error, Invalid};
use crate::pii::Pii;
use crate::words::words;

words! {
    /// What happens when a line of the directory is busy or nobody answers.
    pub enum NextLine {
        /// The provider is asked.
        Ask = "ask",
        /// The next line in order is dialled by itself.
        ByItself = "byItself",
    }
}

/// Whom the clinic may call, and how.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PhoneRules {
    /// The countries that may be called (ISO 3166, two letters).
    pub countries: Vec<String>,
    /// What happens on busy and no answer.
    pub next_line: NextLine,
    /// The account's number to call from; empty for the first that can call.
    pub caller: String,
}

impl Default for PhoneRules {
    fn default() -> Self {
        PhoneRules {
            countries: vec!["US".into(), "CA".into()],
            next_line: NextLine::Ask,
            caller: String::new(),
        }
    }
}

impl PhoneRules {
    pub(crate) fn check(self) -> Result<PhoneRules, Invalid> {
        let mut countries: Vec<String> = Vec::new();
        for country in self.countries {
            let country = country.trim().to_ascii_uppercase();
            if country.parse::<country::Id>().is_err() {
                return Err(Invalid::new("countries", "Write countries by their two letters, like US."));
            }
            if !countries.contains(&country) {
                countries.push(country);
            }
        }
        if countries.is_empty() {
            return Err(Invalid::new("countries", "Name at least one country that may be called."));
        }
        let caller = match self.caller.trim() {
            "" => String::new(),
            text => parse(text, None)?.e164.into_revealed(),
        };
        Ok(PhoneRules { countries, next_line: self.next_line, caller })
    }
}

/// A number that was looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckedNumber {
    /// As it is dialled, E.164.
    pub e164: Pii<String>,
    /// As people read it.
    pub shown: Pii<String>,
    /// Its country (ISO 3166, two letters); empty for one that belongs to none.
    pub country: String,
}

/// Why a number is not called. Nothing was dialled.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NumberRefused {
    /// An emergency service.
    #[error(
        "This is an emergency number. Anteroom calls no emergency services: use a telephone, and say where the patient is."
    )]
    Emergency,
    /// A short number.
    #[error("Short numbers cannot be called from here. Use the line's full number.")]
    Short,
    /// It costs more than a call.
    #[error("This is a premium number, which is billed to the clinic by the minute. It is not called.")]
    Premium,
    /// Its country is not on the clinic's list.
    #[error(
        "Calls to this country ({0}) are not allowed in this clinic. An administrator can allow it in the directory, under Phone rules."
    )]
    Country(String),
}

impl NumberRefused {
    /// The same of a number that was to be texted.
    pub fn of_texts(&self) -> String {
        match self {
            NumberRefused::Emergency => "This is an emergency number. It is not texted.".into(),
            NumberRefused::Short => "Short numbers cannot be texted from here. Use the full number.".into(),
            NumberRefused::Premium => {
                "This is a premium number, which is billed to the clinic. It is not texted.".into()
            }
            NumberRefused::Country(country) => format!(
                "Texts to this country ({country}) are not allowed in this clinic. An administrator can allow it in the directory, under Phone rules."
            ),
        }
    }
}

/// A number as people read it; as it is where it cannot be read.
pub fn shown(e164: &str) -> String {
    phonenumber::parse(None, e164)
        .map(|number| number.format().mode(Mode::International).to_string())
        .unwrap_or_else(|_| e164.to_owned())
}

/// Short numbers that reach emergency services somewhere; dialled with or without a country code in front.
const EMERGENCY: &[&str] = &[
    "000", "08", "061", "080", "100", "101", "102", "103", "104", "105", "108", "110", "111", "112", "113",
    "114", "115", "116", "117", "118", "119", "120", "122", "123", "127", "128", "129", "130", "133", "140",
    "141", "144", "15", "150", "155", "158", "17", "18", "180", "190", "191", "192", "193", "194", "195",
    "196", "197", "198", "199", "911", "922", "933", "977", "988", "991", "992", "993", "994", "995", "997",
    "998", "999",
];

/// Reads a number. One without a country code is read as one of `home`.
pub(crate) fn parse(text: &str, home: Option<&str>) -> Result<CheckedNumber, Invalid> {
    let wrong = || Invalid::new("number", "Write the number with its country code, like +14155550123.");
    let text = text.trim();
    if text.chars().count() > 40 {
        return Err(wrong());
    }
    let home = home.and_then(|home| home.parse::<country::Id>().ok());
    let number = phonenumber::parse(home, text).map_err(|_| wrong())?;
    if number.extension().is_some() {
        return Err(Invalid::new(
            "number",
            "Write the number without its extension; press the extension as a step.",
        ));
    }
    if !number.is_valid() {
        return Err(Invalid::new(
            "number",
            "No country has numbers like this one. Check it, with its country code.",
        ));
    }
    Ok(CheckedNumber {
        e164: number.format().mode(Mode::E164).to_string().into(),
        shown: number.format().mode(Mode::International).to_string().into(),
        country: number.country().id().map(|id| id.as_ref().to_owned()).unwrap_or_default(),
    })
}

/// Reads a number and decides whether the clinic may call it.
pub(crate) fn check(text: &str, rules: &PhoneRules) -> Result<CheckedNumber, Error> {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let international = text.trim_start().starts_with('+');
    if !international && digits.len() <= 6 {
        let emergency = EMERGENCY.contains(&digits.as_str());
        return Err(if digits.is_empty() {
            parse(text, None).err().map_or(NumberRefused::Short.into(), Error::from)
        } else if emergency {
            NumberRefused::Emergency.into()
        } else {
            NumberRefused::Short.into()
        });
    }
    // With a country code in front it is an emergency number still, and in no country's plan.
    if international
        && (1..=3)
            .any(|code| digits.len() > code && digits.len() <= 6 && EMERGENCY.contains(&&digits[code..]))
    {
        return Err(NumberRefused::Emergency.into());
    }
    let checked = parse(text, rules.countries.first().map(String::as_str))?;
    let number = phonenumber::parse(None, checked.e164.reveal())
        .map_err(|_| Invalid::new("number", "Write the number with its country code, like +14155550123."))?;
    let national = number.national().to_string();
    match number.number_type(&DATABASE) {
        Type::Emergency => return Err(NumberRefused::Emergency.into()),
        Type::PremiumRate => return Err(NumberRefused::Premium.into()),
        Type::ShortCode | Type::Voicemail | Type::Pager => return Err(NumberRefused::Short.into()),
        _ => {}
    }
    // The North American plan's exchange for premium services, in every area.
    if number.code().value() == 1 && national.get(3..6) == Some("976") {
        return Err(NumberRefused::Premium.into());
    }
    if !rules.countries.contains(&checked.country) {
        let shown = if checked.country.is_empty() { "none".to_owned() } else { checked.country };
        return Err(NumberRefused::Country(shown).into());
    }
    Ok(checked)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
    use super::*;

    fn refused(text: &str) -> NumberRefused {
        match check(text, &PhoneRules::default()) {
            Err(Error::NumberRefused(refused)) => refused,
            other => panic!("{text}: {other:?}"),
        }
    }

    #[test]
    fn a_number_is_dialled_as_e164_however_it_was_typed() {
        for text in ["+1 (800) 555-0133", "(800) 555-0133", "+18005550133", "1-800-555-0133"] {
            let checked = check(text, &PhoneRules::default()).unwrap();
            assert_eq!(checked.e164.reveal(), "+18005550133", "{text}");
        }
        let checked = check("+15035550142", &PhoneRules::default()).unwrap();
        assert_eq!((checked.country.as_str(), checked.shown.reveal().as_str()), ("US", "+1 503-555-0142"));
        assert_eq!(check("+14165550142", &PhoneRules::default()).unwrap().country, "CA");
    }

    #[test]
    fn emergency_numbers_are_refused_with_or_without_a_country() {
        for text in ["911", "112", " 9-1-1 ", "999", "+1911", "+44999", "+351112"] {
            assert_eq!(refused(text), NumberRefused::Emergency, "{text}");
        }
        assert_eq!(refused("12345"), NumberRefused::Short);
    }

    #[test]
    fn premium_numbers_are_refused() {
        for text in ["+19005550133", "+12129765555"] {
            assert_eq!(refused(text), NumberRefused::Premium, "{text}");
        }
    }

    #[test]
    fn countries_outside_the_list_are_refused_also_inside_the_same_country_code() {
        assert_eq!(refused("+351213870000"), NumberRefused::Country("PT".into()));
        assert_eq!(refused("+18765550142"), NumberRefused::Country("JM".into()), "+1 is not all the US");
        let rules = PhoneRules { countries: vec!["PT".into()], ..PhoneRules::default() };
        assert_eq!(check("213 870 000", &rules).unwrap().e164.reveal(), "+351213870000");
    }

    #[test]
    fn what_is_no_number_is_invalid_and_not_repeated() {
        for text in ["", "hello", "+1234567890123456", "+1 555 010 0142", "+1 503 555 0142 ext. 7"] {
            let error = check(text, &PhoneRules::default()).unwrap_err();
            assert!(matches!(error, Error::Invalid(_)), "{text:?}: {error}");
        }
    }

    #[test]
    fn rules_need_countries() {
        let rules = |countries: &[&str]| PhoneRules {
            countries: countries.iter().map(|&c| c.to_owned()).collect(),
            ..PhoneRules::default()
        };
        assert_eq!(rules(&["us", "US", "pt"]).check().unwrap().countries, ["US", "PT"]);
        assert!(rules(&[]).check().is_err());
        assert!(rules(&["Narnia"]).check().is_err());
    }
}
