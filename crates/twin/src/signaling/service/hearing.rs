//! What clients say on their sockets, sorted by what it is.

use std::time::Duration;

use super::super::rsp::{self, Ice, In, Own, PeerConnection, Update, VideoProfile};
use super::super::{negotiation::Offer, sdp, tcmp};
use super::{Frame, Moment, Service};
use crate::video::{TrackKind, VideoError};

impl Service {
    pub(super) fn hear(&mut self, id: u64, text: Option<&str>, now: Moment) {
        let Some(welcomed) = self.conns.get(&id).map(|c| c.period.is_some()) else { return };
        let heard = text.and_then(tcmp::parse);
        match heard {
            Some(tcmp::In::Hello { timeout, version, body }) if !welcomed => {
                if version.is_some_and(|v| v != 2) {
                    self.refuse(id, "only version 2 is spoken here");
                    return;
                }
                let period = tcmp::negotiate(timeout);
                if let Some(conn) = self.conns.get_mut(&id) {
                    conn.period = Some(Duration::from_millis(period));
                }
                self.out.push_back((id, Frame::Text(tcmp::welcome(period))));
                if let Some(body) = body {
                    self.hear_body(id, body, now);
                }
            }
            Some(tcmp::In::Msg { body }) if welcomed => self.hear_body(id, body, now),
            Some(tcmp::In::Bye) => {
                // Whoever says goodbye without `disconnect` may come back, as after any lost socket.
                self.out.push_back((id, Frame::Close));
                self.closed(id, now);
            }
            Some(tcmp::In::Heartbeat) if welcomed => {}
            // A welcomed client must never be told `bad`: what is not understood is passed over.
            _ if welcomed => tracing::debug!("a message that is not understood is passed over"),
            _ => self.refuse(id, "not understood; a hello was expected"),
        }
    }

    fn refuse(&mut self, id: u64, reason: &str) {
        self.out.push_back((id, Frame::Text(tcmp::bad(reason))));
        self.out.push_back((id, Frame::Close));
        self.conns.remove(&id);
    }

    fn hear_body(&mut self, id: u64, body: serde_json::Value, now: Moment) {
        // The type is looked at first: a `connect` that can't be read must still be answered, since the SDK waits
        // for ever.
        let asks = matches!(body.get("type").and_then(|t| t.as_str()), Some("ice" | "connect" | "sync"));
        match serde_json::from_value::<In>(body) {
            Ok(In::Ice { token }) => match self.verify(&token, now) {
                Ok(_) => self.say(id, &rsp::Out::iced((self.config.ice_servers)())),
                Err(e) => self.say(id, &rsp::Out::error(&e)),
            },
            Ok(In::Connect(connect)) => {
                if let Err(e) = self.connect(id, *connect, now) {
                    self.say(id, &rsp::Out::error(&e));
                }
            }
            Ok(In::Sync(sync)) => {
                if let Err(e) = self.sync(id, *sync, now) {
                    self.say(id, &rsp::Out::error(&e));
                }
            }
            Ok(In::Update(update)) => self.update(id, update, now),
            Ok(In::Disconnect { session }) => {
                if let Some(sid) = self.speaker_for(id, session.as_deref()) {
                    self.leave(&sid, None, now);
                }
            }
            Ok(In::Unknown) => tracing::debug!("a message of an unknown type is passed over"),
            Err(e) if asks => {
                tracing::debug!(error = %e, "a malformed message");
                self.say(id, &rsp::Out::error(&VideoError::new(53004, "Malformed signaling message")));
            }
            Err(e) => tracing::debug!(error = %e, "a malformed message is passed over"),
        }
    }

    /// The participant a socket speaks for; the session it names, if any, must be its own.
    fn speaker_for(&self, id: u64, session: Option<&str>) -> Option<String> {
        let sid = self.conns.get(&id)?.member.clone()?;
        let live = self.live.get(&sid)?;
        session.is_none_or(|s| s == live.session).then_some(sid)
    }

    fn update(&mut self, id: u64, update: Update, now: Moment) {
        let Some(sid) = self.speaker_for(id, update.session.as_deref()) else { return };
        if let Some(own) = &update.participant {
            self.take_tracks(&sid, own, now);
        }
        if let Some(profile) = update.bandwidth_profile {
            self.set_profile(&sid, profile.video, now);
        }
        self.take_descriptions(&sid, &update.peer_connections, now);
        self.reconcile_room_of(&sid, now);
    }

    pub(super) fn set_profile(&mut self, sid: &str, profile: Option<VideoProfile>, now: Moment) {
        if let Some(live) = self.live.get_mut(sid) {
            live.profile = profile;
        }
        self.rewant(sid, now);
    }

    /// The client's complete track list.
    pub(super) fn take_tracks(&mut self, sid: &str, own: &Own, now: Moment) {
        let Some(live) = self.live.get_mut(sid) else { return };
        let Some(room) = self.rooms.iter_mut().find(|r| r.sid == live.room) else { return };
        let Some(member) = room.member_mut(sid) else { return };
        let changes = member.take(own, &mut self.sids, now.wall);
        live.published_changed |= changes.tracks;
        if changes.any {
            self.announce(sid);
        }
    }

