//! The director's orders from the command line: `anteroom-twin cast …`, which talks to a twin that is running.

use std::path::Path;

use hyper::Method;
use jiff::Timestamp;
use serde_json::{Value, json};

use super::http;
use super::script::Script;

/// What there is to say.
pub const HELP: &str = "Directs the people of a twin that is running with a cast (docs/cast.md).

anteroom-twin cast COMMAND [--at WHERE] [--json]
  list                   what everybody does now
  arrive [WHO]           has somebody come now, or come back; without a name whoever is next
  leave WHO              has somebody leave
  say WHO WORDS          has somebody write to the clinic
  drop WHO [SECONDS]     takes somebody's network away, for 20 seconds
  mend WHO               gives it back
  relative WHO           brings in somebody's relative
  advance SECONDS        lets the twin's time jump
  speed TIMES            has it pass so many times as fast; 1 is as usual
  fail text|call [CODE]  the next text does not arrive, or the next call fails
  check FILE             says what is wrong with a cast's script; needs no twin
WHO is an id of the list, or a part of one name. WHERE is a twin's address, or a file with its JSON line.
";

/// Carries out a command line; answers what is to be printed.
///
/// # Errors
/// In words.
pub async fn run(arguments: &[String]) -> Result<String, String> {
    let (mut words, mut at, mut as_json) = (Vec::new(), None, false);
    let mut arguments = arguments.iter();
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--at" => at = Some(arguments.next().ok_or("--at needs a value")?),
            "--json" => as_json = true,
            "--help" | "-h" => return Ok(HELP.into()),
            flag if flag.starts_with("--") => {
                return Err(format!("{flag} is no flag of this command\n\n{HELP}"));
            }
            word => words.push(word),
        }
    }
    if let ["check", file] = words.as_slice() {
        return check(file);
    }
    let order = order(&words)?;
    let at = at.ok_or("--at is missing: the running twin's address, or a file with its JSON line")?;
    let url = format!("{}{}", base(at)?, order.path);
    let (method, body) = match order.body {
        Some(body) => (Method::POST, Some(body.to_string())),
        None => (Method::GET, None),
    };
    let answer =
        http::ask(method, &url, body).await.map_err(|error| format!("no twin answers at {url}: {error}"))?;
    if !(200..300).contains(&answer.status) {
        return Err(answer.text());
    }
    let told: Value = serde_json::from_slice(&answer.body).unwrap_or(Value::Null);
    Ok(match (as_json, order.is_scene) {
        (true, _) => format!("{}\n", answer.text()),
        (false, true) => table(&told),
        (false, false) => told["who"].as_str().map_or_else(String::new, |who| format!("{who}\n")),
    })
}

struct Order {
    path: &'static str,
    body: Option<Value>,
    is_scene: bool,
}

fn order(words: &[&str]) -> Result<Order, String> {
    let number = |text: &str| text.parse::<f64>().map_err(|_| format!("{text} is no number"));
    let code = |text: &str| text.parse::<u32>().map_err(|_| format!("{text} is no code"));
    let (path, body) = match words {
        ["list"] => return Ok(Order { path: "", body: None, is_scene: true }),
        ["advance", seconds] => ("/clock", json!({"advance": number(seconds)?})),
        ["speed", times] => ("/clock", json!({"speed": number(times.trim_start_matches('x'))?})),
        ["arrive"] => ("/arrive", json!({})),
        ["arrive", who] => ("/arrive", json!({"who": who})),
        ["leave", who] => ("/leave", json!({"who": who})),
        ["say", who, text @ ..] if !text.is_empty() => ("/say", json!({"who": who, "text": text.join(" ")})),
        ["drop", who] => ("/drop", json!({"who": who})),
        ["drop", who, seconds] => ("/drop", json!({"who": who, "seconds": number(seconds)?})),
        ["mend", who] => ("/mend", json!({"who": who})),
        ["relative", who] => ("/relative", json!({"who": who})),
        ["fail", what @ ("text" | "call")] => ("/fail-next", json!({"what": what})),
        ["fail", what @ ("text" | "call"), number] => {
            ("/fail-next", json!({"what": what, "code": code(number)?}))
        }
        [] => return Err(format!("what is to be done?\n\n{HELP}")),
        _ => return Err(format!("“{}” is no command\n\n{HELP}", words.join(" "))),
    };
    Ok(Order { path, body: Some(body), is_scene: path == "/clock" })
}

