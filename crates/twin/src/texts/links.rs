//! Shortened links.

use std::collections::BTreeMap;

/// The characters of a short link after the domain, its stroke among them.
const LENGTH: usize = 10;

/// The short links that were given, and where they lead.
#[derive(Debug, Default)]
pub(crate) struct Links {
    known: BTreeMap<String, String>,
}

impl Links {
    /// The text with every link in it shortened. `fresh` makes a name that was never made before.
    pub(crate) fn shorten(&mut self, body: &str, domain: &str, mut fresh: impl FnMut() -> String) -> String {
        let mut out = String::with_capacity(body.len());
        for part in body.split_inclusive(char::is_whitespace) {
            let word = part.trim_end();
            // What ends a sentence is none of the link's.
            let link = word.trim_end_matches(['.', ',', ';', ':', '!', '?', ')', '"', '\'']);
            if link.starts_with("https://") || link.starts_with("http://") {
                let mut name = fresh();
                name.truncate(LENGTH - 1);
                out.push_str(&format!("{domain}/{name}"));
                self.known.insert(name, link.to_owned());
                out.push_str(&part[link.len()..]);
            } else {
                out.push_str(part);
            }
        }
        out
    }

    /// Where a short link leads.
    pub(crate) fn target(&self, name: &str) -> Option<&str> {
        self.known.get(name).map(String::as_str)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_are_shortened_and_the_rest_is_left() {
        let mut links = Links::default();
        let mut count = 0;
        let text = "Ready: https://visit.example.test/#a.b-c.\nOr http://x.test/y, not ftp://z";
        let short = links.shorten(text, "http://d", || {
            count += 1;
            format!("{count:0>12}")
        });
        assert_eq!(short, "Ready: http://d/000000000.\nOr http://d/000000000, not ftp://z");
        assert_eq!(links.target("000000000"), Some("http://x.test/y"));
        assert_eq!(links.target("nothing"), None);
    }
}
