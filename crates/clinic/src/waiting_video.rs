//! What a patient can watch while they wait: a video of YouTube's, or a file that stands beside the patient's page. Nothing else is
//! ever named to a page: whatever an administrator pastes is taken apart here, and only what is understood is kept.

use serde::{Deserialize, Serialize};
use url::Url;

use crate::error::Invalid;

/// A video to watch while waiting.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "camelCase")]
pub enum WaitingVideo {
    /// One of YouTube's, which a page shows in its player without cookies.
    YouTube {
        /// YouTube's id of it: 11 letters, digits, hyphens and underscores.
        id: String,
    },
    /// A file on the portal.
    File {
        /// Its path, relative to the page: `waiting/breathe.webm`.
        path: String,
    },
}

/// What a file's name ends in.
const ENDINGS: [&str; 3] = ["mp4", "webm", "m4v"];

/// A path, at most.
const LONGEST_PATH: usize = 120;

impl WaitingVideo {
    /// Takes a link or a path apart; none where nothing is written.
    ///
    /// # Errors
    /// [`Invalid`] says in words what is not taken, and what would be.
    pub fn read(text: &str) -> Result<Option<WaitingVideo>, Invalid> {
        let text = text.trim();
        if text.is_empty() {
            return Ok(None);
        }
        // What is copied without its beginning is still a link: no path begins with a name that has a dot and ends in no video.
        let begins_as_host =
            text.split('/').next().is_some_and(|first| first.contains('.')) && text.contains('/');
        if let Some(url) = link(text, begins_as_host) {
            return of_youtube(&url).map(Some);
        }
        of_file(text).map(Some)
    }

    /// As it is shown to whoever wrote it, and can be read again.
    pub fn shown(&self) -> String {
        match self {
            WaitingVideo::YouTube { id } => format!("https://youtu.be/{id}"),
            WaitingVideo::File { path } => path.clone(),
        }
    }
}

fn refused(message: impl Into<String>) -> Invalid {
    Invalid::new("video", message)
}

fn link(text: &str, begins_as_host: bool) -> Option<Url> {
    if text.contains("://") || text.starts_with("//") {
        return Url::parse(text).or_else(|_| Url::parse(&format!("https:{text}"))).ok();
    }
    begins_as_host.then(|| Url::parse(&format!("https://{text}")).ok()).flatten()
}

fn of_youtube(url: &Url) -> Result<WaitingVideo, Invalid> {
    let host = url.host_str().unwrap_or_default();
    let own = ["www.", "m.", "music."].iter().find_map(|sub| host.strip_prefix(sub)).unwrap_or(host);
    let mut parts = url.path_segments().into_iter().flatten();
    let id = match (url.scheme(), own) {
        ("https" | "http", "youtu.be") => parts.next().map(str::to_owned),
        ("https" | "http", "youtube.com" | "youtube-nocookie.com") => match parts.next() {
            Some("watch") => url.query_pairs().find(|(name, _)| name == "v").map(|(_, id)| id.into_owned()),
            Some("embed" | "shorts" | "live" | "v") => parts.next().map(str::to_owned),
            _ => None,
        },
        _ => {
            return Err(refused(format!(
                "A video comes from YouTube or stands beside the patient’s page. {} is neither.",
                if host.is_empty() { "This address" } else { host }
            )));
        }
    };
    let well_made = |id: &String| {
        id.len() == 11 && id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
    };
    let none = "This link leads to no single video of YouTube’s. Open the video and copy its address.";
    Ok(WaitingVideo::YouTube { id: id.filter(well_made).ok_or_else(|| refused(none))? })
}

fn of_file(path: &str) -> Result<WaitingVideo, Invalid> {
    let named = |part: &str| {
        !part.is_empty()
            && !part.starts_with('.')
            && part.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.'))
    };
    if path.len() > LONGEST_PATH || !path.split('/').all(named) {
        return Err(refused(
            "Paste a video’s link from YouTube, or write the path of a file beside the patient’s page, as waiting/welcome.mp4: letters, digits, hyphens and dots.",
        ));
    }
    let ending = path.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase()).unwrap_or_default();
    if !ENDINGS.contains(&ending.as_str()) {
        return Err(refused(
            "A file to watch ends in .mp4, .webm or .m4v: what browsers on phones can play.",
        ));
    }
    Ok(WaitingVideo::File { path: path.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Option<WaitingVideo>, Invalid> {
        WaitingVideo::read(text)
    }

    #[test]
    fn a_link_of_youtubes_is_its_videos_id_whatever_it_looks_like() {
        for link in [
            "https://www.youtube.com/watch?v=aB3-_xYz019",
            " https://youtube.com/watch?list=PL1&v=aB3-_xYz019&t=42s ",
            "http://m.youtube.com/watch?v=aB3-_xYz019#top",
            "https://youtu.be/aB3-_xYz019?si=share",
            "youtu.be/aB3-_xYz019",
            "//www.youtube.com/embed/aB3-_xYz019",
            "www.youtube.com/embed/aB3-_xYz019",
            "https://www.youtube-nocookie.com/embed/aB3-_xYz019?rel=0",
            "https://www.youtube.com/shorts/aB3-_xYz019",
            "https://www.youtube.com/live/aB3-_xYz019?feature=share",
            "HTTPS://WWW.YOUTUBE.COM/watch?v=aB3-_xYz019",
        ] {
            let video = read(link).unwrap().unwrap();
            assert_eq!(video, WaitingVideo::YouTube { id: "aB3-_xYz019".into() }, "{link}");
            assert_eq!(read(&video.shown()).unwrap(), Some(video), "what is shown is read again");
        }
    }

    #[test]
    fn other_hosts_are_refused_in_words_and_so_is_what_only_looks_like_youtube() {
        for link in [
            "https://vimeo.com/76979871",
            "https://youtube.com.example.org/watch?v=aB3-_xYz019",
            "https://notyoutube.com/watch?v=aB3-_xYz019",
            "https://www.youtube.com@example.org/watch?v=aB3-_xYz019",
            "example.org/film.mp4",
            "ftp://youtube.com/watch?v=aB3-_xYz019",
            "https://clinic.example/waiting/film.mp4",
        ] {
            let said = read(link).unwrap_err().message;
            assert!(said.contains("YouTube") && said.ends_with("is neither."), "{link}: {said}");
        }
        for link in [
            "https://www.youtube.com/",
            "https://www.youtube.com/playlist?list=PL1",
            "https://www.youtube.com/@clinic",
            "https://www.youtube.com/watch?v=short",
            "https://youtu.be/aB3-_xYz019%22%3E",
        ] {
            assert!(read(link).unwrap_err().message.contains("no single video"), "{link}");
        }
    }

    #[test]
    fn a_file_is_a_path_below_the_page_and_nothing_else() {
        for path in ["welcome.mp4", "waiting/breathe.webm", "a/b-c_d/film.v2.M4V"] {
            assert_eq!(read(path).unwrap(), Some(WaitingVideo::File { path: path.into() }), "{path}");
        }
        for path in [
            "/etc/film.mp4",
            "../film.mp4",
            "a/../film.mp4",
            "./film.mp4",
            "a//film.mp4",
            "film",
            "film.mov",
            "film.mp4?x=1",
            "film name.mp4",
            "javascript:alert(1).mp4",
            "data:video/mp4;base64,AAAA",
            "C:\\film.mp4",
            "%2e%2e/film.mp4",
        ] {
            assert!(read(path).is_err(), "{path}");
        }
        assert!(read(&format!("{}.mp4", "x".repeat(120))).is_err());
        assert_eq!(read("  ").unwrap(), None);
    }
}
