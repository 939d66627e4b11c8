//! Video over REST: rooms, participants, tracks and subscribe rules. The ranges and their codes are from Twilio's
//! prose; the OpenAPI document carries none.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::paging::{Asked, page};
use super::{Answer, Call, Outcome, Refusal};
use crate::server::Shared;
use crate::sync::seconds;
use crate::video::{
    NewRoom, ParticipantFilter, ParticipantRecord, ParticipantStatus, RoomFilter, RoomRecord, RoomStatus,
    Rules, SubscribeRule, SubscribedTrackRecord, TrackKind, TrackRecord, VideoError,
};

/// The most entries on a page.
const MOST: usize = 100;
const MAX_NAME: usize = 128;

impl From<VideoError> for Refusal {
    fn from(VideoError { code, message }: VideoError) -> Self {
        let status = match code {
            20404 | 53106 | 53204 => 404,
            20500 => 500,
            _ => 400,
        };
        Self { status, code, message }
    }
}

/// The URLs and the account that every shape carries.
struct Face<'a> {
    base: &'a str,
    account: &'a str,
}

pub(super) async fn answer(shared: &Shared, call: &Call) -> Outcome {
    let path: Vec<&str> = call.path.iter().map(String::as_str).collect();
    let ["v1", rest @ ..] = path.as_slice() else { return Err(Refusal::not_found(call)) };
    let face = Face { base: &shared.addresses.video_url, account: &shared.account.sid };
    let outcome = match (call.method.as_str(), rest) {
        ("POST", ["Rooms"]) => create(shared, call, &face).await,
        ("GET", ["Rooms"]) => list(shared, call, &face).await,
        ("GET", ["Rooms", room]) => Ok(Answer::new(200, face.room(&shared.video.room(room).await?))),
        ("POST", ["Rooms", room]) => match call.field("Status") {
            Some("completed") => Ok(Answer::new(202, face.room(&shared.video.complete(room).await?))),
            _ => Err(Refusal::new(400, 53112, "Invalid status: a Room can only be completed")),
        },
        ("GET", ["Rooms", room, "Participants"]) => participants(shared, call, &face, room).await,
        ("GET", ["Rooms", room, "Participants", who]) => {
            Ok(Answer::new(200, face.participant(&shared.video.participant(room, who).await?)))
        }
        ("POST", ["Rooms", room, "Participants", who]) => match call.field("Status") {
            Some("disconnected") => {
                Ok(Answer::new(202, face.participant(&shared.video.remove(room, who).await?)))
            }
            _ => Err(Refusal::new(400, 53209, "Invalid status: a Participant can only be disconnected")),
        },
        ("GET", ["Rooms", room, "Participants", who, "PublishedTracks", rest @ ..]) => {
            let all = shared.video.published_tracks(room, who).await?;
            tracks(call, rest, "published_tracks", &all, |track| track, |track| face.published(track))
        }
        ("GET", ["Rooms", room, "Participants", who, "SubscribedTracks", rest @ ..]) => {
            let all = shared.video.subscribed_tracks(room, who).await?;
            tracks(
                call,
                rest,
                "subscribed_tracks",
                &all,
                |track| &track.track,
                |track| face.subscribed(track),
            )
        }
        ("GET", ["Rooms", room, "Participants", who, "SubscribeRules"]) => {
            Ok(Answer::new(200, rules_json(&shared.video.subscribe_rules(room, who).await?)))
        }
        ("POST", ["Rooms", room, "Participants", who, "SubscribeRules"]) => {
            let rules = rules(call.field("Rules").unwrap_or_default())?;
            Ok(Answer::new(200, rules_json(&shared.video.set_subscribe_rules(room, who, rules).await?)))
        }
        (_, ["Rooms", _, "Participants", _, "Anonymize"]) => Err(Refusal::not_modelled("Video anonymizing")),
        (_, ["Rooms", _, "Recordings" | "RecordingRules", ..] | ["Recordings" | "RecordingSettings", ..]) => {
            Err(Refusal::not_modelled("Video recordings"))
        }
        (_, ["Rooms", _, "Transcriptions", ..]) => Err(Refusal::not_modelled("Video transcriptions")),
        (_, ["Compositions" | "CompositionHooks" | "CompositionSettings", ..]) => {
            Err(Refusal::not_modelled("Video compositions"))
        }
        (_, ["Rooms"] | ["Rooms", _] | ["Rooms", _, "Participants"] | ["Rooms", _, "Participants", _]) => {
            Err(Refusal::method(call))
        }
        _ => Err(Refusal::not_found(call)),
    };
    outcome.map_err(|refusal| if refusal.status == 404 { Refusal::not_found(call) } else { refusal })
}

