//! The conversation of one stay with the room: what is heard comes in, what is to be said and done goes out. Pure.

use std::collections::{BTreeMap, HashMap};
use std::time::Duration;

use serde_json::{Value, json};

use super::words::{self, Body, Description, Envelope, State};
use super::{Event, Refused};
use crate::video::TrackKind;

/// The client goes by these names.
const PUBLISHER: &str = "twilio-video.js";
const VERSION: &str = "2.36.0";

/// A track of one's own.
#[derive(Debug, Clone)]
pub(super) struct Track {
    pub(super) id: String,
    pub(super) kind: TrackKind,
    pub(super) enabled: bool,
}

impl Track {
    pub(super) fn new(kind: TrackKind) -> Self {
        Self { id: token(), kind, enabled: true }
    }
}

/// What follows from something heard.
#[derive(Debug)]
pub(super) enum Step {
    /// Let in to the socket; come in to the room with a first offer.
    Offer,
    /// The room has let us in.
    Entered,
    Answer(Description),
    TakeOffer(Description),
    Tell(Event),
    /// Not let in.
    Refused(Refused),
    /// Out again.
    Over(Option<u32>),
}

/// Someone else in the room.
#[derive(Debug)]
struct Person {
    identity: String,
    revision: u64,
    tracks: Vec<String>,
}

#[derive(Debug)]
pub(super) struct Session {
    token: String,
    room: Option<String>,
    /// The peer connection's name.
    pc: String,
    /// The name of the session; without one we are not in the room.
    session: Option<String>,
    pub(super) sid: String,
    pub(super) identity: String,
    pub(super) room_sid: String,
    pub(super) tracks: Vec<Track>,
    own_revision: u64,
    people: BTreeMap<String, Person>,
    /// Tracks by the names their subscriptions have on the wire.
    subscribed: HashMap<String, String>,
    subscribed_revision: u64,
    /// The highest number of a description, seen or sent.
    revision: u64,
    /// Our offer that has no answer.
    offered: Option<Description>,
    /// The last answer we gave: it may get lost with a socket.
    answered: Option<Description>,
    /// Whether the server chooses among layers; if not, one will do.
    pub(super) layers: bool,
    pub(super) heartbeat: Duration,
    /// How long the room waits for somebody whose socket is lost.
    pub(super) patience: Duration,
}

impl Session {
    pub(super) fn new(token_: String, room: Option<String>, tracks: Vec<Track>) -> Self {
        Self {
            token: token_,
            room,
            pc: token(),
            session: None,
            sid: String::new(),
            identity: String::new(),
            room_sid: String::new(),
            tracks,
            own_revision: 0,
            people: BTreeMap::new(),
            subscribed: HashMap::new(),
            subscribed_revision: 0,
            revision: 0,
            offered: None,
            answered: None,
            layers: false,
            heartbeat: Duration::from_secs(5),
            patience: Duration::from_secs(30),
        }
    }

    /// Whether the room has let us in.
    pub(super) fn is_in(&self) -> bool {
        self.session.is_some()
    }

    /// The first word on a socket. On a later socket: what must not have got lost with the one before.
    pub(super) fn hello(&mut self) -> String {
        let body = match &self.session {
            None => words::ice(&self.token),
            Some(session) => json!({
                "type": "sync", "version": 2, "session": session, "token": self.token, "name": self.room,
                "participant": { "revision": self.own_revision, "tracks": self.own_tracks() },
                "peer_connections": [words::described(&self.pc, self.offered.as_ref().or(self.answered.as_ref()))],
            }),
        };
        words::hello(&token(), &body)
    }

    /// Asks to come in.
    pub(super) fn connect(&mut self, sdp: String) -> String {
        self.own_revision += 1;
        let offer = self.offer_of(sdp);
        let channel = json!({ "transports": [{ "type": "data-channel" }] });
        words::msg(&json!({
            "type": "connect", "version": 2, "name": self.room, "token": self.token, "ice_servers": "acquire",
            "format": "unified",
            "publisher": { "name": PUBLISHER, "sdk_version": VERSION, "user_agent": "anteroom-twin cast" },
            "subscribe": { "revision": 1, "rules": [{ "type": "include", "all": true }] },
            "participant": { "revision": self.own_revision, "tracks": self.own_tracks() },
            "peer_connections": [words::described(&self.pc, Some(&offer))],
            // What keeps a camera's layers on.
            "media_signaling": { "publisher_hints": channel },
        }))
    }

