//! A local Twilio: its REST, Sync and Video for practice and tests, spoken as the official SDKs speak them.

pub mod account;
pub mod clock;
pub mod token;
pub mod video;

mod sfu;
mod signaling;
