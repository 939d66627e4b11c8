//! The cast: fictional people who take part in practice visits.
//!
//! They live in the twin's process and come in by the doors that anybody comes in by: a text with a link arrives on their phone's
//! screen, they open it, its token opens their Documents over the Sync socket, they write their report, wait, and go into the room
//! with the video token that they are pushed. All of that goes over loopback sockets; nothing here looks into the twin's state. What each of
//! them does is data ([`script`]). See docs/cast.md.

pub mod command;
mod director;
mod http;
mod invitation;
pub mod loops;
mod member;
mod phone;
mod report;
mod room;
mod runner;
pub mod script;
pub mod stay;
mod twilsock;
mod view;

pub(crate) use director::door::router;
pub use director::{Cast, NotDone, Scene};
pub use member::Doing;
pub use script::{Fault, Script};
pub use view::View;

use crate::phone::{Does, Phone, Phones};
use crate::texts::Arrival;

/// Gives everybody a phone that takes texts and that they answer, unless there is one with their number: its script goes before.
pub(crate) fn give_phones(script: &Script, phones: &Phones) {
    for member in &script.members {
        let does = Does::Person { greeting: 3.0, stays: None };
        let phone = Phone {
            number: member.phone.clone(),
            name: member.name.clone(),
            rings: 4.0,
            does,
            texts: Arrival::default(),
        };
        if phones.with(|exchange, _| exchange.phone(&phone.number).is_none())
            && let Err(wrong) = phones.set(phone)
        {
            tracing::warn!("a phone of the cast is not there: {wrong}");
        }
    }
}
