//! Third parties by phone, against the twin's phones: through menus, on to the next line, by hand, listened in to, lost and found.
//! Where others are in the room too, it is the street's, and a line enters it by a word, when the phone has been led to it; one story has
//! the twin's own room, into which the phone really comes.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use console::Start;
use console::error::Code;
use console::principal::Principal;
use serde_json::{Value, json};
use support::phones::{
    BUSY, PERSON, SILENT, TREE, but_ringing, digits, empty_directory, events, heard, line, phone_until,
    phones, placed, save, through_the_menus,
};
use support::{Desk, InVisit, ask, report};

async fn call(desk: &Desk, held: &InVisit, input: Value) -> String {
    let added = desk.ask_in_call(&held.visit, "addByPhone", input).await.unwrap();
    added["partyId"].as_str().unwrap().to_owned()
}

async fn in_call(desk: &Desk, held: &InVisit, command: &str, input: Value) {
    desk.ask_in_call(&held.visit, command, input).await.unwrap();
}

#[tokio::test]
async fn an_interpreter_through_three_menus_into_the_visit() {
    let mut desk = Desk::open().await;
    phones(&desk).await;
    let held = desk.in_visit("es").await;
    save(&desk, line("Nihongo Line", PERSON, json!(null)), None).await;
    let line_id =
        save(&desk, line("Clearline Interpreting", TREE, through_the_menus()), Some("555 0142")).await;
    desk.ask("reorderLines", json!({ "lineIds": [line_id] })).await.unwrap();

    // Two actions: the language is the patient's, the first line is the clinic's first.
    let choices =
        desk.ask_in_call(&held.visit, "linesForCall", json!({ "role": "interpreter" })).await.unwrap();
    assert_eq!(choices["language"], "es");
    let first = &choices["lines"][0];
    assert_eq!(
        (first["lineId"].as_str().unwrap(), first["way"].as_str().unwrap()),
        (line_id.as_str(), "recipe")
    );
    let input = json!({ "role": "interpreter", "lineId": line_id, "way": "recipe" });
    let party = call(&desk, &held, input).await;

    phone_until(&desk, |desk| !heard(desk, "no_room").is_empty() || !heard(desk, "room").is_empty()).await;
    assert_eq!(digits(&desk), "215550142#");
    let visited: Vec<_> = heard(&desk, "node").iter().map(|node| node.as_str().unwrap().to_owned()).collect();
    assert_eq!(visited[..4], ["language", "department", "code", "hold"]);
    let room_asked = heard(&desk, "no_room").into_iter().chain(heard(&desk, "room")).next().unwrap();
    assert!(room_asked.to_string().contains(&format!("visit-{}", held.visit)), "{room_asked}");

    // The phone is led to the room, under an identity that is no number.
    let card = desk.cards_until(&held.visit, |cards| cards[0]["state"] == "waitingForPerson").await.remove(0);
    let identity = card["identity"].as_str().unwrap();
    assert!(identity.starts_with("ph-") && !identity.contains("2025550120"));
    desk.street.enter(&held.room, identity);
    let fact = json!({ "fact": { "kind": "participantConnected", "identity": identity } });
    desk.ask_in_call(&held.visit, "seenInCall", fact).await.unwrap();
    let card = desk.card_in(&held.visit, &party, "inVisit").await;
    assert_eq!(
        but_ringing(&card),
        [
            "dialRequested",
            "dialTaken",
            "lineAnswered",
            "stepBegun",
            "stepBegun",
            "stepBegun",
            "personAwaited",
            "legJoined"
        ]
    );
    assert_eq!(card["steps"][2]["keys"], Value::Null, "the code is on no card");

    // The tile of the call window has a name and a role.
    let shown = desk.ask_in_call(&held.visit, "getCall", json!({})).await.unwrap();
    let people = shown["people"].as_array().unwrap();
    let tile = people.iter().find(|person| person["identity"] == identity).unwrap();
    assert_eq!(
        (tile["name"].as_str().unwrap(), tile["role"].as_str().unwrap()),
        ("Clearline Interpreting", "interpreter")
    );

    // Muted for the visit, and back.
    in_call(&desk, &held, "muteLeg", json!({ "partyId": party, "muted": true })).await;
    desk.street
        .until(|_| desk.street.left_out(&held.room, &held.patient) == Some(vec![identity.to_owned()]))
        .await;
    assert_eq!(desk.street.left_out(&held.room, &held.provider), Some(vec![identity.to_owned()]));
    in_call(&desk, &held, "muteLeg", json!({ "partyId": party, "muted": false })).await;
    desk.street.until(|_| desk.street.left_out(&held.room, &held.patient) == Some(vec![])).await;

    in_call(&desk, &held, "hangUp", json!({ "partyId": party })).await;
    let card = desk.card_in(&held.visit, &party, "completed").await;
    assert_eq!(card["over"], true);
    assert_eq!(placed(&desk.street.passed()), 1);
    let sent = desk.street.passed();
    let create = sent.iter().find(|p| p.method == "POST" && p.path.ends_with("/Calls.json")).unwrap();
    assert!(!create.body.contains("Url=") && create.body.contains("Twiml="), "with TwiML of its own");
}

