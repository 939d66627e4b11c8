//! What can go wrong with a call, kept whole.
//!
//! Twilio writes errors in two forms, and some answers are no JSON at all. All of it is kept, for the code that decides and for
//! the person who reads a log; but Twilio's own words can hold phone numbers, so they are behind accessors
//! and neither `Display` nor `Debug` shows them.

use std::fmt;

use serde::Deserialize;
use serde_json::Value;

/// `Result` with this crate's [`Error`].
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// A call that brought no usable answer.
pub struct Error {
    doing: &'static str,
    kind: ErrorKind,
}

/// The ways in which a call fails.
#[non_exhaustive]
pub enum ErrorKind {
    /// Twilio answered, with an error.
    Refused(Box<Refusal>),
    /// No answer: the network, the name look-up, TLS or the connection failed.
    Offline(reqwest::Error),
    /// No answer in time.
    TimedOut(reqwest::Error),
    /// An answer that is not what was asked for.
    Unreadable {
        /// Its HTTP status.
        status: u16,
        /// What is wrong with it, without its content.
        problem: String,
    },
    /// The request was not sent, since it cannot be right.
    Invalid(&'static str),
    /// The client could not be set up.
    Setup(String),
}

/// An error answer of Twilio.
#[derive(Clone, PartialEq, Default)]
pub struct Refusal {
    /// HTTP status.
    pub status: u16,
    /// Twilio's error code; none where the answer had none (a proxy's page, for example).
    pub code: Option<u32>,
    /// Twilio's words: `message`, or `detail`, or `title`. For logs that people read, never for the UI: it may hold phone numbers.
    pub message: Option<String>,
    /// The page about the code.
    pub more_info: Option<String>,
    /// `details` of the older form.
    pub details: Option<Value>,
    /// The newer form (RFC 9457), where the answer had it.
    pub problem: Option<Problem>,
    /// Twilio's id of the request, for its support.
    pub request_id: Option<String>,
}

/// A problem as RFC 9457 describes it.
#[derive(Clone, PartialEq, Default)]
pub struct Problem {
    /// `type`: a page about it.
    pub about: Option<String>,
    /// `title`.
    pub title: Option<String>,
    /// `detail`.
    pub detail: Option<String>,
    /// `instance`.
    pub instance: Option<String>,
    /// `errors`: what is wrong with which part of the request.
    pub errors: Vec<ProblemPart>,
}

/// One of the `errors` of a [`Problem`].
#[derive(Clone, PartialEq, Default, Deserialize)]
#[serde(default)]
pub struct ProblemPart {
    /// What is wrong.
    pub detail: Option<String>,
    /// Where.
    pub pointer: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Body {
    code: Option<Value>,
    message: Option<String>,
    more_info: Option<String>,
    details: Option<Value>,
    #[serde(rename = "type")]
    about: Option<String>,
    title: Option<String>,
    detail: Option<String>,
    instance: Option<String>,
    errors: Option<Vec<ProblemPart>>,
}

impl Refusal {
    /// Reads either form; an answer in neither keeps its status.
    pub(crate) fn read(status: u16, request_id: Option<String>, body: &[u8]) -> Refusal {
        let Ok(body) = serde_json::from_slice::<Body>(body) else {
            return Refusal { status, request_id, ..Refusal::default() };
        };
        let code = body.code.as_ref().and_then(|code| match code {
            Value::Number(n) => n.as_u64().and_then(|n| u32::try_from(n).ok()),
            Value::String(s) => s.parse().ok(),
            _ => None,
        });
        let newer =
            body.about.is_some() || body.title.is_some() || body.detail.is_some() || body.errors.is_some();
        let message = body.message.clone().or_else(|| body.detail.clone()).or_else(|| body.title.clone());
        let problem = newer.then_some(Problem {
            about: body.about.clone(),
            title: body.title,
            detail: body.detail,
            instance: body.instance,
            errors: body.errors.unwrap_or_default(),
        });
        // In the newer form `type` is the page about the code.
        let more_info = body.more_info.or(body.about.filter(|page| page.starts_with("http")));
        Refusal { status, code, message, more_info, details: body.details, problem, request_id }
    }
}

impl Error {
    pub(crate) fn new(doing: &'static str, kind: ErrorKind) -> Self {
        Error { doing, kind }
    }

