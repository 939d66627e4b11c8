//! The practice clinic's people, each as they are: they come by the texts that the day's plan sends, wait with what their checks said, write and
//! answer, come into the call, are seen and heard, lose their network, leave; and one brings a relative. Nobody plays them.

use serde_json::json;
use stories::cast::{comes, visit_id, write, wrote};
use stories::patient::{SEES_AND_HEARS, stats_when};
use stories::process::until;
use stories::webdriver::PATIENCE;
use stories::{Clinic, console, guest};

#[test]
fn the_cast_behaves() {
    let mut clinic = Clinic::start_with_cast();
    let window = clinic.open_console();
    // What they take for their checks and their answers passes faster; calls are held at the pace of sound.
    let pace = |clinic: &Clinic, times: u32| clinic.twin.control("cast/clock", &json!({"speed": times}));
    pace(&clinic, 4);

    // Whose visit is due comes by the text, with nobody's help: a Spanish speaker who asks for an interpreter, a microphone that is silent, a
    // camera that is refused. Who is late and who does not come are not there.
    for due in ["elena", "james", "kenji"] {
        clinic.twin.cast_does(due, "waiting");
    }
    let elena = console::waits(&window, "Elena Márquez Ríos");
    assert!(elena.contains("Spanish"), "her language is on the card: {elena}");
    wrote(&window, "Elena Márquez Ríos", "intérprete");
    assert!(console::waits(&window, "James Whitaker").contains("Mic faulty"));
    assert!(console::waits(&window, "Kenji Kobayashi").contains("Camera refused"));
    assert_eq!(clinic.twin.member("dale")["doing"], "awaits_text");
    assert_eq!(clinic.twin.texts_to("+15035550119").len(), 0, "who did not come is texted nothing");

    // The delay that all are told of is answered, each in their words.
    write(&window, "Kenji Kobayashi", "I am 10 minutes late, sorry.");
    wrote(&window, "Kenji Kobayashi", "待っています");

    // One who is early, and chats; her network is lost and found. In the call she is seen and heard, and hears.
    let is = |doing: &str| clinic.twin.member("marian")["doing"] == doing;
    until("her link", PATIENCE * 2, || (!is("awaits_text")).then_some(()));
    // How early she is goes by the hour at which this story is told.
    if is("has_link") {
        clinic.twin.has("marian", "arrive");
    }
    console::waits(&window, "Marian Holloway");
    write(&window, "Marian Holloway", "Which dose do you take?");
    wrote(&window, "Marian Holloway", "One in the evening");
    clinic.twin.control("cast/drop", &json!({"who": "marian", "seconds": 600}));
    write(&window, "Marian Holloway", "Are you ready?");
    clinic.twin.has("marian", "mend");
    wrote(&window, "Marian Holloway", "I'm ready");
    pace(&clinic, 1);
    console::admit(&window, "Marian Holloway");
    let call = clinic.call_window();
    clinic.twin.cast_does("marian", "in_call");
    stats_when(&call, "Marian's picture and voice", SEES_AND_HEARS);
    clinic.twin.cast_does("kenji", "waiting");

    // Whoever leaves may come back, and the visit's end is the end for her too, with a word on how it was.
    clinic.twin.has("marian", "leave");
    call.shows("Marian Holloway");
    clinic.twin.cast_does("marian", "left");
    clinic.twin.has("marian", "arrive");
    clinic.twin.cast_does("marian", "in_call");
    stats_when(&call, "Marian's picture again", SEES_AND_HEARS);
    console::end_from_call(&call);
    clinic.twin.cast_does("marian", "ended");
    call.press("Close this window");
    let marian = visit_id(&window, "Marian Holloway");
    until("her word on how it was", PATIENCE, || {
        let visit = console::command(&window, "getVisit", &json!({"visitId": marian}));
        visit["history"].to_string().contains("surveyAnswered").then_some(())
    });
    console::choose(&window, "Marian Holloway");
    console::history_has(
        &window,
        &["Patient let in", "Patient joined the call", "Visit ended", "could you hear and see well"],
    );

    // A child and a mother, and the father on a link of his own; a slow network; and one who comes late, when the director says so.
    pace(&clinic, 4);
    for (id, patient) in [("theo", "Theo Lindqvist"), ("samuel", "Samuel Osei"), ("gloria", "Gloria Tran")] {
        comes(&clinic, &window, id, patient);
    }
    assert!(console::waits(&window, "Samuel Osei").contains("Network poor"));
    console::waits(&window, "Gloria Tran");
    console::waits(&window, "Theo Lindqvist");
    pace(&clinic, 1);
    assert_eq!(guest::of_visit(&window, "Theo Lindqvist").len(), 1, "his father is invited");
    clinic.twin.has("theo", "relative");
    console::admit(&window, "Theo Lindqvist");
    let call = clinic.call_window();
    clinic.twin.cast_does("theo", "in_call");
    call.shows("Henrik Lindqvist, Father waits to be let in.");
    call.press("Admit: Henrik Lindqvist, Father");
    clinic.twin.cast_does("theos-father", "in_call");
    stats_when(&call, "both at the provider", &guest::sees_others(2));
    console::end_from_call(&call);
    clinic.twin.cast_does("theos-father", "ended");
}
