//! Phone calls: placing them with TwiML of our own, looking at them, steering and ending them.
//!
//! A call is placed with its TwiML in the request (`Twiml`), never with a `Url` that Twilio would fetch: a desktop program has no address
//! that Twilio reaches.

mod call;
mod twiml;

pub use call::{
    AnsweredBy, Call, CallFilter, CallStatus, Calls, MachineDetection, NewCall, StatusCallbackEvent,
};
pub use twiml::{LONGEST_TWIML, Response, Twiml, TwimlError};
