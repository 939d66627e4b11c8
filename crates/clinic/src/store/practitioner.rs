//! The practitioner at this console.

use rusqlite::{Connection, OptionalExtension, Row, params};

use super::Migration;
use crate::id::PractitionerId;

pub(crate) const MIGRATIONS: &[Migration] = &[Migration {
    version: 1,
    sql: "CREATE TABLE practitioner (
        no INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        name TEXT NOT NULL,
        state TEXT NOT NULL
    ) STRICT;",
}];

pub(crate) struct PractitionerRow {
    pub no: i64,
    pub id: PractitionerId,
    pub name: String,
    /// The state the provider chose, as text.
    pub state: String,
}

fn row(row: &Row<'_>) -> rusqlite::Result<PractitionerRow> {
    Ok(PractitionerRow {
        no: row.get("no")?,
        id: row.get("id")?,
        name: row.get("name")?,
        state: row.get("state")?,
    })
}

/// The one practitioner of this console.
pub(crate) fn get(db: &Connection) -> rusqlite::Result<Option<PractitionerRow>> {
    db.prepare_cached("SELECT * FROM practitioner ORDER BY no LIMIT 1")?.query_row([], row).optional()
}

pub(crate) fn insert(db: &Connection, id: PractitionerId, name: &str, state: &str) -> rusqlite::Result<()> {
    db.execute("INSERT INTO practitioner (id, name, state) VALUES (?1, ?2, ?3)", params![id, name, state])
        .map(drop)
}

pub(crate) fn update(db: &Connection, practitioner: &PractitionerRow) -> rusqlite::Result<()> {
    db.prepare_cached("UPDATE practitioner SET name = ?2, state = ?3 WHERE no = ?1")?
        .execute(params![practitioner.no, practitioner.name, practitioner.state])
        .map(drop)
}
