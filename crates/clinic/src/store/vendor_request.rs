//! Third parties who are asked of a service, each with the connector's document as it was when it was asked.

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::{Migration, instant, maybe_instant, maybe_millis, millis};
use crate::connector::Modality;
use crate::id::VendorRequestId;
use crate::pii::Pii;
use crate::third_party::ThirdPartyRole;
use crate::vendor::VendorState;
use crate::vendor_request::{VendorFailure, VendorTold, VendorTrouble};

pub(crate) const MIGRATIONS: &[Migration] = &[Migration {
    version: 7,
    sql: "CREATE TABLE vendor_request (
        no INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        visit_no INTEGER NOT NULL REFERENCES visit (no),
        connector_no INTEGER REFERENCES connector (no) ON DELETE SET NULL,
        document TEXT NOT NULL,
        service TEXT NOT NULL,
        role TEXT NOT NULL,
        language TEXT NOT NULL,
        modality TEXT NOT NULL,
        added_at INTEGER NOT NULL,
        state TEXT NOT NULL,
        since INTEGER NOT NULL,
        asked_at INTEGER,
        lost_at INTEGER,
        waits_until INTEGER,
        reference TEXT,
        interpreter TEXT NOT NULL,
        invitation_no INTEGER REFERENCES invitation (no),
        phone_party_no INTEGER REFERENCES phone_party (no),
        failure TEXT,
        failure_detail TEXT NOT NULL,
        trouble TEXT,
        http_status INTEGER,
        told TEXT
    ) STRICT;
    CREATE INDEX vendor_request_visit ON vendor_request (visit_no);
    CREATE INDEX vendor_request_live ON vendor_request (no) WHERE state NOT IN
        ('cameIn', 'refused', 'calledOff', 'cancelled', 'timedOut', 'failed', 'ended');
    CREATE UNIQUE INDEX vendor_request_invitation ON vendor_request (invitation_no) WHERE invitation_no IS NOT NULL;
    CREATE UNIQUE INDEX vendor_request_phone_party ON vendor_request (phone_party_no) WHERE phone_party_no IS NOT NULL;",
}];

#[derive(Debug, Clone)]
pub(crate) struct VendorRequestRow {
    pub no: i64,
    pub id: VendorRequestId,
    pub visit_no: i64,
    pub connector_no: Option<i64>,
    /// The connector's document when it was asked for: how a request is looked at does not change under it.
    pub document: String,
    pub service: String,
    pub role: ThirdPartyRole,
    pub language: String,
    pub modality: Modality,
    pub added_at: Timestamp,
    pub state: VendorState,
    pub since: Timestamp,
    /// When the service was (last) asked.
    pub asked_at: Option<Timestamp>,
    /// When its answer was lost.
    pub lost_at: Option<Timestamp>,
    pub waits_until: Option<Timestamp>,
    /// The service's own.
    pub reference: Option<String>,
    pub interpreter: Pii<String>,
    pub invitation_no: Option<i64>,
    pub phone_party_no: Option<i64>,
    pub failure: Option<VendorFailure>,
    pub failure_detail: String,
    pub trouble: Option<VendorTrouble>,
    pub http_status: Option<u16>,
    pub told: Option<VendorTold>,
}

fn row(row: &Row<'_>) -> rusqlite::Result<VendorRequestRow> {
    Ok(VendorRequestRow {
        no: row.get("no")?,
        id: row.get("id")?,
        visit_no: row.get("visit_no")?,
        connector_no: row.get("connector_no")?,
        document: row.get("document")?,
        service: row.get("service")?,
        role: row.get("role")?,
        language: row.get("language")?,
        modality: row.get("modality")?,
        added_at: instant(row, "added_at")?,
        state: row.get("state")?,
        since: instant(row, "since")?,
        asked_at: maybe_instant(row, "asked_at")?,
        lost_at: maybe_instant(row, "lost_at")?,
        waits_until: maybe_instant(row, "waits_until")?,
        reference: row.get("reference")?,
        interpreter: Pii::new(row.get("interpreter")?),
        invitation_no: row.get("invitation_no")?,
        phone_party_no: row.get("phone_party_no")?,
        failure: row.get("failure")?,
        failure_detail: row.get("failure_detail")?,
        trouble: row.get("trouble")?,
        http_status: row.get("http_status")?,
        told: row.get("told")?,
    })
}

pub(crate) fn get(db: &Connection, id: VendorRequestId) -> rusqlite::Result<Option<VendorRequestRow>> {
    db.prepare_cached("SELECT * FROM vendor_request WHERE id = ?1")?.query_row([id], row).optional()
}

pub(crate) fn of_visit(db: &Connection, visit_no: i64) -> rusqlite::Result<Vec<VendorRequestRow>> {
    db.prepare_cached("SELECT * FROM vendor_request WHERE visit_no = ?1 ORDER BY no")?
        .query_map([visit_no], row)?
        .collect()
}

pub(crate) fn of_invitation(
    db: &Connection,
    invitation_no: i64,
) -> rusqlite::Result<Option<VendorRequestRow>> {
    db.prepare_cached("SELECT * FROM vendor_request WHERE invitation_no = ?1")?
        .query_row([invitation_no], row)
        .optional()
}

pub(crate) fn of_party(db: &Connection, phone_party_no: i64) -> rusqlite::Result<Option<VendorRequestRow>> {
    db.prepare_cached("SELECT * FROM vendor_request WHERE phone_party_no = ?1")?
        .query_row([phone_party_no], row)
        .optional()
}

/// All of which something may still come.
pub(crate) fn live(db: &Connection) -> rusqlite::Result<Vec<VendorRequestRow>> {
    db.prepare_cached(
        "SELECT * FROM vendor_request WHERE state NOT IN
            ('cameIn', 'refused', 'calledOff', 'cancelled', 'timedOut', 'failed', 'ended') ORDER BY no",
    )?
    .query_map([], row)?
    .collect()
}

/// Adds one; its `no` is not looked at.
pub(crate) fn insert(db: &Connection, new: &VendorRequestRow) -> rusqlite::Result<i64> {
    db.prepare_cached(
        "INSERT INTO vendor_request (id, visit_no, connector_no, document, service, role, language, modality,
                added_at, state, since, interpreter, invitation_no, failure_detail)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)",
    )?
    .insert(params![
        new.id,
        new.visit_no,
        new.connector_no,
        new.document,
        new.service,
        new.role,
        new.language,
        new.modality,
        millis(new.added_at),
        new.state,
        millis(new.since),
        new.interpreter.reveal(),
        new.invitation_no,
        new.failure_detail,
    ])
}

/// Writes what can change.
pub(crate) fn update(db: &Connection, request: &VendorRequestRow) -> rusqlite::Result<()> {
    db.prepare_cached(
        "UPDATE vendor_request SET state = ?2, since = ?3, asked_at = ?4, lost_at = ?5, waits_until = ?6,
                reference = ?7, interpreter = ?8, phone_party_no = ?9, failure = ?10, failure_detail = ?11,
                trouble = ?12, http_status = ?13, told = ?14 WHERE no = ?1",
    )?
    .execute(params![
        request.no,
        request.state,
        millis(request.since),
        maybe_millis(request.asked_at),
        maybe_millis(request.lost_at),
        maybe_millis(request.waits_until),
        request.reference,
        request.interpreter.reveal(),
        request.phone_party_no,
        request.failure,
        request.failure_detail,
        request.trouble,
        request.http_status,
        request.told,
    ])
    .map(drop)
}
