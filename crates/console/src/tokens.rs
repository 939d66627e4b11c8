//! Every access token the console gives out, and the one place where it is decided what each opens.
//!
//! - A link opens its invitation's own two Documents and nothing else.
//! - A guest's admission opens the one room that is open now, by its SID: it can make no room and dies with it.
//! - The provider's opens the visit's room by name, so that connecting makes it (an ad-hoc room).
//! - A call that grows past two people is gone into a second time, by another connection with other settings, before the
//!   first is left ([`Profile::Many`]). Identities are unique in a room, so the second has one of its own: the person's,
//!   and a mark at its end. Nobody but this module and the pages' `person.ts` knows the mark.
//! - A pass to try the network with opens nothing: it is for a RoomSid that no room has. It lives for minutes.
//! - The console page's own opens the Documents that permissions say.

use clinic::network::CHECK_PASS;
use clinic::{InvitationId, PractitionerId, VisitId};
use jiff::{SignedDuration, Timestamp};
use twilio::token::{AccessToken, Jwt, SyncGrant, TokenError, VideoGrant};
use twilio::{Credentials, SyncServiceSid};

use crate::wire::call::Profile;

/// What marks the identity of a stay with the second profile. No id ends so: they are of base-32 letters alone.
const SECOND: &str = "-2";

/// The identity that a person has in a room with this profile.
pub(crate) fn identity_with(profile: Profile, person: &str) -> String {
    match profile {
        Profile::Two => person.to_owned(),
        Profile::Many => format!("{person}{SECOND}"),
    }
}

/// The person behind an identity, whichever their profile.
pub(crate) fn person_of(identity: &str) -> &str {
    identity.strip_suffix(SECOND).unwrap_or(identity)
}

/// Five minutes less than the longest life, for clocks that are a little fast.
const LONGEST: SignedDuration = SignedDuration::from_mins(24 * 60 - 5);

/// As long as Twilio keeps anybody in a room who does not ask for more (`MaxParticipantDuration`): reconnecting
/// needs a token that still lives.
pub(crate) const CALL: SignedDuration = SignedDuration::from_hours(4);

const CONSOLE_PAGE: SignedDuration = SignedDuration::from_hours(1);

/// Who makes tokens.
#[derive(Clone)]
pub(crate) struct Mint {
    pub(crate) credentials: Credentials,
    pub(crate) service: SyncServiceSid,
}

impl Mint {
    /// What an invitation's link carries when it is handed out. It lives as long as a token may, so that the same link
    /// serves where the invitation is lengthened later; what it opens is deleted when the invitation ends.
    pub(crate) fn link(&self, id: InvitationId, now: Timestamp) -> Result<Jwt, TokenError> {
        self.link_until(id, now.saturating_add(LONGEST).unwrap_or(Timestamp::MAX), now)
    }

    /// What an open page goes on with when its invitation was lengthened.
    pub(crate) fn link_until(
        &self,
        id: InvitationId,
        until: Timestamp,
        now: Timestamp,
    ) -> Result<Jwt, TokenError> {
        AccessToken::for_identity(id.identity())
            .ttl(until.duration_since(now).min(LONGEST))
            .sync(SyncGrant::new(self.service.clone()))
            .mint(&self.credentials, now)
    }

    /// A guest's way into the room that is open now.
    pub(crate) fn admission(
        &self,
        id: InvitationId,
        room_sid: &str,
        profile: Profile,
        now: Timestamp,
    ) -> Result<Jwt, TokenError> {
        AccessToken::for_identity(identity_with(profile, &id.identity()))
            .ttl(CALL)
            .video(VideoGrant::room(room_sid))
            .mint(&self.credentials, now)
    }

    /// The provider's way into the visit's room. Identities are unique in a room, and each visit has its own room:
    /// a call of the same provider in another visit is not thrown out, a reload of this one takes its place.
    pub(crate) fn provider_call(
        &self,
        provider: PractitionerId,
        visit: VisitId,
        profile: Profile,
        now: Timestamp,
    ) -> Result<Jwt, TokenError> {
        AccessToken::for_identity(identity_with(profile, &provider.identity()))
            .ttl(CALL)
            .video(VideoGrant::room(visit.room_name()))
            .mint(&self.credentials, now)
    }

    /// What a page tries its network with: Twilio tells the addresses and passwords of its relays to whoever has a video
    /// token. A RoomSid that no room has can't be joined and makes no room; the identity is nobody's.
    pub(crate) fn network_pass(&self, now: Timestamp) -> Result<Jwt, TokenError> {
        let nobodys = |prefix: &str| format!("{prefix}{:032x}", rand::random::<u128>());
        AccessToken::for_identity(nobodys("check-"))
            .ttl(CHECK_PASS)
            .video(VideoGrant::room(nobodys("RM")))
            .mint(&self.credentials, now)
    }

    /// What the console's own page listens with.
    pub(crate) fn console_page(&self, provider: PractitionerId, now: Timestamp) -> Result<Jwt, TokenError> {
        AccessToken::for_identity(provider.identity())
            .ttl(CONSOLE_PAGE)
            .sync(SyncGrant::new(self.service.clone()))
            .mint(&self.credentials, now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_identities_of_a_person_lead_to_the_same_person_and_differ() {
        for person in [InvitationId::random().identity(), PractitionerId::random().identity()] {
            let both = [Profile::Two, Profile::Many].map(|profile| identity_with(profile, &person));
            assert_ne!(both[0], both[1]);
            assert_eq!(both.each_ref().map(|identity| person_of(identity)), [&*person, &*person]);
        }
    }
}
