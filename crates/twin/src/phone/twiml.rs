//! TwiML as far as phones need it: text in, verbs out.
//!
//! What Twilio would not take is an error with Twilio's code; what Twilio has and the twin has not is refused by name.

use jiff::SignedDuration;
use roxmltree::{Document, Node};

/// One instruction.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Verb {
    /// Silence.
    Pause(SignedDuration),
    /// DTMF.
    Play(Vec<Tone>),
    /// Speech.
    Say(String),
    /// The call becomes a participant of this room, if it is in progress.
    Room { name: String, identity: Option<String> },
    /// The end.
    Hangup,
}

/// A part of a keypad sequence.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Tone {
    /// A key.
    Key(char),
    /// Half a second of waiting, or a whole one.
    Wait(SignedDuration),
}

impl Tone {
    /// How long it takes. A key is a tenth of a second of sound and as much of silence.
    pub(crate) fn lasts(self) -> SignedDuration {
        match self {
            Self::Key(_) => SignedDuration::from_millis(200),
            Self::Wait(wait) => wait,
        }
    }
}

/// Why a document can't be carried out.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Wrong {
    /// Twilio would write this into its debugger and drop the call.
    Invalid { code: u32, message: String },
    /// Twilio could do it and the twin can't.
    NotModelled(String),
}

/// Twilio's verbs that the twin does not model.
const ELSEWHERE: [&str; 18] = [
    "Connect", "Dial", "Enqueue", "Echo", "Gather", "Leave", "Pay", "Prompt", "Queue", "Record", "Redirect",
    "Refer", "Reject", "Siprec", "Sms", "Start", "Stop", "Stream",
];

fn schema(message: impl Into<String>) -> Wrong {
    Wrong::Invalid { code: 12200, message: format!("Schema validation warning: {}", message.into()) }
}

/// The verbs of a document.
pub(crate) fn parse(text: &str) -> Result<Vec<Verb>, Wrong> {
    let invalid = |code, message: String| Wrong::Invalid { code, message };
    // The parser's default refuses document types, and with them entities that grow.
    let document =
        Document::parse(text).map_err(|error| invalid(12100, format!("Document parse failure: {error}")))?;
    let root = document.root_element();
    if root.tag_name().name() != "Response" {
        return Err(invalid(12102, "The root element must be Response".into()));
    }
    attributes(root, &[])?;
    elements(root)?.into_iter().map(verb).collect()
}

/// The elements under a node, which must have no text beside them.
fn elements<'a>(node: Node<'a, 'a>) -> Result<Vec<Node<'a, 'a>>, Wrong> {
    let mut out = Vec::new();
    for child in node.children() {
        if child.is_element() {
            out.push(child);
        } else if child.is_text() && !child.text().unwrap_or_default().trim().is_empty() {
            return Err(schema(format!("text in <{}>", node.tag_name().name())));
        }
    }
    Ok(out)
}

/// Refuses every attribute that the schema has not, and by name those that the twin has not.
fn attributes(node: Node<'_, '_>, allowed: &[&str]) -> Result<(), Wrong> {
    let name = node.tag_name().name();
    for attribute in node.attributes() {
        match (name, attribute.name()) {
            (_, known) if allowed.contains(&known) => {}
            ("Connect", "action" | "method") | ("Play", "loop") => {
                return Err(Wrong::NotModelled(format!("<{name} {}>", attribute.name())));
            }
            (_, unknown) => return Err(schema(format!("<{name}> has no attribute {unknown}"))),
        }
    }
    Ok(())
}

/// The text of an element that may hold nothing else.
fn text(node: Node<'_, '_>) -> Result<String, Wrong> {
    if let Some(child) = node.children().find(Node::is_element) {
        let (of, name) = (node.tag_name().name(), child.tag_name().name());
        return Err(if of == "Say" {
            Wrong::NotModelled(format!("<{name}> in <Say>"))
        } else {
            schema(format!("<{name}> in <{of}>"))
        });
    }
    Ok(node.children().filter_map(|child| child.text()).collect::<String>().trim().to_owned())
}

fn verb(node: Node<'_, '_>) -> Result<Verb, Wrong> {
    match node.tag_name().name() {
        "Pause" => {
            attributes(node, &["length"])?;
            let length = node.attribute("length").unwrap_or("1");
            let seconds = length.parse::<u32>().map_err(|_| schema("Pause length is no whole number"))?;
            Ok(Verb::Pause(SignedDuration::from_secs(seconds.into())))
        }
        "Play" => {
            attributes(node, &["digits"])?;
            match node.attribute("digits") {
                // `W` is documented for SendDigits only.
                Some(digits) if text(node)?.is_empty() => tones(digits, false)
                    .map(Verb::Play)
                    .ok_or_else(|| schema("Play digits may hold 0-9, A-D, #, * and w")),
                _ => Err(Wrong::NotModelled("<Play> of a recording".into())),
            }
        }
        "Say" => {
            attributes(node, &["voice", "language", "loop"])?;
            let repeats = node.attribute("loop").unwrap_or("1").parse::<usize>();
            match repeats {
                Ok(repeats @ 1..=1000) => Ok(Verb::Say(vec![text(node)?; repeats].join(" "))),
                Ok(0) => Err(Wrong::NotModelled("<Say> without end".into())),
                _ => Err(schema("Say loop is out of range")),
            }
        }
        "Hangup" => {
            attributes(node, &[])?;
            Ok(Verb::Hangup)
        }
        "Connect" => {
            attributes(node, &[])?;
            match elements(node)?.as_slice() {
                [room] if room.tag_name().name() == "Room" => connect(*room),
                [] => Err(schema("<Connect> is empty")),
                [noun, ..] => Err(Wrong::NotModelled(format!("<{}> in <Connect>", noun.tag_name().name()))),
            }
        }
        known if ELSEWHERE.contains(&known) => Err(Wrong::NotModelled(format!("<{known}>"))),
        unknown => Err(schema(format!("there is no verb <{unknown}>"))),
    }
}

