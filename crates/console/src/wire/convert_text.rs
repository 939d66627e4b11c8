//! From the clinic's texts to the windows', and back. Exhaustive, as `convert` is.

use clinic::phone_number::shown;
use jiff::Timestamp;
use jiff::civil::Time;

use super::convert::{rfc3339, same};
use super::text::{
    PatientNumber, PlannedText, QuietHours, TextAction, TextEntry, TextKind, TextMessage, TextNotice,
    TextSettings, TextState, TextTemplate, TextVerdict, Texting,
};
use super::third_party::ThirdParty;
use crate::error::{Code, CommandError};
use crate::text_words;

same!(clinic::TextKind => TextKind { Invitation, Reminder, Link, Change, Cancellation, ThirdParty });
same!(TextKind => clinic::TextKind { Invitation, Reminder, Link, Change, Cancellation, ThirdParty });
same!(clinic::TextState => TextState {
    Planned, Intended, Requested, Unknown, Unresolved, Scheduled, Accepted, Queued, Sent, Delivered, Undelivered,
    Failed, Cancelled, Withheld,
});
same!(clinic::TextAction => TextAction { Cancel, Search, SaySent, SayUnsent });
same!(TextVerdict => clinic::TextVerdict { Sent, Unsent, Search });

impl From<clinic::Text> for TextMessage {
    fn from(text: clinic::Text) -> Self {
        TextMessage {
            problem: text_words::problem(&text),
            id: text.id.to_string(),
            visit_id: text.visit_id.to_string(),
            invitation_id: text.invitation.map(|id| id.to_string()),
            to_third_party: text.to_third_party,
            kind: text.kind.into(),
            number_shown: shown(text.number.reveal()),
            language: text.language,
            state: text.state.into(),
            since: rfc3339(text.since),
            planned_for: rfc3339(text.planned_for),
            late: text.late,
            cancelling: text.cancelling,
            segments: text.segments,
            timeline: text.timeline.into_iter().map(Into::into).collect(),
            actions: text.actions.into_iter().map(Into::into).collect(),
        }
    }
}

impl From<clinic::TextEntry> for TextEntry {
    fn from(entry: clinic::TextEntry) -> Self {
        TextEntry { state: entry.state.into(), at: rfc3339(entry.at) }
    }
}

impl From<clinic::TextNotice> for TextNotice {
    fn from(notice: clinic::TextNotice) -> Self {
        TextNotice {
            text: notice.text.into(),
            patient_name: notice.patient_name.into_revealed(),
            starts_at: rfc3339(notice.starts_at),
        }
    }
}

/// A third party, with the newest text that brings their link.
pub(crate) fn third_party(third: clinic::ThirdParty, texts: &[clinic::Text]) -> ThirdParty {
    let own = |text: &&clinic::Text| {
        text.to_third_party && text.invitation == Some(third.id) && text.kind.has_link()
    };
    let text = texts.iter().rev().find(own).cloned().map(Into::into);
    ThirdParty { text, ..third.into() }
}

/// Whether a patient can be texted.
pub(crate) fn texting(stopped_since: Option<Timestamp>) -> Texting {
    Texting { stopped_since: stopped_since.map(rfc3339) }
}

impl From<clinic::PatientNumber> for PatientNumber {
    fn from(looked: clinic::PatientNumber) -> Self {
        PatientNumber {
            number: looked.number.e164.into_revealed(),
            shown: looked.number.shown.into_revealed(),
            country: looked.number.country,
            not_texted: looked.not_texted.map(|refused| refused.of_texts()),
            stopped_since: looked.stopped_since.map(rfc3339),
        }
    }
}

impl From<clinic::TextTemplate> for TextTemplate {
    fn from(template: clinic::TextTemplate) -> Self {
        TextTemplate { kind: template.kind.into(), language: template.language, text: template.text }
    }
}

impl From<TextTemplate> for clinic::TextTemplate {
    fn from(template: TextTemplate) -> Self {
        clinic::TextTemplate { kind: template.kind.into(), language: template.language, text: template.text }
    }
}

impl From<clinic::TextSettings> for TextSettings {
    fn from(settings: clinic::TextSettings) -> Self {
        let clock = |time: Time| time.strftime("%H:%M").to_string();
        TextSettings {
            plan: settings
                .plan
                .into_iter()
                .map(|planned| PlannedText {
                    kind: planned.kind.into(),
                    minutes_before: planned.minutes_before,
                })
                .collect(),
            tell_changes: settings.tell_changes,
            quiet: settings
                .quiet
                .map(|quiet| QuietHours { from: clock(quiet.from), until: clock(quiet.until) }),
            names: settings.names,
            plain: settings.plain,
            shorten_links: settings.shorten_links,
            service: settings.service,
            number: settings.number,
            templates: settings.templates.into_iter().map(Into::into).collect(),
        }
    }
}

impl TryFrom<TextSettings> for clinic::TextSettings {
    type Error = CommandError;

    fn try_from(settings: TextSettings) -> Result<Self, CommandError> {
        let clock = |text: &str| {
            Time::strptime("%H:%M", text)
                .map_err(|_| CommandError::new(Code::Invalid, "Write quiet hours like 21:00.", ""))
        };
        Ok(clinic::TextSettings {
            plan: settings
                .plan
                .into_iter()
                .map(|planned| clinic::PlannedText {
                    kind: planned.kind.into(),
                    minutes_before: planned.minutes_before,
                })
                .collect(),
            tell_changes: settings.tell_changes,
            quiet: settings
                .quiet
                .map(|quiet| {
                    Ok::<_, CommandError>(clinic::QuietHours {
                        from: clock(&quiet.from)?,
                        until: clock(&quiet.until)?,
                    })
                })
                .transpose()?,
            names: settings.names,
            plain: settings.plain,
            shorten_links: settings.shorten_links,
            service: settings.service,
            number: settings.number,
            templates: settings.templates.into_iter().map(Into::into).collect(),
        })
    }
}
