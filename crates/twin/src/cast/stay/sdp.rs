//! Layers in a description, as the SDK writes them: not with rids, but with a group of SSRCs.

use std::collections::HashMap;

use str0m::rtp::Ssrc;

/// The SSRCs of a section's layers and of their retransmissions, the smallest first, by mid.
pub(super) type Layers = HashMap<String, Vec<(Ssrc, Ssrc)>>;

/// A description of the engine's, with these layers in place of the one SSRC that it knows of.
pub(super) fn with_layers(text: &str, layers: &Layers) -> String {
    let mut out = String::with_capacity(text.len() + 1_000);
    let mut sections = text.split("\r\nm=");
    if let Some(head) = sections.next() {
        out.push_str(head.trim_end_matches("\r\n"));
        out.push_str("\r\n");
    }
    for section in sections {
        let mid = section.lines().find_map(|line| line.strip_prefix("a=mid:"));
        let of_section = mid.and_then(|mid| layers.get(mid));
        out.push_str("m=");
        for line in section.lines() {
            if of_section.is_none() || !line.starts_with("a=ssrc") {
                out.push_str(line);
                out.push_str("\r\n");
            }
        }
        let Some(of_section) = of_section else { continue };
        let stream = section.lines().find_map(|line| line.strip_prefix("a=msid:")).unwrap_or("- -");
        let all: Vec<String> = of_section.iter().map(|(ssrc, _)| ssrc.to_string()).collect();
        out.push_str(&format!("a=ssrc-group:SIM {}\r\n", all.join(" ")));
        for (ssrc, rtx) in of_section {
            out.push_str(&format!("a=ssrc-group:FID {ssrc} {rtx}\r\n"));
            for ssrc in [ssrc, rtx] {
                out.push_str(&format!("a=ssrc:{ssrc} cname:cast\r\na=ssrc:{ssrc} msid:{stream}\r\n"));
            }
        }
        out.push_str("a=x-google-flag:conference\r\n");
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_camera_has_a_group_of_ssrcs_and_the_rest_stays() {
        let text = "v=0\r\na=group:BUNDLE 0 1\r\nm=audio 9 X 111\r\na=mid:0\r\na=ssrc:1 cname:a\r\n\
                    m=video 9 X 96\r\na=mid:1\r\na=msid:- cam\r\na=ssrc:2 cname:b\r\na=ssrc-group:FID 2 3\r\n";
        let pair = |ssrc: u32| (Ssrc::from(ssrc), Ssrc::from(ssrc + 1));
        let layers = HashMap::from([("1".to_owned(), vec![pair(10), pair(20)])]);
        assert_eq!(
            with_layers(text, &layers),
            "v=0\r\na=group:BUNDLE 0 1\r\nm=audio 9 X 111\r\na=mid:0\r\na=ssrc:1 cname:a\r\n\
             m=video 9 X 96\r\na=mid:1\r\na=msid:- cam\r\na=ssrc-group:SIM 10 20\r\n\
             a=ssrc-group:FID 10 11\r\na=ssrc:10 cname:cast\r\na=ssrc:10 msid:- cam\r\n\
             a=ssrc:11 cname:cast\r\na=ssrc:11 msid:- cam\r\n\
             a=ssrc-group:FID 20 21\r\na=ssrc:20 cname:cast\r\na=ssrc:20 msid:- cam\r\n\
             a=ssrc:21 cname:cast\r\na=ssrc:21 msid:- cam\r\na=x-google-flag:conference\r\n"
        );
        assert_eq!(with_layers(text, &HashMap::new()), text);
    }
}
