//! What the resources of the 2010-04-01 API share: where they are, their dates, filters by date, and pages with relative links.

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::{Answer, Call as Request, Outcome, Refusal};
use crate::server::Shared;

/// The most entries on a page.
const MOST: usize = 1000;

pub(super) fn base(shared: &Shared, rest: &str) -> String {
    format!("/2010-04-01/Accounts/{}/{rest}", shared.account.sid)
}

pub(super) fn date(at: Timestamp) -> String {
    at.strftime("%a, %d %b %Y %H:%M:%S +0000").to_string()
}

/// What is asked for, without the `.json` that says in which form.
pub(super) fn document(file: &str) -> Result<&str, Refusal> {
    file.strip_suffix(".json").ok_or_else(in_xml)
}

pub(super) fn in_xml() -> Refusal {
    Refusal::not_modelled("answers in XML: end the path with .json")
}

/// A filter by date: `StartTime`, `StartTime<` or `StartTime>`, of a day or of an instant. All include their border.
#[derive(Debug)]
pub(super) struct Span(Vec<(Timestamp, Timestamp)>);

impl Span {
    pub(super) fn read(call: &Request, name: &str) -> Result<Self, Refusal> {
        let mut spans = Vec::new();
        for (suffix, before, after) in [("", true, true), ("<", true, false), (">", false, true)] {
            let key = format!("{name}{suffix}");
            let Some(text) = call.param(&key).filter(|text| !text.is_empty()) else { continue };
            let day = text.parse::<jiff::civil::Date>().ok().filter(|_| text.len() == 10).and_then(|day| {
                let utc = jiff::tz::TimeZone::UTC;
                let start = utc.to_timestamp(day.at(0, 0, 0, 0)).ok()?;
                Some((start, start + SignedDuration::from_hours(24)))
            });
            let second = || {
                let at = text.parse::<Timestamp>().ok()?;
                let start = Timestamp::from_second(at.as_second()).ok()?;
                Some((start, start + SignedDuration::from_secs(1)))
            };
            let (start, end) = day.or_else(second).ok_or_else(|| Refusal::invalid(&key))?;
            // Half-open: from, and until before.
            spans.push((
                if after { start } else { Timestamp::MIN },
                if before { end } else { Timestamp::MAX },
            ));
        }
        Ok(Self(spans))
    }

    /// Whether an instant is in it; what has none is in no span that was asked for.
    pub(super) fn has(&self, at: Option<Timestamp>) -> bool {
        self.0.iter().all(|(from, until)| at.is_some_and(|at| *from <= at && at < *until))
    }
}

/// The page that is asked for of `all`, which are the newest first, as Twilio lists them.
pub(super) fn page<T>(
    shared: &Shared,
    call: &Request,
    file: &str,
    key: &str,
    all: &[&T],
    sid: impl Fn(&T) -> &str,
    face: impl Fn(&T) -> Value,
) -> Outcome {
    let given = |name: &str| call.param(name).filter(|text| !text.is_empty());
    let size = match given("PageSize").map(str::parse::<usize>) {
        None => 50,
        Some(Ok(size)) if size > 0 => size.min(MOST),
        Some(_) => return Err(Refusal::invalid("PageSize")),
    };
    let page = given("Page").and_then(|page| page.parse::<u64>().ok()).unwrap_or(0);
    // A token names the last entry of the page before: entries made meanwhile move nothing.
    let token = given("PageToken").map(str::to_owned);
    let first = match &token {
        None => 0,
        Some(token) => {
            let last = token.strip_prefix("PA").ok_or_else(|| Refusal::invalid("PageToken"))?;
            all.iter().position(|one| sid(one) == last).map_or(all.len(), |at| at + 1)
        }
    };
    let shown = &all[first..all.len().min(first + size)];
    let more = first + shown.len() < all.len();
    let link = |page: u64, token: Option<String>| {
        let mut query = form_urlencoded::Serializer::new(String::new());
        for (name, value) in &call.query {
            if !matches!(name.as_str(), "PageSize" | "Page" | "PageToken") {
                query.append_pair(name, value);
            }
        }
        query.append_pair("PageSize", &size.to_string()).append_pair("Page", &page.to_string());
        if let Some(token) = token {
            query.append_pair("PageToken", &token);
        }
        format!("{}?{}", base(shared, file), query.finish())
    };
    let next = shown.last().filter(|_| more).map(|last| link(page + 1, Some(format!("PA{}", sid(last)))));
    // Back to the page that ends with the entry before this one's first.
    let previous = (page > 0 && first >= size).then(|| {
        let before = first.checked_sub(size + 1).and_then(|at| all.get(at));
        link(page - 1, before.map(|one| format!("PA{}", sid(one))))
    });
    let offset = usize::try_from(page).unwrap_or(usize::MAX).saturating_mul(size);
    Ok(Answer::new(
        200,
        json!({
            key: shown.iter().map(|one| face(one)).collect::<Vec<_>>(),
            "page": page, "page_size": size,
            "start": offset, "end": offset.saturating_add(shown.len().saturating_sub(1)),
            "first_page_uri": link(0, None), "next_page_uri": next, "previous_page_uri": previous,
            "uri": link(page, token.clone()),
        }),
    ))
}
