//! Texts: a link that leads from the phone's screen to the waiting room; a reminder that follows a visit that moves; a code of Twilio's in words; a console
//! that is killed between asking and hearing, which sends once; and STOP, which is obeyed before anything is sent.

use serde_json::json;
use stories::patient::Patient;
use stories::process::until;
use stories::texts::{PHONE, link_on, screen_of, text_the_link, texts_by, texts_say};
use stories::webdriver::PATIENCE;
use stories::{Clinic, console};

/// A practice phone that is a landline.
const LANDLINE: &str = "+12025550122";

/// The words of the link's text.
const WORDS: &str = "Open this link to check in";

#[test]
fn a_link_by_text_leads_to_the_waiting_room() {
    let mut clinic = Clinic::start();
    let window = clinic.open_console();
    texts_by(&window, &json!([]));

    // The number is looked at as it is typed.
    window.press("New visit");
    window.fill("Patient", "Ines Valdivia");
    window.fill("Mobile phone", "(202) 555-0120");
    window.shows("+1 202-555-0120");
    window.fill("Reason", "Cough for two weeks");
    window.press("Book");
    window.wait_for("the dialog to be gone", "!document.querySelector('[role=\"dialog\"]')");
    console::choose(&window, "Ines Valdivia");

    // The text appears on the phone by itself, and its link leads to the waiting room.
    let phone = clinic.browsers.phone("the phone's screen");
    phone.go(&screen_of(&clinic, PHONE));
    text_the_link(&window, "Ines", WORDS);
    texts_say(&window, "Delivered");
    let link = link_on(&phone);
    assert!(link.starts_with(clinic.twin.word("portal_url")), "{link}");
    assert_eq!(clinic.twin.texts_to(PHONE).len(), 1);
    let patient = Patient::opens(phone, &link);
    patient.checks_in();
    console::waits(&window, "Ines Valdivia");
    console::history_has(
        &window,
        &["Visit booked", "Patient invited", "Text asked for", "Text delivered", "Patient checked in"],
    );

    // A visit of this afternoon that was texted about has its reminder with Twilio's scheduler. It moves: the reminder is called off there,
    // another is handed over, and the phone is told of the new time.
    texts_by(&window, &json!([{"kind": "reminder", "minutesBefore": 60}]));
    let visit = console::book_by_phone(&window, "Tomas Reyes", "+12025550127", 180);
    let (date, _) = console::local_in(&window, 180);
    if date != console::local_in(&window, 0).0 {
        window.press("Day after");
    }
    console::choose(&window, "Tomas Reyes");
    texts_say(&window, "Also while Anteroom is closed");
    text_the_link(&window, "Tomas", WORDS);
    texts_say(&window, "Whether it arrived is not known");
    let (date, time) = console::local_in(&window, 240);
    console::command(&window, "moveVisit", &json!({"visitId": visit, "date": date, "time": time}));
    until("the reminder called off, another handed over, and the change told", PATIENCE, || {
        let texts = clinic.twin.texts_to("+12025550127");
        let so = |status: &str, words: &str| {
            texts
                .iter()
                .filter(|text| text["status"] == status && text["body"].as_str().unwrap().contains(words))
                .count()
        };
        (so("canceled", "a reminder") == 1
            && so("scheduled", "a reminder") == 1
            && so("sent", "has moved to") == 1)
            .then_some(())
    });
}

#[test]
fn what_goes_wrong_is_said_and_nothing_is_sent_twice() {
    let mut clinic = Clinic::start();
    let window = clinic.open_console();
    texts_by(&window, &json!([]));

    // A landline: Twilio's code in words, with what to do.
    console::book_by_phone(&window, "Dora Lind", LANDLINE, 30);
    console::choose(&window, "Dora Lind");
    text_the_link(&window, "Dora", WORDS);
    let told = texts_say(&window, "Code Twilio 30006");
    assert!(told.contains("This number is a landline, or its carrier takes no texts."), "{told}");
    window.shows("1 text did not arrive");

    // Twilio takes the text and its answer never comes; the console is killed as it waits for it.
    console::book_by_phone(&window, "Ines Valdivia", PHONE, 30);
    console::choose(&window, "Ines Valdivia");
    let messages = format!("/api/2010-04-01/Accounts/{}/Messages", clinic.twin.word("account_sid"));
    clinic
        .twin
        .control("lose-answer", &json!({"method": "POST", "path": messages, "how": "never", "count": 1}));
    text_the_link(&window, "Ines", WORDS);
    until("the text at Twilio", PATIENCE, || (clinic.twin.texts_to(PHONE).len() == 1).then_some(()));
    clinic.kill_console();

    // It finds the text by listing, and follows it to its arrival.
    let window = clinic.open_console();
    console::choose(&window, "Ines Valdivia");
    texts_say(&window, "Delivered");
    assert_eq!(clinic.twin.texts_to(PHONE).len(), 1, "sent once");

    // She answers STOP. The next text is not sent: it is said, and the other ways stand there.
    clinic.twin.control("texts/reply", &json!({"from": PHONE, "body": "STOP"}));
    window.press("Text the link");
    window.shows(WORDS);
    window.press("Send the text");
    let told = texts_say(&window, "answered STOP");
    assert!(told.contains("Ines wants no texts"), "{told}");
    for way in ["Copy link", "E-mail draft", "QR code"] {
        window.named("button", way);
    }
    assert_eq!(clinic.twin.texts_to(PHONE).len(), 1, "Twilio was not asked");
}
