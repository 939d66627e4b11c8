//! `cargo xtask bench`: how fast it is, against named peers measured in the same run.
//!
//! Everything measured is a release build. Programs of their own do the measuring (examples of the crates, scripts
//! in `xtask/peers/`, `clinic-bench` for what needs windows) and print numbers; here they are started in turn with
//! their peers, put into one table and, if asked, into docs/benchmarks.md. An aim that is missed is said in its row
//! and fails nothing: machines differ. What could not be measured fails the command, after the table.

mod machine;
mod measures;
mod table;

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use self::measures::{Measures, number};
use crate::setup::{For, set_up};
use crate::shell::{Result, command, output, root, run, say, sh, target};
use crate::{pages, test};

/// A group of rows that are measured together.
struct Part {
    name: &'static str,
    /// What cargo builds for it.
    build: &'static str,
    measure: fn(&mut Measures) -> Result,
}

const PARTS: &[Part] = &[
    Part { name: "tokens", build: "-p twilio --example mint_tokens", measure: tokens },
    Part { name: "agenda", build: "-p clinic --example agenda", measure: agenda },
    Part { name: "forwarding", build: "-p twin --bin anteroom-twin", measure: forwarding },
    Part { name: "cast", build: "-p twin --bin anteroom-twin --example crowd", measure: cast },
    Part { name: "profile", build: "-p twin --bin anteroom-twin", measure: profile },
    Part { name: "patient-page", build: "-p twin --bin anteroom-twin", measure: patient_page },
    Part { name: "today", build: "--workspace --bins", measure: |measures| windows("today", measures) },
    Part { name: "visit", build: "--workspace --bins", measure: |measures| windows("visit", measures) },
    Part { name: "waiting", build: "--workspace --bins", measure: |measures| windows("waiting", measures) },
    Part { name: "practice", build: "--workspace --bins", measure: |measures| windows("practice", measures) },
    Part {
        name: "third-parties",
        build: "--workspace --bins",
        measure: |measures| windows("third-parties", measures),
    },
];

/// The parts' names.
pub(crate) fn names() -> Vec<&'static str> {
    PARTS.iter().map(|part| part.name).collect()
}

/// Measures everything, or some parts.
pub(crate) fn bench(arguments: &[String]) -> Result {
    let mut record = false;
    let mut parts: Vec<&Part> = Vec::new();
    for argument in arguments {
        match PARTS.iter().find(|part| part.name == argument) {
            Some(part) => parts.push(part),
            None if argument == "--record" => record = true,
            None => {
                return Err(format!("bench takes --record and the names of parts: {}", names().join(", ")));
            }
        }
    }
    if parts.is_empty() {
        parts.extend(PARTS);
    }
    build(&parts)?;

    let load = machine::load();
    let mut measures = Measures::default();
    for part in &parts {
        if let Err(words) = (part.measure)(&mut measures) {
            measures.failures.push((part.name, words));
        }
    }
    let rows = table::cells(&measures);
    eprintln!("\n{}; load before: {load}\n", machine::summary());
    eprint!("{}", table::aligned(&rows));
    if record && !rows.is_empty() {
        keep(&table::markdown(&rows), &load)?;
    }
    if measures.failures.is_empty() {
        return Ok(());
    }
    let failures: Vec<String> = measures
        .failures
        .iter()
        .map(|(part, words)| format!("{part} could not be measured: {words}"))
        .collect();
    Err(failures.join("\n"))
}

fn build(parts: &[&Part]) -> Result {
    set_up(For::Testing)?;
    pages::build()?;
    say("Building for release (the first time takes 10 to 30 minutes)");
    if parts.len() == PARTS.len() {
        // One selection of packages means one set of features and one build.
        return sh("cargo build --release --locked --workspace --bins --examples");
    }
    let mut built: Vec<&str> = Vec::new();
    for part in parts {
        if !built.contains(&part.build) {
            sh(&format!("cargo build --release --locked {}", part.build))?;
            built.push(part.build);
        }
    }
    Ok(())
}

fn release(name: &str) -> PathBuf {
    target().join("release").join(name)
}

/// Minting a token with two grants, against Twilio's own helper library; the two take turns.
fn tokens(measures: &mut Measures) -> Result {
    say("Minting access tokens");
    for _ in 0..5 {
        let ours = output(command(release("examples/mint_tokens")).arg("200000"))?;
        measures.add("tokens.ours", number(&ours, &["tokens_per_second"])?);
        let peer = output(command("node").args(["xtask/peers/mint_tokens.mjs", "5000"]))?;
        measures.add("tokens.npm", number(&peer, &["tokens_per_second"])?);
    }
    Ok(())
}

