//! Small facts about the clinic itself, by name.

use rusqlite::{Connection, OptionalExtension, params};

use super::Migration;

pub(crate) const MIGRATIONS: &[Migration] = &[Migration {
    version: 1,
    sql: "CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;",
}];

pub(crate) const CLINIC_NAME: &str = "clinicName";
pub(crate) const TIME_ZONE: &str = "timeZone";
/// The countries that may be called, with commas between.
pub(crate) const PHONE_COUNTRIES: &str = "phoneCountries";
/// What happens when a line is busy or nobody answers.
pub(crate) const NEXT_LINE: &str = "nextLine";
/// The account's number to call from; empty for the first that can.
pub(crate) const PHONE_CALLER: &str = "phoneCaller";
/// How pictures are coded in a room.
pub(crate) const ROOM_CODEC: &str = "roomCodec";
/// Where the media servers are; empty for the account's own setting.
pub(crate) const ROOM_REGION: &str = "roomRegion";
/// Minutes an empty room stays open; empty for none.
pub(crate) const ROOM_EMPTY_MINUTES: &str = "roomEmptyMinutes";
/// The most people a room is made for; empty for Twilio's own limit.
pub(crate) const ROOM_MOST_PEOPLE: &str = "roomMostPeople";
/// Minutes after which somebody is late.
pub(crate) const LATE_MINUTES: &str = "lateMinutes";
/// Minutes after which a visit is closed as not attended; empty for when its link ends.
pub(crate) const NOT_ATTENDED_MINUTES: &str = "notAttendedMinutes";
/// What the desktop tells of, as JSON.
pub(crate) const NOTIFICATIONS: &str = "notifications";
/// How the clinic texts, as JSON.
pub(crate) const TEXTS: &str = "texts";

/// What the provider says with one press, one in each line.
pub(crate) const QUICK_REPLIES: &str = "quickReplies";

/// A delay that was told and can be taken back: when (milliseconds), minutes, and the state before, with spaces between.
pub(crate) const DELAY_TOLD: &str = "delayTold";

/// What the clinic asks before a visit, as JSON.
pub(crate) const INTAKE: &str = "intake";

/// The store's own id.
pub(crate) const STORE_ID: &str = "storeId";

/// What the clinic says after a visit.
pub(crate) const AFTERWORD: &str = "afterword";

pub(crate) fn get(db: &Connection, name: &str) -> rusqlite::Result<Option<String>> {
    db.prepare_cached("SELECT value FROM setting WHERE name = ?1")?
        .query_row([name], |row| row.get(0))
        .optional()
}

pub(crate) fn set(db: &Connection, name: &str, value: &str) -> rusqlite::Result<()> {
    db.prepare_cached(
        "INSERT INTO setting VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
    )?
    .execute(params![name, value])
    .map(drop)
}

pub(crate) fn remove(db: &Connection, name: &str) -> rusqlite::Result<()> {
    db.prepare_cached("DELETE FROM setting WHERE name = ?1")?.execute([name]).map(drop)
}
