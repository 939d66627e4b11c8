//! The kinds of visit that a clinic holds: what each is called, how long it usually takes, what can be watched while waiting for one. FHIR's `appointmentType`.

use crate::error::Invalid;
use crate::id::VisitTypeId;
use crate::waiting_video::WaitingVideo;
use crate::{appointment, person};

/// Visit types of one clinic, at most.
pub const MOST_TYPES: usize = 30;

/// A kind of visit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VisitType {
    /// By what it is known.
    pub id: VisitTypeId,
    /// What the clinic calls it.
    pub name: String,
    /// How long one usually takes, in minutes.
    pub minutes: u32,
    /// How many visits were ever booked as one.
    pub visits: u32,
    /// Whether its patients are asked other questions than the usual ones.
    pub own_intake: bool,
    /// What its patients can watch while they wait.
    pub video: Option<WaitingVideo>,
}

/// A kind of visit as it is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VisitTypeFields {
    /// The one that is changed; none for a new one.
    pub id: Option<VisitTypeId>,
    /// What the clinic calls it, 1 to 60 characters. No two are called the same.
    pub name: String,
    /// How long one usually takes, 5 to 240 minutes.
    pub minutes: u32,
    /// What its patients can watch while they wait: a link of YouTube's, or the path of a file beside the page; may be empty.
    pub video: String,
}

/// What a visit was booked as.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BookedType {
    /// By what it is known, also where it was removed since.
    pub id: VisitTypeId,
    /// What it is called; what it was called last where it was removed.
    pub name: String,
}

/// One as it can be kept.
pub(crate) struct CheckedType {
    pub id: Option<VisitTypeId>,
    pub name: String,
    pub minutes: u32,
    pub video: Option<WaitingVideo>,
}

impl VisitTypeFields {
    fn check(self) -> Result<CheckedType, Invalid> {
        let name = person::short("name", "The name of a visit type", 60, &self.name)?;
        if name.is_empty() {
            return Err(Invalid::new("name", "Give the visit type a name."));
        }
        if !(5..=appointment::LONGEST).contains(&self.minutes) {
            return Err(Invalid::new("minutes", "A visit takes between 5 and 240 minutes."));
        }
        let video = WaitingVideo::read(&self.video).map_err(|invalid| invalid.about(&name))?;
        Ok(CheckedType { id: self.id, name, minutes: self.minutes, video })
    }
}

/// All of them, as they can be kept.
pub(crate) fn check(types: Vec<VisitTypeFields>) -> Result<Vec<CheckedType>, Invalid> {
    if types.len() > MOST_TYPES {
        return Err(Invalid::new("name", format!("A clinic has {MOST_TYPES} visit types at most.")));
    }
    let types: Vec<_> = types.into_iter().map(VisitTypeFields::check).collect::<Result<_, _>>()?;
    for (index, one) in types.iter().enumerate() {
        let same = |other: &CheckedType| other.name.to_lowercase() == one.name.to_lowercase();
        if types[..index].iter().any(same) {
            return Err(Invalid::new("name", format!("Two visit types are called {}.", one.name)));
        }
        if one.id.is_some() && types[..index].iter().any(|other| other.id == one.id) {
            return Err(Invalid::new("name", format!("The visit type {} is named twice.", one.name)));
        }
    }
    Ok(types)
}
