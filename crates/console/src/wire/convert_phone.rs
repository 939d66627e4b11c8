//! From the clinic's third parties by phone and its directory to the windows', and back. Exhaustive, as `convert` is.

use clinic::phone_number::shown;
use clinic::{DialFailure, Pii, Step};

use super::call::CallRole;
use super::convert::{rfc3339, same};
use super::directory::{
    DirectoryLine, LineOpening, NextLine, OpeningHours, OpeningSpan, PhoneRecipe, PhoneRules, RecipeStep,
    SaveLine,
};
use super::phone::{
    Answerer, LineOffer, NextChoice, PhoneAction, PhoneEvent, PhoneFailure, PhoneParty, PhoneState,
    PhoneStep, PhoneStepKind, PhoneTimelineEntry, PhoneWay,
};

same!(clinic::ThirdPartyRole => CallRole { Family, Interpreter, Specialist, Other });
same!(clinic::Offer => LineOffer { Interpreter, Specialist, Other });
same!(LineOffer => clinic::Offer { Interpreter, Specialist, Other });
same!(clinic::Way => PhoneWay { Recipe, Guided, ListenIn });
same!(PhoneWay => clinic::Way { Recipe, Guided, ListenIn });
same!(clinic::NextLine => NextLine { Ask, ByItself });
same!(NextLine => clinic::NextLine { Ask, ByItself });
same!(clinic::Answerer => Answerer { Human, Machine, Fax, Unknown });
same!(clinic::DialState => PhoneState {
    Intended, Requested, Unknown, Queued, Ringing, Answered, OnStep, WaitingForPerson, Listening, InVisit,
    Busy, NoAnswer, Failed, Cancelled, Completed,
});
same!(clinic::DialEvent => PhoneEvent {
    DialRequested, DialPutOff, DialTaken, DialRefused, DialLost, DialCancelled, LineRang, LineAnswered, StepBegun,
    PersonAwaited, TakenOver, KeysPressed, JoinAsked, LegHeard, LegJoined, LegBroughtIn, LegLeft, LegMuted,
    LegUnmuted, HangUpAsked, LineBusy, LineUnanswered, LineFailed, LineCancelled, LineEnded,
});
same!(clinic::PhoneAction => PhoneAction {
    BringIn, Join, Listen, PressKeys, TakeOver, Mute, Unmute, HangUp, DialNext,
});

impl From<clinic::Opening> for LineOpening {
    fn from(opening: clinic::Opening) -> Self {
        match opening {
            clinic::Opening::Always => LineOpening::Always,
            clinic::Opening::Open { until } => LineOpening::Open { until: rfc3339(until) },
            clinic::Opening::Closed { opens } => LineOpening::Closed { opens: opens.map(rfc3339) },
        }
    }
}

impl From<clinic::Hours> for OpeningHours {
    fn from(hours: clinic::Hours) -> Self {
        let span = |span: clinic::Span| OpeningSpan { days: span.days, from: span.from, to: span.to };
        OpeningHours { zone: hours.zone, spans: hours.spans.into_iter().map(span).collect() }
    }
}

impl From<OpeningHours> for clinic::Hours {
    fn from(hours: OpeningHours) -> Self {
        let span = |span: OpeningSpan| clinic::Span { days: span.days, from: span.from, to: span.to };
        clinic::Hours { zone: hours.zone, spans: hours.spans.into_iter().map(span).collect() }
    }
}

/// Two enums of the same steps, member by member.
macro_rules! same_steps {
    ($($from:ident => $to:ident;)*) => { $(
        impl From<$from> for $to {
            fn from(step: $from) -> Self {
                match step {
                    $from::Wait { seconds, note } => $to::Wait { seconds, note },
                    $from::Press { keys, wait_before, note } => $to::Press { keys, wait_before, note },
                    $from::PressCode { wait_before, end, note } => $to::PressCode { wait_before, end, note },
                    $from::Say { text, language } => $to::Say { text, language },
                    $from::HandOver { seconds, quiet, note } => $to::HandOver { seconds, quiet, note },
                }
            }
        }
    )* };
}
same_steps! {
    Step => RecipeStep;
    RecipeStep => Step;
}

