//! The windows' door to the console: one command in, events out. Adapters only; nothing is decided here.

use console::Console;
use console::commands::Command;
use console::error::CommandError;
use console::principal::Principal;
use console::wire::event::Event;
use serde_json::Value;
use tauri::{AppHandle, Emitter, EventTarget, State, WebviewWindow};
use tokio::sync::broadcast::error::RecvError;

use crate::windows::CALL;

/// The name of the event that carries every [`Event`].
const EVENT: &str = "anteroom-event";

/// Carries out a command for the window that sent it.
///
/// # Errors
/// What the console says; see [`CommandError`].
#[tauri::command]
pub(crate) async fn rpc(
    window: WebviewWindow,
    console: State<'_, Console>,
    command: Command,
) -> Result<Value, CommandError> {
    let who = principal(window.label());
    console.dispatch(&who, command).await
}

/// Who is behind a window's label. Labels are given by `windows.rs` alone.
pub(crate) fn principal(label: &str) -> Principal {
    match label.strip_prefix(CALL) {
        Some(visit_id) => Principal::CallWindow { visit_id: visit_id.to_owned() },
        None => Principal::Console,
    }
}

/// Hands every event on to the windows that may hear it, until the console is gone.
pub(crate) async fn forward_events(app: AppHandle, console: Console) {
    let mut events = console.events();
    loop {
        match events.recv().await {
            Ok(event) => emit(&app, &event),
            // A window that missed some reads everything again, as it does for any change of clinic.
            Err(RecvError::Lagged(_)) => emit(&app, &Event::SessionChanged),
            Err(RecvError::Closed) => return,
        }
    }
}

fn emit(app: &AppHandle, event: &Event) {
    let hears = |target: &EventTarget| match target {
        EventTarget::WebviewWindow { label } => principal(label).hears(event),
        _ => false,
    };
    if let Err(error) = app.emit_filter(EVENT, event, hears) {
        tracing::warn!(%error, "an event reached no window");
    }
}
