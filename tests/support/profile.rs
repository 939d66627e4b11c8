//! The two profiles of a call, as its pages' numbers have them; and what is lost while one follows the other.

use serde_json::{Value, json};

use crate::webdriver::Page;

/// What a page is measured with, put into it before it loads: its microphone is a steady tone from then on, so that each silence is a loss.
const MEASURE: &str = include_str!("../../ui/tests/support/measured.mjs");

/// The first profile, once it works: a picture sent, somebody seen and heard.
pub const FIRST: &str = "s.sentVideo.some((v) => v.frameRate > 0) \
     && s.receivedVideo.some((v) => v.width > 0 && v.frameRate > 0) && s.receivedAudio.some((a) => a.bytes > 0)";

/// The second profile, once it works: several layers sent, somebody seen and heard.
pub const SECOND: &str = "s.options.preferredVideoCodecs === 'auto' && s.sentVideo.length >= 3 \
     && s.receivedVideo.some((v) => v.width > 0 && v.frameRate > 0) && s.receivedAudio.some((a) => a.bytes > 0)";

/// Two people: 720p at 24 pictures a second goes into one layer, VP8.
pub fn is_first(side: &str, stats: &Value) {
    let options = &stats["options"];
    assert_eq!(options["preferredVideoCodecs"], json!([{"codec": "VP8", "simulcast": false}]), "{side}");
    assert!(options["bandwidthProfile"].is_null(), "{side}: {options}");
    assert_eq!(options["networkQuality"], json!({"local": 1, "remote": 1}), "{side}");
    captures_720p(side, stats);
    assert_eq!(stats["sentVideo"].as_array().unwrap().len(), 1, "{side} sends one layer: {stats}");
}

/// Three people and more: simulcast that works, and Twilio shares the bandwidth among them.
pub fn is_second(side: &str, stats: &Value) {
    let video = json!({"mode": "collaboration", "dominantSpeakerPriority": "high"});
    let options = json!({"preferredVideoCodecs": "auto", "bandwidthProfile": {"video": video},
        "dominantSpeaker": true, "networkQuality": {"local": 1, "remote": 1}});
    assert_eq!(stats["options"], options, "{side}");
    captures_720p(side, stats);
    assert_eq!(stats["sentVideo"].as_array().unwrap().len(), 3, "{side} sends three layers: {stats}");
}

fn captures_720p(side: &str, stats: &Value) {
    let capture = &stats["capture"];
    assert_eq!((&capture["width"], &capture["height"]), (&1280.into(), &720.into()), "{side}: {capture}");
    assert_eq!(capture["frameRate"].as_f64(), Some(24.0), "{side}: {capture}");
}

/// Loads a page anew, measured from its first moment on.
pub fn reload_measured(page: &Page) {
    let script = MEASURE.replacen("export function", "function", 1);
    page.before_loading(&format!("{script}\nmeasured();"));
    page.reload();
}

/// Forgets what was measured so far.
pub fn begin(page: &Page) {
    page.run("window.measured.begin()", &[]);
}

/// What was measured since: the fewest (`heardAtLeast`) and most others that were let be heard at once, `silent` milliseconds; of a call window
/// also `frozen` milliseconds and the most `tiles` of others.
pub fn measured(page: &Page) -> Value {
    page.run("return window.measured.read()", &[])
}
