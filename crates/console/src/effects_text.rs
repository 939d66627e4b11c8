//! Sends texts, hands them to Twilio's scheduler, and calls them off there.
//!
//! Sending is not repeatable: that it is asked for is stored before it is, with the hash of what is sent, and where the answer is lost (no
//! answer, a fault at Twilio, a console that was killed) the message is looked for among those to the number at that time. It is
//! never asked for twice on a guess. A link is minted here, put into the text, and kept nowhere.

use std::sync::{Arc, PoisonError};
use std::time::{Duration, Instant};

use clinic::{FindText, SendPlan, TextBody, TextFailure, TextId, TextSeen, TextSettings, TextTask};
use data_encoding::HEXLOWER;
use jiff::{SignedDuration, Timestamp};
use sha2::{Digest as _, Sha256};
use twilio::messaging::{Message, MessageCode, MessageFilter, MessageStatus, NewMessage, segments};
use twilio::{MessageSid, MessagingServiceSid, PhoneNumberFilter};

use crate::error::{Code, CommandError};
use crate::links;
use crate::lost_answer::{self, LostAnswer};
use crate::marked::Mark;
use crate::open_clinic::OpenClinic;

/// After a 429 nothing is asked for, for so long.
const PATIENCE: Duration = Duration::from_secs(5);

/// As long as Twilio lets a message wait, in seconds.
const LONGEST_VALID: i64 = 36_000;

/// The least that is worth saying, in seconds.
const SHORTEST_VALID: i64 = 60;

/// The words that Twilio takes for *no more texts* and for *texts again*, in English; a messaging service may know more.
const STOP: &[&str] = &["STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "REVOKE", "OPTOUT"];
const START: &[&str] = &["START", "YES", "UNSTOP"];

type Result<T> = std::result::Result<T, CommandError>;

/// What texts are sent by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Sender {
    /// The messaging service, which can schedule and shorten.
    pub(crate) service: Option<MessagingServiceSid>,
    /// The number, E.164.
    pub(crate) number: Option<String>,
}

impl Sender {
    /// Whether there is any.
    pub(crate) fn is_there(&self) -> bool {
        self.service.is_some() || self.number.is_some()
    }
}

/// What texts are sent by: what is set, else what the account has. A messaging service is taken by itself only where it is the account's
/// only one; else the first number that can send.
pub(crate) async fn sender(clinic: &OpenClinic) -> Result<Sender> {
    let settings = clinic.read(|store, _| store.text_settings())?;
    let mut known = clinic.sender.lock().await;
    if let Some((of, sender)) = known.as_ref()
        && (&of.service, &of.number) == (&settings.service, &settings.number)
    {
        return Ok(sender.clone());
    }
    let found = look_for_sender(clinic, &settings).await?;
    // Only one that is there is remembered: an account that gets its first number need not be opened again.
    if found.is_there() {
        *known = Some((settings, found.clone()));
    }
    Ok(found)
}

async fn look_for_sender(clinic: &OpenClinic, settings: &TextSettings) -> Result<Sender> {
    let number = Some(settings.number.clone()).filter(|number| !number.is_empty());
    if let Ok(service) = settings.service.parse() {
        return Ok(Sender { service: Some(service), number });
    }
    if number.is_some() {
        return Ok(Sender { service: None, number });
    }
    let services = clinic.twilio.messaging_services().list(Some(50)).all(2).await;
    clinic.heard(&services);
    match services {
        Ok(services) => {
            if let [service] = services.as_slice() {
                return Ok(Sender { service: Some(service.sid.clone()), number: None });
            }
        }
        // A key that may not look at services may send by a number all the same.
        Err(error) if matches!(error.status(), Some(403 | 404)) => {}
        Err(error) => return Err(error.into()),
    }
    let filter = PhoneNumberFilter { page_size: Some(50), ..PhoneNumberFilter::default() };
    let numbers = clinic.twilio.phone_numbers().list(&filter).all(200).await;
    clinic.heard(&numbers);
    let number = numbers?.into_iter().find(|number| number.capabilities.sms).map(|n| n.phone_number);
    Ok(Sender { service: None, number })
}

/// A text as it is sent: its link in it, and its signs plain where that makes it shorter.
pub(crate) fn written(body: &TextBody, link: &str, plain: bool) -> String {
    let whole = body.with_link(link);
    match segments::plainer(&whole).filter(|_| plain) {
        // Word by word, so that nothing of the link is touched.
        Some(_) => body.map(plainly).with_link(link),
        None => whole,
    }
}

/// Words with their typographic signs written plainly.
pub(crate) fn plainly(words: &str) -> String {
    words.chars().fold(String::new(), |mut out, c| {
        match segments::plain_form(c) {
            Some(plain) => out.push_str(plain),
            None => out.push(c),
        }
        out
    })
}

