//! Serializable counterparts of what the clinic knows, in the windows' words.
//!
//! These types cross a boundary and nothing else: the clinic never learns about JSON, and the windows
//! never learn about tables. The TypeScript in `ui/src/lib/api/generated.ts` is made from them
//! (`cargo xtask codegen`).

pub mod call;
pub mod chat;
pub(crate) mod convert;
pub(crate) mod convert_chat;
pub(crate) mod convert_network;
pub(crate) mod convert_phone;
pub(crate) mod convert_text;
pub(crate) mod convert_vendor;
pub mod day;
pub mod director;
pub mod directory;
pub mod event;
pub mod guide;
pub mod intake;
pub mod network;
pub mod notification;
pub mod phone;
pub mod room;
pub mod session;
pub mod sync_documents;
pub mod text;
pub mod third_party;
mod typescript;
pub mod vendor;
pub mod visit_type;
pub mod waiting_rules;

pub use typescript::typescript;
