//! What a phone leg is told to do, as TwiML.
//!
//! The leg comes into the room by its unique name: `<Room>` makes none and falls through where none is open. When the room
//! ends under a leg, it waits a little and tries the name again, so that a leg follows the visit into a new room; then it says
//! goodbye. A visit that ends hangs its legs up besides.

use clinic::{Step, Way};
use twilio::voice::{Response, Twiml, TwimlError};

use crate::wire::directory::TwimlLine;

/// How long a leg that is steered by hand stays up without another word: an hour, since holds can be long.
const HOLD: [u32; 6] = [600; 6];

/// How long a leg that has worked through a phone tree to try it stays up at least, in seconds: longer than between two looks at it.
const TRIED: u32 = 3;

/// Half a second of waiting, as digits.
const HALF: &str = "w";

/// The room a leg is for, and who it is in it.
pub(crate) struct Place<'a> {
    pub(crate) room_name: &'a str,
    pub(crate) identity: &'a str,
}

/// What a leg does when something answers.
pub(crate) fn first(
    way: Way,
    steps: &[Step],
    code: Option<&str>,
    place: &Place<'_>,
) -> Result<Twiml, TwimlError> {
    match way {
        Way::Recipe => {
            let walked = steps.iter().fold(Response::new(), |response, step| step_of(response, step, code));
            join(walked, place).build()
        }
        Way::Guided => hold(Response::new()).build(),
        Way::ListenIn => join(Response::new(), place).build(),
    }
}

/// What a leg does that only tries a phone tree: works through it, stays a moment so that it is seen to be up at the end, and hangs up
/// where it would be handed over. Keys and words may take less time than they are counted with, so the moment is longer by half of that:
/// a call that ends before the clock is at the end has been hung up by the line.
pub(crate) fn tried(steps: &[Step], code: Option<&str>) -> Result<Twiml, TwimlError> {
    let code_keys = u32::try_from(code.unwrap_or_default().len()).unwrap_or(u32::MAX);
    let estimated: u32 = steps
        .iter()
        .filter(|step| matches!(step, Step::Press { .. } | Step::PressCode { .. } | Step::Say { .. }))
        .map(|step| step.millis(code_keys))
        .sum();
    steps
        .iter()
        .filter(|step| !matches!(step, Step::HandOver { .. }))
        .fold(Response::new(), |response, step| step_of(response, step, code))
        .pause(TRIED + (estimated / 2).div_ceil(1000))
        .hang_up()
        .build()
}

/// Presses keys, and goes on being where it is.
pub(crate) fn press(keys: &str, in_room: bool, place: &Place<'_>) -> Result<Twiml, TwimlError> {
    let pressed = Response::new().play_digits(keys);
    if in_room { join(pressed, place).build() } else { hold(pressed).build() }
}

/// Comes into the room now.
pub(crate) fn join_now(place: &Place<'_>) -> Result<Twiml, TwimlError> {
    join(Response::new(), place).build()
}

/// Stops working through a phone tree and stays up, outside.
pub(crate) fn wait() -> Result<Twiml, TwimlError> {
    hold(Response::new()).build()
}

fn hold(response: Response) -> Response {
    HOLD.iter().fold(response, |response, seconds| response.pause(*seconds))
}

fn join(response: Response, place: &Place<'_>) -> Response {
    let connect = |response: Response| response.connect_room(place.room_name, place.identity);
    let again = connect(connect(response).pause(3)).pause(5);
    connect(again).say("The visit has ended. Goodbye.", Some("en-US")).hang_up()
}

fn step_of(response: Response, step: &Step, code: Option<&str>) -> Response {
    let waited = |half: u32| HALF.repeat(usize::try_from(half).unwrap_or(0));
    match step {
        Step::Wait { seconds, .. } => response.pause(*seconds),
        Step::Press { keys, wait_before, .. } => {
            response.play_digits(&format!("{}{keys}", waited(*wait_before)))
        }
        Step::PressCode { wait_before, end, .. } => {
            response.play_digits(&format!("{}{}{end}", waited(*wait_before), code.unwrap_or_default()))
        }
        Step::Say { text, language } => {
            response.say(text, Some(if language.is_empty() { "en-US" } else { language }))
        }
        Step::HandOver { seconds: 0, .. } => response,
        Step::HandOver { seconds, .. } => response.pause(*seconds),
    }
}

