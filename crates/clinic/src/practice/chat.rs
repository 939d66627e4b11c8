//! Chat: writing to invited people, taking in what they write, and how far each message came.

use jiff::{SignedDuration, Timestamp};

use super::Clinic;
use super::work::{self, Work};
use crate::audit::Actor;
use crate::change::Change;
use crate::chat::{
    self, ChatMarks, ChatMessage, ChatState, Conversation, MOST_FROM_GUEST, MOST_PER_MINUTE, QUICK_REPLIES,
    ReceivedMessage, Saying, Writer,
};
use crate::error::Error;
use crate::id::{ChatMessageId, InvitationId, VisitId};
use crate::invitation::PersonRole;
use crate::pii::Pii;
use crate::store::invitation::InvitationRow;
use crate::store::{chat_message, effect, invitation, patient, setting, third_party, visit};
use crate::waiting_room::Standing;

impl Clinic {
    /// Writes to an invited person. It is sent as soon as their Lists stand and Twilio is reached.
    ///
    /// # Errors
    /// [`Error::ChatClosed`] where they cannot be written to any more; [`Error::TooManyMessages`]; [`Error::Invalid`] for
    /// a text that is empty or too long.
    pub fn send_chat(
        &mut self,
        id: InvitationId,
        text: &str,
        now: Timestamp,
    ) -> Result<(ChatMessageId, Vec<Change>), Error> {
        self.write(now, |work| {
            let row = work.invitation(id)?;
            work.write_to(&row, &chat::written(text)?, None)
        })
    }

    /// The messages that are to go into the clinic's List of an invitation, in order.
    ///
    /// # Errors
    /// [`Error::NotFound`] for an invitation that never was.
    pub fn pending_chat(&self, id: InvitationId) -> Result<Vec<ChatMessage>, Error> {
        let row = invitation::get(&self.db, id)?.ok_or(Error::NotFound("invitation"))?;
        Ok(if row.is_open() { chat_message::pending(&self.db, row.no)? } else { Vec::new() })
    }

    /// A message stands in the clinic's List, at `item`.
    ///
    /// # Errors
    /// [`Error::NotFound`] for an invitation that never was.
    pub fn chat_sent(
        &mut self,
        id: InvitationId,
        message: ChatMessageId,
        item: i64,
        now: Timestamp,
    ) -> Result<Vec<Change>, Error> {
        self.write(now, |work| {
            let row = work.invitation(id)?;
            if chat_message::sent(work.db, row.no, message, item)? {
                work.chat_changed(&row)?;
            }
            Ok(())
        })
        .map(|((), changes)| changes)
    }

    /// An invitation's Lists were made anew: they count from the beginning, and what did not arrive is sent again.
    ///
    /// # Errors
    /// [`Error::NotFound`] for an invitation that never was.
    pub fn chat_begins_anew(&mut self, id: InvitationId, now: Timestamp) -> Result<Vec<Change>, Error> {
        self.write(now, |work| {
            let row = work.invitation(id)?;
            work.begin_chat_anew(&row)
        })
        .map(|((), changes)| changes)
    }

    /// The last item of a person's List that was taken in; none before the first.
    ///
    /// # Errors
    /// [`Error::NotFound`] for an invitation that never was.
    pub fn chat_heard(&self, id: InvitationId) -> Result<Option<i64>, Error> {
        let row = invitation::get(&self.db, id)?.ok_or(Error::NotFound("invitation"))?;
        Ok(invitation::heard(&self.db, row.no)?)
    }

    /// Takes in what stands in a person's List, in its order. Items that were taken in before alter nothing, nor does a
    /// message whose id is known.
    ///
    /// # Errors
    /// [`Error::NotFound`] for an invitation that never was.
    pub fn receive_chat(
        &mut self,
        id: InvitationId,
        items: Vec<ReceivedMessage>,
        now: Timestamp,
    ) -> Result<Vec<Change>, Error> {
        self.write(now, |work| {
            let row = work.invitation(id)?;
            if row.is_open() { work.hear(&row, items) } else { Ok(()) }
        })
        .map(|((), changes)| changes)
    }

    /// The provider has seen a person's messages up to this one.
    ///
    /// # Errors
    /// [`Error::NotFound`] for an invitation that never was.
    pub fn read_chat(
        &mut self,
        id: InvitationId,
        up_to: ChatMessageId,
        now: Timestamp,
    ) -> Result<Vec<Change>, Error> {
        self.write(now, |work| {
            let row = work.invitation(id)?;
            if chat_message::read_to(work.db, row.no, up_to)? {
                work.chat_changed(&row)?;
            }
            Ok(())
        })
        .map(|((), changes)| changes)
    }

