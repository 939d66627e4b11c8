//! Video signaling without sockets or clocks: what the SDK says, what it is answered.
//!
//! From the outside in: [`tcmp`] is the envelope, [`rsp`] the messages in it, [`msp`] the messages on data channels;
//! [`room`] knows who is in a room and what they publish, [`negotiation`] whose turn it is to offer, [`sdp`] the text
//! rewrites between the SDK's session descriptions and the media engine's; [`service`] puts them together.

pub(crate) mod msp;
pub(crate) mod negotiation;
pub(crate) mod room;
pub(crate) mod rsp;
pub(crate) mod sdp;
pub(crate) mod service;
pub(crate) mod tcmp;
