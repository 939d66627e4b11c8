//! The directory as windows draw it: lines, hours, phone trees, what they come to as TwiML.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::phone::{LineOffer, PhoneWay};

/// The whole directory.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Directory {
    /// Every line, in the clinic's order.
    pub lines: Vec<DirectoryLine>,
    /// This moment (RFC 3339), by the core's clock.
    pub now: String,
}

/// A line of the directory.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct DirectoryLine {
    /// Opaque id.
    pub id: String,
    /// What the clinic calls it.
    pub name: String,
    /// What it offers.
    pub offers: LineOffer,
    /// The languages it speaks (BCP 47).
    pub languages: Vec<String>,
    /// E.164.
    pub number: String,
    /// The same as people read it.
    pub number_shown: String,
    /// When it is open.
    pub hours: OpeningHours,
    /// Whether it is open now.
    pub opening: LineOpening,
    /// For people.
    pub notes: String,
    /// Its phone trees, by language.
    pub recipes: Vec<PhoneRecipe>,
    /// Whether an access code is in the keychain.
    pub has_access_code: bool,
    /// Whether one of its phone trees presses an access code.
    pub needs_access_code: bool,
}

/// When a line is open.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct OpeningHours {
    /// IANA zone.
    pub zone: String,
    /// The spans of the week; none at all means day and night.
    pub spans: Vec<OpeningSpan>,
}

/// A span of the week.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct OpeningSpan {
    /// The days it begins on: 1 Monday to 7 Sunday.
    pub days: Vec<u8>,
    /// Local time, `HH:MM`.
    pub from: String,
    /// Local time, `HH:MM`; not later than `from` means the next day's.
    pub to: String,
}

/// Whether a line is open.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum LineOpening {
    /// Day and night.
    Always,
    /// Open now.
    Open {
        /// When it closes (RFC 3339).
        until: String,
    },
    /// Closed now.
    Closed {
        /// When it opens (RFC 3339), if within the week.
        #[ts(optional = nullable)]
        opens: Option<String>,
    },
}

/// A phone tree, for one language or for all others.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PhoneRecipe {
    /// The language it leads to (BCP 47); absent for all others.
    #[serde(default)]
    #[ts(optional = nullable)]
    pub language: Option<String>,
    /// The steps, in order; the last one hands over.
    pub steps: Vec<RecipeStep>,
}

/// One step of a phone tree.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum RecipeStep {
    /// Silence, while the other side talks.
    Wait {
        /// 1 to 300.
        seconds: u32,
        /// What for; may be empty.
        note: String,
    },
    /// Keys are pressed.
    Press {
        /// `0`–`9`, `A`–`D`, `*`, `#`, and `w` for half a second of waiting; 1 to 32.
        keys: String,
        /// Half seconds waited before, 0 to 40.
        wait_before: u32,
        /// What for; may be empty.
        note: String,
    },
    /// The line's access code is pressed. The code itself is in the keychain.
    PressCode {
        /// Half seconds waited before, 0 to 40.
        wait_before: u32,
        /// The key that ends the code: `#`, `*` or nothing.
        end: String,
        /// What for; may be empty.
        note: String,
    },
    /// Something is said.
    Say {
        /// 1 to 300 characters. Never about a patient.
        text: String,
        /// In which language (BCP 47); empty for English.
        language: String,
    },
    /// The line waits for a person and comes into the visit. Always the last step.
    HandOver {
        /// How long the line stays outside first, in seconds, 0 to 600.
        seconds: u32,
        /// The line comes into the room for the provider alone, until it is brought in.
        quiet: bool,
        /// What for; may be empty.
        note: String,
    },
}

/// A line, as it is typed in.
#[derive(Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SaveLine {
    /// Which; absent for a new one.
    #[serde(default)]
    #[ts(optional)]
    pub id: Option<String>,
    /// 1 to 200 characters.
    pub name: String,
    /// What it offers.
    pub offers: LineOffer,
    /// BCP 47.
    pub languages: Vec<String>,
    /// With its country code, or as it is dialled at home.
    pub number: String,
    /// When it is open.
    pub hours: OpeningHours,
    /// May be empty.
    pub notes: String,
    /// At most one for each language, and one for all others.
    pub recipes: Vec<PhoneRecipe>,
    /// Its access code: absent leaves the kept one, empty removes it. It goes to the keychain and is never sent back to a window.
    #[serde(default)]
    #[ts(optional)]
    pub access_code: Option<String>,
}

