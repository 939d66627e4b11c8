//! The import rules and the invariants of ARCHITECTURE.md, checked.

use std::fs;
use std::path::{Path, PathBuf};

use crate::pages::files;
use crate::shell::{Result, command, output, root};

/// Which of our own packages each may depend on (DESIGN: imports point one way).
const MAY_IMPORT: &[(&str, &[&str])] = &[
    ("clinic", &[]),
    ("twilio", &[]),
    ("twin", &[]),
    ("console", &["clinic", "twilio"]),
    ("anteroom", &["clinic", "console", "twilio", "twin"]),
    ("stories", &[]),
    ("xtask", &[]),
];

/// Words that may not stand in the sources under a path, and why.
struct Rule {
    under: &'static str,
    but: &'static [&'static str],
    never: &'static [&'static str],
    why: &'static str,
}

const RULES: &[Rule] = &[
    Rule {
        under: "crates/clinic/src",
        but: &[],
        never: &[
            "Timestamp::now",
            "Zoned::now",
            "SystemTime::now",
            "Instant::now",
            "std::net",
            "tokio::",
            "reqwest",
        ],
        why: "the clinic reads no clock and knows no network: `now` is an argument",
    },
    Rule {
        under: "crates/console/src",
        but: &["crates/console/src/marked.rs"],
        never: &[".save_file("],
        why: "files are written by `marked`, which says on those of the practice clinic that they are practice",
    },
    Rule {
        under: "crates/twilio/src/token",
        but: &[],
        never: &["Timestamp::now", "SystemTime::now"],
        why: "tokens are made from the `now` that is handed in",
    },
    Rule {
        under: "crates/twin/src/signaling",
        but: &[],
        never: &["std::net::UdpSocket", "tokio::net", "Instant::now", "SystemTime::now", "Timestamp::now"],
        why: "signaling is pure: messages in, messages out, time handed in",
    },
    Rule {
        under: "crates/twin/src/cast/stay/",
        but: &["crates/twin/src/cast/stay/line.rs", "crates/twin/src/cast/stay/stay_tests.rs"],
        never: &[
            "crate::signaling::service",
            "crate::video::Video",
            "tokio::",
            "Instant::now",
            "SystemTime::now",
        ],
        why: "a stay is a client over the network like any other, and pure but for its sockets",
    },
    Rule {
        under: "crates/twin/src/phone/",
        but: &[],
        never: &["tokio::", "Instant::now", "SystemTime::now", "Timestamp::now"],
        why: "phones and calls are pure: time is handed in",
    },
    Rule {
        under: "ui/src",
        but: &["ui/src/lib/media/"],
        never: &["from 'twilio-video'", "navigator.mediaDevices", "new MediaStream(", ".attach()"],
        why: "everything of media goes through ui/src/lib/media",
    },
    Rule {
        under: "ui/src",
        but: &["ui/src/lib/api/tauri.ts"],
        never: &["@tauri-apps/"],
        why: "only one file knows that there is Tauri",
    },
    Rule {
        under: "ui/src",
        but: &["ui/src/lib/sync/"],
        never: &["from 'twilio-sync'"],
        why: "everything of Sync goes through ui/src/lib/sync",
    },
    Rule {
        under: "ui/src/patient",
        but: &[],
        never: &["lib/api/client", "lib/api/tauri", "lib/api/loopback", "/console/", "/call/"],
        why: "the patient's page knows no command and no other page",
    },
    Rule {
        under: "ui/src/call",
        but: &[],
        never: &["/console/", "/patient/"],
        why: "entries never import each other",
    },
    Rule {
        under: "ui/src/console",
        but: &[],
        never: &["/call/", "/patient/"],
        why: "entries never import each other",
    },
    Rule {
        under: "ui/src/lib/components",
        but: &[],
        never: &["lib/api/client", "lib/media", "lib/sync", "src/console", "src/call", "src/patient"],
        why: "components know no domain",
    },
];

/// Reports every breach at once.
pub(crate) fn tidy() -> Result {
    let mut breaches = imports()?;
    for rule in RULES {
        words(rule, &mut breaches)?;
    }
    hosts(&mut breaches)?;
    waits(&mut breaches)?;
    module_headers(&mut breaches)?;
    named_tests(&mut breaches)?;
    if breaches.is_empty() {
        return Ok(());
    }
    Err(format!("tidy found {} breaches:\n  {}", breaches.len(), breaches.join("\n  ")))
}

/// Reads the dependency tables of every package of ours. Dev-dependencies are free: tests may use anything.
fn imports() -> Result<Vec<String>> {
    let mut breaches = Vec::new();
    for (package, allowed) in MAY_IMPORT {
        let tree = output(command("cargo").args([
            "tree",
            "--locked",
            "--package",
            package,
            "--edges",
            "no-dev",
            "--depth",
            "1",
            "--prefix",
            "none",
            "--format",
            "{p}",
        ]))?;
        for (ours, _) in MAY_IMPORT {
            let named = tree.lines().skip(1).any(|line| line.split_whitespace().next() == Some(ours));
            if named && !allowed.contains(ours) {
                breaches
                    .push(format!("{package} depends on {ours}: imports point one way (ARCHITECTURE.md)"));
            }
        }
    }
    Ok(breaches)
}

