//! Third parties who are reached by phone, and lines whose phone tree is tried: who they are, and where the call to them stands.

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::line::{from_text, to_text};
use super::{Migration, instant, maybe_instant, maybe_millis, millis, of_no_visit};
use crate::dial::DialState;
use crate::error::Error;
use crate::id::PhonePartyId;
use crate::phone_party::{Answerer, DialFailure, Way};
use crate::recipe::Step;
use crate::third_party::ThirdPartyRole;

pub(crate) const MIGRATIONS: &[Migration] = &[
    Migration {
        version: 3,
        sql: "CREATE TABLE phone_party (
        no INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        visit_no INTEGER NOT NULL REFERENCES visit (no),
        name TEXT NOT NULL,
        role TEXT NOT NULL,
        language TEXT NOT NULL,
        number TEXT NOT NULL,
        line_no INTEGER REFERENCES line (no) ON DELETE SET NULL,
        way TEXT NOT NULL,
        steps TEXT NOT NULL,
        code_keys INTEGER NOT NULL,
        detect_machine INTEGER NOT NULL,
        quiet INTEGER NOT NULL,
        muted INTEGER NOT NULL,
        added_at INTEGER NOT NULL,
        state TEXT NOT NULL,
        since INTEGER NOT NULL,
        asked_at INTEGER,
        lost_at INTEGER,
        call_sid TEXT,
        answered_at INTEGER,
        answered_by TEXT,
        step INTEGER,
        by_hand INTEGER NOT NULL,
        hanging_up INTEGER NOT NULL,
        failure TEXT,
        failure_code INTEGER,
        instead_of_no INTEGER REFERENCES phone_party (no)
    ) STRICT;
    CREATE INDEX phone_party_visit ON phone_party (visit_no);
    CREATE UNIQUE INDEX phone_party_call ON phone_party (call_sid) WHERE call_sid IS NOT NULL;
    CREATE INDEX phone_party_live ON phone_party (no)
        WHERE state NOT IN ('busy', 'noAnswer', 'failed', 'cancelled', 'completed');
    CREATE UNIQUE INDEX phone_party_next ON phone_party (instead_of_no) WHERE instead_of_no IS NOT NULL;",
    },
    // A phone tree that is tried is a call of no visit.
    Migration { version: 8, sql: of_no_visit!("phone_party") },
];

#[derive(Debug, Clone)]
pub(crate) struct PhonePartyRow {
    pub no: i64,
    pub id: PhonePartyId,
    /// None where the line's phone tree is only tried.
    pub visit_no: Option<i64>,
    pub name: String,
    pub role: ThirdPartyRole,
    pub language: String,
    pub number: String,
    pub line_no: Option<i64>,
    pub way: Way,
    pub steps: Vec<Step>,
    pub code_keys: u32,
    pub detect_machine: bool,
    pub quiet: bool,
    pub muted: bool,
    pub added_at: Timestamp,
    pub state: DialState,
    pub since: Timestamp,
    /// When Twilio was (last) asked.
    pub asked_at: Option<Timestamp>,
    /// When its answer was lost.
    pub lost_at: Option<Timestamp>,
    pub call_sid: Option<String>,
    pub answered_at: Option<Timestamp>,
    pub answered_by: Option<Answerer>,
    pub step: Option<u32>,
    /// The provider steers it: no recipe runs (any more).
    pub by_hand: bool,
    pub hanging_up: bool,
    pub failure: Option<DialFailure>,
    pub failure_code: Option<u32>,
    pub instead_of_no: Option<i64>,
}

fn row(row: &Row<'_>) -> rusqlite::Result<PhonePartyRow> {
    Ok(PhonePartyRow {
        no: row.get("no")?,
        id: row.get("id")?,
        visit_no: row.get("visit_no")?,
        name: row.get("name")?,
        role: row.get("role")?,
        language: row.get("language")?,
        number: row.get("number")?,
        line_no: row.get("line_no")?,
        way: row.get("way")?,
        steps: from_text(&row.get::<_, String>("steps")?)?,
        code_keys: row.get("code_keys")?,
        detect_machine: row.get("detect_machine")?,
        quiet: row.get("quiet")?,
        muted: row.get("muted")?,
        added_at: instant(row, "added_at")?,
        state: row.get("state")?,
        since: instant(row, "since")?,
        asked_at: maybe_instant(row, "asked_at")?,
        lost_at: maybe_instant(row, "lost_at")?,
        call_sid: row.get("call_sid")?,
        answered_at: maybe_instant(row, "answered_at")?,
        answered_by: row.get("answered_by")?,
        step: row.get("step")?,
        by_hand: row.get("by_hand")?,
        hanging_up: row.get("hanging_up")?,
        failure: row.get("failure")?,
        failure_code: row.get("failure_code")?,
        instead_of_no: row.get("instead_of_no")?,
    })
}

