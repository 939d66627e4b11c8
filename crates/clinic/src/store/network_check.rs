//! What pages measured of their network: the newest check of each invitation.

use rusqlite::{Connection, OptionalExtension, params};

use super::{Migration, instant, millis};
use crate::network::{NetworkCheck, NetworkMeasures};

pub(crate) const MIGRATIONS: &[Migration] = &[Migration {
    version: 9,
    sql: "CREATE TABLE network_check (
        invitation_no INTEGER PRIMARY KEY REFERENCES invitation (no),
        at INTEGER NOT NULL,
        outcome TEXT NOT NULL,
        path TEXT,
        round_trip_ms INTEGER,
        jitter_ms INTEGER,
        loss_permille INTEGER,
        kilobits INTEGER,
        signalling_ms INTEGER,
        media_ms INTEGER,
        bars INTEGER NOT NULL,
        small_picture INTEGER NOT NULL
    ) STRICT;",
}];

pub(crate) fn get(db: &Connection, invitation_no: i64) -> rusqlite::Result<Option<NetworkCheck>> {
    db.prepare_cached("SELECT * FROM network_check WHERE invitation_no = ?1")?
        .query_row([invitation_no], |row| {
            Ok(NetworkCheck {
                at: instant(row, "at")?,
                measures: NetworkMeasures {
                    outcome: row.get("outcome")?,
                    path: row.get("path")?,
                    round_trip_ms: row.get("round_trip_ms")?,
                    jitter_ms: row.get("jitter_ms")?,
                    loss_permille: row.get("loss_permille")?,
                    kilobits: row.get("kilobits")?,
                    signalling_ms: row.get("signalling_ms")?,
                    media_ms: row.get("media_ms")?,
                    bars: row.get("bars")?,
                    small_picture: row.get("small_picture")?,
                },
            })
        })
        .optional()
}

pub(crate) fn set(db: &Connection, invitation_no: i64, check: &NetworkCheck) -> rusqlite::Result<()> {
    let NetworkCheck { at, measures } = check;
    db.prepare_cached(
        "INSERT OR REPLACE INTO network_check (invitation_no, at, outcome, path, round_trip_ms, jitter_ms,
                loss_permille, kilobits, signalling_ms, media_ms, bars, small_picture)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
    )?
    .execute(params![
        invitation_no,
        millis(*at),
        measures.outcome,
        measures.path,
        measures.round_trip_ms,
        measures.jitter_ms,
        measures.loss_permille,
        measures.kilobits,
        measures.signalling_ms,
        measures.media_ms,
        measures.bars,
        measures.small_picture,
    ])
    .map(drop)
}