fn number(
    call: &Call,
    name: &str,
    range: std::ops::RangeInclusive<u32>,
    code: u32,
) -> Result<Option<u32>, Refusal> {
    let Some(text) = call.field(name) else { return Ok(None) };
    let number = text.parse().ok().filter(|number| range.contains(number));
    let words = || format!("{name} must be between {} and {}", range.start(), range.end());
    number.map(Some).ok_or_else(|| Refusal::new(400, code, words()))
}

fn new_room(call: &Call) -> Result<NewRoom, Refusal> {
    match call.field("Type") {
        None | Some("group") => {}
        Some("go" | "peer-to-peer" | "group-small") => {
            return Err(Refusal::new(400, 53126, "This Room type is not available to the account"));
        }
        Some(_) => return Err(Refusal::new(400, 53108, "Invalid Room type")),
    }
    if call.flag("AudioOnly")? == Some(true) {
        return Err(Refusal::new(400, 53127, "AudioOnly is not available to the account"));
    }
    if call.flag("LargeRoom")? == Some(true) {
        return Err(Refusal::new(400, 53103, "LargeRoom is not available to the account"));
    }
    for name in ["RecordParticipantsOnConnect", "TranscribeParticipantsOnConnect"] {
        if call.flag(name)? == Some(true) {
            return Err(Refusal::not_modelled(&format!("Rooms with {name}")));
        }
    }
    for name in ["StatusCallback", "RecordingRules", "TranscriptionsConfiguration"] {
        if call.field(name).is_some_and(|value| !value.is_empty()) {
            return Err(Refusal::not_modelled(&format!("Rooms with {name}")));
        }
    }
    let mut new = NewRoom::default();
    if let Some(name) = call.field("UniqueName") {
        if name.is_empty() {
            return Err(Refusal::new(400, 53100, "Room name is invalid"));
        }
        if name.chars().count() > MAX_NAME {
            return Err(Refusal::new(400, 53101, "Room name is too long"));
        }
        new.unique_name = Some(name.to_owned());
    }
    let codecs: Vec<_> =
        call.form.iter().filter(|(name, _)| name == "VideoCodecs").map(|(_, codec)| codec).collect();
    if codecs.iter().any(|codec| !matches!(codec.as_str(), "VP8" | "H264")) {
        return Err(Refusal::invalid("VideoCodecs"));
    }
    if !codecs.is_empty() {
        new.video_codecs = codecs.into_iter().cloned().collect();
    }
    if let Some(region) = call.field("MediaRegion") {
        if region.is_empty() || region.len() > 8 || !region.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            return Err(Refusal::invalid("MediaRegion"));
        }
        new.media_region = region.to_owned();
    }
    let set = |to: &mut u32, from: Option<u32>| *to = from.unwrap_or(*to);
    set(&mut new.max_participants, number(call, "MaxParticipants", 1..=50, 53107)?);
    set(&mut new.empty_room_timeout, number(call, "EmptyRoomTimeout", 1..=60, 53109)?);
    set(&mut new.unused_room_timeout, number(call, "UnusedRoomTimeout", 1..=60, 53109)?);
    set(&mut new.max_participant_duration, number(call, "MaxParticipantDuration", 600..=86_400, 53123)?);
    Ok(new)
}

async fn create(shared: &Shared, call: &Call, face: &Face<'_>) -> Outcome {
    let room = shared.video.create_room(new_room(call)?).await?;
    Ok(Answer::new(201, face.room(&room)))
}

/// A date or an instant of a filter.
fn instant(call: &Call, name: &str) -> Result<Option<Timestamp>, Refusal> {
    let Some(text) = call.param(name) else { return Ok(None) };
    let instant = text.parse::<Timestamp>().ok().or_else(|| {
        let date: jiff::civil::Date = text.parse().ok()?;
        jiff::tz::TimeZone::UTC.to_timestamp(date.at(0, 0, 0, 0)).ok()
    });
    instant.map(Some).ok_or_else(|| Refusal::invalid(name))
}

async fn list(shared: &Shared, call: &Call, face: &Face<'_>) -> Outcome {
    let asked = Asked::read(call, MOST)?;
    let status = match call.param("Status") {
        None | Some("in-progress") => RoomStatus::InProgress,
        Some("completed") => RoomStatus::Completed,
        // No Room of the twin ever fails.
        Some("failed") => {
            return Ok(Answer::new(
                200,
                page(call, "rooms", &asked, &[], |(): &()| String::new(), |()| Value::Null),
            ));
        }
        Some(_) => return Err(Refusal::invalid("Status")),
    };
    let filter = RoomFilter {
        status: Some(status),
        unique_name: call.param("UniqueName").map(str::to_owned),
        created_after: instant(call, "DateCreatedAfter")?,
        created_before: instant(call, "DateCreatedBefore")?,
    };
    let all = shared.video.rooms(filter).await?;
    Ok(Answer::new(200, page(call, "rooms", &asked, &all, |room| room.sid.clone(), |room| face.room(room))))
}