/// Carries out `SendMessage`.
pub(crate) async fn send(clinic: &Arc<OpenClinic>, id: TextId) -> Result<()> {
    be_patient(clinic)?;
    let sender = sender(clinic).await?;
    let scheduler = sender.service.is_some();
    let to = match clinic.write_quietly(|store, now| store.begin_text(id, scheduler, now))? {
        TextTask::Send(plan) => plan.to,
        TextTask::Find(plan) => return find(clinic, plan).await,
        TextTask::Nothing => return Ok(()),
    };
    hear_from(clinic, to.reveal()).await?;
    // Once more: its person may have said STOP.
    match clinic.write_quietly(|store, now| store.begin_text(id, scheduler, now))? {
        TextTask::Send(plan) => deliver(clinic, &plan, &sender).await,
        TextTask::Find(_) | TextTask::Nothing => Ok(()),
    }
}

async fn deliver(clinic: &Arc<OpenClinic>, plan: &SendPlan, sender: &Sender) -> Result<()> {
    let id = plan.id;
    let refused =
        |why: TextFailure| clinic.change_quietly(|store, now| store.text_refused(id, why, None, now));
    if !sender.is_there() {
        return refused(TextFailure::NoSender);
    }
    let link = match plan.link {
        Some(link) => links::minted(clinic, link)?.url,
        None => String::new(),
    };
    let body = written(&Mark::of(&clinic.world).text(&plan.body), &link, plan.plain);
    if body.chars().count() > segments::LONGEST {
        return refused(TextFailure::TooLong);
    }
    let send_at = plan.send_at.filter(|_| sender.service.is_some());
    let valid = plan.useful_until.duration_since(send_at.unwrap_or(clinic.now())).as_secs();
    let message = NewMessage {
        to: plan.to.reveal().clone(),
        from: sender.number.clone(),
        messaging_service_sid: sender.service.clone(),
        send_at,
        // Nobody is told of a visit that is over, whatever keeps the text waiting at Twilio.
        validity_period: u32::try_from(valid.clamp(SHORTEST_VALID, LONGEST_VALID)).ok(),
        shorten_urls: (plan.shorten_links && sender.service.is_some() && plan.link.is_some()).then_some(true),
        body,
        ..NewMessage::default()
    };
    let hash = hash(&message.body);
    if !clinic.write_quietly(|store, now| store.text_requested(id, &hash, send_at, now))? {
        return Ok(());
    }
    let answer = clinic.twilio.messages().create(&message).await;
    clinic.heard(&answer);
    match answer {
        Ok(message) => taken(clinic, id, &message),
        Err(error) if error.outcome_unknown() => {
            tracing::warn!(twilio_code = error.code(), "the answer to a text was lost; it is looked up");
            clinic.change_quietly(|store, now| store.text_lost(id, now))?;
            match clinic.write_quietly(|store, now| store.begin_text(id, true, now))? {
                TextTask::Find(plan) => find(clinic, plan).await,
                TextTask::Send(_) | TextTask::Nothing => Ok(()),
            }
        }
        // Not reached at all, or not processed: nothing was sent.
        Err(error) if error.is_offline() || error.status() == Some(429) => {
            if error.status() == Some(429) {
                *patience(clinic) = Some(Instant::now() + PATIENCE.min(clinic.pace));
            }
            clinic.change_quietly(|store, now| store.text_put_off(id, now))?;
            Err(error.into())
        }
        Err(error) => {
            if matches!(error.code().map(MessageCode::from), Some(MessageCode::ServiceMissing)) {
                *clinic.sender.lock().await = None;
            }
            clinic
                .change_quietly(|store, now| store.text_refused(id, TextFailure::Refused, error.code(), now))
        }
    }
}

/// While Twilio wants patience, no text is asked for.
fn be_patient(clinic: &OpenClinic) -> Result<()> {
    let waits = patience(clinic).is_some_and(|until| until > Instant::now());
    if waits {
        return Err(CommandError::new(
            Code::Twilio,
            "Twilio has too many requests at the moment.",
            "It is tried again by itself.",
        ));
    }
    Ok(())
}

fn patience(clinic: &OpenClinic) -> std::sync::MutexGuard<'_, Option<Instant>> {
    clinic.patience.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Reads what a number itself wrote lately: whether its person wants no texts, or wants them again.
async fn hear_from(clinic: &OpenClinic, number: &str) -> Result<()> {
    let filter =
        MessageFilter { from: Some(number.to_owned()), page_size: Some(50), ..MessageFilter::default() };
    let messages = clinic.twilio.messages().list(&filter).all(50).await;
    clinic.heard(&messages);
    let messages = match messages {
        Ok(messages) => messages,
        // Where these cannot be read, Twilio's own refusal (21610) stands in for them.
        Err(error) if matches!(error.status(), Some(400 | 403 | 404)) => return Ok(()),
        Err(error) => return Err(error.into()),
    };
    let latest = |words: &[&str]| {
        messages
            .iter()
            .filter(|message| message.direction.as_deref() == Some("inbound"))
            .filter(|message| message.body.as_deref().is_some_and(|body| says(body, words)))
            .filter_map(|message| message.date_sent.or(message.date_created))
            .max()
    };
    let (stopped, started) = (latest(STOP), latest(START));
    if stopped.is_none() && started.is_none() {
        return Ok(());
    }
    clinic.change_quietly(|store, now| store.heard_from_number(number, stopped, started, now))
}

