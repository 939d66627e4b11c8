//! A small WebDriver client (W3C WebDriver, <https://www.w3.org/TR/webdriver2/>).

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use base64::Engine as _;
use serde_json::{Value, json};

use crate::process::Running;

/// The key of an element reference (W3C WebDriver, section 12.1).
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

/// How long anything may take before a story says that it did not come true.
pub const PATIENCE: Duration = Duration::from_secs(30);

/// Keys by their code points (W3C WebDriver, section 17.4.2).
const TAB: &str = "\u{E004}";
const ENTER: &str = "\u{E007}";

/// No screen of a patient's has more to stop at.
const TABS: usize = 40;

/// A page under control.
pub struct Page {
    agent: ureq::Agent,
    session: String,
    name: String,
    /// The browser's process, where its driver tells.
    process: Option<u64>,
}

/// An element of a page, and how it was found.
pub struct Element<'page> {
    page: &'page Page,
    id: String,
    find: String,
}

impl Page {
    /// Opens a session at a driver.
    pub fn open(name: &str, driver: &str, capabilities: &Value) -> Page {
        let config = ureq::Agent::config_builder()
            .timeout_global(Some(Duration::from_secs(120)))
            .http_status_as_error(false);
        let agent: ureq::Agent = config.build().into();
        let answer = send(
            &agent,
            "POST",
            &format!("{driver}/session"),
            Some(&json!({"capabilities": {"alwaysMatch": capabilities}})),
        );
        let id =
            answer["sessionId"].as_str().unwrap_or_else(|| panic!("{name}: no session: {answer}")).to_owned();
        let process = answer["capabilities"]["goog:processID"].as_u64();
        let page = Page { agent, session: format!("{driver}/session/{id}"), name: name.to_owned(), process };
        page.command("POST", "/timeouts", Some(&json!({"script": 120_000, "pageLoad": 60_000})));
        page
    }

    fn command(&self, method: &str, path: &str, body: Option<&Value>) -> Value {
        let answer = self.try_command(method, path, body);
        assert!(answer.get("error").is_none(), "{}: {path}: {answer}", self.name);
        answer
    }

    fn try_command(&self, method: &str, path: &str, body: Option<&Value>) -> Value {
        send(&self.agent, method, &format!("{}{path}", self.session), body)
    }