/// The TwiML of a phone tree to look at: a verb a line, the access code as dots.
pub(crate) fn shown(steps: &[Step], code_keys: u32) -> Result<Vec<TwimlLine>, TwimlError> {
    let place = Place { room_name: "(this visit)", identity: "(this line)" };
    // As long as the real thing, so that what is too long is said before it is dialled.
    let code = "0".repeat(usize::try_from(code_keys.clamp(1, 16)).unwrap_or(1));
    let longest = Place { room_name: &"v".repeat(32), identity: &"p".repeat(29) };
    first(Way::Recipe, steps, Some(&code), &longest)?;

    let line = |text: &str, step: Option<u32>| TwimlLine { text: text.to_owned(), step };
    let mut lines = vec![line("<Response>", None)];
    for (step, n) in steps.iter().zip(1u32..) {
        let dots = "•".repeat(code.len());
        let text = match step {
            Step::PressCode { wait_before, end, .. } => {
                let waited = HALF.repeat(usize::try_from(*wait_before).unwrap_or(0));
                format!("<Play digits=\"{waited}{dots}{end}\"/>")
            }
            step => inside(step_of(Response::new(), step, None))?,
        };
        if !text.is_empty() {
            lines.push(line(&format!("  {text}"), Some(n)));
        }
        if matches!(step, Step::HandOver { .. }) {
            for verb in inside(join(Response::new(), &place))?.replace("><", ">\n<").lines() {
                // Twilio is told the room thrice, so that a leg follows the visit into a new one.
                lines.push(line(&format!("  {verb}"), Some(n)));
            }
        }
    }
    lines.push(line("</Response>", None));
    Ok(lines)
}

/// The verbs without the frame.
fn inside(response: Response) -> Result<String, TwimlError> {
    let twiml = response.build()?;
    let text = twiml.as_str();
    let text = text.strip_prefix("<Response>").and_then(|text| text.strip_suffix("</Response>"));
    Ok(text.unwrap_or_default().to_owned())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
    use super::*;

    const PLACE: Place<'_> = Place { room_name: "visit-1", identity: "ph-1" };

    fn steps() -> Vec<Step> {
        let note = String::new;
        vec![
            Step::Wait { seconds: 4, note: note() },
            Step::Press { keys: "2".into(), wait_before: 1, note: note() },
            Step::PressCode { wait_before: 0, end: "#".into(), note: note() },
            Step::Say { text: "Juniper Street Clinic, one patient.".into(), language: String::new() },
            Step::HandOver { seconds: 10, quiet: false, note: note() },
        ]
    }

    #[test]
    fn a_phone_tree_is_walked_and_leads_into_the_room() {
        let twiml = first(Way::Recipe, &steps(), Some("5550142"), &PLACE).unwrap();
        assert!(
            twiml.as_str().starts_with(
                "<Response><Pause length=\"4\"/><Play digits=\"w2\"/><Play digits=\"5550142#\"/>\
                 <Say language=\"en-US\">Juniper Street Clinic, one patient.</Say><Pause length=\"10\"/>\
                 <Connect><Room participantIdentity=\"ph-1\">visit-1</Room></Connect>"
            ),
            "{}",
            twiml.as_str()
        );
        assert!(twiml.as_str().ends_with("<Hangup/></Response>"), "a leg that falls through ends");
    }

    #[test]
    fn a_phone_tree_that_is_tried_leads_nowhere_and_hangs_up() {
        let twiml = tried(&steps(), Some("5550142")).unwrap();
        assert!(
            twiml.as_str().ends_with(
                "<Say language=\"en-US\">Juniper Street Clinic, one patient.</Say><Pause length=\"7\"/>\
                 <Hangup/></Response>"
            ),
            "{}",
            twiml.as_str()
        );
        assert!(!twiml.as_str().contains("<Room"));
    }

    #[test]
    fn what_is_shown_has_no_code_in_it() {
        let lines = shown(&steps(), 7).unwrap();
        let text: Vec<&str> = lines.iter().map(|line| line.text.as_str()).collect();
        assert_eq!(
            text[..4],
            [
                "<Response>",
                "  <Pause length=\"4\"/>",
                "  <Play digits=\"w2\"/>",
                "  <Play digits=\"•••••••#\"/>"
            ]
        );
        assert_eq!(lines[2].step, Some(2), "each verb names its step");
        assert!(text.iter().any(|line| line.contains("(this visit)")));
    }

    #[test]
    fn more_than_twilio_takes_is_refused_before_it_is_dialled() {
        let say = Step::Say { text: "&".repeat(300), language: String::new() };
        let mut long = vec![say; 4];
        long.push(Step::HandOver { seconds: 0, quiet: false, note: String::new() });
        assert!(matches!(shown(&long, 0), Err(TwimlError::TooLong { .. })));
    }

    #[test]
    fn keys_leave_a_leg_where_it_was() {
        let inside = press("12#", true, &PLACE).unwrap();
        assert!(inside.as_str().starts_with("<Response><Play digits=\"12#\"/><Connect>"));
        let outside = press("12#", false, &PLACE).unwrap();
        assert!(!outside.as_str().contains("<Room"), "a guided leg stays outside");
        assert_eq!(outside.as_str().matches("<Pause length=\"600\"/>").count(), 6);
        assert!(!wait().unwrap().as_str().contains("<Room"));
    }
}
