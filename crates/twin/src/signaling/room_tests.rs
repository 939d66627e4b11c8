//! The room told as stories: commands in, messages out.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use super::*;
use crate::signaling::rsp::OwnTrack;

fn at(secs: i64) -> Timestamp {
    Timestamp::from_second(1_700_000_000 + secs).unwrap()
}

fn own(revision: u64, ids: &[(&str, bool)]) -> Own {
    let track = |(id, enabled): &(&str, bool)| OwnTrack {
        id: (*id).to_owned(),
        kind: TrackKind::Video,
        name: Some((*id).to_owned()),
        enabled: *enabled,
        priority: None,
    };
    Own { revision, tracks: ids.iter().map(track).collect() }
}

fn room(ad_hoc: bool, sids: &mut Sids) -> Room {
    let new = NewRoom { unique_name: Some("visit".to_owned()), max_participants: 2, ..NewRoom::default() };
    Room::new(new, ad_hoc, sids, at(0))
}

#[test]
fn sids_have_twilios_shape_and_repeat_with_a_seed() {
    let (mut a, mut b) = (Sids::new(Some(7)), Sids::new(Some(7)));
    let sid = a.sid("RM");
    assert_eq!(sid, b.sid("RM"));
    assert_eq!(sid.len(), 34);
    assert!(sid[2..].chars().all(|c| c.is_ascii_hexdigit()));
    assert_ne!(sid, a.sid("RM"));
}

#[test]
fn an_ad_hoc_room_ends_with_the_last_one_and_another_room_waits() {
    let sids = &mut Sids::new(Some(1));
    let mut r = room(true, sids);
    let (a, b) = (r.join("a", true, sids, at(1)), r.join("b", true, sids, at(2)));
    assert!(!r.leave(&a, at(3)));
    assert!(r.leave(&b, at(4)));

    let mut r = room(false, sids);
    assert!(!r.is_stale(at(299)));
    assert!(r.is_stale(at(300)), "unused for five minutes");
    let a = r.join("a", true, sids, at(299));
    assert!(!r.is_stale(at(9_999)));
    assert!(!r.leave(&a, at(10_000)));
    assert!(!r.is_stale(at(10_299)));
    assert!(r.is_stale(at(10_300)), "empty for five minutes");
}

#[test]
fn a_full_room_still_lets_the_same_identity_in_again() {
    let sids = &mut Sids::new(Some(1));
    let mut r = room(true, sids);
    r.join("a", true, sids, at(1));
    r.join("b", true, sids, at(1));
    assert_eq!(r.admits("c").unwrap_err().code, 53105);
    assert!(r.admits("b").is_ok());
}

#[test]
fn a_list_with_the_same_content_changes_nothing() {
    let sids = &mut Sids::new(Some(1));
    let mut r = room(true, sids);
    let sid = r.join("a", true, sids, at(1));
    let m = r.member_mut(&sid).unwrap();
    assert_eq!(m.take(&own(3, &[("cam", true)]), sids, at(1)), Changes { any: true, tracks: true });
    assert_eq!(m.take(&own(4, &[("cam", true)]), sids, at(2)), Changes::default());
    assert_eq!(m.take(&own(2, &[]), sids, at(2)), Changes::default(), "older than what was heard");
    assert_eq!(m.take(&own(5, &[("cam", false)]), sids, at(3)), Changes { any: true, tracks: false });
    let sid = m.tracks[0].sid.clone();
    assert_eq!(m.take(&own(6, &[("screen", true)]), sids, at(4)), Changes { any: true, tracks: true });
    assert_ne!(m.tracks[0].sid, sid, "a track published anew has a new SID");
}

#[test]
fn rules_decide_from_the_last_that_matches() {
    let sids = &mut Sids::new(Some(1));
    let mut r = room(true, sids);
    let (a, b) = (r.join("a", true, sids, at(1)), r.join("b", false, sids, at(1)));
    r.member_mut(&a).unwrap().take(&own(1, &[("cam", true)]), sids, at(1));
    let wants = |r: &Room| {
        let (a, b) = (r.member(&a).unwrap(), r.member(&b).unwrap());
        b.wants(a, &a.tracks[0])
    };
    assert!(!wants(&r), "b connected without automatic subscription");
    let include = SubscribeRule { include: true, all: true, ..SubscribeRule::default() };
    let no_video = SubscribeRule { kind: Some(TrackKind::Video), ..SubscribeRule::default() };
    let from_a = SubscribeRule { include: true, publisher: Some("a".to_owned()), ..SubscribeRule::default() };
    let mut set = |rules: &[SubscribeRule]| {
        check_rules(rules).unwrap();
        r.member_mut(&b).unwrap().set_rules(rules.to_vec(), at(2));
        wants(&r)
    };
    assert!(set(std::slice::from_ref(&include)));
    assert!(!set(&[include.clone(), no_video.clone()]));
    assert!(set(&[include.clone(), no_video.clone(), from_a.clone()]));
    assert!(!set(&[no_video]), "nothing matched includes it");
    for bad in [vec![], vec![SubscribeRule::default()], vec![SubscribeRule { all: true, ..from_a }]] {
        assert_eq!(check_rules(&bad).unwrap_err().code, 53215);
    }
}

proptest::proptest! {
    #[test]
    fn what_others_are_told_has_rising_revisions_and_sids_that_stay(
        steps in proptest::collection::vec((0u64..6, proptest::bits::u8::masked(0x0f), proptest::bool::ANY), 1..60)
    ) {
        let sids = &mut Sids::new(Some(1));
        let mut r = room(true, sids);
        let sid = r.join("a", true, sids, at(1));
        let m = r.member_mut(&sid).unwrap();
        let (mut last, mut heard) = (0, 0);
        for (step, set, enabled) in steps {
            let names = ["w", "x", "y", "z"];
            let list: Vec<_> = (0..4).filter(|i| set & (1 << i) != 0).map(|i| (names[i], enabled)).collect();
            let before: Vec<_> = m.tracks.iter().map(|t| (t.id.clone(), t.sid.clone())).collect();
            let changes = m.take(&own(heard + step, &list), sids, at(2));
            heard = heard.max(heard + step);
            if changes.any {
                let said = m.announce();
                proptest::prop_assert!(said.revision > last);
                last = said.revision;
                proptest::prop_assert_eq!(said.tracks.len(), list.len());
            }
            for (id, sid) in before {
                if let Some(t) = m.tracks.iter().find(|t| t.id == id) {
                    proptest::prop_assert_eq!(&t.sid, &sid);
                }
            }
        }
    }
}