/// The address of the director's door, from an address or from a file with a twin's line.
fn base(at: &str) -> Result<String, String> {
    if at.starts_with("http://") {
        let at = at.trim_end_matches('/');
        return Ok(if at.ends_with("/twin/cast") { at.to_owned() } else { format!("{at}/twin/cast") });
    }
    let text = std::fs::read_to_string(at).map_err(|error| format!("{at}: {error}"))?;
    let line: Value =
        serde_json::from_str(&text).map_err(|_| format!("{at} does not hold a twin's JSON line"))?;
    match line["cast_url"].as_str() {
        Some(url) => Ok(url.to_owned()),
        None => Err(format!("the twin of {at} has no cast: start it with --cast practice")),
    }
}

fn check(file: &str) -> Result<String, String> {
    let name = Path::new(file).display();
    let text = std::fs::read_to_string(file).map_err(|error| format!("{name}: {error}"))?;
    match Script::read(&text) {
        Ok(script) => Ok(format!("{name} is right: {} people.\n", script.members.len())),
        Err(faults) => {
            let lines: String = faults.iter().map(|fault| format!("\n  {fault}")).collect();
            Err(format!("{name} is not right yet:{lines}"))
        }
    }
}

/// The scene as people read it.
fn table(scene: &Value) -> String {
    let now: Option<Timestamp> = scene["now"].as_str().and_then(|at| at.parse().ok());
    let ago = |at: &Value| {
        let at: Option<Timestamp> = at.as_str().and_then(|at| at.parse().ok());
        let seconds = now.zip(at).map_or(0, |(now, at)| now.duration_since(at).as_secs());
        format!("{}:{:02}", seconds / 60, seconds % 60)
    };
    let word = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let mut out = String::new();
    for member in scene["members"].as_array().into_iter().flatten() {
        let mut marks = Vec::new();
        for (name, shown, when) in [
            ("network", "no network", false),
            ("muted", "muted", true),
            ("camera_off", "camera off", true),
            ("talking", "talking", true),
        ] {
            if member[name] == when {
                marks.push(shown);
            }
        }
        out.push_str(&format!(
            "{:<14} {:<22} {:<12} {:>6}  {}\n",
            word(&member["id"]),
            word(&member["name"]),
            word(&member["doing"]).replace('_', " "),
            ago(&member["since"]),
            marks.join(", ")
        ));
    }
    let (speed, ahead) =
        (scene["speed"].as_f64().unwrap_or(1.0), scene["ahead_seconds"].as_i64().unwrap_or(0));
    if speed > 1.0 || ahead > 0 {
        out.push_str(&format!(
            "\ntime passes {speed} times as fast, and is {ahead} s ahead of the computer's\n"
        ));
    }
    out
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
    use super::*;

    #[test]
    fn a_command_line_is_an_order() {
        let of = |line: &str| order(&line.split(' ').collect::<Vec<_>>());
        assert_eq!(
            of("say ada good morning").unwrap().body,
            Some(json!({"who": "ada", "text": "good morning"}))
        );
        assert_eq!(of("speed x4").unwrap().body, Some(json!({"speed": 4.0})));
        assert!(of("list").unwrap().body.is_none());
        assert!(of("drop ada soon").is_err_and(|words| words == "soon is no number"));
        assert!(of("dance").is_err_and(|words| words.starts_with("“dance” is no command")));
    }

    #[test]
    fn where_a_twin_is_can_be_said_in_three_ways() {
        for at in ["http://127.0.0.1:9", "http://127.0.0.1:9/", "http://127.0.0.1:9/twin/cast"] {
            assert_eq!(base(at).unwrap(), "http://127.0.0.1:9/twin/cast");
        }
        assert!(base("/no/such/file").is_err());
    }

    #[test]
    fn a_scene_is_read_by_people() {
        let shown = table(
            &json!({"now": "2026-11-24T08:01:05Z", "speed": 4.0, "ahead_seconds": 30, "members": [
            {"id": "ada", "name": "Ada", "doing": "in_call", "since": "2026-11-24T08:00:00Z", "network": false, "muted": true}]}),
        );
        assert!(
            shown.contains("in call") && shown.contains("1:05") && shown.contains("no network, muted"),
            "{shown}"
        );
        assert!(shown.contains("4 times as fast"), "{shown}");
    }
}
