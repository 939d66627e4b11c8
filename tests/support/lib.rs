//! What the stories are told with: a clinic with its windows, a patient with a browser, a twin behind both.
//!
//! Each story is a file in this folder and a test of its own. It drives the real app window by WebKitWebDriver,
//! the real call window and the patient's page by chromedriver, and reads what both sides really receive.
#![allow(clippy::unwrap_used, reason = "a story fails by panicking, with the step in its words")]
#![allow(clippy::missing_panics_doc, reason = "every step panics when it does not come true")]

pub mod apart;
pub mod browser;
pub mod cast;
pub mod clinic;
pub mod console;
pub mod desktop;
pub mod guest;
pub mod patient;
pub mod phone;
pub mod process;
pub mod profile;
pub mod texts;
pub mod twin;
pub mod visit;
pub mod webdriver;

pub use clinic::Clinic;
pub use twin::Twin;
