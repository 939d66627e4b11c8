//! A dry run of a connector: asks the service for nobody in particular, looks, and calls it off at once; each step is told in words.
//!
//! Nothing of it is stored: no visit is behind it, and the link in it leads nowhere.

use std::time::Duration;

use clinic::connector::Variable;
use clinic::{Filling, VendorAnswer, VendorPlan, VendorRequestId, VendorSaid, VendorStep};

use crate::console::Console;
use crate::effects_vendor::{self, Unsent};
use crate::error::CommandError;
use crate::open_clinic::{OpenClinic, connector_id};
use crate::vendor_http::Heard;
use crate::wire::convert_vendor::words_for;
use crate::wire::vendor::{ConnectorTrial, TrialStep, TrialStepKind as Kind, TryConnector};

/// What is asked for where no language is named and the service has it.
const USUAL: &str = "es";

type Result<T> = std::result::Result<T, CommandError>;

impl Console {
    pub(crate) async fn try_connector(&self, input: &TryConnector) -> Result<ConnectorTrial> {
        let (open, id) = (self.clinic()?, connector_id(&input.connector_id)?);
        open.acts()?;
        let connector = open.read(|clinic, _| clinic.connector(id))?.connector;
        let asked = input.language.as_deref().and_then(|tag| connector.language(tag));
        let first = connector.languages.first().map(|(_, word)| word.as_str());
        let (request, now) = (VendorRequestId::random(), open.now());
        let mut filling = Filling::default();
        filling.set(Variable::Language, asked.or(connector.language(USUAL)).or(first).unwrap_or("en"));
        filling.set(Variable::Modality, connector.modality.word());
        filling.set(Variable::VisitReference, request.to_string());
        filling.set(Variable::ClinicName, open.profile()?.clinic_name);
        filling.set(Variable::Callbackless, "true");
        filling.set(Variable::JoinLink, format!("{}/#dry-run", open.world.portal_url));
        let plan = VendorPlan {
            id: request,
            secrets_of: Some(id),
            connector,
            filling,
            link: None,
            asked_at: now,
            lost_at: now,
        };
        let mut trial = Trial { clinic: &open, plan, steps: Vec::new() };
        trial.run().await;
        Ok(ConnectorTrial { steps: trial.steps })
    }
}

struct Trial<'a> {
    clinic: &'a OpenClinic,
    plan: VendorPlan,
    steps: Vec<TrialStep>,
}