    /// Waits for what a script expression finds.
    fn found<'page>(&'page self, what: &str, find: String) -> Element<'page> {
        loop {
            self.wait_for(what, &format!("!!({find})"));
            // The page may have drawn itself anew in between: then it is looked for again.
            if let Some(id) = self.run(&format!("return {find}"), &[])[ELEMENT].as_str() {
                return Element { page: self, id: id.to_owned(), find };
            }
        }
    }

    /// Goes to an address.
    pub fn go(&self, url: &str) {
        self.command("POST", "/url", Some(&json!({"url": url})));
    }

    /// Loads the page again.
    pub fn reload(&self) {
        self.command("POST", "/refresh", Some(&json!({})));
    }

    /// Runs script in the page each time before it loads (Chromium).
    pub fn before_loading(&self, script: &str) {
        let body = json!({"cmd": "Page.addScriptToEvaluateOnNewDocument", "params": {"source": script}});
        self.command("POST", "/goog/cdp/execute", Some(&body));
    }

    /// Ends the session and closes its windows.
    pub fn close(self) {
        self.command("DELETE", "", None);
    }

    /// The battery is empty, the phone falls: its browser ends at once, without a chance to say anything (SIGKILL).
    pub fn dies(self) {
        let process = self.process.expect("the driver told its browser's process");
        Running::start(Command::new("kill").arg("-9").arg(process.to_string())).0.wait().unwrap();
    }

    /// Takes the page's device off the internet, or brings it back (Chromium).
    pub fn offline(&self, offline: bool) {
        let conditions = json!({"offline": offline, "latency": 0, "throughput": -1});
        self.command(
            "POST",
            "/chromium/network_conditions",
            Some(&json!({"network_conditions": conditions})),
        );
    }

    /// Goes to a button by the Tab key, as far as it takes, and presses Enter on it.
    pub fn press_by_keyboard(&self, name: &str) {
        self.named("button, a[href]", name);
        for _ in 0..TABS {
            self.key(TAB);
            let there = "const e = document.activeElement;
                return (e?.getAttribute('aria-label') ?? e?.innerText ?? '').includes(arguments[0])";
            if self.run(there, &[name.into()]) == Value::Bool(true) {
                self.key(ENTER);
                return;
            }
        }
        panic!("{}: the Tab key does not lead to “{name}”", self.name);
    }

    fn key(&self, key: &str) {
        let pressed = json!([{"type": "keyDown", "value": key}, {"type": "keyUp", "value": key}]);
        let body = json!({"actions": [{"type": "key", "id": "keyboard", "actions": pressed}]});
        self.command("POST", "/actions", Some(&body));
    }

    /// Runs script in the page and returns what it returns.
    pub fn run(&self, script: &str, arguments: &[Value]) -> Value {
        self.command("POST", "/execute/sync", Some(&json!({"script": script, "args": arguments})))
    }

    /// Evaluates an expression once and waits for what it promises.
    pub fn ask(&self, expression: &str) -> Value {
        let script = format!(
            "const done = arguments[arguments.length - 1];
             Promise.resolve({expression}).then((value) => done({{ value }}), (error) => done({{ error: JSON.stringify(error) }}));"
        );
        let answer = self.command("POST", "/execute/async", Some(&json!({"script": script, "args": []})));
        answer.get("value").unwrap_or_else(|| panic!("{}: {expression}: {answer}", self.name)).clone()
    }

    /// Waits until an expression is true in the page: looked at whenever the page changes, and ten times a second
    /// for what changes nothing in it.
    pub fn wait_for(&self, what: &str, expression: &str) -> Value {
        self.wait_within(PATIENCE, what, expression)
    }

    /// [`Page::wait_for`] with another limit.
    pub fn wait_within(&self, limit: Duration, what: &str, expression: &str) -> Value {
        let script = format!(
            "const done = arguments[arguments.length - 1];
             const look = async () => {{ try {{ return await ({expression}); }} catch (error) {{ return null; }} }};
             let over = false;
             const settle = (value) => {{
               if (over) return;
               over = true; observer.disconnect(); clearInterval(timer); clearTimeout(end); done(value);
             }};
             const check = async () => {{ const value = await look(); if (value) settle({{ value }}); }};
             const observer = new MutationObserver(check);
             observer.observe(document, {{ subtree: true, childList: true, attributes: true, characterData: true }});
             const timer = setInterval(check, 100);
             const end = setTimeout(() => settle(null), arguments[0]);
             check();"
        );
        let milliseconds = u64::try_from(limit.as_millis()).unwrap();
        let answer =
            self.command("POST", "/execute/async", Some(&json!({"script": script, "args": [milliseconds]})));
        let Some(found) = answer.get("value") else {
            let text = self.run("return document.body.innerText", &[]);
            let numbers = self.ask("window.anteroomStats ? window.anteroomStats() : null");
            panic!(
                "{}: {what} did not come true within {limit:?}; the page says: {text}; its call: {numbers}",
                self.name
            );
        };
        found.clone()
    }

    /// Waits until the page shows some text.
    pub fn shows(&self, text: &str) {
        let quoted = Value::from(text);
        self.wait_for(
            &format!("“{text}” on the page"),
            &format!("document.body.innerText.includes({quoted})"),
        );
    }

    /// Waits for a visible, enabled element with a role's tag and an accessible name that contains `name`.
    pub fn named<'page>(&'page self, selector: &str, name: &str) -> Element<'page> {
        let (css, wanted) = (Value::from(selector), Value::from(name));
        let find = format!(
            "[...document.querySelectorAll({css})].find((e) => e.getClientRects().length > 0 && !e.disabled
               && (e.getAttribute('aria-label') ?? e.innerText ?? '').replace(/\\s+/g, ' ').trim().includes({wanted}))"
        );
        self.found(&format!("{selector} “{name}”"), find)
    }

    /// Waits for a visible element by CSS selector.
    pub fn element<'page>(&'page self, selector: &str) -> Element<'page> {
        let css = Value::from(selector);
        let find =
            format!("[...document.querySelectorAll({css})].find((e) => e.getClientRects().length > 0)");
        self.found(selector, find)
    }

    /// Presses a button by its name.
    pub fn press(&self, name: &str) {
        self.named("button, a[href], [role=button], [role=menuitem]", name).click();
    }

    /// Fills a labelled field.
    pub fn fill(&self, label: &str, text: &str) {
        let wanted = Value::from(label);
        let find = format!(
            "[...document.querySelectorAll('label')].find((l) => l.innerText.trim().startsWith({wanted}) && l.control)?.control"
        );
        self.found(&format!("the field “{label}”"), find).fill(text);
    }

    /// Keeps a picture of the page.
    pub fn picture(&self, path: &Path) {
        let encoded = self.command("GET", "/screenshot", None);
        let picture = base64::engine::general_purpose::STANDARD.decode(encoded.as_str().unwrap()).unwrap();
        std::fs::write(path, picture).unwrap();
    }
}

impl Element<'_> {
    /// Clicks it as a person would. Where the page drew itself anew before the click came down, the click goes to what
    /// stands in its place.
    pub fn click(&self) {
        self.act("click", &json!({}));
    }

    /// Replaces its text.
    pub fn fill(&self, text: &str) {
        self.act("clear", &json!({}));
        self.act("value", &json!({"text": text}));
    }

    /// Its visible text.
    pub fn text(&self) -> String {
        self.page.command("GET", &format!("/element/{}/text", self.id), None).as_str().unwrap().to_owned()
    }

    fn act(&self, what: &str, body: &Value) {
        let answer = self.page.try_command("POST", &format!("/element/{}/{what}", self.id), Some(body));
        match answer["error"].as_str() {
            None => {}
            Some("stale element reference") => self.page.found(what, self.find.clone()).act(what, body),
            Some(_) => panic!("{}: {what} on {}: {answer}", self.page.name, self.find),
        }
    }
}

fn send(agent: &ureq::Agent, method: &str, url: &str, body: Option<&Value>) -> Value {
    let answer = match method {
        "GET" => agent.get(url).call(),
        "DELETE" => agent.delete(url).call(),
        _ => agent.post(url).send_json(body.unwrap_or(&Value::Null)),
    };
    let mut answer = answer.unwrap_or_else(|error| panic!("{method} {url}: {error}"));
    // A screenshot is larger than the client's default limit.
    let body: Value = answer.body_mut().with_config().limit(64 * 1024 * 1024).read_json().unwrap();
    body["value"].clone()
}
