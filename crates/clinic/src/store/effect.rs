//! The outbox: what the outside must do, in the order it was asked for.

use jiff::{SignedDuration, Timestamp};
use rusqlite::{Connection, Row, params};

use super::{Migration, instant, maybe_instant, millis, of_no_visit};
use crate::effect::{Effect, EffectKind};
use crate::id::EffectId;

pub(crate) const MIGRATIONS: &[Migration] = &[
    Migration {
        version: 1,
        sql: "CREATE TABLE effect (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        kind TEXT NOT NULL,
        visit_no INTEGER NOT NULL REFERENCES visit (no),
        invitation_no INTEGER REFERENCES invitation (no),
        room_sid TEXT,
        asked_at INTEGER NOT NULL,
        due_at INTEGER NOT NULL,
        attempts INTEGER NOT NULL,
        last_error TEXT
    ) STRICT;
    CREATE UNIQUE INDEX effect_invitation ON effect (invitation_no, kind) WHERE invitation_no IS NOT NULL;
    CREATE UNIQUE INDEX effect_room ON effect (room_sid) WHERE room_sid IS NOT NULL;
    CREATE INDEX effect_visit ON effect (visit_no);",
    },
    Migration {
        version: 3,
        sql:
            "ALTER TABLE effect ADD COLUMN phone_party_no INTEGER REFERENCES phone_party (no);
    CREATE UNIQUE INDEX effect_phone_party ON effect (phone_party_no, kind) WHERE phone_party_no IS NOT NULL;",
    },
    Migration {
        version: 6,
        sql: "ALTER TABLE effect ADD COLUMN text_no INTEGER REFERENCES text_message (no);
    CREATE UNIQUE INDEX effect_text ON effect (text_no, kind) WHERE text_no IS NOT NULL;",
    },
    Migration {
        version: 7,
        sql: "ALTER TABLE effect ADD COLUMN vendor_request_no INTEGER REFERENCES vendor_request (no);
    CREATE UNIQUE INDEX effect_vendor_request ON effect (vendor_request_no, kind) WHERE vendor_request_no IS NOT NULL;",
    },
    // Calls to try a phone tree are for no visit.
    Migration { version: 8, sql: of_no_visit!("effect") },
];

pub(crate) const SET_UP: &str = "setUpInvitation";
pub(crate) const PUSH: &str = "pushStatus";
pub(crate) const END_ROOM: &str = "endRoom";
pub(crate) const DELETE: &str = "deleteDocuments";
pub(crate) const REMOVE: &str = "removeGuest";
pub(crate) const DIAL: &str = "dial";
pub(crate) const HANG_UP: &str = "hangUp";
pub(crate) const LEG_RULES: &str = "setLegRules";
pub(crate) const SEND_CHAT: &str = "sendChat";
pub(crate) const SEND: &str = "sendMessage";
pub(crate) const CANCEL_TEXT: &str = "cancelMessage";
pub(crate) const ASK_VENDOR: &str = "askVendor";
pub(crate) const CANCEL_VENDOR: &str = "cancelVendor";

/// How long the Documents of a closed invitation wait for a last status that cannot be delivered.
const LONGEST_WAIT_FOR_PUSH: SignedDuration = SignedDuration::from_mins(15);

/// How long taking somebody out waits for their page to be told why, where that cannot be delivered.
const LONGEST_WAIT_FOR_REASON: SignedDuration = SignedDuration::from_secs(3);

/// What holds an effect back until something else is done: a status and a message have nowhere to go before Documents and Lists stand, a call
/// is not hung up while it is not known which it is, and no service is asked before the link that it is given leads somewhere.
const HELD: &str = "
    (e.kind = 'hangUp' AND t.state IN ('requested', 'unknown')) OR
    (e.kind = 'askVendor' AND r.state = 'intended' AND coalesce(l.readiness, 'ready') IN ('settingUp', 'failed')) OR
    (e.kind IN ('pushStatus', 'sendChat') AND i.readiness IN ('settingUp', 'failed'))";

