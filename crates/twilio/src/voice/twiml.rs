//! The few verbs of TwiML that a phone leg needs, written so that nothing put into them can become a verb of its own.
//!
//! ```
//! use twilio::voice::Response;
//! let twiml = Response::new().pause(2).play_digits("ww1").connect_room("visit-2f6c1b", "ph-91c2").build()?;
//! assert_eq!(
//!     twiml.as_str(),
//!     r#"<Response><Pause length="2"/><Play digits="ww1"/><Connect><Room participantIdentity="ph-91c2">visit-2f6c1b</Room></Connect></Response>"#
//! );
//! # Ok::<(), twilio::voice::TwimlError>(())
//! ```

use std::fmt;

/// The longest TwiML that may be sent with a request, in characters (Twilio's Call resource, `Twiml`).
pub const LONGEST_TWIML: usize = 4000;

/// Why TwiML cannot be sent. What is in it is not repeated: it may hold an access code.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TwimlError {
    /// Longer than Twilio takes with a request.
    #[error("the TwiML has {length} characters; Twilio takes {LONGEST_TWIML}")]
    TooLong {
        /// How long it is.
        length: usize,
    },
    /// Keys that a phone does not have.
    #[error("only the keys 0-9, A-D, *, # and the pause w can be played")]
    Keys,
    /// A pause without a length.
    #[error("a pause is at least a second long")]
    Pause,
}

/// TwiML as it is sent. It may hold an access code: Debug does not show it.
#[derive(Clone, PartialEq, Eq)]
pub struct Twiml(String);

impl Twiml {
    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Twiml {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Twiml({} characters)", self.0.chars().count())
    }
}

/// A document under way: verbs in the order in which they happen.
#[derive(Clone, Default)]
#[must_use = "nothing is checked before `build`"]
pub struct Response {
    verbs: String,
    fault: Option<TwimlError>,
}

impl Response {
    /// A document that does nothing yet.
    pub fn new() -> Self {
        Response::default()
    }

    /// Speaks a text, in a language (BCP 47) where one is named.
    pub fn say(mut self, text: &str, language: Option<&str>) -> Self {
        self.verbs.push_str("<Say");
        if let Some(language) = language {
            self.attribute("language", language);
        }
        self.verbs.push('>');
        self.verbs.push_str(&escaped(text));
        self.verbs.push_str("</Say>");
        self
    }

    /// Is silent for so many seconds.
    pub fn pause(mut self, seconds: u32) -> Self {
        if seconds == 0 {
            self.fault.get_or_insert(TwimlError::Pause);
        }
        self.verbs.push_str("<Pause");
        self.attribute("length", &seconds.to_string());
        self.verbs.push_str("/>");
        self
    }

    /// Presses keys; `w` waits half a second. (`W` is documented for `SendDigits` only.)
    pub fn play_digits(mut self, keys: &str) -> Self {
        let key = |b: u8| matches!(b, b'0'..=b'9' | b'A'..=b'D' | b'*' | b'#' | b'w');
        if keys.is_empty() || !keys.bytes().all(key) {
            self.fault.get_or_insert(TwimlError::Keys);
        }
        self.verbs.push_str("<Play");
        self.attribute("digits", keys);
        self.verbs.push_str("/>");
        self
    }

    /// Puts the phone into a Room that is in progress, by its unique name. Where there is none, Twilio goes on with the next verb.
    pub fn connect_room(mut self, unique_name: &str, identity: &str) -> Self {
        self.verbs.push_str("<Connect><Room");
        self.attribute("participantIdentity", identity);
        self.verbs.push('>');
        self.verbs.push_str(&escaped(unique_name));
        self.verbs.push_str("</Room></Connect>");
        self
    }

    /// Ends the call.
    pub fn hang_up(mut self) -> Self {
        self.verbs.push_str("<Hangup/>");
        self
    }

    /// The document.
    ///
    /// # Errors
    /// [`TwimlError`] says what in it cannot be sent.
    pub fn build(self) -> Result<Twiml, TwimlError> {
        if let Some(fault) = self.fault {
            return Err(fault);
        }
        let text = format!("<Response>{}</Response>", self.verbs);
        let length = text.chars().count();
        if length > LONGEST_TWIML {
            return Err(TwimlError::TooLong { length });
        }
        Ok(Twiml(text))
    }

    fn attribute(&mut self, name: &str, value: &str) {
        self.verbs.push_str(&format!(" {name}=\"{}\"", escaped(value)));
    }
}

impl fmt::Debug for Response {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Response").field("fault", &self.fault).finish_non_exhaustive()
    }
}

/// A text in which nothing is markup. What XML 1.0 has no character for is left out.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&apos;"),
            '\t' | '\n' | '\r' => out.push(' '),
            c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => {}
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
    use super::*;

    #[test]
    fn what_is_said_cannot_become_a_verb() {
        let said =
            Response::new().say("</Say><Dial>900</Dial> & \"so\" it's\u{1b}\n", Some("es\"><Hangup/>"));
        assert_eq!(
            said.build().unwrap().as_str(),
            "<Response><Say language=\"es&quot;&gt;&lt;Hangup/&gt;\">&lt;/Say&gt;&lt;Dial&gt;900&lt;/Dial&gt; &amp; \
             &quot;so&quot; it&apos;s </Say></Response>"
        );
        let room = Response::new().connect_room("a<b", "x\"y").build().unwrap();
        assert!(room.as_str().contains("<Room participantIdentity=\"x&quot;y\">a&lt;b</Room>"));
    }

    #[test]
    fn keys_that_no_phone_has_are_refused() {
        for keys in ["", "1 2", "W", "1\"/><Hangup/>", "é"] {
            assert_eq!(Response::new().play_digits(keys).build(), Err(TwimlError::Keys), "{keys:?}");
        }
        assert!(Response::new().play_digits("0123456789ABCD*#w").build().is_ok());
        assert_eq!(Response::new().pause(0).build(), Err(TwimlError::Pause));
    }

    #[test]
    fn more_than_twilio_takes_is_refused_to_the_character() {
        let frame = "<Response><Say></Say></Response>".len();
        let fits = "é".repeat(LONGEST_TWIML - frame);
        assert!(Response::new().say(&fits, None).build().is_ok(), "characters are counted, not bytes");
        let more = format!("{fits}e");
        let refused = Response::new().say(&more, None).build();
        assert_eq!(refused, Err(TwimlError::TooLong { length: LONGEST_TWIML + 1 }));
    }

    #[test]
    fn an_access_code_does_not_show() {
        let twiml = Response::new().play_digits("5550142").build().unwrap();
        assert!(!format!("{twiml:?}").contains("5550142"));
        assert!(!format!("{:?}", Response::new().play_digits("5550142")).contains("5550142"));
    }
}