    /// Offers, answers and candidates of the client.
    pub(super) fn take_descriptions(&mut self, sid: &str, connections: &[PeerConnection], now: Moment) {
        for pc in connections {
            let Some(live) = self.live.get(sid).filter(|l| l.pc == pc.id) else { continue };
            if let Some(Ice { candidates, .. }) = &pc.ice
                && let Some(peer) = self.router.peers.get_mut(&live.peer)
            {
                // Bounded: the list is cumulative and comes from outside.
                for c in candidates.iter().filter(|c| !c.candidate.is_empty()).take(64) {
                    peer.add_candidate(&c.candidate);
                }
            }
            let Some(description) = &pc.description else { continue };
            let text = description.sdp.as_deref().unwrap_or_default();
            match description.kind.as_str() {
                "offer" => self.take_offer(sid, description.revision, text, now),
                "answer" => self.take_answer(sid, description.revision, text, now),
                // Its own media is beyond repair.
                "close" => self.leave(sid, None, now),
                _ => {}
            }
        }
    }

    fn take_offer(&mut self, sid: &str, revision: u64, text: &str, now: Moment) {
        let Some(live) = self.live.get_mut(sid) else { return };
        match live.negotiation.on_offer(revision) {
            Offer::Ignore => {}
            Offer::Repeat(said) => live.say.push(said),
            Offer::Answer => self.say_answer(sid, text, now),
            Offer::AnswerAfter(ours) => {
                let ours = ours.sdp.unwrap_or_default();
                self.settle_offer(sid, &sdp::implied_answer(text, &ours), now);
                self.say_answer(sid, text, now);
                self.reconcile_room_of(sid, now);
            }
        }
    }

    fn say_answer(&mut self, sid: &str, text: &str, now: Moment) {
        match self.answer(sid, text, now) {
            Ok(said) => {
                if let Some(live) = self.live.get_mut(sid) {
                    live.say.push(said);
                }
            }
            Err(e) => tracing::debug!(error = %e, "an offer that can't be answered is passed over"),
        }
    }

    /// Answers an offer that was found to be in turn.
    pub(super) fn answer(
        &mut self,
        sid: &str,
        text: &str,
        now: Moment,
    ) -> Result<rsp::Description, VideoError> {
        let gone = || VideoError::new(53204, "Participant not found");
        let live = self.live.get_mut(sid).ok_or_else(gone)?;
        let sections = sdp::sections(text);
        let rewritten = sdp::for_engine(text, true, |mid| live.pool.sends(mid));
        let peer = self.router.peers.get_mut(&live.peer).ok_or_else(gone)?;
        let answer = peer.accept_offer(&rewritten, &sections).map_err(|e| {
            tracing::debug!(error = %e, "an offer was refused");
            VideoError::new(53402, "Unable to apply the client's media description")
        })?;
        let said = live.negotiation.answer(sdp::for_client(&answer, &live.names()));
        let peer = live.peer;
        self.take_sections(sid, &sections);
        self.router.wake(peer, now.instant);
        Ok(said)
    }

    fn take_answer(&mut self, sid: &str, revision: u64, text: &str, now: Moment) {
        let Some(live) = self.live.get_mut(sid) else { return };
        if live.negotiation.on_answer(revision) {
            self.settle_offer(sid, text, now);
            self.reconcile_room_of(sid, now);
        }
    }

    /// The server's offer has this answer.
    fn settle_offer(&mut self, sid: &str, text: &str, now: Moment) {
        let Some(live) = self.live.get_mut(sid) else { return };
        let sections = sdp::sections(text);
        let rewritten = sdp::for_engine(text, false, |_| true);
        let Some(peer) = self.router.peers.get_mut(&live.peer) else { return };
        if let Err(e) = peer.accept_answer(&rewritten, &sections) {
            tracing::debug!(error = %e, "an answer was refused");
        }
        live.pool.settle();
        for sub in live.subs.values_mut() {
            if let super::Place::Section(_, settled) = &mut sub.place {
                *settled = true;
            }
        }
        let peer = live.peer;
        self.take_sections(sid, &sections);
        self.router.wake(peer, now.instant);
    }

    /// What the client sends, by its latest description.
    fn take_sections(&mut self, sid: &str, sections: &[sdp::Section]) {
        let Some(live) = self.live.get_mut(sid) else { return };
        for section in sections.iter().filter(|s| s.kind != TrackKind::Data) {
            let leg = (live.peer, section.mid.as_str().into());
            if section.sends && section.track_id.is_some() {
                let was = live.sends.insert(section.mid.clone(), section.track_id.clone());
                // The answer to an offer of ours may leave out the group; it is still what was agreed.
                let known = live.layers.get(&section.mid).copied().unwrap_or(0);
                let same = was.flatten() == section.track_id;
                let layers = if section.layers.is_empty() && same { known } else { section.layers.len() };
                live.layers.insert(section.mid.clone(), layers);
                self.router.publish(leg, section.kind == TrackKind::Video, layers);
            } else {
                live.sends.remove(&section.mid);
                live.layers.remove(&section.mid);
                self.router.unpublish(leg);
            }
        }
    }
}
