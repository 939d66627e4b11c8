//! A cast: who takes part in practice visits, and what each of them does. Data, so that anybody can write their own;
//! docs/cast.md describes it. Times are in seconds.

mod read;
#[cfg(test)]
mod tests;

use std::fmt;

pub use super::loops::{Look, Tongue};

/// The cast of the practice clinic's made-up day.
pub(crate) const PRACTICE: &str = include_str!("../../data/practice-cast.json");

/// Everybody who takes part.
#[derive(Clone, Debug, PartialEq)]
pub struct Script {
    /// In the order in which they are shown.
    pub members: Vec<MemberScript>,
}

/// One person.
#[derive(Clone, Debug, PartialEq)]
pub struct MemberScript {
    /// By what orders call them: small letters, digits and hyphens.
    pub id: String,
    /// What they are called. Fiction.
    pub name: String,
    /// The number that their link is texted to, in E.164.
    pub phone: String,
    /// The language of their page (BCP 47).
    pub language: String,
    /// Which of the drawn people they are.
    pub look: Look,
    /// The language that they are heard in.
    pub voice: Tongue,
    /// The browser, as their page would name it.
    pub browser: String,
    /// When they open their link.
    pub opens: Opens,
    /// What their checks come to.
    pub checks: Checks,
    /// What they answer of the clinic's questions.
    pub answers: Vec<Answer>,
    /// What they write.
    pub chat: Chat,
    /// What they do in the call.
    pub call: Call,
    /// What they answer after the visit; nothing if absent.
    pub survey: Option<Survey>,
    /// Who comes on a link of their own, beside somebody else of the cast.
    pub relative: Option<Relative>,
}

/// When somebody opens their link.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Opens {
    /// So long after its text arrived.
    AfterText(f64),
    /// So long before the planned start, or as soon as they have the link.
    BeforeStart(f64),
    /// So long after the planned start.
    AfterStart(f64),
    /// Not at all, unless the director has them come.
    Never,
}

/// What the checks before the waiting room come to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Checks {
    /// From opening the link until they wait.
    pub seconds: f64,
    /// The camera's verdict.
    pub camera: Verdict,
    /// The microphone's verdict.
    pub microphone: Verdict,
    /// The speaker's verdict.
    pub speaker: Verdict,
    /// The network's verdict. Who has a poor one is slow in the call too.
    pub network: NetworkVerdict,
}

/// An answer to one of the clinic's questions.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    /// The question's id, or words that stand in it.
    pub question: String,
    /// As the page writes it: words, an option's place, `yes` or `no`, a day, a number.
    pub answer: String,
}

/// What somebody writes.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Chat {
    /// Unasked, in the waiting room.
    pub says: Vec<Says>,
    /// Asked: the first that fits.
    pub replies: Vec<Reply>,
    /// Where none fits; nothing if absent.
    pub otherwise: Option<String>,
}

/// Something that is said unasked.
#[derive(Clone, Debug, PartialEq)]
pub struct Says {
    /// How long after they began to wait.
    pub after: f64,
    /// The words.
    pub text: String,
}

/// An answer to what the clinic writes.
#[derive(Clone, Debug, PartialEq)]
pub struct Reply {
    /// Words of which one must stand in the message.
    pub to: Vec<String>,
    /// The answer.
    pub text: String,
    /// How long it takes to write.
    pub after: f64,
}

/// What somebody does in the call.
#[derive(Clone, Debug, PartialEq)]
pub struct Call {
    /// How long they talk at a time; 0 is never.
    pub talks: f64,
    /// How long they listen between.
    pub listens: f64,
    /// What else they do, by the time since they came in.
    pub steps: Vec<Step>,
}

/// Something that is done in the call.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// How long after they came in.
    pub at: f64,
    /// What is done.
    pub does: Does,
    /// What is written then.
    pub say: Option<String>,
}

/// What can be done in the call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Does {
    /// Turns the microphone off.
    Mute,
    /// Turns it on again.
    Unmute,
    /// Turns the picture off.
    CameraOff,
    /// Turns it on again.
    CameraOn,
    /// Only writes.
    Say,
    /// Says goodbye, if there are words for it, and leaves.
    Leave,
}

/// Who comes beside somebody else.
#[derive(Clone, Debug, PartialEq)]
pub struct Relative {
    /// The id of whose visit it is.
    pub of: String,
    /// What they are to them.
    pub relationship: String,
    /// With which words the clinic is asked to invite them, when the director brings them in and they have no link.
    pub asks: String,
}

macro_rules! words {
    ($(#[$about:meta])* $name:ident { $($(#[$what:meta])* $one:ident = $word:literal,)+ }) => {
        $(#[$about])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum $name { $($(#[$what])* $one,)+ }

        impl $name {
            const ALL: &[(Self, &str)] = &[$((Self::$one, $word),)+];

            /// As it stands in scripts and in reports.
            #[must_use]
            pub fn word(self) -> &'static str {
                match self { $(Self::$one => $word,)+ }
            }
        }
    };
}

words! {
    /// What a check of a device came to, in the page's words.
    Verdict {
        /// It works.
        Works = "works",
        /// The person or the browser refused it.
        Refused = "refused",
        /// Another program holds it.
        Busy = "busy",
        /// There is none.
        Missing = "missing",
        /// It is there and gives nothing: a dark picture, a silent microphone.
        Faulty = "faulty",
        /// The person goes without.
        Without = "without",
    }
}

words! {
    /// What the check of the network came to.
    NetworkVerdict {
        /// Good for sound and picture.
        Good = "good",
        /// The picture may pause.
        Usable = "usable",
        /// Sound at best.
        Poor = "poor",
    }
}

words! {
    /// Whether they could hear and see well.
    Survey {
        /// All of it.
        All = "all",
        /// Most of it.
        Most = "most",
        /// It was hard to follow.
        Hard = "hard",
    }
}

impl Verdict {
    /// Whether the device is in the call at all.
    #[must_use]
    pub fn is_used(self) -> bool {
        matches!(self, Self::Works | Self::Faulty)
    }
}

/// Something in a script that is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Where: a JSON pointer (RFC 6901), empty for the whole.
    pub at: String,
    /// What is wrong and what would be right, in a sentence.
    pub words: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.at.is_empty() { f.write_str(&self.words) } else { write!(f, "{}: {}", self.at, self.words) }
    }
}

impl Script {
    /// Reads a script.
    ///
    /// # Errors
    /// Everything that is wrong with it, each thing with its place.
    pub fn read(text: &str) -> Result<Self, Vec<Fault>> {
        read::read(text)
    }

    /// The cast of the practice clinic's made-up day.
    ///
    /// # Panics
    /// Never: a test reads it.
    #[must_use]
    pub fn practice() -> Self {
        match Self::read(PRACTICE) {
            Ok(script) => script,
            Err(faults) => unreachable!("the built-in cast is read by a test: {faults:?}"),
        }
    }
}
