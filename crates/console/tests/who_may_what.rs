//! Every command at every door.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use console::commands::Command;
use console::error::Code;
use console::principal::{Door, Principal};
use serde_json::{Value, json};
use support::{Desk, ask};

/// Each command with an input that it can be read from, and its door.
fn commands() -> Vec<(&'static str, Value, Door)> {
    let nothing = || json!({});
    let visit = || json!({ "visitId": "aaaaaaaaaaaaaaaaaaaaaaaaaa" });
    let fields = |mut more: Value| {
        more["patient"] = json!({ "name": "x", "birthDate": "", "recordNumber": "", "language": "en", "phone": "", "email": "" });
        more["visit"] =
            json!({ "date": "2026-01-01", "time": "09:00", "minutes": 15, "reason": "", "notes": "" });
        more
    };
    let account = json!({ "clinicName": "x", "providerName": "x", "timeZone": "UTC", "accountSid": "x",
        "apiKeySid": "x", "apiKeySecret": "x", "syncServiceSid": "x", "portalUrl": "x" });
    let party = || json!({ "partyId": "aaaaaaaaaaaaaaaaaaaaaaaaaa" });
    let line = json!({ "name": "x", "offers": "other", "languages": [], "number": "+15035550142",
        "hours": { "zone": "UTC", "spans": [] }, "notes": "", "recipes": [] });
    let guest = || json!({ "invitationId": "aaaaaaaaaaaaaaaaaaaaaaaaaa" });
    let with = |mut input: Value, more: Value| {
        input.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        input
    };
    let texts = json!({ "plan": [], "tellChanges": true, "names": false, "plain": true, "shortenLinks": false, "service": "",
        "number": "", "templates": [] });
    let preview = json!({ "template": { "kind": "change", "language": "en", "text": "x" }, "names": false, "plain": true,
        "shortenLinks": false });
    use Door::{Call, Console, Visit};
    vec![
        ("getSession", nothing(), Console),
        ("openPracticeClinic", nothing(), Console),
        ("openAccountClinic", nothing(), Console),
        ("connectAccount", account, Console),
        ("takeOverClinic", nothing(), Console),
        ("leaseChanged", nothing(), Console),
        ("closeClinic", nothing(), Console),
        ("setStoreAside", nothing(), Console),
        ("getDay", nothing(), Console),
        ("getVisit", visit(), Console),
        ("bookVisit", fields(json!({})), Console),
        ("editVisit", fields(visit()), Console),
        ("moveVisit", json!({ "visitId": "x", "date": "2026-01-01", "time": "09:00" }), Console),
        ("cancelVisit", visit(), Console),
        ("inviteToVisit", visit(), Console),
        ("invitationLink", visit(), Console),
        ("openInvitation", visit(), Console),
        ("admitPatient", visit(), Console),
        ("askBack", json!({ "visitId": "v", "date": "2026-11-24", "time": "10:00" }), Console),
        ("undoAskBack", visit(), Console),
        ("prepareCall", json!({ "surface": "browser" }), Console),
        ("openCall", json!({ "visitId": "x", "surface": "browser" }), Console),
        ("endVisit", visit(), Console),
        ("reopenVisit", visit(), Console),
        ("markNoShow", visit(), Console),
        ("undoNoShow", visit(), Console),
        (
            "inviteThirdParty",
            with(
                visit(),
                json!({ "name": "", "role": "interpreter", "relationship": "", "language": "es", "preAdmitted": false }),
            ),
            Visit,
        ),
        ("getGuide", nothing(), Visit),
        ("startGuide", nothing(), Console),
        ("leaveGuide", nothing(), Visit),
        ("passGuideStep", json!({ "step": "look" }), Visit),
        ("getScene", nothing(), Console),
        ("directCast", json!({ "kind": "arrive" }), Console),
        ("thirdPartyLink", guest(), Visit),
        ("openThirdPartyLink", guest(), Visit),
        ("draftThirdPartyMail", with(guest(), json!({ "subject": "", "text": "" })), Visit),
        ("admitGuest", guest(), Visit),
        ("removeGuest", with(guest(), json!({ "keepOut": true })), Visit),
        ("withdrawInvitation", guest(), Visit),
        ("previewText", visit(), Console),
        ("lookAtNumber", json!({ "number": "x" }), Console),
        ("draftInvitationMail", with(visit(), json!({ "subject": "", "text": "" })), Console),
        ("textInvitation", visit(), Console),
        ("previewThirdPartyText", with(guest(), json!({ "number": "x" })), Visit),
        ("textThirdParty", with(guest(), json!({ "number": "x" })), Visit),
        ("cancelText", json!({ "textId": "x" }), Visit),
        ("settleText", json!({ "textId": "x", "verdict": "sent" }), Visit),
        ("getTextNotices", nothing(), Console),
        ("textNoticesSeen", json!({ "textIds": [] }), Console),
        ("getTextSettings", nothing(), Console),
        ("setTextSettings", texts, Console),
        ("previewTemplate", preview, Console),
        ("setProviderState", json!({ "state": { "kind": "away" } }), Console),
        ("syncAccess", nothing(), Console),
        ("reportReceived", json!({ "invitationId": "x", "data": {} }), Console),
        ("chatCame", guest(), Console),
        ("getChats", visit(), Visit),
        ("getChat", guest(), Visit),
        ("sendChat", with(guest(), json!({ "text": "x" })), Visit),
        ("readChat", with(guest(), json!({ "messageId": "x" })), Visit),
        ("setAfterword", json!({ "text": "" }), Console),
        ("tellDelay", json!({ "minutes": 10 }), Console),
        ("takeDelayBack", nothing(), Console),
        ("setQuickReplies", json!({ "replies": [] }), Console),
        ("getDirectory", nothing(), Console),
        ("saveLine", line, Console),
        ("removeLine", json!({ "lineId": "x" }), Console),
        ("reorderLines", json!({ "lineIds": [] }), Console),
        ("exportDirectory", nothing(), Console),
        ("importDirectory", json!({ "text": "" }), Console),
        ("previewRecipe", json!({ "recipe": { "steps": [] } }), Console),
        ("tryPhoneTree", json!({ "lineId": "none", "recipe": { "steps": [] } }), Console),
        ("getDryRun", nothing(), Console),
        ("stopDryRun", nothing(), Console),
        ("checkNumber", json!({ "number": "911" }), Console),
        ("getVisitTypes", nothing(), Console),
        ("setVisitTypes", json!({ "types": [] }), Console),
        ("getIntake", nothing(), Console),
        ("setIntake", json!({ "questions": [], "own": [] }), Console),
        ("getWaitingRules", nothing(), Console),
        ("getNotifications", nothing(), Console),
        (
            "setNotifications",
            json!({ "on": true, "arrivals": true, "messages": true, "lost": true, "guests": true, "leftCall": true, "lines": true, "texts": true,
                "names": false }),
            Console,
        ),
        ("testNotification", nothing(), Console),
        ("reportFocus", json!({ "inFront": true }), Visit),
        ("setWaitingRules", json!({ "lateMinutes": 5, "notAttendedMinutes": null }), Console),
        ("getRoomPolicy", nothing(), Console),
        (
            "setRoomPolicy",
            json!({ "codec": "vp8", "mediaRegion": "", "emptyMinutes": null, "mostPeople": null }),
            Console,
        ),
        ("getPhoneRules", nothing(), Console),
        ("setPhoneRules", json!({ "countries": [], "nextLine": "ask", "caller": "" }), Console),
        ("hangUpInVisit", json!({ "visitId": "x", "partyId": "x" }), Console),
        ("linesForCall", json!({ "role": "interpreter" }), Call),
        ("addByPhone", json!({ "role": "family", "number": "+15035550142", "way": "recipe" }), Call),
        ("pressKeys", json!({ "partyId": "x", "keys": "1" }), Call),
        ("takeOver", party(), Call),
        ("joinLeg", party(), Call),
        ("bringIn", party(), Call),
        ("muteLeg", json!({ "partyId": "x", "muted": true }), Call),
        ("hangUp", party(), Call),
        ("dialNext", party(), Call),
        ("getConnectors", nothing(), Console),
        ("checkConnector", json!({ "document": "{}" }), Console),
        ("saveConnector", json!({ "document": "{}" }), Console),
        ("removeConnector", json!({ "connectorId": "x" }), Console),
        ("saveConnectorSecret", json!({ "connectorId": "x", "name": "x", "value": "x" }), Console),
        ("exportConnector", json!({ "connectorId": "x" }), Console),
        ("tryConnector", json!({ "connectorId": "x" }), Console),
        ("servicesFor", with(visit(), json!({ "role": "interpreter" })), Visit),
        ("askVendor", with(visit(), json!({ "connectorId": "x", "role": "interpreter" })), Visit),
        ("cancelVendor", with(visit(), json!({ "requestId": "x" })), Visit),
        ("settleVendor", with(visit(), json!({ "requestId": "x", "taken": false })), Visit),
        ("getCall", nothing(), Call),
        ("joinCall", nothing(), Call),
        ("seenInCall", json!({ "fact": { "kind": "disconnected" } }), Call),
        ("endCall", nothing(), Call),
    ]
}

