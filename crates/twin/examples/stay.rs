//! Somebody of the practice clinic's cast in a room: `cargo run --example stay -- URL TOKEN [LOOK] [LANGUAGE]`.
//!
//! URL is the `video_signaling_url` and TOKEN a Video token of a twin's (or of anything that speaks as Twilio Video does).
//! Events come out as lines of JSON; lines that go in are orders: `talk`, `hush`, `camera on`, `camera off`,
//! `microphone on`, `microphone off`, `network good`, `network slow`, `network gone`, `received`, `leave`. The end of
//! standard input leaves, too. `--no-camera` and `--no-microphone` come in without.

use std::error::Error;
use std::io::Write as _;

use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt as _, BufReader};
use twin::cast::loops::Look;
use twin::cast::stay::{Event, Joining, Network, Stay};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let (flags, words): (Vec<String>, Vec<String>) =
        std::env::args().skip(1).partition(|word| word.starts_with("--"));
    let [signaling_url, token, rest @ ..] = words.as_slice() else {
        return Err("stay URL TOKEN [LOOK] [LANGUAGE] [--no-camera] [--no-microphone]".into());
    };
    let named = |at: usize, otherwise: &str| json!(rest.get(at).map_or(otherwise, String::as_str));
    let joining = Joining {
        signaling_url: signaling_url.clone(),
        token: token.clone(),
        room: None,
        look: serde_json::from_value::<Look>(named(0, "young-woman"))?,
        tongue: serde_json::from_value(named(1, "en"))?,
        camera: !flags.contains(&"--no-camera".to_owned()),
        microphone: !flags.contains(&"--no-microphone".to_owned()),
    };
    let mut stay = match Stay::join(joining).await {
        Ok(stay) => stay,
        Err(refused) => {
            return say(&json!({ "event": "refused", "code": refused.code, "words": refused.words }));
        }
    };
    say(&json!({ "event": "joined", "identity": stay.identity(), "sid": stay.participant_sid(),
                 "room": stay.room_sid() }))?;
    let mut orders = BufReader::new(tokio::io::stdin()).lines();
    loop {
        tokio::select! {
            event = stay.next() => match event {
                Some(event) => say(&described(&event))?,
                None => return Ok(()),
            },
            order = orders.next_line() => match order?.as_deref().unwrap_or("leave") {
                "talk" => stay.talk(true),
                "hush" => stay.talk(false),
                "camera on" => stay.set_camera(true),
                "camera off" => stay.set_camera(false),
                "microphone on" => stay.set_microphone(true),
                "microphone off" => stay.set_microphone(false),
                "network good" => stay.set_network(Network::Good),
                "network slow" => stay.set_network(Network::Slow),
                "network gone" => stay.set_network(Network::Gone),
                "received" => {
                    let received = stay.received();
                    say(&json!({ "event": "received", "sounds": received.sounds, "frames": received.frames,
                                 "gaps": received.gaps }))?;
                }
                "leave" => {
                    stay.leave().await;
                    return Ok(());
                }
                other => say(&json!({ "event": "unknown order", "order": other }))?,
            },
        }
    }
}

fn described(event: &Event) -> Value {
    match event {
        Event::Connected => json!({ "event": "connected" }),
        Event::ParticipantJoined { sid, identity } => {
            json!({ "event": "participant joined", "sid": sid, "identity": identity })
        }
        Event::ParticipantLeft { sid, identity } => {
            json!({ "event": "participant left", "sid": sid, "identity": identity })
        }
        Event::Heard { identity } => json!({ "event": "heard", "identity": identity }),
        Event::Seen { identity } => json!({ "event": "seen", "identity": identity }),
        Event::Disconnected { code } => json!({ "event": "disconnected", "code": code }),
    }
}

fn say(line: &Value) -> Result<(), Box<dyn Error>> {
    writeln!(std::io::stdout(), "{line}")?;
    Ok(())
}
