//! The practice clinic's services: the one that its local Twilio plays, by video and by telephone.

use crate::error::CommandError;
use crate::open_clinic::OpenClinic;

/// Their connectors, as any connector is written.
const DATA: [&str; 2] = [
    include_str!("../data/practice-service-video.json"),
    include_str!("../data/practice-service-phone.json"),
];

/// The key that the practice service asks for. It is fiction, and no secret.
const KEY: &str = "practice-key";

/// Adds them where there is no service at all.
///
/// # Errors
/// Where the store fails.
pub(crate) async fn fill(clinic: &OpenClinic) -> Result<(), CommandError> {
    if !clinic.read(|store, _| store.connectors())?.is_empty() {
        return Ok(());
    }
    for document in DATA {
        let (id, _) = clinic.write(|store, now| store.save_connector(None, document, now))?;
        for name in clinic.read(|store, _| store.connector(id))?.connector.secrets() {
            match clinic.host.save_connector_secret(true, &id.to_string(), &name, Some(KEY)).await {
                Ok(()) => {
                    clinic.change(|store, now| store.set_connector_secret(id, &name, true, now))?;
                }
                // The directory says that the secret is missing, and takes it.
                Err(error) => tracing::warn!(code = ?error.code, "the practice service's key was not kept"),
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_practice_services_are_good_connectors() {
        for document in DATA {
            assert_eq!(clinic::Connector::read(document).map(|connector| connector.secrets().len()), Ok(1));
        }
    }
}
