//! Directing the practice clinic's people: their world says where orders are taken ([`World::director`]). The orders and the scene are the
//! twin's, over HTTP on this computer; see its page `docs/cast.md`.
//!
//! [`World::director`]: crate::host::World::director

use std::time::Duration;

use reqwest::{Client, StatusCode};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::console::Console;
use crate::error::{Code, CommandError};
use crate::open_clinic::OpenClinic;
use crate::wire::convert::same;
use crate::wire::director::{CastDoing, CastMember, Directed, Direction, Scene};

/// It is on this computer.
const PATIENCE: Duration = Duration::from_secs(5);

type Result<T> = std::result::Result<T, CommandError>;

/// A scene, as it is answered.
#[derive(Deserialize)]
struct HeardScene {
    now: String,
    speed: f64,
    ahead_seconds: f64,
    members: Vec<HeardMember>,
}

#[derive(Deserialize)]
struct HeardMember {
    id: String,
    name: String,
    language: String,
    relative_of: Option<String>,
    doing: HeardDoing,
    since: String,
    opens_at: Option<String>,
    network: bool,
    muted: bool,
    camera_off: bool,
    talking: bool,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
enum HeardDoing {
    AwaitsText,
    HasLink,
    StaysAway,
    Checking,
    Waiting,
    CalledIn,
    InCall,
    Left,
    Ended,
    ShutOut,
    NoWayIn,
}

same!(HeardDoing => CastDoing {
    AwaitsText, HasLink, StaysAway, Checking, Waiting, CalledIn, InCall, Left, Ended, ShutOut, NoWayIn
});

impl From<HeardScene> for Scene {
    fn from(scene: HeardScene) -> Self {
        Scene {
            now: scene.now,
            speed: scene.speed,
            ahead_seconds: scene.ahead_seconds,
            members: scene.members.into_iter().map(Into::into).collect(),
        }
    }
}

impl From<HeardMember> for CastMember {
    fn from(member: HeardMember) -> Self {
        CastMember {
            id: member.id,
            name: member.name,
            language: member.language,
            relative_of: member.relative_of,
            doing: member.doing.into(),
            since: member.since,
            opens_at: member.opens_at,
            network: member.network,
            muted: member.muted,
            camera_off: member.camera_off,
            talking: member.talking,
        }
    }
}

/// The path of an order below the director's address, and its body.
fn order(direction: Direction) -> (&'static str, Value) {
    match direction {
        Direction::Arrive { who } => ("arrive", json!({"who": who})),
        Direction::Leave { who } => ("leave", json!({"who": who})),
        Direction::Say { who, text } => ("say", json!({"who": who, "text": text})),
        Direction::DropNetwork { who } => ("drop", json!({"who": who})),
        Direction::MendNetwork { who } => ("mend", json!({"who": who})),
        Direction::BringRelative { who } => ("relative", json!({"who": who})),
        Direction::Advance { seconds } => ("clock", json!({"advance": seconds})),
        Direction::Speed { times } => ("clock", json!({"speed": times})),
        Direction::FailNextText => ("fail-next", json!({"what": "text"})),
        Direction::FailNextCall => ("fail-next", json!({"what": "call"})),
    }
}

fn unreachable(error: &reqwest::Error) -> CommandError {
    tracing::warn!(%error, "the practice clinic's director was not reached");
    CommandError::new(
        Code::Internal,
        "The practice clinic’s people are not reached.",
        "Open the practice clinic again.",
    )
}

/// Who takes orders, and what they are asked with.
pub(crate) struct Director {
    client: Client,
    /// Without a trailing slash.
    url: String,
}

impl Director {
    /// # Errors
    /// Where no client can be made.
    pub(crate) fn new(url: &str) -> Result<Self> {
        // No proxy: it is on this computer.
        let client = Client::builder().no_proxy().timeout(PATIENCE).build();
        let client = client.map_err(|error| unreachable(&error))?;
        Ok(Director { client, url: url.trim_end_matches('/').to_owned() })
    }

    async fn scene(&self) -> Result<Scene> {
        let answer = self.client.get(&self.url).send().await.and_then(reqwest::Response::error_for_status);
        let scene = answer.map_err(|error| unreachable(&error))?.json::<HeardScene>().await;
        scene.map(Into::into).map_err(|error| unreachable(&error))
    }

    async fn direct(&self, direction: Direction) -> Result<Directed> {
        let (path, body) = order(direction);
        let answer = self.client.post(format!("{}/{path}", self.url)).json(&body).send().await;
        let answer = answer.map_err(|error| unreachable(&error))?;
        match answer.status() {
            status if status.is_success() => {
                let who = answer
                    .json::<Value>()
                    .await
                    .ok()
                    .and_then(|body| body["who"].as_str().map(str::to_owned));
                Ok(Directed { who })
            }
            StatusCode::NOT_FOUND | StatusCode::CONFLICT => {
                Err(CommandError::new(Code::Conflict, answer.text().await.unwrap_or_default(), ""))
            }
            _ => Err(CommandError::new(Code::Invalid, answer.text().await.unwrap_or_default(), "")),
        }
    }
}

impl Console {
    pub(crate) async fn scene(&self) -> Result<Scene> {
        self.clinic()?.director()?.scene().await
    }

    pub(crate) async fn direct_cast(&self, direction: Direction) -> Result<Directed> {
        self.clinic()?.director()?.direct(direction).await
    }
}

impl OpenClinic {
    fn director(&self) -> Result<&Director> {
        self.director
            .as_ref()
            .ok_or_else(|| CommandError::new(Code::NotFound, "There is nobody to direct in this clinic.", ""))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
    use super::*;

    /// As the twin's page has it.
    const SCENE: &str = r#"{"now": "2026-11-24T09:00:00Z", "speed": 1.0, "ahead_seconds": 0.0, "members": [
        {"id": "theo", "name": "Theo Lindqvist", "phone": "+15035550171", "language": "en", "relative_of": null,
         "doing": "called_in", "since": "2026-11-24T08:59:00Z", "opens_at": "2026-11-24T08:50:00Z",
         "starts_at": "2026-11-24T09:00:00Z", "network": true, "muted": false, "camera_off": true, "talking": false}]}"#;

    #[test]
    fn a_scene_is_read_in_the_twins_words_and_told_in_the_windows() {
        let scene = Scene::from(serde_json::from_str::<HeardScene>(SCENE).unwrap());
        assert_eq!(scene.members[0].doing, CastDoing::CalledIn);
        assert!(scene.members[0].camera_off);
        let told = serde_json::to_value(&scene).unwrap();
        assert_eq!(told["aheadSeconds"], 0.0);
        assert_eq!(told["members"][0]["doing"], "calledIn");
        assert_eq!(told["members"][0]["opensAt"], "2026-11-24T08:50:00Z");
    }
}