#[tokio::test]
async fn a_busy_line_is_followed_by_the_next_when_asked_or_by_itself() {
    let mut desk = Desk::open().await;
    phones(&desk).await;
    let held = desk.in_visit("es").await;
    let busy = save(&desk, line("Busy Line", BUSY, json!(null)), None).await;
    let next = save(&desk, line("Voz Directa", PERSON, json!(null)), None).await;
    let input = json!({ "role": "interpreter", "lineId": busy, "way": "recipe" });
    let party = call(&desk, &held, input.clone()).await;
    let card = desk.card_in(&held.visit, &party, "busy").await;
    assert_eq!(card["next"]["lineId"], next.as_str());
    let second = desk.ask_in_call(&held.visit, "dialNext", json!({ "partyId": party })).await.unwrap();
    let second = second["partyId"].as_str().unwrap().to_owned();
    desk.cards_until(&held.visit, |cards| {
        cards.iter().any(|c| {
            c["id"] == second.as_str() && c["state"] == "waitingForPerson" || c["state"] == "answered"
        })
    })
    .await;
    in_call(&desk, &held, "hangUp", json!({ "partyId": second })).await;
    desk.card_in(&held.visit, &second, "completed").await;

    let rules = json!({ "countries": ["US"], "nextLine": "byItself", "caller": "" });
    desk.ask("setPhoneRules", rules).await.unwrap();
    let party = call(&desk, &held, input).await;
    let cards =
        desk.cards_until(&held.visit, |cards| cards.iter().any(|c| c["insteadOf"] == party.as_str())).await;
    let follower = cards.iter().find(|card| card["insteadOf"] == party.as_str()).unwrap();
    assert_eq!(follower["lineId"], next.as_str());
    let id = follower["id"].as_str().unwrap().to_owned();
    desk.cards_until(&held.visit, |cards| {
        cards
            .iter()
            .any(|c| c["id"] == id.as_str() && !matches!(c["state"].as_str(), Some("intended" | "requested")))
    })
    .await;
}

