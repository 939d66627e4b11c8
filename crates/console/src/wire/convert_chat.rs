//! Chat, from the clinic's types to the windows' and to the Lists' items.

use super::chat::{Chat, ChatItem, ChatMarks, ChatMessage, ChatState, Conversation, Saying};
use super::convert::{rfc3339, same};

same!(clinic::ChatState => ChatState { Pending, Sent, Delivered, Seen });

impl From<clinic::Saying> for Saying {
    fn from(saying: clinic::Saying) -> Self {
        match saying {
            clinic::Saying::Late { minutes } => Saying::Late { minutes },
            clinic::Saying::OnTime => Saying::OnTime,
        }
    }
}

impl From<clinic::ChatMessage> for ChatMessage {
    fn from(message: clinic::ChatMessage) -> Self {
        ChatMessage {
            id: message.id.to_string(),
            from_clinic: message.writer == clinic::Writer::Clinic,
            text: message.text.into_revealed(),
            at: rfc3339(message.at),
            state: message.state.into(),
        }
    }
}

impl From<clinic::ChatMessage> for ChatItem {
    fn from(message: clinic::ChatMessage) -> Self {
        ChatItem {
            v: 1,
            id: message.id.to_string(),
            at: rfc3339(message.at),
            text: message.text.into_revealed(),
            saying: message.saying.map(Into::into),
        }
    }
}

impl From<clinic::Conversation> for Conversation {
    fn from(conversation: clinic::Conversation) -> Self {
        Conversation {
            invitation_id: conversation.invitation.to_string(),
            visit_id: conversation.visit_id.to_string(),
            name: conversation.name.into_revealed(),
            role: conversation.role.into(),
            relationship: conversation.relationship.into_revealed(),
            language: conversation.language,
            place: conversation.place,
            unread: conversation.unread,
            last: conversation.last.map(Into::into),
            open: conversation.open,
        }
    }
}

impl From<ChatMarks> for clinic::ChatMarks {
    fn from(marks: ChatMarks) -> Self {
        clinic::ChatMarks { received: marks.received, seen: marks.seen, wrote: marks.wrote }
    }
}

pub(crate) fn chat((conversation, messages): (clinic::Conversation, Vec<clinic::ChatMessage>)) -> Chat {
    Chat { conversation: conversation.into(), messages: messages.into_iter().map(Into::into).collect() }
}