async fn participants(shared: &Shared, call: &Call, face: &Face<'_>, room: &str) -> Outcome {
    let asked = Asked::read(call, MOST)?;
    let status = match call.param("Status") {
        Some("connected") => Some(ParticipantStatus::Connected),
        Some("reconnecting") => Some(ParticipantStatus::Reconnecting),
        Some("disconnected") => Some(ParticipantStatus::Disconnected),
        Some(_) => return Err(Refusal::invalid("Status")),
        // Of a Room in progress those who are in it, of one that is over all who were.
        None => match shared.video.room(room).await?.status {
            RoomStatus::InProgress => Some(ParticipantStatus::Connected),
            RoomStatus::Completed => None,
        },
    };
    let filter = ParticipantFilter { status, identity: call.param("Identity").map(str::to_owned) };
    let mut all = shared.video.participants(room, filter).await?;
    let (after, before) = (instant(call, "DateCreatedAfter")?, instant(call, "DateCreatedBefore")?);
    all.retain(|one| {
        after.is_none_or(|at| one.start_time >= at) && before.is_none_or(|at| one.start_time < at)
    });
    let show = |one: &ParticipantRecord| face.participant(one);
    Ok(Answer::new(200, page(call, "participants", &asked, &all, |one| one.sid.clone(), show)))
}

/// All tracks, or the one that is named after them, by SID or name.
fn tracks<T>(
    call: &Call,
    rest: &[&str],
    key: &str,
    all: &[T],
    track: impl Fn(&T) -> &TrackRecord,
    show: impl Fn(&T) -> Value,
) -> Outcome {
    match rest {
        [] => {
            let asked = Asked::read(call, MOST)?;
            Ok(Answer::new(200, page(call, key, &asked, all, |one| track(one).sid.clone(), show)))
        }
        [one] => {
            let found = all.iter().find(|entry| track(entry).sid == *one || track(entry).name == *one);
            found.map(|found| Answer::new(200, show(found))).ok_or_else(|| Refusal::not_found(call))
        }
        _ => Err(Refusal::not_found(call)),
    }
}

/// One to twenty rules; `all` stands alone.
fn rules(text: &str) -> Result<Vec<SubscribeRule>, Refusal> {
    let wrong = |words: &str| Refusal::new(400, 53215, format!("Invalid Subscribe Rule: {words}"));
    let list: Vec<Value> = serde_json::from_str(text).map_err(|_| wrong("Rules is not a JSON array"))?;
    if !(1..=20).contains(&list.len()) {
        return Err(wrong("there must be 1 to 20 rules"));
    }
    list.iter().map(|rule| one_rule(rule).map_err(wrong)).collect()
}

fn one_rule(rule: &Value) -> Result<SubscribeRule, &'static str> {
    let fields = rule.as_object().ok_or("a rule must be an object")?;
    let mut out = SubscribeRule::default();
    let mut typed = false;
    for (name, value) in fields {
        let text = || value.as_str().map(str::to_owned).ok_or("a filter must be a string");
        match name.as_str() {
            "type" => {
                out.include = match value.as_str() {
                    Some("include") => true,
                    Some("exclude") => false,
                    _ => return Err("type must be include or exclude"),
                };
                typed = true;
            }
            "all" => out.all = value.as_bool().ok_or("all must be true or false")?,
            "publisher" => out.publisher = Some(text()?),
            "track" => out.track = Some(text()?),
            "kind" => {
                let kind: TrackKind = serde_json::from_value(value.clone()).map_err(|_| "kind is unknown")?;
                out.kind = Some(kind);
            }
            "priority" => out.priority = Some(text()?),
            _ => return Err("a rule has an unknown filter"),
        }
    }
    let filtered =
        out.publisher.is_some() || out.track.is_some() || out.kind.is_some() || out.priority.is_some();
    match (typed, out.all, filtered) {
        (false, ..) => Err("type is missing"),
        (_, true, true) => Err("all can't be combined with other filters"),
        (_, false, false) => Err("a rule must have a filter"),
        _ => Ok(out),
    }
}

