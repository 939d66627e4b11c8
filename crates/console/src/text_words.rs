//! Why a text was not sent or did not arrive, in the person's words, and what to do.

use clinic::{Text, TextEvent, TextFailure, TextHold, TextState};
use twilio::messaging::MessageCode;

use crate::wire::text::TextProblem;

/// What there is to say of a text; nothing, where all is well.
pub(crate) fn problem(text: &Text) -> Option<TextProblem> {
    let too_late = text.timeline.iter().any(|entry| entry.event == TextEvent::TextCancelTooLate);
    if let Some(hold) = text.hold {
        let (message, advice) = held(hold);
        return Some(said(message, advice, None));
    }
    if let Some(failure) = text.failure {
        let (message, advice) = failed(failure, text.failure_code);
        return Some(said(message, advice, text.failure_code));
    }
    if text.state == TextState::Unresolved {
        return Some(said(
            "Twilio did not answer, so it is not known whether this text was sent.",
            "Ask its person, or look in the Twilio Console, and say so here. Nothing is sent again until then.",
            None,
        ));
    }
    too_late.then(|| {
        said(
            "It was too late to call this text off.",
            "Tell its person that it is out of date.",
            Some(MessageCode::TooLateToCancel.code()),
        )
    })
}

fn said(message: &str, advice: &str, twilio_code: Option<u32>) -> TextProblem {
    TextProblem { message: message.to_owned(), advice: advice.to_owned(), twilio_code }
}

fn held(hold: TextHold) -> (&'static str, &'static str) {
    match hold {
        TextHold::OptedOut => (
            "Not sent: this person answered STOP.",
            "They can text START to allow it. Until then copy the link, write an e-mail or call.",
        ),
        TextHold::QuietHours => {
            ("Not sent: no time was left outside the quiet hours.", "Call, or send the link by hand.")
        }
        TextHold::NoNumber => {
            ("Not sent: no phone number is known.", "Write one down, or give the link out another way.")
        }
        TextHold::NumberRefused => (
            "Not sent: this number is not one that the clinic texts.",
            "Check the number. An administrator can allow another country.",
        ),
        TextHold::TooLate => (
            "Not sent: its time passed while Anteroom was closed or Twilio was not reached.",
            "Call, if there is something to say still.",
        ),
        TextHold::NotNeeded => ("Not sent: it was not needed any more.", ""),
        TextHold::NoLink => {
            ("Not sent: the link does not work any more.", "Invite again, and text the new link.")
        }
    }
}

fn failed(failure: TextFailure, code: Option<u32>) -> (&'static str, &'static str) {
    match failure {
        TextFailure::NoSender => (
            "The Twilio account has nothing to send texts by.",
            "Buy a number that can text, or make a messaging service, in the Twilio Console.",
        ),
        TextFailure::TooLong => (
            "The text is longer than Twilio takes.",
            "Shorten its template in Settings, or have links shortened.",
        ),
        TextFailure::SaidUnsent => {
            ("This text was not sent.", "Send it again, or give the link out another way.")
        }
        TextFailure::Refused | TextFailure::NotDelivered => of_code(code),
    }
}

/// Twilio's codes about texts. Who can put it right comes with each: the provider, or an administrator.
fn of_code(code: Option<u32>) -> (&'static str, &'static str) {
    use MessageCode as M;
    const OTHER_WAY: &str = "Copy the link, write an e-mail or call.";
    const CALL: &str = "Call, or copy the link.";
    let Some(code) = code else { return ("The text did not arrive, and nobody said why.", CALL) };
    match M::from(code) {
        M::OptedOut => (
            "This person answered STOP, so Twilio sends them nothing.",
            "They can text START to allow it. Until then copy the link, write an e-mail or call.",
        ),
        M::InvalidTo | M::ToMissing => ("This is not a phone number.", "Check the number."),
        M::UnknownHandset => ("Nobody has this number.", "Check the number."),
        M::Landline => ("This number is a landline, or its carrier takes no texts.", CALL),
        M::ToNotMobile | M::ToNotReachable => ("This number takes no texts.", CALL),
        M::HandsetUnreachable => ("The phone is off or out of reach.", "Send it once more later, or call."),
        M::Blocked => ("The carrier blocks texts to this number.", CALL),
        M::Filtered => (
            "A carrier took the text for spam.",
            "An administrator can change its words; the same words will be stopped again. Copy the link or call.",
        ),
        M::Unknown => {
            ("The text did not arrive, and the carrier did not say why.", "Send it once more, or call.")
        }
        M::CountryNotPermitted => (
            "The Twilio account may not text this country.",
            "An administrator can allow it in the Twilio Console, under Messaging, Geo permissions.",
        ),
        M::ToNotVerified => (
            "This is a trial account, which texts only numbers that were verified.",
            "An administrator can verify the number or upgrade the account.",
        ),
        M::NotRegistered => (
            "The clinic's number is not registered for texts to the United States (A2P 10DLC).",
            "An administrator has to register it in the Twilio Console; sending again does not help.",
        ),
        M::RegistrationPending => (
            "The clinic's number is being registered for texts to the United States.",
            "It can text when that is done. Until then copy the link or call.",
        ),
        M::TollFreeNotVerified => (
            "The clinic's toll-free number is not verified for texts.",
            "An administrator has to verify it in the Twilio Console.",
        ),
        M::SenderNotUsable | M::FromMissing => (
            "The clinic's number cannot send texts there.",
            "An administrator can choose another sender in Settings.",
        ),
        M::ServiceMissing | M::NoFittingSender | M::EmptySenderPool => (
            "The messaging service has no number that can send this.",
            "An administrator can choose another sender in Settings.",
        ),
        M::AccountSuspended => {
            ("The Twilio account is suspended.", "An administrator has to look at it in the Twilio Console.")
        }
        M::SenderQueueFull | M::QueueOverflow | M::CampaignRate => {
            ("Too many texts wait at the clinic's number.", "Send it again later, or call.")
        }
        M::DailyCap | M::DailyAccountLimit => {
            ("The clinic has sent all the texts that it may today.", "Send it tomorrow, or call.")
        }
        M::ValidityExpired => ("It waited longer than it would have been of use.", CALL),
        M::BodyTooLong => ("The text is longer than Twilio takes.", "Shorten its template in Settings."),
        M::TooLateToCancel => ("It was too late to call this text off.", ""),
        _ => ("Twilio could not send the text.", OTHER_WAY),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_hold_and_failure_says_what_happened_in_whole_sentences() {
        let codes = MessageCode::KNOWN.iter().map(|code| Some(code.code())).chain([None, Some(12_345)]);
        let failures = TextFailure::ALL.iter().map(|failure| failed(*failure, None));
        let all = TextHold::ALL.iter().map(|hold| held(*hold)).chain(failures).chain(codes.map(of_code));
        for (message, advice) in all {
            assert!(message.ends_with('.'), "{message}");
            assert!(advice.is_empty() || advice.ends_with('.'), "{advice}");
        }
    }
}
