//! Finding an installed browser of the Chromium family: the one that the administrator names in `ANTEROOM_BROWSER`, else the
//! first that is there. The set-up (`cargo xtask run`) looks with this very file, hence the standard library alone.

use std::fs::{self, File};
use std::io::Read as _;
use std::path::{Path, PathBuf};

/// Names on the path, in the order of preference.
const NAMES: &[&str] = &[
    "google-chrome",
    "google-chrome-stable",
    "chromium",
    "chromium-browser",
    "microsoft-edge",
    "microsoft-edge-stable",
    "brave-browser",
    "vivaldi",
];

/// Where installers put them on systems that have no path for programs with windows.
const PLACES: &[&str] = &[
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
    r"C:\Program Files\Microsoft\Edge\Application\msedge.exe",
];

/// The browser to use, if there is one.
pub(crate) fn find() -> Option<PathBuf> {
    if let Some(named) = std::env::var_os("ANTEROOM_BROWSER") {
        return Some(named.into()).filter(|path: &PathBuf| path.is_file());
    }
    let path = std::env::var_os("PATH").unwrap_or_default();
    first_of(std::env::split_paths(&path))
}

/// The first that is in these folders, else in the installers' places.
fn first_of(folders: impl Iterator<Item = PathBuf>) -> Option<PathBuf> {
    let folders: Vec<PathBuf> = folders.collect();
    let on_path = NAMES.iter().flat_map(|name| folders.iter().map(move |folder| folder.join(name)));
    on_path
        .chain(PLACES.iter().map(PathBuf::from))
        .find(|candidate| candidate.is_file() && !is_a_snap(candidate))
}

/// Whether a program starts a snap. One may not write in hidden folders of the home folder, where the call's profile is, and
/// ends at once (`SingletonLock: Permission denied`). `/snap/bin/chromium` is a link to `snap`; Ubuntu's `chromium-browser`
/// is a script that starts that.
fn is_a_snap(program: &Path) -> bool {
    if fs::canonicalize(program).is_ok_and(|real| real.file_name().is_some_and(|name| name == "snap")) {
        return true;
    }
    let mut head = Vec::new();
    // The other browsers' scripts are short as well; a program that is none begins otherwise.
    let read = File::open(program).and_then(|file| file.take(8192).read_to_end(&mut head));
    read.is_ok() && head.starts_with(b"#!") && String::from_utf8_lossy(&head).contains("/snap/bin/")
}

#[cfg(all(test, unix))]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
    use super::*;

    #[test]
    fn a_snap_is_passed_over_however_it_is_started() {
        let folder = std::env::temp_dir().join(format!("anteroom-browsers-{}", std::process::id()));
        let of = |name: &str| folder.join(name);
        fs::create_dir_all(of("snap-bin")).unwrap();
        fs::create_dir_all(of("bin")).unwrap();
        fs::write(of("snap"), "").unwrap();
        std::os::unix::fs::symlink(of("snap"), of("snap-bin/chromium")).unwrap();
        fs::write(of("bin/chromium-browser"), "#!/bin/sh\nexec /snap/bin/chromium \"$@\"\n").unwrap();
        fs::write(of("bin/vivaldi"), "#!/bin/sh\nexec /opt/vivaldi/vivaldi \"$@\"\n").unwrap();
        let found = first_of([of("snap-bin"), of("bin")].into_iter());
        fs::remove_dir_all(&folder).unwrap();
        assert_eq!(
            found,
            Some(of("bin/vivaldi")),
            "it is last in the order, and the only one that is no snap"
        );
    }
}
