//! A phone tree that is tried: a real call to the twin's phones, for no visit and without a room.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use console::Start;
use console::error::Code;
use serde_json::{Value, json};
use support::phones::{
    BUSY, PERSON, SILENT, TREE, but_ringing, digits, empty_directory, events, heard, line, phone_until,
    phones, placed, save, through_the_menus,
};
use support::{Desk, PATIENCE};

fn tree(steps: Value) -> Value {
    json!({ "language": "es", "steps": steps })
}

async fn try_it(desk: &Desk, line_id: &str, recipe: Value) {
    desk.ask("tryPhoneTree", json!({ "lineId": line_id, "recipe": recipe })).await.unwrap();
}

/// Reads the dry run again at every event until it is as wanted.
async fn run_until(desk: &mut Desk, wanted: impl Fn(&Value) -> bool) -> Value {
    let wait = async {
        loop {
            let run = desk.ask("getDryRun", json!({})).await.unwrap()["call"].clone();
            if wanted(&run) {
                return run;
            }
            let _ = desk.events.recv().await;
        }
    };
    tokio::time::timeout(PATIENCE, wait).await.expect("the dry run gets there in time")
}

fn hung_up(desk: &Desk) -> usize {
    let passed = desk.street.passed();
    passed.iter().filter(|p| p.method == "POST" && p.path.contains("/Calls/")).count()
}

#[tokio::test]
async fn a_phone_tree_is_walked_for_real_and_the_line_hung_up_where_a_person_would_come() {
    let mut desk = Desk::open().await;
    phones(&desk).await;
    assert_eq!(desk.ask("getDryRun", json!({})).await.unwrap()["call"], Value::Null);
    // What is tried need not be what is saved.
    let line_id = save(&desk, line("Clearline Interpreting", TREE, json!(null)), Some("5550142")).await;
    try_it(&desk, &line_id, tree(through_the_menus())).await;
    let again = json!({ "lineId": line_id, "recipe": tree(through_the_menus()) });
    let refused = desk.ask("tryPhoneTree", again).await.unwrap_err();
    assert_eq!((refused.code, refused.message.contains("being tried already")), (Code::Conflict, true));

    let run = run_until(&mut desk, |run| run["step"] == 2).await;
    assert_eq!((run["lineId"].as_str(), run["language"].as_str()), (Some(line_id.as_str()), Some("es")));
    assert_eq!(run["actions"], json!(["hangUp"]), "it has nowhere to come in");
    let run = run_until(&mut desk, |run| run["over"] == true).await;
    assert_eq!(run["state"], "completed");
    assert_eq!(
        but_ringing(&run),
        [
            "dialRequested",
            "dialTaken",
            "lineAnswered",
            "stepBegun",
            "stepBegun",
            "stepBegun",
            "personAwaited",
            "lineEnded"
        ]
    );
    assert_eq!(digits(&desk), "215550142#");
    assert!(heard(&desk, "node").contains(&json!("hold")), "the menus took every key");
    assert!(heard(&desk, "room").is_empty() && heard(&desk, "no_room").is_empty(), "no room was asked for");
    assert_eq!((placed(&desk.street.passed()), hung_up(&desk)), (1, 0), "it ended by itself");
    assert!(!run.to_string().contains("5550142"), "the code is nowhere");
}

#[tokio::test]
async fn it_is_stopped_at_any_moment_and_called_off_before_anything_was_asked() {
    let mut desk = Desk::open().await;
    phones(&desk).await;
    let line_id = save(&desk, line("Nobody there", SILENT, json!(null)), None).await;
    let waits = json!([
        { "kind": "wait", "seconds": 120, "note": "" },
        { "kind": "handOver", "seconds": 0, "quiet": false, "note": "" },
    ]);
    try_it(&desk, &line_id, tree(waits.clone())).await;
    run_until(&mut desk, |run| run["state"] == "ringing").await;
    desk.ask("stopDryRun", json!({})).await.unwrap();
    run_until(&mut desk, |run| run["state"] == "cancelled").await;
    desk.ask("stopDryRun", json!({})).await.unwrap();

    let line_id = save(&desk, line("Voz Directa", PERSON, json!(null)), None).await;
    try_it(&desk, &line_id, tree(waits)).await;
    run_until(&mut desk, |run| run["step"] == 1).await;
    desk.ask("stopDryRun", json!({})).await.unwrap();
    let run = run_until(&mut desk, |run| run["over"] == true).await;
    assert_eq!(run["state"], "completed");
    assert!(!events(&run).contains(&"personAwaited".to_owned()));
    let calls = desk.street.twin.phones().dump()["calls"].clone();
    for call in calls.as_array().unwrap() {
        assert!(matches!(call["status"].as_str(), Some("completed" | "canceled")), "{}", call["status"]);
    }
}

