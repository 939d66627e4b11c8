//! The practice clinic's kinds of visit, and what it asks before them.

use std::collections::BTreeMap;

use clinic::intake::{Intake, IntakeForm, Question};
use clinic::{Clinic, VisitTypeFields, VisitTypeId};
use jiff::Timestamp;
use serde::Deserialize;

const DATA: &str = include_str!("../data/practice-visit-types.json");

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Made {
    /// What is usually asked.
    questions: Vec<Question>,
    types: Vec<MadeType>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct MadeType {
    /// By what the made-up day names it.
    key: String,
    name: String,
    minutes: u32,
    /// What can be watched while waiting for one.
    #[serde(default)]
    video: String,
    /// What is asked instead.
    questions: Option<Vec<Question>>,
}

/// Writes them into a clinic that is new.
///
/// # Errors
/// Where the store fails.
pub(crate) fn lay(clinic: &mut Clinic, now: Timestamp) -> Result<(), clinic::Error> {
    // The file is part of the program; a test reads it.
    let Ok(made) = serde_json::from_str::<Made>(DATA) else { return Ok(()) };
    let fields = |kind: &MadeType| VisitTypeFields {
        id: None,
        name: kind.name.clone(),
        minutes: kind.minutes,
        video: kind.video.clone(),
    };
    clinic.set_visit_types(made.types.iter().map(fields).collect(), now)?;
    let ids = clinic.visit_types()?.into_iter().map(|kind| kind.id);
    let own = ids
        .zip(made.types)
        .filter_map(|(id, kind)| Some((id, IntakeForm { questions: kind.questions? })))
        .collect();
    clinic.set_intake(&Intake { usual: IntakeForm { questions: made.questions }, own }, now)?;
    Ok(())
}

/// Those that the made-up day names, as far as the clinic still has them under their names.
pub(crate) fn by_key(clinic: &Clinic) -> Result<BTreeMap<String, VisitTypeId>, clinic::Error> {
    let Ok(made) = serde_json::from_str::<Made>(DATA) else { return Ok(BTreeMap::new()) };
    let known = clinic.visit_types()?;
    let found = |kind: MadeType| Some((kind.key, known.iter().find(|one| one.name == kind.name)?.id));
    Ok(made.types.into_iter().filter_map(found).collect())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
    use super::*;

    #[test]
    fn everything_is_asked_in_each_language_of_the_page() {
        let made: Made = serde_json::from_str(DATA).unwrap();
        let own = made.types.iter().filter_map(|kind| kind.questions.as_ref());
        for questions in std::iter::once(&made.questions).chain(own) {
            for question in questions {
                let languages: Vec<_> = question.words.iter().map(|words| words.language.as_str()).collect();
                assert_eq!(languages, ["en", "es", "ja"], "{}", question.id);
            }
        }
    }
}
