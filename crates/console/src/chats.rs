//! Chat: what windows ask, what goes into the clinic's Lists, and what is read from the guests'.
//!
//! A guest's List is read by one task alone, over REST, from where the clinic came: so order and doubles are settled in one
//! place. It reads when the console's page was told of an item by push, when a report says that something was written, and
//! now and then without either.

use std::collections::HashSet;
use std::sync::{Arc, PoisonError};
use std::time::Duration;

use clinic::{InvitationId, ReceivedMessage};
use futures_util::{StreamExt as _, stream};
use serde::Deserialize as _;
use twilio::sync::{Access, Bounds, Data, Item, ItemFilter, Lists, NewItem, NewList, Order};

use crate::commands::Nothing;
use crate::console::Console;
use crate::error::{Code, CommandError};
use crate::open_clinic::{OpenClinic, invitation_id, visit_id};
use crate::principal::Principal;
use crate::sync_service::LIFE;
use crate::wire::chat::{Chat, ChatItem, ChatRef, Chats, ChatsOf, QuickReplies, ReadChat, SendChat};
use crate::wire::convert_chat;

/// Every List is read so often, in looks of the watch, whether anybody told of an item or not.
const LOOKS_PER_READING: u32 = 10;

/// Lists read at once.
const AT_ONCE: usize = 4;

/// Items read at once, and at most in one go: what is left is read by the next.
const PAGE: u16 = 100;

/// Longer texts, in bytes, are nobody's message.
const LONGEST_TEXT: usize = 4 * 500;

type Result<T> = std::result::Result<T, CommandError>;

impl Console {
    /// The conversations that a window may see.
    pub(crate) fn chats(&self, who: &Principal, input: ChatsOf) -> Result<Chats> {
        let open = self.clinic()?;
        let visit = match (input.visit_id, who) {
            (Some(visit), _) => Some(self.visit_for(who, &visit)?.1),
            (None, Principal::CallWindow { visit_id: own }) => Some(visit_id(own)?),
            (None, Principal::Console) => None,
        };
        let (conversations, quick_replies, afterword) = open.read(|clinic, now| {
            let conversations = match visit {
                Some(visit) => clinic.conversations_of(visit, now)?,
                None => clinic.conversations(now)?,
            };
            Ok((conversations, clinic.quick_replies()?, clinic.afterword()?))
        })?;
        let conversations = conversations.into_iter().map(Into::into).collect();
        Ok(Chats { conversations, quick_replies, afterword })
    }

    pub(crate) fn chat(&self, who: &Principal, input: &ChatRef) -> Result<Chat> {
        let (open, id) = self.guest_for(who, &input.invitation_id)?;
        open.read(|clinic, now| clinic.conversation(id, now)).map(convert_chat::chat)
    }

    pub(crate) fn send_chat(&self, who: &Principal, input: &SendChat) -> Result<Nothing> {
        let (open, id) = self.guest_for(who, &input.invitation_id)?;
        open.change(|clinic, now| clinic.send_chat(id, &input.text, now).map(|(_, changes)| changes))?;
        Ok(Nothing {})
    }

    pub(crate) fn read_chat(&self, who: &Principal, input: &ReadChat) -> Result<Nothing> {
        let (open, id) = self.guest_for(who, &input.invitation_id)?;
        let message = input
            .message_id
            .parse()
            .map_err(|_| CommandError::new(Code::NotFound, "This message is not there any more.", ""))?;
        open.change(|clinic, now| clinic.read_chat(id, message, now))?;
        Ok(Nothing {})
    }

    pub(crate) fn set_quick_replies(&self, input: &QuickReplies) -> Result<Nothing> {
        self.clinic()?.change(|clinic, now| clinic.set_quick_replies(&input.replies, now))?;
        Ok(Nothing {})
    }

    /// The console's page was told of an item in somebody's List.
    pub(crate) fn chat_came(&self, input: &ChatRef) -> Result<Nothing> {
        self.clinic()?.hear_chat(invitation_id(&input.invitation_id)?);
        Ok(Nothing {})
    }
}

impl OpenClinic {
    fn lists(&self) -> Lists {
        self.twilio.lists(&self.mint.service)
    }

