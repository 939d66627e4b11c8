//! Looks at texts that Twilio has, until it is told how they ended: after 2, 5, 15 and 60 seconds, then no more.
//!
//! A carrier that says nothing within a minute often says nothing at all; what was last seen stands, and is shown as what it is. A console that
//! is opened again looks once more. One that Twilio's scheduler has is looked at from its time on.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use clinic::{LiveText, TextId};
use tokio::time::Instant;
use twilio::MessageSid;

use crate::effects_text;
use crate::error::{Code, CommandError};
use crate::open_clinic::OpenClinic;

/// When a text is looked at, in seconds after it was taken, or after its time.
const LOOKS: [u32; 4] = [2, 5, 15, 60];

/// Between two looks while Twilio is not reached or asks for patience, at most.
const LONGEST_PAUSE: Duration = Duration::from_secs(30);

/// Where a text stands in its looks.
struct Looks {
    /// From when they count.
    from: Instant,
    done: usize,
    /// Not before then, where a look failed; and the pause that led there.
    failing: Option<(Instant, Duration)>,
}

/// Runs until the clinic is closed.
pub(crate) async fn run(clinic: Arc<OpenClinic>) {
    // A test's pace makes its seconds shorter.
    let second = Duration::from_secs(1).min(clinic.pace);
    let mut looks: HashMap<TextId, Looks> = HashMap::new();
    loop {
        let live = match clinic.read(|store, now| store.live_texts(now)) {
            Ok(live) => live,
            Err(error) if error.code == Code::NoClinic => return,
            Err(_) => Vec::new(),
        };
        looks.retain(|id, _| live.iter().any(|text| text.id == *id));
        for text in &live {
            looks.entry(text.id).or_insert_with(|| {
                let ahead =
                    Duration::try_from(text.from.duration_since(clinic.now())).unwrap_or(Duration::ZERO);
                Looks { from: Instant::now() + ahead, done: 0, failing: None }
            });
        }
        for text in &live {
            let Some(entry) = looks.get_mut(&text.id) else { continue };
            if next(entry, second).is_none_or(|at| at > Instant::now()) {
                continue;
            }
            match look(&clinic, text).await {
                Ok(()) => {
                    entry.failing = None;
                    // Looks that came due together, while nobody could look, are one.
                    while next(entry, second).is_some_and(|at| at <= Instant::now()) {
                        entry.done += 1;
                    }
                }
                Err(error) => {
                    tracing::debug!(code = ?error.code, twilio_code = error.twilio_code, "a look at a text failed");
                    let pause = entry.failing.map_or(second, |(_, pause)| (pause * 2).min(LONGEST_PAUSE));
                    entry.failing = Some((Instant::now() + pause, pause));
                }
            }
        }
        let soonest = looks.values().filter_map(|entry| next(entry, second)).min();
        tokio::select! {
            () = clinic.texts.notified() => {}
            () = tokio::time::sleep_until(soonest.unwrap_or_else(Instant::now)), if soonest.is_some() => {}
        }
    }
}

/// When a text is looked at next; never, once it was often enough.
fn next(entry: &Looks, second: Duration) -> Option<Instant> {
    let at = entry.from + second * *LOOKS.get(entry.done)?;
    Some(entry.failing.map_or(at, |(until, _)| at.max(until)))
}

async fn look(clinic: &OpenClinic, text: &LiveText) -> Result<(), CommandError> {
    let Ok(sid) = text.message_sid.parse::<MessageSid>() else { return Ok(()) };
    let message = clinic.twilio.messages().fetch(&sid).await;
    clinic.heard(&message);
    match message {
        Ok(message) => effects_text::seen(clinic, text.id, &message),
        // Somebody has removed it from the account's record: what was last seen stands.
        Err(error) if error.is_not_found() => Ok(()),
        Err(error) => Err(error.into()),
    }
}