    /// Everybody who can be written to now, and whoever wrote something that nobody has looked at: by place in line, then by
    /// planned start, a visit's third parties after its patient.
    ///
    /// # Errors
    /// Where the store fails.
    pub fn conversations(&self, now: Timestamp) -> Result<Vec<Conversation>, Error> {
        let mut found = Vec::new();
        let line = self.standings(now)?;
        for row in invitation::with_chat(&self.db)? {
            let conversation = self.conversation_of(&row, &line)?;
            if conversation.open || conversation.unread > 0 {
                let starts_at = visit::by_no(&self.db, row.visit_no)?.map(|visit| visit.starts_at);
                let guest = conversation.role != PersonRole::Patient;
                found.push((
                    conversation.place.unwrap_or(u32::MAX),
                    starts_at,
                    row.visit_no,
                    guest,
                    conversation,
                ));
            }
        }
        found.sort_by_key(|(place, starts_at, visit, guest, _)| (*place, *starts_at, *visit, *guest));
        Ok(found.into_iter().map(|(.., conversation)| conversation).collect())
    }

    /// The conversations of one visit, those that are over too, the patient's first.
    ///
    /// # Errors
    /// [`Error::NotFound`] where the visit is not there.
    pub fn conversations_of(&self, id: VisitId, now: Timestamp) -> Result<Vec<Conversation>, Error> {
        let row = visit::get(&self.db, id)?.ok_or(Error::NotFound("visit"))?;
        let line = self.standings(now)?;
        let mut found: Vec<Conversation> = invitation::of_visit(&self.db, row.no)?
            .iter()
            .map(|row| self.conversation_of(row, &line))
            .collect::<Result<_, _>>()?;
        found.retain(|conversation| conversation.open || conversation.last.is_some());
        found.sort_by_key(|conversation| conversation.role != PersonRole::Patient);
        Ok(found)
    }

    /// One conversation with its messages, in order.
    ///
    /// # Errors
    /// [`Error::NotFound`] for an invitation that never was.
    pub fn conversation(
        &self,
        id: InvitationId,
        now: Timestamp,
    ) -> Result<(Conversation, Vec<ChatMessage>), Error> {
        let row = invitation::get(&self.db, id)?.ok_or(Error::NotFound("invitation"))?;
        Ok((
            self.conversation_of(&row, &self.standings(now)?)?,
            chat_message::of_invitation(&self.db, row.no)?,
        ))
    }

    /// What the provider can say with one press.
    ///
    /// # Errors
    /// Where the store fails.
    pub fn quick_replies(&self) -> Result<Vec<String>, Error> {
        let kept = setting::get(&self.db, setting::QUICK_REPLIES)?;
        let kept = kept.map(|kept| kept.lines().map(str::to_owned).collect());
        Ok(kept.unwrap_or_else(|| QUICK_REPLIES.iter().map(|&reply| reply.to_owned()).collect()))
    }

    /// Writes the clinic's own quick replies.
    ///
    /// # Errors
    /// [`Error::Invalid`] where one is too long, or there are too many.
    pub fn set_quick_replies(&mut self, replies: &[String], now: Timestamp) -> Result<Vec<Change>, Error> {
        let replies = chat::quick_replies(replies)?;
        self.write(now, |work| {
            setting::set(work.db, setting::QUICK_REPLIES, &replies.join("\n"))?;
            work.audit(Actor::Provider, "quickRepliesSet", None, "")?;
            work.change(Change::QuickRepliesChanged);
            Ok(())
        })
        .map(|((), changes)| changes)
    }

    /// What the clinic says on everybody's page after a visit; empty for nothing.
    ///
    /// # Errors
    /// Where the store fails.
    pub fn afterword(&self) -> Result<String, Error> {
        Ok(setting::get(&self.db, setting::AFTERWORD)?.unwrap_or_default())
    }

    /// Writes that.
    ///
    /// # Errors
    /// [`Error::Invalid`] where it is too long.
    pub fn set_afterword(&mut self, text: &str, now: Timestamp) -> Result<Vec<Change>, Error> {
        let text = crate::person::long(
            "afterword",
            "What is said after a visit",
            chat::LONGEST_MESSAGE,
            text.trim(),
        )?;
        self.write(now, |work| {
            setting::set(work.db, setting::AFTERWORD, &text)?;
            work.audit(Actor::Provider, "afterwordSet", None, "")?;
            work.change(Change::QuickRepliesChanged);
            Ok(())
        })
        .map(|((), changes)| changes)
    }

    fn standings(&self, now: Timestamp) -> Result<Vec<Standing>, Error> {
        work::line(&self.db, self.profile()?.ok_or(Error::NoProfile)?.provider_state, now)
    }

    fn conversation_of(&self, row: &InvitationRow, line: &[Standing]) -> Result<Conversation, Error> {
        let visit = visit::by_no(&self.db, row.visit_no)?.ok_or(Error::NotFound("visit"))?;
        let third = third_party::of_invitation(&self.db, row.no)?;
        let current = visit.invitation_no == Some(row.no);
        let standing = line.iter().find(|standing| standing.visit_no == visit.no && current);
        let (name, role, relationship, language) = match third {
            Some(third) => {
                let said = third.introduction.as_ref();
                let name = said.map_or(&third.name, |said| &said.name).clone();
                let relationship = said.map_or(&third.relationship, |said| &said.relationship).clone();
                (name, PersonRole::ThirdParty(third.role), relationship, third.language)
            }
            None => {
                let patient = patient::get(&self.db, visit.patient_no)?;
                (patient.name, PersonRole::Patient, Pii::new(String::new()), patient.language)
            }
        };
        Ok(Conversation {
            invitation: row.id,
            visit_id: visit.id,
            name,
            role,
            relationship,
            language,
            place: standing.map(|standing| standing.place),
            unread: chat_message::unread(&self.db, row.no)?,
            last: chat_message::last(&self.db, row.no)?,
            open: row.is_open(),
        })
    }
}