#[tokio::test]
async fn a_wrong_menu_is_taken_over_with_the_keypad() {
    let mut desk = Desk::open().await;
    phones(&desk).await;
    let held = desk.in_visit("es").await;
    // The phone tree has changed: its first key is wrong, and then it would wait for long.
    let steps = json!([
        { "kind": "press", "keys": "9", "waitBefore": 1, "note": "For Spanish" },
        { "kind": "wait", "seconds": 120, "note": "" },
        { "kind": "handOver", "seconds": 0, "quiet": false, "note": "" },
    ]);
    let line_id = save(&desk, line("Clearline Interpreting", TREE, steps), None).await;
    let party =
        call(&desk, &held, json!({ "role": "interpreter", "lineId": line_id, "way": "recipe" })).await;
    desk.cards_until(&held.visit, |cards| cards[0]["step"] == 2).await;
    phone_until(&desk, |desk| digits(desk) == "9").await;

    for keys in ["2", "1", "5550142#"] {
        in_call(&desk, &held, "pressKeys", json!({ "partyId": party, "keys": keys })).await;
        // Each key is its own update of the call, which replaces the one before.
        let so_far = match keys {
            "2" => "92",
            "1" => "921",
            _ => "9215550142#",
        };
        phone_until(&desk, |desk| digits(desk) == so_far).await;
    }
    let card = desk.card_in(&held.visit, &party, "answered").await;
    let events = events(&card);
    assert!(events.contains(&"takenOver".to_owned()), "{events:?}");
    assert_eq!(events.iter().filter(|event| *event == "keysPressed").count(), 3);
    assert!(!serde_json::to_string(&card).unwrap().contains("5550142"), "what was pressed is not kept");
    phone_until(&desk, |desk| heard(desk, "node").contains(&json!("interpreter"))).await;

    in_call(&desk, &held, "joinLeg", json!({ "partyId": party })).await;
    phone_until(&desk, |desk| !heard(desk, "no_room").is_empty() || !heard(desk, "room").is_empty()).await;
    let identity = card["identity"].as_str().unwrap();
    desk.street.enter(&held.room, identity);
    let card = desk.card_in(&held.visit, &party, "inVisit").await;
    assert_eq!(card["quiet"], false);
    let refused = desk.ask_in_call(&held.visit, "takeOver", json!({ "partyId": party })).await.unwrap_err();
    assert_eq!(refused.code, Code::Conflict);
}

#[tokio::test]
async fn who_is_listened_in_to_is_heard_by_the_provider_alone_until_brought_in() {
    let mut desk = Desk::open().await;
    phones(&desk).await;
    let held = desk.in_visit("es").await;
    let line_id = save(&desk, line("Voz Directa", PERSON, json!(null)), None).await;
    let party =
        call(&desk, &held, json!({ "role": "interpreter", "lineId": line_id, "way": "listenIn" })).await;
    phone_until(&desk, |desk| !heard(desk, "no_room").is_empty() || !heard(desk, "room").is_empty()).await;
    let cards = desk.cards_until(&held.visit, |cards| cards[0]["state"] == "answered").await;
    let identity = cards[0]["identity"].as_str().unwrap().to_owned();

    // Before it was dialled, and for the patient alone.
    let passed = desk.street.passed();
    let at = |what: &str| passed.iter().position(|p| p.method == "POST" && p.path.ends_with(what)).unwrap();
    assert!(at("/SubscribeRules") < at("/Calls.json"), "nobody hears it before it is there to be heard");
    assert_eq!(desk.street.left_out(&held.room, &held.patient), Some(vec![identity.clone()]));
    assert_eq!(desk.street.left_out(&held.room, &held.provider), Some(vec![]));

    desk.street.enter(&held.room, &identity);
    desk.card_in(&held.visit, &party, "listening").await;

    // The patient's page reloads: another stay, which begins with hearing everybody.
    desk.street.leave(&held.room, &held.patient);
    let before = desk.street.passed().len();
    desk.street.enter(&held.room, &held.patient);
    desk.street
        .until(|passed| {
            passed[before..].iter().any(|p| p.path.ends_with("/SubscribeRules") && p.status == 200)
        })
        .await;
    assert_eq!(desk.street.left_out(&held.room, &held.patient), Some(vec![identity.clone()]));

    in_call(&desk, &held, "bringIn", json!({ "partyId": party })).await;
    desk.card_in(&held.visit, &party, "inVisit").await;
    desk.street.until(|_| desk.street.left_out(&held.room, &held.patient) == Some(vec![])).await;
}

