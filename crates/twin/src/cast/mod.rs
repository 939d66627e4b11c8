//! The cast of the practice clinic: fictional people who take part in visits.
//!
//! They live in the twin's process, but come in through the doors that everybody comes in by: network clients over
//! loopback, which import nothing of what serves them.

pub mod loops;
pub mod stay;