impl Work<'_> {
    /// Keeps a message of the clinic and asks for its sending.
    pub(super) fn write_to(
        &mut self,
        row: &InvitationRow,
        text: &str,
        saying: Option<Saying>,
    ) -> Result<ChatMessageId, Error> {
        if !row.is_open() {
            return Err(Error::ChatClosed);
        }
        let minute_ago = self.now.checked_sub(SignedDuration::from_mins(1)).unwrap_or(Timestamp::MIN);
        if chat_message::count(self.db, row.no, Writer::Clinic, minute_ago)? >= MOST_PER_MINUTE {
            return Err(Error::TooManyMessages);
        }
        let message = ChatMessage {
            id: ChatMessageId::random(),
            writer: Writer::Clinic,
            text: text.into(),
            saying,
            at: self.now,
            state: ChatState::Pending,
        };
        chat_message::insert(self.db, row.no, &message, None)?;
        effect::ask(self.db, effect::SEND_CHAT, row.visit_no, row.no, self.now, self.now)?;
        let visit = self.visit_of(row)?;
        // As everywhere, what happens with a third party begins with their invitation's id.
        let whose = self.third_of(row)?.map(|_| row.id.to_string()).unwrap_or_default();
        self.audit(Actor::Provider, "chatWritten", Some(visit.id), &whose)?;
        self.chat_changed(row)?;
        Ok(message.id)
    }

    fn hear(&mut self, row: &InvitationRow, items: Vec<ReceivedMessage>) -> Result<(), Error> {
        let heard = invitation::heard(self.db, row.no)?;
        let mut newest = heard;
        let mut kept = 0;
        let mut from_them = chat_message::count(self.db, row.no, Writer::Guest, Timestamp::MIN)?;
        for ReceivedMessage { index, message } in items {
            if newest.is_some_and(|newest| index <= newest) {
                continue;
            }
            newest = Some(index);
            let Some((id, text)) = message.and_then(|(id, text)| Some((id, chat::tamed(&text)?))) else {
                continue;
            };
            if from_them >= MOST_FROM_GUEST {
                continue;
            }
            let message = ChatMessage {
                id,
                writer: Writer::Guest,
                text: text.into(),
                saying: None,
                at: self.now,
                state: ChatState::Delivered,
            };
            if chat_message::insert(self.db, row.no, &message, Some(index))? {
                kept += 1;
                from_them += 1;
            }
        }
        if newest == heard {
            return Ok(());
        }
        invitation::set_heard(self.db, row.no, newest)?;
        if kept == 0 {
            return Ok(());
        }
        let visit = self.visit_of(row)?;
        let (actor, whose) = match self.third_of(row)? {
            Some(_) => (Actor::Guest, row.id.to_string()),
            None => (Actor::Patient, String::new()),
        };
        for _ in 0..kept {
            self.audit(actor, "chatReceived", Some(visit.id), &whose)?;
        }
        self.chat_changed(row)?;
        self.change(Change::ChatReceived { visit_id: visit.id, invitation: row.id });
        Ok(())
    }

    /// What a page says of how far it came.
    pub(super) fn acknowledge_chat(&mut self, row: &InvitationRow, marks: ChatMarks) -> Result<(), Error> {
        let mut news = false;
        for (to, state) in [(marks.received, ChatState::Delivered), (marks.seen, ChatState::Seen)] {
            if let Some(to) = to {
                news |= chat_message::acknowledge(self.db, row.no, to, state)?;
            }
        }
        if news { self.chat_changed(row) } else { Ok(()) }
    }

    pub(super) fn begin_chat_anew(&mut self, row: &InvitationRow) -> Result<(), Error> {
        invitation::set_heard(self.db, row.no, None)?;
        if chat_message::begin_anew(self.db, row.no)? {
            effect::ask(self.db, effect::SEND_CHAT, row.visit_no, row.no, self.now, self.now)?;
            self.chat_changed(row)?;
        }
        Ok(())
    }

    /// How far the clinic came in a person's List, for their page: taken in, and seen.
    pub(super) fn chat_marks(&self, row: &InvitationRow) -> Result<(Option<i64>, Option<i64>), Error> {
        Ok((invitation::heard(self.db, row.no)?, chat_message::seen_to(self.db, row.no)?))
    }

    pub(super) fn chat_changed(&mut self, row: &InvitationRow) -> Result<(), Error> {
        let visit_id = self.visit_of(row)?.id;
        self.change(Change::ChatChanged { visit_id, invitation: row.id });
        Ok(())
    }
}
