//! Building the three pages, when their sources differ from what was built last.
//!
//! Contents are compared, not dates: generated files and fresh clones have new dates and old contents.

use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};

use crate::shell::{Result, root, say, sh};

/// Builds `ui/dist` unless it is current.
pub(crate) fn build() -> Result {
    let sources = fingerprint()?;
    let stamp = root().join("ui/dist/.stamp");
    if fs::read_to_string(&stamp).is_ok_and(|built| built == sources) {
        return Ok(());
    }
    say("Building the pages");
    sh("npm run --silent build")?;
    fs::write(&stamp, sources).map_err(|error| format!("{}: {error}", stamp.display()))
}

/// Every file under a folder of the workspace, sorted, without what is built or fetched.
pub(crate) fn files(folder: &str) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    collect(&root().join(folder), &mut found)?;
    found.sort();
    Ok(found)
}

fn collect(folder: &Path, found: &mut Vec<PathBuf>) -> Result {
    let entries = fs::read_dir(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    for entry in entries.flatten() {
        let path = entry.path();
        let name = entry.file_name();
        if path.is_dir() {
            if !["dist", "node_modules", "target", ".git", ".tools", "gen"]
                .iter()
                .any(|skipped| name == *skipped)
            {
                collect(&path, found)?;
            }
        } else {
            found.push(path);
        }
    }
    Ok(())
}

fn fingerprint() -> Result<String> {
    let mut hasher = DefaultHasher::new();
    for path in files("ui")?.into_iter().chain([root().join("package-lock.json")]) {
        path.strip_prefix(root()).unwrap_or(&path).hash(&mut hasher);
        fs::read(&path).map_err(|error| format!("{}: {error}", path.display()))?.hash(&mut hasher);
    }
    Ok(format!("{:016x}", hasher.finish()))
}
