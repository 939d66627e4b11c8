//! Anteroom's use cases: what a window may ask for, what it is told, and what is done about it.
//!
//! The console crate stands between the practice ([`clinic`]) and the world ([`twilio`]). It knows no
//! window: the Tauri windows and the browser call window reach the same [`commands`] through adapters.

pub mod commands;
pub mod error;
pub mod principal;
pub mod wire;
