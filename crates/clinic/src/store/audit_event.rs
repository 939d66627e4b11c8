//! The audit: append-only by trigger, chained by hash.

use rusqlite::{Connection, OptionalExtension, Row, params};

use super::{Migration, instant, millis};
use crate::audit::{self, AuditCheck, AuditEvent};
use crate::id::VisitId;

pub(crate) const MIGRATIONS: &[Migration] = &[Migration {
    version: 1,
    sql: "CREATE TABLE audit_event (
        number INTEGER PRIMARY KEY AUTOINCREMENT,
        at INTEGER NOT NULL,
        actor TEXT NOT NULL,
        event TEXT NOT NULL,
        visit_id TEXT,
        detail TEXT NOT NULL,
        hash BLOB NOT NULL
    ) STRICT;
    CREATE INDEX audit_event_visit ON audit_event (visit_id) WHERE visit_id IS NOT NULL;
    CREATE TRIGGER audit_event_stays BEFORE UPDATE ON audit_event
        BEGIN SELECT RAISE(ABORT, 'the audit is append-only'); END;
    CREATE TRIGGER audit_event_is_kept BEFORE DELETE ON audit_event
        BEGIN SELECT RAISE(ABORT, 'the audit is append-only'); END;",
}];

fn row(row: &Row<'_>) -> rusqlite::Result<AuditEvent> {
    Ok(AuditEvent {
        number: row.get("number")?,
        at: instant(row, "at")?,
        actor: row.get("actor")?,
        event: row.get("event")?,
        visit_id: row.get("visit_id")?,
        detail: row.get("detail")?,
    })
}

/// Appends a line; its number is given here.
pub(crate) fn append(db: &Connection, mut line: AuditEvent) -> rusqlite::Result<()> {
    let last: Option<(i64, [u8; 32])> = db
        .prepare_cached("SELECT number, hash FROM audit_event ORDER BY number DESC LIMIT 1")?
        .query_row([], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let (number, previous) = last.unwrap_or((0, [0; 32]));
    line.number = number + 1;
    let hash = audit::hash(&previous, &line);
    db.prepare_cached("INSERT INTO audit_event VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)")?
        .execute(params![
            line.number,
            millis(line.at),
            line.actor,
            line.event,
            line.visit_id,
            line.detail,
            hash
        ])
        .map(drop)
}

pub(crate) fn of_visit(db: &Connection, visit: VisitId) -> rusqlite::Result<Vec<AuditEvent>> {
    db.prepare_cached("SELECT * FROM audit_event WHERE visit_id = ?1 ORDER BY number")?
        .query_map([visit], row)?
        .collect()
}

/// Goes through the whole chain.
pub(crate) fn verify(db: &Connection) -> rusqlite::Result<AuditCheck> {
    let mut statement = db.prepare("SELECT * FROM audit_event ORDER BY number")?;
    let mut rows = statement.query([])?;
    let mut previous = [0; 32];
    let mut check = AuditCheck { lines: 0, broken_at: None };
    while let Some(next) = rows.next()? {
        check.lines += 1;
        let expected = i64::try_from(check.lines).unwrap_or(i64::MAX);
        let number: i64 = next.get("number")?;
        let stored: [u8; 32] = next.get("hash")?;
        // A line that cannot even be read back is a broken one.
        let fits = number == expected && row(next).is_ok_and(|line| audit::hash(&previous, &line) == stored);
        if !fits && check.broken_at.is_none() {
            check.broken_at = Some(expected);
        }
        previous = stored;
    }
    // SQLite remembers the largest number ever given, so lines cut off the end show too.
    let given: Option<i64> = db
        .query_row("SELECT seq FROM sqlite_sequence WHERE name = 'audit_event'", [], |row| row.get(0))
        .optional()?;
    let lines = i64::try_from(check.lines).unwrap_or(i64::MAX);
    if given.unwrap_or(0) != lines && check.broken_at.is_none() {
        check.broken_at = Some(lines + 1);
    }
    Ok(check)
}
