//! The media server: packets in, packets out, no transcoding.
//!
//! [`router`] and [`peer`] are pure (time is an argument, what to send is returned); only [`net`] owns a socket.

pub(crate) mod clip;
pub(crate) mod layers;
pub(crate) mod net;
pub(crate) mod peer;
pub(crate) mod router;
pub(crate) mod source;
pub(crate) mod speaker;
pub(crate) mod voice;
