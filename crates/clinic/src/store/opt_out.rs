//! The numbers whose people answered STOP, and those who answered START after it.

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, params};

use super::{Migration, maybe_instant, maybe_millis};

pub(crate) const MIGRATIONS: &[Migration] = &[Migration {
    version: 6,
    sql: "CREATE TABLE opt_out (number TEXT PRIMARY KEY, stopped_at INTEGER, started_at INTEGER) STRICT, WITHOUT ROWID;",
}];

/// What is known of a number: when it last said STOP and when it last said START.
pub(crate) fn get(db: &Connection, number: &str) -> rusqlite::Result<(Option<Timestamp>, Option<Timestamp>)> {
    Ok(db
        .prepare_cached("SELECT stopped_at, started_at FROM opt_out WHERE number = ?1")?
        .query_row([number], |row| Ok((maybe_instant(row, "stopped_at")?, maybe_instant(row, "started_at")?)))
        .optional()?
        .unwrap_or_default())
}

/// Since when nobody may text a number; none where one may.
pub(crate) fn since(db: &Connection, number: &str) -> rusqlite::Result<Option<Timestamp>> {
    let (stopped, started) = get(db, number)?;
    Ok(stopped.filter(|stopped| started.is_none_or(|started| started < *stopped)))
}

/// Takes in what was heard. The latest of each counts, in whatever order they come.
pub(crate) fn heard(
    db: &Connection,
    number: &str,
    stopped: Option<Timestamp>,
    started: Option<Timestamp>,
) -> rusqlite::Result<()> {
    let known = get(db, number)?;
    db.prepare_cached(
        "INSERT INTO opt_out VALUES (?1, ?2, ?3) ON CONFLICT (number)
         DO UPDATE SET stopped_at = excluded.stopped_at, started_at = excluded.started_at",
    )?
    .execute(params![number, maybe_millis(stopped.max(known.0)), maybe_millis(started.max(known.1))])
    .map(drop)
}
