//! Texts: to whom, about which visit, and where each stands.

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, Row, ToSql, params};

use super::{Migration, instant, maybe_instant, maybe_millis, millis};
use crate::id::{InvitationId, TextId};
use crate::text::TextState;
use crate::text_message::{TextFailure, TextHold};
use crate::text_template::TextKind;

pub(crate) const MIGRATIONS: &[Migration] = &[Migration {
    version: 6,
    sql: "CREATE TABLE text_message (
        no INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        visit_no INTEGER NOT NULL REFERENCES visit (no),
        invitation_no INTEGER REFERENCES invitation (no),
        to_third_party INTEGER NOT NULL,
        kind TEXT NOT NULL,
        minutes_before INTEGER,
        starts_at INTEGER NOT NULL,
        number TEXT NOT NULL,
        language TEXT NOT NULL,
        anyway INTEGER NOT NULL,
        added_at INTEGER NOT NULL,
        planned_for INTEGER NOT NULL,
        state TEXT NOT NULL,
        since INTEGER NOT NULL,
        body_hash TEXT,
        asked_at INTEGER,
        lost_at INTEGER,
        message_sid TEXT,
        send_at INTEGER,
        late INTEGER NOT NULL,
        noticed INTEGER NOT NULL,
        cancelling INTEGER NOT NULL,
        withdrawn INTEGER NOT NULL,
        hold TEXT,
        failure TEXT,
        failure_code INTEGER,
        segments INTEGER
    ) STRICT;
    CREATE INDEX text_message_visit ON text_message (visit_no);
    CREATE INDEX text_message_number ON text_message (number);
    CREATE UNIQUE INDEX text_message_sid ON text_message (message_sid) WHERE message_sid IS NOT NULL;
    CREATE INDEX text_message_live ON text_message (no)
        WHERE state NOT IN ('delivered', 'undelivered', 'failed', 'cancelled', 'withheld');
    CREATE INDEX text_message_notice ON text_message (no) WHERE noticed = 0;",
}];

#[derive(Debug, Clone)]
pub(crate) struct TextRow {
    pub no: i64,
    pub id: TextId,
    pub visit_no: i64,
    /// Whose link it brings.
    pub invitation_no: Option<i64>,
    pub invitation: Option<InvitationId>,
    pub to_third_party: bool,
    pub kind: TextKind,
    /// The line of the plan that it follows: so many minutes before the start.
    pub minutes_before: Option<u32>,
    /// The start that it was planned for.
    pub starts_at: Timestamp,
    pub number: String,
    pub language: String,
    /// A person has said to send it in quiet hours too.
    pub anyway: bool,
    pub added_at: Timestamp,
    pub planned_for: Timestamp,
    pub state: TextState,
    pub since: Timestamp,
    pub body_hash: Option<String>,
    /// When Twilio was (last) asked.
    pub asked_at: Option<Timestamp>,
    /// When its answer was lost.
    pub lost_at: Option<Timestamp>,
    pub message_sid: Option<String>,
    /// When Twilio's scheduler was told to send it.
    pub send_at: Option<Timestamp>,
    pub late: bool,
    /// There is nothing (any more) that somebody should be shown.
    pub noticed: bool,
    pub cancelling: bool,
    /// The console called it off, since it was not wanted any more.
    pub withdrawn: bool,
    pub hold: Option<TextHold>,
    pub failure: Option<TextFailure>,
    pub failure_code: Option<u32>,
    pub segments: Option<u32>,
}

fn row(row: &Row<'_>) -> rusqlite::Result<TextRow> {
    Ok(TextRow {
        no: row.get("no")?,
        id: row.get("id")?,
        visit_no: row.get("visit_no")?,
        invitation_no: row.get("invitation_no")?,
        invitation: row.get("invitation_id")?,
        to_third_party: row.get("to_third_party")?,
        kind: row.get("kind")?,
        minutes_before: row.get("minutes_before")?,
        starts_at: instant(row, "starts_at")?,
        number: row.get("number")?,
        language: row.get("language")?,
        anyway: row.get("anyway")?,
        added_at: instant(row, "added_at")?,
        planned_for: instant(row, "planned_for")?,
        state: row.get("state")?,
        since: instant(row, "since")?,
        body_hash: row.get("body_hash")?,
        asked_at: maybe_instant(row, "asked_at")?,
        lost_at: maybe_instant(row, "lost_at")?,
        message_sid: row.get("message_sid")?,
        send_at: maybe_instant(row, "send_at")?,
        late: row.get("late")?,
        noticed: row.get("noticed")?,
        cancelling: row.get("cancelling")?,
        withdrawn: row.get("withdrawn")?,
        hold: row.get("hold")?,
        failure: row.get("failure")?,
        failure_code: row.get("failure_code")?,
        segments: row.get("segments")?,
    })
}

fn select(condition: &str) -> String {
    format!(
        "SELECT t.*, i.id AS invitation_id FROM text_message t LEFT JOIN invitation i ON i.no = t.invitation_no
         WHERE {condition}"
    )
}

