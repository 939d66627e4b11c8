//! What patients answered before their visit, the newest answer to each question.

use rusqlite::{Connection, OptionalExtension, params};

use super::{Migration, instant, millis};
use crate::intake::IntakeAnswer;
use crate::pii::Pii;

pub(crate) const MIGRATIONS: &[Migration] = &[Migration {
    version: 10,
    sql: "CREATE TABLE intake_answer (
        invitation_no INTEGER NOT NULL REFERENCES invitation (no),
        question TEXT NOT NULL,
        place INTEGER NOT NULL,
        ask TEXT NOT NULL,
        answer TEXT NOT NULL,
        at INTEGER NOT NULL,
        PRIMARY KEY (invitation_no, question)
    ) STRICT, WITHOUT ROWID;",
}];

pub(crate) fn of_invitation(db: &Connection, invitation_no: i64) -> rusqlite::Result<Vec<IntakeAnswer>> {
    db.prepare_cached("SELECT * FROM intake_answer WHERE invitation_no = ?1 ORDER BY place, question")?
        .query_map([invitation_no], |row| {
            Ok(IntakeAnswer {
                question: row.get("question")?,
                ask: row.get("ask")?,
                answer: Pii::new(row.get("answer")?),
                at: instant(row, "at")?,
            })
        })?
        .collect()
}

/// Keeps an answer; says whether it is another one than before.
pub(crate) fn set(
    db: &Connection,
    invitation_no: i64,
    place: usize,
    answer: &IntakeAnswer,
) -> rusqlite::Result<bool> {
    let known: Option<(String, String)> = db
        .prepare_cached("SELECT ask, answer FROM intake_answer WHERE invitation_no = ?1 AND question = ?2")?
        .query_row(params![invitation_no, answer.question], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    if known.is_some_and(|(ask, text)| ask == answer.ask && text == *answer.answer.reveal()) {
        return Ok(false);
    }
    db.prepare_cached("INSERT OR REPLACE INTO intake_answer VALUES (?1, ?2, ?3, ?4, ?5, ?6)")?.execute(
        params![
            invitation_no,
            answer.question,
            i64::try_from(place).unwrap_or(i64::MAX),
            answer.ask,
            answer.answer.reveal(),
            millis(answer.at),
        ],
    )?;
    Ok(true)
}
