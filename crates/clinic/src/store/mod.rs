//! The clinic on disk: SQLite, encrypted by SQLCipher. One file per table: its migrations, row, reads and writes.
//!
//! Nothing here decides anything; the use cases in `practice` do, each in one transaction.

pub(crate) mod appointment;
pub(crate) mod audit_event;
pub(crate) mod chat_message;
pub(crate) mod connector;
pub(crate) mod dial_event;
pub(crate) mod effect;
pub(crate) mod intake_answer;
pub(crate) mod invitation;
pub(crate) mod key;
pub(crate) mod line;
pub(crate) mod network_check;
pub(crate) mod opt_out;
pub(crate) mod participant;
pub(crate) mod patient;
pub(crate) mod phone_party;
pub(crate) mod practitioner;
pub(crate) mod setting;
pub(crate) mod text_event;
pub(crate) mod text_message;
pub(crate) mod third_party;
pub(crate) mod vendor_event;
pub(crate) mod vendor_request;
pub(crate) mod visit;
pub(crate) mod visit_type;

use std::ffi::OsString;
use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use jiff::Timestamp;
use rusqlite::config::DbConfig;
use rusqlite::types::{FromSqlError, Type};
use rusqlite::{Connection, ErrorCode, OpenFlags};

use crate::error::OpenError;
use key::StoreKey;

/// One step of the layout, as SQL. A table's file holds the steps that touch the table.
pub(crate) struct Migration {
    /// The layout that the step leads to.
    pub version: u32,
    /// What it does.
    pub sql: &'static str,
}

/// Lets a table's `visit_no` be empty. A constraint is a matter of the schema's words alone, which SQLite lets be written where they leave
/// what is stored as it is ("Making Other Kinds Of Table Schema Changes", lang_altertable.html); the reset reads them anew.
macro_rules! of_no_visit {
    ($table:literal) => {
        concat!(
            "PRAGMA writable_schema = ON;
             UPDATE sqlite_schema SET sql = replace(sql, 'visit_no INTEGER NOT NULL REFERENCES', 'visit_no INTEGER REFERENCES')
             WHERE type = 'table' AND name = '",
            $table,
            "';
             PRAGMA writable_schema = RESET;"
        )
    };
}
pub(crate) use of_no_visit;

/// The tables' steps, in an order in which references already stand.
const TABLES: &[&[Migration]] = &[
    setting::MIGRATIONS,
    practitioner::MIGRATIONS,
    patient::MIGRATIONS,
    visit_type::MIGRATIONS,
    appointment::MIGRATIONS,
    visit::MIGRATIONS,
    invitation::MIGRATIONS,
    network_check::MIGRATIONS,
    intake_answer::MIGRATIONS,
    third_party::MIGRATIONS,
    chat_message::MIGRATIONS,
    participant::MIGRATIONS,
    audit_event::MIGRATIONS,
    line::MIGRATIONS,
    phone_party::MIGRATIONS,
    dial_event::MIGRATIONS,
    opt_out::MIGRATIONS,
    text_message::MIGRATIONS,
    text_event::MIGRATIONS,
    connector::MIGRATIONS,
    vendor_request::MIGRATIONS,
    vendor_event::MIGRATIONS,
    effect::MIGRATIONS,
];

/// The newest layout that this program knows.
pub(crate) const LAYOUT: u32 = 14;

/// Marks the file as ours ("Ante"), so that another program's database is not taken for an empty clinic.
const APPLICATION_ID: i32 = 0x416e_7465;

/// SQLCipher's page, in bytes.
const PAGE: u64 = 4096;

