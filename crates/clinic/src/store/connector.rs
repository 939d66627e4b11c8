//! Connectors, each with its document as it was written.

use std::collections::BTreeSet;

use rusqlite::{Connection, OptionalExtension, Row, params};

use super::line::{from_text, to_text};
use super::{Migration, bad_value};
use crate::connector::{Connector, SavedConnector};
use crate::id::ConnectorId;

pub(crate) const MIGRATIONS: &[Migration] = &[Migration {
    version: 7,
    sql: "CREATE TABLE connector (
        no INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        place INTEGER NOT NULL,
        document TEXT NOT NULL,
        kept TEXT NOT NULL
    ) STRICT;",
}];

#[derive(Debug, Clone)]
pub(crate) struct ConnectorRow {
    pub no: i64,
    pub saved: SavedConnector,
}

/// A document that was checked when it was written.
pub(crate) fn read(document: &str) -> rusqlite::Result<Connector> {
    Connector::read(document).map_err(|faults| {
        let first = faults.into_iter().next();
        bad_value(first.map_or_else(String::new, |fault| fault.pointer + ": " + &fault.message).into())
    })
}

fn row(row: &Row<'_>) -> rusqlite::Result<ConnectorRow> {
    let document: String = row.get("document")?;
    Ok(ConnectorRow {
        no: row.get("no")?,
        saved: SavedConnector {
            id: row.get("id")?,
            connector: read(&document)?,
            document,
            kept: from_text(&row.get::<_, String>("kept")?)?,
        },
    })
}

pub(crate) fn all(db: &Connection) -> rusqlite::Result<Vec<ConnectorRow>> {
    db.prepare_cached("SELECT * FROM connector ORDER BY place, no")?.query_map([], row)?.collect()
}

pub(crate) fn get(db: &Connection, id: ConnectorId) -> rusqlite::Result<Option<ConnectorRow>> {
    db.prepare_cached("SELECT * FROM connector WHERE id = ?1")?.query_row([id], row).optional()
}

/// Adds one at the end.
pub(crate) fn insert(db: &Connection, id: ConnectorId, document: &str) -> rusqlite::Result<i64> {
    db.prepare_cached(
        "INSERT INTO connector (id, place, document, kept)
         VALUES (?1, (SELECT coalesce(max(place), 0) + 1 FROM connector), ?2, '[]')",
    )?
    .insert(params![id, document])
}

pub(crate) fn update(
    db: &Connection,
    no: i64,
    document: &str,
    kept: &BTreeSet<String>,
) -> rusqlite::Result<()> {
    db.prepare_cached("UPDATE connector SET document = ?2, kept = ?3 WHERE no = ?1")?
        .execute(params![no, document, to_text(kept)?])
        .map(drop)
}

pub(crate) fn remove(db: &Connection, no: i64) -> rusqlite::Result<()> {
    db.prepare_cached("DELETE FROM connector WHERE no = ?1")?.execute([no]).map(drop)
}
