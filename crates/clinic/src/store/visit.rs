//! Where each visit stands.

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, Row, ToSql, params};

use super::{Migration, instant, maybe_instant, maybe_millis, millis};
use crate::come_back::ComeBackAnswer;
use crate::id::VisitId;
use crate::visit::VisitState;
use crate::waiting_room::Waiter;

pub(crate) const MIGRATIONS: &[Migration] = &[
    Migration {
        version: 1,
        sql: "CREATE TABLE visit (
        no INTEGER PRIMARY KEY REFERENCES appointment (no),
        state TEXT NOT NULL,
        since INTEGER NOT NULL,
        before TEXT,
        arrived_at INTEGER,
        admitted_at INTEGER,
        room_sid TEXT,
        invitation_no INTEGER REFERENCES invitation (no)
    ) STRICT;
    CREATE INDEX visit_state ON visit (state);",
    },
    // The room that was left for another: it is never entered again, whoever still reports it.
    Migration { version: 2, sql: "ALTER TABLE visit ADD COLUMN left_room_sid TEXT;" },
    Migration {
        version: 12,
        sql: "ALTER TABLE visit ADD COLUMN come_back_at INTEGER;
    ALTER TABLE visit ADD COLUMN come_back_answer TEXT;",
    },
];

/// A visit with what is booked.
#[derive(Debug, Clone)]
pub(crate) struct VisitRow {
    pub no: i64,
    pub id: VisitId,
    pub patient_no: i64,
    pub starts_at: Timestamp,
    pub minutes: u32,
    pub visit_type_no: Option<i64>,
    pub reason: String,
    pub notes: String,
    pub state: VisitState,
    pub since: Timestamp,
    /// Where a not attended visit stood when it was closed.
    pub before: Option<VisitState>,
    /// When the patient first came to the waiting room: who comes back keeps their turn.
    pub arrived_at: Option<Timestamp>,
    pub admitted_at: Option<Timestamp>,
    pub room_sid: Option<String>,
    /// The room that was left for another, to keep somebody out.
    pub left_room_sid: Option<String>,
    pub invitation_no: Option<i64>,
    /// When the patient was asked to come back, while they are.
    pub come_back_at: Option<Timestamp>,
    /// What they answered to that.
    pub come_back_answer: Option<ComeBackAnswer>,
}

fn row(row: &Row<'_>) -> rusqlite::Result<VisitRow> {
    Ok(VisitRow {
        no: row.get("no")?,
        id: row.get("visit_id")?,
        patient_no: row.get("patient_no")?,
        starts_at: instant(row, "starts_at")?,
        minutes: row.get("minutes")?,
        visit_type_no: row.get("visit_type_no")?,
        reason: row.get("reason")?,
        notes: row.get("notes")?,
        state: row.get("state")?,
        since: instant(row, "since")?,
        before: row.get("before")?,
        arrived_at: maybe_instant(row, "arrived_at")?,
        admitted_at: maybe_instant(row, "admitted_at")?,
        room_sid: row.get("room_sid")?,
        left_room_sid: row.get("left_room_sid")?,
        invitation_no: row.get("invitation_no")?,
        come_back_at: maybe_instant(row, "come_back_at")?,
        come_back_answer: row.get("come_back_answer")?,
    })
}

fn select(condition: &str) -> String {
    format!(
        "SELECT a.no, a.visit_id, a.patient_no, a.starts_at, a.minutes, a.visit_type_no, a.reason, a.notes, v.state,
                v.since, v.before, v.arrived_at, v.admitted_at, v.room_sid, v.left_room_sid, v.invitation_no,
                v.come_back_at, v.come_back_answer
         FROM visit v JOIN appointment a ON a.no = v.no WHERE {condition}"
    )
}

fn one(db: &Connection, condition: &str, key: impl ToSql) -> rusqlite::Result<Option<VisitRow>> {
    db.prepare_cached(&select(condition))?.query_row([key], row).optional()
}

pub(crate) fn get(db: &Connection, id: VisitId) -> rusqlite::Result<Option<VisitRow>> {
    one(db, "a.visit_id = ?1", id)
}

pub(crate) fn by_no(db: &Connection, no: i64) -> rusqlite::Result<Option<VisitRow>> {
    one(db, "v.no = ?1", no)
}

pub(crate) fn in_state(db: &Connection, state: VisitState) -> rusqlite::Result<Vec<VisitRow>> {
    db.prepare_cached(&select("v.state = ?1 ORDER BY v.no"))?.query_map([state], row)?.collect()
}

/// Those who wait, as far as the line is made from it: it is made anew for each status that is pushed.
pub(crate) fn waiters(db: &Connection) -> rusqlite::Result<Vec<Waiter>> {
    db.prepare_cached(
        "SELECT v.no, a.starts_at, a.minutes, coalesce(v.arrived_at, v.since) AS arrived_at
         FROM visit v JOIN appointment a ON a.no = v.no WHERE v.state = ?1",
    )?
    .query_map([VisitState::Waiting], |row| {
        Ok(Waiter {
            visit_no: row.get("no")?,
            starts_at: instant(row, "starts_at")?,
            minutes: row.get("minutes")?,
            arrived_at: instant(row, "arrived_at")?,
        })
    })?
    .collect()
}

pub(crate) fn insert(db: &Connection, no: i64, since: Timestamp) -> rusqlite::Result<()> {
    db.prepare_cached("INSERT INTO visit (no, state, since) VALUES (?1, ?2, ?3)")?
        .execute(params![no, VisitState::Scheduled, millis(since)])
        .map(drop)
}

/// Writes what can change of a visit and its appointment.
pub(crate) fn update(db: &Connection, visit: &VisitRow) -> rusqlite::Result<()> {
    db.prepare_cached(
        "UPDATE appointment SET starts_at = ?2, minutes = ?3, reason = ?4, notes = ?5, visit_type_no = ?6 WHERE no = ?1",
    )?
    .execute(params![
        visit.no,
        millis(visit.starts_at),
        visit.minutes,
        visit.reason,
        visit.notes,
        visit.visit_type_no,
    ])?;
    db.prepare_cached(
        "UPDATE visit SET state = ?2, since = ?3, before = ?4, arrived_at = ?5, admitted_at = ?6, room_sid = ?7,
                invitation_no = ?8, left_room_sid = ?9, come_back_at = ?10, come_back_answer = ?11 WHERE no = ?1",
    )?
    .execute(params![
        visit.no,
        visit.state,
        millis(visit.since),
        visit.before,
        maybe_millis(visit.arrived_at),
        maybe_millis(visit.admitted_at),
        visit.room_sid,
        visit.invitation_no,
        visit.left_room_sid,
        maybe_millis(visit.come_back_at),
        visit.come_back_answer,
    ])
    .map(drop)
}
