//! Whose turn it is to offer, for one peer connection.
//!
//! One counter of revisions is shared by both sides. The server is the impolite side: while its own offer is out, a
//! client's offer is ignored (the client rolls back, answers, and offers again). What was said last is kept, because
//! answers and offers get lost with the socket.
//!
//! One loss can't be made good by saying it again: a client that answers and then offers while its socket is away says
//! only the later of the two when it is back (the SDK keeps, of what waits to be sent, the description with the highest
//! revision). The offer's number gives it away: nobody can count past an offer without having settled it.
//!
//! Sections are never stopped: the SDK recycles every transceiver that sends nothing, those of the server's too, and
//! a track attached to a stopped one would never flow. A section let go in one offer is free only after its answer:
//! used again within the same offer its direction would not change and the client would see nothing.

use std::collections::BTreeMap;

use super::rsp::Description;
use crate::video::TrackKind;

/// What to do with a client's offer.
#[derive(Debug, PartialEq)]
pub(crate) enum Offer {
    /// Answer it.
    Answer,
    /// It was answered before and the answer may have been lost: say it again.
    Repeat(Description),
    /// Answer it, after settling the server's own offer, which is given back: its answer got lost.
    AnswerAfter(Description),
    /// It collides with the server's own, or is older than what was settled.
    Ignore,
}

#[derive(Debug, Default)]
pub(crate) struct Negotiation {
    /// The highest revision seen or sent.
    revision: u64,
    /// The server's offer that has no answer yet.
    pending: Option<Description>,
    /// The last answer the server gave.
    answered: Option<Description>,
}

impl Negotiation {
    /// A client's offer came.
    pub(crate) fn on_offer(&mut self, revision: u64) -> Offer {
        if let Some(answered) = &self.answered
            && answered.revision == revision
        {
            return Offer::Repeat(answered.clone());
        }
        if let Some(pending) = self.pending.take_if(|pending| revision > pending.revision) {
            self.revision = revision;
            return Offer::AnswerAfter(pending);
        }
        if self.pending.is_some() {
            // Not counted either: its number is used again by the offer that follows the answer.
            return Offer::Ignore;
        }
        if revision <= self.revision && self.revision > 0 {
            return Offer::Ignore;
        }
        self.revision = revision;
        Offer::Answer
    }

    /// The server answered the client's offer.
    pub(crate) fn answer(&mut self, sdp: String) -> Description {
        let said = Description { kind: "answer".to_owned(), revision: self.revision, sdp: Some(sdp) };
        self.answered = Some(said.clone());
        said
    }

    /// A client's answer came; whether it is the one that is waited for.
    pub(crate) fn on_answer(&mut self, revision: u64) -> bool {
        if self.pending.as_ref().is_some_and(|p| p.revision == revision) {
            self.pending = None;
            return true;
        }
        false
    }

    /// Whether the server may offer now: the first answer is out, and no offer is.
    pub(crate) fn may_offer(&self) -> bool {
        self.answered.is_some() && self.pending.is_none()
    }

    /// The server offers.
    pub(crate) fn offer(&mut self, sdp: String) -> Description {
        self.revision = self.revision.saturating_add(1);
        let said = Description { kind: "offer".to_owned(), revision: self.revision, sdp: Some(sdp) };
        self.pending = Some(said.clone());
        said
    }

    /// The server's offer that has no answer, to be said again on a new socket.
    pub(crate) fn unanswered(&self) -> Option<&Description> {
        self.pending.as_ref()
    }
}

/// What the server does on a section of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Use {
    /// Nothing; the next subscription may have it.
    Free,
    /// Carries this subscription.
    Sending(String),
    /// Nothing any more; the next offer says so.
    Leaving,
    /// The offer that says so has no answer yet.
    Cooling,
}

/// The server's sections of one peer connection, by mid.
#[derive(Debug, Default)]
pub(crate) struct Pool(BTreeMap<String, (TrackKind, Use)>);

impl Pool {
    /// A free section of this kind, now taken.
    pub(crate) fn take(&mut self, kind: TrackKind, subscription: &str) -> Option<String> {
        let (mid, (_, used)) = self.0.iter_mut().find(|(_, (k, used))| *k == kind && *used == Use::Free)?;
        *used = Use::Sending(subscription.to_owned());
        Some(mid.clone())
    }

    /// A section was added for this subscription.
    pub(crate) fn add(&mut self, mid: String, kind: TrackKind, subscription: &str) {
        self.0.insert(mid, (kind, Use::Sending(subscription.to_owned())));
    }

    /// The subscription ended.
    pub(crate) fn release(&mut self, subscription: &str) {
        for (_, used) in self.0.values_mut() {
            if matches!(used, Use::Sending(s) if s == subscription) {
                *used = Use::Leaving;
            }
        }
    }

