//! Every layout that was ever written opens in this program, and means the same.
//!
//! `tests/fixtures/layout-N.sql` is a store as layout N wrote it. When the layout changes: before the change, write
//! the fixture with `cargo test -p clinic -- --ignored writes_this_layout`, and keep it for ever.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use clinic::{Clinic, GuestStep, StoreKey, ThirdPartyState, VisitState};
use rusqlite::Connection;
use rusqlite::types::ValueRef;

use crate::by_vendor::{PHONE, ask, service};
use crate::dry_run::tree;
use crate::intake::{answer, form, usual};
use crate::network::measured;
use crate::visit_types::{book_as, kind, set};
use crate::world::{EIGHT, World, daughter};

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures")
}

fn raw(path: &Path, key: &StoreKey) -> Connection {
    let db = Connection::open(path).unwrap();
    db.execute_batch(&format!("PRAGMA key = \"x'{}'\"", key.to_hex())).unwrap();
    db
}

fn schema(db: &Connection) -> Vec<(String, String)> {
    db.prepare("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%' ORDER BY name")
        .unwrap()
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))
        .unwrap()
        .collect::<Result<_, _>>()
        .unwrap()
}

fn version(db: &Connection) -> u32 {
    db.query_row("PRAGMA user_version", [], |row| row.get(0)).unwrap()
}

#[test]
fn every_layout_opens_and_means_the_same() {
    let folder = tempfile::TempDir::new().unwrap();
    let key = StoreKey::random();
    let fresh_path = folder.path().join("fresh.db");
    drop(Clinic::open(&fresh_path, &key).unwrap());
    let fresh = raw(&fresh_path, &key);
    let newest = version(&fresh);
    for layout in 1..=newest {
        let sql = fs::read_to_string(fixtures().join(format!("layout-{layout}.sql"))).unwrap();
        let path = folder.path().join(format!("layout-{layout}.db"));
        raw(&path, &key).execute_batch(&sql).unwrap();

        let mut world = World::with(Clinic::open(&path, &key).unwrap());
        world.now = EIGHT.parse().unwrap();
        assert_eq!(world.clinic.verify_audit().unwrap().broken_at, None);
        let day = world
            .clinic
            .day("2026-11-24T00:00:00Z".parse().unwrap(), "2026-11-25T00:00:00Z".parse().unwrap())
            .unwrap();
        // Whoever is texted a link is invited, since layout 6.
        let last = if layout < 6 { VisitState::Scheduled } else { VisitState::Invited };
        let states: Vec<_> = day.iter().map(|visit| visit.state).collect();
        assert_eq!(states, [VisitState::Completed, VisitState::Waiting, VisitState::Invited, last]);
        assert_eq!(day[1].patient_name.reveal(), "Maria Santos");
        let parties = world.clinic.phone_parties(day[0].id, world.now).unwrap();
        let directory = world.clinic.directory(world.now).unwrap();
        let texts = world.clinic.texts(day[3].id).unwrap();
        assert_eq!(texts.len(), if layout < 6 { 0 } else { 2 });
        assert_eq!((parties.len(), directory.len()), if layout < 3 { (0, 0) } else { (1, 1) });
        assert_eq!(world.clinic.dry_run(world.now).unwrap().is_some(), layout >= 8);
        let requests = world.clinic.vendor_requests(day[0].id, world.now).unwrap();
        let services = world.clinic.connectors().unwrap();
        assert_eq!((requests.len(), services.len()), if layout < 7 { (0, 0) } else { (1, 1) });
        let checked = world.clinic.visit(day[1].id, world.now).unwrap().invitation.unwrap().network_check;
        assert_eq!(checked.is_some(), layout >= 9);
        let answers = world.clinic.visit(day[1].id, world.now).unwrap().invitation.unwrap().answers;
        assert_eq!(answers.len(), if layout < 10 { 0 } else { 1 });
        assert_eq!(day[2].visit_type.is_some(), layout >= 11);
        let invitation = world.clinic.visit(day[2].id, world.now).unwrap().invitation.unwrap().id;
        world.report(invitation, 9, GuestStep::Waiting);
        assert_eq!(world.state(day[2].id), VisitState::Waiting, "and the day goes on");
        // Who was invited beside the patient is there since layout 2; whoever is invited now comes in either way.
        let known: Vec<_> =
            world.clinic.visit(day[1].id, world.now).unwrap().third_parties.iter().map(|t| t.state).collect();
        assert_eq!(known, if layout == 1 { vec![] } else { vec![ThirdPartyState::Waiting] });
        let guest = world.third_party(day[1].id, daughter());
        world.report(guest, 1, GuestStep::Waiting);
        assert_eq!(world.guest(guest).state, ThirdPartyState::Waiting);
        drop(world);

        let migrated = raw(&path, &key);
        assert_eq!(version(&migrated), newest);
        assert_eq!(
            schema(&migrated),
            schema(&fresh),
            "layout {layout} does not lead to the layout of a new store"
        );
    }
}

