//! People and how to reach them, and what may be written about them.

use jiff::civil::Date;

use crate::error::Invalid;
use crate::id::PatientId;
use crate::pii::Pii;

/// A patient.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Patient {
    /// Opaque id.
    pub id: PatientId,
    /// Name.
    pub name: Pii<String>,
    /// Date of birth, where known.
    pub birth_date: Option<Pii<Date>>,
    /// The clinic's record number; empty where unknown.
    pub record_number: Pii<String>,
    /// BCP 47.
    pub language: String,
    /// E.164 or empty.
    pub phone: Pii<String>,
    /// Empty where unknown.
    pub email: Pii<String>,
    /// The IANA zone of where they are; empty for where the clinic is.
    pub time_zone: String,
}

/// What is typed in of a patient.
#[derive(Debug, Clone, Default)]
pub struct PatientFields {
    /// 1 to 200 characters.
    pub name: Pii<String>,
    /// `YYYY-MM-DD` or empty.
    pub birth_date: Pii<String>,
    /// May be empty.
    pub record_number: Pii<String>,
    /// BCP 47.
    pub language: String,
    /// E.164 or empty.
    pub phone: Pii<String>,
    /// May be empty.
    pub email: Pii<String>,
    /// The IANA zone of where they are; empty for where the clinic is. None leaves it as it is known.
    pub time_zone: Option<String>,
}

impl PatientFields {
    /// Checks the fields; the id is the caller's.
    pub(crate) fn check(&self, id: PatientId) -> Result<Patient, Invalid> {
        let birth_date = match self.birth_date.reveal().trim() {
            "" => None,
            text => Some(Pii::new(date("birthDate", text)?)),
        };
        Ok(Patient {
            id,
            name: name("name", "the name", self.name.reveal())?.into(),
            birth_date,
            record_number: short("recordNumber", "The record number", 64, self.record_number.reveal())?
                .into(),
            language: language("language", &self.language)?,
            phone: phone(self.phone.reveal())?.into(),
            email: email(self.email.reveal())?.into(),
            time_zone: match self.time_zone.as_deref().unwrap_or_default().trim() {
                "" => String::new(),
                zone => {
                    crate::profile::zone(zone)?;
                    zone.to_owned()
                }
            },
        })
    }
}

/// A name of 1 to 200 characters.
pub(crate) fn name(field: &'static str, what: &str, text: &str) -> Result<String, Invalid> {
    let text = text.trim();
    if text.is_empty() {
        return Err(Invalid::new(field, format!("Fill in {what}.")));
    }
    if text.chars().count() > 200 {
        return Err(Invalid::new(field, format!("Shorten {what} to 200 characters.")));
    }
    if text.chars().any(unshowable) {
        return Err(Invalid::new(field, format!("Remove the invisible characters from {what}.")));
    }
    Ok(text.to_owned())
}

/// One line, which may be empty.
pub(crate) fn short(field: &'static str, what: &str, most: usize, text: &str) -> Result<String, Invalid> {
    let text = text.trim();
    if text.chars().count() > most {
        return Err(Invalid::new(field, format!("{what} may have {most} characters.")));
    }
    if text.chars().any(unshowable) {
        return Err(Invalid::new(field, format!("{what} has invisible characters in it. Remove them.")));
    }
    Ok(text.to_owned())
}

/// Several lines, which may be empty.
pub(crate) fn long(field: &'static str, what: &str, most: usize, text: &str) -> Result<String, Invalid> {
    if text.chars().count() > most {
        return Err(Invalid::new(field, format!("{what} may have {most} characters.")));
    }
    if text.chars().any(|c| unshowable(c) && !matches!(c, '\n' | '\r' | '\t')) {
        return Err(Invalid::new(field, format!("{what} has invisible characters in it. Remove them.")));
    }
    Ok(text.to_owned())
}

pub(crate) fn date(field: &'static str, text: &str) -> Result<Date, Invalid> {
    // Only this one form: the parser itself also takes a date with a time behind it.
    let shaped = text.len() == 10
        && text.bytes().enumerate().all(|(i, b)| match i {
            4 | 7 => b == b'-',
            _ => b.is_ascii_digit(),
        });
    shaped
        .then(|| text.parse().ok())
        .flatten()
        .ok_or_else(|| Invalid::new(field, "Write the date as 2026-05-31."))
}

/// A language tag by its shape (BCP 47): subtags of letters and digits, the first a language.
pub(crate) fn language(field: &'static str, text: &str) -> Result<String, Invalid> {
    let mut subtags = text.split('-');
    let first = subtags.next().unwrap_or_default();
    let fine = text.len() <= 35
        && (2..=8).contains(&first.len())
        && first.bytes().all(|b| b.is_ascii_alphabetic())
        && subtags.all(|tag| (1..=8).contains(&tag.len()) && tag.bytes().all(|b| b.is_ascii_alphanumeric()));
    fine.then(|| text.to_owned()).ok_or_else(|| Invalid::new(field, "Choose a language."))
}

fn phone(text: &str) -> Result<String, Invalid> {
    let text: String =
        text.chars().filter(|c| !matches!(c, ' ' | '-' | '(' | ')' | '.' | '\u{a0}')).collect();
    if text.is_empty() {
        return Ok(text);
    }
    let fine = text.strip_prefix('+').is_some_and(|digits| {
        (7..=15).contains(&digits.len())
            && digits.bytes().all(|b| b.is_ascii_digit())
            && !digits.starts_with('0')
    });
    if !fine {
        return Err(Invalid::new(
            "phone",
            "Write the phone number with its country code, like +14155550123.",
        ));
    }
    Ok(text)
}

fn email(text: &str) -> Result<String, Invalid> {
    let text = short("email", "The e-mail address", 254, text)?;
    let fine = text.is_empty()
        || text.rsplit_once('@').is_some_and(|(user, host)| {
            !user.is_empty() && host.contains('.') && !host.starts_with('.') && !host.ends_with('.')
        }) && !text.contains(char::is_whitespace);
    fine.then_some(text).ok_or_else(|| Invalid::new("email", "This e-mail address is not complete."))
}

/// Characters that a line of text must not carry: controls, and those that turn its direction around and so can
/// make one name look like another (Unicode TR 36).
fn unshowable(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{2028}' | '\u{2029}' | '\u{feff}')
}

/// Text from a page, made safe to keep: bounded, without what must not be shown. Never refused, since a report
/// must not be lost over its decoration.
pub(crate) fn tame(text: &str, most: usize) -> String {
    text.chars().filter(|c| !unshowable(*c)).take(most).collect()
}