#[tokio::test]
async fn every_way_to_fail_is_told() {
    let mut desk = Desk::open().await;
    phones(&desk).await;
    // A menu that hangs up at the first wrong key.
    let strict = json!({ "number": "+12025550122", "name": "Strict", "rings": 0.2, "does": { "kind": "tree", "start": "menu",
        "nodes": {
            "menu": { "node": "menu", "prompt": 0.2, "sound": "language", "wait": 20, "barge_in": true, "repeats": 0,
                "keys": { "2": "person" }, "on_wrong": null, "on_timeout": null },
            "person": { "node": "person", "greeting": 1 },
        } } });
    desk.street.twin.phones().set(serde_json::from_value(strict).unwrap()).unwrap();
    let wrong = json!([
        { "kind": "press", "keys": "9", "waitBefore": 1, "note": "" },
        { "kind": "wait", "seconds": 30, "note": "" },
        { "kind": "handOver", "seconds": 0, "quiet": false, "note": "" },
    ]);
    let line_id = save(&desk, line("Strict", "+12025550122", json!(null)), None).await;
    try_it(&desk, &line_id, tree(wrong.clone())).await;
    let run = run_until(&mut desk, |run| run["over"] == true).await;
    assert_eq!(run["state"], "completed");
    assert!(
        !events(&run).contains(&"personAwaited".to_owned()),
        "it hung up before the end: {:?}",
        events(&run)
    );

    let line_id = save(&desk, line("Busy", BUSY, json!(null)), None).await;
    try_it(&desk, &line_id, tree(wrong.clone())).await;
    run_until(&mut desk, |run| run["state"] == "busy").await;
    desk.street.fail("POST", "/Calls.json", 400, 21_215, 1);
    try_it(&desk, &line_id, tree(wrong)).await;
    let run = run_until(&mut desk, |run| run["state"] == "failed").await;
    assert_eq!(run["failure"]["twilioCode"], 21_215);
    assert_eq!(run["next"], Value::Null, "no other line is called instead");
}

#[tokio::test]
async fn whom_the_clinic_does_not_call_is_not_called_to_try_either() {
    let desk = Desk::open().await;
    phones(&desk).await;
    let line_id = save(&desk, line("Clearline Interpreting", TREE, json!(null)), None).await;
    let ask = |recipe: Value| desk.ask("tryPhoneTree", json!({ "lineId": line_id, "recipe": recipe }));
    let refused = ask(tree(through_the_menus())).await.unwrap_err();
    assert!(refused.message.contains("access code"), "{}", refused.message);
    let refused = ask(tree(json!([{ "kind": "wait", "seconds": 2, "note": "" }]))).await.unwrap_err();
    assert!(refused.message.contains("hands the line over"), "{}", refused.message);
    // The country was taken off the list since the line was saved.
    desk.ask("setPhoneRules", json!({ "countries": ["PT"], "nextLine": "ask", "caller": "" })).await.unwrap();
    let fine = json!([{ "kind": "handOver", "seconds": 0, "quiet": false, "note": "" }]);
    let refused = ask(tree(fine)).await.unwrap_err();
    assert_eq!(refused.code, Code::Invalid);
    assert!(refused.message.contains("not allowed"), "{}", refused.message);
    assert!(desk.street.passed().iter().all(|p| !p.path.contains("/Calls")), "nothing was asked of Twilio");
    assert_eq!(desk.ask("getDryRun", json!({})).await.unwrap()["call"], Value::Null);
}

#[tokio::test]
async fn a_console_that_is_killed_finds_it_again_and_calls_nobody_twice() {
    let mut desk = Desk::open().await;
    phones(&desk).await;
    empty_directory(&desk).await;
    let line_id = save(&desk, line("Nobody there", SILENT, json!(null)), None).await;
    let recipe = tree(json!([{ "kind": "handOver", "seconds": 0, "quiet": false, "note": "" }]));
    desk.street.lose_answer("POST", "/Calls.json", 1);
    desk.street.fail("GET", "/Calls.json", 503, 20503, 1000);
    try_it(&desk, &line_id, recipe).await;
    run_until(&mut desk, |run| run["state"] == "unknown").await;
    let Desk { street, shell, console, .. } = desk;
    drop(console);
    street.mend();

    let mut desk = Desk::at(street, shell, Start::default());
    desk.ask("getSession", json!({})).await.unwrap();
    run_until(&mut desk, |run| run["state"] == "ringing").await;
    assert_eq!(placed(&desk.street.passed()), 1, "nothing was placed again");
    desk.ask("stopDryRun", json!({})).await.unwrap();
    run_until(&mut desk, |run| run["state"] == "cancelled").await;
    phone_until(&desk, |desk| desk.street.twin.phones().dump()["calls"][0]["status"] == "canceled").await;
}
