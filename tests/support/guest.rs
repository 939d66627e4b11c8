//! Third parties: invited, and seen by the others.

use serde_json::json;

use crate::console::{command, visit_of};
use crate::webdriver::Page;

/// The ids of a visit's third parties, in the order they were invited.
pub fn of_visit(console: &Page, patient: &str) -> Vec<String> {
    let visit_id = visit_of(console, |row| row["patientName"] == patient);
    let detail = command(console, "getVisit", &json!({"visitId": visit_id}));
    let ids = detail["thirdParties"].as_array().unwrap().iter();
    ids.map(|third| third["id"].as_str().unwrap().to_owned()).collect()
}

/// Invites somebody into a patient's visit; answers the invitation's id.
pub fn invite(console: &Page, patient: &str, name: &str, role: &str, straight_in: bool) -> String {
    let visit_id = visit_of(console, |row| row["patientName"] == patient);
    let input = json!({"visitId": visit_id, "name": name, "role": role, "relationship": "", "language": "es",
        "preAdmitted": straight_in});
    let made = command(console, "inviteThirdParty", &input);
    made["invitationId"].as_str().unwrap().to_owned()
}

/// Somebody's link.
pub fn link(console: &Page, invitation: &str) -> String {
    let link = command(console, "thirdPartyLink", &json!({"invitationId": invitation}));
    link["url"].as_str().unwrap().to_owned()
}

/// So many others are seen and heard, and no more, as a condition on a call page's numbers.
pub fn sees_others(count: usize) -> String {
    format!(
        "s.receivedVideo.filter((v) => v.width > 0 && v.frameRate > 0).length === {count} \
         && s.receivedAudio.filter((a) => a.bytes > 0).length === {count} && s.receivedVideo.length === {count}"
    )
}
