//! Third parties by phone: as the provider calls them from the call window, and as the twin has the call.

use serde_json::{Value, json};

use crate::process::until;
use crate::twin::Twin;
use crate::webdriver::{PATIENCE, Page};

/// The practice clinic's interpreter line: three menus, music, and a person (docs/twin.md).
pub const CLEARLINE: &str = "+12025550110";

/// The practice clinic's staff interpreter, who answers herself.
pub const ROSA: &str = "+12025550111";

/// How loud a voice is at least: dB above digital silence, and as the pages' numbers have it (of 32,767).
const A_VOICE: f64 = 60.0;
const A_LEVEL: u32 = 300;

/// Two actions from the call to dialling: the line comes in as it is offered.
pub fn calls(call: &Page, line: &str) {
    call.press("Add someone");
    call.press(&format!("Call {line}"));
}

/// Calls a line that comes in another way than it is offered: `recipe`, `guided` or `listenIn`.
pub fn calls_by(call: &Page, line: &str, way: &str) {
    call.press("Add someone");
    call.press(&format!("how {line} comes in"));
    call.element(&format!("input[type=radio][value={way}]")).click();
    call.press(&format!("Call {line}"));
}

/// The card of a line, once its call stands so; what it says.
pub fn card(call: &Page, line: &str, state: &str) -> String {
    call.named(&format!("article[data-state={state}]"), line).text()
}

/// Looks for interpreters into Spanish, which the practice clinic's lines speak; the patient may not.
pub fn in_spanish(call: &Page) {
    call.element("select[aria-label='Language of the interpreter']");
    call.run(
        "const select = document.querySelector('select[aria-label=\"Language of the interpreter\"]');
         select.value = 'es';
         select.dispatchEvent(new Event('change', { bubbles: true }));",
        &[],
    );
}

/// Presses keys on the keypad that is open.
pub fn presses(call: &Page, keys: &str) {
    for key in keys.chars() {
        call.element(&format!("button[data-key='{key}']")).click();
    }
}

/// So many others are heard, and no more, as a condition on a call page's numbers: each as loud as a voice at some time since it was
/// first asked. A microphone of these stories beeps, and is silent in between.
pub fn hears(count: usize) -> String {
    format!(
        "s.receivedAudio.length === {count} && (window.heard{count} = s.receivedAudio.map(
           (a, i) => Math.max(a.level, window.heard{count}?.[i] ?? 0))).every((level) => level > {A_LEVEL})"
    )
}

impl Twin {
    /// The latest call to a number, once `fits`.
    pub fn call_when(&self, number: &str, what: &str, fits: impl Fn(&Value) -> bool) -> Value {
        until(what, PATIENCE, || {
            let phones = self.told("phones");
            let call = phones["calls"].as_array()?.iter().rev().find(|call| call["to"] == number)?;
            fits(call).then(|| call.clone())
        })
    }

    /// How often a number was called.
    pub fn calls_to(&self, number: &str) -> usize {
        let phones = self.told("phones");
        phones["calls"].as_array().unwrap().iter().filter(|call| call["to"] == number).count()
    }

    /// Waits until the latest call to a number is over at the twin; how it ended.
    pub fn call_ends(&self, number: &str) -> String {
        let over = |call: &Value| {
            !["queued", "ringing", "in-progress"].iter().any(|status| call["status"] == *status)
        };
        let call = self.call_when(number, "the end of the call", over);
        call["status"].as_str().unwrap().to_owned()
    }

    /// Waits until the latest call to a number has come so far in its phone tree.
    pub fn call_is_at(&self, number: &str, node: &str) {
        self.call_when(number, &format!("the call to be at “{node}”"), |call| last(call, "node") == node);
    }

    /// The keys that the latest call to a number has heard.
    pub fn keys_heard(&self, number: &str) -> String {
        let call = self.call_when(number, "a call", |_| true);
        call["heard"].as_array().unwrap().iter().filter_map(|heard| heard["digit"].as_str()).collect()
    }

    /// Waits until the one phone in the room hears each of these, by the beginnings of their identities.
    pub fn the_phone_hears(&self, voices: &[&str]) {
        for voice in voices {
            until(&format!("{voice}… on the phone"), PATIENCE, || {
                let hearing = self.told("phones/hearing");
                let heard = hearing.as_object()?.values().next()?.as_object()?.clone();
                let loud = |(whom, loudness): (&String, &Value)| {
                    whom.starts_with(voice) && loudness.as_f64().is_some_and(|it| it > A_VOICE)
                };
                heard.iter().any(loud).then_some(())
            });
        }
    }

    /// Puts another phone at a number.
    pub fn phone_does(&self, number: &str, rings: u32, does: &Value) {
        self.control(
            "phones",
            &json!({"number": number, "name": "A story's phone", "rings": rings, "does": does}),
        );
    }
}

/// The last of what a call heard of a kind.
fn last(call: &Value, kind: &str) -> String {
    let heard = call["heard"].as_array().into_iter().flatten();
    heard.filter_map(|heard| heard[kind].as_str()).next_back().unwrap_or_default().to_owned()
}
