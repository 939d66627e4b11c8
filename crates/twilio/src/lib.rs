//! A typed client for what Anteroom asks of Twilio: access tokens, Video rooms, phone calls, text messages and Sync.
//!
//! - [`token`] makes access tokens. It is pure: no network, no clock.
//! - [`Client`] carries calls out: [`Client::rooms`], [`Client::participants`], [`Client::sync_services`],
//!   [`Client::documents`], [`Client::lists`], [`Client::phone_numbers`], [`Client::calls`], [`Client::messages`],
//!   [`Client::messaging_services`], [`Client::ice_servers`].
//! - [`messaging::segments`] counts what a text will be sent as. It is pure, too.
//! - [`Error`] keeps what Twilio says whole, and its Display and Debug show nothing of people.
//! - [`sid`] has a type for each kind of identifier.
//!
//! Only a 429 is tried again: it says that nothing was done. Whether to repeat anything else is the caller's to decide, with
//! [`Error::outcome_unknown`]. No secret, token or Document content appears in any Debug, Display or log line of this crate.
//!
//! ```no_run
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! use twilio::{Client, Credentials, Secret, video::NewRoom};
//!
//! let client = Client::new(Credentials {
//!     account_sid: "AC0123456789abcdef0123456789abcdef".parse()?,
//!     api_key_sid: "SK0123456789abcdef0123456789abcdef".parse()?,
//!     api_key_secret: Secret::new("not a real secret"),
//! })?;
//! let room = client.rooms().create(&NewRoom::named("visit-2f6c1b")).await?;
//! let mut inside = client.participants(&room.sid).list(&Default::default());
//! while let Some(participant) = inside.next().await? {
//!     tracing::info!(sid = %participant.sid, "inside");
//! }
//! client.rooms().complete(&room.sid).await?;
//! # Ok(())
//! # }
//! ```

mod base_urls;
mod client;
mod credentials;
mod date;
mod error;
mod ice;
pub mod messaging;
mod open_enum;
mod page;
mod phone_number;
mod request;
mod secret;
pub mod sid;
pub mod sync;
pub mod token;
pub mod video;
pub mod voice;

pub use base_urls::BaseUrls;
pub use client::{Client, ClientBuilder, Retry};
pub use credentials::Credentials;
pub use error::{Error, ErrorKind, Problem, ProblemPart, Refusal, Result};
pub use ice::{IceServer, IceServers};
pub use page::Pages;
pub use phone_number::{PhoneNumber, PhoneNumberFilter, PhoneNumbers};
pub use secret::Secret;
pub use sid::{
    AccountSid, ApiKeySid, CallSid, DocumentSid, LinkDomainSid, ListSid, MessageSid, MessagingServiceSid,
    ParticipantSid, PhoneNumberSid, RoomSid, SidError, SyncServiceSid, TrackSid,
};
