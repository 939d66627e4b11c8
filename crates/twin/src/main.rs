//! `anteroom-twin`: a local Twilio that stands alone.

use std::io::Write as _;
use std::process::ExitCode;

use tokio::io::AsyncReadExt as _;
use twin::cast::command;
use twin::{Addresses, Config, Portal, Script, Twin};

const HELP: &str = "A local Twilio: Video, Sync and their REST on loopback. Its state lives in memory.

anteroom-twin [FLAGS]
anteroom-twin cast COMMAND   direct the cast of a twin that is running (anteroom-twin cast --help)
  --json                 print one line of JSON with addresses and credentials, then serve
  --port P               listen on this port instead of a free one
  --bind ADDRESS         listen there instead of on 127.0.0.1; whoever reaches it can use it
  --portal DIR           serve the patient's page from this directory, on a port of its own
  --phones FILE          more phones that can be called: a JSON array (docs/twin.md)
  --cast FILE            who takes part in practice visits (docs/cast.md); `practice` names the built-in people
  --seed N               make SIDs and secrets repeatable
  --fresh-objects        with --seed: repeat the credentials only
  --control              serve the test-control API under /twin (docs/twin.md)
  --until-stdin-closes   stop when standard input ends
";

struct Options {
    config: Config,
    json: bool,
    until_stdin_closes: bool,
}

fn main() -> ExitCode {
    let filter = tracing_subscriber::EnvFilter::try_from_env("ANTEROOM_LOG")
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("warn"));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let Some((first, rest)) = arguments.split_first()
        && first == "cast"
    {
        return direct(rest);
    }
    let options = match options(arguments.into_iter()) {
        Ok(Some(options)) => options,
        Ok(None) => return say(HELP),
        Err(wrong) => {
            eprintln!("anteroom-twin: {wrong}\n\n{HELP}");
            return ExitCode::from(2);
        }
    };
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("anteroom-twin: {error}");
            return ExitCode::FAILURE;
        }
    };
    let code = runtime.block_on(run(options));
    // A read of standard input can't be cancelled; nobody waits for it.
    runtime.shutdown_background();
    code
}

/// Directs a twin that runs elsewhere.
fn direct(arguments: &[String]) -> ExitCode {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let done = runtime
        .map_err(|error| error.to_string())
        .and_then(|runtime| runtime.block_on(command::run(arguments)));
    match done {
        Ok(words) => say(&words),
        Err(words) => {
            eprintln!("anteroom-twin: {words}");
            ExitCode::FAILURE
        }
    }
}

fn options(mut arguments: impl Iterator<Item = String>) -> Result<Option<Options>, String> {
    let mut options = Options { config: Config::default(), json: false, until_stdin_closes: false };
    while let Some(argument) = arguments.next() {
        let mut value = || arguments.next().ok_or(format!("{argument} needs a value"));
        let wrong = |value: &str| format!("{argument} can't be {value}");
        match argument.as_str() {
            "--json" => options.json = true,
            "--control" => options.config.control = true,
            "--fresh-objects" => options.config.fresh_objects = true,
            "--until-stdin-closes" => options.until_stdin_closes = true,
            "--port" => {
                let value = value()?;
                options.config.port = Some(value.parse().map_err(|_| wrong(&value))?);
            }
            "--bind" => {
                let value = value()?;
                options.config.bind = value.parse().map_err(|_| wrong(&value))?;
            }
            "--seed" => {
                let value = value()?;
                options.config.seed = Some(value.parse().map_err(|_| wrong(&value))?);
            }
            "--phones" => {
                let value = value()?;
                let text = std::fs::read_to_string(&value).map_err(|error| format!("{value}: {error}"))?;
                options.config.phones =
                    serde_json::from_str(&text).map_err(|error| format!("{value}: {error}"))?;
            }
            "--cast" => options.config.cast = Some(script(&value()?)?),
            "--portal" => options.config.portal = Some(Portal::Directory(value()?.into())),
            "--help" | "-h" => return Ok(None),
            _ => return Err(format!("{argument} is no flag of this program")),
        }
    }
    Ok(Some(options))
}

/// The cast of a file, or the built-in one.
fn script(name: &str) -> Result<Script, String> {
    if name == "practice" {
        return Ok(Script::practice());
    }
    let text = std::fs::read_to_string(name).map_err(|error| format!("{name}: {error}"))?;
    Script::read(&text).map_err(|faults| {
        let lines: String = faults.iter().map(|fault| format!("\n  {fault}")).collect();
        format!("the cast in {name} can't be used:{lines}")
    })
}

async fn run(options: Options) -> ExitCode {
    let twin = match Twin::start(options.config).await {
        Ok(twin) => twin,
        Err(error) => {
            eprintln!("anteroom-twin: {error}");
            return ExitCode::FAILURE;
        }
    };
    let line = serde_json::to_string(twin.addresses()).unwrap_or_default();
    let code = if options.json { say(&format!("{line}\n")) } else { say(&table(twin.addresses())) };
    stopped(options.until_stdin_closes).await;
    twin.shutdown().await;
    code
}

fn table(at: &Addresses) -> String {
    let rows = [
        ("account", at.account_sid.as_str()),
        ("API key", &at.api_key_sid),
        ("secret", &at.api_key_secret),
        ("auth token", &at.auth_token),
        ("Sync service", &at.sync_service_sid),
        ("messaging", &at.messaging_service_sid),
        ("number", &at.phone_number),
        ("api", &at.api_url),
        ("video", &at.video_url),
        ("sync", &at.sync_url),
        ("messaging", &at.messaging_url),
        ("twilio-video", &at.video_signaling_url),
        ("twilio-sync", &at.sync_socket_url),
        ("cast", at.cast_url.as_deref().unwrap_or("none (--cast practice)")),
        ("patient's page", at.portal_url.as_deref().unwrap_or("not served (--portal DIR)")),
    ];
    let rows = rows.iter().map(|(name, value)| format!("  {name:<15} {value}\n")).collect::<String>();
    format!("A local Twilio is running. Ctrl+C stops it.\n\n{rows}")
}

/// Prints to standard output, which a parent may have closed.
fn say(text: &str) -> ExitCode {
    let mut out = std::io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::FAILURE,
    }
}

/// Waits for the word to stop.
async fn stopped(until_stdin_closes: bool) {
    let stdin = async {
        if !until_stdin_closes {
            std::future::pending::<()>().await;
        }
        let (mut stdin, mut buffer) = (tokio::io::stdin(), [0; 256]);
        while stdin.read(&mut buffer).await.is_ok_and(|read| read > 0) {}
    };
    #[cfg(unix)]
    let terminated = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => {
                signal.recv().await;
            }
            Err(_) => std::future::pending().await,
        }
    };
    #[cfg(not(unix))]
    let terminated = std::future::pending::<()>();
    tokio::select! {
        () = stdin => {}
        () = terminated => {}
        _ = tokio::signal::ctrl_c() => {}
    }
}