#[test]
fn the_table_here_names_every_command() {
    let text = console::wire::typescript();
    let map = text.split("export type CommandMap = {").nth(1).unwrap();
    let declared = map.lines().filter(|line| line.contains("{ input:")).count();
    assert_eq!(declared, commands().len());
    for (name, input, door) in commands() {
        let command: Command = serde_json::from_value(json!({ "command": name, "input": input })).unwrap();
        assert_eq!((command.name(), command.door()), (name, door));
    }
}

#[tokio::test]
async fn a_command_at_the_wrong_door_is_forbidden_and_does_nothing() {
    let desk = Desk::open().await;
    let before = desk.ask("getDay", json!({})).await.unwrap();
    let visit = before["visits"][1]["id"].as_str().unwrap().to_owned();
    let call = Principal::CallWindow { visit_id: visit };
    for (name, input, door) in commands() {
        let wrong = match door {
            Door::Console => &call,
            Door::Call => &Principal::Console,
            // Open to both, each for what it may: the story below.
            Door::Visit => continue,
        };
        let error = ask(&desk.console, wrong, name, input).await.unwrap_err();
        assert_eq!(error.code, Code::Forbidden, "{name} for {wrong:?}");
    }
    let after = desk.ask("getDay", json!({})).await.unwrap();
    assert_eq!(after["visits"], before["visits"]);
}