fn words(rule: &Rule, breaches: &mut Vec<String>) -> Result {
    let base = rule.under;
    let paths =
        if root().join(base).is_dir() { files(base)? } else { vec![root().join(format!("{base}.rs"))] };
    for path in paths {
        let shown = relative(&path);
        if rule.but.iter().any(|allowed| shown.starts_with(allowed)) || shown.contains(".test.") {
            continue;
        }
        let Ok(text) = fs::read_to_string(&path) else { continue };
        // What a test module does is its own affair.
        let product = text.split("#[cfg(test)]").next().unwrap_or_default();
        for (number, line) in product.lines().enumerate() {
            let code = line.trim_start();
            if code.starts_with("//") || code.starts_with('*') || code.starts_with("/*") {
                continue;
            }
            for word in rule.never.iter().filter(|word| line.contains(**word)) {
                breaches.push(format!("{shown}:{}: `{word}`: {}", number + 1, rule.why));
            }
        }
    }
    Ok(())
}

/// A wait in a browser's page takes a promise for an answer, and so waits for nothing when it is asked by one.
fn waits(breaches: &mut Vec<String>) -> Result {
    for path in files("ui/tests")?.into_iter().chain(files("tests")?).chain(files("xtask/peers")?) {
        let Ok(text) = fs::read_to_string(&path) else { continue };
        let asked = text.split("waitForFunction(").skip(1);
        if asked.into_iter().any(|predicate| predicate.trim_start().starts_with("async")) {
            breaches.push(format!(
                "{}: waitForFunction with an async predicate waits for nothing: see ui/tests/support/numbers.mjs",
                relative(&path)
            ));
        }
    }
    Ok(())
}

/// Lock files name packages and hashes; a registry's host in them would tie a clone to one network.
fn hosts(breaches: &mut Vec<String>) -> Result {
    for shown in output(command("git").args(["ls-files", "*package-lock.json"]))?.lines() {
        let lock = fs::read_to_string(root().join(shown)).map_err(|error| format!("{shown}: {error}"))?;
        if lock.contains("\"resolved\"") {
            breaches.push(format!(
                "{shown} names a registry: keep omit-lockfile-registry-resolved in the .npmrc beside it"
            ));
        }
    }
    Ok(())
}

/// One who opens a file must see what it is for.
fn module_headers(breaches: &mut Vec<String>) -> Result {
    for folder in ["crates", "src-tauri", "xtask", "tests", "ui/src"] {
        for path in files(folder)? {
            let shown = relative(&path);
            // A file of page tests says what it is for by what it describes.
            if shown.ends_with(".test.ts") {
                continue;
            }
            let text = fs::read_to_string(&path).unwrap_or_default();
            let headed = match path.extension().and_then(|extension| extension.to_str()) {
                Some("rs") => text.trim_start().starts_with("//!"),
                Some("ts") => text.trim_start().starts_with("//") || text.trim_start().starts_with("/*"),
                _ => true,
            };
            if !headed {
                breaches.push(format!("{shown}: its first lines do not say what it is for"));
            }
        }
    }
    Ok(())
}

/// Claims in docs/ name the test that shows them: `path` or `path`: *test*, *test*. Both must be there.
fn named_tests(breaches: &mut Vec<String>) -> Result {
    for path in files("docs")? {
        if path.extension().is_none_or(|extension| extension != "md") {
            continue;
        }
        let text = fs::read_to_string(&path).unwrap_or_default();
        for (number, line) in text.lines().enumerate() {
            for claim in claims(line) {
                let place = format!("{}:{}", relative(&path), number + 1);
                let Ok(file) = fs::read_to_string(root().join(claim.file)) else {
                    breaches.push(format!("{place}: {} is not there", claim.file));
                    continue;
                };
                for test in claim.tests.into_iter().filter(|test| !file.contains(test)) {
                    breaches.push(format!("{place}: {} has no test “{test}”", claim.file));
                }
            }
        }
    }
    Ok(())
}

/// A file of tests that a line names, and those of them that it means.
#[derive(Debug, PartialEq, Eq)]
struct Claim<'a> {
    file: &'a str,
    tests: Vec<&'a str>,
}

/// What stands in backticks and is a file of ours, with the names in asterisks that follow a colon.
fn claims(line: &str) -> Vec<Claim<'_>> {
    let mut claims = Vec::new();
    let mut rest = line;
    while let Some((_, after)) = rest.split_once('`') {
        let Some((quoted, after)) = after.split_once('`') else { break };
        rest = after;
        let ours = ["crates/", "tests/", "ui/", "src-tauri/", "xtask/"]
            .iter()
            .any(|folder| quoted.starts_with(folder));
        let file = ours && [".rs", ".mjs", ".ts", ".py"].iter().any(|end| quoted.ends_with(end));
        if !file || quoted.contains(['*', '{', '<', ' ']) {
            continue;
        }
        let mut tests = Vec::new();
        let mut next = after.strip_prefix(':');
        while let Some((test, after)) =
            next.and_then(|next| next.trim_start().strip_prefix('*')?.split_once('*'))
        {
            tests.push(test);
            rest = after;
            next = after.strip_prefix(',');
        }
        claims.push(Claim { file: quoted, tests });
    }
    claims
}

fn relative(path: &Path) -> String {
    let path: PathBuf = path.strip_prefix(root()).map_or_else(|_| path.to_path_buf(), Path::to_path_buf);
    path.to_string_lossy().replace('\\', "/")
}

#[cfg(test)]
mod tests {
    use super::{Claim, claims};

    #[test]
    fn a_claim_is_a_file_of_ours_with_the_tests_that_follow_it() {
        let line = "| It holds | `tests/a.rs`: *one*, *two, and three*<br>`crates/b/c.test.mjs` and `npm test`, `tests/*.rs` |";
        let expected = [
            Claim { file: "tests/a.rs", tests: vec!["one", "two, and three"] },
            Claim { file: "crates/b/c.test.mjs", tests: vec![] },
        ];
        assert_eq!(claims(line), expected);
    }
}