impl PhonePartyRow {
    /// The visit it is for.
    pub(crate) fn visit(&self) -> Result<i64, Error> {
        self.visit_no.ok_or(Error::NotFound("visit"))
    }
}

pub(crate) fn get(db: &Connection, id: PhonePartyId) -> rusqlite::Result<Option<PhonePartyRow>> {
    db.prepare_cached("SELECT * FROM phone_party WHERE id = ?1")?.query_row([id], row).optional()
}

pub(crate) fn by_no(db: &Connection, no: i64) -> rusqlite::Result<Option<PhonePartyRow>> {
    db.prepare_cached("SELECT * FROM phone_party WHERE no = ?1")?.query_row([no], row).optional()
}

/// The attempt that follows one.
pub(crate) fn following(db: &Connection, no: i64) -> rusqlite::Result<Option<PhonePartyRow>> {
    db.prepare_cached("SELECT * FROM phone_party WHERE instead_of_no = ?1")?.query_row([no], row).optional()
}

pub(crate) fn of_visit(db: &Connection, visit_no: i64) -> rusqlite::Result<Vec<PhonePartyRow>> {
    db.prepare_cached("SELECT * FROM phone_party WHERE visit_no = ?1 ORDER BY no")?
        .query_map([visit_no], row)?
        .collect()
}

/// The phone tree that was tried last.
pub(crate) fn last_tried(db: &Connection) -> rusqlite::Result<Option<PhonePartyRow>> {
    db.prepare_cached("SELECT * FROM phone_party WHERE visit_no IS NULL ORDER BY no DESC LIMIT 1")?
        .query_row([], row)
        .optional()
}

/// All whose call is not over.
pub(crate) fn live(db: &Connection) -> rusqlite::Result<Vec<PhonePartyRow>> {
    db.prepare_cached(
        "SELECT * FROM phone_party
         WHERE state NOT IN ('busy', 'noAnswer', 'failed', 'cancelled', 'completed') ORDER BY no",
    )?
    .query_map([], row)?
    .collect()
}

/// Those of a visit whom not everybody is to hear.
pub(crate) fn restricted(db: &Connection, visit_no: i64) -> rusqlite::Result<Vec<PhonePartyRow>> {
    let all = of_visit(db, visit_no)?;
    Ok(all.into_iter().filter(|row| !row.state.is_over() && (row.quiet || row.muted)).collect())
}

/// The calls to a number that are known, whosever they are.
pub(crate) fn known_calls(db: &Connection, number: &str) -> rusqlite::Result<Vec<String>> {
    db.prepare_cached("SELECT call_sid FROM phone_party WHERE number = ?1 AND call_sid IS NOT NULL")?
        .query_map([number], |row| row.get(0))?
        .collect()
}

/// Adds one; its `no` is not looked at.
pub(crate) fn insert(db: &Connection, new: &PhonePartyRow) -> rusqlite::Result<i64> {
    db.prepare_cached(
        "INSERT INTO phone_party (id, visit_no, name, role, language, number, line_no, way, steps, code_keys,
                detect_machine, quiet, muted, added_at, state, since, by_hand, hanging_up, instead_of_no)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19)",
    )?
    .insert(params![
        new.id,
        new.visit_no,
        new.name,
        new.role,
        new.language,
        new.number,
        new.line_no,
        new.way,
        to_text(&new.steps)?,
        new.code_keys,
        new.detect_machine,
        new.quiet,
        new.muted,
        millis(new.added_at),
        new.state,
        millis(new.since),
        new.by_hand,
        new.hanging_up,
        new.instead_of_no,
    ])
}

/// Writes what can change.
pub(crate) fn update(db: &Connection, party: &PhonePartyRow) -> rusqlite::Result<()> {
    db.prepare_cached(
        "UPDATE phone_party SET quiet = ?2, muted = ?3, state = ?4, since = ?5, asked_at = ?6, lost_at = ?7,
                call_sid = ?8, answered_at = ?9, answered_by = ?10, step = ?11, by_hand = ?12, hanging_up = ?13,
                failure = ?14, failure_code = ?15 WHERE no = ?1",
    )?
    .execute(params![
        party.no,
        party.quiet,
        party.muted,
        party.state,
        millis(party.since),
        maybe_millis(party.asked_at),
        maybe_millis(party.lost_at),
        party.call_sid,
        maybe_millis(party.answered_at),
        party.answered_by,
        party.step,
        party.by_hand,
        party.hanging_up,
        party.failure,
        party.failure_code,
    ])
    .map(drop)
}
