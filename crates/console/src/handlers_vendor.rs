//! What answers the commands about services that are asked by their API.

use clinic::{Actor, AskFields, Connector, Offer, Pii};

use crate::commands::Nothing;
use crate::console::Console;
use crate::error::{Code, CommandError};
use crate::marked;
use crate::open_clinic::{connector_id, request_id};
use crate::principal::Principal;
use crate::wire::directory::FileSaved;
use crate::wire::third_party::ThirdPartyRole;
use crate::wire::vendor::{
    AskVendor, AskedVendor, CheckConnector, CheckedConnector, ConnectorRef, Connectors, SaveConnector,
    SaveConnectorSecret, SavedConnector, ServiceChoices, ServicesFor, SettleVendor, VendorRef,
};

/// The longest secret, in characters.
const LONGEST_SECRET: usize = 1000;

type Result<T> = std::result::Result<T, CommandError>;

/// Looks at a document.
pub(crate) fn check(input: &CheckConnector) -> CheckedConnector {
    match Connector::read(&input.document) {
        Ok(connector) => CheckedConnector { faults: Vec::new(), name: Some(connector.name) },
        Err(faults) => CheckedConnector { faults: faults.into_iter().map(Into::into).collect(), name: None },
    }
}

impl Console {
    pub(crate) fn connectors(&self) -> Result<Connectors> {
        let services = self.clinic()?.read(|clinic, _| clinic.connectors())?;
        Ok(Connectors { services: services.into_iter().map(Into::into).collect() })
    }

    pub(crate) async fn save_connector(&self, input: SaveConnector) -> Result<SavedConnector> {
        let open = self.clinic()?;
        let known = input.id.map(|id| connector_id(&id)).transpose()?;
        let (id, dropped) =
            open.write(|clinic, now| clinic.save_connector(known, &marked::unmarked(&input.document), now))?;
        for name in dropped {
            open.host.save_connector_secret(open.world.practice, &id.to_string(), &name, None).await?;
        }
        Ok(SavedConnector { connector_id: id.to_string() })
    }

    pub(crate) async fn save_connector_secret(&self, input: SaveConnectorSecret) -> Result<Nothing> {
        let (open, id) = (self.clinic()?, connector_id(&input.connector_id)?);
        let value = Pii::new(input.value);
        let secret = value.reveal().trim();
        if secret.chars().count() > LONGEST_SECRET || secret.chars().any(char::is_control) {
            return Err(CommandError::new(
                Code::Invalid,
                "A secret is one line of at most 1000 characters.",
                "Copy it again, without what stands around it.",
            ));
        }
        if !open.read(|clinic, _| clinic.connector(id))?.connector.secrets().contains(&input.name) {
            return Err(CommandError::new(Code::Invalid, "The service's document names no such secret.", ""));
        }
        let kept = (!secret.is_empty()).then_some(secret);
        open.acts()?;
        open.host.save_connector_secret(open.world.practice, &id.to_string(), &input.name, kept).await?;
        open.change(|clinic, now| clinic.set_connector_secret(id, &input.name, kept.is_some(), now))?;
        Ok(Nothing {})
    }

    pub(crate) async fn remove_connector(&self, input: &ConnectorRef) -> Result<Nothing> {
        let (open, id) = (self.clinic()?, connector_id(&input.connector_id)?);
        let kept = open.read(|clinic, _| clinic.connector(id))?.kept;
        open.change(|clinic, now| clinic.remove_connector(id, now))?;
        for name in kept {
            open.host.save_connector_secret(open.world.practice, &id.to_string(), &name, None).await?;
        }
        Ok(Nothing {})
    }

    pub(crate) async fn export_connector(&self, input: &ConnectorRef) -> Result<FileSaved> {
        let id = connector_id(&input.connector_id)?;
        let open = self.clinic()?;
        let saved = open.read(|clinic, _| clinic.connector(id))?;
        let word = |c: char| if c.is_alphanumeric() { c.to_ascii_lowercase() } else { '-' };
        let name: String = saved.connector.name.chars().map(word).collect();
        marked::save_json(&open, &format!("connector-{name}.json"), saved.document).await
    }

    pub(crate) fn services_for(&self, who: &Principal, input: ServicesFor) -> Result<ServiceChoices> {
        let (open, visit) = self.visit_for(who, &input.visit_id)?;
        let language = match input.language.filter(|tag| !tag.is_empty()) {
            Some(tag) => tag,
            None => open.read(|clinic, now| Ok(clinic.visit(visit, now)?.summary.language))?,
        };
        let (offers, spoken) = match input.role {
            ThirdPartyRole::Interpreter => (Offer::Interpreter, Some(language.as_str())),
            ThirdPartyRole::Specialist => (Offer::Specialist, None),
            ThirdPartyRole::Family | ThirdPartyRole::Other => (Offer::Other, None),
        };
        let (services, all) = open.read(|clinic, _| {
            Ok((clinic.services_for(offers, spoken)?, clinic.services_for(offers, None)?))
        })?;
        let helps = |id| services.iter().any(|service| service.id == id);
        let without_language = all
            .into_iter()
            .filter(|service| !helps(service.id))
            .map(|service| service.connector.name)
            .collect();
        Ok(ServiceChoices {
            language,
            services: services.into_iter().map(Into::into).collect(),
            without_language,
        })
    }

    pub(crate) fn ask_vendor(&self, who: &Principal, input: AskVendor) -> Result<AskedVendor> {
        let (open, visit) = self.visit_for(who, &input.visit_id)?;
        let fields = AskFields {
            connector: connector_id(&input.connector_id)?,
            role: input.role.into(),
            language: input.language.unwrap_or_default(),
        };
        let id = open.write(|clinic, now| clinic.ask_vendor(visit, fields, Actor::Provider, now))?;
        Ok(AskedVendor { request_id: id.to_string() })
    }

    pub(crate) fn cancel_vendor(&self, who: &Principal, input: &VendorRef) -> Result<Nothing> {
        let (open, visit) = self.visit_for(who, &input.visit_id)?;
        let id = request_id(&input.request_id)?;
        open.change(|clinic, now| clinic.cancel_vendor(visit, id, Actor::Provider, now))?;
        Ok(Nothing {})
    }

    pub(crate) fn settle_vendor(&self, who: &Principal, input: &SettleVendor) -> Result<Nothing> {
        let (open, visit) = self.visit_for(who, &input.visit_id)?;
        let id = request_id(&input.request_id)?;
        open.change(|clinic, now| clinic.settle_vendor(visit, id, input.taken, Actor::Provider, now))?;
        Ok(Nothing {})
    }
}
