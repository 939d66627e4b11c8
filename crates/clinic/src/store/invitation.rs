//! Invitations, with the newest report of each one's page.

use std::collections::BTreeMap;

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::{Migration, instant, maybe_instant, maybe_millis, millis};
use crate::chat::ChatMarks;
use crate::id::InvitationId;
use crate::interpreter::InterpreterWish;
use crate::invitation::{GuestReport, GuestStep, Readiness, SurveyAnswer};

pub(crate) const MIGRATIONS: &[Migration] = &[
    Migration {
        version: 1,
        sql: "CREATE TABLE invitation (
        no INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        visit_no INTEGER NOT NULL REFERENCES visit (no),
        made_at INTEGER NOT NULL,
        expires_at INTEGER NOT NULL,
        given_until INTEGER NOT NULL,
        readiness TEXT NOT NULL,
        failure TEXT NOT NULL,
        status_seq INTEGER NOT NULL,
        shown TEXT,
        report_seq INTEGER,
        beat INTEGER,
        step TEXT,
        camera TEXT,
        microphone TEXT,
        speaker TEXT,
        network TEXT,
        language TEXT,
        browser TEXT,
        beat_at INTEGER,
        away_since INTEGER
    ) STRICT;
    CREATE INDEX invitation_visit ON invitation (visit_no);
    CREATE INDEX invitation_open ON invitation (no) WHERE readiness <> 'closed';",
    },
    Migration { version: 4, sql: "ALTER TABLE invitation ADD COLUMN heard INTEGER;" },
    Migration { version: 5, sql: "ALTER TABLE invitation ADD COLUMN survey TEXT;" },
    Migration {
        version: 9,
        sql: "ALTER TABLE invitation ADD COLUMN check_asked INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE invitation ADD COLUMN check_asked_at INTEGER;
    ALTER TABLE invitation ADD COLUMN checks INTEGER NOT NULL DEFAULT 0;",
    },
    // The language that the patient wants an interpreter for; empty where they want none.
    Migration { version: 13, sql: "ALTER TABLE invitation ADD COLUMN interpreter TEXT;" },
];

#[derive(Debug, Clone)]
pub(crate) struct InvitationRow {
    pub no: i64,
    pub id: InvitationId,
    pub visit_no: i64,
    pub made_at: Timestamp,
    pub expires_at: Timestamp,
    /// The expiry that the link was first given out with.
    pub given_until: Timestamp,
    pub readiness: Readiness,
    /// The number of the last status that was made.
    pub status_seq: u32,
    /// What the last status that was made or asked for showed, to see whether another is due.
    pub shown: Option<String>,
    pub report: Option<GuestReport>,
    /// When the beat last changed, by our clock.
    pub beat_at: Option<Timestamp>,
    pub away_since: Option<Timestamp>,
    /// The number of the network check that the page last asked a pass for.
    pub check_asked: u32,
    /// When it did.
    pub check_asked_at: Option<Timestamp>,
    /// How often it was given one.
    pub checks: u32,
}

impl InvitationRow {
    pub(crate) fn is_open(&self) -> bool {
        self.readiness != Readiness::Closed
    }
}

