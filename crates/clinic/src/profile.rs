//! The clinic's own profile: its name, its zone, the practitioner at this console and their state.

use jiff::tz::TimeZone;

use crate::error::Invalid;
use crate::id::PractitionerId;
use crate::person;

/// The clinic's profile.
#[derive(Debug, Clone)]
pub struct Profile {
    /// What the clinic calls itself.
    pub clinic_name: String,
    /// The clinic's zone: all its local times are in it. Always an IANA one.
    pub zone: TimeZone,
    /// The practitioner at this console.
    pub practitioner: Practitioner,
    /// What waiting patients are told: the state the provider chose, or *with a patient* while a visit goes on.
    pub provider_state: ProviderState,
}

impl Profile {
    /// The zone's IANA name.
    pub fn zone_name(&self) -> &str {
        self.zone.iana_name().unwrap_or("UTC")
    }
}

/// The practitioner at this console.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Practitioner {
    /// Opaque id.
    pub id: PractitionerId,
    /// Display name, shown to patients.
    pub name: String,
}

/// A profile, as it is typed in.
#[derive(Debug, Clone)]
pub struct ProfileFields {
    /// 1 to 200 characters.
    pub clinic_name: String,
    /// An IANA zone.
    pub zone: String,
    /// 1 to 200 characters.
    pub practitioner_name: String,
}

pub(crate) struct CheckedProfile {
    pub clinic_name: String,
    pub zone: String,
    pub practitioner_name: String,
}

impl ProfileFields {
    pub(crate) fn check(self) -> Result<CheckedProfile, Invalid> {
        zone(&self.zone)?;
        Ok(CheckedProfile {
            clinic_name: person::name("clinicName", "the clinic's name", &self.clinic_name)?,
            zone: self.zone,
            practitioner_name: person::name("providerName", "the provider's name", &self.practitioner_name)?,
        })
    }
}

/// The zone of an IANA name.
pub(crate) fn zone(name: &str) -> Result<TimeZone, Invalid> {
    TimeZone::get(name)
        .ok()
        .filter(|zone| zone.iana_name().is_some())
        .ok_or_else(|| Invalid::new("timeZone", "This time zone is not known. Write it like Europe/Lisbon."))
}

/// The provider's state, as waiting patients are told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ProviderState {
    /// Ready for the next patient.
    Available,
    /// In a visit.
    WithPatient,
    /// Behind the day's plan.
    Late {
        /// By how many minutes, 1 to 480.
        minutes: u32,
    },
    /// Not at the desk.
    Away,
}

impl ProviderState {
    pub(crate) fn check(self) -> Result<Self, Invalid> {
        match self {
            ProviderState::Late { minutes } if !(1..=480).contains(&minutes) => {
                Err(Invalid::new("minutes", "A delay is between 1 minute and 8 hours."))
            }
            ProviderState::Available
            | ProviderState::WithPatient
            | ProviderState::Late { .. }
            | ProviderState::Away => Ok(self),
        }
    }

    /// What is shown while `in_visit` says whether a visit goes on. A delay says more than *with a patient*.
    pub(crate) fn shown(self, in_visit: bool) -> Self {
        match self {
            ProviderState::Late { .. } => self,
            _ if in_visit => ProviderState::WithPatient,
            _ => self,
        }
    }

    pub(crate) fn to_text(self) -> String {
        match self {
            ProviderState::Available => "available".into(),
            ProviderState::WithPatient => "withPatient".into(),
            ProviderState::Late { minutes } => format!("late {minutes}"),
            ProviderState::Away => "away".into(),
        }
    }

    pub(crate) fn from_text(text: &str) -> Option<Self> {
        Some(match text {
            "available" => ProviderState::Available,
            "withPatient" => ProviderState::WithPatient,
            "away" => ProviderState::Away,
            late => ProviderState::Late { minutes: late.strip_prefix("late ")?.parse().ok()? },
        })
    }
}
