//! The directory's lines. What is nested (hours, phone trees) is kept as text in the form that the directory's file has.

use rusqlite::types::Type;
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::Migration;
use crate::directory::{CheckedLine, Hours, Line};
use crate::id::LineId;
use crate::recipe::Recipe;

pub(crate) const MIGRATIONS: &[Migration] = &[Migration {
    version: 3,
    sql: "CREATE TABLE line (
        no INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        place INTEGER NOT NULL,
        name TEXT NOT NULL,
        offers TEXT NOT NULL,
        languages TEXT NOT NULL,
        number TEXT NOT NULL,
        hours TEXT NOT NULL,
        notes TEXT NOT NULL,
        recipes TEXT NOT NULL,
        code_keys INTEGER
    ) STRICT;",
}];

#[derive(Debug, Clone)]
pub(crate) struct LineRow {
    pub no: i64,
    pub line: Line,
}

pub(crate) fn from_text<T: serde::de::DeserializeOwned>(text: &str) -> rusqlite::Result<T> {
    serde_json::from_str(text)
        .map_err(|error| rusqlite::Error::FromSqlConversionFailure(0, Type::Text, Box::new(error)))
}

pub(crate) fn to_text(value: &impl serde::Serialize) -> rusqlite::Result<String> {
    serde_json::to_string(value).map_err(|error| rusqlite::Error::ToSqlConversionFailure(Box::new(error)))
}

fn row(row: &Row<'_>) -> rusqlite::Result<LineRow> {
    let text = |column: &str| row.get::<_, String>(column);
    Ok(LineRow {
        no: row.get("no")?,
        line: Line {
            id: row.get("id")?,
            name: text("name")?,
            offers: row.get("offers")?,
            languages: from_text(&text("languages")?)?,
            number: text("number")?.into(),
            hours: from_text::<Hours>(&text("hours")?)?,
            notes: text("notes")?,
            recipes: from_text::<Vec<Recipe>>(&text("recipes")?)?,
            code_keys: row.get("code_keys")?,
        },
    })
}

pub(crate) fn all(db: &Connection) -> rusqlite::Result<Vec<LineRow>> {
    db.prepare_cached("SELECT * FROM line ORDER BY place, no")?.query_map([], row)?.collect()
}

pub(crate) fn get(db: &Connection, id: LineId) -> rusqlite::Result<Option<LineRow>> {
    db.prepare_cached("SELECT * FROM line WHERE id = ?1")?.query_row([id], row).optional()
}

/// Adds a line at the end.
pub(crate) fn insert(db: &Connection, id: LineId, line: &CheckedLine) -> rusqlite::Result<i64> {
    db.prepare_cached(
        "INSERT INTO line (id, place, name, offers, languages, number, hours, notes, recipes)
         VALUES (?1, (SELECT coalesce(max(place), 0) + 1 FROM line), ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
    )?
    .insert(params![
        id,
        line.name,
        line.offers,
        to_text(&line.languages)?,
        line.number,
        to_text(&line.hours)?,
        line.notes,
        to_text(&line.recipes)?,
    ])
}

pub(crate) fn update(db: &Connection, no: i64, line: &CheckedLine) -> rusqlite::Result<()> {
    db.prepare_cached(
        "UPDATE line SET name = ?2, offers = ?3, languages = ?4, number = ?5, hours = ?6, notes = ?7, recipes = ?8
         WHERE no = ?1",
    )?
    .execute(params![
        no,
        line.name,
        line.offers,
        to_text(&line.languages)?,
        line.number,
        to_text(&line.hours)?,
        line.notes,
        to_text(&line.recipes)?,
    ])
    .map(drop)
}

pub(crate) fn set_code_keys(db: &Connection, no: i64, keys: Option<u32>) -> rusqlite::Result<()> {
    db.prepare_cached("UPDATE line SET code_keys = ?2 WHERE no = ?1")?.execute(params![no, keys]).map(drop)
}

pub(crate) fn set_place(db: &Connection, no: i64, place: usize) -> rusqlite::Result<()> {
    db.prepare_cached("UPDATE line SET place = ?2 WHERE no = ?1")?
        .execute(params![no, i64::try_from(place).unwrap_or(i64::MAX)])
        .map(drop)
}

pub(crate) fn remove(db: &Connection, no: i64) -> rusqlite::Result<()> {
    db.prepare_cached("DELETE FROM line WHERE no = ?1")?.execute([no]).map(drop)
}
