//! A console that is killed between any two writes leaves a store that opens, with everything committed in it whole.

use std::collections::HashMap;
use std::env;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Stdio};

use clinic::{Actor, Clinic, EffectKind, GuestStep, StoreKey, VisitId, VisitState};
use rand::RngExt;

use crate::any_order::replayed;
use crate::world::{ROOM, World};

const STORE: &str = "CLINIC_CRASH_STORE";
const KEY: &str = "CLINIC_CRASH_KEY";

/// The child: holds visits one after another, and says after each commit what is now stored.
#[test]
#[ignore = "the child of `killed_at_any_moment`, which kills it"]
fn holds_visits_until_killed() {
    let (path, key) = (env::var(STORE).unwrap(), env::var(KEY).unwrap());
    let clinic = Clinic::open(Path::new(&path), &StoreKey::from_hex(&key).unwrap()).unwrap();
    let mut world = World::with(clinic);
    let line = world.line("Clearline Interpreting", "+18005550133", &["es"]);
    let mut out = std::io::stdout();
    for _ in 0..10_000 {
        let visit = world.book("09:00");
        let mut say =
            |world: &World| writeln!(out, "committed {visit} {}", world.state(visit).word()).unwrap();
        say(&world);
        let invitation = world.invite(visit);
        say(&world);
        world.carry_out_but_calls();
        world.report(invitation, 1, GuestStep::Waiting);
        say(&world);
        world.clinic.admit(visit, Actor::Provider, world.now).unwrap();
        say(&world);
        world.clinic.room_opened(visit, ROOM, world.now).unwrap();
        world.carry_out_but_calls();
        // A line is dialled and taken, another one asked for: the kill may come between any two of these.
        let taken = world.by_phone(visit, line);
        world.clinic.begin_dial(taken, world.now).unwrap();
        let sid = format!("CA{:032x}", u128::from_str_radix(&visit.to_string()[..8], 36).unwrap() + 1);
        world.clinic.dial_taken(taken, &sid, world.now).unwrap();
        let asked = world.by_phone(visit, line);
        world.clinic.begin_dial(asked, world.now).unwrap();
        world.clinic.end(visit, Actor::Provider, world.now).unwrap();
        say(&world);
    }
}

#[test]
fn killed_at_any_moment() {
    let folder = tempfile::TempDir::new().unwrap();
    let path = folder.path().join("clinic.db");
    let key = StoreKey::random();
    let mut committed: HashMap<VisitId, VisitState> = HashMap::new();
    for round in 0..10 {
        let mut child = Command::new(env::current_exe().unwrap())
            .args(["--exact", "crash::holds_visits_until_killed", "--ignored", "--nocapture"])
            .env(STORE, &path)
            .env(KEY, key.to_hex())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        // It writes on while its lines are read, so it dies somewhere in a later write.
        let lines = rand::rng().random_range(1..40);
        let mut reader = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut read = 0;
        let mut note = |line: String| {
            let mut words = line.split_whitespace();
            if words.next() != Some("committed") {
                return false;
            }
            let id = words.next().unwrap().parse().unwrap();
            committed.insert(id, VisitState::from_word(words.next().unwrap()).unwrap());
            true
        };
        while read < lines {
            read += usize::from(note(reader.next().unwrap().unwrap()));
        }
        child.kill().unwrap();
        child.wait().unwrap();
        // What it said before it died counts; a last line may be cut off.
        let rest: Vec<String> = reader.map_while(Result::ok).collect();
        for line in rest.into_iter().filter(|line| line.split_whitespace().count() == 3) {
            if VisitState::from_word(line.split_whitespace().last().unwrap()).is_some() {
                note(line);
            }
        }

        let clinic = Clinic::open(&path, &key).unwrap();
        assert_eq!(clinic.verify_audit().unwrap().broken_at, None, "round {round}");
        for (visit, said) in &committed {
            let state = clinic.visit_state(*visit).unwrap();
            assert_eq!(replayed(&clinic, *visit), state, "a state without its audit, or the other way round");
            let order = |state: VisitState| VisitState::ALL.iter().position(|s| *s == state);
            assert!(order(state) >= order(*said), "{visit} was {said:?} and is {state:?} after the crash");
        }
        let now = "2026-11-24T08:00:00Z".parse().unwrap();
        let due = clinic.due_effects(now).unwrap();
        let dials = |party| due.iter().any(|effect| effect.kind == EffectKind::Dial { party });
        let live: Vec<_> = clinic.live_dials().unwrap().into_iter().map(|dial| dial.id).collect();
        for visit in committed.keys() {
            for party in clinic.phone_parties(*visit, now).unwrap() {
                let looked_after = party.state.is_over() || dials(party.id) || live.contains(&party.id);
                assert!(
                    looked_after,
                    "a call in {:?} that nobody asks for, looks up or looks at",
                    party.state
                );
                let visit_over = clinic.visit_state(*visit).unwrap() == VisitState::Completed;
                assert!(
                    party.state.is_over() || party.hanging_up == visit_over,
                    "a leg that outlives its visit"
                );
            }
        }
        for open in clinic.open_invitations().unwrap().into_iter().filter(|open| !open.ready) {
            let due = clinic.due_effects("2026-11-24T08:00:00Z".parse().unwrap()).unwrap();
            assert!(
                due.iter().any(|effect| effect.kind.invitation() == Some(open.id)),
                "an invitation without its effect"
            );
        }
    }
}
