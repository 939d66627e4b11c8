//! Lists, page by page. Twilio has two families of them: `meta.next_page_url`, absolute, in the product APIs, and
//! `next_page_uri`, relative, in the API of 2010.

use std::{collections::VecDeque, fmt, marker::PhantomData};

use reqwest::Url;
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::{Map, Value};

use crate::{
    Client,
    error::{Error, ErrorKind, Result},
    request::Request,
};

/// A list that is fetched page by page as it is read.
///
/// Twilio says where the next page is. An address that is not on the server which was asked is refused, since
/// the API key would be sent there.
#[must_use = "nothing is fetched before `next` or `all`"]
pub struct Pages<T> {
    client: Client,
    request: Request,
    /// Under which name the things are.
    key: &'static str,
    next: Next,
    waiting: VecDeque<Value>,
    of: PhantomData<fn() -> T>,
}

enum Next {
    First,
    At(Url),
    End,
}

impl<T> fmt::Debug for Pages<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pages").field("key", &self.key).finish_non_exhaustive()
    }
}

#[derive(Deserialize)]
struct Page {
    meta: Option<Meta>,
    next_page_uri: Option<String>,
    #[serde(flatten)]
    members: Map<String, Value>,
}

#[derive(Deserialize)]
struct Meta {
    next_page_url: Option<String>,
}

impl<T: DeserializeOwned> Pages<T> {
    pub(crate) fn new(client: Client, request: Request, key: &'static str) -> Self {
        Pages { client, request, key, next: Next::First, waiting: VecDeque::new(), of: PhantomData }
    }

    /// The next thing; none at the end.
    ///
    /// # Errors
    /// As any call, and if Twilio names a next page on another server. After an error the list is at its end.
    pub async fn next(&mut self) -> Result<Option<T>> {
        loop {
            if let Some(thing) = self.waiting.pop_front() {
                return match serde_json::from_value(thing) {
                    Ok(thing) => Ok(Some(thing)),
                    Err(_) => Err(self.give_up("an entry of the list lacks what the documentation promises")),
                };
            }
            if !self.turn().await? {
                return Ok(None);
            }
        }
    }

    /// All of it, but for more than `most` only the first of them.
    ///
    /// # Errors
    /// As [`Pages::next`].
    pub async fn all(mut self, most: usize) -> Result<Vec<T>> {
        let mut things = Vec::new();
        while things.len() < most {
            match self.next().await? {
                Some(thing) => things.push(thing),
                None => break,
            }
        }
        Ok(things)
    }

    /// Fetches a page; false if there is none.
    async fn turn(&mut self) -> Result<bool> {
        let url = match std::mem::replace(&mut self.next, Next::End) {
            Next::First => self.request.url(self.client.base(&self.request))?,
            Next::At(url) => url,
            Next::End => return Ok(false),
        };
        let mut page: Page = self.client.fetch_at(&self.request, url.clone()).await?;
        let Some(Value::Array(things)) = page.members.remove(self.key) else {
            return Err(self.give_up("the page has no list"));
        };
        let next = match page.meta {
            Some(meta) => meta.next_page_url.map(|url| Url::parse(&url).ok()),
            // It is meant from the product's root, as Twilio's own clients read it.
            None => page.next_page_uri.map(|uri| {
                let base = self.client.base(&self.request).as_str().trim_end_matches('/');
                uri.starts_with('/').then(|| Url::parse(&format!("{base}{uri}")).ok()).flatten()
            }),
        };
        self.next = match next {
            None => Next::End,
            Some(None) => return Err(self.give_up("the address of the next page cannot be read")),
            Some(Some(next)) if next.origin() != url.origin() => {
                return Err(self.give_up("the next page is said to be on another server"));
            }
            Some(Some(next)) if next == url => {
                return Err(self.give_up("the page names itself as the next one"));
            }
            Some(Some(next)) => Next::At(next),
        };
        self.waiting = things.into();
        Ok(true)
    }

    fn give_up(&mut self, problem: &'static str) -> Error {
        self.next = Next::End;
        self.waiting.clear();
        Error::new(self.request.doing, ErrorKind::Unreadable { status: 200, problem: problem.into() })
    }
}