/// Opens the store, making it where there is none. Holding the returned lock keeps other consoles out.
pub(crate) fn open(path: &Path, key: &StoreKey) -> Result<(Connection, File), OpenError> {
    let io = |error| OpenError::Io { path: path.to_owned(), error };
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        fs::create_dir_all(folder).map_err(io)?;
    }
    if path.is_dir() {
        return Err(io(io::Error::from(io::ErrorKind::IsADirectory)));
    }
    let lock = lock(path)?;
    // SQLite takes a file of less than a page for an empty database and would write over it.
    let length = fs::metadata(path).map_or(0, |found| found.len());
    if !length.is_multiple_of(PAGE) {
        return Err(OpenError::Unreadable);
    }
    // No URI names: a path with a question mark in it is a path.
    let flags =
        OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let mut db =
        Connection::open_with_flags(path, flags).map_err(|error| match error.sqlite_error_code() {
            Some(ErrorCode::CannotOpen | ErrorCode::PermissionDenied | ErrorCode::ReadOnly) => {
                io(io::Error::other(error.to_string()))
            }
            _ => OpenError::Sqlite(error),
        })?;
    // SQLCipher writes to standard error by itself; what went wrong is our caller's to tell.
    db.execute_batch("PRAGMA cipher_log_level = NONE").map_err(OpenError::Sqlite)?;
    // Until the key is known to be right, closing must not move anything from the log into the file.
    db.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true).map_err(OpenError::Sqlite)?;
    // The raw key: 32 random bytes need no derivation, which would cost a quarter of a second at each opening.
    db.execute_batch(&format!("PRAGMA key = \"x'{}'\"", key.to_hex())).map_err(OpenError::Sqlite)?;
    let version = look(&db)?;
    // Each step is a transaction: it happens whole or not at all.
    configure(&db).and_then(|()| migrate(&mut db, version)).map_err(unreadable)?;
    db.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, false).map_err(OpenError::Sqlite)?;
    Ok((db, lock))
}

/// A store in memory, for tests and trials.
pub(crate) fn open_in_memory() -> Result<Connection, OpenError> {
    let mut db = Connection::open_in_memory().map_err(OpenError::Sqlite)?;
    configure(&db).and_then(|()| migrate(&mut db, 0)).map_err(OpenError::Sqlite)?;
    Ok(db)
}

/// Renames a store and what belongs to it, so that a new one can be made in its place. Nothing is deleted.
pub(crate) fn set_aside(path: &Path, now: Timestamp) -> Result<PathBuf, OpenError> {
    let lock = lock(path)?;
    let stamp = now.strftime("%Y%m%dT%H%M%SZ");
    let name = |try_no: u32, suffix: &str| {
        let mut name = OsString::from(path);
        name.push(format!(".set-aside-{stamp}"));
        if try_no > 1 {
            name.push(format!("-{try_no}"));
        }
        name.push(suffix);
        PathBuf::from(name)
    };
    let free = (1..).find(|n| !name(*n, "").exists()).unwrap_or(u32::MAX);
    // The log first: a log beside a store it does not belong to is worse than a store without its log.
    for suffix in ["-wal", "-shm", ""] {
        match fs::rename(beside(path, suffix), name(free, suffix)) {
            Ok(()) => {}
            Err(error) if error.kind() == io::ErrorKind::NotFound && !suffix.is_empty() => {}
            Err(error) => return Err(OpenError::Io { path: path.to_owned(), error }),
        }
    }
    drop(lock);
    Ok(name(free, ""))
}

/// Keeps other consoles out for as long as it is held. The system lets go of it when the process dies.
///
/// A file of its own, since SQLite's locks come and go with its transactions.
fn lock(path: &Path) -> Result<File, OpenError> {
    let io = |error| OpenError::Io { path: path.to_owned(), error };
    let file =
        File::options().write(true).create(true).truncate(false).open(beside(path, ".lock")).map_err(io)?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(OpenError::InUse),
        Err(TryLockError::Error(error)) => Err(io(error)),
    }
}

fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = OsString::from(path);
    name.push(suffix);
    PathBuf::from(name)
}

