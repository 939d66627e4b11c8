//! Text messages: sending, scheduling, following and withdrawing them; the services they are sent by; what a text takes.

mod code;
mod message;
pub mod segments;
mod service;

pub use code::MessageCode;
pub use message::{Message, MessageFilter, MessageStatus, Messages, NewMessage};
pub use service::{LinkDomain, MessagingService, MessagingServices, Sender};
