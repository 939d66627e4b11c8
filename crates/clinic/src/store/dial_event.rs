//! What happened to each call to a third party, and when.

use jiff::Timestamp;
use rusqlite::{Connection, params};

use super::{Migration, instant, millis};
use crate::dial::{DialEvent, DialState};
use crate::phone_party::DialEntry;

pub(crate) const MIGRATIONS: &[Migration] = &[Migration {
    version: 3,
    sql: "CREATE TABLE dial_event (
        no INTEGER PRIMARY KEY,
        phone_party_no INTEGER NOT NULL REFERENCES phone_party (no),
        event TEXT NOT NULL,
        state TEXT NOT NULL,
        step INTEGER,
        at INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX dial_event_phone_party ON dial_event (phone_party_no);",
}];

pub(crate) fn of(db: &Connection, phone_party_no: i64) -> rusqlite::Result<Vec<DialEntry>> {
    db.prepare_cached("SELECT event, state, step, at FROM dial_event WHERE phone_party_no = ?1 ORDER BY no")?
        .query_map([phone_party_no], |row| {
            Ok(DialEntry {
                event: row.get("event")?,
                state: row.get("state")?,
                step: row.get("step")?,
                at: instant(row, "at")?,
            })
        })?
        .collect()
}

pub(crate) fn append(
    db: &Connection,
    phone_party_no: i64,
    event: DialEvent,
    state: DialState,
    step: Option<u32>,
    at: Timestamp,
) -> rusqlite::Result<()> {
    db.prepare_cached(
        "INSERT INTO dial_event (phone_party_no, event, state, step, at) VALUES (?1, ?2, ?3, ?4, ?5)",
    )?
    .execute(params![phone_party_no, event, state, step, millis(at)])
    .map(drop)
}
