//! What the practice clinic sends and writes into files says so: it is never mistaken for real.
//!
//! Every text, e-mail draft and file of a clinic passes through here. Windows and pages show the mark themselves.

use clinic::TextBody;

use crate::error::CommandError;
use crate::host::World;
use crate::open_clinic::OpenClinic;
use crate::wire::directory::FileSaved;

/// Stands before everything. Its letters are in every alphabet that a text can be sent in.
const HEAD: &str = "PRACTICE: ";

/// Stands before a file's name.
const FILE_HEAD: &str = "PRACTICE-";

/// What a JSON document begins with behind its brace. Readers know the member, and read the document as any other.
const MEMBER: &str = "\n  \"practice\": true,";

/// How a world's words and files are marked: not at all, but for the practice clinic's.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Mark {
    practice: bool,
}

impl Mark {
    #[cfg(test)]
    pub(crate) const PRACTICE: Mark = Mark { practice: true };
    #[cfg(test)]
    pub(crate) const REAL: Mark = Mark { practice: false };

    pub(crate) fn of(world: &World) -> Mark {
        Mark { practice: world.practice }
    }

    /// Words as they leave the clinic.
    pub(crate) fn words(self, words: &str) -> String {
        if self.practice { format!("{HEAD}{words}") } else { words.to_owned() }
    }

    /// A text message as it is counted, shown and sent.
    pub(crate) fn text(self, body: &TextBody) -> TextBody {
        if self.practice { body.headed(HEAD) } else { body.clone() }
    }

    fn file_name(self, name: &str) -> String {
        if self.practice { format!("{FILE_HEAD}{name}") } else { name.to_owned() }
    }

    fn json(self, document: String) -> String {
        match unmarked(&document).trim_start().strip_prefix('{') {
            Some(rest) if self.practice => format!("{{{MEMBER}{rest}"),
            _ => document,
        }
    }
}

/// A JSON document without the mark, as any clinic keeps it that takes it in.
pub(crate) fn unmarked(document: &str) -> String {
    let trimmed = document.trim_start();
    match trimmed.strip_prefix('{').and_then(|rest| rest.strip_prefix(MEMBER)) {
        Some(rest) => format!("{{{rest}"),
        None => document.to_owned(),
    }
}

/// Has the person choose where a JSON file of the clinic's is kept.
///
/// # Errors
/// As [`Host::save_file`](crate::host::Host::save_file) says.
pub(crate) async fn save_json(
    open: &OpenClinic,
    name: &str,
    document: String,
) -> Result<FileSaved, CommandError> {
    let mark = Mark::of(&open.world);
    let path = open.host.save_file(&mark.file_name(name), mark.json(document).into_bytes()).await?;
    Ok(FileSaved { path: path.map(|path| path.display().to_string()) })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
    use super::*;

    const PRACTICE: Mark = Mark::PRACTICE;
    const REAL: Mark = Mark::REAL;

    #[test]
    fn a_document_is_marked_once_and_loses_the_mark_where_it_is_taken_in() {
        let document = "{\n  \"format\": \"anteroom-directory\",\n  \"lines\": []\n}\n";
        let marked = PRACTICE.json(document.to_owned());
        let value: serde_json::Value = serde_json::from_str(&marked).unwrap();
        assert_eq!((&value["practice"], &value["format"]), (&true.into(), &"anteroom-directory".into()));
        assert_eq!(PRACTICE.json(marked.clone()), marked);
        assert_eq!(unmarked(&marked), document);
        assert_eq!(REAL.json(document.to_owned()), document);
        assert_eq!(
            PRACTICE.json("[1]".into()),
            "[1]",
            "what is no object has no place for it; its name says it"
        );
    }

    #[test]
    fn only_the_practice_clinics_words_and_names_are_marked() {
        assert_eq!(PRACTICE.words("Your visit"), "PRACTICE: Your visit");
        assert_eq!(PRACTICE.file_name("directory.json"), "PRACTICE-directory.json");
        assert_eq!(
            (REAL.words("Your visit"), REAL.file_name("a.json")),
            ("Your visit".into(), "a.json".into())
        );
        assert!(HEAD.chars().all(|c| c.is_ascii_uppercase() || ": ".contains(c)));
    }
}