impl From<clinic::Recipe> for PhoneRecipe {
    fn from(recipe: clinic::Recipe) -> Self {
        PhoneRecipe { language: recipe.language, steps: recipe.steps.into_iter().map(Into::into).collect() }
    }
}

impl From<PhoneRecipe> for clinic::Recipe {
    fn from(recipe: PhoneRecipe) -> Self {
        clinic::Recipe {
            language: recipe.language.filter(|tag| !tag.is_empty()),
            steps: recipe.steps.into_iter().map(Into::into).collect(),
        }
    }
}

pub(crate) fn line(line: clinic::Line, opening: clinic::Opening) -> DirectoryLine {
    DirectoryLine {
        id: line.id.to_string(),
        offers: line.offers.into(),
        languages: line.languages,
        number_shown: shown(line.number.reveal()),
        number: line.number.into_revealed(),
        hours: line.hours.into(),
        opening: opening.into(),
        notes: line.notes,
        has_access_code: line.code_keys.is_some(),
        needs_access_code: line.recipes.iter().any(clinic::Recipe::needs_code),
        recipes: line.recipes.into_iter().map(Into::into).collect(),
        name: line.name,
    }
}

pub(crate) fn line_fields(line: SaveLine) -> clinic::LineFields {
    clinic::LineFields {
        name: line.name,
        offers: line.offers.into(),
        languages: line.languages,
        number: Pii::new(line.number),
        hours: line.hours.into(),
        notes: line.notes,
        recipes: line.recipes.into_iter().map(Into::into).collect(),
    }
}

impl From<clinic::PhoneRules> for PhoneRules {
    fn from(rules: clinic::PhoneRules) -> Self {
        PhoneRules { countries: rules.countries, next_line: rules.next_line.into(), caller: rules.caller }
    }
}

impl From<PhoneRules> for clinic::PhoneRules {
    fn from(rules: PhoneRules) -> Self {
        clinic::PhoneRules {
            countries: rules.countries,
            next_line: rules.next_line.into(),
            caller: rules.caller,
        }
    }
}

fn step(step: Step, code_keys: u32) -> PhoneStep {
    let millis = step.millis(code_keys);
    let (kind, keys, note) = match step {
        Step::Wait { note, .. } => (PhoneStepKind::Wait, None, note),
        Step::Press { keys, note, .. } => (PhoneStepKind::Press, Some(keys), note),
        Step::PressCode { note, .. } => (PhoneStepKind::PressCode, None, note),
        Step::Say { text, .. } => (PhoneStepKind::Say, None, text),
        Step::HandOver { note, .. } => (PhoneStepKind::HandOver, None, note),
    };
    PhoneStep { kind, keys, note, millis }
}

impl From<clinic::PhoneParty> for PhoneParty {
    fn from(party: clinic::PhoneParty) -> Self {
        let code_keys = party.code_keys;
        PhoneParty {
            id: party.id.to_string(),
            identity: party.id.identity(),
            name: party.name.into_revealed(),
            role: party.role.into(),
            language: party.language,
            number_shown: shown(party.number.reveal()),
            line_id: party.line.map(|id| id.to_string()),
            way: party.way.into(),
            over: party.state.is_over(),
            state: party.state.into(),
            since: rfc3339(party.since),
            added_at: rfc3339(party.added_at),
            steps: party.steps.into_iter().map(|one| step(one, code_keys)).collect(),
            step: party.step,
            quiet: party.quiet,
            muted: party.muted,
            hanging_up: party.hanging_up,
            answered_by: party.answered_by.map(Into::into),
            failure: party.failure.map(|why| {
                let tried = party.visit_id.is_none();
                failure(why, party.failure_code, tried)
            }),
            timeline: party
                .timeline
                .into_iter()
                .map(|entry| PhoneTimelineEntry {
                    event: entry.event.into(),
                    state: entry.state.into(),
                    step: entry.step,
                    at: rfc3339(entry.at),
                })
                .collect(),
            actions: party.actions.into_iter().map(Into::into).collect(),
            next: party.next.map(|(id, name)| NextChoice { line_id: id.to_string(), name }),
            instead_of: party.instead_of.map(|id| id.to_string()),
        }
    }
}

