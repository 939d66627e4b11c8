//! Text messages.

use jiff::Timestamp;
use serde::{Deserialize, Deserializer};

use crate::{
    Client, MessageSid, MessagingServiceSid, Pages,
    base_urls::Product,
    date::{rfc2822_date, whole_seconds},
    error::Result,
    messaging::MessageCode,
    open_enum::open_enum,
    request::{Params, Request},
};

open_enum! {
    /// Where a message stands.
    MessageStatus {
        /// Twilio keeps it until it is due.
        Scheduled = "scheduled",
        /// A messaging service has taken it and chooses a sender.
        Accepted = "accepted",
        /// It waits for its sender.
        Queued = "queued",
        /// It is on its way to the carrier.
        Sending = "sending",
        /// The carrier has it. It may be the last that is heard of it.
        Sent = "sent",
        /// The carrier says that it arrived.
        Delivered = "delivered",
        /// It did not arrive.
        Undelivered = "undelivered",
        /// It could not be sent.
        Failed = "failed",
        /// Called off before it was due.
        Canceled = "canceled",
        /// One to the account is being taken in.
        Receiving = "receiving",
        /// One to the account.
        Received = "received",
        /// It was opened, where that is told.
        Read = "read",
        /// It arrived at some of those it was sent to.
        PartiallyDelivered = "partially_delivered",
    }
}

impl MessageStatus {
    /// Whether nothing more will come of it. [`Sent`](MessageStatus::Sent) is not final, although it may be the last word.
    #[must_use]
    pub fn is_final(&self) -> bool {
        matches!(
            self,
            MessageStatus::Delivered
                | MessageStatus::Undelivered
                | MessageStatus::Failed
                | MessageStatus::Canceled
                | MessageStatus::Received
                | MessageStatus::Read
                | MessageStatus::PartiallyDelivered
        )
    }
}

/// A message. Numbers and words are somebody's data: Debug does not show them.
#[derive(Clone, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct Message {
    /// Its SID.
    pub sid: MessageSid,
    /// Where it stands.
    pub status: MessageStatus,
    /// The number it goes to.
    #[serde(default)]
    pub to: Option<String>,
    /// The sender; none while a messaging service has not chosen one.
    #[serde(default)]
    pub from: Option<String>,
    /// The messaging service it was given to.
    #[serde(default)]
    pub messaging_service_sid: Option<MessagingServiceSid>,
    /// Its words, as they were taken: with shortened links. Empty after [`Messages::redact`].
    #[serde(default)]
    pub body: Option<String>,
    /// `outbound-api` for one that was sent over REST.
    #[serde(default)]
    pub direction: Option<String>,
    /// What became of it, where it did not arrive. It can come after the status.
    #[serde(default, deserialize_with = "code")]
    pub error_code: Option<MessageCode>,
    /// In how many segments it is sent; none while that is not known, which Twilio writes as 0.
    #[serde(default, deserialize_with = "segments")]
    pub num_segments: Option<u32>,
    /// When it was asked for; whole seconds.
    #[serde(default, deserialize_with = "rfc2822_date")]
    pub date_created: Option<Timestamp>,
    /// When it was sent; none before.
    #[serde(default, deserialize_with = "rfc2822_date")]
    pub date_sent: Option<Timestamp>,
    /// When it last changed.
    #[serde(default, deserialize_with = "rfc2822_date")]
    pub date_updated: Option<Timestamp>,
}

impl std::fmt::Debug for Message {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Message")
            .field("sid", &self.sid)
            .field("status", &self.status)
            .field("error_code", &self.error_code)
            .finish_non_exhaustive()
    }
}

fn code<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<MessageCode>, D::Error> {
    Ok(Option::<u32>::deserialize(deserializer)?.map(MessageCode::from))
}

fn segments<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<u32>, D::Error> {
    let text = Option::<String>::deserialize(deserializer)?.unwrap_or_default();
    Ok(text.parse().ok().filter(|&segments| segments > 0))
}

/// A message to send. It needs `from`, or `messaging_service_sid`, or both: a certain sender of the service's pool.
#[derive(Clone, Default)]
pub struct NewMessage {
    /// Whom it goes to, E.164.
    pub to: String,
    /// From which number of the account, E.164.
    pub from: Option<String>,
    /// The service whose senders are used.
    pub messaging_service_sid: Option<MessagingServiceSid>,
    /// Its words; at most 1600 characters. [`segments`](super::segments) says what they take.
    pub body: String,
    /// When it should go, whole seconds; now if not said. Twilio takes more than 5 minutes and at most 35 days ahead, and only with a
    /// messaging service.
    pub send_at: Option<Timestamp>,
    /// For how long it may wait to be sent, in seconds, 1 to 36 000; Twilio's own is 36 000.
    pub validity_period: Option<u32>,
    /// Whether Twilio writes typographic signs plainly, to need fewer segments.
    pub smart_encoded: Option<bool>,
    /// Whether Twilio shortens links; needs a messaging service with a domain ([`MessagingServices::link_domain`](super::MessagingServices::link_domain)).
    pub shorten_urls: Option<bool>,
    /// A public address that is told. A desktop program has none.
    pub status_callback: Option<String>,
}