/// From when on an effect is due. Documents are not deleted before their page was told why, and nobody is taken out of a room before
/// that, but each only for so long.
const DUE: &str = "
    max(e.due_at, CASE
        WHEN NOT EXISTS (SELECT 1 FROM effect p WHERE p.invitation_no = e.invitation_no AND p.kind = 'pushStatus') THEN 0
        WHEN e.kind = 'deleteDocuments' THEN e.asked_at + ?1
        WHEN e.kind IN ('removeGuest', 'endRoom') THEN e.asked_at + ?2
        ELSE 0 END)";

fn row(row: &Row<'_>) -> rusqlite::Result<Effect> {
    let kind = match row.get_ref("kind")?.as_str()? {
        SET_UP => EffectKind::SetUpInvitation { invitation: row.get("invitation_id")? },
        PUSH => EffectKind::PushStatus { invitation: row.get("invitation_id")? },
        REMOVE => EffectKind::RemoveGuest {
            invitation: row.get("invitation_id")?,
            room_sid: row.get("visit_room_sid")?,
        },
        DELETE => EffectKind::DeleteDocuments { invitation: row.get("invitation_id")? },
        SEND_CHAT => EffectKind::SendChat { invitation: row.get("invitation_id")? },
        DIAL => EffectKind::Dial { party: row.get("phone_party_id")? },
        HANG_UP => EffectKind::HangUp { party: row.get("phone_party_id")? },
        LEG_RULES => EffectKind::SetLegRules { visit: row.get("visit_id")? },
        SEND => EffectKind::SendMessage { text: row.get("text_id")? },
        CANCEL_TEXT => EffectKind::CancelMessage { text: row.get("text_id")? },
        ASK_VENDOR => EffectKind::AskVendor { request: row.get("vendor_request_id")? },
        CANCEL_VENDOR => EffectKind::CancelVendor { request: row.get("vendor_request_id")? },
        _ => EffectKind::EndRoom { room_sid: row.get("room_sid")?, visit: row.get("visit_id")? },
    };
    Ok(Effect {
        id: EffectId(row.get("id")?),
        kind,
        attempts: row.get("attempts")?,
        asked_at: instant(row, "asked_at")?,
        last_error: row.get("last_error")?,
    })
}

/// What is to be done now, oldest first.
pub(crate) fn due(db: &Connection, now: Timestamp) -> rusqlite::Result<Vec<Effect>> {
    db.prepare_cached(&format!(
        "SELECT e.*, i.id AS invitation_id, a.visit_id AS visit_id, v.room_sid AS visit_room_sid,
                t.id AS phone_party_id, m.id AS text_id, r.id AS vendor_request_id
         FROM effect e LEFT JOIN appointment a ON a.no = e.visit_no LEFT JOIN visit v ON v.no = e.visit_no
         LEFT JOIN invitation i ON i.no = e.invitation_no
         LEFT JOIN phone_party t ON t.no = e.phone_party_no
         LEFT JOIN text_message m ON m.no = e.text_no
         LEFT JOIN vendor_request r ON r.no = e.vendor_request_no
         LEFT JOIN invitation l ON l.no = r.invitation_no
         WHERE {DUE} <= ?3 AND NOT ({HELD}) ORDER BY e.id"
    ))?
    .query_map(params![waits(LONGEST_WAIT_FOR_PUSH), waits(LONGEST_WAIT_FOR_REASON), millis(now)], row)?
    .collect()
}

/// When the next effect is due that nothing holds back.
pub(crate) fn next_due(db: &Connection) -> rusqlite::Result<Option<Timestamp>> {
    db.prepare_cached(&format!(
        "SELECT min({DUE}) AS due_at FROM effect e LEFT JOIN invitation i ON i.no = e.invitation_no
         LEFT JOIN phone_party t ON t.no = e.phone_party_no
         LEFT JOIN vendor_request r ON r.no = e.vendor_request_no
         LEFT JOIN invitation l ON l.no = r.invitation_no
         WHERE NOT ({HELD})"
    ))?
    .query_row(params![waits(LONGEST_WAIT_FOR_PUSH), waits(LONGEST_WAIT_FOR_REASON)], |row| {
        maybe_instant(row, "due_at")
    })
}