/// Whether a message is one of these words and nothing else, as Twilio takes it.
fn says(body: &str, words: &[&str]) -> bool {
    let body = body.trim();
    words.iter().any(|word| body.eq_ignore_ascii_case(word))
}

fn taken(clinic: &OpenClinic, id: TextId, message: &Message) -> Result<()> {
    let scheduled = message.status == MessageStatus::Scheduled;
    clinic.change_quietly(|store, now| store.text_taken(id, message.sid.as_str(), scheduled, now))?;
    seen(clinic, id, message)
}

/// Looks for a message whose answer was lost, once; where it is not there yet, it is looked for again.
async fn find(clinic: &Arc<OpenClinic>, plan: FindText) -> Result<()> {
    let id = plan.id;
    let filter =
        MessageFilter { to: Some(plan.to.reveal().clone()), page_size: Some(50), ..MessageFilter::default() };
    // By number, and by the time it was made: one that is queued still was not sent.
    let messages = clinic.twilio.messages().list(&filter).all(100).await;
    clinic.heard(&messages);
    let lost = LostAnswer { asked_at: plan.asked_at, lost_at: plan.lost_at };
    let ahead = clinic.twilio.clock_skew().unwrap_or(SignedDuration::ZERO);
    let candidates: Vec<Message> = messages?
        .into_iter()
        .filter(|message| message.direction.as_deref().is_none_or(|direction| direction != "inbound"))
        .filter(|message| lost.may_be(message.date_created, ahead))
        .filter(|message| !plan.others.iter().any(|other| other == message.sid.as_str()))
        .collect();
    let same = |message: &&Message| message.body.as_deref().is_some_and(|body| hash(body) == plan.body_hash);
    let ours: Vec<&Message> = candidates.iter().filter(same).collect();
    if let [message] = ours.as_slice() {
        return taken(clinic, id, message);
    }
    if lost.is_given_up(clinic.now()) {
        // None, or more than one, or one that reads otherwise: a person decides.
        return clinic.change_quietly(|store, now| store.text_not_found(id, now));
    }
    let pause = lost_answer::pause(clinic);
    clinic.change_quietly(|store, now| {
        store.look_for_text_at(id, now.saturating_add(pause).unwrap_or(Timestamp::MAX), now)
    })
}

/// Carries out `CancelMessage`.
pub(crate) async fn cancel(clinic: &Arc<OpenClinic>, id: TextId) -> Result<()> {
    let sid = clinic.read(|store, _| store.text_to_cancel(id))?;
    let Some(sid) = sid.and_then(|sid| sid.parse::<MessageSid>().ok()) else { return Ok(()) };
    let messages = clinic.twilio.messages();
    let answer = messages.cancel(&sid).await;
    clinic.heard(&answer);
    match answer {
        Ok(message) if message.status == MessageStatus::Canceled => {
            clinic.change_quietly(|store, now| store.text_cancelled(id, now))
        }
        Ok(message) => seen(clinic, id, &message),
        Err(error) if error.is_not_found() => {
            clinic.change_quietly(|store, now| store.text_not_cancelled(id, now))
        }
        Err(error)
            if error.status() == Some(400) || error.code() == Some(MessageCode::TooLateToCancel.code()) =>
        {
            // Too late, or called off before: how it stands is looked up.
            let message = messages.fetch(&sid).await;
            clinic.heard(&message);
            let message = message?;
            if message.status != MessageStatus::Canceled {
                clinic.change_quietly(|store, now| store.text_not_cancelled(id, now))?;
            }
            seen(clinic, id, &message)
        }
        Err(error) => Err(error.into()),
    }
}

/// Takes in what Twilio says of a message.
pub(crate) fn seen(clinic: &OpenClinic, id: TextId, message: &Message) -> Result<()> {
    let code = message.error_code.map(MessageCode::code);
    let seen = match &message.status {
        MessageStatus::Accepted => TextSeen::Accepted,
        MessageStatus::Scheduled => TextSeen::Scheduled,
        MessageStatus::Queued | MessageStatus::Sending => TextSeen::Queued,
        MessageStatus::Sent => TextSeen::Sent,
        MessageStatus::Delivered | MessageStatus::Read | MessageStatus::PartiallyDelivered => {
            TextSeen::Delivered
        }
        MessageStatus::Undelivered => TextSeen::Undelivered(code),
        MessageStatus::Failed => TextSeen::Failed(code),
        MessageStatus::Canceled => TextSeen::Cancelled,
        other => {
            tracing::warn!(status = %other, "a text is in a state that is not known");
            return Ok(());
        }
    };
    clinic.change_quietly(|store, now| store.text_seen(id, seen, message.num_segments, now))
}

fn hash(body: &str) -> String {
    HEXLOWER.encode(&Sha256::digest(body.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_word_alone_stops_texts() {
        for body in ["STOP", " stop\n", "Unsubscribe", "QUIT"] {
            assert!(says(body, STOP), "{body}");
        }
        for body in ["Please stop by at nine", "STOP!", "", "START"] {
            assert!(!says(body, STOP), "{body}");
        }
        assert!(says("start", START));
    }
}
