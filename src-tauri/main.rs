//! Anteroom's desktop program: puts the console, its windows and the desktop together, and runs.
#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

mod arguments;
mod browser;
mod host;
mod ipc;
mod keychain;
#[cfg(target_os = "linux")]
mod notifications;
mod practice;
mod windows;

use std::process::ExitCode;
use std::sync::Arc;

use console::Console;
use tauri::{AppHandle, Manager, RunEvent, WindowEvent};
use tracing_subscriber::EnvFilter;

use crate::arguments::Arguments;
use crate::host::Desktop;

fn main() -> ExitCode {
    let arguments = match arguments::read() {
        Ok(Some(arguments)) => arguments,
        Ok(None) => {
            eprint!("{}", arguments::HELP);
            return ExitCode::SUCCESS;
        }
        Err(error) => {
            eprintln!("anteroom: {error}\n\n{}", arguments::HELP);
            return ExitCode::FAILURE;
        }
    };
    // Libraries below us would print whole frames: only warnings of theirs are let through.
    let filter = EnvFilter::try_from_env("ANTEROOM_LOG").unwrap_or_else(|_| {
        EnvFilter::new("warn,anteroom=info,console=info,clinic=info,twilio=info,twin=warn")
    });
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();

    let app = tauri::Builder::default()
        .invoke_handler(tauri::generate_handler![ipc::rpc])
        .setup(move |app| Ok(set_up(app, arguments)?))
        .build(tauri::generate_context!());
    match app {
        Ok(app) => {
            app.run(|app, event| match event {
                // Closing the console closes the program.
                RunEvent::WindowEvent { label, event: WindowEvent::Destroyed, .. }
                    if label == windows::CONSOLE =>
                {
                    app.exit(0)
                }
                RunEvent::WindowEvent { label, event: WindowEvent::Destroyed, .. } => {
                    app.state::<Console>().window_gone(&ipc::principal(&label))
                }
                RunEvent::Exit => end(app),
                _ => {}
            });
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("anteroom: the window could not be opened: {error}");
            ExitCode::FAILURE
        }
    }
}

fn set_up(app: &mut tauri::App, arguments: Arguments) -> tauri::Result<()> {
    let handle = app.handle().clone();
    let data = match &arguments.data {
        Some(folder) => folder.clone(),
        None => app.path().app_data_dir()?,
    };
    let practice = arguments.practice;
    let desktop = Arc::new(Desktop::new(handle.clone(), data, arguments));
    // The console's tasks live on Tauri's own runtime.
    let console = tauri::async_runtime::block_on(async { Console::new(desktop.clone(), practice) });
    app.manage(desktop);
    app.manage(console.clone());
    tauri::async_runtime::spawn(ipc::forward_events(handle.clone(), console));
    windows::open_console(&handle)
}

/// The program ends: it lets go of its clinic, so that another computer's console need not wait; the browser that waits for a call ends with it, unless a call goes on in it.
fn end(app: &AppHandle) {
    let console = app.state::<Console>();
    app.state::<Arc<Desktop>>().end_waiting_browser(console.call_goes_on());
    tauri::async_runtime::block_on(console.let_go());
}
