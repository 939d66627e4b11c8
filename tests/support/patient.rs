//! What a patient does on their page, step by step.

use crate::webdriver::Page;

/// Goes on from the network check.
pub const JOIN: &str = "Join the waiting room";

/// A patient with a phone in their hand.
pub struct Patient(pub Page);

impl Patient {
    /// Opens the link. Everybody in these stories reads English, whatever the clinic wrote of their language.
    pub fn opens(page: Page, link: &str) -> Patient {
        let portal = link.split('#').next().unwrap_or(link);
        page.go(&format!("{portal}config.json"));
        page.run("localStorage.setItem('anteroom:language', 'en')", &[]);
        page.go(link);
        Patient(page)
    }

    /// Goes from the welcome through the checks to the waiting room.
    pub fn checks_in(&self) {
        self.tries_everything();
        self.answers_all_but_joining();
        self.0.press(JOIN);
        self.0.shows("Keep this page open");
    }

    /// Goes to the waiting room without camera and microphone, as somebody may who only waits.
    pub fn checks_in_without_devices(&self) {
        let page = &self.0;
        page.press("Start");
        page.press("Go on without a picture");
        page.press("Go on without a microphone");
        page.press("Play the sound");
        page.press("I heard it");
        self.joins();
    }

    /// Goes on from the network check to the waiting room, and leaves the clinic's questions for later.
    pub fn joins(&self) {
        self.0.press(JOIN);
        self.0.press("Answer later");
        self.0.shows("Keep this page open");
    }

    /// Goes as far as the network check, which is running then and in nobody's way.
    pub fn tries_everything(&self) {
        self.0.press("Start");
        self.tries_devices();
    }

    /// Goes on to what the practice clinic usually asks, and answers it. What is left is the last question's button, which is [`JOIN`] again.
    pub fn answers_all_but_joining(&self) {
        let page = &self.0;
        page.press(JOIN);
        page.shows("Question 1 of 5");
        page.element("textarea").fill("The new tablets");
        // The questions are asked in the language of the patient's chart, whatever the page is in: by place, no, mild, agreed, understood.
        for (question, choice) in [(2, 1), (3, 1), (4, 0), (5, 0)] {
            page.press("Next");
            page.shows(&format!("Question {question} of 5"));
            page.run("document.querySelectorAll('label.choice')[arguments[0]].click()", &[choice.into()]);
        }
    }

    /// A third party: says who they are, and goes on through the checks.
    pub fn introduces_herself(&self, name: &str, relationship: &str) {
        let page = &self.0;
        page.press("Start");
        page.fill("Your name", name);
        if !relationship.is_empty() {
            page.fill("What are you to the patient?", relationship);
        }
        page.press("Continue");
        self.tries_devices();
        page.press(JOIN);
    }

    fn tries_devices(&self) {
        let page = &self.0;
        // These browsers share camera and microphone without asking, so the page opens both by itself.
        page.press("I see myself");
        page.press("I see the bars move");
        page.press("Play the sound");
        page.press("I heard it");
    }
}

/// Numbers of a call page, once `condition` on them (as `s`) is true. A busy machine needs long for its first pictures: four codecs
/// of 720p run on it.
pub fn stats_when(page: &Page, what: &str, condition: &str) -> serde_json::Value {
    page.wait_within(
        std::time::Duration::from_secs(90),
        what,
        &format!("window.anteroomStats && window.anteroomStats().then((s) => ({condition}) ? s : null)"),
    )
}

/// What every call is for: a picture that moves, and sound. How large and fast the picture is follows what the machine can encode.
pub const SEES_AND_HEARS: &str =
    "s.receivedVideo.some((v) => v.width > 0 && v.frameRate > 0) && s.receivedAudio.some((a) => a.bytes > 0)";

/// What both sides of a call receive where nothing is short: 720p VP8 that moves, and sound.
pub const RECEIVES_720P: &str = "s.receivedVideo.some((v) => v.width === 1280 && v.height === 720 && v.frameRate >= 15 \
     && v.codec === 'VP8') && s.receivedAudio.some((a) => a.bytes > 0)";
