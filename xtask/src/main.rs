//! `cargo xtask`: everything that is done to this repository, from set-up to checks.
//!
//! It has no dependencies, so that it builds in seconds on a bare machine, and installs what is missing
//! itself: a person needs Rust, a network that reaches the package registries, and one command.

mod bench;
/// The app's own way of finding a browser: what is installed is what it will take.
#[path = "../../src-tauri/browser/find.rs"]
mod browser;
mod ci;
mod codegen;
mod pages;
mod run;
mod setup;
mod shell;
mod test;
mod tidy;

use std::process::ExitCode;

use shell::Result;

const HELP: &str = "\
cargo xtask <command>

  run [--twin-only]   set up what is missing and open the console in the practice clinic;
                      with --twin-only, serve the practice clinic's Twilio and the patient's page alone
  visit               hold one whole practice visit on a virtual display;
                      leaves a timeline and screenshots in target/visit/
  test [STORY]        set up what is missing and run every test, or only the stories whose name has STORY
  ci                  the checks besides the tests: formatting, lints, types, invariants, licences
  twin [FLAGS]        run the local Twilio (try: cargo xtask twin --json)
  twin cast COMMAND   direct the people of the running practice clinic (try: cargo xtask twin cast list)
  codegen [--check]   write the TypeScript of the command surface (or say whether it is current)
  tidy                check the import rules and the invariants of ARCHITECTURE.md
  bench [--record] [PART...]
                      measure speed and memory against named peers, in release builds, and print one table; --record
                      appends it to docs/benchmarks.md. Parts (none: all):
";

fn help() -> String {
    format!("{HELP}                      {}\n", bench::names().join(" "))
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let rest = arguments.get(1..).unwrap_or_default();
    let outcome: Result = match arguments.first().map(String::as_str) {
        Some("run") => run::run(rest),
        Some("visit") => run::visit(),
        Some("test") => test::test(rest),
        Some("ci") => ci::ci(),
        Some("twin") => run::twin(rest),
        Some("codegen") => codegen::codegen(rest),
        Some("tidy") => tidy::tidy(),
        Some("bench") => bench::bench(rest),
        Some("help" | "--help" | "-h") | None => {
            eprint!("{}", help());
            Ok(())
        }
        Some(other) => Err(format!("there is no command `{other}`\n\n{}", help())),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(words) => {
            eprintln!("\nxtask: {words}");
            ExitCode::FAILURE
        }
    }
}