#[tokio::test]
async fn a_line_in_the_room_is_moved_with_the_others_when_somebody_is_kept_out() {
    let mut desk = Desk::open().await;
    phones(&desk).await;
    let held = desk.in_visit("es").await;
    let line_id = save(&desk, line("Voz Directa", PERSON, json!(null)), None).await;
    let party =
        call(&desk, &held, json!({ "role": "interpreter", "lineId": line_id, "way": "recipe" })).await;
    let cards = desk.cards_until(&held.visit, |cards| cards[0]["state"] == "answered").await;
    let identity = cards[0]["identity"].as_str().unwrap().to_owned();
    desk.street.enter(&held.room, &identity);
    desk.card_in(&held.visit, &party, "inVisit").await;

    let guest = desk.invite_third_party(&held.visit, true).await;
    desk.street.guest_reports(&guest, &report(1, "waiting")).await;
    desk.third_party_until(&held.visit, &guest, |third| third["state"] == "admitted").await;
    let keep_out = json!({ "invitationId": guest, "keepOut": true });
    in_call(&desk, &held, "removeGuest", keep_out).await;
    desk.street.until(|_| desk.street.is_completed(&held.room)).await;

    // The line is up still, outside, and is led into the room of the same name as soon as that is there.
    let next = desk.call_window_connects(&held.visit).await;
    assert_ne!(next, held.room);
    let cards = desk.cards_until(&held.visit, |cards| cards[0]["state"] != "inVisit").await;
    assert_eq!(cards[0]["over"], false, "nobody hung up: {}", cards[0]["state"]);
    desk.street.enter(&next, &identity);
    desk.card_in(&held.visit, &party, "inVisit").await;
    assert_eq!(placed(&desk.street.passed()), 1, "and nobody was called a second time");
    let ways = desk.street.history_of(&format!("in-{guest}-status"));
    assert!(
        ways.iter().all(|told| told["admission"]["roomSid"] != json!(next)),
        "who is kept out is told of no room"
    );
}

#[tokio::test]
async fn a_lost_answer_is_found_by_listing_and_nobody_is_called_twice() {
    let mut desk = Desk::open().await;
    phones(&desk).await;
    let held = desk.in_visit("es").await;
    desk.street.lose_answer("POST", "/Calls.json", 1);
    let line_id = save(&desk, line("Voz Directa", PERSON, json!(null)), None).await;
    let party =
        call(&desk, &held, json!({ "role": "interpreter", "lineId": line_id, "way": "guided" })).await;
    let card = desk.card_in(&held.visit, &party, "answered").await;
    let events = events(&card);
    assert_eq!(events[..3], ["dialRequested", "dialLost", "dialTaken"], "{events:?}");
    assert_eq!(placed(&desk.street.passed()), 1);

    // Nothing was placed at all: it says so, and does not try again by itself.
    desk.street.fail("POST", "/Calls.json", 500, 20500, 1);
    let input = json!({ "role": "family", "number": "+12025550122", "name": "Rosa", "way": "recipe" });
    let other = call(&desk, &held, input).await;
    let card = desk.card_in(&held.visit, &other, "failed").await;
    let message = card["failure"]["message"].as_str().unwrap();
    assert!(message.contains("nothing was dialled"), "{message}");
    assert_eq!(placed(&desk.street.passed()), 2);
}

#[tokio::test]
async fn a_lost_call_that_cannot_be_told_from_anothers_is_not_taken_for_ours() {
    let mut desk = Desk::open().await;
    phones(&desk).await;
    let held = desk.in_visit("es").await;
    desk.street.somebody_else_calls(SILENT).await;
    desk.street.lose_answer("POST", "/Calls.json", 1);
    let input = json!({ "role": "other", "number": SILENT, "way": "guided" });
    let party = call(&desk, &held, input).await;
    let card = desk.card_in(&held.visit, &party, "failed").await;
    let message = card["failure"]["message"].as_str().unwrap();
    assert!(message.contains("cannot be told"), "{message}");
    desk.ask("endVisit", json!({ "visitId": held.visit })).await.unwrap();
    let hung_up = desk
        .street
        .passed()
        .iter()
        .any(|p| p.method == "POST" && p.body.contains("Status=completed") && p.path.contains("/Calls/"));
    assert!(!hung_up, "somebody else's call is left alone");
}

