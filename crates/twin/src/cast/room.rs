//! The room that a member is in, or on their way into.

use tokio::task::JoinHandle;

use super::member::Member;
use super::report::Admission;
use super::script::NetworkVerdict;
use super::stay::{Event, Joining, Network, Refused, Stay};

/// How long a goodbye may take.
const GOODBYE: std::time::Duration = std::time::Duration::from_secs(2);

/// See the module. Dropping it leaves.
pub(super) struct Room {
    /// The room's SID.
    sid: String,
    stay: Entry,
}

enum Entry {
    OnTheWay(JoinHandle<Result<Stay, Refused>>),
    In(Stay),
    Over,
}

/// What happens to somebody in a room.
pub(super) enum Turn {
    /// They are in.
    In(String),
    /// They were not let in, or are not in any more.
    Out(String),
}

impl Drop for Room {
    fn drop(&mut self) {
        if let Entry::OnTheWay(joining) = &self.stay {
            joining.abort();
        }
    }
}

impl Room {
    /// Sets out for a room.
    pub(super) fn join(member: &Member, admission: Admission, signaling_url: String) -> Self {
        let checks = &member.script.checks;
        let joining = Joining {
            signaling_url,
            token: admission.token,
            room: None,
            look: member.script.look,
            tongue: member.script.voice,
            camera: checks.camera.is_used(),
            microphone: checks.microphone.is_used(),
        };
        Self { sid: admission.room_sid, stay: Entry::OnTheWay(tokio::spawn(Stay::join(joining))) }
    }

    /// What comes next. Cancel-safe. Nothing follows [`Turn::Out`].
    pub(super) async fn next(&mut self) -> Turn {
        loop {
            match &mut self.stay {
                Entry::OnTheWay(joining) => match joining.await {
                    Ok(Ok(stay)) => {
                        self.stay = Entry::In(stay);
                        return Turn::In(self.sid.clone());
                    }
                    failed => {
                        if let Ok(Err(refused)) = failed {
                            tracing::info!("somebody of the cast is not let into a room: {refused}");
                        }
                        self.stay = Entry::Over;
                    }
                },
                Entry::In(stay) => match stay.next().await {
                    Some(Event::Disconnected { .. }) | None => self.stay = Entry::Over,
                    Some(_) => continue,
                },
                Entry::Over => return Turn::Out(self.sid.clone()),
            }
        }
    }

    /// Leaves, and waits until that is said.
    pub(super) async fn leave(mut self) {
        if let Entry::In(stay) = std::mem::replace(&mut self.stay, Entry::Over) {
            // Without a network nobody hears it.
            let _ = tokio::time::timeout(GOODBYE, stay.leave()).await;
        }
    }

    fn stay(&self) -> Option<&Stay> {
        match &self.stay {
            Entry::In(stay) => Some(stay),
            Entry::OnTheWay(_) | Entry::Over => None,
        }
    }

    /// Turns the microphone on or off.
    pub(super) fn set_microphone(&self, on: bool) {
        self.stay().inspect(|stay| stay.set_microphone(on));
    }

    /// Turns the picture on or off.
    pub(super) fn set_camera(&self, on: bool) {
        self.stay().inspect(|stay| stay.set_camera(on));
    }

    /// Talks, or listens.
    pub(super) fn talk(&self, on: bool) {
        self.stay().inspect(|stay| stay.talk(on));
    }

    /// Has the network that the member has.
    pub(super) fn set_network(&self, member: &Member) {
        let network = match (member.network, member.script.checks.network) {
            (false, _) => Network::Gone,
            (true, NetworkVerdict::Poor) => Network::Slow,
            (true, _) => Network::Good,
        };
        self.stay().inspect(|stay| stay.set_network(network));
    }
}