fn many(db: &Connection, condition: &str, keys: impl rusqlite::Params) -> rusqlite::Result<Vec<TextRow>> {
    db.prepare_cached(&select(condition))?.query_map(keys, row)?.collect()
}

fn one(db: &Connection, condition: &str, key: impl ToSql) -> rusqlite::Result<Option<TextRow>> {
    db.prepare_cached(&select(condition))?.query_row([key], row).optional()
}

pub(crate) fn get(db: &Connection, id: TextId) -> rusqlite::Result<Option<TextRow>> {
    one(db, "t.id = ?1", id)
}

pub(crate) fn of_visit(db: &Connection, visit_no: i64) -> rusqlite::Result<Vec<TextRow>> {
    many(db, "t.visit_no = ?1 ORDER BY t.no", [visit_no])
}

/// All that Twilio has and that something may still happen to.
pub(crate) fn live(db: &Connection) -> rusqlite::Result<Vec<TextRow>> {
    many(
        db,
        "t.state NOT IN ('delivered', 'undelivered', 'failed', 'cancelled', 'withheld')
         AND t.message_sid IS NOT NULL ORDER BY t.no",
        [],
    )
}

/// All that somebody should be shown.
pub(crate) fn notices(db: &Connection) -> rusqlite::Result<Vec<TextRow>> {
    many(db, "t.noticed = 0 ORDER BY t.no", [])
}

/// The visits that have a text by the plan to come.
pub(crate) fn planned_visits(db: &Connection) -> rusqlite::Result<Vec<i64>> {
    db.prepare_cached(
        "SELECT DISTINCT visit_no FROM text_message
         WHERE state NOT IN ('delivered', 'undelivered', 'failed', 'cancelled', 'withheld')
         AND minutes_before IS NOT NULL",
    )?
    .query_map([], |row| row.get(0))?
    .collect()
}

/// The messages to a number that are known, whichever text they are.
pub(crate) fn known_messages(db: &Connection, number: &str) -> rusqlite::Result<Vec<String>> {
    db.prepare_cached("SELECT message_sid FROM text_message WHERE number = ?1 AND message_sid IS NOT NULL")?
        .query_map([number], |row| row.get(0))?
        .collect()
}

/// Adds one; its `no` is not looked at.
pub(crate) fn insert(db: &Connection, new: &TextRow) -> rusqlite::Result<i64> {
    db.prepare_cached(
        "INSERT INTO text_message (id, visit_no, invitation_no, to_third_party, kind, minutes_before, starts_at, number,
                language, anyway, added_at, planned_for, state, since, late, noticed, cancelling, withdrawn)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18)",
    )?
    .insert(params![
        new.id,
        new.visit_no,
        new.invitation_no,
        new.to_third_party,
        new.kind,
        new.minutes_before,
        millis(new.starts_at),
        new.number,
        new.language,
        new.anyway,
        millis(new.added_at),
        millis(new.planned_for),
        new.state,
        millis(new.since),
        new.late,
        new.noticed,
        new.cancelling,
        new.withdrawn,
    ])
}

/// Writes what can change.
pub(crate) fn update(db: &Connection, text: &TextRow) -> rusqlite::Result<()> {
    db.prepare_cached(
        "UPDATE text_message SET invitation_no = ?2, starts_at = ?3, number = ?4, language = ?5, planned_for = ?6,
                state = ?7, since = ?8, body_hash = ?9, asked_at = ?10, lost_at = ?11, message_sid = ?12, send_at = ?13,
                late = ?14, noticed = ?15, cancelling = ?16, withdrawn = ?17, hold = ?18, failure = ?19,
                failure_code = ?20, segments = ?21 WHERE no = ?1",
    )?
    .execute(params![
        text.no,
        text.invitation_no,
        millis(text.starts_at),
        text.number,
        text.language,
        millis(text.planned_for),
        text.state,
        millis(text.since),
        text.body_hash,
        maybe_millis(text.asked_at),
        maybe_millis(text.lost_at),
        text.message_sid,
        maybe_millis(text.send_at),
        text.late,
        text.noticed,
        text.cancelling,
        text.withdrawn,
        text.hold,
        text.failure,
        text.failure_code,
        text.segments,
    ])
    .map(drop)
}

/// Takes out one that was only planned and that nothing has happened to.
pub(crate) fn remove(db: &Connection, no: i64) -> rusqlite::Result<()> {
    db.prepare_cached("DELETE FROM text_message WHERE no = ?1")?.execute([no]).map(drop)
}

/// The visits whose texts the plan is about: those to come.
pub(crate) fn visits_to_come(db: &Connection, now: Timestamp) -> rusqlite::Result<Vec<i64>> {
    db.prepare_cached(
        "SELECT a.no FROM appointment a JOIN visit v ON v.no = a.no
         WHERE a.starts_at > ?1 AND v.state IN ('scheduled', 'invited', 'left')",
    )?
    .query_map([millis(now)], |row| row.get(0))?
    .collect()
}