#[tokio::test]
async fn a_console_that_is_killed_finds_its_calls_again() {
    let mut desk = Desk::open().await;
    phones(&desk).await;
    let held = desk.in_visit("es").await;
    // One rings and is known.
    let line_id = save(&desk, line("Nobody there", SILENT, json!(null)), None).await;
    let ringing =
        call(&desk, &held, json!({ "role": "interpreter", "lineId": line_id, "way": "guided" })).await;
    desk.card_in(&held.visit, &ringing, "ringing").await;
    // One was asked for, its answer was lost, and the lists fail: the console is killed before it knows.
    desk.street.lose_answer("POST", "/Calls.json", 1);
    desk.street.fail("GET", "/Calls.json", 503, 20503, 1000);
    let other = save(&desk, line("Voz Directa", PERSON, json!(null)), None).await;
    let unknown =
        call(&desk, &held, json!({ "role": "interpreter", "lineId": other, "way": "guided" })).await;
    desk.card_in(&held.visit, &unknown, "unknown").await;
    let Desk { street, shell, console, .. } = desk;
    drop(console);
    street.mend();
    let before = placed(&street.passed());

    let mut desk = Desk::at(street, shell, Start::default());
    desk.ask("getSession", json!({})).await.unwrap();
    desk.card_in(&held.visit, &unknown, "answered").await;
    let still = desk.card_in(&held.visit, &ringing, "ringing").await;
    assert!(still["actions"].as_array().unwrap().contains(&json!("hangUp")));
    assert_eq!(placed(&desk.street.passed()), before, "nothing was placed again");

    // And ends them with the visit.
    desk.ask("endVisit", json!({ "visitId": held.visit })).await.unwrap();
    desk.cards_until(&held.visit, |cards| cards.iter().all(|card| card["over"] == true)).await;
    let calls = desk.street.twin.phones().dump()["calls"].clone();
    for call in calls.as_array().unwrap() {
        let status = call["status"].as_str().unwrap();
        assert!(matches!(status, "completed" | "canceled"), "a paid leg is left: {status}");
    }
}

#[tokio::test]
async fn a_visit_that_ends_while_a_line_is_dialled_leaves_no_leg() {
    let mut desk = Desk::open().await;
    phones(&desk).await;
    let held = desk.in_visit("es").await;
    let line_id = save(&desk, line("Nobody there", SILENT, json!(null)), None).await;
    let admission = desk.ask_in_call(&held.visit, "joinCall", json!({})).await.unwrap();
    assert_eq!(admission["profile"], "two");
    // The answer is lost, and the visit ends before it is known which call it is.
    desk.street.lose_answer("POST", "/Calls.json", 1);
    desk.street.fail("GET", "/Calls.json", 503, 20503, 2);
    let party =
        call(&desk, &held, json!({ "role": "interpreter", "lineId": line_id, "way": "recipe" })).await;
    desk.card_in(&held.visit, &party, "unknown").await;
    let admission = desk.ask_in_call(&held.visit, "joinCall", json!({})).await.unwrap();
    assert_eq!(admission["profile"], "many", "a third person is announced as soon as they are called");
    desk.ask_in_call(&held.visit, "endCall", json!({})).await.unwrap();
    let card = desk.card_in(&held.visit, &party, "cancelled").await;
    assert!(events(&card).contains(&"hangUpAsked".to_owned()));
    let calls = desk.street.twin.phones().dump()["calls"].clone();
    assert_eq!(calls[0]["status"], "canceled");
    assert_eq!(placed(&desk.street.passed()), 1);

    // Reopened, it goes on with the profile that it had: whoever is still in has moved to it.
    desk.ask("reopenVisit", json!({ "visitId": held.visit })).await.unwrap();
    let admission = desk.ask_in_call(&held.visit, "joinCall", json!({})).await.unwrap();
    assert_eq!(admission["profile"], "many", "nobody moves back when a line is hung up");
}