    /// Says that no candidates follow: the server's address is known, and it learns ours by being asked.
    pub(super) fn no_candidates(&self, ufrag: &str) -> String {
        let ice = json!({ "candidates": [], "ufrag": ufrag, "revision": 1, "complete": true });
        self.update(json!([{ "id": self.pc, "ice": ice }]))
    }

    /// Offers: tracks that are new, or a connection made afresh.
    pub(super) fn offer(&mut self, sdp: String) -> String {
        let offer = self.offer_of(sdp);
        self.update(json!([words::described(&self.pc, Some(&offer))]))
    }

    fn offer_of(&mut self, sdp: String) -> Description {
        self.revision += 1;
        let offer = Description { kind: "offer".to_owned(), revision: self.revision, sdp };
        self.offered = Some(offer.clone());
        offer
    }

    /// Answers an offer of the server's.
    pub(super) fn answer(&mut self, revision: u64, sdp: String) -> String {
        let answer = Description { kind: "answer".to_owned(), revision, sdp };
        let said = self.update(json!([words::described(&self.pc, Some(&answer))]));
        self.answered = Some(answer);
        said
    }

    /// Whether an offer of ours waits for its answer.
    pub(super) fn offers(&self) -> bool {
        self.offered.is_some()
    }

    /// A track that is new.
    pub(super) fn publish(&mut self, track: Track) {
        self.own_revision += 1;
        self.tracks.push(track);
    }

    /// Turns a track off or on; `None` if nothing changes by it.
    pub(super) fn enable(&mut self, kind: TrackKind, on: bool) -> Option<String> {
        let track = self.tracks.iter_mut().find(|track| track.kind == kind && track.enabled != on)?;
        track.enabled = on;
        self.own_revision += 1;
        Some(self.update(json!([])))
    }

    pub(super) fn disconnect(&self) -> String {
        words::msg(&json!({ "type": "disconnect", "version": 2, "session": self.session }))
    }

    fn update(&self, peer_connections: Value) -> String {
        words::msg(&json!({
            "type": "update", "version": 2, "session": self.session,
            "participant": { "revision": self.own_revision, "tracks": self.own_tracks() },
            "peer_connections": peer_connections,
        }))
    }

    fn own_tracks(&self) -> Vec<Value> {
        let name = |track: &Track| if track.kind == TrackKind::Audio { "microphone" } else { "camera" };
        self.tracks
            .iter()
            .map(|track| {
                json!({ "id": track.id, "kind": track.kind, "name": name(track), "enabled": track.enabled,
                        "priority": "standard" })
            })
            .collect()
    }

    /// Whose track a subscription carries.
    pub(super) fn sender(&self, subscription: &str) -> Option<&str> {
        let track = self.subscribed.get(subscription)?;
        self.people
            .values()
            .find(|person| person.tracks.contains(track))
            .map(|person| person.identity.as_str())
    }

    /// The server said something.
    pub(super) fn hear(&mut self, text: &str) -> Vec<Step> {
        let refused = |code, words: &str| vec![Step::Refused(Refused { code, words: words.to_owned() })];
        match serde_json::from_str(text) {
            Ok(Envelope::Welcome { negotiated_timeout }) => {
                self.heartbeat = Duration::from_millis(negotiated_timeout.clamp(1_000, 60_000));
                Vec::new()
            }
            Ok(Envelope::Msg { body }) => self.hear_body(body),
            Ok(Envelope::Busy { retry_after }) if retry_after < 0 => {
                refused(53006, "Signaling server is busy")
            }
            Ok(Envelope::Bad { reason }) => refused(53000, &reason),
            Ok(Envelope::Busy { .. } | Envelope::Other) => Vec::new(),
            Err(error) => {
                tracing::debug!(%error, "a message is passed over");
                Vec::new()
            }
        }
    }

