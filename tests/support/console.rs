//! What a clinician does in the console window.

use serde_json::{Value, json};

use crate::process::until;
use crate::webdriver::{PATIENCE, Page};

/// Books a visit for now, in the dialog.
pub fn book(console: &Page, patient: &str, reason: &str) {
    console.press("New visit");
    console.fill("Patient", patient);
    console.fill("Reason", reason);
    console.press("Book");
    // While the dialog goes, what lies under it can be seen, but not clicked.
    console.wait_for("the dialog to be gone", "!document.querySelector('[role=\"dialog\"]')");
    console.named("button.row", patient);
}

/// Books a visit so many minutes from now, for somebody who can be texted; answers its id.
pub fn book_by_phone(console: &Page, patient: &str, number: &str, minutes: i64) -> String {
    book_in(console, patient, "en", number, minutes)
}

/// Books a visit so many minutes from now, for somebody who speaks this language; answers its id.
pub fn book_in(console: &Page, patient: &str, language: &str, number: &str, minutes: i64) -> String {
    let (date, time) = local_in(console, minutes);
    let patient = json!({"name": patient, "birthDate": "", "recordNumber": "", "language": language, "phone": number, "email": ""});
    let visit = json!({"date": date, "time": time, "minutes": 20, "reason": "", "notes": ""});
    let booked = command(console, "bookVisit", &json!({"patient": patient, "visit": visit}));
    booked["visitId"].as_str().unwrap().to_owned()
}

/// The clinic's local date and time so many minutes from now, as commands take them.
pub fn local_in(console: &Page, minutes: i64) -> (String, String) {
    let day = command(console, "getDay", &json!({}));
    let local = console.run(
        "const at = new Date(Date.parse(arguments[0]) + arguments[2] * 60000);
         const parts = new Intl.DateTimeFormat('en-CA', { timeZone: arguments[1], hourCycle: 'h23', year: 'numeric', month: '2-digit',
           day: '2-digit', hour: '2-digit', minute: '2-digit' }).formatToParts(at);
         const of = (type) => parts.find((part) => part.type === type).value;
         return [`${of('year')}-${of('month')}-${of('day')}`, `${of('hour')}:${of('minute')}`];",
        &[day["now"].clone(), day["timeZone"].clone(), minutes.into()],
    );
    (local[0].as_str().unwrap().to_owned(), local[1].as_str().unwrap().to_owned())
}

/// Chooses a visit in the agenda by the patient's name.
pub fn choose(console: &Page, patient: &str) {
    console.named("button.row", patient).click();
    console.wait_for(
        &format!("{patient} selected"),
        &format!("document.querySelector('#inspector')?.innerText.includes({})", Value::from(patient)),
    );
}

/// Invites the chosen visit's patient and waits until the link works.
pub fn invite(console: &Page) -> String {
    console.press("Invite");
    console.named("button", "Open here");
    link(console)
}

/// Invites a visit's patient; their link, once it works.
pub fn invited(console: &Page, visit_id: &str) -> String {
    command(console, "inviteToVisit", &json!({"visitId": visit_id}));
    until("the link to work", PATIENCE, || {
        let visit = command(console, "getVisit", &json!({"visitId": visit_id}));
        (visit["invitation"]["readiness"]["kind"] == "ready").then_some(())
    });
    let link = command(console, "invitationLink", &json!({"visitId": visit_id}));
    link["url"].as_str().unwrap().to_owned()
}

/// Who waits, in the order of the cards.
pub fn line(console: &Page) -> Vec<String> {
    let names = console.run(
        "return [...document.querySelectorAll('article.card h3')].map((name) => name.innerText.trim())",
        &[],
    );
    names.as_array().unwrap().iter().map(|name| name.as_str().unwrap().to_owned()).collect()
}

/// The chosen visit's link, as “Copy link” asks for it.
pub fn link(console: &Page) -> String {
    let name = console.element("#inspector").text();
    let visit_id = visit_of(console, |row| row["patientName"] == name.as_str());
    let link = command(console, "invitationLink", &json!({"visitId": visit_id}));
    link["url"].as_str().unwrap().to_owned()
}

/// The waiting room's card of a patient, once it is there; what it says.
pub fn waits(console: &Page, patient: &str) -> String {
    console.named("article.card", patient).text()
}

/// Admits a waiting patient from their card.
pub fn admit(console: &Page, patient: &str) {
    console.named("article.card button", &format!("Admit {patient}")).click();
}

/// Ends the chosen visit from the console, for everybody.
pub fn end(console: &Page) {
    console.press("End the visit");
    console.named("[role=alertdialog] button, [role=dialog] button", "End").click();
}

/// Cancels the chosen visit.
pub fn cancel(console: &Page) {
    console.press("More about this visit");
    console.named("[role=menuitem]", "Cancel visit").click();
    console.named("[role=alertdialog] button, [role=dialog] button", "Cancel the visit").click();
}

/// Ends the visit from its call window, for everybody.
pub fn end_from_call(call: &Page) {
    call.named("footer button", "End").click();
    call.named("[role=menuitem]", "End for all").click();
}

/// The chosen visit's history has these events, in this order.
pub fn history_has(console: &Page, words: &[&str]) {
    console.element("section[aria-label=History] summary").click();
    let list = console.element("section[aria-label=History] ol").text();
    in_order(&list, words);
}

/// These words stand in a text, in this order.
pub fn in_order(text: &str, words: &[&str]) {
    let mut rest = text;
    for word in words {
        let at = rest
            .find(word)
            .unwrap_or_else(|| panic!("“{word}” is missing, or not in its place, in:\n{text}"));
        rest = &rest[at + word.len()..];
    }
}

/// The first patient of the day who has not been invited.
pub fn first_scheduled(console: &Page) -> String {
    another_scheduled(console, "")
}

/// The first patient of the day who has not been invited and is not `but`.
pub fn another_scheduled(console: &Page, but: &str) -> String {
    let day = command(console, "getDay", &json!({}));
    let rows = day["visits"].as_array().unwrap().iter();
    let mut open = rows.filter(|row| row["state"] == "scheduled" && row["patientName"] != but);
    open.next().expect("the practice day has visits to come")["patientName"].as_str().unwrap().to_owned()
}

/// The id of the day's last visit of this kind.
pub(crate) fn visit_of(console: &Page, which: impl Fn(&Value) -> bool) -> String {
    let day = command(console, "getDay", &json!({}));
    let row = day["visits"]
        .as_array()
        .unwrap()
        .iter()
        .rev()
        .find(|row| which(row))
        .expect("the visit is on the day")
        .clone();
    row["id"].as_str().unwrap().to_owned()
}

/// Asks the core through the window's own door.
pub fn command(console: &Page, name: &str, input: &Value) -> Value {
    let call = json!({"command": {"command": name, "input": input}});
    console.ask(&format!("window.__TAURI_INTERNALS__.invoke('rpc', {call})"))
}
