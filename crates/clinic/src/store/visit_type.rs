//! The kinds of visit. One that was removed stays as long as a visit was booked as it, so that what was is readable.

use rusqlite::{Connection, OptionalExtension, Row, params};

use super::{Migration, bad_value};
use crate::id::VisitTypeId;
use crate::visit_type::{CheckedType, VisitType};
use crate::waiting_video::WaitingVideo;

pub(crate) const MIGRATIONS: &[Migration] = &[Migration {
    version: 11,
    // `intake` and `video` are JSON: what is asked before such a visit, and what can be watched while waiting for it.
    sql: "CREATE TABLE visit_type (
        no INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        place INTEGER NOT NULL,
        name TEXT NOT NULL,
        minutes INTEGER NOT NULL,
        intake TEXT,
        video TEXT,
        removed INTEGER NOT NULL DEFAULT 0
    ) STRICT;",
}];

#[derive(Debug, Clone)]
pub(crate) struct VisitTypeRow {
    pub no: i64,
    pub known: VisitType,
}

fn row(row: &Row<'_>) -> rusqlite::Result<VisitTypeRow> {
    Ok(VisitTypeRow {
        no: row.get("no")?,
        known: VisitType {
            id: row.get("id")?,
            name: row.get("name")?,
            minutes: row.get("minutes")?,
            visits: row.get("visits")?,
            own_intake: row.get("own_intake")?,
            video: row.get::<_, Option<String>>("video")?.as_deref().and_then(read_video),
        },
    })
}

/// A video as it is kept; one that a later program wrote is none that this one shows.
fn read_video(text: &str) -> Option<WaitingVideo> {
    serde_json::from_str(text).ok()
}

fn select(condition: &str) -> String {
    format!(
        "SELECT t.no, t.id, t.name, t.minutes, t.video, t.intake IS NOT NULL AS own_intake, (SELECT count(*) FROM appointment a WHERE a.visit_type_no = t.no) AS visits
         FROM visit_type t WHERE NOT t.removed {condition}"
    )
}

/// Those that a visit can be booked as, in the clinic's order.
pub(crate) fn all(db: &Connection) -> rusqlite::Result<Vec<VisitTypeRow>> {
    db.prepare_cached(&select("ORDER BY t.place, t.no"))?.query_map([], row)?.collect()
}

/// One that a visit can be booked as.
pub(crate) fn get(db: &Connection, id: VisitTypeId) -> rusqlite::Result<Option<VisitTypeRow>> {
    db.prepare_cached(&select("AND t.id = ?1"))?.query_row([id], row).optional()
}

/// The id of one, removed or not.
pub(crate) fn id_of(db: &Connection, no: i64) -> rusqlite::Result<Option<VisitTypeId>> {
    db.prepare_cached("SELECT id FROM visit_type WHERE no = ?1")?.query_row([no], |row| row.get(0)).optional()
}

/// Adds one.
pub(crate) fn insert(
    db: &Connection,
    id: VisitTypeId,
    place: i64,
    new: &CheckedType,
) -> rusqlite::Result<()> {
    db.prepare_cached("INSERT INTO visit_type (id, place, name, minutes, video) VALUES (?1, ?2, ?3, ?4, ?5)")?
        .execute(params![id, place, new.name, new.minutes, to_text(new.video.as_ref())?])
        .map(drop)
}

pub(crate) fn update(db: &Connection, no: i64, place: i64, new: &CheckedType) -> rusqlite::Result<()> {
    db.prepare_cached("UPDATE visit_type SET place = ?2, name = ?3, minutes = ?4, video = ?5 WHERE no = ?1")?
        .execute(params![no, place, new.name, new.minutes, to_text(new.video.as_ref())?])
        .map(drop)
}

fn to_text(video: Option<&WaitingVideo>) -> rusqlite::Result<Option<String>> {
    video.map(serde_json::to_string).transpose().map_err(|error| bad_value(Box::new(error)))
}

/// What can be watched while waiting for one.
pub(crate) fn video(db: &Connection, no: i64) -> rusqlite::Result<Option<WaitingVideo>> {
    let found: Option<Option<String>> = db
        .prepare_cached("SELECT video FROM visit_type WHERE no = ?1")?
        .query_row([no], |row| row.get(0))
        .optional()?;
    Ok(found.flatten().as_deref().and_then(read_video))
}

/// The forms of questions that kinds of visit have of their own, as JSON.
pub(crate) fn own_intakes(db: &Connection) -> rusqlite::Result<Vec<(VisitTypeId, String)>> {
    db.prepare_cached("SELECT id, intake FROM visit_type WHERE NOT removed AND intake IS NOT NULL")?
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect()
}

/// That of one; none where it has none.
pub(crate) fn own_intake(db: &Connection, no: i64) -> rusqlite::Result<Option<String>> {
    let found = db
        .prepare_cached("SELECT intake FROM visit_type WHERE no = ?1")?
        .query_row([no], |row| row.get(0))
        .optional()?;
    Ok(found.flatten())
}

pub(crate) fn set_intake(db: &Connection, no: i64, intake: Option<&str>) -> rusqlite::Result<()> {
    db.prepare_cached("UPDATE visit_type SET intake = ?2 WHERE no = ?1")?
        .execute(params![no, intake])
        .map(drop)
}

/// Takes one away; of one that was booked, the name stays.
pub(crate) fn remove(db: &Connection, found: &VisitTypeRow) -> rusqlite::Result<()> {
    let sql = if found.known.visits == 0 {
        "DELETE FROM visit_type WHERE no = ?1"
    } else {
        "UPDATE visit_type SET removed = 1, intake = NULL, video = NULL WHERE no = ?1"
    };
    db.prepare_cached(sql)?.execute([found.no]).map(drop)
}