    /// Has somebody's List read.
    pub(crate) fn hear_chat(&self, id: InvitationId) {
        self.unheard.lock().unwrap_or_else(PoisonError::into_inner).insert(id);
        self.chats.notify_one();
    }
}

/// An exchange with Twilio, from which the connection's state is learned.
fn heard<T>(clinic: &OpenClinic, outcome: twilio::Result<T>) -> twilio::Result<T> {
    clinic.heard(&outcome);
    outcome
}

/// Makes an invitation's two Lists with their permissions, or takes those that an earlier try made.
pub(crate) async fn set_up(clinic: &OpenClinic, id: InvitationId) -> Result<()> {
    let (guest, provider) = (id.identity(), clinic.provider()?.identity());
    let make = async |name: String, guest_may: Access| -> Result<bool> {
        let mut made_now = false;
        let lists = clinic.lists();
        let new = NewList { unique_name: Some(name.clone()), ttl: Some(LIFE) };
        let mut made = heard(clinic, lists.create(&new).await);
        if made.as_ref().is_err_and(|error| error.code() == Some(54301) || error.status() == Some(409)) {
            made = heard(clinic, lists.fetch(&name).await);
            // Nobody but this program makes Lists of these names over REST: somebody else's page made it first.
            if made.as_ref().is_ok_and(|there| there.created_by.as_deref() != Some("system")) {
                tracing::warn!("a List of an invitation's name was made by somebody else; it is removed");
                heard(clinic, lists.delete(&name).await)?;
                heard(clinic, lists.create(&new).await)?;
                made_now = true;
            }
        } else {
            made_now = true;
        }
        made?;
        let permissions = lists.permissions(&name);
        for (identity, may) in [(&guest, guest_may), (&provider, Access::READ)] {
            heard(clinic, permissions.set(identity, may).await)?;
        }
        Ok(made_now)
    };
    let (clinics, guests) =
        tokio::try_join!(make(id.clinic_list(), Access::READ), make(id.guest_list(), Access::READ_WRITE))?;
    if clinics || guests {
        clinic.change_quietly(|clinic, now| clinic.chat_begins_anew(id, now))?;
    }
    Ok(())
}

/// Deletes both.
pub(crate) async fn delete(clinic: &OpenClinic, id: InvitationId) -> Result<()> {
    for name in [id.clinic_list(), id.guest_list()] {
        match heard(clinic, clinic.lists().delete(&name).await) {
            Ok(()) => {}
            Err(error) if error.is_not_found() => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(())
}

/// Puts what was written to somebody into the clinic's List, in order. An answer that is lost means that a message is put
/// there twice: its id says that it is the same.
pub(crate) async fn send(clinic: &OpenClinic, id: InvitationId) -> Result<()> {
    let items = clinic.lists().items(id.clinic_list());
    for message in clinic.read(|clinic, _| clinic.pending_chat(id))? {
        let message_id = message.id;
        let data = Data::of(&ChatItem::from(message))
            .map_err(|_| CommandError::new(Code::Internal, "A message could not be written.", ""))?;
        match heard(clinic, items.create(&NewItem { data, ttl: Some(LIFE) }).await) {
            Ok(item) => clinic.write_quietly(|clinic, now| {
                clinic.chat_sent(id, message_id, item.index, now).map(|changes| ((), changes))
            })?,
            // The List ended with its time: a link that is good needs it again, and this message in it.
            Err(error) if error.is_not_found() && clinic.is_open(id)? => {
                set_up(clinic, id).await?;
                return Err(error.into());
            }
            Err(error) if error.is_not_found() => return Ok(()),
            Err(error) => return Err(error.into()),
        }
    }
    Ok(())
}

impl OpenClinic {
    fn is_open(&self, id: InvitationId) -> Result<bool> {
        self.read(|clinic, _| Ok(clinic.open_invitations()?.iter().any(|open| open.id == id)))
    }
}

/// Reads guests' Lists until the clinic is closed.
pub(crate) async fn run(clinic: Arc<OpenClinic>) {
    let every = clinic.pace * LOOKS_PER_READING;
    let mut reading_all = tokio::time::interval(every);
    reading_all.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            () = clinic.chats.notified() => {}
            _ = reading_all.tick() => match clinic.read(|clinic, _| clinic.open_invitations()) {
                Ok(open) => {
                    let mut unheard = clinic.unheard.lock().unwrap_or_else(PoisonError::into_inner);
                    unheard.extend(open.into_iter().filter(|open| open.ready).map(|open| open.id));
                }
                Err(error) if error.code == Code::NoClinic => return,
                // The store failed; it has been logged.
                Err(_) => continue,
            },
        }
        let unheard: HashSet<InvitationId> =
            std::mem::take(&mut *clinic.unheard.lock().unwrap_or_else(PoisonError::into_inner));
        let clinic = &clinic;
        let failed: Vec<InvitationId> = stream::iter(unheard)
            .map(|id| async move { (id, read(clinic, id).await) })
            .buffer_unordered(AT_ONCE)
            .filter_map(|(id, outcome)| async move {
                let error = outcome.err()?;
                tracing::debug!(code = ?error.code, twilio_code = error.twilio_code, "a List could not be read");
                (error.code != Code::NoClinic).then_some(id)
            })
            .collect()
            .await;
        if !failed.is_empty() {
            tokio::time::sleep(clinic.pace.min(Duration::from_secs(3))).await;
            failed.into_iter().for_each(|id| clinic.hear_chat(id));
        }
    }
}

