//! The director: sees what everybody does, and has them do something else. The same orders come over HTTP (`/twin/cast`) and from
//! the command line.

pub(crate) mod door;
mod pace;

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use serde::Serialize;
use tokio::sync::watch;

use self::pace::Pace;
use super::member::{Asked, Doing};
use super::runner::Actor;
use super::script::Script;
use super::view::View;
use crate::clock::Clock;

/// How long a network is lost where nobody says.
const USUAL_LOSS: f64 = 20.0;
/// A network is lost for so long at most, in seconds.
const LONGEST_LOSS: f64 = 3600.0;

/// Why an order is not carried out, in words.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotDone {
    /// Nobody is called so.
    #[error("{0}")]
    Nobody(String),
    /// It has no meaning now.
    #[error("{0}")]
    NotNow(String),
}

/// All that a director sees.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Scene {
    /// The twin's time.
    pub now: Timestamp,
    /// How much faster than the computer's it passes.
    pub speed: f64,
    /// How far it is ahead of the computer's, in seconds.
    pub ahead_seconds: i64,
    /// Everybody, in the script's order.
    pub members: Vec<View>,
}

/// The cast of a twin. Clones direct the same.
#[derive(Clone)]
pub struct Cast {
    actors: Arc<Vec<Actor>>,
    script: Arc<Script>,
    pace: Pace,
    clock: Clock,
}

impl Cast {
    /// Starts everybody. They come to this portal's phones and pages.
    pub(crate) fn start(
        script: Script,
        portal: &str,
        clock: &Clock,
        stopping: &watch::Receiver<bool>,
    ) -> Self {
        let start = |member: &super::script::MemberScript| {
            Actor::start(member.clone(), portal.to_owned(), clock.clone(), stopping.clone())
        };
        let actors = script.members.iter().map(start).collect();
        Self {
            actors: Arc::new(actors),
            script: Arc::new(script),
            pace: Pace::start(clock.clone(), stopping.clone()),
            clock: clock.clone(),
        }
    }

    /// What everybody does now.
    #[must_use]
    pub fn scene(&self) -> Scene {
        Scene {
            now: self.clock.now(),
            speed: self.pace.speed(),
            ahead_seconds: self.clock.advanced().as_secs(),
            members: self.actors.iter().map(Actor::view).collect(),
        }
    }

    /// Who is meant: an id, or a part of one name.
    fn find(&self, who: &str) -> Result<(usize, &Actor), NotDone> {
        let by_id = self.script.members.iter().position(|member| member.id == who);
        let part = who.trim().to_lowercase();
        let named: Vec<usize> = (0..self.actors.len())
            .filter(|at| !part.is_empty() && self.script.members[*at].name.to_lowercase().contains(&part))
            .collect();
        let found = by_id.or_else(|| named.first().copied().filter(|_| named.len() == 1));
        found.map(|at| (at, &self.actors[at])).ok_or_else(|| {
            let ids: Vec<&str> = self.script.members.iter().map(|member| member.id.as_str()).collect();
            let many = if named.len() > 1 { "Several people are" } else { "Nobody in the cast is" };
            NotDone::Nobody(format!("{many} called {who}. There are: {}", ids.join(", ")))
        })
    }

    async fn ask(&self, who: &str, asked: Asked) -> Result<String, NotDone> {
        let (at, actor) = self.find(who)?;
        actor.ask(asked).await.map_err(NotDone::NotNow)?;
        Ok(self.script.members[at].id.clone())
    }

    /// Has somebody come, or come back: whoever is next where nobody is named. Answers who it is.
    ///
    /// # Errors
    /// Nobody is called so, is expected, or has a link.
    pub async fn arrive(&self, who: Option<&str>) -> Result<String, NotDone> {
        if let Some(who) = who {
            return self.ask(who, Asked::Arrive).await;
        }
        let expected = self.actors.iter().map(Actor::view).filter(|view| view.doing == Doing::HasLink);
        let next = expected.min_by_key(|view| (view.opens_at.unwrap_or(Timestamp::MAX), view.starts_at));
        let next = next.ok_or_else(|| {
            NotDone::NotNow(
                "Nobody who has a link is still to come: the clinic texts links by its plan".into(),
            )
        })?;
        self.ask(&next.id, Asked::Arrive).await
    }

