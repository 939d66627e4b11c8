//! A person's phone: what is texted to it, read off its screen beside the portal, and where the link in a text leads.

use std::collections::BTreeSet;
use std::io;
use std::time::Duration;

use http_body_util::BodyExt as _;
use hyper::Method;
use serde::Deserialize;
use tokio::sync::mpsc;

use super::http;

/// A screen that can't be read is looked at again after this.
const AGAIN: Duration = Duration::from_secs(1);
/// A short link leads to another address so often at most.
const MOST_TURNS: usize = 3;

/// What a screen shows.
#[derive(Deserialize)]
struct Screen {
    texts: Vec<Text>,
}

#[derive(Deserialize)]
struct Text {
    sid: String,
    mine: bool,
    words: String,
}

/// Tells of each link that arrives by text, for ever. Ends when nobody listens.
pub(super) async fn links(portal: &str, number: &str, tell: mpsc::Sender<String>) {
    let mut read = BTreeSet::new();
    let url = format!("{portal}/phones/{}/events", number.replace('+', "%2B"));
    while !tell.is_closed() {
        if let Err(error) = look(&url, portal, &mut read, &tell).await {
            tracing::debug!("a phone's screen can't be read: {error}");
        }
        tokio::select! {
            () = tokio::time::sleep(AGAIN) => {}
            () = tell.closed() => return,
        }
    }
}

async fn look(
    url: &str,
    portal: &str,
    read: &mut BTreeSet<String>,
    tell: &mpsc::Sender<String>,
) -> io::Result<()> {
    let mut body = http::follow(url).await?;
    let mut come = Vec::new();
    loop {
        let frame = tokio::select! {
            frame = body.frame() => frame,
            () = tell.closed() => return Ok(()),
        };
        let Some(frame) = frame else { return Ok(()) };
        if let Ok(data) = frame.map_err(io::Error::other)?.into_data() {
            come.extend_from_slice(&data);
        }
        while let Some(event) = next_event(&mut come) {
            let Ok(screen) = serde_json::from_str::<Screen>(&event) else { continue };
            for text in screen.texts {
                if text.mine || !read.insert(text.sid) {
                    continue;
                }
                if let Some(link) = follow_links(&text.words, portal).await {
                    // Whoever listened may have gone.
                    let _ = tell.send(link).await;
                }
            }
        }
    }
}

/// Takes the next whole event off what has come, as its data.
fn next_event(come: &mut Vec<u8>) -> Option<String> {
    let end = come.windows(2).position(|pair| pair == b"\n\n")?;
    let event: Vec<u8> = come.drain(..end + 2).collect();
    let event = String::from_utf8_lossy(&event).into_owned();
    let data: Vec<&str> =
        event.lines().filter_map(|line| line.strip_prefix("data:")).map(str::trim_start).collect();
    Some(data.join("\n"))
}

/// The last link in a text that leads to the portal with a token; short ones are followed.
async fn follow_links(words: &str, portal: &str) -> Option<String> {
    let mut found = None;
    for word in words.split_whitespace() {
        let word = word.trim_end_matches(['.', ',', ';', ':', '!', '?', ')', '"', '\'']);
        if !word.starts_with("http://") {
            continue;
        }
        let mut link = word.to_owned();
        for _ in 0..MOST_TURNS {
            if token_of(&link, portal).is_some() {
                break;
            }
            let Ok(answer) = http::ask(Method::GET, &link, None).await else { break };
            let Some(location) = answer.location.filter(|_| (300..400).contains(&answer.status)) else {
                break;
            };
            link = location;
        }
        if token_of(&link, portal).is_some() {
            found = Some(link);
        }
    }
    found
}

/// The token that a link to the portal carries.
pub(super) fn token_of<'a>(link: &'a str, portal: &str) -> Option<&'a str> {
    let token = link.strip_prefix(portal)?.trim_start_matches('/').strip_prefix('#')?;
    (!token.is_empty()).then_some(token)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
    use super::*;

    #[test]
    fn events_are_taken_whole_and_what_is_cut_waits() {
        let mut come = b"data: {\"a\":1}\n\n:keep-alive\n\ndata: {\"b\"".to_vec();
        assert_eq!(next_event(&mut come).unwrap(), "{\"a\":1}");
        assert_eq!(next_event(&mut come).unwrap(), "", "a sign of life says nothing");
        assert_eq!(next_event(&mut come), None);
        come.extend_from_slice(b":2}\n\n");
        assert_eq!(next_event(&mut come).unwrap(), "{\"b\":2}");
    }

    #[test]
    fn only_a_link_to_the_portal_with_a_token_is_one() {
        let portal = "http://127.0.0.1:9";
        assert_eq!(token_of("http://127.0.0.1:9/#a.b.c", portal), Some("a.b.c"));
        assert_eq!(token_of("http://127.0.0.1:9#a.b.c", portal), Some("a.b.c"));
        assert_eq!(token_of("http://127.0.0.1:9/", portal), None);
        assert_eq!(token_of("http://127.0.0.1:8/#a.b.c", portal), None);
    }
}
