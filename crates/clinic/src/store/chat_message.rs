//! What was written between the clinic and the people it invited.

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::{Migration, instant, millis};
use crate::chat::{ChatMessage, ChatState, Saying, Writer};
use crate::id::ChatMessageId;

pub(crate) const MIGRATIONS: &[Migration] = &[
    Migration {
        version: 4,
        sql: "CREATE TABLE chat_message (
        no INTEGER PRIMARY KEY,
        invitation_no INTEGER NOT NULL REFERENCES invitation (no),
        id TEXT NOT NULL,
        writer TEXT NOT NULL,
        text TEXT NOT NULL,
        saying TEXT,
        at INTEGER NOT NULL,
        state TEXT NOT NULL,
        item INTEGER,
        UNIQUE (invitation_no, id)
    ) STRICT;",
    },
    // What nobody has looked at is asked for at every change, among all that was ever written.
    Migration {
        version: 14,
        sql: "CREATE INDEX chat_message_unseen ON chat_message (invitation_no) WHERE writer = 'guest' AND state = 'delivered';",
    },
];

fn row(row: &Row<'_>) -> rusqlite::Result<ChatMessage> {
    Ok(ChatMessage {
        id: row.get("id")?,
        writer: row.get("writer")?,
        text: row.get::<_, String>("text")?.into(),
        saying: row.get::<_, Option<String>>("saying")?.and_then(|text| Saying::from_text(&text)),
        at: instant(row, "at")?,
        state: row.get("state")?,
    })
}

/// All of one conversation, in order.
pub(crate) fn of_invitation(db: &Connection, invitation_no: i64) -> rusqlite::Result<Vec<ChatMessage>> {
    db.prepare_cached("SELECT * FROM chat_message WHERE invitation_no = ?1 ORDER BY no")?
        .query_map([invitation_no], row)?
        .collect()
}

/// The clinic's that are not in their List yet, in order.
pub(crate) fn pending(db: &Connection, invitation_no: i64) -> rusqlite::Result<Vec<ChatMessage>> {
    db.prepare_cached(
        "SELECT * FROM chat_message WHERE invitation_no = ?1 AND state = 'pending' ORDER BY no",
    )?
    .query_map([invitation_no], row)?
    .collect()
}

pub(crate) fn last(db: &Connection, invitation_no: i64) -> rusqlite::Result<Option<ChatMessage>> {
    db.prepare_cached("SELECT * FROM chat_message WHERE invitation_no = ?1 ORDER BY no DESC LIMIT 1")?
        .query_row([invitation_no], row)
        .optional()
}

/// How many somebody wrote from `since` on.
pub(crate) fn count(
    db: &Connection,
    invitation_no: i64,
    writer: Writer,
    since: Timestamp,
) -> rusqlite::Result<u32> {
    db.prepare_cached(
        "SELECT count(*) FROM chat_message WHERE invitation_no = ?1 AND writer = ?2 AND at >= ?3",
    )?
    .query_row(params![invitation_no, writer, millis(since)], |row| row.get(0))
}

/// How many of the person's nobody has looked at.
pub(crate) fn unread(db: &Connection, invitation_no: i64) -> rusqlite::Result<u32> {
    db.prepare_cached(
        "SELECT count(*) FROM chat_message WHERE invitation_no = ?1 AND writer = 'guest' AND state = 'delivered'",
    )?
    .query_row([invitation_no], |row| row.get(0))
}

/// The last item of the person's List that the provider has seen.
pub(crate) fn seen_to(db: &Connection, invitation_no: i64) -> rusqlite::Result<Option<i64>> {
    db.prepare_cached(
        "SELECT max(item) FROM chat_message WHERE invitation_no = ?1 AND writer = 'guest' AND state = 'seen'",
    )?
    .query_row([invitation_no], |row| row.get(0))
}