impl Trial<'_> {
    async fn run(&mut self) {
        let asked = self.exchange(VendorStep::Ask, Kind::Ask, "Asked").await;
        let reference = match asked {
            Some(Heard::Answer(_, answer)) => match self.read(VendorStep::Ask, &answer) {
                Some(read) => read.reference,
                // It was taken, and this connector cannot read under which reference.
                None => self.found().await,
            },
            Some(Heard::Unreadable(..) | Heard::Lost(..)) => self.found().await,
            Some(Heard::Gone(_) | Heard::Refused(..) | Heard::NotDone(..)) | None => return,
        };
        let Some(reference) = reference else {
            return self.step(
                Kind::Cancel,
                false,
                "Not called off: which request it is cannot be read.",
                "Call the service: it may have this request.",
            );
        };
        self.plan.filling.set(Variable::Reference, reference);
        if let Some(Heard::Answer(_, answer)) = self.exchange(VendorStep::Poll, Kind::Poll, "Looked").await {
            let _ = self.read(VendorStep::Poll, &answer);
        }
        if self.plan.connector.can(VendorStep::Find) {
            let _ = self.found().await;
        }
        if !self.plan.connector.can(VendorStep::Cancel) {
            return self.step(
                Kind::Cancel,
                false,
                "Not called off: this connector has no way to.",
                "Call the service: it has this request.",
            );
        }
        let _ = self.exchange(VendorStep::Cancel, Kind::Cancel, "Called off").await;
    }

    /// The reference by which the request is found, where the connector can look it up.
    async fn found(&mut self) -> Option<String> {
        if !self.plan.connector.can(VendorStep::Find) {
            return None;
        }
        let heard = self.exchange(VendorStep::Find, Kind::Find, "Looked up").await?;
        let Heard::Answer(_, answer) = heard else { return None };
        self.read(VendorStep::Find, &answer)?.reference
    }

    async fn exchange(&mut self, step: VendorStep, kind: Kind, done: &str) -> Option<Heard> {
        let call = match effects_vendor::call(self.clinic, &mut self.plan, step).await {
            Ok(call) => call?,
            Err(Unsent::NoSecret(name)) => {
                self.step(
                    kind,
                    false,
                    &format!("Not asked: the secret \u{201c}{name}\u{201d} is not in the keychain."),
                    "Enter it below.",
                );
                return None;
            }
            Err(Unsent::Unfilled(why)) => {
                self.step(kind, false, &format!("Not asked: {}", why.0), "Put it right in the document.");
                return None;
            }
        };
        let (heard, took) = self.clinic.services.exchange(&call, self.plan.connector.patience.answer).await;
        match &heard {
            Heard::Answer(status, _) => self.step(kind, true, &timed(done, Some(*status), took), ""),
            _ => {
                let (trouble, status) = heard.trouble();
                let words = words_for(trouble, status);
                let advice = match &heard {
                    Heard::Gone(_) => "Check the address in the document.",
                    Heard::Refused(401 | 403, _) => "Check the secrets, and the headers in the document.",
                    Heard::Refused(..) => "Check what the document sends.",
                    Heard::Unreadable(..) => "An answer is JSON of at most 256 KB.",
                    _ => "Check the address in the document and the connection, then try again.",
                };
                self.step(kind, false, &format!("{}: {}", timed(done, status, took), words.message), advice);
            }
        }
        Some(heard)
    }

    fn read(&mut self, step: VendorStep, answer: &serde_json::Value) -> Option<VendorAnswer> {
        let read = match self.plan.connector.read_answer(step, answer) {
            Ok(Some(read)) => read,
            Ok(None) => {
                self.step(
                    Kind::Read,
                    false,
                    "The request is not in the answer.",
                    "Check \u{201c}answer\u{201d}.",
                );
                return None;
            }
            Err(why) => {
                self.step(Kind::Read, false, &why.to_string(), "Check the pointers in the document.");
                return None;
            }
        };
        let mut words = Vec::new();
        if read.reference.is_some() {
            words.push("Reference read".to_owned());
        }
        let word = self.plan.connector.status_word(step, answer).unwrap_or_default();
        match (read.said, &read.unknown) {
            (Some(said), _) => words.push(format!("status \u{201c}{word}\u{201d} means {}", means(said))),
            (None, Some(unknown)) => words.push(format!("status \u{201c}{unknown}\u{201d} is not known")),
            (None, None) => words.push("no status yet".to_owned()),
        }
        let fine = read.unknown.is_none();
        let advice = if fine { "" } else { "Add the status to \u{201c}statuses\u{201d}." };
        self.step(Kind::Read, fine, &words.join(" \u{b7} "), advice);
        Some(read)
    }

    fn step(&mut self, kind: Kind, fine: bool, words: &str, advice: &str) {
        self.steps.push(TrialStep { kind, fine, words: words.into(), advice: advice.into() });
    }
}

fn timed(done: &str, status: Option<u16>, took: Duration) -> String {
    match status {
        Some(status) => format!("{done}: {status} in {} ms", took.as_millis()),
        None => format!("{done}: no answer after {} ms", took.as_millis()),
    }
}

fn means(said: VendorSaid) -> &'static str {
    match said {
        VendorSaid::Asked => "asked",
        VendorSaid::Accepted => "accepted",
        VendorSaid::OnTheWay => "on the way",
        VendorSaid::Refused => "refused",
        VendorSaid::Cancelled => "called off",
        VendorSaid::Failed => "failed",
        VendorSaid::Ended => "ended",
    }
}
