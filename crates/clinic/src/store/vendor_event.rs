//! What happened to each request to a service, and when.

use jiff::Timestamp;
use rusqlite::{Connection, params};

use super::{Migration, instant, millis};
use crate::vendor::{VendorEvent, VendorState};
use crate::vendor_request::VendorEntry;

pub(crate) const MIGRATIONS: &[Migration] = &[Migration {
    version: 7,
    sql: "CREATE TABLE vendor_event (
        no INTEGER PRIMARY KEY,
        vendor_request_no INTEGER NOT NULL REFERENCES vendor_request (no),
        event TEXT NOT NULL,
        state TEXT NOT NULL,
        at INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX vendor_event_vendor_request ON vendor_event (vendor_request_no);",
}];

pub(crate) fn of(db: &Connection, vendor_request_no: i64) -> rusqlite::Result<Vec<VendorEntry>> {
    db.prepare_cached("SELECT event, state, at FROM vendor_event WHERE vendor_request_no = ?1 ORDER BY no")?
        .query_map([vendor_request_no], |row| {
            Ok(VendorEntry { event: row.get("event")?, state: row.get("state")?, at: instant(row, "at")? })
        })?
        .collect()
}

pub(crate) fn append(
    db: &Connection,
    vendor_request_no: i64,
    event: VendorEvent,
    state: VendorState,
    at: Timestamp,
) -> rusqlite::Result<()> {
    db.prepare_cached(
        "INSERT INTO vendor_event (vendor_request_no, event, state, at) VALUES (?1, ?2, ?3, ?4)",
    )?
    .execute(params![vendor_request_no, event, state, millis(at)])
    .map(drop)
}
