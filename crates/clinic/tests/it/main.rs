//! Stories of a clinic's day, and what must hold in all of them. Real SQLite throughout; time is an argument.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod a_visit;
mod any_call;
mod any_order;
mod any_order_of_guests;
mod any_text;
mod any_vendor;
mod by_phone;
mod by_vendor;
mod chat;
mod come_back;
mod connectors;
mod connectors_doc;
mod crash;
mod dry_run;
mod effects;
mod intake;
mod interpreter;
mod layouts;
mod lifecycle_doc;
mod network;
mod notifications;
mod schedule;
mod store;
mod texts;
mod texts_doc;
mod third_parties;
mod third_parties_doc;
mod visit_types;
mod waiting_room;
mod world;