    /// Has somebody leave.
    ///
    /// # Errors
    /// Nobody is called so, or they are not there.
    pub async fn leave(&self, who: &str) -> Result<String, NotDone> {
        self.ask(who, Asked::Leave).await
    }

    /// Has somebody write to the clinic.
    ///
    /// # Errors
    /// Nobody is called so, or they are not there.
    pub async fn say(&self, who: &str, text: &str) -> Result<String, NotDone> {
        if text.trim().is_empty() || text.chars().count() > 500 {
            return Err(NotDone::NotNow("A message has 1 to 500 characters".into()));
        }
        self.ask(who, Asked::Say(text.trim().to_owned())).await
    }

    /// Takes somebody's network away for so many seconds.
    ///
    /// # Errors
    /// Nobody is called so, or the time is none.
    pub async fn drop_network(&self, who: &str, seconds: Option<f64>) -> Result<String, NotDone> {
        let seconds = seconds.unwrap_or(USUAL_LOSS);
        if !(1.0..=LONGEST_LOSS).contains(&seconds) {
            return Err(NotDone::NotNow(format!("A network is lost for 1 to {LONGEST_LOSS} seconds")));
        }
        let long = SignedDuration::try_from_secs_f64(seconds).unwrap_or(SignedDuration::from_secs(20));
        self.ask(who, Asked::LoseNetwork(long)).await
    }

    /// Gives it back.
    ///
    /// # Errors
    /// Nobody is called so.
    pub async fn mend_network(&self, who: &str) -> Result<String, NotDone> {
        self.ask(who, Asked::FindNetwork).await
    }

    /// Brings in somebody's relative: by their own link, if they have one; else the clinic is asked for one in the chat.
    ///
    /// # Errors
    /// They have no relative in the cast, or nobody can ask now.
    pub async fn bring_relative(&self, of: &str) -> Result<String, NotDone> {
        let (at, actor) = self.find(of)?;
        let member = &self.script.members[at];
        let relatives = || {
            let all = self.script.members.iter().zip(self.actors.iter());
            all.filter_map(|(other, actor)| {
                let relative = other.relative.as_ref()?;
                (relative.of == member.id || other.id == member.id).then_some((other, relative, actor))
            })
        };
        let has_link =
            |actor: &Actor| matches!(actor.view().doing, Doing::HasLink | Doing::StaysAway | Doing::Left);
        if let Some((other, _, actor)) = relatives().find(|(_, _, actor)| has_link(actor)) {
            actor.ask(Asked::Arrive).await.map_err(NotDone::NotNow)?;
            return Ok(other.id.clone());
        }
        let Some((other, relative, _)) =
            relatives().find(|(_, _, actor)| actor.view().doing == Doing::AwaitsText)
        else {
            let words = if relatives().next().is_some() {
                format!("{}'s relative has been there already", member.name)
            } else {
                format!("{} has no relative in the cast", member.name)
            };
            return Err(NotDone::NotNow(words));
        };
        // A relative who is named themselves has nobody but whose visit it is to ask for them.
        let asker = if other.id == member.id { self.find(&relative.of)?.1 } else { actor };
        asker.ask(Asked::Say(relative.asks.clone())).await.map_err(NotDone::NotNow)?;
        Ok(other.id.clone())
    }

    /// Lets the twin's time jump forward.
    ///
    /// # Errors
    /// It would get too far ahead of the computer's.
    pub fn advance(&self, seconds: f64) -> Result<(), NotDone> {
        self.pace.advance(seconds).map_err(NotDone::NotNow)
    }

    /// Has the twin's time pass so many times as fast; 1 is as usual.
    ///
    /// # Errors
    /// It is no speed.
    pub fn set_speed(&self, times: f64) -> Result<(), NotDone> {
        self.pace.set_speed(times).map_err(NotDone::NotNow)
    }
}