    /// Sections the next offer must let go; they cool until it is answered.
    pub(crate) fn cool(&mut self) -> Vec<String> {
        let mut gone = Vec::new();
        for (mid, (_, used)) in &mut self.0 {
            if *used == Use::Leaving {
                *used = Use::Cooling;
                gone.push(mid.clone());
            }
        }
        gone
    }

    /// The offer was answered.
    pub(crate) fn settle(&mut self) {
        for (_, used) in self.0.values_mut() {
            if *used == Use::Cooling {
                *used = Use::Free;
            }
        }
    }

    /// Whether the server sends on this section. One that is leaving still does, until an offer says otherwise.
    pub(crate) fn sends(&self, mid: &str) -> bool {
        matches!(self.0.get(mid), Some((_, Use::Sending(_) | Use::Leaving)))
    }

    /// The subscription a section carries.
    pub(crate) fn carries(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().filter_map(|(mid, (_, used))| match used {
            Use::Sending(subscription) => Some((mid.as_str(), subscription.as_str())),
            _ => None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_repeats_the_offers_revision_and_can_be_had_again() {
        let mut n = Negotiation::default();
        assert!(!n.may_offer(), "nothing can be offered before the first answer");
        assert_eq!(n.on_offer(1), Offer::Answer);
        let answer = n.answer("a".to_owned());
        assert_eq!((answer.kind.as_str(), answer.revision), ("answer", 1));
        assert_eq!(n.on_offer(1), Offer::Repeat(answer));
        assert!(n.may_offer());
    }

    #[test]
    fn the_server_wins_a_collision_and_the_client_offers_again() {
        let mut n = Negotiation::default();
        n.on_offer(1);
        n.answer("a".to_owned());
        let offer = n.offer("o".to_owned());
        assert_eq!(offer.revision, 2);
        assert_eq!(n.on_offer(2), Offer::Ignore);
        assert!(!n.on_answer(1), "an answer to something else");
        assert!(n.on_answer(2));
        assert!(!n.on_answer(2), "only once");
        assert_eq!(n.on_offer(3), Offer::Answer);
        assert_eq!(n.answer("b".to_owned()).revision, 3);
    }

    #[test]
    fn an_offer_past_ours_says_that_ours_was_answered() {
        let mut n = Negotiation::default();
        n.on_offer(1);
        n.answer("a".to_owned());
        let ours = n.offer("o".to_owned());
        assert_eq!(n.on_offer(3), Offer::AnswerAfter(ours));
        assert_eq!(n.answer("b".to_owned()).revision, 3);
        assert!(n.may_offer(), "ours is settled");
        assert!(!n.on_answer(2), "its answer comes too late");
        assert_eq!(n.offer("p".to_owned()).revision, 4);
    }

    #[test]
    fn an_unanswered_offer_is_kept_for_the_next_socket() {
        let mut n = Negotiation::default();
        n.on_offer(1);
        n.answer("a".to_owned());
        let offer = n.offer("o".to_owned());
        assert_eq!(n.unanswered(), Some(&offer));
        assert!(!n.may_offer());
        n.on_answer(2);
        assert_eq!(n.unanswered(), None);
    }

    #[test]
    fn a_section_cools_through_one_offer_before_it_is_used_again() {
        let mut pool = Pool::default();
        assert_eq!(pool.take(TrackKind::Video, "s1"), None);
        pool.add("5".to_owned(), TrackKind::Video, "s1");
        pool.release("s1");
        assert!(pool.sends("5"));
        assert_eq!(pool.take(TrackKind::Video, "s2"), None, "not let go yet");
        assert_eq!(pool.cool(), ["5"]);
        assert_eq!(pool.take(TrackKind::Video, "s2"), None, "the offer that lets it go is not answered");
        pool.settle();
        assert_eq!(pool.take(TrackKind::Audio, "s2"), None, "another kind");
        assert_eq!(pool.take(TrackKind::Video, "s2").as_deref(), Some("5"));
        assert_eq!(pool.carries().collect::<Vec<_>>(), [("5", "s2")]);
    }

    proptest::proptest! {
        #[test]
        fn revisions_only_rise_in_any_order_of_messages(steps in proptest::collection::vec((0u8..4, 0u64..12), 0..200)) {
            let mut n = Negotiation::default();
            let mut last_offer = 0;
            for (step, revision) in steps {
                match step {
                    0 => if matches!(n.on_offer(revision), Offer::Answer | Offer::AnswerAfter(_)) {
                        let said = n.answer(String::new());
                        proptest::prop_assert_eq!(said.revision, revision);
                    },
                    1 => { n.on_answer(revision); }
                    _ => if n.may_offer() {
                        let said = n.offer(String::new());
                        proptest::prop_assert!(said.revision > last_offer);
                        last_offer = said.revision;
                    },
                }
                proptest::prop_assert!(n.unanswered().is_none() || !n.may_offer());
            }
        }
    }
}