fn row(row: &Row<'_>) -> rusqlite::Result<InvitationRow> {
    let readiness = match row.get_ref("readiness")?.as_str()? {
        "settingUp" => Readiness::SettingUp,
        "ready" => Readiness::Ready,
        "failed" => Readiness::Failed { message: row.get("failure")? },
        _ => Readiness::Closed,
    };
    let report = match row.get::<_, Option<GuestStep>>("step")? {
        None => None,
        Some(step) => Some(GuestReport {
            seq: row.get("report_seq")?,
            beat: row.get("beat")?,
            step,
            camera: row.get("camera")?,
            microphone: row.get("microphone")?,
            speaker: row.get("speaker")?,
            network: row.get("network")?,
            language: row.get("language")?,
            browser: row.get("browser")?,
            // Kept with the third party.
            introduction: None,
            chat: ChatMarks::default(),
            survey: None,
            interpreter: row.get::<_, Option<String>>("interpreter")?.map(InterpreterWish::from_text),
            // Kept with the visit.
            come_back: None,
            // Kept in a table of its own.
            measured: None,
            check_asked: row.get("check_asked")?,
            // Kept in a table of their own.
            answers: BTreeMap::new(),
        }),
    };
    Ok(InvitationRow {
        no: row.get("no")?,
        id: row.get("id")?,
        visit_no: row.get("visit_no")?,
        made_at: instant(row, "made_at")?,
        expires_at: instant(row, "expires_at")?,
        given_until: instant(row, "given_until")?,
        readiness,
        status_seq: row.get("status_seq")?,
        shown: row.get("shown")?,
        report,
        beat_at: maybe_instant(row, "beat_at")?,
        away_since: maybe_instant(row, "away_since")?,
        check_asked: row.get("check_asked")?,
        check_asked_at: maybe_instant(row, "check_asked_at")?,
        checks: row.get("checks")?,
    })
}

pub(crate) fn get(db: &Connection, id: InvitationId) -> rusqlite::Result<Option<InvitationRow>> {
    db.prepare_cached("SELECT * FROM invitation WHERE id = ?1")?.query_row([id], row).optional()
}

pub(crate) fn by_no(db: &Connection, no: i64) -> rusqlite::Result<Option<InvitationRow>> {
    db.prepare_cached("SELECT * FROM invitation WHERE no = ?1")?.query_row([no], row).optional()
}

/// All whose Documents stand or are to stand.
pub(crate) fn open(db: &Connection) -> rusqlite::Result<Vec<InvitationRow>> {
    db.prepare_cached("SELECT * FROM invitation WHERE readiness <> 'closed' ORDER BY no")?
        .query_map([], row)?
        .collect()
}

/// Those of whoever is in the waiting room: patients, and third parties of visits that did not begin or who are not let in.
pub(crate) fn waiting(db: &Connection) -> rusqlite::Result<Vec<InvitationRow>> {
    db.prepare_cached(
        "SELECT i.* FROM invitation i JOIN visit v ON v.no = i.visit_no
         LEFT JOIN third_party t ON t.invitation_no = i.no
         WHERE i.readiness <> 'closed' AND CASE
            WHEN t.invitation_no IS NULL THEN v.state = 'waiting' AND v.invitation_no = i.no
            ELSE t.state = 'waiting' AND v.state <> 'inVisit' END
         ORDER BY i.no",
    )?
    .query_map([], row)?
    .collect()
}

/// Those that are open, and those with messages that nobody has looked at.
pub(crate) fn with_chat(db: &Connection) -> rusqlite::Result<Vec<InvitationRow>> {
    db.prepare_cached(WITH_CHAT)?.query_map([], row)?.collect()
}

const WITH_CHAT: &str = "SELECT * FROM invitation WHERE no IN (
    SELECT no FROM invitation WHERE readiness <> 'closed'
    UNION SELECT invitation_no FROM chat_message WHERE writer = 'guest' AND state = 'delivered') ORDER BY no";

/// All of a visit, in the order they were made.
pub(crate) fn of_visit(db: &Connection, visit_no: i64) -> rusqlite::Result<Vec<InvitationRow>> {
    db.prepare_cached("SELECT * FROM invitation WHERE visit_no = ?1 ORDER BY no")?
        .query_map([visit_no], row)?
        .collect()
}

/// Those that are closed after their visit took place, whose page was in the call and is still there to answer.
pub(crate) fn awaiting_answer(db: &Connection) -> rusqlite::Result<Vec<InvitationRow>> {
    db.prepare_cached(
        "SELECT i.* FROM invitation i JOIN effect e ON e.invitation_no = i.no AND e.kind = 'deleteDocuments'
         JOIN visit v ON v.no = i.visit_no
         WHERE i.readiness = 'closed' AND i.survey IS NULL AND v.state = 'completed' AND (i.step = 'inCall' OR EXISTS (
            SELECT 1 FROM participant p WHERE p.visit_no = i.visit_no AND p.identity = 'in-' || i.id)) ORDER BY i.no",
    )?
    .query_map([], row)?
    .collect()
}

