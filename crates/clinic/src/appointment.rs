//! What is booked: when, for how long, why. Local times become instants here.

use jiff::civil::{DateTime, Time};
use jiff::tz::{AmbiguousOffset, TimeZone};
use jiff::{SignedDuration, Timestamp};

use crate::error::Invalid;
use crate::id::VisitTypeId;
use crate::person::{self, PatientFields};
use crate::pii::Pii;

/// How long a link is good after the planned end of its visit.
pub const WINDOW_AFTER_END: SignedDuration = SignedDuration::from_hours(2);

/// The longest visit, in minutes.
pub const LONGEST: u32 = 240;

/// A visit to book.
#[derive(Debug, Clone)]
pub struct Booking {
    /// The patient.
    pub patient: PatientFields,
    /// What is booked.
    pub appointment: AppointmentFields,
}

/// What is booked, as it is typed in.
#[derive(Debug, Clone)]
pub struct AppointmentFields {
    /// Local date in the clinic's zone, `YYYY-MM-DD`.
    pub date: String,
    /// Local time in the clinic's zone, `HH:MM`.
    pub time: String,
    /// Planned length, 5 to 240 minutes.
    pub minutes: u32,
    /// What kind of visit it is; none where the clinic does not say.
    pub visit_type: Option<VisitTypeId>,
    /// Why they come; may be empty.
    pub reason: Pii<String>,
    /// The clinician's notes; may be empty.
    pub notes: Pii<String>,
}

pub(crate) struct CheckedAppointment {
    pub starts_at: Timestamp,
    pub minutes: u32,
    pub reason: String,
    pub notes: String,
}

impl AppointmentFields {
    pub(crate) fn check(&self, zone: &TimeZone) -> Result<CheckedAppointment, Invalid> {
        if !(5..=LONGEST).contains(&self.minutes) {
            return Err(Invalid::new("minutes", "A visit takes between 5 and 240 minutes."));
        }
        Ok(CheckedAppointment {
            starts_at: instant(&self.date, &self.time, zone)?,
            minutes: self.minutes,
            reason: person::short("reason", "The reason", 500, self.reason.reveal())?,
            notes: person::long("notes", "The notes", 20_000, self.notes.reveal())?,
        })
    }
}

/// The instant of a local date and time.
///
/// A time that the clocks skip is refused; one that they show twice is the first of the two.
///
/// # Errors
/// [`Invalid`] says what is wrong with the date or the time.
pub fn instant(date: &str, time: &str, zone: &TimeZone) -> Result<Timestamp, Invalid> {
    let date = person::date("date", date)?;
    let time = clock_time(time)?;
    let local = DateTime::from_parts(date, time);
    let ambiguous = zone.to_ambiguous_timestamp(local);
    if let AmbiguousOffset::Gap { .. } = ambiguous.offset() {
        return Err(Invalid::new(
            "time",
            format!("There is no {} on that day: the clocks go forward over it.", time.strftime("%H:%M")),
        ));
    }
    ambiguous.compatible().map_err(|_| Invalid::new("date", "This date is out of range."))
}

fn clock_time(text: &str) -> Result<Time, Invalid> {
    let parse = || {
        let (hour, minute) = text.split_once(':')?;
        let two = |part: &str| {
            (part.len() == 2).then(|| part.bytes().all(|b| b.is_ascii_digit())).is_some_and(|d| d)
        };
        if !two(hour) || !two(minute) {
            return None;
        }
        Time::new(hour.parse().ok()?, minute.parse().ok()?, 0, 0).ok()
    };
    parse().ok_or_else(|| Invalid::new("time", "Write the time as 08:30."))
}
