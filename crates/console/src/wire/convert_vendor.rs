//! From the clinic's connectors and requests to services to the windows'. Exhaustive, as `convert` is.

use clinic::{VendorFailure, VendorTrouble};

use super::convert::{rfc3339, same};
use super::vendor::{
    ConnectorFault, ConnectorInfo, ConnectorSecret, NextHelp, ServiceChoice, ServiceModality, VendorAction,
    VendorEvent, VendorRequest, VendorState, VendorTimelineEntry, VendorTold, VendorWords,
};

same!(clinic::Modality => ServiceModality { Video, Phone });
same!(clinic::VendorState => VendorState {
    Intended, Requested, Unknown, Asked, Accepted, OnTheWay, CameIn, Refused, CalledOff, Cancelled, TimedOut, Failed,
    Ended,
});
same!(clinic::VendorEvent => VendorEvent {
    AskRequested, AskPutOff, AskTaken, AskRefused, AskLost, VendorAccepted, VendorOnTheWay, VendorRefused,
    VendorCalledOff, VendorFailed, VendorEnded, Arrived, LineLost, Cancelled, WaitedTooLong,
});
same!(clinic::VendorTold => VendorTold { Telling, Told, NotTold });
same!(clinic::VendorAction => VendorAction { SettleTaken, SettleNotTaken, Cancel, AskAgain });

impl From<clinic::ConnectorFault> for ConnectorFault {
    fn from(fault: clinic::ConnectorFault) -> Self {
        ConnectorFault { pointer: fault.pointer, message: fault.message }
    }
}

impl From<clinic::SavedConnector> for ConnectorInfo {
    fn from(saved: clinic::SavedConnector) -> Self {
        let connector = saved.connector;
        let secrets = connector.secrets().into_iter();
        ConnectorInfo {
            id: saved.id.to_string(),
            secrets: secrets.map(|name| ConnectorSecret { kept: saved.kept.contains(&name), name }).collect(),
            can_find: connector.can(clinic::VendorStep::Find),
            can_cancel: connector.can(clinic::VendorStep::Cancel),
            offers: connector.offers.into(),
            languages: connector.languages.into_iter().map(|(tag, _)| tag).collect(),
            modality: connector.modality.into(),
            pre_admitted: connector.pre_admitted,
            name: connector.name,
            document: saved.document,
        }
    }
}

impl From<clinic::SavedConnector> for ServiceChoice {
    fn from(saved: clinic::SavedConnector) -> Self {
        ServiceChoice {
            connector_id: saved.id.to_string(),
            lacks_secrets: !saved.missing().is_empty(),
            modality: saved.connector.modality.into(),
            name: saved.connector.name,
        }
    }
}

impl From<clinic::NextHelp> for NextHelp {
    fn from(next: clinic::NextHelp) -> Self {
        match next {
            clinic::NextHelp::Service(id, name) => NextHelp::Service { connector_id: id.to_string(), name },
            clinic::NextHelp::Line(id, name) => NextHelp::Line { line_id: id.to_string(), name },
        }
    }
}

impl From<clinic::VendorRequest> for VendorRequest {
    fn from(request: clinic::VendorRequest) -> Self {
        let over = request.state.is_over();
        VendorRequest {
            id: request.id.to_string(),
            failure: request.failure.map(|why| failure(why, &request.failure_detail, request.http_status)),
            trouble: request.trouble.filter(|_| !over).map(|trouble| words_for(trouble, request.http_status)),
            connector_id: request.connector.map(|id| id.to_string()),
            service: request.service,
            role: request.role.into(),
            language: request.language,
            modality: request.modality.into(),
            over,
            state: request.state.into(),
            since: rfc3339(request.since),
            added_at: rfc3339(request.added_at),
            waits_until: request.waits_until.map(rfc3339),
            interpreter: request.interpreter.into_revealed(),
            invitation_id: request.invitation.map(|id| id.to_string()),
            party_id: request.party.map(|id| id.to_string()),
            told: request.told.map(Into::into),
            timeline: request
                .timeline
                .into_iter()
                .map(|entry| VendorTimelineEntry {
                    event: entry.event.into(),
                    state: entry.state.into(),
                    at: rfc3339(entry.at),
                })
                .collect(),
            actions: request.actions.into_iter().map(Into::into).collect(),
            next: request.next.map(Into::into),
        }
    }
}