pub(crate) fn survey(db: &Connection, no: i64) -> rusqlite::Result<Option<SurveyAnswer>> {
    db.prepare_cached("SELECT survey FROM invitation WHERE no = ?1")?.query_row([no], |row| row.get(0))
}

pub(crate) fn set_survey(db: &Connection, no: i64, answer: SurveyAnswer) -> rusqlite::Result<()> {
    db.prepare_cached("UPDATE invitation SET survey = ?2 WHERE no = ?1")?
        .execute(params![no, answer])
        .map(drop)
}

/// The last item of the person's List that was taken in.
pub(crate) fn heard(db: &Connection, no: i64) -> rusqlite::Result<Option<i64>> {
    db.prepare_cached("SELECT heard FROM invitation WHERE no = ?1")?.query_row([no], |row| row.get(0))
}

pub(crate) fn set_heard(db: &Connection, no: i64, item: Option<i64>) -> rusqlite::Result<()> {
    db.prepare_cached("UPDATE invitation SET heard = ?2 WHERE no = ?1")?.execute(params![no, item]).map(drop)
}

pub(crate) fn insert(
    db: &Connection,
    id: InvitationId,
    visit_no: i64,
    made_at: Timestamp,
    expires_at: Timestamp,
) -> rusqlite::Result<i64> {
    db.prepare_cached(
        "INSERT INTO invitation (id, visit_no, made_at, expires_at, given_until, readiness, failure, status_seq)
         VALUES (?1, ?2, ?3, ?4, ?4, 'settingUp', '', 0)",
    )?
    .insert(params![id, visit_no, millis(made_at), millis(expires_at)])
}

pub(crate) fn update(db: &Connection, invitation: &InvitationRow) -> rusqlite::Result<()> {
    let (readiness, failure) = match &invitation.readiness {
        Readiness::SettingUp => ("settingUp", ""),
        Readiness::Ready => ("ready", ""),
        Readiness::Failed { message } => ("failed", message.as_str()),
        Readiness::Closed => ("closed", ""),
    };
    let report = invitation.report.as_ref();
    db.prepare_cached(
        "UPDATE invitation SET expires_at = ?2, readiness = ?3, failure = ?4, status_seq = ?5, shown = ?6,
                report_seq = ?7, beat = ?8, step = ?9, camera = ?10, microphone = ?11, speaker = ?12, network = ?13,
                language = ?14, browser = ?15, beat_at = ?16, away_since = ?17,
                check_asked = ?18, check_asked_at = ?19, checks = ?20, interpreter = ?21 WHERE no = ?1",
    )?
    .execute(params![
        invitation.no,
        millis(invitation.expires_at),
        readiness,
        failure,
        invitation.status_seq,
        invitation.shown,
        report.map(|r| r.seq),
        report.map(|r| r.beat),
        report.map(|r| r.step),
        report.map(|r| r.camera),
        report.map(|r| r.microphone),
        report.map(|r| r.speaker),
        report.map(|r| r.network),
        report.map(|r| &r.language),
        report.map(|r| &r.browser),
        maybe_millis(invitation.beat_at),
        maybe_millis(invitation.away_since),
        invitation.check_asked,
        maybe_millis(invitation.check_asked_at),
        invitation.checks,
        report.and_then(|r| r.interpreter.as_ref()).map(InterpreterWish::to_text),
    ])
    .map(drop)
}

#[cfg(test)]
mod tests {
    use super::WITH_CHAT;
    use crate::store::read_whole;

    #[test]
    fn conversations_are_found_without_reading_all_that_was_ever_written() {
        assert!(read_whole(WITH_CHAT).is_empty());
    }
}
