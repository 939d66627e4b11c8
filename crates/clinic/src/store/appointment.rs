//! What is booked. Its `no` is also its visit's.

use jiff::Timestamp;
use rusqlite::{Connection, Row, params};

use super::{Migration, from_millis, instant, millis};
use crate::id::{VisitId, VisitTypeId};
use crate::invitation::GuestStep;
use crate::pii::Pii;
use crate::practice::VisitSummary;
use crate::text::{LinkText, TextState};
use crate::visit::VisitState;
use crate::visit_type::BookedType;

pub(crate) const MIGRATIONS: &[Migration] = &[
    Migration {
        version: 1,
        sql: "CREATE TABLE appointment (
        no INTEGER PRIMARY KEY,
        visit_id TEXT NOT NULL UNIQUE,
        practitioner_no INTEGER NOT NULL REFERENCES practitioner (no),
        patient_no INTEGER NOT NULL REFERENCES patient (no),
        starts_at INTEGER NOT NULL,
        minutes INTEGER NOT NULL,
        reason TEXT NOT NULL,
        notes TEXT NOT NULL
    ) STRICT;
    CREATE INDEX appointment_start ON appointment (practitioner_no, starts_at);
    CREATE INDEX appointment_patient ON appointment (patient_no);",
    },
    Migration {
        version: 11,
        sql: "ALTER TABLE appointment ADD COLUMN visit_type_no INTEGER REFERENCES visit_type (no);",
    },
];

pub(crate) struct NewAppointment<'a> {
    pub visit_id: VisitId,
    pub practitioner_no: i64,
    pub patient_no: i64,
    pub starts_at: Timestamp,
    pub minutes: u32,
    pub visit_type_no: Option<i64>,
    pub reason: &'a str,
    pub notes: &'a str,
}

pub(crate) fn insert(db: &Connection, new: &NewAppointment<'_>) -> rusqlite::Result<i64> {
    db.prepare_cached(
        "INSERT INTO appointment (visit_id, practitioner_no, patient_no, starts_at, minutes, reason, notes, visit_type_no)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
    )?
    .insert(params![
        new.visit_id,
        new.practitioner_no,
        new.patient_no,
        millis(new.starts_at),
        new.minutes,
        new.reason,
        new.notes,
        new.visit_type_no,
    ])
}

const BETWEEN: &str = "SELECT a.visit_id, a.starts_at, a.minutes, a.reason, p.name, p.language, v.state, v.since,
            CASE WHEN i.readiness <> 'closed' THEN i.step END AS step,
            (SELECT m.state FROM text_message m
             WHERE m.visit_no = a.no AND NOT m.to_third_party AND m.kind IN ('invitation', 'link')
               AND m.invitation_no = v.invitation_no
               AND m.state NOT IN ('planned', 'intended', 'requested', 'unknown', 'unresolved', 'scheduled', 'cancelled')
             ORDER BY m.no DESC LIMIT 1) AS text_state,
            t.id AS type_id, t.name AS type_name
     FROM appointment a
     JOIN patient p ON p.no = a.patient_no
     JOIN visit v ON v.no = a.no
     LEFT JOIN invitation i ON i.no = v.invitation_no
     LEFT JOIN visit_type t ON t.no = a.visit_type_no
     WHERE a.practitioner_no = ?1 AND a.starts_at >= ?2 AND a.starts_at < ?3
     ORDER BY a.starts_at, a.no";

/// What starts from `from` and before `to`, by start. `overlaps` is left false.
pub(crate) fn between(
    db: &Connection,
    practitioner_no: i64,
    from: Timestamp,
    to: Timestamp,
) -> rusqlite::Result<Vec<VisitSummary>> {
    db.prepare_cached(BETWEEN)?
        .query_map(params![practitioner_no, millis(from), millis(to)], |row| {
            let state: VisitState = row.get("state")?;
            let step: Option<GuestStep> = row.get("step")?;
            let text: Option<TextState> = row.get("text_state")?;
            Ok(VisitSummary {
                id: row.get("visit_id")?,
                starts_at: instant(row, "starts_at")?,
                minutes: row.get("minutes")?,
                visit_type: booked_type(row)?,
                patient_name: Pii::new(row.get("name")?),
                reason: Pii::new(row.get("reason")?),
                language: row.get("language")?,
                state,
                state_since: instant(row, "since")?,
                on_link: step
                    .filter(|_| matches!(state, VisitState::Invited | VisitState::Left | VisitState::NoShow)),
                link_text: text.and_then(LinkText::of).filter(|_| state == VisitState::Invited),
                overlaps: false,
            })
        })?
        .collect()
}

fn booked_type(row: &Row<'_>) -> rusqlite::Result<Option<BookedType>> {
    let id: Option<VisitTypeId> = row.get("type_id")?;
    id.map(|id| Ok(BookedType { id, name: row.get("type_name")? })).transpose()
}

/// The start of the next visit that is still to come about, from `after` on.
pub(crate) fn next_after(
    db: &Connection,
    practitioner_no: i64,
    after: Timestamp,
) -> rusqlite::Result<Option<Timestamp>> {
    db.prepare_cached(
        "SELECT a.starts_at FROM appointment a JOIN visit v ON v.no = a.no
         WHERE a.practitioner_no = ?1 AND a.starts_at >= ?2 AND v.state <> 'cancelled'
         ORDER BY a.starts_at LIMIT 1",
    )?
    .query_map(params![practitioner_no, millis(after)], |row| row.get::<_, i64>(0))?
    .next()
    .transpose()?
    .map(from_millis)
    .transpose()
}

#[cfg(test)]
mod tests {
    use super::BETWEEN;
    use crate::store::read_whole;

    #[test]
    fn a_day_is_found_without_reading_all_that_was_ever_booked() {
        assert!(read_whole(BETWEEN).is_empty());
    }
}
