//! Connectors: writing, taking out, which can help.

use std::collections::BTreeSet;

use jiff::Timestamp;
use rusqlite::Connection;

use super::{Clinic, Written};
use crate::audit::Actor;
use crate::change::Change;
use crate::connector::{Connector, SavedConnector};
use crate::directory::Offer;
use crate::error::{Error, Invalid};
use crate::id::ConnectorId;
use crate::store::connector;

/// The connectors a clinic may have.
const MOST: usize = 100;

impl Clinic {
    /// Every connector, in the order they were added.
    ///
    /// # Errors
    /// Where the store fails.
    pub fn connectors(&self) -> Result<Vec<SavedConnector>, Error> {
        Ok(connector::all(&self.db)?.into_iter().map(|row| row.saved).collect())
    }

    /// One connector.
    ///
    /// # Errors
    /// [`Error::NotFound`] where it is not there.
    pub fn connector(&self, id: ConnectorId) -> Result<SavedConnector, Error> {
        Ok(connector::get(&self.db, id)?.ok_or(Error::NotFound("service"))?.saved)
    }

    /// The connectors that can help with something, in order.
    ///
    /// # Errors
    /// Where the store fails.
    pub fn services_for(&self, offers: Offer, language: Option<&str>) -> Result<Vec<SavedConnector>, Error> {
        services_for(&self.db, offers, language)
    }

    /// Writes a connector from its document; a new one goes to the end. Secrets that it no longer names are to be taken out of the
    /// keychain: their names are answered.
    ///
    /// # Errors
    /// [`Error::BadConnector`] says everything that is wrong with the document; [`Error::NotFound`].
    pub fn save_connector(
        &mut self,
        id: Option<ConnectorId>,
        document: &str,
        now: Timestamp,
    ) -> Written<(ConnectorId, Vec<String>)> {
        let read = Connector::read(document).map_err(Error::BadConnector)?;
        self.write(now, |work| {
            let named: BTreeSet<String> = read.secrets().into_iter().collect();
            let (id, dropped) = match id {
                Some(id) => {
                    let row = connector::get(work.db, id)?.ok_or(Error::NotFound("service"))?;
                    let (kept, dropped) =
                        row.saved.kept.into_iter().partition::<BTreeSet<_>, _>(|name| named.contains(name));
                    connector::update(work.db, row.no, document, &kept)?;
                    (id, dropped.into_iter().collect())
                }
                None => {
                    if connector::all(work.db)?.len() >= MOST {
                        return Err(
                            Invalid::new("document", format!("A clinic may have {MOST} services.")).into()
                        );
                    }
                    let id = ConnectorId::random();
                    connector::insert(work.db, id, document)?;
                    (id, Vec::new())
                }
            };
            work.audit(Actor::Provider, "connectorSaved", None, &id.to_string())?;
            work.change(Change::DirectoryChanged);
            Ok((id, dropped))
        })
    }

    /// Notes that a secret of a connector was put into the keychain, or taken out.
    ///
    /// # Errors
    /// [`Error::NotFound`] where the connector is not there; [`Error::Invalid`] where it names no such secret.
    pub fn set_connector_secret(
        &mut self,
        id: ConnectorId,
        name: &str,
        kept: bool,
        now: Timestamp,
    ) -> Result<Vec<Change>, Error> {
        self.write(now, |work| {
            let row = connector::get(work.db, id)?.ok_or(Error::NotFound("service"))?;
            if !row.saved.connector.secrets().iter().any(|known| known == name) {
                return Err(
                    Invalid::new("name", "The service\u{2019}s document names no such secret.").into()
                );
            }
            let mut names = row.saved.kept;
            if kept {
                names.insert(name.to_owned())
            } else {
                names.remove(name)
            };
            connector::update(work.db, row.no, &row.saved.document, &names)?;
            let event = if kept { "connectorSecretSet" } else { "connectorSecretRemoved" };
            work.audit(Actor::Provider, event, None, &format!("{id} {name}"))?;
            work.change(Change::DirectoryChanged);
            Ok(())
        })
        .map(|((), changes)| changes)
    }

    /// Takes a connector out. Requests that were made by it go on by its document as it was.
    ///
    /// # Errors
    /// [`Error::NotFound`] where it is not there.
    pub fn remove_connector(&mut self, id: ConnectorId, now: Timestamp) -> Result<Vec<Change>, Error> {
        self.write(now, |work| {
            let row = connector::get(work.db, id)?.ok_or(Error::NotFound("service"))?;
            connector::remove(work.db, row.no)?;
            work.audit(Actor::Provider, "connectorRemoved", None, &id.to_string())?;
            work.change(Change::DirectoryChanged);
            Ok(())
        })
        .map(|((), changes)| changes)
    }
}

pub(super) fn services_for(
    db: &Connection,
    offers: Offer,
    language: Option<&str>,
) -> Result<Vec<SavedConnector>, Error> {
    let fits = |saved: &SavedConnector| {
        saved.connector.offers == offers && language.is_none_or(|tag| saved.connector.language(tag).is_some())
    };
    Ok(connector::all(db)?.into_iter().map(|row| row.saved).filter(fits).collect())
}
