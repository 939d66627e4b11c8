//! The text rewrites between the SDK's session descriptions and the media engine's.
//!
//! Three things the engine can't be told otherwise: which half of a section the server takes no part in, the SDK's
//! legacy simulcast (`a=ssrc-group:SIM`, which the engine ignores), and the name of a subscription on a section that
//! had another before.

use std::collections::HashMap;

use crate::video::TrackKind;

/// One m-section of a client's description.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Section {
    pub(crate) mid: String,
    pub(crate) kind: TrackKind,
    /// The client sends on it.
    pub(crate) sends: bool,
    /// Second token of `a=msid`: the id of the track the client sends.
    pub(crate) track_id: Option<String>,
    /// Simulcast layers, smallest first: SSRC and its retransmission partner.
    pub(crate) layers: Vec<(u32, Option<u32>)>,
}

/// The sections of a description, in order. Sections without a `mid` or of an unknown kind are left out.
pub(crate) fn sections(sdp: &str) -> Vec<Section> {
    chunks(sdp).into_iter().skip(1).filter_map(|c| section(&c)).collect()
}

fn chunks(sdp: &str) -> Vec<Vec<&str>> {
    let mut chunks = vec![Vec::new()];
    for line in sdp.lines() {
        let line = line.trim_end_matches('\r');
        if line.is_empty() {
            continue;
        }
        if line.starts_with("m=") {
            chunks.push(Vec::new());
        }
        if let Some(last) = chunks.last_mut() {
            last.push(line);
        }
    }
    chunks
}

fn section(lines: &[&str]) -> Option<Section> {
    let first = lines.first()?;
    let kind = match first.strip_prefix("m=")?.split(' ').next()? {
        "audio" => TrackKind::Audio,
        "video" => TrackKind::Video,
        "application" => TrackKind::Data,
        _ => return None,
    };
    let stopped = first.split(' ').nth(1) == Some("0") && !lines.contains(&"a=bundle-only");
    let mid = value(lines, "a=mid:")?.to_owned();
    let sends = !stopped && !lines.contains(&"a=recvonly") && !lines.contains(&"a=inactive");
    let track_id = value(lines, "a=msid:").and_then(|v| v.split_whitespace().nth(1)).map(str::to_owned);
    Some(Section { mid, kind, sends, track_id, layers: layers(lines) })
}

fn value<'a>(lines: &[&'a str], prefix: &str) -> Option<&'a str> {
    lines.iter().find_map(|l| l.strip_prefix(prefix))
}

fn layers(lines: &[&str]) -> Vec<(u32, Option<u32>)> {
    let group = |line: &str, prefix: &str| -> Option<Vec<u32>> {
        line.strip_prefix(prefix)?.split_whitespace().map(|n| n.parse().ok()).collect()
    };
    let pairs: HashMap<u32, u32> = lines
        .iter()
        .filter_map(|l| group(l, "a=ssrc-group:FID "))
        .filter_map(|g| Some((*g.first()?, *g.get(1)?)))
        .collect();
    let sim = lines.iter().find_map(|l| group(l, "a=ssrc-group:SIM ")).unwrap_or_default();
    sim.into_iter().map(|ssrc| (ssrc, pairs.get(&ssrc).copied())).collect()
}

/// A client's description as the engine should see it: without the receiving half of sections the server does not
/// send on (so that the client sees no phantom track), and without the SSRCs of simulcast sections (declared to the
/// engine by hand).
pub(crate) fn for_engine(sdp: &str, is_offer: bool, server_sends: impl Fn(&str) -> bool) -> String {
    let mut out = String::with_capacity(sdp.len());
    for chunk in chunks(sdp) {
        let found = section(&chunk);
        let simulcast = found.as_ref().is_some_and(|s| !s.layers.is_empty());
        let strip =
            is_offer && found.as_ref().is_some_and(|s| s.kind != TrackKind::Data && !server_sends(&s.mid));
        for line in chunk {
            if simulcast && (line.starts_with("a=ssrc") || line.starts_with("a=x-google-flag")) {
                continue;
            }
            let line = match line {
                "a=sendrecv" if strip => "a=sendonly",
                "a=recvonly" if strip => "a=inactive",
                other => other,
            };
            out.push_str(line);
            out.push_str("\r\n");
        }
    }
    out
}