#[test]
#[ignore = "writes the fixture of the current layout"]
fn writes_this_layout() {
    let folder = tempfile::TempDir::new().unwrap();
    let (path, key) = (folder.path().join("clinic.db"), StoreKey::random());
    let mut world = World::with(Clinic::open(&path, &key).unwrap());
    let (ended, _) = world.admitted("08:30");
    let line = world.line("Clearline Interpreting", "+18005550133", &["es"]);
    world.by_phone(ended, line);
    world.clinic.try_phone_tree(line, &tree(), world.now).unwrap();
    world.clinic.stop_dry_run(world.now).unwrap();
    let service = service(&mut world, PHONE, true);
    ask(&mut world, ended, service).unwrap();
    world.clinic.end(ended, clinic::Actor::Provider, world.now).unwrap();
    world.carry_out();
    let (waiting, patient) = world.checked_in("09:00");
    world.clinic.set_intake(&usual(form()), world.now).unwrap();
    world.clinic.receive_report(patient, measured(9), world.now).unwrap();
    answer(&mut world, patient, 10, &[("pain", "1")]);
    let guest = world.third_party(waiting, daughter());
    world.report(guest, 1, GuestStep::Waiting);
    let kinds = set(&mut world, vec![kind("Follow-up", 15)]);
    let third = book_as(&mut world, "09:30", Some(kinds[0]));
    world.invite(third);
    world.carry_out();
    world = world.with_plan();
    let texted = world.textable("2026-11-24", "10:00");
    world.clinic.text_invitation(texted, false, clinic::Actor::Provider, world.now).unwrap();
    drop(world);

    let db = raw(&path, &key);
    let mut sql = String::from("PRAGMA foreign_keys = OFF;\nBEGIN;\n");
    let mut names = db.prepare("SELECT name, sql FROM sqlite_master WHERE type = 'table' AND sql IS NOT NULL AND name NOT LIKE 'sqlite_%' ORDER BY rowid").unwrap();
    let tables: Vec<(String, String)> =
        names.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap().collect::<Result<_, _>>().unwrap();
    for (table, create) in &tables {
        writeln!(sql, "{create};").unwrap();
        let mut rows = db.prepare(&format!("SELECT * FROM {table}")).unwrap();
        let columns = rows.column_count();
        let mut rows = rows.query([]).unwrap();
        while let Some(row) = rows.next().unwrap() {
            let values: Vec<String> = (0..columns).map(|i| literal(row.get_ref(i).unwrap())).collect();
            writeln!(sql, "INSERT INTO {table} VALUES ({});", values.join(", ")).unwrap();
        }
    }
    let mut rest = db
        .prepare("SELECT sql FROM sqlite_master WHERE type <> 'table' AND sql IS NOT NULL ORDER BY rowid")
        .unwrap();
    for create in rest.query_map([], |row| row.get::<_, String>(0)).unwrap() {
        writeln!(sql, "{};", create.unwrap()).unwrap();
    }
    let application: i32 = db.query_row("PRAGMA application_id", [], |row| row.get(0)).unwrap();
    writeln!(sql, "PRAGMA application_id = {application};\nPRAGMA user_version = {};\nCOMMIT;", version(&db))
        .unwrap();
    fs::create_dir_all(fixtures()).unwrap();
    fs::write(fixtures().join(format!("layout-{}.sql", version(&db))), sql).unwrap();
}

fn literal(value: ValueRef<'_>) -> String {
    match value {
        ValueRef::Null => "NULL".into(),
        ValueRef::Integer(number) => number.to_string(),
        ValueRef::Real(number) => number.to_string(),
        ValueRef::Text(text) => format!("'{}'", std::str::from_utf8(text).unwrap().replace('\'', "''")),
        ValueRef::Blob(bytes) => {
            format!("x'{}'", bytes.iter().fold(String::new(), |hex, byte| format!("{hex}{byte:02x}")))
        }
    }
}