    pub(crate) fn transport(doing: &'static str, error: reqwest::Error) -> Self {
        // The address can hold an identity.
        let error = error.without_url();
        let kind = if error.is_timeout() { ErrorKind::TimedOut(error) } else { ErrorKind::Offline(error) };
        Error::new(doing, kind)
    }

    /// What was being done, as in "create a Room".
    #[must_use]
    pub fn doing(&self) -> &'static str {
        self.doing
    }

    /// The way in which it failed.
    #[must_use]
    pub fn kind(&self) -> &ErrorKind {
        &self.kind
    }

    /// Twilio's error answer, if there was one.
    #[must_use]
    pub fn refusal(&self) -> Option<&Refusal> {
        match &self.kind {
            ErrorKind::Refused(refusal) => Some(refusal),
            _ => None,
        }
    }

    /// Twilio's error code.
    #[must_use]
    pub fn code(&self) -> Option<u32> {
        self.refusal().and_then(|refusal| refusal.code)
    }

    /// The HTTP status, where an answer came.
    #[must_use]
    pub fn status(&self) -> Option<u16> {
        match &self.kind {
            ErrorKind::Refused(refusal) => Some(refusal.status),
            ErrorKind::Unreadable { status, .. } => Some(*status),
            _ => None,
        }
    }

    /// Whether no answer came: Twilio was not reached, or not in time.
    #[must_use]
    pub fn is_offline(&self) -> bool {
        matches!(self.kind, ErrorKind::Offline(_) | ErrorKind::TimedOut(_))
    }

    /// Whether no answer came in time.
    #[must_use]
    pub fn is_timeout(&self) -> bool {
        matches!(self.kind, ErrorKind::TimedOut(_))
    }

    /// Whether the thing does not exist (or no longer).
    #[must_use]
    pub fn is_not_found(&self) -> bool {
        self.status() == Some(404)
    }

    /// Whether Twilio did not accept the API key.
    #[must_use]
    pub fn is_unauthorized(&self) -> bool {
        self.status() == Some(401)
    }

    /// Whether Twilio may have done what was asked although this call failed: no answer, an unreadable one, or a fault at Twilio.
    /// What is not idempotent must then be looked up before it is tried again.
    #[must_use]
    pub fn outcome_unknown(&self) -> bool {
        match &self.kind {
            ErrorKind::Offline(error) => !error.is_connect(),
            ErrorKind::TimedOut(error) => !error.is_connect(),
            ErrorKind::Unreadable { .. } => true,
            ErrorKind::Refused(refusal) => refusal.status >= 500,
            ErrorKind::Invalid(_) | ErrorKind::Setup(_) => false,
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "could not {}: ", self.doing)?;
        match &self.kind {
            ErrorKind::Refused(refusal) => match refusal.code {
                Some(code) => write!(f, "Twilio answered with error {code} (HTTP {})", refusal.status),
                None => write!(f, "the answer was HTTP {}", refusal.status),
            },
            ErrorKind::Offline(_) => f.write_str("Twilio was not reached"),
            ErrorKind::TimedOut(_) => f.write_str("Twilio did not answer in time"),
            ErrorKind::Unreadable { status, problem } => {
                write!(f, "the answer (HTTP {status}) could not be read: {problem}")
            }
            ErrorKind::Invalid(why) => f.write_str(why),
            ErrorKind::Setup(why) => f.write_str(why),
        }
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl fmt::Debug for ErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ErrorKind::Refused(refusal) => refusal.fmt(f),
            ErrorKind::Offline(_) => f.write_str("Offline"),
            ErrorKind::TimedOut(_) => f.write_str("TimedOut"),
            ErrorKind::Unreadable { status, .. } => write!(f, "Unreadable({status})"),
            ErrorKind::Invalid(why) => write!(f, "Invalid({why})"),
            ErrorKind::Setup(why) => write!(f, "Setup({why})"),
        }
    }
}

macro_rules! hidden {
    ($($name:ident)+) => {$(
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.debug_struct(stringify!($name)).finish_non_exhaustive()
            }
        }
    )+};
}
hidden!(Problem ProblemPart);

impl fmt::Debug for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Refusal")
            .field("status", &self.status)
            .field("code", &self.code)
            .field("request_id", &self.request_id)
            .finish_non_exhaustive()
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match &self.kind {
            ErrorKind::Offline(error) | ErrorKind::TimedOut(error) => Some(error),
            _ => None,
        }
    }
}