/// Why there was no call, in our words, chosen by Twilio's code where there is one. `tried`: it only tries a phone tree.
fn failure(why: DialFailure, code: Option<u32>, tried: bool) -> PhoneFailure {
    let (message, advice) = match why {
        DialFailure::Refused => refused(code),
        DialFailure::NotPutThrough => {
            ("The call could not be put through.", "Check the number, or try another line.")
        }
        DialFailure::NotReached => (
            "Twilio was not reached, so nothing was dialled.",
            "Check this computer's connection to the internet and call again.",
        ),
        DialFailure::NotPlaced => (
            "Twilio's answer was lost, and it has no such call: nothing was dialled.",
            "It is safe to call again.",
        ),
        DialFailure::Ambiguous => (
            "Twilio's answer was lost, and this number was called more than once at that moment: which call is this one cannot be told.",
            if tried {
                "It hangs up by itself when it is through the phone tree. Then try again."
            } else {
                "If the line comes into the room, it can be heard there. Otherwise call again."
            },
        ),
        DialFailure::RoomClosed => {
            ("The call was no longer open, so nothing was dialled.", "Join the call and call again.")
        }
        DialFailure::NoCaller => (
            "The Twilio account has no phone number that can call.",
            "An administrator can get one with Voice in the Twilio Console.",
        ),
        DialFailure::NoAccessCode => (
            "The line's access code is not in the keychain, so nothing was dialled.",
            "Enter it in the directory, or go through the phone tree yourself.",
        ),
        DialFailure::TooLong => (
            "The line's phone tree is longer than Twilio takes at once, so nothing was dialled.",
            "Shorten what is said in it, or go through the phone tree yourself.",
        ),
    };
    PhoneFailure { message: message.into(), advice: advice.into(), twilio_code: code }
}

fn refused(code: Option<u32>) -> (&'static str, &'static str) {
    match code {
        Some(21_211 | 21_217 | 13_223 | 13_224) => {
            ("Twilio does not accept this number.", "Check it, with its country code.")
        }
        Some(21_214) => ("Twilio cannot reach this number.", "Check it, or use another line."),
        Some(21_215 | 13_227 | 21_202 | 21_203) => (
            "Calls to this country or kind of number are switched off for the account.",
            "An administrator can allow them in the Twilio Console under Voice > Geographic Permissions.",
        ),
        Some(21_216 | 13_225) => {
            ("Twilio blocks calls to this number.", "Use another number, or contact Twilio's support.")
        }
        Some(21_210 | 21_212) => (
            "The number to call from is not a number of this Twilio account.",
            "Choose another one in the directory, under Phone rules.",
        ),
        Some(21_219 | 573_005) => (
            "This is a Twilio trial account, which calls only numbers that were verified.",
            "Verify the number in the Twilio Console, or upgrade the account.",
        ),
        Some(20_003 | 20_005) => (
            "Twilio does not accept the API key for phone calls.",
            "Close this clinic, then press Connect again and give it a Standard API key.",
        ),
        _ => ("Twilio did not place the call.", "Try again, or use another line."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_failure_says_what_to_do() {
        for why in DialFailure::ALL {
            for code in [None, Some(21_211), Some(21_215), Some(99_999)] {
                for tried in [false, true] {
                    let words = failure(*why, code, tried);
                    assert!(words.message.ends_with('.') && words.advice.ends_with('.'), "{words:?}");
                }
            }
        }
    }

    #[test]
    fn numbers_are_shown_as_people_read_them() {
        assert_eq!(shown("+12025550110"), "+1 202-555-0110");
        assert_eq!(shown("nonsense"), "nonsense");
    }
}
