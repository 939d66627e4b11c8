//! Chat: the conversations that a window shows, and the items of the two Lists that carry them.
//!
//! `in-<id>-from-clinic` is written by the console and read by the person; `in-<id>-from-guest` is written by the person's
//! page and read by the console, as untrusted data. An item is far below Sync's limit, and below the kilobyte from which
//! writes are slowed down in all but the longest messages.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::call::CallRole;

/// An item of either List.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ChatItem {
    /// The layout's version: 1.
    pub v: u32,
    /// The message's own id: one that comes twice is shown once.
    pub id: String,
    /// When it was written (RFC 3339). Of a person's own it is not looked at: phones' clocks are off.
    pub at: String,
    /// What it says; at most 500 characters.
    pub text: String,
    /// What it says, where the page has words of its own for it.
    #[serde(default)]
    #[ts(optional = nullable)]
    pub saying: Option<Saying>,
}

/// A message that a page says in its own language.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Saying {
    /// The provider is late.
    Late {
        /// By about so many minutes.
        minutes: u32,
    },
    /// A delay that was told is taken back.
    OnTime,
}

/// How far one side came in the other's List, by the items' indices. Absent before the first.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ChatMarks {
    /// The last item that arrived.
    #[serde(default)]
    #[ts(optional = nullable, type = "number | null")]
    pub received: Option<i64>,
    /// The last one that was on the screen.
    #[serde(default)]
    #[ts(optional = nullable, type = "number | null")]
    pub seen: Option<i64>,
    /// The last item that this side wrote itself; only pages say so.
    #[serde(default)]
    #[ts(optional = nullable, type = "number | null")]
    pub wrote: Option<i64>,
}

/// Everybody who can be written to.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Chats {
    /// By place in line, then by planned start.
    pub conversations: Vec<Conversation>,
    /// What can be said with one press.
    pub quick_replies: Vec<String>,
    /// What the clinic says on everybody's page after a visit; may be empty.
    pub afterword: String,
}

/// One person's conversation, without its messages.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Conversation {
    /// Their invitation.
    pub invitation_id: String,
    /// Their visit.
    pub visit_id: String,
    /// Empty where the clinic does not know it.
    pub name: String,
    /// What they are.
    pub role: CallRole,
    /// What a third party is to the patient, in words; may be empty.
    pub relationship: String,
    /// BCP 47.
    pub language: String,
    /// A waiting patient's place in line.
    #[ts(optional = nullable)]
    pub place: Option<u32>,
    /// How many of their messages nobody has looked at.
    pub unread: u32,
    /// The newest message.
    #[ts(optional = nullable)]
    pub last: Option<ChatMessage>,
    /// Whether they can be written to.
    pub open: bool,
}

/// One message.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ChatMessage {
    /// Its own id.
    pub id: String,
    /// Whether the clinic wrote it.
    pub from_clinic: bool,
    /// What it says, in lines.
    pub text: String,
    /// When it was written, or came (RFC 3339).
    pub at: String,
    /// How far it came.
    pub state: ChatState,
}

/// How far a message came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum ChatState {
    /// The clinic's, not at Twilio yet: it goes out when Twilio is reached.
    Pending,
    /// The clinic's, on its way to their page.
    Sent,
    /// On their page; a person's message: here.
    Delivered,
    /// It was looked at.
    Seen,
}

/// A conversation with its messages.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Chat {
    /// Whose.
    pub conversation: Conversation,
    /// In order.
    pub messages: Vec<ChatMessage>,
}

/// Whose conversation.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ChatRef {
    /// Their invitation.
    pub invitation_id: String,
}

/// Which visit's conversations.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ChatsOf {
    /// Absent means everybody who can be written to; for a call window, its own visit.
    #[serde(default)]
    #[ts(optional = nullable)]
    pub visit_id: Option<String>,
}

/// Write to somebody.
#[derive(Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SendChat {
    /// Their invitation.
    pub invitation_id: String,
    /// 1 to 500 characters, in lines.
    pub text: String,
}

/// Somebody's messages were looked at.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ReadChat {
    /// Their invitation.
    pub invitation_id: String,
    /// The newest message that was on the screen.
    pub message_id: String,
}

/// What the clinic says after a visit.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Afterword {
    /// At most 500 characters; empty for nothing.
    pub text: String,
}

/// Tell everybody who waits that the provider is late.
#[derive(Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct TellDelay {
    /// By about so many, 1 to 480.
    pub minutes: u32,
    /// What the provider chose to say; absent for the usual words, which pages say in their reader's language.
    #[serde(default)]
    #[ts(optional = nullable)]
    pub text: Option<String>,
}

/// How many were written to.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Told {
    /// People.
    pub people: u32,
}

/// The clinic's own quick replies.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct QuickReplies {
    /// At most 12, one line each.
    pub replies: Vec<String>,
}