/// Texts a third party their link, and waits until that is over; answers the text's id.
async fn text_third_party(desk: &mut Desk, visit: &str, guest: &str) -> String {
    // At night too: it does not matter when the test runs.
    let input = json!({ "invitationId": guest, "number": "(202) 555-0120", "anyway": true });
    let asked = desk.ask("textThirdParty", input).await.unwrap();
    // A link takes many segments, and a number sends one in a second.
    let taken = ["queued", "sent", "delivered"];
    desk.third_party_until(visit, guest, |third| taken.iter().any(|state| third["text"]["state"] == *state))
        .await;
    desk.street.twin.clock().advance(jiff::SignedDuration::from_secs(60));
    desk.third_party_until(visit, guest, |third| third["text"]["state"] == "delivered").await;
    asked["textId"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_call_window_brings_people_into_its_own_visit_and_no_other() {
    let mut desk = Desk::open().await;
    let (own, other) = (desk.book("Ines Tavares", "").await, desk.book("Bo Lindholm", "").await);
    let in_own = desk.invite_third_party(&own, false).await;
    let in_other = desk.invite_third_party(&other, false).await;
    let text_own = text_third_party(&mut desk, &own, &in_own).await;
    let text_other = text_third_party(&mut desk, &other, &in_other).await;
    let before = desk.ask("getVisit", json!({ "visitId": other })).await.unwrap();
    for (name, input, door) in commands() {
        // The guided visit is of the practice clinic and names no other: its answer has nobody in it. Of its focus a window tells for itself.
        if door != Door::Visit || matches!(name, "getGuide" | "leaveGuide" | "passGuideStep" | "reportFocus")
        {
            continue;
        }
        let at = |visit: &str, guest: &str, text: &str| {
            let mut input = input.clone();
            if input.get("visitId").is_some() {
                input["visitId"] = json!(visit);
            } else if input.get("textId").is_some() {
                input["textId"] = json!(text);
            } else {
                input["invitationId"] = json!(guest);
            }
            input
        };
        let error = desk.ask_in_call(&own, name, at(&other, &in_other, &text_other)).await.unwrap_err();
        assert_eq!(error.code, Code::Forbidden, "{name} for another visit");
        let error = desk.ask_in_call(&own, name, at("x", "x", "x")).await.unwrap_err();
        assert_ne!(error.code, Code::Internal, "{name} for nothing at all");
        let answer = desk.ask_in_call(&own, name, at(&own, &in_own, &text_own)).await;
        assert!(!answer.is_err_and(|error| error.code == Code::Forbidden), "{name} for its own visit");
    }
    let after = desk.ask("getVisit", json!({ "visitId": other })).await.unwrap();
    assert_eq!(after["thirdParties"], before["thirdParties"]);
    assert_eq!(after["history"], before["history"]);
    // The patient's invitation is not a third party's.
    let patient = desk.invite(&own).await;
    let error =
        desk.ask("removeGuest", json!({ "invitationId": patient, "keepOut": true })).await.unwrap_err();
    assert_eq!(error.code, Code::NotFound);
}

#[tokio::test]
async fn a_call_window_speaks_for_its_own_visit_only_and_only_while_it_goes_on() {
    let desk = Desk::open().await;
    let visit = desk.book("Ines Tavares", "").await;
    let call = desk.ask_in_call(&visit, "getCall", json!({})).await.unwrap();
    assert_eq!((call["visitId"].as_str().unwrap(), call["open"].clone()), (visit.as_str(), json!(false)));
    let error = desk.ask_in_call(&visit, "joinCall", json!({})).await.unwrap_err();
    assert_eq!(error.code, Code::Conflict, "no way into a room before the visit goes on");
    let error = desk.ask_in_call("no-such-visit", "getCall", json!({})).await.unwrap_err();
    assert_eq!(error.code, Code::NotFound);
}

#[tokio::test]
async fn without_a_clinic_everything_says_so() {
    let desk = Desk::open().await;
    desk.ask("closeClinic", json!({})).await.unwrap();
    let session = desk.ask("getSession", json!({})).await.unwrap();
    assert!(session["clinic"].is_null());
    let error = desk.ask("getDay", json!({})).await.unwrap_err();
    assert_eq!(error.code, Code::NoClinic);
    let error = desk.ask("openAccountClinic", json!({})).await.unwrap_err();
    assert_eq!(error.code, Code::NoClinic, "there is no account to open");
}
