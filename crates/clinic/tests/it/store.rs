//! The store on disk: keys, damage, other versions, other consoles. Whatever is wrong, nothing is overwritten.

use std::fs;
use std::path::{Path, PathBuf};

use clinic::{Clinic, Error, OpenError, StoreKey, VisitState};
use jiff::Timestamp;
use rusqlite::Connection;
use tempfile::TempDir;

use crate::world::{EIGHT, World};

struct Disk {
    folder: TempDir,
    key: StoreKey,
}

impl Disk {
    fn new() -> Self {
        Disk { folder: TempDir::new().unwrap(), key: StoreKey::random() }
    }

    fn path(&self) -> PathBuf {
        self.folder.path().join("clinic.db")
    }

    fn open(&self) -> Result<Clinic, OpenError> {
        Clinic::open(&self.path(), &self.key)
    }

    /// A store with a visit in it, closed.
    fn with_a_visit() -> (Self, clinic::VisitId) {
        let disk = Disk::new();
        let mut world = World::with(disk.open().unwrap());
        let visit = world.invited("09:00").0;
        (disk, visit)
    }

    fn raw(&self) -> Connection {
        let db = Connection::open(self.path()).unwrap();
        db.execute_batch(&format!("PRAGMA key = \"x'{}'\"", self.key.to_hex())).unwrap();
        db
    }
}

fn now() -> Timestamp {
    EIGHT.parse().unwrap()
}

fn contents(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut files: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap())
        .map(|entry| (entry.file_name().into_string().unwrap(), fs::read(entry.path()).unwrap()))
        // What opening leaves beside a store without having written to it: the lock, an index, an empty log.
        .filter(|(name, bytes)| !name.ends_with(".lock") && !name.ends_with("-shm") && !bytes.is_empty())
        .collect();
    files.sort();
    files
}

#[test]
fn what_was_written_is_there_again() {
    let (disk, visit) = Disk::with_a_visit();
    let clinic = disk.open().unwrap();
    assert_eq!(clinic.visit_state(visit).unwrap(), VisitState::Invited);
    assert_eq!(clinic.verify_audit().unwrap().broken_at, None);
}

#[test]
fn nothing_on_the_disk_can_be_read_without_the_key() {
    let (disk, _) = Disk::with_a_visit();
    for (name, bytes) in contents(disk.folder.path()) {
        for secret in [b"Maria".as_slice(), b"Follow-up", b"Okafor", b"SQLite format"] {
            assert!(!bytes.windows(secret.len()).any(|window| window == secret), "{name} shows {secret:?}");
        }
    }
}

#[test]
fn a_wrong_key_is_refused_and_costs_nothing() {
    let (disk, visit) = Disk::with_a_visit();
    let before = contents(disk.folder.path());
    let refused = Clinic::open(&disk.path(), &StoreKey::random()).unwrap_err();
    assert!(matches!(refused, OpenError::Unreadable), "{refused}");
    assert!(contents(disk.folder.path()) == before, "not a byte is another");
    assert_eq!(disk.open().unwrap().visit_state(visit).unwrap(), VisitState::Invited);
}

#[test]
fn a_wrong_key_does_not_touch_the_log_of_a_console_that_died() {
    let disk = Disk::new();
    let mut world = World::with(disk.open().unwrap());
    let visit = world.book("09:00");
    // What is on the disk while a console runs is what is left of it when it is killed.
    let left = Disk { folder: TempDir::new().unwrap(), key: disk.key.clone() };
    for suffix in ["", "-wal"] {
        let name = format!("clinic.db{suffix}");
        fs::copy(disk.folder.path().join(&name), left.folder.path().join(&name)).unwrap();
    }
    assert!(!fs::read(left.folder.path().join("clinic.db-wal")).unwrap().is_empty());
    let before = contents(left.folder.path());
    let refused = Clinic::open(&left.path(), &StoreKey::random()).unwrap_err();
    assert!(matches!(refused, OpenError::Unreadable), "{refused}");
    assert!(contents(left.folder.path()) == before, "the log was touched");
    assert_eq!(left.open().unwrap().visit_state(visit).unwrap(), VisitState::Scheduled);
}

#[test]
fn a_damaged_file_is_refused_and_stays_as_it_is() {
    let (disk, _) = Disk::with_a_visit();
    let whole = fs::read(disk.path()).unwrap();
    let mut flipped = whole.clone();
    flipped[100] ^= 1;
    let plain = {
        let folder = TempDir::new().unwrap();
        let path = folder.path().join("plain.db");
        Connection::open(&path)
            .unwrap()
            .execute_batch("CREATE TABLE t (a); INSERT INTO t VALUES (1);")
            .unwrap();
        fs::read(path).unwrap()
    };
    for (what, bytes) in [
        ("text", b"This is a shopping list.\n".repeat(300)),
        ("short", b"x".to_vec()),
        ("cut off", whole[..1000].to_vec()),
        ("a flipped bit", flipped),
        ("another program's database", plain),
        ("zeros", vec![0; 8192]),
    ] {
        fs::write(disk.path(), &bytes).unwrap();
        let opened = disk.open();
        assert!(matches!(opened, Err(OpenError::Unreadable)), "{what}: {opened:?}");
        assert!(fs::read(disk.path()).unwrap() == bytes, "{what} was overwritten");
    }
    fs::write(disk.path(), &whole).unwrap();
    disk.open().unwrap();
}

