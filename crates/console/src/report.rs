//! Reports from guests' pages: untrusted. Checked here before anything is taken from them; one that cannot be
//! taken is dropped, and the log says why without repeating any of it.

use clinic::GuestReport;
use serde::Deserialize as _;
use serde_json::Value;

use crate::wire::sync_documents::Report;

/// The most that Sync keeps in one Document.
const LARGEST: usize = 16 * 1024;

/// Longer texts, in bytes, are nobody's language, browser or name.
const LONGEST_NAME: usize = 800;

/// Why a report was dropped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadReport {
    /// More than Sync could have kept.
    #[error("it is too large")]
    TooLarge,
    /// Another layout than ours, or values that nobody may write.
    #[error("it is not a report")]
    NotAReport,
    /// A layout of a later page.
    #[error("its layout is not known")]
    OtherLayout,
}

/// Reads a report Document's data. `None` while the page has not written to it yet.
///
/// # Errors
/// [`BadReport`] says why it is dropped.
pub fn read(data: &Value) -> Result<Option<GuestReport>, BadReport> {
    if data.as_object().is_some_and(|members| members.is_empty()) {
        return Ok(None);
    }
    // Bounded before it is walked any further; writing it out again costs less than anything it could cost later.
    if data.to_string().len() > LARGEST {
        return Err(BadReport::TooLarge);
    }
    if data.get("v").and_then(Value::as_u64) != Some(1) {
        return Err(if data.get("v").is_some_and(Value::is_u64) {
            BadReport::OtherLayout
        } else {
            BadReport::NotAReport
        });
    }
    let report = Report::deserialize(data).map_err(|_| BadReport::NotAReport)?;
    let said = report.guest.iter().flat_map(|said| [&said.name, &said.relationship]);
    let wished = report.interpreter.iter().flat_map(|wish| &wish.language);
    if [&report.language, &report.browser]
        .into_iter()
        .chain(said)
        .chain(wished)
        .any(|text| text.len() > LONGEST_NAME)
    {
        return Err(BadReport::TooLarge);
    }
    Ok(Some(report.into()))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
    use serde_json::json;

    use super::*;

    fn good() -> Value {
        json!({
            "v": 1, "seq": 4, "beat": 2, "step": "waiting",
            "devices": { "camera": "works", "microphone": "refused", "speaker": "untried" },
            "network": "good", "language": "es", "browser": "Safari on iPhone",
        })
    }

    #[test]
    fn a_report_is_read_and_unknown_members_are_ignored() {
        let mut data = good();
        data["later"] = json!({ "anything": [1, 2, 3] });
        let report = read(&data).unwrap().unwrap();
        assert_eq!((report.seq, report.step), (4, clinic::GuestStep::Waiting));
        assert_eq!(report.microphone, clinic::DeviceVerdict::Refused);
    }

    #[test]
    fn a_document_that_nobody_wrote_to_is_no_report_and_no_fault() {
        assert_eq!(read(&json!({})), Ok(None));
    }

    #[test]
    fn what_is_not_a_report_is_dropped() {
        let with = |name: &str, value: Value| {
            let mut data = good();
            data[name] = value;
            read(&data).unwrap_err()
        };
        assert_eq!(with("v", json!(2)), BadReport::OtherLayout);
        assert_eq!(with("v", json!("1")), BadReport::NotAReport);
        assert_eq!(with("seq", json!(-1)), BadReport::NotAReport);
        assert_eq!(with("seq", json!(5_000_000_000_u64)), BadReport::NotAReport);
        assert_eq!(with("step", json!("admitted")), BadReport::NotAReport);
        assert_eq!(with("step", json!({"waiting": {}, "left": {}})), BadReport::NotAReport);
        assert_eq!(with("devices", json!(null)), BadReport::NotAReport);
        assert_eq!(with("browser", json!("x".repeat(801))), BadReport::TooLarge);
        let named = |name: &str| json!({ "name": name, "relationship": "Daughter" });
        assert_eq!(with("guest", named(&"x".repeat(801))), BadReport::TooLarge);
        assert_eq!(with("guest", json!({ "name": 7 })), BadReport::NotAReport);
        assert_eq!(with("later", json!("x".repeat(17_000))), BadReport::TooLarge);
        for other in [json!(null), json!([]), json!("text"), json!(7)] {
            assert!(read(&other).is_err());
        }
    }
}