fn connect(room: Node<'_, '_>) -> Result<Verb, Wrong> {
    attributes(room, &["participantIdentity"])?;
    let name = text(room)?;
    if name.is_empty() {
        return Err(schema("<Room> names no Room"));
    }
    let identity = room.attribute("participantIdentity").map(str::to_owned);
    if identity.as_ref().is_some_and(|identity| !(1..=128).contains(&identity.len())) {
        return Err(schema("participantIdentity must have 1 to 128 characters"));
    }
    Ok(Verb::Room { name, identity })
}

/// A keypad sequence; `wide` also takes `W`, a whole second.
pub(crate) fn tones(text: &str, wide: bool) -> Option<Vec<Tone>> {
    let tone = |key| match key {
        '0'..='9' | 'A'..='D' | '#' | '*' => Some(Tone::Key(key)),
        'w' => Some(Tone::Wait(SignedDuration::from_millis(500))),
        'W' if wide => Some(Tone::Wait(SignedDuration::from_secs(1))),
        _ => None,
    };
    text.chars().map(tone).collect()
}

/// How long a voice takes to say this.
pub(crate) fn speech(text: &str) -> SignedDuration {
    // About 150 words of six letters in a minute.
    let letters = i64::try_from(text.chars().count()).unwrap_or(i64::MAX / 100);
    SignedDuration::from_millis(letters.saturating_mul(66).max(500))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
    use proptest::prelude::*;

    use super::*;

    fn code(text: &str) -> u32 {
        match parse(text) {
            Err(Wrong::Invalid { code, .. }) => code,
            other => panic!("{text}: {other:?}"),
        }
    }

    #[test]
    fn the_walk_through_a_phone_tree_into_a_room_is_understood() {
        let verbs = parse(
            r#"<?xml version="1.0" encoding="UTF-8"?><Response><Pause length="2"/><Play digits="ww1#"/><Pause/>
               <Connect><Room participantIdentity="interp-4c1d">visit-2f6c1b</Room></Connect>
               <!-- and then --><Say voice="Polly.Joanna" language="en-US">The visit &amp; the call are over.</Say>
               <Hangup/></Response>"#,
        )
        .unwrap();
        let half = Tone::Wait(SignedDuration::from_millis(500));
        assert_eq!(
            verbs,
            [
                Verb::Pause(SignedDuration::from_secs(2)),
                Verb::Play(vec![half, half, Tone::Key('1'), Tone::Key('#')]),
                Verb::Pause(SignedDuration::from_secs(1)),
                Verb::Room { name: "visit-2f6c1b".into(), identity: Some("interp-4c1d".into()) },
                Verb::Say("The visit & the call are over.".into()),
                Verb::Hangup,
            ]
        );
    }

    #[test]
    fn what_twilio_would_not_take_has_twilios_code() {
        for broken in [
            "",
            "hello",
            " <?xml version=\"1.0\"?><Response/>",
            "<Response>",
            "<Response a=1/>",
            "<a>&b;</a>",
        ] {
            assert_eq!(code(broken), 12100, "{broken}");
        }
        assert_eq!(code("<response/>"), 12102);
        for odd in [
            "<Response><say>x</say></Response>",
            "<Response><Pause length='-1'/></Response>",
            "<Response><Pause size='1'/></Response>",
            "<Response><Play digits='1W'/></Response>",
            "<Response><Connect><Room></Room></Connect></Response>",
            "<Response><Connect><Room participantIdentity=''>x</Room></Connect></Response>",
            "<Response><Connect/></Response>",
            "<Response>x</Response>",
        ] {
            assert_eq!(code(odd), 12200, "{odd}");
        }
    }

    #[test]
    fn what_twilio_has_and_the_twin_has_not_is_refused_by_name() {
        for elsewhere in [
            "<Redirect>https://example.com</Redirect>",
            "<Gather/>",
            "<Dial>+12025550111</Dial>",
            "<Play>https://example.com/a.mp3</Play>",
            "<Connect action='x'><Room>a</Room></Connect>",
            "<Connect><Stream url='wss://example.com'/></Connect>",
            "<Say><break/></Say>",
        ] {
            let refused = parse(&format!("<Response>{elsewhere}</Response>"));
            assert!(matches!(refused, Err(Wrong::NotModelled(_))), "{elsewhere}: {refused:?}");
        }
    }

    proptest! {
        #[test]
        fn no_text_is_too_odd(text in ".{0,300}", inner in "[<>/A-Za-z\"'= &;]{0,120}") {
            let _ = parse(&text);
            let _ = parse(&format!("<Response>{inner}</Response>"));
        }

        #[test]
        fn what_is_written_is_read(keys in "[0-9A-D#*w]{0,40}", pause in 0u32..4000, name in "[a-z<&\"-]{1,20}") {
            let escaped = name.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;");
            let verbs = parse(&format!(
                "<Response><Play digits=\"{keys}\"/><Pause length=\"{pause}\"/><Connect><Room>{escaped}</Room></Connect></Response>"
            )).unwrap();
            let [Verb::Play(tones), Verb::Pause(length), Verb::Room { name: read, identity: None }] = verbs.as_slice()
                else { panic!("{verbs:?}") };
            prop_assert_eq!(tones.len(), keys.len());
            prop_assert_eq!(length.as_secs(), i64::from(pause));
            prop_assert_eq!(read, &name);
        }
    }
}