#[tokio::test]
async fn what_twilio_refuses_is_told_in_words_and_what_the_clinic_refuses_is_not_sent() {
    let mut desk = Desk::open().await;
    phones(&desk).await;
    let held = desk.in_visit("en").await;
    let by_number = |number: &str| json!({ "role": "other", "number": number, "way": "recipe" });
    for (number, word) in
        [("911", "emergency"), ("+19005550133", "premium"), ("+351213870000", "not allowed")]
    {
        let refused = desk.ask_in_call(&held.visit, "addByPhone", by_number(number)).await.unwrap_err();
        assert_eq!(refused.code, Code::Invalid);
        assert!(refused.message.contains(word), "{number}: {}", refused.message);
        let checked = desk.ask("checkNumber", json!({ "number": number })).await.unwrap_err();
        assert_eq!(checked.message, refused.message);
    }
    assert!(desk.street.passed().iter().all(|p| !p.path.contains("/Calls")), "nothing was asked of Twilio");

    desk.street.fail("POST", "/Calls.json", 400, 21_215, 1);
    let party = call(&desk, &held, by_number("(202) 555-0122")).await;
    let card = desk.card_in(&held.visit, &party, "failed").await;
    assert_eq!(card["failure"]["twilioCode"], 21_215);
    assert!(card["failure"]["advice"].as_str().unwrap().contains("Geographic Permissions"));

    // The others cannot be kept from hearing a line: it is not dialled.
    desk.street.fail("POST", "/SubscribeRules", 400, 53_215, 10);
    let quiet = json!({ "role": "other", "number": PERSON, "way": "listenIn" });
    let party = call(&desk, &held, quiet).await;
    let card = desk.card_in(&held.visit, &party, "failed").await;
    assert_eq!(card["failure"]["twilioCode"], 53_215);
    assert_eq!(placed(&desk.street.passed()), 1);
    desk.street.mend();

    // The room is not open any more: it is said before anything is dialled.
    desk.street.complete(&held.room);
    let party = desk.ask_in_call(&held.visit, "addByPhone", by_number(PERSON)).await;
    match party {
        Err(error) => assert_eq!(error.code, Code::Conflict),
        Ok(party) => {
            let id = party["partyId"].as_str().unwrap();
            let card = desk.card_in(&held.visit, id, "failed").await;
            assert!(card["failure"]["message"].as_str().unwrap().contains("no longer open"));
        }
    }
    assert_eq!(placed(&desk.street.passed()), 1);
}

#[tokio::test]
async fn access_codes_are_in_the_keychain_and_nowhere_else() {
    let desk = Desk::open().await;
    let practice = desk.ask("getDirectory", json!({})).await.unwrap();
    assert_eq!(practice["lines"][0]["hasAccessCode"], true, "the practice line can be dialled at once");
    empty_directory(&desk).await;
    let line_id =
        save(&desk, line("Clearline Interpreting", TREE, through_the_menus()), Some("555-0142")).await;
    assert_eq!(desk.shell.codes.lock().unwrap().get(&line_id).map(String::as_str), Some("5550142"));
    let directory = desk.ask("getDirectory", json!({})).await.unwrap();
    let shown = &directory["lines"][0];
    assert_eq!(
        (shown["hasAccessCode"].clone(), shown["needsAccessCode"].clone()),
        (json!(true), json!(true))
    );
    let saved = desk.ask("exportDirectory", json!({})).await.unwrap();
    let file = std::fs::read_to_string(saved["path"].as_str().unwrap()).unwrap();
    let name = std::path::Path::new(saved["path"].as_str().unwrap()).file_name().unwrap();
    assert!(name.to_str().unwrap().starts_with("PRACTICE-directory-"), "{name:?}");
    assert_eq!(serde_json::from_str::<Value>(&file).unwrap()["practice"], true);
    for text in [directory.to_string(), file.clone()] {
        assert!(!text.contains("5550142"), "{text}");
    }
    let tree = json!({ "language": "es", "steps": through_the_menus() });
    let preview = json!({ "recipe": tree, "lineId": line_id });
    let preview = desk.ask("previewRecipe", preview).await.unwrap();
    assert_eq!(preview["mistakes"], json!([]));
    assert_eq!(preview["totalMillis"], 1000 + 1000 + 4500 + 1500);
    assert!(preview["twiml"].to_string().contains("•••••••#"));

    // Changing the line keeps it; a keychain that is locked is told.
    let mut changed = line("Clearline", TREE, through_the_menus());
    changed["id"] = json!(line_id);
    save(&desk, changed.clone(), None).await;
    assert!(desk.shell.codes.lock().unwrap().contains_key(&line_id));
    *desk.shell.keychain_locked.lock().unwrap() = true;
    changed["accessCode"] = json!("999");
    assert_eq!(desk.ask("saveLine", changed).await.unwrap_err().code, Code::Keychain);
    *desk.shell.keychain_locked.lock().unwrap() = false;

    desk.ask("removeLine", json!({ "lineId": line_id })).await.unwrap();
    assert!(!desk.shell.codes.lock().unwrap().contains_key(&line_id), "it goes with its line");
    let imported = desk.ask("importDirectory", json!({ "text": file })).await.unwrap();
    assert_eq!((imported["added"].clone(), imported["withoutCode"].clone()), (json!(1), json!(1)));
}

