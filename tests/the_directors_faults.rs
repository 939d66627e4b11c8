//! What the director can make happen and go wrong, by the command line, and how each thing looks in the console's real windows; and a cast's
//! script with mistakes, at the app's door.

use serde_json::{Value, json};
use stories::cast::{direct, wrote};
use stories::patient::{SEES_AND_HEARS, stats_when};
use stories::process::until;
use stories::webdriver::PATIENCE;
use stories::{Clinic, console, guest, phone};

/// People who do nothing of their own accord, so that all that happens is the director's doing, at any hour of the day.
fn cast() -> Value {
    json!({"format": "anteroom-cast", "version": 1, "members": [
        {"id": "ana", "name": "Ana Prata", "phone": "+12025550140", "look": "old-woman", "opens": "never", "checks": {"seconds": 2}},
        {"id": "beto", "name": "Beto Prata", "phone": "+12025550141", "look": "man-with-beard", "opens": "never", "checks": {"seconds": 2},
         "relative": {"of": "ana", "relationship": "Son", "asks": "May my son come in too?"}},
        {"id": "cleo", "name": "Cleo Marsh", "phone": "+12025550142", "look": "young-woman", "opens": {"after_start": 3000},
         "checks": {"seconds": 120}}]})
}

#[test]
fn the_directors_faults() {
    let mut clinic = Clinic::start_with_cast_of(&cast());
    let window = clinic.open_console();
    let order = |clinic: &Clinic, words: &[&str]| direct(&clinic.twin.file, words).unwrap();
    let has_link = |clinic: &Clinic, id: &str| {
        until(&format!("{id}'s link"), PATIENCE, || {
            let doing = clinic.twin.member(id)["doing"].clone();
            (doing == "has_link" || doing == "stays_away").then_some(())
        });
    };
    for (name, number) in [("Ana Prata", "+12025550140"), ("Cleo Marsh", "+12025550142")] {
        let visit = console::book_in(&window, name, "es", number, 40);
        console::command(&window, "textInvitation", &json!({"visitId": visit, "anyway": true}));
    }
    has_link(&clinic, "ana");
    has_link(&clinic, "cleo");

    // The next arrives, who tries her devices for two minutes; time passes faster, and she is there in seconds.
    assert_eq!(order(&clinic, &["arrive"]).trim(), "cleo");
    order(&clinic, &["speed", "20"]);
    window.press("Cast");
    window.shows("Passes 20 times as fast");
    window.press("Today");
    console::waits(&window, "Cleo Marsh");
    order(&clinic, &["speed", "1"]);

    // A relative without a link is asked for in the chat; with one, he comes.
    order(&clinic, &["arrive", "ana"]);
    console::waits(&window, "Ana Prata");
    order(&clinic, &["relative", "ana"]);
    wrote(&window, "Ana Prata", "May my son come in too?");
    let son = guest::invite(&window, "Ana Prata", "Beto Prata", "family", false);
    console::command(
        &window,
        "textThirdParty",
        &json!({"invitationId": son, "number": "+12025550141", "anyway": true}),
    );
    has_link(&clinic, "beto");
    order(&clinic, &["relative", "ana"]);
    console::waits(&window, "Beto Prata");

    // The next text does not arrive; the console says why.
    order(&clinic, &["fail", "text", "30003"]);
    let visit = console::book_by_phone(&window, "Ines Valdivia", "+12025550120", 40);
    console::command(&window, "textInvitation", &json!({"visitId": visit, "anyway": true}));
    window.press("Look at it");
    window.shows("The phone is off or out of reach.");
    window.press("Close");

    // The next call fails; its card says so.
    console::admit(&window, "Ana Prata");
    let call = clinic.call_window();
    stats_when(&call, "her picture and voice", SEES_AND_HEARS);
    order(&clinic, &["fail", "call"]);
    phone::calls(&call, "Clearline Interpreting");
    phone::card(&call, "Clearline Interpreting", "failed");

    // Her network is gone, and found.
    order(&clinic, &["drop", "ana", "600"]);
    call.shows("Reconnecting…");
    order(&clinic, &["mend", "ana"]);
    call.wait_for("her connection", "!document.body.innerText.includes('Reconnecting…')");
    stats_when(&call, "her picture again", SEES_AND_HEARS);
    console::end_from_call(&call);
    clinic.twin.cast_does("ana", "ended");
}

#[test]
fn a_cast_with_mistakes() {
    let mut clinic = Clinic::start();
    let file = clinic.data().join("practice/cast.json");
    std::fs::create_dir_all(file.parent().unwrap()).unwrap();
    let mut wrong = cast();
    wrong["members"][0]["look"] = json!("robot");
    wrong["members"][1]["chta"] = json!({});
    wrong["members"][2]["opens"] = json!({"after_text": "soon"});
    std::fs::write(&file, wrong.to_string()).unwrap();

    // Every mistake is told with its place, at the command line and in the window; nothing is opened with half a cast.
    let told = direct(&clinic.twin.file, &["check", &file.display().to_string()]).unwrap_err();
    let window = clinic.open_console_window_alone();
    window.shows("The clinic does not open");
    window.shows("or remove it to practise with the built-in people");
    let shown = window.ask("document.body.innerText").to_string();
    for mistake in [
        "/members/0/look: Write one of these here: young-woman,",
        "/members/1/chta: This is not known here.",
        "/members/2/opens/after_text: Write seconds here",
    ] {
        assert!(told.contains(mistake), "the command line says {mistake}: {told}");
        assert!(shown.contains(mistake), "the window says {mistake}: {shown}");
    }

    // Put right, it opens.
    std::fs::write(&file, cast().to_string()).unwrap();
    window.press("Open the practice clinic");
    window.shows("Waiting room");
}
