//! The directory as a file: JSON with a version, without access codes, so that one clinic's work on a phone tree helps another.

use serde::{Deserialize, Serialize};

use crate::directory::{Hours, Line, LineFields, Offer};
use crate::error::Invalid;
use crate::recipe::Recipe;

/// What a file says that it is.
const FORMAT: &str = "anteroom-directory";

/// The newest version that this program writes and reads.
const VERSION: u32 = 1;

/// The largest file that is read.
const LARGEST: usize = 1024 * 1024;

/// The lines a file may have.
const MOST_LINES: usize = 1000;

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct File {
    /// The practice clinic wrote it. It is read as any other.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    practice: bool,
    format: String,
    version: u32,
    lines: Vec<FileLine>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct FileLine {
    name: String,
    offers: String,
    #[serde(default)]
    languages: Vec<String>,
    number: String,
    hours: Hours,
    #[serde(default)]
    notes: String,
    #[serde(default)]
    recipes: Vec<Recipe>,
}

/// What reading a file came to, before it is checked line by line.
#[derive(Deserialize)]
struct Head {
    format: Option<String>,
    version: Option<u32>,
}

pub(crate) fn write(lines: &[Line]) -> String {
    let lines = lines.iter().map(|line| FileLine {
        name: line.name.clone(),
        offers: line.offers.word().to_owned(),
        languages: line.languages.clone(),
        number: line.number.reveal().clone(),
        hours: line.hours.clone(),
        notes: line.notes.clone(),
        recipes: line.recipes.clone(),
    });
    let file = File { practice: false, format: FORMAT.into(), version: VERSION, lines: lines.collect() };
    let mut text = serde_json::to_string_pretty(&file).expect("a directory has string keys");
    text.push('\n');
    text
}

pub(crate) fn read(text: &str) -> Result<Vec<LineFields>, Invalid> {
    let bad = |message: String| Invalid::new("file", message);
    if text.len() > LARGEST {
        return Err(bad("The file is larger than a directory is (1 MB).".into()));
    }
    let head: Head = serde_json::from_str(text).map_err(|error| {
        bad(format!("The file is not a directory: it is no JSON (line {}).", error.line()))
    })?;
    if head.format.as_deref() != Some(FORMAT) {
        return Err(bad("The file is not a directory that Anteroom has written.".into()));
    }
    if head.version.is_some_and(|version| version > VERSION) {
        return Err(bad("The file was written by a newer Anteroom. Install the newer version.".into()));
    }
    // The library's words quote the content, which may be somebody's number: where it is wrong is enough.
    let file: File = serde_json::from_str(text).map_err(|error| {
        bad(format!("The file is damaged at line {}, column {}.", error.line(), error.column()))
    })?;
    if file.lines.len() > MOST_LINES {
        return Err(bad(format!("A directory may have {MOST_LINES} lines.")));
    }
    file.lines
        .into_iter()
        .zip(1..)
        .map(|(line, n)| {
            let offers = Offer::from_word(&line.offers).ok_or_else(|| {
                bad(format!("Entry {n}: a line offers an interpreter, a specialist or other."))
            })?;
            Ok(LineFields {
                name: line.name,
                offers,
                languages: line.languages,
                number: line.number.into(),
                hours: line.hours,
                notes: line.notes,
                recipes: line.recipes,
            })
        })
        .collect()
}