#[test]
fn damage_further_inside_is_an_error_when_it_is_met() {
    let (disk, visit) = Disk::with_a_visit();
    let mut bytes = fs::read(disk.path()).unwrap();
    for byte in bytes.iter_mut().skip(4096).step_by(512) {
        *byte ^= 0x55;
    }
    fs::write(disk.path(), &bytes).unwrap();
    // Some of it may be met at once, some only on reading.
    match disk.open() {
        Err(refused) => assert!(matches!(refused, OpenError::Unreadable), "{refused}"),
        Ok(clinic) => {
            let failed = clinic.visit(visit, now()).unwrap_err();
            assert!(matches!(failed, Error::Damaged), "{failed}");
        }
    }
    assert!(fs::read(disk.path()).unwrap() == bytes, "it was written to");
}

#[test]
fn a_store_that_is_newer_than_the_program_is_left_alone() {
    let (disk, _) = Disk::with_a_visit();
    disk.raw().pragma_update(None, "user_version", 99).unwrap();
    let before = contents(disk.folder.path());
    let refused = disk.open().unwrap_err();
    assert!(matches!(refused, OpenError::Newer { found: 99, .. }), "{refused}");
    assert!(refused.to_string().contains("newer"));
    assert!(contents(disk.folder.path()) == before, "it was written to");
}

#[test]
fn another_programs_encrypted_database_is_not_a_clinic() {
    let disk = Disk::new();
    disk.raw().execute_batch("CREATE TABLE recipe (name TEXT);").unwrap();
    assert!(matches!(disk.open().unwrap_err(), OpenError::NotAClinic));
}

#[test]
fn one_console_at_a_time() {
    let disk = Disk::new();
    let first = disk.open().unwrap();
    assert!(matches!(disk.open().unwrap_err(), OpenError::InUse));
    assert!(matches!(Clinic::set_aside(&disk.path(), now()).unwrap_err(), OpenError::InUse));
    drop(first);
    disk.open().unwrap();
}

#[test]
fn a_place_that_cannot_be_reached_is_named() {
    let disk = Disk::new();
    let refused = Clinic::open(disk.folder.path(), &disk.key).unwrap_err();
    assert!(matches!(refused, OpenError::Io { .. }), "a folder is not a store: {refused}");
    fs::write(disk.folder.path().join("file"), "").unwrap();
    let refused = Clinic::open(&disk.folder.path().join("file/clinic.db"), &disk.key).unwrap_err();
    assert!(matches!(refused, OpenError::Io { .. }), "{refused}");
}

#[test]
fn set_aside_keeps_the_old_store_whole_and_makes_room() {
    let (disk, visit) = Disk::with_a_visit();
    let aside = Clinic::set_aside(&disk.path(), now()).unwrap();
    assert_eq!(aside.file_name().unwrap(), "clinic.db.set-aside-20261124T080000Z");
    let new = disk.open().unwrap();
    assert!(new.profile().unwrap().is_none(), "a new clinic begins");
    drop(new);
    let second = Clinic::set_aside(&disk.path(), now()).unwrap();
    assert_ne!(aside, second, "nothing set aside is overwritten");
    let old = Clinic::open(&aside, &disk.key).unwrap();
    assert_eq!(old.visit_state(visit).unwrap(), VisitState::Invited);
}

#[test]
fn the_audit_cannot_be_rewritten_quietly() {
    let (disk, _) = Disk::with_a_visit();
    let db = disk.raw();
    assert!(db.execute("UPDATE audit_event SET actor = 'patient'", []).is_err());
    assert!(db.execute("DELETE FROM audit_event", []).is_err());
    let check = |db: Connection| {
        drop(db);
        disk.open().unwrap().verify_audit().unwrap().broken_at
    };
    db.execute_batch(
        "DROP TRIGGER audit_event_stays; UPDATE audit_event SET actor = 'patient' WHERE number = 2;",
    )
    .unwrap();
    assert_eq!(check(db), Some(2));
    let db = disk.raw();
    db.execute_batch("UPDATE audit_event SET actor = 'provider' WHERE number = 2;").unwrap();
    assert_eq!(check(db), None, "put back as it was");
    let db = disk.raw();
    db.execute_batch("DROP TRIGGER audit_event_is_kept; DELETE FROM audit_event WHERE number = (SELECT max(number) FROM audit_event);").unwrap();
    assert!(check(db).is_some(), "the end is missing");
}

#[test]
fn a_key_file_is_its_owners_and_is_never_overwritten() {
    let disk = Disk::new();
    let path = disk.folder.path().join("key");
    disk.key.write_new(&path).unwrap();
    assert!(StoreKey::read(&path).unwrap() == disk.key);
    assert!(StoreKey::random().write_new(&path).is_err());
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    }
    fs::write(&path, "not a key").unwrap();
    assert_eq!(StoreKey::read(&path).unwrap_err().kind(), std::io::ErrorKind::InvalidData);
    assert!(!format!("{:?}", disk.key).contains(&disk.key.to_hex()));
}