/// A day's agenda in a large encrypted store, against the same in plain SQLite; the program takes turns itself.
fn agenda(measures: &mut Measures) -> Result {
    say("Reading agendas among 100 000 encrypted appointments");
    for _ in 0..3 {
        let said = output(&mut command(release("examples/agenda")))?;
        for (name, keys) in [
            ("agenda.p50", ["encrypted_ms", "p50"]),
            ("agenda.p99", ["encrypted_ms", "p99"]),
            ("agenda.first_p99", ["encrypted_first_read_ms", "p99"]),
            ("agenda.plain_p50", ["plain_ms", "p50"]),
            ("agenda.plain_p99", ["plain_ms", "p99"]),
        ] {
            measures.add(name, number(&said, &keys)?);
        }
    }
    Ok(())
}

/// What forwarding a stream costs the twin, against what the same stream costs the browsers at its two ends.
fn forwarding(measures: &mut Measures) -> Result {
    say("Forwarding two 720p24 streams (two minutes)");
    let mut script = command("node");
    script
        .args(["xtask/peers/forwarded_streams.mjs", "5", "20"])
        .env("ANTEROOM_TWIN", release("anteroom-twin"));
    measures.add_lines(&output(&mut script)?)
}

/// Fifty rooms with two members of the practice clinic's cast in each, all at once.
fn cast(measures: &mut Measures) -> Result {
    say("Filling fifty rooms with the cast (a minute)");
    let mut crowd = command(release("examples/crowd"));
    crowd.args(["50", "10", "3"]).env("ANTEROOM_TWIN", release("anteroom-twin"));
    measures.add_lines(&output(&mut crowd)?)
}

/// How long the picture freezes and the sound is away when a third person is announced, between two call pages.
fn profile(measures: &mut Measures) -> Result {
    say("Moving calls to the second profile (a minute)");
    let mut script = command("node");
    script.args(["tests/bench/profile.mjs", "5"]).env("ANTEROOM_TWIN", release("anteroom-twin"));
    measures.add_lines(&output(&mut script)?)
}

/// What the patient's page weighs and how soon it is of use on a slow phone, beside a page of the usual kind.
fn patient_page(measures: &mut Measures) -> Result {
    say("Opening the patient's page on a slow phone (a minute)");
    sh("npm ci --prefix xtask/peers/video-app --no-audit --no-fund --silent")?;
    let mut script = command("node");
    script.args(["tests/bench/patient_page.mjs", "7"]).env("ANTEROOM_TWIN", release("anteroom-twin"));
    measures.add_lines(&output(&mut script)?)
}

/// What needs the app's window, in it: `tests/bench/`.
fn windows(part: &str, measures: &mut Measures) -> Result {
    say(match part {
        "today" => "Starting the console and its peers",
        "third-parties" => "Bringing third parties into a call",
        "practice" => "Holding a practice visit with three people (two minutes)",
        "waiting" => "Filling the waiting room (some minutes)",
        _ => "Holding visits",
    });
    // The same windows as in the pages' own tests: the peer's page needs no core behind it.
    run(command("npx").args([
        "--no-install",
        "vite",
        "build",
        "--config",
        "ui/tests/vite.config.ts",
        "--logLevel",
        "error",
    ]))?;
    let mut bench = test::on_a_virtual_display(&release("clinic-bench"));
    bench
        .arg(part)
        .env("ANTEROOM_APP", release("anteroom"))
        .env("ANTEROOM_TWIN", release("anteroom-twin"))
        .env("ANTEROOM_SCRIPTED_PAGES", root().join("target/scripted-pages"));
    measures.add_lines(&output(&mut bench)?)
}

/// Appends a table to docs/benchmarks.md.
fn keep(table: &str, load: &str) -> Result {
    let path: &Path = &root().join("docs/benchmarks.md");
    let shown = |error: std::io::Error| format!("{}: {error}", path.display());
    let text = format!(
        "\n## {}, at {}\n\n{}; load before: {load}\n\n{table}",
        machine::today(),
        machine::commit(),
        machine::summary()
    );
    let mut file = fs::OpenOptions::new().append(true).open(path).map_err(shown)?;
    file.write_all(text.as_bytes()).map_err(shown)?;
    say("The table is kept in docs/benchmarks.md");
    Ok(())
}
