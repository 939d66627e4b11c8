//! Third parties, one per invitation that is not the patient's.

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::{Migration, instant, millis};
use crate::pii::Pii;
use crate::third_party::{Introduction, ThirdPartyFields, ThirdPartyRole, ThirdPartyState};

pub(crate) const MIGRATIONS: &[Migration] = &[Migration {
    version: 2,
    sql: "CREATE TABLE third_party (
        invitation_no INTEGER PRIMARY KEY REFERENCES invitation (no),
        visit_no INTEGER NOT NULL REFERENCES visit (no),
        name TEXT NOT NULL,
        role TEXT NOT NULL,
        relationship TEXT NOT NULL,
        language TEXT NOT NULL,
        pre_admitted INTEGER NOT NULL,
        state TEXT NOT NULL,
        since INTEGER NOT NULL,
        said_name TEXT,
        said_relationship TEXT
    ) STRICT;
    CREATE INDEX third_party_visit ON third_party (visit_no);",
}];

#[derive(Debug, Clone)]
pub(crate) struct ThirdPartyRow {
    pub invitation_no: i64,
    pub name: Pii<String>,
    pub role: ThirdPartyRole,
    pub relationship: Pii<String>,
    pub language: String,
    pub pre_admitted: bool,
    pub state: ThirdPartyState,
    pub since: Timestamp,
    pub introduction: Option<Introduction>,
}

impl ThirdPartyRow {
    /// What the clinic wrote of them.
    pub(crate) fn as_written(&self) -> ThirdPartyFields {
        ThirdPartyFields {
            name: self.name.clone(),
            role: self.role,
            relationship: self.relationship.clone(),
            language: self.language.clone(),
            pre_admitted: self.pre_admitted,
        }
    }
}

fn row(row: &Row<'_>) -> rusqlite::Result<ThirdPartyRow> {
    let said_name: Option<String> = row.get("said_name")?;
    let said_relationship: Option<String> = row.get("said_relationship")?;
    Ok(ThirdPartyRow {
        invitation_no: row.get("invitation_no")?,
        name: Pii::new(row.get("name")?),
        role: row.get("role")?,
        relationship: Pii::new(row.get("relationship")?),
        language: row.get("language")?,
        pre_admitted: row.get("pre_admitted")?,
        state: row.get("state")?,
        since: instant(row, "since")?,
        introduction: said_name.map(|name| Introduction {
            name: name.into(),
            relationship: said_relationship.unwrap_or_default().into(),
        }),
    })
}

pub(crate) fn of_invitation(db: &Connection, invitation_no: i64) -> rusqlite::Result<Option<ThirdPartyRow>> {
    db.prepare_cached("SELECT * FROM third_party WHERE invitation_no = ?1")?
        .query_row([invitation_no], row)
        .optional()
}

/// All of a visit, in the order they were invited.
pub(crate) fn of_visit(db: &Connection, visit_no: i64) -> rusqlite::Result<Vec<ThirdPartyRow>> {
    db.prepare_cached("SELECT * FROM third_party WHERE visit_no = ?1 ORDER BY invitation_no")?
        .query_map([visit_no], row)?
        .collect()
}

/// Those who wait to be let in, whichever visit they are for, longest first.
pub(crate) fn waiting(db: &Connection) -> rusqlite::Result<Vec<ThirdPartyRow>> {
    db.prepare_cached("SELECT * FROM third_party WHERE state = ?1 ORDER BY since, invitation_no")?
        .query_map([ThirdPartyState::Waiting], row)?
        .collect()
}

pub(crate) fn insert(
    db: &Connection,
    invitation_no: i64,
    visit_no: i64,
    fields: &ThirdPartyFields,
    since: Timestamp,
) -> rusqlite::Result<()> {
    db.prepare_cached(
        "INSERT INTO third_party (invitation_no, visit_no, name, role, relationship, language, pre_admitted, state, since)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
    )?
    .execute(params![
        invitation_no,
        visit_no,
        fields.name.reveal(),
        fields.role,
        fields.relationship.reveal(),
        fields.language,
        fields.pre_admitted,
        ThirdPartyState::Invited,
        millis(since),
    ])
    .map(drop)
}

/// Writes the name that the clinic has for one.
pub(crate) fn set_name(db: &Connection, third: &ThirdPartyRow) -> rusqlite::Result<()> {
    db.prepare_cached("UPDATE third_party SET name = ?2 WHERE invitation_no = ?1")?
        .execute(params![third.invitation_no, third.name.reveal()])
        .map(drop)
}

/// Writes what can change of one.
pub(crate) fn update(db: &Connection, third: &ThirdPartyRow) -> rusqlite::Result<()> {
    let said = third.introduction.as_ref();
    db.prepare_cached(
        "UPDATE third_party SET state = ?2, since = ?3, said_name = ?4, said_relationship = ?5 WHERE invitation_no = ?1",
    )?
    .execute(params![
        third.invitation_no,
        third.state,
        millis(third.since),
        said.map(|said| said.name.reveal()),
        said.map(|said| said.relationship.reveal()),
    ])
    .map(drop)
}