/// As the store keeps instants: in milliseconds.
fn waits(patience: SignedDuration) -> i64 {
    i64::try_from(patience.as_millis()).unwrap_or(i64::MAX)
}

/// Asks for an effect on an invitation. One of the same kind that is pending is replaced under a new id, so that
/// finishing the older one, if it is being carried out, does not take the newer one away.
pub(crate) fn ask(
    db: &Connection,
    kind: &str,
    visit_no: i64,
    invitation_no: i64,
    now: Timestamp,
    due_at: Timestamp,
) -> rusqlite::Result<()> {
    withdraw(db, kind, invitation_no)?;
    db.prepare_cached(
        "INSERT INTO effect (kind, visit_no, invitation_no, asked_at, due_at, attempts) VALUES (?1, ?2, ?3, ?4, ?5, 0)",
    )?
    .execute(params![kind, visit_no, invitation_no, millis(now), millis(due_at)])
    .map(drop)
}

/// Asks for the end of a room; once is enough. With an invitation, its page is told first.
pub(crate) fn ask_end_room(
    db: &Connection,
    visit_no: i64,
    room_sid: &str,
    first_told: Option<i64>,
    now: Timestamp,
) -> rusqlite::Result<()> {
    db.prepare_cached(
        "INSERT INTO effect (kind, visit_no, room_sid, invitation_no, asked_at, due_at, attempts)
         VALUES (?1, ?2, ?3, ?4, ?5, ?5, 0)
         ON CONFLICT DO NOTHING",
    )?
    .execute(params![END_ROOM, visit_no, room_sid, first_told, millis(now)])
    .map(drop)
}

/// Asks for an effect on a third party's call; once is enough.
pub(crate) fn ask_of_call(
    db: &Connection,
    kind: &str,
    visit_no: Option<i64>,
    phone_party_no: i64,
    now: Timestamp,
) -> rusqlite::Result<()> {
    db.prepare_cached(
        "INSERT INTO effect (kind, visit_no, phone_party_no, asked_at, due_at, attempts) VALUES (?1, ?2, ?3, ?4, ?4, 0)
         ON CONFLICT (phone_party_no, kind) WHERE phone_party_no IS NOT NULL DO NOTHING",
    )?
    .execute(params![kind, visit_no, phone_party_no, millis(now)])
    .map(drop)
}

/// Asks for an effect on a text. One of the same kind that is pending is replaced under a new id, as in [`ask`].
pub(crate) fn ask_of_text(
    db: &Connection,
    kind: &str,
    visit_no: i64,
    text_no: i64,
    now: Timestamp,
    due_at: Timestamp,
) -> rusqlite::Result<()> {
    withdraw_from_text(db, kind, text_no)?;
    db.prepare_cached(
        "INSERT INTO effect (kind, visit_no, text_no, asked_at, due_at, attempts) VALUES (?1, ?2, ?3, ?4, ?5, 0)",
    )?
    .execute(params![kind, visit_no, text_no, millis(now), millis(due_at)])
    .map(drop)
}

pub(crate) fn withdraw_from_text(db: &Connection, kind: &str, text_no: i64) -> rusqlite::Result<()> {
    db.prepare_cached("DELETE FROM effect WHERE text_no = ?1 AND kind = ?2")?
        .execute(params![text_no, kind])
        .map(drop)
}

/// Makes the texts due that are to bring an invitation's link and waited for it.
pub(crate) fn hurry_texts(db: &Connection, invitation_no: i64, now: Timestamp) -> rusqlite::Result<()> {
    db.prepare_cached(
        "UPDATE effect SET due_at = min(due_at, ?2) WHERE kind = 'sendMessage' AND text_no IN
         (SELECT no FROM text_message WHERE invitation_no = ?1 AND state = 'intended')",
    )?
    .execute(params![invitation_no, millis(now)])
    .map(drop)
}