fn rules_json(rules: &Rules) -> Value {
    let rule = |rule: &SubscribeRule| {
        let mut out = json!({"type": if rule.include { "include" } else { "exclude" }});
        let mut set = |name: &str, value: Option<Value>| {
            if let Some(value) = value {
                out[name] = value;
            }
        };
        set("all", rule.all.then_some(json!(true)));
        set("publisher", rule.publisher.clone().map(Value::from));
        set("track", rule.track.clone().map(Value::from));
        set("kind", rule.kind.map(|kind| json!(kind)));
        set("priority", rule.priority.clone().map(Value::from));
        out
    };
    json!({
        "participant_sid": rules.participant_sid,
        "room_sid": rules.room_sid,
        "rules": rules.rules.iter().map(rule).collect::<Value>(),
        "date_created": seconds(rules.date_created),
        "date_updated": seconds(rules.date_updated),
    })
}

impl Face<'_> {
    fn room_url(&self, sid: &str) -> String {
        format!("{}/v1/Rooms/{sid}", self.base)
    }

    fn participant_url(&self, room: &str, sid: &str) -> String {
        format!("{}/Participants/{sid}", self.room_url(room))
    }

    fn room(&self, room: &RoomRecord) -> Value {
        let url = self.room_url(&room.sid);
        json!({
            "sid": room.sid,
            "status": match room.status {
                RoomStatus::InProgress => "in-progress",
                RoomStatus::Completed => "completed",
            },
            "date_created": seconds(room.date_created),
            "date_updated": seconds(room.date_updated),
            "account_sid": self.account,
            "enable_turn": true,
            "unique_name": room.unique_name,
            "status_callback": null,
            "status_callback_method": "POST",
            "end_time": room.end_time.map(seconds),
            "duration": room.duration,
            "type": "group",
            "max_participants": room.max_participants,
            "max_participant_duration": room.max_participant_duration,
            "max_concurrent_published_tracks": null,
            "record_participants_on_connect": false,
            "video_codecs": room.video_codecs,
            "media_region": room.media_region,
            "audio_only": false,
            "empty_room_timeout": room.empty_room_timeout,
            "unused_room_timeout": room.unused_room_timeout,
            "large_room": false,
            "url": url,
            "links": {
                "participants": format!("{url}/Participants"),
                "recordings": format!("{url}/Recordings"),
                "recording_rules": format!("{url}/RecordingRules"),
                "transcriptions": format!("{url}/Transcriptions"),
            },
        })
    }

    fn participant(&self, one: &ParticipantRecord) -> Value {
        let url = self.participant_url(&one.room_sid, &one.sid);
        json!({
            "sid": one.sid,
            "room_sid": one.room_sid,
            "account_sid": self.account,
            "status": match one.status {
                ParticipantStatus::Connected => "connected",
                ParticipantStatus::Reconnecting => "reconnecting",
                ParticipantStatus::Disconnected => "disconnected",
            },
            "identity": one.identity,
            "date_created": seconds(one.start_time),
            "date_updated": seconds(one.date_updated),
            "start_time": seconds(one.start_time),
            "end_time": one.end_time.map(seconds),
            "duration": one.duration,
            "url": url,
            "links": {
                "published_tracks": format!("{url}/PublishedTracks"),
                "subscribed_tracks": format!("{url}/SubscribedTracks"),
                "subscribe_rules": format!("{url}/SubscribeRules"),
                "anonymize": format!("{url}/Anonymize"),
            },
        })
    }

    fn published(&self, track: &TrackRecord) -> Value {
        let of = self.participant_url(&track.room_sid, &track.participant_sid);
        json!({
            "sid": track.sid,
            "participant_sid": track.participant_sid,
            "room_sid": track.room_sid,
            "name": track.name,
            "date_created": seconds(track.date_created),
            "date_updated": seconds(track.date_updated),
            "enabled": track.enabled,
            "kind": track.kind,
            "url": format!("{of}/PublishedTracks/{}", track.sid),
        })
    }

    fn subscribed(&self, one: &SubscribedTrackRecord) -> Value {
        let of = self.participant_url(&one.track.room_sid, &one.participant_sid);
        let mut out = self.published(&one.track);
        out["participant_sid"] = one.participant_sid.clone().into();
        out["publisher_sid"] = one.track.participant_sid.clone().into();
        out["url"] = format!("{of}/SubscribedTracks/{}", one.track.sid).into();
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_are_checked() {
        for text in [
            "",
            "{}",
            "[]",
            "[1]",
            r#"[{"all":true}]"#,
            r#"[{"type":"include"}]"#,
            r#"[{"type":"include","all":true,"kind":"audio"}]"#,
            r#"[{"type":"maybe","all":true}]"#,
            r#"[{"type":"include","kind":"smell"}]"#,
            r#"[{"type":"include","who":"x"}]"#,
        ] {
            assert_eq!(rules(text).map_err(|refusal| refusal.code), Err(53215), "{text}");
        }
        assert!(
            rules(r#"[{"type":"exclude","all":true},{"type":"include","publisher":"p","kind":"video"}]"#)
                .is_ok()
        );
    }
}