#[tokio::test]
async fn a_call_window_steers_the_lines_of_its_own_visit_only() {
    let mut desk = Desk::open().await;
    phones(&desk).await;
    let held = desk.in_visit("es").await;
    let line_id = save(&desk, line("Voz Directa", PERSON, json!(null)), None).await;
    let party =
        call(&desk, &held, json!({ "role": "interpreter", "lineId": line_id, "way": "guided" })).await;
    desk.card_in(&held.visit, &party, "answered").await;
    let other = desk.book("Bo Lindholm", "").await;
    let stranger = Principal::CallWindow { visit_id: other };
    for (command, input) in [
        ("hangUp", json!({ "partyId": party })),
        ("pressKeys", json!({ "partyId": party, "keys": "1" })),
        ("muteLeg", json!({ "partyId": party, "muted": true })),
        ("dialNext", json!({ "partyId": party })),
    ] {
        let error = ask(&desk.console, &stranger, command, input).await.unwrap_err();
        assert_eq!(error.code, Code::NotFound, "{command}");
    }
    desk.ask("hangUpInVisit", json!({ "visitId": held.visit, "partyId": party })).await.unwrap();
    desk.card_in(&held.visit, &party, "completed").await;
}

#[tokio::test]
async fn a_line_comes_into_the_twins_room_follows_it_into_a_new_one_and_goes_with_the_visit() {
    let mut desk = Desk::open().await;
    phones(&desk).await;
    let held = desk.in_visit("es").await;
    let name = format!("visit-{}", held.visit);
    let first = desk.street.open_room_at_the_twin(&name).await;
    desk.room_is_open(&held.visit, &first).await;
    let line_id =
        save(&desk, line("Clearline Interpreting", TREE, through_the_menus()), Some("5550142")).await;
    let party =
        call(&desk, &held, json!({ "role": "interpreter", "lineId": line_id, "way": "recipe" })).await;
    let card = desk.card_in(&held.visit, &party, "inVisit").await;
    assert_eq!(digits(&desk), "215550142#");
    let identity = card["identity"].as_str().unwrap().to_owned();
    let inside = async |desk: &Desk, room: &str| -> Vec<String> {
        let path = format!("/v1/Rooms/{room}/Participants?Status=connected");
        let (_, people) = desk.street.twin_video("GET", &path, &[]).await;
        let people = people["participants"].as_array().unwrap().clone();
        people.iter().map(|person| person["identity"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(inside(&desk, &first).await, std::slice::from_ref(&identity));

    // A key on a line that is in the room: it is gone for a moment and comes back as who it was.
    in_call(&desk, &held, "pressKeys", json!({ "partyId": party, "keys": "7" })).await;
    phone_until(&desk, |desk| digits(desk).ends_with('7') && heard(desk, "room").len() == 2).await;
    desk.card_in(&held.visit, &party, "inVisit").await;

    // Everybody is moved to a new room of the same name, to keep somebody out.
    desk.street.twin_video("POST", &format!("/v1/Rooms/{first}"), &[("Status", "completed")]).await;
    let second = desk.street.open_room_at_the_twin(&name).await;
    desk.room_is_open(&held.visit, &second).await;
    phone_until(&desk, |desk| heard(desk, "room").len() == 3).await;
    desk.card_in(&held.visit, &party, "inVisit").await;
    assert_eq!(inside(&desk, &second).await, [identity]);

    desk.ask_in_call(&held.visit, "endCall", json!({})).await.unwrap();
    desk.card_in(&held.visit, &party, "completed").await;
    assert_eq!(desk.street.twin.phones().dump()["calls"][0]["status"], "completed");
}
