//! What is written between the clinic and one invited person. Each has their own conversation; nobody reads another's.
//!
//! A message has an id of its own, given by whoever wrote it: sending may be repeated, and what came twice is dropped on
//! reading. Order is the order of the List it stands in.

use jiff::Timestamp;

use crate::error::Invalid;
use crate::id::{ChatMessageId, InvitationId, VisitId};
use crate::invitation::PersonRole;
use crate::person;
use crate::pii::Pii;
use crate::words::words;

/// The longest message, in characters. In any script it stays well below what Sync takes in one item.
pub const LONGEST_MESSAGE: usize = 500;

/// More messages than this from one person's page are not kept: a page that writes so much is not written by a person.
pub const MOST_FROM_GUEST: u32 = 200;

/// The clinic may write so many messages to one person within a minute.
pub(crate) const MOST_PER_MINUTE: u32 = 20;

/// The longest quick reply list.
const MOST_QUICK_REPLIES: usize = 12;

/// What a clinic that has not written its own begins with.
pub const QUICK_REPLIES: &[&str] = &[
    "I will be with you in a few minutes.",
    "Thank you for waiting. You keep your place.",
    "Yes, that is fine.",
    "Please keep this page open. The visit starts here.",
];

words! {
    /// Who wrote a message.
    pub enum Writer {
        /// The provider.
        Clinic = "clinic",
        /// The invited person.
        Guest = "guest",
    }
}

words! {
    /// How far a message came.
    pub enum ChatState {
        /// The clinic's, not in its List yet.
        Pending = "pending",
        /// The clinic's, in its List.
        Sent = "sent",
        /// It arrived: at the person's page, or here.
        Delivered = "delivered",
        /// It was on the other side's screen.
        Seen = "seen",
    }
}

/// A message that says something the other side's page has words for in its own language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Saying {
    /// The provider is late.
    Late {
        /// By about so many minutes.
        minutes: u32,
    },
    /// A delay that was told is taken back.
    OnTime,
}

impl Saying {
    pub(crate) fn to_text(self) -> String {
        match self {
            Saying::Late { minutes } => format!("late {minutes}"),
            Saying::OnTime => "onTime".into(),
        }
    }

    pub(crate) fn from_text(text: &str) -> Option<Self> {
        Some(match text {
            "onTime" => Saying::OnTime,
            late => Saying::Late { minutes: late.strip_prefix("late ")?.parse().ok()? },
        })
    }
}

/// One message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChatMessage {
    /// Its own id.
    pub id: ChatMessageId,
    /// Who wrote it.
    pub writer: Writer,
    /// What it says, in lines.
    pub text: Pii<String>,
    /// What it says, where the page has words of its own for it.
    pub saying: Option<Saying>,
    /// When it was written (the clinic's) or came (the person's), by our clock.
    pub at: Timestamp,
    /// How far it came.
    pub state: ChatState,
}

/// A message as it stood in a person's List: untrusted, and cleaned before it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReceivedMessage {
    /// Where it stands in the List.
    pub index: i64,
    /// What it says; none where the item is no message.
    pub message: Option<(ChatMessageId, String)>,
}

/// How far a page says that it came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ChatMarks {
    /// The last item of the clinic's List that arrived.
    pub received: Option<i64>,
    /// The last one that was on the screen.
    pub seen: Option<i64>,
    /// The last item that it wrote.
    pub wrote: Option<i64>,
}

/// One person's conversation, without its messages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conversation {
    /// Whose invitation.
    pub invitation: InvitationId,
    /// The visit.
    pub visit_id: VisitId,
    /// Who they are; empty where the clinic does not know.
    pub name: Pii<String>,
    /// What they are.
    pub role: PersonRole,
    /// What a third party is to the patient, in words.
    pub relationship: Pii<String>,
    /// Their language (BCP 47).
    pub language: String,
    /// The patient's place in line, while they wait.
    pub place: Option<u32>,
    /// How many of their messages nobody has looked at.
    pub unread: u32,
    /// The newest message.
    pub last: Option<ChatMessage>,
    /// Whether they can be written to.
    pub open: bool,
}

/// Messages of the clinic, as they are typed in.
pub(crate) fn written(text: &str) -> Result<String, Invalid> {
    let text = person::long("text", "A message", LONGEST_MESSAGE, text.trim())?;
    if text.is_empty() {
        return Err(Invalid::new("text", "Write a message first."));
    }
    Ok(text)
}

/// A message of a page, made safe to keep; none where nothing is left of it.
pub(crate) fn tamed(text: &str) -> Option<String> {
    let lines: Vec<String> =
        text.lines().map(|line| person::tame(line, LONGEST_MESSAGE).trim_end().to_owned()).collect();
    let text: String = lines.join("\n").trim().chars().take(LONGEST_MESSAGE).collect();
    Some(text).filter(|text| !text.is_empty())
}

/// The clinic's own quick replies, as they are typed in: empty lines are left out.
pub(crate) fn quick_replies(replies: &[String]) -> Result<Vec<String>, Invalid> {
    let replies: Vec<String> = replies
        .iter()
        .map(|reply| person::short("replies", "A quick reply", LONGEST_MESSAGE, reply))
        .filter(|reply| reply.as_ref().is_ok_and(|reply| !reply.is_empty()) || reply.is_err())
        .collect::<Result<_, _>>()?;
    if replies.len() > MOST_QUICK_REPLIES {
        return Err(Invalid::new("replies", format!("There may be {MOST_QUICK_REPLIES} quick replies.")));
    }
    Ok(replies)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_can_write_nothing_that_is_not_text() {
        assert_eq!(tamed("  \u{202e} \n\t\n "), None);
        assert_eq!(tamed("\u{202e}Hello\u{0} \r\n\n there\u{2066} ").as_deref(), Some("Hello\n\n there"));
        let long = "é\n".repeat(2000);
        assert!(tamed(&long).is_some_and(|text| text.chars().count() <= LONGEST_MESSAGE));
    }

    #[test]
    fn what_the_clinic_writes_is_refused_rather_than_altered() {
        assert_eq!(written(" Hello\nyou ").as_deref(), Ok("Hello\nyou"));
        assert!(written(" \n ").is_err());
        assert!(written(&"x".repeat(LONGEST_MESSAGE + 1)).is_err());
        assert!(written("a\u{202e}b").is_err());
    }

    #[test]
    fn quick_replies_are_lines_and_not_too_many() {
        let lines = |lines: &[&str]| quick_replies(&lines.iter().map(|&l| l.to_owned()).collect::<Vec<_>>());
        assert_eq!(lines(&[" One ", "", "Two"]), Ok(vec!["One".to_owned(), "Two".to_owned()]));
        assert!(lines(&["x"; 13]).is_err());
        assert!(lines(&["a\u{202e}"]).is_err());
    }

    #[test]
    fn a_saying_is_kept_as_a_text() {
        let late = Saying::Late { minutes: 10 };
        for saying in [late, Saying::OnTime] {
            assert_eq!(Saying::from_text(&saying.to_text()), Some(saying));
        }
        assert_eq!(Saying::from_text("later 10"), None);
    }
}
