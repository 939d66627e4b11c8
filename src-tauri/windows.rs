//! The windows: one console, and a call window for each open call where the webview can hold one.

use tauri::webview::{PermissionKind, PermissionResponse};
use tauri::{AppHandle, Manager, Url, WebviewUrl, WebviewWindow, WebviewWindowBuilder};

/// The console window's label.
pub(crate) const CONSOLE: &str = "console";

/// What the label of a call window begins with; the visit's id follows.
pub(crate) const CALL: &str = "call-";

/// Opens the console, or brings it to the front.
///
/// # Errors
/// Where the webview can't be made.
pub(crate) fn open_console(app: &AppHandle) -> tauri::Result<()> {
    if let Some(window) = app.get_webview_window(CONSOLE) {
        return window.set_focus();
    }
    build(app, CONSOLE, "console.html", "Anteroom", (1280.0, 800.0), (800.0, 600.0)).map(drop)
}

/// Brings the console's window to the front, also where it was made small. Under Wayland the desktop may only mark it.
///
/// # Errors
/// Where the system does not do it.
pub(crate) fn show_console(app: &AppHandle) -> tauri::Result<()> {
    let Some(window) = app.get_webview_window(CONSOLE) else { return Ok(()) };
    window.unminimize()?;
    window.show()?;
    window.set_focus()
}

/// Opens a visit's call window, or brings it to the front.
///
/// # Errors
/// Where the webview can't be made.
pub(crate) fn open_call(app: &AppHandle, visit_id: &str) -> tauri::Result<()> {
    let label = format!("{CALL}{visit_id}");
    if let Some(window) = app.get_webview_window(&label) {
        return window.set_focus();
    }
    // Never a name in a title: it is read over shoulders and kept by window lists.
    build(app, &label, "call.html", "Visit", (1280.0, 800.0), (640.0, 480.0)).map(drop)
}

fn build(
    app: &AppHandle,
    label: &str,
    page: &str,
    title: &str,
    (width, height): (f64, f64),
    (least_width, least_height): (f64, f64),
) -> tauri::Result<WebviewWindow> {
    let window = WebviewWindowBuilder::new(app, label, WebviewUrl::App(page.into()))
        .title(title)
        .inner_size(width, height)
        .min_inner_size(least_width, least_height)
        .on_navigation(is_ours)
        // The hook names no origin; since no frame may load and no other page be visited, the page is the origin.
        .on_permission_request(|webview, kind| match kind {
            PermissionKind::Camera | PermissionKind::Microphone
                if webview.url().is_ok_and(|url| is_ours(&url)) =>
            {
                PermissionResponse::Allow
            }
            _ => PermissionResponse::Deny,
        })
        .build()?;
    #[cfg(target_os = "linux")]
    let shows_pictures = label != CONSOLE;
    #[cfg(target_os = "linux")]
    window.with_webview(move |webview| {
        use webkit2gtk::{HardwareAccelerationPolicy, SettingsExt, WebViewExt};
        // Off by default here: without it `navigator.mediaDevices` is undefined.
        if let Some(settings) = WebViewExt::settings(&webview.inner()) {
            // Words and cards need no graphics processor. Where there is none its stand-in takes 100 MB, and some drivers leave the window white.
            if !shows_pictures {
                settings.set_hardware_acceleration_policy(HardwareAccelerationPolicy::Never);
            }
            settings.set_enable_media_stream(true);
            settings.set_enable_webrtc(true);
        }
    })?;
    Ok(window)
}

/// The app's own pages, by each platform's scheme.
fn is_ours(url: &Url) -> bool {
    match url.scheme() {
        "tauri" => url.host_str() == Some("localhost"),
        "http" | "https" => url.host_str() == Some("tauri.localhost"),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_own_pages_may_be_shown() {
        for ours in
            ["tauri://localhost/console.html", "http://tauri.localhost/call.html", "https://tauri.localhost/"]
        {
            assert!(is_ours(&Url::parse(ours).unwrap()), "{ours}");
        }
        for other in [
            "https://example.com",
            "http://127.0.0.1:80/",
            "tauri://elsewhere/",
            "data:text/html,x",
            "file:///etc/passwd",
        ] {
            assert!(!is_ours(&Url::parse(other).unwrap()), "{other}");
        }
    }
}
