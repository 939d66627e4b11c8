//! What happened to each text, and when.

use jiff::Timestamp;
use rusqlite::{Connection, params};

use super::{Migration, instant, millis};
use crate::text::{TextEvent, TextState};
use crate::text_message::TextEntry;

pub(crate) const MIGRATIONS: &[Migration] = &[Migration {
    version: 6,
    sql: "CREATE TABLE text_event (
        no INTEGER PRIMARY KEY,
        text_message_no INTEGER NOT NULL REFERENCES text_message (no),
        event TEXT NOT NULL,
        state TEXT NOT NULL,
        at INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX text_event_text_message ON text_event (text_message_no);",
}];

pub(crate) fn of(db: &Connection, text_no: i64) -> rusqlite::Result<Vec<TextEntry>> {
    db.prepare_cached("SELECT event, state, at FROM text_event WHERE text_message_no = ?1 ORDER BY no")?
        .query_map([text_no], |row| {
            Ok(TextEntry { event: row.get("event")?, state: row.get("state")?, at: instant(row, "at")? })
        })?
        .collect()
}

pub(crate) fn append(
    db: &Connection,
    text_no: i64,
    event: TextEvent,
    state: TextState,
    at: Timestamp,
) -> rusqlite::Result<()> {
    db.prepare_cached("INSERT INTO text_event (text_message_no, event, state, at) VALUES (?1, ?2, ?3, ?4)")?
        .execute(params![text_no, event, state, millis(at)])
        .map(drop)
}
