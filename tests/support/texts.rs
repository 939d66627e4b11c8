//! Texts: as the provider sends them, and as a practice phone has them.

use serde_json::{Value, json};

use crate::Clinic;
use crate::console::command;
use crate::webdriver::Page;

/// A practice phone that takes texts.
pub const PHONE: &str = "+12025550120";

/// Has the clinic text at any hour, so that it does not matter when a story is told, and by this plan.
pub fn texts_by(window: &Page, plan: &Value) {
    let settings = json!({"plan": plan, "tellChanges": true, "names": false, "plain": true, "shortenLinks": false, "service": "", "number": "",
        "templates": []});
    command(window, "setTextSettings", &settings);
}

/// The chosen visit's texts, once one of them says this.
pub fn texts_say(window: &Page, words: &str) -> String {
    let quoted = Value::from(words);
    window.wait_for(
        &format!("“{words}” among the texts"),
        &format!("document.querySelector('section[aria-labelledby=texts]')?.innerText.includes({quoted})"),
    );
    window.element("section[aria-labelledby=texts]").text()
}

/// Looks at the link's words, which begin so, and sends them.
pub fn text_the_link(window: &Page, first_name: &str, words: &str) {
    window.press(&format!("Text {first_name} the link"));
    window.shows(words);
    window.shows("messages");
    window.press("Send the text");
}

/// The address of a practice phone's screen.
pub fn screen_of(clinic: &Clinic, number: &str) -> String {
    format!("{}/phones/{}", clinic.twin.word("portal_url"), number.replace('+', "%2B"))
}

/// The link in the newest text on a phone's screen, once there is one.
pub fn link_on(phone: &Page) -> String {
    let link = phone.wait_for("the link on the phone", "document.querySelector('[role=log] a[href]')?.href");
    link.as_str().unwrap().to_owned()
}