/// Reads what somebody wrote since they were heard last.
async fn read(clinic: &OpenClinic, id: InvitationId) -> Result<()> {
    loop {
        let from = clinic.read(|clinic, _| clinic.chat_heard(id))?;
        let filter = ItemFilter {
            order: Some(Order::Ascending),
            from,
            bounds: from.map(|_| Bounds::Exclusive),
            page_size: Some(PAGE),
        };
        let found = clinic.lists().items(id.guest_list()).list(&filter).all(usize::from(PAGE)).await;
        let items = match heard(clinic, found) {
            Ok(items) => items,
            // It is being deleted, or not made yet.
            Err(error) if error.is_not_found() => return Ok(()),
            Err(error) => return Err(error.into()),
        };
        let all = items.len() < usize::from(PAGE);
        if !items.is_empty() {
            let received = items.into_iter().map(received).collect();
            clinic.change(|clinic, now| clinic.receive_chat(id, received, now))?;
        }
        if all {
            return Ok(());
        }
    }
}

/// An item of a guest's List: untrusted. One that is no message is passed over, and the log says so without repeating it.
fn received(item: Item) -> ReceivedMessage {
    let message = ChatItem::deserialize(item.data.value())
        .ok()
        .filter(|message| message.v == 1 && message.text.len() <= LONGEST_TEXT)
        .and_then(|message| Some((message.id.parse().ok()?, message.text)));
    if message.is_none() {
        tracing::warn!("an item of a guest's List is no message");
    }
    ReceivedMessage { index: item.index, message }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
    use serde_json::{Value, json};

    use super::*;

    fn read(data: &Value) -> Option<String> {
        let item: Item = serde_json::from_value(json!({ "index": 4, "data": data })).unwrap();
        let received = received(item);
        assert_eq!(received.index, 4);
        received.message.map(|(_, text)| text)
    }

    #[test]
    fn an_item_is_a_message_only_where_it_has_the_shape() {
        let id = clinic::ChatMessageId::random().to_string();
        let good = json!({ "v": 1, "id": id, "at": "whenever", "text": "Hello", "more": [1] });
        assert_eq!(read(&good).as_deref(), Some("Hello"));
        let with = |name: &str, value: Value| {
            let mut data = good.clone();
            data[name] = value;
            read(&data)
        };
        for (name, value) in [
            ("v", json!(2)),
            ("id", json!("short")),
            ("id", json!(7)),
            ("text", json!({ "html": "<b>" })),
            ("text", json!("x".repeat(2001))),
        ] {
            assert_eq!(with(name, value.clone()), None, "{name}: {value}");
        }
        for other in [json!(null), json!([]), json!("text")] {
            assert_eq!(read(&other), None);
        }
    }
}
