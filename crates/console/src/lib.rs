//! Anteroom's use cases: what a window may ask for, what it is told, and what is done about it.
//!
//! The console crate stands between the practice ([`clinic`]) and the world ([`twilio`]). It knows no
//! window: the Tauri windows and the browser call window reach the same [`commands`] through adapters.
//!
//! - [`Console`] answers commands and tells events; a [`host::Host`] does for it what only the shell can do.
//! - [`principal`] alone decides who may ask what and hear what.
//! - [`loopback`] is the door of a call window in a browser.
//! - Effects that the clinic asks for are carried out in the background, and Twilio is looked at every few seconds:
//!   both lead to the same events as push.

mod account;
mod alive;
mod chats;
pub mod commands;
mod console;
mod day;
mod dial_watch;
mod director;
mod effects;
mod effects_dial;
mod effects_text;
mod effects_vendor;
pub mod error;
mod guide;
mod handlers;
mod handlers_call;
mod handlers_day;
mod handlers_phone;
mod handlers_vendor;
mod handlers_visit_type;
pub mod host;
mod lease;
mod leftovers;
mod links;
pub mod loopback;
mod lost_answer;
mod marked;
mod notice_words;
mod notices;
mod notify;
mod open_clinic;
mod phone_twiml;
mod practice_connectors;
mod practice_directory;
mod practice_visit_types;
pub mod principal;
pub mod report;
mod rooms;
mod sync_service;
mod text_watch;
mod text_words;
mod texts;
mod third_parties;
mod tokens;
mod vendor_http;
mod vendor_trial;
mod vendor_watch;
mod watch;
pub mod wire;

pub use console::{Console, Start};
pub use open_clinic::Clock;