fn failure(why: VendorFailure, detail: &str, http_status: Option<u16>) -> VendorWords {
    let (message, advice) = match why {
        VendorFailure::Refused => match http_status {
            Some(401 | 403) => (
                "The service does not accept the clinic's key.".to_owned(),
                "An administrator can enter it again in the directory.",
            ),
            Some(300..=399) => (
                "The service has moved to another address, and Anteroom does not follow by itself."
                    .to_owned(),
                "An administrator can put the new address into its connector.",
            ),
            _ => (
                "The service did not take the request.".to_owned(),
                "Ask another service. An administrator can try the connector in the directory.",
            ),
        },
        VendorFailure::NotReached => (
            "The service was not reached, so nobody was asked.".to_owned(),
            "Check the connection, or use another way.",
        ),
        VendorFailure::NotTaken => (
            "The service's answer was lost, and it has no such request: nobody is coming.".to_owned(),
            "It is safe to ask again.",
        ),
        VendorFailure::SaidNotTaken => {
            ("The service does not have the request.".to_owned(), "It is safe to ask again.")
        }
        VendorFailure::AtTheService => {
            ("Something went wrong at the service.".to_owned(), "Ask again, or ask another service.")
        }
        VendorFailure::Gone => (
            "The service does not know the request any more.".to_owned(),
            "Ask again, or ask another service.",
        ),
        VendorFailure::NumberRefused => (
            format!("The service answered with a number that is not called. {detail}").trim_end().to_owned(),
            "Ask another service. An administrator can look at the numbers that may be called.",
        ),
        VendorFailure::LineNotReached => (
            "Nobody was reached by the number that the service answered with.".to_owned(),
            "Ask again, or ask another service.",
        ),
        VendorFailure::NoLink => (
            "The link for the service could not be set up, so nobody was asked.".to_owned(),
            "Check the connection and ask again.",
        ),
        VendorFailure::NoSecret => (
            format!(
                "The secret \u{201c}{detail}\u{201d} of this service is not in the keychain, so nobody was asked."
            ),
            "An administrator can enter it in the directory.",
        ),
        VendorFailure::Unfilled => (
            format!("The request could not be written, so nobody was asked. {detail}").trim_end().to_owned(),
            "An administrator can put the connector right in the directory.",
        ),
    };
    VendorWords { message, advice: advice.into(), http_status }
}

/// What is wrong with an exchange, in words.
pub(crate) fn words_for(trouble: VendorTrouble, http_status: Option<u16>) -> VendorWords {
    let (message, advice) = match trouble {
        VendorTrouble::NotReached => ("The service is not reached.", "It is tried again by itself."),
        VendorTrouble::NoAnswer => {
            ("The service did not answer in time.", "A call to the service tells whether it has the request.")
        }
        VendorTrouble::TooMany => ("The service asks for patience.", "It is tried again by itself."),
        VendorTrouble::Fault => {
            ("The service has a fault.", "A call to the service tells whether it has the request.")
        }
        VendorTrouble::Refused => {
            ("The service does not say how the request stands.", "A call to the service tells.")
        }
        VendorTrouble::Redirected => (
            "The service leads to another address, and Anteroom does not follow by itself.",
            "An administrator can put the new address into its connector.",
        ),
        VendorTrouble::Malformed => (
            "The service's answer cannot be read.",
            "A call to the service tells how the request stands. An administrator can try the connector in the directory.",
        ),
        VendorTrouble::Oversized => (
            "The service's answer is larger than Anteroom reads (256 KB).",
            "A call to the service tells how the request stands.",
        ),
        VendorTrouble::UnknownStatus => (
            "The service says a status that its connector does not know.",
            "A call to the service tells what it means. An administrator can add it to the connector.",
        ),
        VendorTrouble::Interrupted => (
            "Anteroom was ended while the service was being asked.",
            "A call to the service tells whether it has the request.",
        ),
    };
    VendorWords { message: message.into(), advice: advice.into(), http_status }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_failure_and_trouble_says_what_to_do() {
        let failures = VendorFailure::ALL.iter().map(|why| failure(*why, "detail.", Some(401)));
        let troubles = VendorTrouble::ALL.iter().map(|trouble| words_for(*trouble, None));
        for words in failures.chain(troubles) {
            assert!(words.message.ends_with('.') && words.advice.ends_with('.'), "{words:?}");
        }
    }
}
