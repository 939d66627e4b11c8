//! The twin as a process of its own, so that it outlives a console that is killed.

use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Command, Stdio};

use base64::Engine as _;
use serde_json::Value;

use crate::process::{Running, handed_over, until};
use crate::webdriver::PATIENCE;

/// A running twin.
pub struct Twin {
    /// What it printed of itself: addresses and credentials.
    pub line: Value,
    /// A file that holds the same line.
    pub file: PathBuf,
    agent: ureq::Agent,
    process: Running,
}

impl Twin {
    /// Starts one on free ports, with test controls, serving the built patient's page.
    pub fn start(folder: &std::path::Path) -> Twin {
        Twin::start_with(folder, &[])
    }

    /// Starts one likewise, with more flags.
    pub fn start_with(folder: &std::path::Path, flags: &[&str]) -> Twin {
        let binary = handed_over("ANTEROOM_TWIN", "target/debug/anteroom-twin");
        let pages = handed_over("ANTEROOM_PAGES", "ui/dist");
        let mut command = Command::new(binary);
        command.args(["--json", "--control", "--until-stdin-closes", "--portal"]).arg(pages).args(flags);
        let mut process = Running::start(command.stdin(Stdio::piped()).stdout(Stdio::piped()));
        let mut text = String::new();
        BufReader::new(process.0.stdout.take().unwrap()).read_line(&mut text).unwrap();
        let line: Value =
            serde_json::from_str(&text).unwrap_or_else(|error| panic!("the twin said {text:?}: {error}"));
        let file = folder.join("twin.json");
        std::fs::write(&file, &text).unwrap();
        let config = ureq::Agent::config_builder().http_status_as_error(false).build();
        Twin { line, file, agent: config.into(), process }
    }

    /// Its process.
    pub fn process(&self) -> u32 {
        self.process.0.id()
    }

    /// A member of the line.
    pub fn word(&self, name: &str) -> &str {
        self.line[name].as_str().unwrap_or_else(|| panic!("the twin's line has no {name}"))
    }

    /// Reads a resource over REST with the API key: path and all, as in Twilio's documentation.
    pub fn read(&self, base: &str, path: &str) -> Value {
        let url = format!("{}{path}", self.word(base));
        let mut answer = self.agent.get(&url).header("authorization", &self.authorization()).call().unwrap();
        answer.body_mut().read_json().unwrap()
    }

    /// Posts form parameters over REST with the API key.
    pub fn write(&self, base: &str, path: &str, form: &[(&str, &str)]) -> Value {
        let url = format!("{}{path}", self.word(base));
        let mut answer = self
            .agent
            .post(&url)
            .header("authorization", &self.authorization())
            .send_form(form.iter().copied())
            .unwrap();
        answer.body_mut().read_json().unwrap()
    }

    /// Calls a test control.
    pub fn control(&self, path: &str, body: &Value) -> Value {
        let origin = self.word("api_url").trim_end_matches("/api");
        let mut answer = self.agent.post(format!("{origin}/twin/{path}")).send_json(body).unwrap();
        assert!(answer.status().is_success(), "control {path}: {}", answer.status());
        answer.body_mut().read_json().unwrap_or(Value::Null)
    }

    /// What a test control tells.
    pub fn told(&self, path: &str) -> Value {
        let origin = self.word("api_url").trim_end_matches("/api");
        let mut answer = self.agent.get(format!("{origin}/twin/{path}")).call().unwrap();
        answer.body_mut().read_json().unwrap()
    }

    /// The texts that were asked for to a number, as Twilio has them.
    pub fn texts_to(&self, number: &str) -> Vec<Value> {
        let all = self.told("texts");
        let messages = all["messages"].as_array().unwrap().iter();
        messages
            .filter(|message| message["to"] == number && message["direction"] == "outbound-api")
            .cloned()
            .collect()
    }

    /// The identities of everybody in the one room that is open.
    pub fn identities_in_the_room(&self) -> Vec<String> {
        let rooms = self.read("video_url", "/v1/Rooms");
        let room = rooms["rooms"][0]["sid"].as_str().unwrap().to_owned();
        let people = self.read("video_url", &format!("/v1/Rooms/{room}/Participants"));
        let people = people["participants"].as_array().unwrap().iter();
        people.map(|person| person["identity"].as_str().unwrap().to_owned()).collect()
    }

    /// Waits until somebody whose identity begins so listens to a Sync object over a socket: is told by push.
    pub fn pushes_to(&self, identity: &str) {
        until(&format!("a push to {identity}…"), PATIENCE, || {
            let state = self.told("state");
            let listens = |one: &Value| {
                one["identity"].as_str().is_some_and(|it| it.starts_with(identity))
                    && one["subscriptions"].as_array().is_some_and(|all| !all.is_empty())
            };
            state["sync"]["connections"].as_array()?.iter().any(listens).then_some(())
        });
    }

    /// Opens the status Document of one link with the token of another: `opened`, or the refusal's status.
    pub fn open_with(&self, link: &str, token_of: &str) -> String {
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/support/open_document.mjs");
        let name = format!("{}-status", identity(link));
        let token = token_of.split_once('#').unwrap().1;
        let output =
            Command::new("node").args([script, self.word("sync_socket_url"), token, &name]).output().unwrap();
        String::from_utf8(output.stdout).unwrap()
    }

    fn authorization(&self) -> String {
        let pair = format!("{}:{}", self.word("api_key_sid"), self.word("api_key_secret"));
        format!("Basic {}", base64::engine::general_purpose::STANDARD.encode(pair))
    }
}

/// Whose link it is: the identity in its token, read without checking.
fn identity(link: &str) -> String {
    let token = link.split_once('#').unwrap().1;
    let claims = token.split('.').nth(1).unwrap();
    let claims = base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(claims).unwrap();
    let claims: Value = serde_json::from_slice(&claims).unwrap();
    claims["grants"]["identity"].as_str().unwrap().to_owned()
}
