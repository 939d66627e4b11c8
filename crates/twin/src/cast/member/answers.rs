//! What a member answers: the clinic's messages, its questions, and who a third party is.

use jiff::Timestamp;

use super::super::report::Message;
use super::{Due, Member, READS, WRITES};
use crate::phone::seconds;

impl Member {
    pub(super) fn message_came(&mut self, message: &Message, now: Timestamp) {
        self.later(now + READS, Due::See);
        let chat = &self.script.chat;
        let fits =
            chat.replies.iter().find(|reply| reply.to.iter().any(|words| stands_in(words, &message.text)));
        let reply = match (fits, &chat.otherwise) {
            (Some(reply), _) => Some((seconds(reply.after), reply.text.clone())),
            (None, Some(text)) => Some((WRITES, text.clone())),
            (None, None) => None,
        };
        if let Some((after, text)) = reply {
            self.later(now + READS + after, Due::Say(text));
        }
    }

    /// Answers each question that the clinic asks: as the script says, else what a form that must be filled in asks for.
    pub(super) fn answer_questions(&mut self) {
        let Some(status) = &self.status else { return };
        let mut answers = std::collections::BTreeMap::new();
        for question in &status.intake {
            let scripted = self
                .script
                .answers
                .iter()
                .find(|one| one.question == question.id || stands_in(&one.question, &question.ask));
            let usual = match question.kind.as_str() {
                "consent" | "copay" => Some("yes"),
                "yesNo" => Some("no"),
                "choice" if question.required => Some("0"),
                "text" if question.required => Some("I'd rather say that in the visit."),
                _ => None,
            };
            if let Some(answer) = scripted.map(|one| one.answer.as_str()).or(usual) {
                answers.insert(question.id.clone(), answer.to_owned());
            }
        }
        if let Some(report) = &mut self.report {
            report.answers = answers;
        }
    }

    /// A third party says who they are.
    pub(super) fn introduce(&mut self) {
        let card = self.status.as_ref().and_then(|status| status.guest.as_ref());
        let Some(relationship) = card.map(|card| match &self.script.relative {
            Some(relative) => relative.relationship.clone(),
            None => card.relationship.clone(),
        }) else {
            return;
        };
        let name = self.script.name.clone();
        if let Some(report) = &mut self.report {
            report.guest = Some((name, relationship));
        }
    }
}

/// Whether words stand in a text, whole, whatever their case.
pub(super) fn stands_in(words: &str, text: &str) -> bool {
    let (words, text) = (words.to_lowercase(), text.to_lowercase());
    let inside = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() && c.is_ascii());
    text.match_indices(&words).any(|(at, found)| {
        let before = inside(text[..at].chars().next_back());
        let after = inside(text[at + found.len()..].chars().next());
        !before && !after
    })
}
