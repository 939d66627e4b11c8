//! What programs and all that they started hold in memory and have spent of the processor.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// PSS of a process and all its descendants, in MB: each shared page counted in parts (proc(5), `smaps_rollup`).
pub(crate) fn pss_of_tree(root: u32) -> f64 {
    pss_of(&tree_of(&[root]))
}

/// The same of these processes alone.
pub(crate) fn pss_of(tree: &BTreeSet<u32>) -> f64 {
    // One that has ended meanwhile holds nothing.
    let kibibytes: u64 = tree.iter().filter_map(|id| pss(*id)).sum();
    kibibytes as f64 * 1024.0 / 1e6
}

/// These processes and all their descendants, each once.
pub(crate) fn tree_of(roots: &[u32]) -> BTreeSet<u32> {
    let processes = processes();
    let mut tree = BTreeSet::new();
    let mut next = roots.to_vec();
    while let Some(id) = next.pop() {
        if tree.insert(id) {
            next.extend(processes.iter().filter(|process| process.parent == id).map(|process| process.id));
        }
    }
    tree
}

/// User and system time that these processes have spent so far, in seconds (proc(5), `stat`): that of those which still run.
pub(crate) fn seconds_of(tree: &BTreeSet<u32>) -> f64 {
    tree.iter().filter_map(|id| ticks(*id)).sum::<u64>() as f64 / TICKS_PER_SECOND
}

/// `USER_HZ`, which is the same on every architecture that the app is built for (time(7)).
const TICKS_PER_SECOND: f64 = 100.0;

/// The one process that a driver has started.
pub(crate) fn child_of(parent: u32) -> u32 {
    let children: Vec<u32> =
        processes().iter().filter(|process| process.parent == parent).map(|process| process.id).collect();
    assert_eq!(children.len(), 1, "the driver has started one program: {children:?}");
    children[0]
}

/// The browser that runs on a profile: Chromium's lock there is a link to `host-process`.
pub(crate) fn running_on_profile(profile: &Path) -> Option<u32> {
    let lock = fs::read_link(profile.join("SingletonLock")).ok()?;
    lock.to_str()?.rsplit_once('-')?.1.parse().ok()
}

/// Whether a process is over, though its parent may not have asked for its result yet.
pub(crate) fn has_ended(id: u32) -> bool {
    fs::read_to_string(format!("/proc/{id}/stat"))
        .map_or(true, |stat| stat.rsplit_once(')').is_some_and(|(_, rest)| rest.starts_with(" Z")))
}

struct Process {
    id: u32,
    parent: u32,
}

fn processes() -> Vec<Process> {
    let entries = fs::read_dir("/proc").unwrap().flatten();
    let ids = entries.filter_map(|entry| entry.file_name().to_str()?.parse::<u32>().ok());
    ids.filter_map(|id| {
        let stat = fs::read_to_string(format!("/proc/{id}/stat")).ok()?;
        // The name stands in brackets and may hold anything; state and parent follow it.
        let parent = stat.rsplit_once(')')?.1.split_whitespace().nth(1)?.parse().ok()?;
        Some(Process { id, parent })
    })
    .collect()
}

fn pss(id: u32) -> Option<u64> {
    let rollup = fs::read_to_string(format!("/proc/{id}/smaps_rollup")).ok()?;
    let line = rollup.lines().find(|line| line.starts_with("Pss:"))?;
    line.split_whitespace().nth(1)?.parse().ok()
}

fn ticks(id: u32) -> Option<u64> {
    let stat = fs::read_to_string(format!("/proc/{id}/stat")).ok()?;
    // After the name in brackets: state, parent and so on; user time is the 12th of these, system time the next.
    let mut fields = stat.rsplit_once(')')?.1.split_whitespace().skip(11);
    Some(fields.next()?.parse::<u64>().ok()? + fields.next()?.parse::<u64>().ok()?)
}