impl NewMessage {
    /// A message from one number to another.
    #[must_use]
    pub fn new(to: impl Into<String>, from: impl Into<String>, body: impl Into<String>) -> Self {
        NewMessage { to: to.into(), from: Some(from.into()), body: body.into(), ..NewMessage::default() }
    }

    /// A message whose sender a messaging service chooses.
    #[must_use]
    pub fn by_service(to: impl Into<String>, service: MessagingServiceSid, body: impl Into<String>) -> Self {
        let messaging_service_sid = Some(service);
        NewMessage { to: to.into(), messaging_service_sid, body: body.into(), ..NewMessage::default() }
    }

    fn params(&self) -> Params {
        let mut form = Params::default();
        form.set("To", &self.to)
            .maybe("StatusCallback", self.status_callback.as_ref())
            .maybe("ValidityPeriod", self.validity_period)
            .maybe("SmartEncoded", self.smart_encoded)
            .maybe("ShortenUrls", self.shorten_urls);
        if let Some(at) = self.send_at {
            form.set("ScheduleType", "fixed").set("SendAt", whole_seconds(at));
        }
        form.maybe("From", self.from.as_ref())
            .maybe("MessagingServiceSid", self.messaging_service_sid.as_ref())
            .set("Body", &self.body);
        form
    }
}

impl std::fmt::Debug for NewMessage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("NewMessage").field("send_at", &self.send_at).finish_non_exhaustive()
    }
}

/// Which messages to list, the newest first.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct MessageFilter {
    /// Only those to this number.
    pub to: Option<String>,
    /// Only those from this number.
    pub from: Option<String>,
    /// Only those sent at this time or later. One that was not sent yet has no such date: to look for a message whose fate is
    /// unknown, list without it and go by [`Message::date_created`].
    pub sent_from: Option<Timestamp>,
    /// Only those sent at this time or before.
    pub sent_until: Option<Timestamp>,
    /// How many at a time; at most 1000.
    pub page_size: Option<u16>,
}

impl std::fmt::Debug for MessageFilter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("MessageFilter")
            .field("sent_from", &self.sent_from)
            .field("sent_until", &self.sent_until)
            .finish_non_exhaustive()
    }
}

/// The messages of the account.
#[derive(Debug, Clone)]
pub struct Messages {
    client: Client,
}

impl Messages {
    pub(crate) fn new(client: Client) -> Self {
        Messages { client }
    }

    fn path(&self) -> [&str; 4] {
        ["2010-04-01", "Accounts", self.client.credentials().account_sid.as_str(), "Messages.json"]
    }

    fn path_of<'a>(&'a self, file: &'a str) -> [&'a str; 5] {
        ["2010-04-01", "Accounts", self.client.credentials().account_sid.as_str(), "Messages", file]
    }

    /// Sends or schedules a message. Twilio has no way to say that two requests mean one message: where
    /// [`outcome_unknown`](crate::Error::outcome_unknown), list the messages to the number before asking again. Where it is taken it may fail
    /// later: see [`Message::status`].
    ///
    /// # Errors
    /// As any call; [`MessageCode`] has Twilio's reasons.
    pub async fn create(&self, message: &NewMessage) -> Result<Message> {
        let request = Request::post("send a text", Product::Api, &self.path(), message.params());
        self.client.fetch(&request).await
    }

    /// Looks one up.
    ///
    /// # Errors
    /// As any call.
    pub async fn fetch(&self, sid: &MessageSid) -> Result<Message> {
        let file = format!("{sid}.json");
        self.client.fetch(&Request::get("look at a text", Product::Api, &self.path_of(&file))).await
    }

    /// Lists them.
    pub fn list(&self, filter: &MessageFilter) -> Pages<Message> {
        let mut query = Params::default();
        query
            .maybe("To", filter.to.as_ref())
            .maybe("From", filter.from.as_ref())
            .maybe("DateSent<", filter.sent_until.map(whole_seconds))
            .maybe("DateSent>", filter.sent_from.map(whole_seconds))
            .maybe("PageSize", filter.page_size);
        let request = Request::get("list texts", Product::Api, &self.path()).query(query);
        Pages::new(self.client.clone(), request, "messages")
    }

    /// Calls a scheduled message off.
    ///
    /// # Errors
    /// As any call; [`MessageCode::TooLateToCancel`] if it was sent or is about to be.
    pub async fn cancel(&self, sid: &MessageSid) -> Result<Message> {
        let mut form = Params::default();
        form.set("Status", MessageStatus::Canceled);
        self.update("call a text off", sid, form).await
    }

    /// Blanks the words of a message; the record stays.
    ///
    /// # Errors
    /// As any call.
    pub async fn redact(&self, sid: &MessageSid) -> Result<Message> {
        let mut form = Params::default();
        form.set("Body", "");
        self.update("blank a text", sid, form).await
    }

    /// Removes a message from the account's record.
    ///
    /// # Errors
    /// As any call; [`MessageCode::NotFinal`] while something may still come of it.
    pub async fn delete(&self, sid: &MessageSid) -> Result<()> {
        let file = format!("{sid}.json");
        self.client.run(&Request::delete("delete a text", Product::Api, &self.path_of(&file))).await
    }

    async fn update(&self, doing: &'static str, sid: &MessageSid, form: Params) -> Result<Message> {
        let file = format!("{sid}.json");
        self.client.fetch(&Request::post(doing, Product::Api, &self.path_of(&file), form)).await
    }
}