/// Keeps a message. False where one of its id is there: it came twice.
pub(crate) fn insert(
    db: &Connection,
    invitation_no: i64,
    message: &ChatMessage,
    item: Option<i64>,
) -> rusqlite::Result<bool> {
    Ok(db
        .prepare_cached(
            "INSERT INTO chat_message (invitation_no, id, writer, text, saying, at, state, item)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) ON CONFLICT (invitation_no, id) DO NOTHING",
        )?
        .execute(params![
            invitation_no,
            message.id,
            message.writer,
            message.text.reveal(),
            message.saying.map(Saying::to_text),
            millis(message.at),
            message.state,
            item
        ])?
        > 0)
}

/// A message of the clinic is in its List.
pub(crate) fn sent(
    db: &Connection,
    invitation_no: i64,
    id: ChatMessageId,
    item: i64,
) -> rusqlite::Result<bool> {
    Ok(db
        .prepare_cached(
            "UPDATE chat_message SET state = 'sent', item = ?3
             WHERE invitation_no = ?1 AND id = ?2 AND state = 'pending'",
        )?
        .execute(params![invitation_no, id, item])?
        > 0)
}

/// What the page says that it has: up to an item of the clinic's List. Answers whether that was new.
pub(crate) fn acknowledge(
    db: &Connection,
    invitation_no: i64,
    to: i64,
    state: ChatState,
) -> rusqlite::Result<bool> {
    Ok(db
        .prepare_cached(
            "UPDATE chat_message SET state = ?3 WHERE invitation_no = ?1 AND writer = 'clinic' AND item <= ?2
             AND state IN ('sent', CASE ?3 WHEN 'seen' THEN 'delivered' ELSE 'sent' END)",
        )?
        .execute(params![invitation_no, to, state])?
        > 0)
}

/// The provider has seen the person's messages up to this one. Answers whether that was new.
pub(crate) fn read_to(db: &Connection, invitation_no: i64, id: ChatMessageId) -> rusqlite::Result<bool> {
    Ok(db
        .prepare_cached(
            "UPDATE chat_message SET state = 'seen' WHERE invitation_no = ?1 AND writer = 'guest' AND state = 'delivered'
             AND no <= (SELECT no FROM chat_message WHERE invitation_no = ?1 AND id = ?2)",
        )?
        .execute(params![invitation_no, id])?
        > 0)
}

/// The Lists are made anew: what stood in the old ones and did not arrive is to be sent again.
pub(crate) fn begin_anew(db: &Connection, invitation_no: i64) -> rusqlite::Result<bool> {
    db.prepare_cached("UPDATE chat_message SET item = NULL WHERE invitation_no = ?1")?
        .execute([invitation_no])?;
    db.prepare_cached(
        "UPDATE chat_message SET state = 'pending' WHERE invitation_no = ?1 AND state = 'sent'",
    )?
    .execute([invitation_no])?;
    db.prepare_cached(
        "SELECT EXISTS (SELECT 1 FROM chat_message WHERE invitation_no = ?1 AND state = 'pending')",
    )?
    .query_row([invitation_no], |row| row.get(0))
}

/// What the clinic wrote at this very instant, where it did.
pub(crate) fn written_at(
    db: &Connection,
    invitation_no: i64,
    at: Timestamp,
) -> rusqlite::Result<Option<ChatMessage>> {
    db.prepare_cached(
        "SELECT * FROM chat_message WHERE invitation_no = ?1 AND writer = 'clinic' AND at = ?2
         ORDER BY no DESC LIMIT 1",
    )?
    .query_row(params![invitation_no, millis(at)], row)
    .optional()
}

/// Takes back a message that is not in its List yet.
pub(crate) fn withdraw(db: &Connection, invitation_no: i64, id: ChatMessageId) -> rusqlite::Result<()> {
    db.prepare_cached("DELETE FROM chat_message WHERE invitation_no = ?1 AND id = ?2 AND state = 'pending'")?
        .execute(params![invitation_no, id])
        .map(drop)
}
