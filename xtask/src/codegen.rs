//! The TypeScript of the command surface, made from `crates/console`.

use std::fs;

use crate::shell::{Result, command, output, root, say, sh, target};

const GENERATED: &str = "ui/src/lib/api/generated.ts";

/// Writes the file, or with `--check` says whether it is current.
pub(crate) fn codegen(arguments: &[String]) -> Result {
    let check = arguments.iter().any(|argument| argument == "--check");
    sh("cargo build --quiet --locked --workspace --example codegen")?;
    let text = output(&mut command(target().join("debug/examples/codegen")))?;
    let path = root().join(GENERATED);
    let current = fs::read_to_string(&path).is_ok_and(|have| have == text);
    match (current, check) {
        (true, _) => Ok(()),
        (false, true) => Err(format!("{GENERATED} is not current: run `cargo xtask codegen` and commit it")),
        (false, false) => {
            say(format!("Writing {GENERATED}"));
            fs::write(&path, text).map_err(|error| format!("{GENERATED}: {error}"))
        }
    }
}
