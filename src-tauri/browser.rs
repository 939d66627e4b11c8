//! Opening app windows in an installed browser of the Chromium family: where the webview has no WebRTC (Linux), the
//! call is held here. `ANTEROOM_BROWSER_FLAGS` adds switches, for example `--no-sandbox` in a container.

mod find;

use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use serde_json::{Value, json};

pub(crate) use find::find;

/// What looks for devices in the local network, and says local addresses there by multicast: nothing that a call needs, whose page has been
/// given camera and microphone.
const QUIET_FEATURES: &str =
    "--disable-features=MediaRouter,DialMediaRouteProvider,WebRtcHideLocalIpsWithMdns";

/// Whom Chromium asks of its own accord (accounts, updates, hints), switched off or not: our pages name none of these, and the profile serves
/// nothing else. Only names are kept from being found, so that a proxy goes on working.
const QUIET_HOSTS: &str = "--host-resolver-rules=MAP *.google.com ~NOTFOUND, MAP *.googleapis.com ~NOTFOUND, MAP *.gstatic.com ~NOTFOUND, \
     MAP *.gvt1.com ~NOTFOUND";

/// An app window to open.
pub(crate) struct AppWindow<'a> {
    /// The page.
    pub(crate) url: &'a str,
    /// A profile folder of its own: nothing is shared with the person's own browsing.
    pub(crate) profile: PathBuf,
    /// Width and height.
    pub(crate) size: (u32, u32),
}

/// Opens an app window whose page may use camera and microphone without being asked again: the person has
/// opened a call in this program, and the profile serves nothing else.
///
/// # Errors
/// Where the profile can't be written or the browser can't be started.
pub(crate) fn open(browser: &Path, window: &AppWindow<'_>) -> io::Result<()> {
    let mut command = command(browser, &window.profile, window.url)?;
    let mut app = OsString::from("--app=");
    app.push(window.url);
    let (width, height) = window.size;
    let mut child = command.arg(app).arg(format!("--window-size={width},{height}")).spawn()?;
    // Where the profile's browser runs already, this program only hands the page over and ends: its result is taken,
    // or it would stay in the system's list for as long as the console runs.
    std::thread::spawn(move || child.wait());
    Ok(())
}

/// Starts the browser without a window. A window that is opened later in the same profile is then its window, and is
/// there in a fraction of a cold start.
///
/// # Errors
/// As for [`open`].
pub(crate) fn warm(browser: &Path, profile: &Path, origin: &str) -> io::Result<Child> {
    command(browser, profile, origin)?.arg("--no-startup-window").spawn()
}

/// What both have in common: switches that matter for the whole browser must be the same.
fn command(browser: &Path, profile: &Path, url: &str) -> io::Result<Command> {
    fs::create_dir_all(profile)?;
    // A browser that is running keeps its preferences in memory; it has had its permission already.
    if !profile.join("SingletonLock").is_symlink() {
        allow_devices(profile, url)?;
    }
    let mut folder = OsString::from("--user-data-dir=");
    folder.push(profile);
    let mut command = Command::new(browser);
    command.arg(folder).args([
        "--no-first-run",
        "--no-default-browser-check",
        // Chromium would wake the desktop's keyring for passwords that this profile never has.
        "--password-store=basic",
        "--disable-sync",
        "--disable-background-networking",
        "--disable-component-update",
        QUIET_FEATURES,
        QUIET_HOSTS,
        "--autoplay-policy=no-user-gesture-required",
    ]);
    if is_loopback(url) {
        // Without any network Chromium gathers no loopback candidates and a local call would stay silent.
        command.arg("--allow-loopback-in-peer-connection");
    }
    if let Ok(flags) = std::env::var("ANTEROOM_BROWSER_FLAGS") {
        command.args(flags.split_whitespace());
    }
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    Ok(command)
}

/// Whether a page is on this computer.
pub(crate) fn is_loopback(url: &str) -> bool {
    url.starts_with("http://127.0.0.1:")
}

/// Writes the two permissions for the page's origin into the profile, keeping whatever else is there.
fn allow_devices(profile: &Path, url: &str) -> io::Result<()> {
    let origin = url.split('/').take(3).collect::<Vec<_>>().join("/");
    let folder = profile.join("Default");
    fs::create_dir_all(&folder)?;
    let file = folder.join("Preferences");
    let mut preferences: Value =
        fs::read(&file).ok().and_then(|text| serde_json::from_slice(&text).ok()).unwrap_or_else(|| json!({}));
    for device in ["media_stream_camera", "media_stream_mic"] {
        let exceptions = &mut preferences["profile"]["content_settings"]["exceptions"];
        // The door's port is new at every start: earlier ones are dropped.
        exceptions[device] = json!({ format!("{origin},*"): { "setting": 1 } });
    }
    fs::write(file, preferences.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_profile_keeps_its_own_preferences_beside_the_permissions() {
        let profile = std::env::temp_dir().join(format!("anteroom-profile-{}", std::process::id()));
        fs::create_dir_all(profile.join("Default")).unwrap();
        fs::write(profile.join("Default/Preferences"), r#"{"profile":{"name":"Calls"}}"#).unwrap();
        allow_devices(&profile, "http://127.0.0.1:4711/call.html#t=x").unwrap();
        let text = fs::read_to_string(profile.join("Default/Preferences")).unwrap();
        fs::remove_dir_all(&profile).unwrap();
        let preferences: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(preferences["profile"]["name"], "Calls");
        let camera = &preferences["profile"]["content_settings"]["exceptions"]["media_stream_camera"];
        assert_eq!(camera["http://127.0.0.1:4711,*"]["setting"], 1);
    }

    #[test]
    fn only_this_computers_pages_are_loopback() {
        assert!(is_loopback("http://127.0.0.1:9000/#x"));
        assert!(!is_loopback("https://visits.example/#x"));
        assert!(!is_loopback("http://127.0.0.1.example/#x"));
    }
}
