//! The checks besides the tests. Each can be run alone as it is written here.

use crate::setup::{For, set_up};
use crate::shell::{Result, root, say, sh, succeeds};
use crate::{codegen, pages, tidy};

/// Formatting, lints, types, invariants, generated files, licences.
pub(crate) fn ci() -> Result {
    set_up(For::Testing)?;
    say("Formatting");
    sh("cargo fmt --all --check")?;
    say("Invariants");
    tidy::tidy()?;
    pages::build()?;
    say("Types of the pages");
    sh("npm run --silent check")?;
    say("Lints");
    sh("cargo clippy --workspace --all-targets --locked --quiet -- -D warnings")?;
    say("Generated files");
    codegen::codegen(&["--check".into()])?;
    licences()
}

/// Licences, sources and duplicate bans by cargo-deny. Advisories need a database from a host that is no
/// package registry: they are looked at where that is reached, with `cargo deny check advisories`.
fn licences() -> Result {
    say("Licences and sources");
    if succeeds("cargo deny --version") {
        return sh("cargo deny --all-features check bans licenses sources");
    }
    let own = root().join(".tools/cargo/bin/cargo-deny");
    if !own.exists() {
        say("Fetching cargo-deny into .tools/cargo");
        // Unoptimised: it works for seconds, and would be built for minutes.
        sh("cargo install --quiet --locked --debug cargo-deny --root .tools/cargo")?;
    }
    sh(&format!("{} --all-features check bans licenses sources", own.display()))
}