    fn hear_body(&mut self, body: Body) -> Vec<Step> {
        match body {
            Body::Iced {} if !self.is_in() => vec![Step::Offer],
            Body::Connected(state) => {
                self.layers =
                    state.media_signaling.as_ref().is_some_and(|m| m.contains_key("publisher_hints"));
                let mut steps = vec![Step::Entered];
                steps.extend(self.take(*state, true));
                steps
            }
            Body::Synced(state) => self.take(*state, true),
            Body::Update(state) => self.take(*state, false),
            Body::Disconnected { status } => vec![Step::Over((status == "completed").then_some(53118))],
            Body::Error { code, .. } if self.is_in() => vec![Step::Over(Some(code))],
            Body::Error { code, message } => vec![Step::Refused(Refused { code, words: message })],
            Body::Iced {} | Body::Other => Vec::new(),
        }
    }

    /// `complete`: who is not named is gone.
    fn take(&mut self, state: State, complete: bool) -> Vec<Step> {
        if let Some(session) = state.session {
            self.session = Some(session);
        }
        if let Some(sid) = state.sid {
            self.room_sid = sid;
        }
        if let Some(own) = state.participant {
            (self.sid, self.identity) = (own.sid, own.identity);
        }
        if let Some(options) = state.options {
            self.patience = Duration::from_secs(options.session_timeout);
        }
        if let Some(subscribed) = state.subscribed
            && subscribed.revision > self.subscribed_revision
        {
            self.subscribed_revision = subscribed.revision;
            let pair = |track: words::SubscribedTrack| Some((track.id?, track.sid));
            self.subscribed = subscribed.tracks.into_iter().filter_map(pair).collect();
        }
        let mut steps = self.meet(state.participants.unwrap_or_default(), complete);
        steps.extend(state.peer_connections.into_iter().filter_map(|pc| self.turn(pc.description?)));
        steps
    }

    fn meet(&mut self, people: Vec<words::Remote>, complete: bool) -> Vec<Step> {
        let mut steps = Vec::new();
        if complete {
            let gone = |sid: &String| !people.iter().any(|person| person.sid == *sid);
            let gone: Vec<String> = self.people.keys().filter(|sid| gone(sid)).cloned().collect();
            steps.extend(gone.into_iter().filter_map(|sid| self.part(sid)));
        }
        for words::Remote { sid, identity, state, revision, tracks } in people {
            if sid == self.sid
                || self.people.get(&sid).is_some_and(|known| known.revision >= revision && !complete)
            {
                continue;
            }
            if state == "disconnected" {
                steps.extend(self.part(sid));
                continue;
            }
            let tracks = tracks.into_iter().map(|track| track.sid).collect();
            let known = Person { identity: identity.clone(), revision, tracks };
            if self.people.insert(sid.clone(), known).is_none() {
                steps.push(Step::Tell(Event::ParticipantJoined { sid, identity }));
            }
        }
        steps
    }

    fn part(&mut self, sid: String) -> Option<Step> {
        let Person { identity, .. } = self.people.remove(&sid)?;
        Some(Step::Tell(Event::ParticipantLeft { sid, identity }))
    }

    /// What a description asks for, if it is not an old one. We are the polite side: an offer of ours gives way.
    fn turn(&mut self, description: Description) -> Option<Step> {
        let revision = description.revision;
        match description.kind.as_str() {
            "answer" if self.offered.as_ref().is_some_and(|offer| offer.revision == revision) => {
                self.offered = None;
                Some(Step::Answer(description))
            }
            "offer" => {
                let settled = self.answered.as_ref().map_or(0, |answer| answer.revision);
                if revision <= settled {
                    return None;
                }
                self.offered = None;
                self.revision = self.revision.max(revision);
                Some(Step::TakeOffer(description))
            }
            _ => None,
        }
    }
}

/// A name that nobody else has.
fn token() -> String {
    let bits: u128 = rand::random();
    format!("{bits:032x}")
}