/// The line that was saved.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SavedLine {
    /// Which.
    pub line_id: String,
}

/// One line.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct LineRef {
    /// Which.
    pub line_id: String,
}

/// The clinic's order.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct LineOrder {
    /// The lines, the first first; those that are not named follow.
    pub line_ids: Vec<String>,
}

/// What became of a file that was to be kept.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct FileSaved {
    /// Where it is now; absent where the person thought better of it.
    #[ts(optional = nullable)]
    pub path: Option<String>,
}

/// A directory's file to take in.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ImportDirectory {
    /// Its content.
    pub text: String,
}

/// What taking a file in came to.
#[derive(Debug, Clone, Copy, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct DirectoryImported {
    /// Lines that were not there.
    pub added: u32,
    /// Lines whose number was there, now as in the file.
    pub updated: u32,
    /// How many of them press an access code that is still to be entered.
    pub without_code: u32,
}

/// A phone tree to look at before it is saved.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PreviewRecipe {
    /// The phone tree.
    pub recipe: PhoneRecipe,
    /// The line it is for, whose access code it presses; absent where there is none yet.
    #[serde(default)]
    #[ts(optional)]
    pub line_id: Option<String>,
}

/// Something to change in a phone tree before it can be saved.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RecipeMistake {
    /// The step, from 1; absent where it is about all of them.
    #[ts(optional = nullable)]
    pub step: Option<u32>,
    /// What to change, one plain sentence.
    pub message: String,
}

/// What a phone tree comes to.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RecipePreview {
    /// What is to be changed; empty where it can be saved.
    pub mistakes: Vec<RecipeMistake>,
    /// What Twilio will be told, a verb a line; empty where there are mistakes. The access code is dots; the room and the identity
    /// stand for those of a visit.
    pub twiml: Vec<TwimlLine>,
    /// How long each step takes, in milliseconds.
    pub step_millis: Vec<u32>,
    /// How long all of it takes until the line is handed over, in milliseconds.
    pub total_millis: u32,
}

/// A line of the TwiML that is shown.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct TwimlLine {
    /// The text, indented.
    pub text: String,
    /// The step it comes from, from 1; absent for the frame around them.
    #[ts(optional = nullable)]
    pub step: Option<u32>,
}

/// A number to look at.
#[derive(Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CheckNumber {
    /// As it was typed.
    pub number: String,
}

/// A number that may be called. One that may not is refused in words.
#[derive(Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct NumberInfo {
    /// As it is dialled, E.164.
    pub number: String,
    /// As people read it.
    pub shown: String,
    /// Its country (ISO 3166, two letters).
    pub country: String,
}

/// Whom the clinic may call, and how.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PhoneRules {
    /// The countries that may be called (ISO 3166, two letters).
    pub countries: Vec<String>,
    /// What happens when a line is busy or nobody answers.
    pub next_line: NextLine,
    /// The account's number to call from; empty for the first that can.
    pub caller: String,
}

/// What happens when a line is busy or nobody answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum NextLine {
    /// The provider is asked.
    Ask,
    /// The next line in order is dialled by itself.
    ByItself,
}

/// A line that can help in a call.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct LineChoice {
    /// Opaque id.
    pub line_id: String,
    /// What the clinic calls it.
    pub name: String,
    /// Its number as people read it.
    pub number_shown: String,
    /// The languages it speaks (BCP 47).
    pub languages: Vec<String>,
    /// Whether it is open now.
    pub opening: LineOpening,
    /// The likeliest way to call it: `recipe` where its phone tree is known or it has none, `guided` otherwise.
    pub way: PhoneWay,
    /// Whether it has a phone tree for this language.
    pub has_recipe: bool,
    /// How long that takes until the line is handed over, in milliseconds.
    #[ts(optional = nullable)]
    pub recipe_millis: Option<u32>,
    /// Its phone tree presses an access code that is not in the keychain: it can be guided only.
    pub lacks_access_code: bool,
}
