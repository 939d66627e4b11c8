//! The practice clinic's directory: the phones of its local Twilio, with the phone tree of one of them worked out.

use crate::error::CommandError;
use crate::open_clinic::OpenClinic;

/// The lines, in the form in which any directory is carried from clinic to clinic.
const DATA: &str = include_str!("../data/practice-directory.json");

/// What the practice interpreter line asks for. It is fiction, and no secret.
const ACCESS_CODE: &str = "5550142";

/// Fills a directory that is empty.
///
/// # Errors
/// Where the store fails.
pub(crate) async fn fill(clinic: &OpenClinic) -> Result<(), CommandError> {
    if !clinic.read(|store, now| store.directory(now))?.is_empty() {
        return Ok(());
    }
    clinic.write(|store, now| store.import_directory(DATA, now))?;
    for (line, _) in clinic.read(|store, now| store.directory(now))? {
        if !line.recipes.iter().any(clinic::Recipe::needs_code) {
            continue;
        }
        let kept = clinic.host.save_access_code(true, &line.id.to_string(), Some(ACCESS_CODE)).await;
        match kept {
            Ok(()) => {
                let keys = u32::try_from(ACCESS_CODE.len()).ok();
                clinic.change(|store, now| store.set_access_code(line.id, keys, now))?;
            }
            // The directory says that the code is missing, and takes it.
            Err(error) => tracing::warn!(code = ?error.code, "the practice access code was not kept"),
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
    use super::*;
    use crate::phone_twiml;

    #[test]
    fn the_practice_directory_can_be_taken_in_and_dialled() {
        let mut store = clinic::Clinic::open_in_memory().unwrap();
        let now = "2026-11-24T08:00:00Z".parse().unwrap();
        let profile = clinic::ProfileFields {
            clinic_name: "Practice clinic".into(),
            zone: "UTC".into(),
            practitioner_name: "Dr. Amara Okafor".into(),
        };
        store.set_up(profile, now).unwrap();
        let (imported, _) = store.import_directory(DATA, now).unwrap();
        assert_eq!((imported.added, imported.without_code), (5, 1));
        for (line, _) in store.directory(now).unwrap() {
            for recipe in line.recipes {
                phone_twiml::shown(&recipe.steps, 7).unwrap();
            }
        }
        assert!(clinic::recipe::access_code(ACCESS_CODE).is_ok());
    }
}
