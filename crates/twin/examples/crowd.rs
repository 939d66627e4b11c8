//! Rooms full of cast members, and what they cost the twin: `cargo run --release -p twin --example crowd -- [ROOMS] [SECONDS] [WINDOWS]`.
//!
//! Starts `anteroom-twin` (from `ANTEROOM_TWIN`, or beside this program) as a process of its own, puts two people into each
//! room, who both talk, and looks after every so many seconds at the processor time of both processes (Linux: proc(5)) and
//! at what arrived. Prints one line of JSON for each thing measured.

use std::error::Error;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use base64::prelude::{BASE64_URL_SAFE_NO_PAD, Engine as _};
use hmac::{Hmac, KeyInit as _, Mac as _};
use serde_json::{Value, json};
use sha2::Sha256;
use twin::cast::loops::{Look, Tongue};
use twin::cast::stay::{Joining, Received, Stay};

/// USER_HZ: what Linux counts processor time in, whatever the kernel's own clock (proc(5)).
const TICKS_A_SECOND: f64 = 100.0;

type Failure = Box<dyn Error + Send + std::marker::Sync>;

#[tokio::main]
async fn main() -> Result<(), Failure> {
    let numbers = std::env::args().skip(1).map(|number| number.parse()).collect::<Result<Vec<u32>, _>>()?;
    let number = |at: usize, otherwise| numbers.get(at).copied().unwrap_or(otherwise);
    let (rooms, seconds, windows) = (number(0, 50), number(1, 10), number(2, 3));
    let mut twin = Command::new(program()?)
        .args(["--json", "--until-stdin-closes"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()?;
    let said = twin.stdout.take().ok_or("the twin says nothing")?;
    let line = BufReader::new(said).lines().next().ok_or("the twin ended")??;
    let world: Value = serde_json::from_str(&line)?;
    let process = twin.id();

    let mut stays = Vec::new();
    for room in 0..rooms {
        for seat in 0..2 {
            stays.push(come_in(&world, room, seat).await?);
            // Who comes in at the same moment sends keyframes at the same moment, each second.
            tokio::time::sleep(Duration::from_millis(40)).await;
        }
    }
    for stay in &stays {
        stay.talk(true);
    }
    // Until everybody has been seen for a while.
    let patience = Instant::now() + Duration::from_secs(120);
    loop {
        let unseen = stays.iter().filter(|stay| stay.received().frames < 24).count();
        if unseen == 0 {
            break;
        }
        if Instant::now() > patience {
            return Err(format!("this computer is too busy: {unseen} of {} are not seen", stays.len()).into());
        }
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    tokio::time::sleep(Duration::from_secs(3)).await;

    let streams = f64::from(rooms * 2);
    let [mut cost, mut own, mut rate] = [const { Vec::new() }; 3];
    for _ in 0..windows {
        let before = (spent(process)?, spent(std::process::id())?, sum(&stays), Instant::now());
        tokio::time::sleep(Duration::from_secs(seconds.into())).await;
        let passed = before.3.elapsed().as_secs_f64();
        let all = sum(&stays);
        let share = |after: f64, before: f64| (after - before) / passed / streams * 100.0;
        cost.push(share(spent(process)?, before.0));
        own.push(share(spent(std::process::id())?, before.1));
        rate.push((all.frames - before.2.frames) as f64 / passed / streams);
    }
    let gaps = sum(&stays).gaps as f64 / streams;
    let lossiest = stays.iter().map(|stay| stay.received().lossiest).fold(0.0, f32::max);
    for (measure, unit, samples) in [
        ("cast.twin", "% of a core", cost),
        ("cast.members", "% of a core", own),
        ("cast.rate", "frames/s", rate),
        ("cast.gaps", "", vec![gaps]),
        ("cast.lossiest", "%", vec![f64::from(lossiest) * 100.0]),
    ] {
        let line = json!({ "measure": measure, "unit": unit, "samples": samples });
        writeln!(std::io::stdout(), "{line}")?;
    }
    for stay in stays {
        stay.leave().await;
    }
    drop(twin.stdin.take());
    twin.wait()?;
    Ok(())
}

fn program() -> Result<PathBuf, Failure> {
    if let Some(program) = std::env::var_os("ANTEROOM_TWIN") {
        return Ok(program.into());
    }
    let here = std::env::current_exe()?;
    Ok(here.ancestors().nth(2).ok_or("where am I?")?.join("anteroom-twin"))
}

async fn come_in(world: &Value, room: u32, seat: usize) -> Result<Stay, Failure> {
    let name = format!("room-{room}");
    let joining = Joining {
        signaling_url: world["video_signaling_url"].as_str().ok_or("no address")?.to_owned(),
        token: mint(world, &format!("{name}-{seat}"), &name)?,
        room: None,
        look: Look::ALL[(room as usize + seat) % Look::ALL.len()],
        tongue: Tongue::English,
        camera: true,
        microphone: true,
    };
    Ok(Stay::join(joining).await?)
}

/// An access token with a grant for one room, as Twilio documents it.
fn mint(world: &Value, identity: &str, room: &str) -> Result<String, Failure> {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH)?.as_secs();
    let key = &world["api_key_sid"];
    let head = json!({ "typ": "JWT", "alg": "HS256", "cty": "twilio-fpa;v=1" });
    let claims = json!({
        "jti": format!("{}-{now}", key.as_str().unwrap_or_default()), "iss": key, "sub": world["account_sid"],
        "iat": now, "exp": now + 3_600, "grants": { "identity": identity, "video": { "room": room } },
    });
    let encode = |part: &[u8]| BASE64_URL_SAFE_NO_PAD.encode(part);
    let text = format!("{}.{}", encode(head.to_string().as_bytes()), encode(claims.to_string().as_bytes()));
    let secret = world["api_key_secret"].as_str().ok_or("no secret")?;
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes())?;
    mac.update(text.as_bytes());
    Ok(format!("{text}.{}", encode(&mac.finalize().into_bytes())))
}

/// Processor time of a process so far, in seconds: fields 14 and 15 (proc(5)), counted behind its name.
fn spent(process: u32) -> Result<f64, Failure> {
    let text = std::fs::read_to_string(format!("/proc/{process}/stat"))?;
    let (_, fields) = text.rsplit_once(')').ok_or("no fields")?;
    let ticks = fields.split_whitespace().skip(11).take(2).map(str::parse::<u64>).sum::<Result<u64, _>>()?;
    Ok(ticks as f64 / TICKS_A_SECOND)
}

fn sum(stays: &[Stay]) -> Received {
    stays.iter().map(Stay::received).fold(Received::default(), |all, one| Received {
        sounds: all.sounds + one.sounds,
        frames: all.frames + one.frames,
        gaps: all.gaps + one.gaps,
        lossiest: all.lossiest.max(one.lossiest),
    })
}