/// Reads what is there without writing: whether the key fits, and which layout it is. 0 for an empty file.
fn look(db: &Connection) -> Result<u32, OpenError> {
    let tables: i64 =
        db.query_row("SELECT count(*) FROM sqlite_master", [], |row| row.get(0)).map_err(unreadable)?;
    let version: u32 = db.query_row("PRAGMA user_version", [], |row| row.get(0)).map_err(unreadable)?;
    let application: i32 = db.query_row("PRAGMA application_id", [], |row| row.get(0)).map_err(unreadable)?;
    if tables == 0 && version == 0 {
        return Ok(0);
    }
    if application != APPLICATION_ID {
        return Err(OpenError::NotAClinic);
    }
    if version > LAYOUT {
        return Err(OpenError::Newer { found: version, known: LAYOUT });
    }
    Ok(version)
}

fn unreadable(error: rusqlite::Error) -> OpenError {
    match error.sqlite_error_code() {
        Some(ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt) => OpenError::Unreadable,
        _ => OpenError::Sqlite(error),
    }
}

fn configure(db: &Connection) -> rusqlite::Result<()> {
    db.busy_timeout(Duration::from_secs(5))?;
    db.pragma_update(None, "foreign_keys", true)?;
    // The log: a write does not rewrite pages in place, and a process that dies in it loses nothing committed.
    db.query_row("PRAGMA journal_mode = WAL", [], |_| Ok(()))?;
    // FULL: a commit is on the disk before anything is done because of it. With NORMAL a power cut could take back
    // the last commits, and with them the audit of what Twilio was already told. It costs one fsync per commit, and
    // a clinic commits a few times a minute.
    db.pragma_update(None, "synchronous", "FULL")?;
    // 16 MiB: years of a clinic's agenda stay decrypted in memory once read.
    db.pragma_update(None, "cache_size", -16_384)?;
    db.pragma_update(None, "temp_store", "MEMORY")?;
    db.set_prepared_statement_cache_capacity(64);
    Ok(())
}

fn migrate(db: &mut Connection, from: u32) -> rusqlite::Result<()> {
    for version in from + 1..=LAYOUT {
        let tx = db.transaction()?;
        for step in TABLES.iter().flat_map(|steps| steps.iter()).filter(|step| step.version == version) {
            tx.execute_batch(step.sql)?;
        }
        tx.pragma_update(None, "application_id", APPLICATION_ID)?;
        tx.pragma_update(None, "user_version", version)?;
        tx.commit()?;
    }
    Ok(())
}

/// Instants are stored as milliseconds since 1970.
pub(crate) fn instant(row: &rusqlite::Row<'_>, column: &str) -> rusqlite::Result<Timestamp> {
    from_millis(row.get(column)?)
}

/// As [`instant`], where there may be none.
pub(crate) fn maybe_instant(row: &rusqlite::Row<'_>, column: &str) -> rusqlite::Result<Option<Timestamp>> {
    row.get::<_, Option<i64>>(column)?.map(from_millis).transpose()
}

pub(crate) fn from_millis(millis: i64) -> rusqlite::Result<Timestamp> {
    Timestamp::from_millisecond(millis).map_err(|error| bad_value(Box::new(error)))
}

pub(crate) fn bad_value(error: Box<dyn std::error::Error + Send + Sync>) -> rusqlite::Error {
    rusqlite::Error::FromSqlConversionFailure(0, Type::Null, Box::new(FromSqlError::Other(error)))
}

/// An instant as it is stored.
pub(crate) fn millis(at: Timestamp) -> i64 {
    at.as_millisecond()
}

/// As [`millis`], where there may be none.
pub(crate) fn maybe_millis(at: Option<Timestamp>) -> Option<i64> {
    at.map(millis)
}

/// The tables of which a query looks at every row, as SQLite plans it in a store without statistics.
#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
pub(crate) fn read_whole(query: &str) -> Vec<String> {
    let db = open_in_memory().unwrap();
    let mut explained = db.prepare(&format!("EXPLAIN QUERY PLAN {query}")).unwrap();
    let steps = explained.raw_query().mapped(|row| row.get::<_, String>("detail"));
    steps.map(Result::unwrap).filter(|step| step.starts_with("SCAN") && !step.contains("INDEX")).collect()
}