/// Asks for the rules of a visit's phone lines. One that is pending is replaced under a new id, as in [`ask`].
pub(crate) fn ask_leg_rules(db: &Connection, visit_no: i64, now: Timestamp) -> rusqlite::Result<()> {
    db.prepare_cached("DELETE FROM effect WHERE visit_no = ?1 AND kind = ?2")?
        .execute(params![visit_no, LEG_RULES])?;
    db.prepare_cached(
        "INSERT INTO effect (kind, visit_no, asked_at, due_at, attempts) VALUES (?1, ?2, ?3, ?3, 0)",
    )?
    .execute(params![LEG_RULES, visit_no, millis(now)])
    .map(drop)
}

/// Asks for an effect on a request to a service; once is enough.
pub(crate) fn ask_of_vendor(
    db: &Connection,
    kind: &str,
    visit_no: i64,
    vendor_request_no: i64,
    now: Timestamp,
) -> rusqlite::Result<()> {
    db.prepare_cached(
        "INSERT INTO effect (kind, visit_no, vendor_request_no, asked_at, due_at, attempts) VALUES (?1, ?2, ?3, ?4, ?4, 0)
         ON CONFLICT (vendor_request_no, kind) WHERE vendor_request_no IS NOT NULL DO NOTHING",
    )?
    .execute(params![kind, visit_no, vendor_request_no, millis(now)])
    .map(drop)
}

pub(crate) fn withdraw_from_vendor(
    db: &Connection,
    kind: &str,
    vendor_request_no: i64,
) -> rusqlite::Result<()> {
    db.prepare_cached("DELETE FROM effect WHERE vendor_request_no = ?1 AND kind = ?2")?
        .execute(params![vendor_request_no, kind])
        .map(drop)
}

pub(crate) fn withdraw_from_call(db: &Connection, kind: &str, phone_party_no: i64) -> rusqlite::Result<()> {
    db.prepare_cached("DELETE FROM effect WHERE phone_party_no = ?1 AND kind = ?2")?
        .execute(params![phone_party_no, kind])
        .map(drop)
}

pub(crate) fn withdraw(db: &Connection, kind: &str, invitation_no: i64) -> rusqlite::Result<()> {
    db.prepare_cached("DELETE FROM effect WHERE invitation_no = ?1 AND kind = ?2")?
        .execute(params![invitation_no, kind])
        .map(drop)
}

/// Takes an effect out. False where it was not there (withdrawn, replaced or done before).
pub(crate) fn remove(db: &Connection, id: EffectId) -> rusqlite::Result<bool> {
    Ok(db.prepare_cached("DELETE FROM effect WHERE id = ?1")?.execute([id.0])? > 0)
}

/// Keeps an effect for another try.
pub(crate) fn put_off(
    db: &Connection,
    id: EffectId,
    error: &str,
    retry_at: Timestamp,
) -> rusqlite::Result<bool> {
    Ok(db
        .prepare_cached(
            "UPDATE effect SET attempts = attempts + 1, last_error = ?2, due_at = ?3 WHERE id = ?1",
        )?
        .execute(params![id.0, error, millis(retry_at)])?
        > 0)
}

/// Whether one is pending.
pub(crate) fn is_pending(db: &Connection, kind: &str, invitation_no: i64) -> rusqlite::Result<bool> {
    db.prepare_cached("SELECT EXISTS (SELECT 1 FROM effect WHERE invitation_no = ?1 AND kind = ?2)")?
        .query_row(params![invitation_no, kind], |row| row.get(0))
}

/// Makes a pending effect due no sooner than `at`.
pub(crate) fn no_sooner(
    db: &Connection,
    kind: &str,
    invitation_no: i64,
    at: Timestamp,
) -> rusqlite::Result<()> {
    db.prepare_cached("UPDATE effect SET due_at = max(due_at, ?3) WHERE invitation_no = ?1 AND kind = ?2")?
        .execute(params![invitation_no, kind, millis(at)])
        .map(drop)
}

/// Makes a pending effect due at once. False where none is pending.
pub(crate) fn hurry(
    db: &Connection,
    kind: &str,
    invitation_no: i64,
    now: Timestamp,
) -> rusqlite::Result<bool> {
    Ok(db
        .prepare_cached("UPDATE effect SET due_at = min(due_at, ?3) WHERE invitation_no = ?1 AND kind = ?2")?
        .execute(params![invitation_no, kind, millis(now)])?
        > 0)
}