/// The answer a client must have given to an offer of the server's, read off the offer that it made after it: as many
/// sections, each with the directions both sides can have agreed on.
pub(crate) fn implied_answer(later_offer: &str, ours: &str) -> String {
    let of_ours = chunks(ours);
    let asked: Vec<(bool, bool)> = of_ours.iter().skip(1).map(|c| directions(c)).collect();
    let mids: Vec<&str> = of_ours.iter().skip(1).filter_map(|c| value(c, "a=mid:")).collect();
    let mut out = String::with_capacity(later_offer.len());
    for (i, chunk) in chunks(later_offer).into_iter().take(1 + asked.len()).enumerate() {
        let ours = i.checked_sub(1).and_then(|i| asked.get(i));
        for line in chunk {
            if let Some(bundle) = line.strip_prefix("a=group:BUNDLE ") {
                let kept: Vec<&str> = bundle.split_whitespace().filter(|mid| mids.contains(mid)).collect();
                out.push_str(&format!("a=group:BUNDLE {}\r\n", kept.join(" ")));
                continue;
            }
            let line = match (DIRECTIONS.iter().find(|(name, ..)| *name == line), ours) {
                (Some((_, sends, receives)), Some((we_send, we_receive))) => {
                    let agreed = (*sends && *we_receive, *receives && *we_send);
                    DIRECTIONS.iter().find(|(_, s, r)| (*s, *r) == agreed).map_or(line, |(name, ..)| *name)
                }
                _ => line,
            };
            out.push_str(line);
            out.push_str("\r\n");
        }
    }
    out
}

/// The attributes of directions: whether who says so sends, and receives.
const DIRECTIONS: [(&str, bool, bool); 4] = [
    ("a=sendrecv", true, true),
    ("a=sendonly", true, false),
    ("a=recvonly", false, true),
    ("a=inactive", false, false),
];

/// Whether the side that wrote a section sends and receives on it (RFC 8866, 6.7: both, where nothing is said).
fn directions(lines: &[&str]) -> (bool, bool) {
    DIRECTIONS.iter().find(|(name, ..)| lines.contains(name)).map_or((true, true), |(_, s, r)| (*s, *r))
}

/// Where the browser's own estimate of its uplink starts, in kbit/s. It would start at 300, and grow by less than a
/// tenth per second: half a minute to 720p on a connection that carries it at once.
const START_KBPS: u32 = 2_500;

