//! Who was in a visit's call, and when.

use jiff::Timestamp;
use rusqlite::{Connection, params};

use super::{Migration, instant, maybe_instant, millis};
use crate::practice::Participant;

pub(crate) const MIGRATIONS: &[Migration] = &[Migration {
    version: 1,
    sql: "CREATE TABLE participant (
        no INTEGER PRIMARY KEY,
        visit_no INTEGER NOT NULL REFERENCES visit (no),
        identity TEXT NOT NULL,
        joined_at INTEGER NOT NULL,
        left_at INTEGER
    ) STRICT;
    CREATE INDEX participant_visit ON participant (visit_no);
    CREATE UNIQUE INDEX participant_present ON participant (visit_no, identity) WHERE left_at IS NULL;",
}];

pub(crate) fn of_visit(db: &Connection, visit_no: i64) -> rusqlite::Result<Vec<Participant>> {
    db.prepare_cached("SELECT identity, joined_at, left_at FROM participant WHERE visit_no = ?1 ORDER BY no")?
        .query_map([visit_no], |row| {
            Ok(Participant {
                identity: row.get("identity")?,
                joined_at: instant(row, "joined_at")?,
                left_at: maybe_instant(row, "left_at")?,
            })
        })?
        .collect()
}

pub(crate) fn is_present(db: &Connection, visit_no: i64, identity: &str) -> rusqlite::Result<bool> {
    db.prepare_cached("SELECT 1 FROM participant WHERE visit_no = ?1 AND identity = ?2 AND left_at IS NULL")?
        .exists(params![visit_no, identity])
}

/// Whether somebody was in the visit's room at any time.
pub(crate) fn was_in(db: &Connection, visit_no: i64, identity: &str) -> rusqlite::Result<bool> {
    db.prepare_cached("SELECT 1 FROM participant WHERE visit_no = ?1 AND identity = ?2")?
        .exists(params![visit_no, identity])
}

pub(crate) fn join(db: &Connection, visit_no: i64, identity: &str, at: Timestamp) -> rusqlite::Result<()> {
    db.prepare_cached("INSERT INTO participant (visit_no, identity, joined_at) VALUES (?1, ?2, ?3)")?
        .execute(params![visit_no, identity, millis(at)])
        .map(drop)
}

/// Marks one identity as gone, or with `None` all of them.
pub(crate) fn leave(
    db: &Connection,
    visit_no: i64,
    identity: Option<&str>,
    at: Timestamp,
) -> rusqlite::Result<()> {
    db.prepare_cached(
        "UPDATE participant SET left_at = ?3
         WHERE visit_no = ?1 AND (?2 IS NULL OR identity = ?2) AND left_at IS NULL",
    )?
    .execute(params![visit_no, identity, millis(at)])
    .map(drop)
}
