//! Patients.

use rusqlite::{Connection, OptionalExtension, Row, params};

use super::{Migration, bad_value};
use crate::person::Patient;
use crate::pii::Pii;

pub(crate) const MIGRATIONS: &[Migration] = &[
    Migration {
        version: 1,
        sql: "CREATE TABLE patient (
        no INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        name TEXT NOT NULL,
        birth_date TEXT,
        record_number TEXT NOT NULL,
        language TEXT NOT NULL,
        phone TEXT NOT NULL,
        email TEXT NOT NULL
    ) STRICT;
    CREATE UNIQUE INDEX patient_record_number ON patient (record_number) WHERE record_number <> '';",
    },
    // Where they are, for quiet hours and the times in texts; empty for where the clinic is.
    Migration { version: 6, sql: "ALTER TABLE patient ADD COLUMN time_zone TEXT NOT NULL DEFAULT '';" },
];

fn row(row: &Row<'_>) -> rusqlite::Result<(i64, Patient)> {
    let birth_date: Option<String> = row.get("birth_date")?;
    let birth_date = birth_date
        .map(|text| text.parse().map(Pii::new))
        .transpose()
        .map_err(|error: jiff::Error| bad_value(Box::new(error)))?;
    let patient = Patient {
        id: row.get("id")?,
        name: Pii::new(row.get("name")?),
        birth_date,
        record_number: Pii::new(row.get("record_number")?),
        language: row.get("language")?,
        phone: Pii::new(row.get("phone")?),
        email: Pii::new(row.get("email")?),
        time_zone: row.get("time_zone")?,
    };
    Ok((row.get("no")?, patient))
}

pub(crate) fn get(db: &Connection, no: i64) -> rusqlite::Result<Patient> {
    Ok(db.prepare_cached("SELECT * FROM patient WHERE no = ?1")?.query_row([no], row)?.1)
}

pub(crate) fn by_record_number(db: &Connection, number: &str) -> rusqlite::Result<Option<(i64, Patient)>> {
    if number.is_empty() {
        return Ok(None);
    }
    db.prepare_cached("SELECT * FROM patient WHERE record_number = ?1 AND record_number <> ''")?
        .query_row([number], row)
        .optional()
}

pub(crate) fn insert(db: &Connection, patient: &Patient) -> rusqlite::Result<i64> {
    db.prepare_cached(
        "INSERT INTO patient (id, name, birth_date, record_number, language, phone, email, time_zone)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
    )?
    .insert(params![
        patient.id,
        patient.name.reveal(),
        patient.birth_date.as_ref().map(|date| date.reveal().to_string()),
        patient.record_number.reveal(),
        patient.language,
        patient.phone.reveal(),
        patient.email.reveal(),
        patient.time_zone,
    ])
}

pub(crate) fn update(db: &Connection, no: i64, patient: &Patient) -> rusqlite::Result<()> {
    db.prepare_cached(
        "UPDATE patient SET name = ?2, birth_date = ?3, record_number = ?4, language = ?5, phone = ?6, email = ?7,
                time_zone = ?8 WHERE no = ?1",
    )?
    .execute(params![
        no,
        patient.name.reveal(),
        patient.birth_date.as_ref().map(|date| date.reveal().to_string()),
        patient.record_number.reveal(),
        patient.language,
        patient.phone.reveal(),
        patient.email.reveal(),
        patient.time_zone,
    ])
    .map(drop)
}