/// A description of the engine's as the client should see it. Subscriptions are named by section: the engine fixes the
/// name when a section is added, but sections are used again. `names` has, by mid, the stream (publisher) and the
/// subscription's id.
pub(crate) fn for_client(sdp: &str, names: &HashMap<String, (String, String)>) -> String {
    let mut out = String::with_capacity(sdp.len());
    for chunk in chunks(sdp) {
        let name = value(&chunk, "a=mid:").and_then(|mid| names.get(mid));
        for line in chunk {
            match (name, line.split_once(" msid:")) {
                (Some((stream, id)), Some((ssrc, _))) if line.starts_with("a=ssrc:") => {
                    out.push_str(ssrc);
                    out.push_str(&format!(" msid:{stream} {id}"));
                }
                (Some((stream, id)), None) if line.starts_with("a=msid:") => {
                    out.push_str(&format!("a=msid:{stream} {id}"));
                }
                _ => out.push_str(line),
            }
            out.push_str("\r\n");
            if let Some(pt) = line.strip_prefix("a=rtpmap:").and_then(|l| l.strip_suffix(" VP8/90000")) {
                out.push_str(&format!("a=fmtp:{pt} x-google-start-bitrate={START_KBPS}\r\n"));
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    const OFFER: &str = "v=0\r\ns=-\r\na=group:BUNDLE 0 1 2\r\n\
        m=audio 9 UDP/TLS/RTP/SAVPF 111\r\na=mid:0\r\na=sendrecv\r\na=msid:- mic\r\na=ssrc:1 cname:x\r\n\
        m=video 9 UDP/TLS/RTP/SAVPF 96 97\r\na=mid:1\r\na=sendrecv\r\na=msid:- cam\r\n\
        a=ssrc-group:FID 10 11\r\na=ssrc:10 cname:x\r\na=ssrc:11 cname:x\r\n\
        a=ssrc-group:SIM 10 20 30\r\na=ssrc-group:FID 20 21\r\na=ssrc:20 cname:x\r\na=ssrc-group:FID 30 31\r\n\
        a=x-google-flag:conference\r\n\
        m=video 9 UDP/TLS/RTP/SAVPF 96 97\r\na=mid:2\r\na=recvonly\r\n\
        m=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\na=mid:3\r\na=sendrecv\r\n";

    #[test]
    fn finds_tracks_and_layers() {
        let found = sections(OFFER);
        assert_eq!(found.len(), 4);
        assert_eq!(found[0].track_id.as_deref(), Some("mic"));
        assert!(found[0].sends && found[0].layers.is_empty());
        assert_eq!(found[1].layers, [(10, Some(11)), (20, Some(21)), (30, Some(31))]);
        assert!(!found[2].sends, "recvonly carries nothing to us");
        assert_eq!(found[3].kind, TrackKind::Data);
    }

    #[test]
    fn strips_the_half_the_server_has_no_part_in() {
        let text = for_engine(OFFER, true, |mid| mid == "2");
        assert_eq!(text.matches("a=sendonly").count(), 2);
        assert_eq!(text.matches("a=recvonly").count(), 1, "the server sends on 2");
        assert_eq!(text.matches("a=sendrecv").count(), 1, "the data section is left alone");
        assert!(text.contains("a=ssrc:1 cname:x"), "SSRCs of a plain section stay");
        assert!(!text.contains("a=ssrc-group") && !text.contains("a=ssrc:10") && !text.contains("x-google"));
        let answer = for_engine(OFFER, false, |_| false);
        assert_eq!(answer.matches("a=sendrecv").count(), 3, "an answer keeps its directions");
    }

    #[test]
    fn an_answer_that_was_lost_is_read_off_the_offer_that_follows_it() {
        let ours = "v=0\r\na=group:BUNDLE 0 1\r\nm=audio 9 X 111\r\na=mid:0\r\na=recvonly\r\n\
                    m=video 9 X 96\r\na=mid:1\r\na=sendonly\r\n";
        let later = "v=0\r\na=group:BUNDLE 0 1 2\r\nm=audio 9 X 111\r\na=mid:0\r\na=sendrecv\r\n\
                     m=video 9 X 96\r\na=mid:1\r\na=sendrecv\r\nm=video 9 X 96\r\na=mid:2\r\na=sendrecv\r\n";
        assert_eq!(
            implied_answer(later, ours),
            "v=0\r\na=group:BUNDLE 0 1\r\nm=audio 9 X 111\r\na=mid:0\r\na=sendonly\r\n\
             m=video 9 X 96\r\na=mid:1\r\na=recvonly\r\n",
            "what the client sends on a section of ours was not agreed yet, and neither was its own third section"
        );
    }

    #[test]
    fn renames_both_places_and_starts_the_encoder_fast() {
        let sdp = "v=0\r\nm=video 9 X 96\r\na=mid:4\r\na=msid:old one\r\na=ssrc:5 cname:c\r\na=ssrc:5 msid:old one\r\n\
                   a=rtpmap:96 VP8/90000\r\nm=audio 9 X 111\r\na=mid:5\r\na=msid:keep me\r\n";
        let names = HashMap::from([("4".to_owned(), ("PA1".to_owned(), "sub".to_owned()))]);
        assert_eq!(
            for_client(sdp, &names),
            "v=0\r\nm=video 9 X 96\r\na=mid:4\r\na=msid:PA1 sub\r\na=ssrc:5 cname:c\r\na=ssrc:5 msid:PA1 sub\r\n\
             a=rtpmap:96 VP8/90000\r\na=fmtp:96 x-google-start-bitrate=2500\r\nm=audio 9 X 111\r\na=mid:5\r\na=msid:keep me\r\n"
        );
    }

    #[test]
    fn junk_has_no_sections() {
        for junk in ["", "m=", "m=video\r\n", "\r\n\r\nm=text 9\r\na=mid:0", "a=ssrc-group:SIM x"] {
            assert!(sections(junk).is_empty(), "{junk:?}");
        }
    }
}
