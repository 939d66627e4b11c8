//! Reads a cast's script. Everything that is wrong with it is told at once, each thing with its place.

use std::collections::BTreeMap;

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::{
    Answer, Call, Chat, Checks, Does, Fault, Look, MemberScript, NetworkVerdict, Opens, Relative, Reply,
    Says, Script, Step, Survey, Tongue, Verdict,
};
use crate::phone::is_e164;

/// What a script says that it is.
const FORMAT: &str = "anteroom-cast";
/// The newest version that is read.
const VERSION: u64 = 1;
/// The largest script, in bytes.
const LARGEST: usize = 256 * 1024;
/// More people than a practice day has.
const MOST_MEMBERS: usize = 40;
/// Answers, replies, steps: of each at most so many.
const MOST_OF_EACH: usize = 40;
/// The longest time: a day.
const LONGEST: f64 = 86_400.0;
/// The longest message, in characters: what a page can write.
const LONGEST_MESSAGE: usize = 500;

/// Where a member does not say.
const USUAL_BROWSER: &str = "Safari on iPhone";
const USUAL_CHECKS: f64 = 10.0;
const USUAL_TALK: f64 = 5.0;
const USUAL_LISTENING: f64 = 7.0;
const USUAL_REPLY: f64 = 5.0;

const LOOKS: &[&str] =
    &["young-woman", "old-man", "parent-and-child", "man-with-beard", "old-woman", "young-man"];
const TONGUES: &[&str] = &["en", "es", "ja"];
const STEPS: &[(Does, &str)] = &[
    (Does::Mute, "mute"),
    (Does::Unmute, "unmute"),
    (Does::CameraOff, "camera_off"),
    (Does::CameraOn, "camera_on"),
    (Does::Say, "say"),
    (Does::Leave, "leave"),
];

pub(super) fn read(text: &str) -> Result<Script, Vec<Fault>> {
    let whole = |words: String| vec![Fault { at: String::new(), words }];
    if text.len() > LARGEST {
        return Err(whole("The script is larger than a cast is (256 KB).".into()));
    }
    let value: Value = serde_json::from_str(text).map_err(|error| {
        whole(format!("This is no JSON: look at line {}, column {}.", error.line(), error.column()))
    })?;
    let mut reader = Reader { faults: Vec::new() };
    match reader.script(&value) {
        Some(script) if reader.faults.is_empty() => Ok(script),
        _ => Err(reader.faults),
    }
}

struct Reader {
    faults: Vec<Fault>,
}

/// An object of the script, and where it stands.
struct Object<'a> {
    at: String,
    members: &'a Map<String, Value>,
}

impl<'a> Object<'a> {
    fn place(&self, name: &str) -> String {
        format!("{}/{}", self.at, name.replace('~', "~0").replace('/', "~1"))
    }

    fn get(&self, name: &str) -> Option<&'a Value> {
        self.members.get(name).filter(|value| !value.is_null())
    }
}

impl Reader {
    fn fault(&mut self, at: impl Into<String>, words: impl Into<String>) {
        self.faults.push(Fault { at: at.into(), words: words.into() });
    }

    fn object<'a>(&mut self, at: String, value: &'a Value, known: &[&str]) -> Option<Object<'a>> {
        let Some(members) = value.as_object() else {
            self.fault(at, "Write an object here: { … }.");
            return None;
        };
        let object = Object { at, members };
        for name in members.keys().filter(|name| !known.contains(&name.as_str())) {
            let words = format!("This is not known here. There are: {}.", known.join(", "));
            self.fault(object.place(name), words);
        }
        Some(object)
    }

    /// A member that must be there.
    fn needed<'a>(&mut self, of: &Object<'a>, name: &str) -> Option<&'a Value> {
        let found = of.get(name);
        if found.is_none() {
            self.fault(of.at.clone(), format!("\u{201c}{name}\u{201d} is missing here."));
        }
        found
    }

    /// The values of a list that may be left out, each with its place.
    fn list<'a>(&mut self, of: &Object<'a>, name: &str, most: usize) -> Vec<(String, &'a Value)> {
        let at = of.place(name);
        let Some(value) = of.get(name) else { return Vec::new() };
        let Some(values) = value.as_array() else {
            self.fault(at, "Write a list here: [ … ].");
            return Vec::new();
        };
        if values.len() > most {
            self.fault(at.clone(), format!("There are at most {most} here."));
        }
        values.iter().enumerate().map(|(index, value)| (format!("{at}/{index}"), value)).collect()
    }

    fn text(&mut self, at: String, value: &Value, most: usize) -> Option<String> {
        match value.as_str().map(str::trim) {
            None => self.fault(at, "Write a text here, in quotation marks."),
            Some("") => self.fault(at, "Write something here, or leave it out."),
            Some(text) if text.chars().count() > most => {
                self.fault(at, format!("This has more than {most} characters."));
            }
            Some(text) => return Some(text.to_owned()),
        }
        None
    }

    fn needed_text(&mut self, of: &Object<'_>, name: &str, most: usize) -> Option<String> {
        let value = self.needed(of, name)?;
        self.text(of.place(name), value, most)
    }

    fn text_or(&mut self, of: &Object<'_>, name: &str, most: usize) -> Option<String> {
        let value = of.get(name)?;
        self.text(of.place(name), value, most)
    }

    fn seconds(&mut self, at: String, value: &Value, most: f64) -> Option<f64> {
        let seconds = value.as_f64().filter(|seconds| (0.0..=most).contains(seconds));
        if seconds.is_none() {
            self.fault(at, format!("Write seconds here: a number from 0 to {most}."));
        }
        seconds
    }

    fn seconds_or(&mut self, of: &Object<'_>, name: &str, usual: f64) -> f64 {
        of.get(name)
            .map_or(Some(usual), |value| self.seconds(of.place(name), value, LONGEST))
            .unwrap_or(usual)
    }

    /// One of a few words.
    fn one_of<'w>(&mut self, at: String, value: &Value, words: &[&'w str]) -> Option<&'w str> {
        let found = value.as_str().and_then(|text| words.iter().find(|word| **word == text));
        if found.is_none() {
            self.fault(at, format!("Write one of these here: {}.", words.join(", ")));
        }
        found.copied()
    }

    fn word<T: Copy>(&mut self, at: String, value: &Value, all: &[(T, &str)]) -> Option<T> {
        let words: Vec<&str> = all.iter().map(|(_, word)| *word).collect();
        let found = self.one_of(at, value, &words)?;
        all.iter().find(|(_, word)| *word == found).map(|(one, _)| *one)
    }

    fn word_or<T: Copy>(&mut self, of: &Object<'_>, name: &str, all: &[(T, &str)], usual: T) -> T {
        of.get(name).map_or(Some(usual), |value| self.word(of.place(name), value, all)).unwrap_or(usual)
    }

    /// One of a few words that is an enum of its own.
    fn named<T: DeserializeOwned>(&mut self, at: String, value: &Value, words: &[&str]) -> Option<T> {
        let word = self.one_of(at, value, words)?;
        serde_json::from_value(word.into()).ok()
    }

    fn script(&mut self, value: &Value) -> Option<Script> {
        let top = self.object(String::new(), value, &["format", "version", "members"])?;
        let format = self.needed(&top, "format")?;
        if format != FORMAT {
            self.fault(top.place("format"), format!("A cast's script says \u{201c}{FORMAT}\u{201d} here."));
        }
        let version = self.needed(&top, "version")?;
        if version.as_u64() != Some(VERSION) {
            self.fault(top.place("version"), format!("This program reads version {VERSION}."));
        }
        self.needed(&top, "members")?;
        let values = self.list(&top, "members", MOST_MEMBERS);
        if values.is_empty() && self.faults.is_empty() {
            self.fault(top.place("members"), "A cast has one member at least.");
        }
        let members: Vec<Option<MemberScript>> =
            values.iter().map(|(at, value)| self.member(at.clone(), value)).collect();
        self.fit_together(&members);
        Some(Script { members: members.into_iter().flatten().collect() })
    }

    /// What holds between members: nobody is there twice, and relatives are somebody's.
    fn fit_together(&mut self, members: &[Option<MemberScript>]) {
        let known = || members.iter().enumerate().filter_map(|(at, one)| Some((at, one.as_ref()?)));
        let (mut ids, mut phones) = (BTreeMap::new(), BTreeMap::new());
        for (at, one) in known() {
            if let Some(first) = ids.insert(one.id.as_str(), at) {
                self.fault(
                    format!("/members/{at}/id"),
                    format!("/members/{first} has this id too. Everybody has one of their own."),
                );
            }
            if let Some(first) = phones.insert(one.phone.as_str(), at) {
                self.fault(
                    format!("/members/{at}/phone"),
                    format!("/members/{first} has this number too. Everybody is texted on one of their own."),
                );
            }
        }
        for (at, one) in known() {
            let Some(relative) = &one.relative else { continue };
            let place = format!("/members/{at}/relative/of");
            match known().find(|(_, other)| other.id == relative.of) {
                None => {
                    let ids: Vec<&str> = known().map(|(_, other)| other.id.as_str()).collect();
                    let words = format!(
                        "Nobody here has the id \u{201c}{}\u{201d}. There are: {}.",
                        relative.of,
                        ids.join(", ")
                    );
                    self.fault(place, words);
                }
                Some((other, _)) if other == at => {
                    self.fault(place, "Nobody is their own relative. Write the id of whose visit it is.");
                }
                Some((_, other)) if other.relative.is_some() => {
                    self.fault(
                        place,
                        "This is a relative too. Write the id of whose visit it is: the patient's.",
                    );
                }
                Some(_) => {}
            }
        }
    }

    fn member(&mut self, at: String, value: &Value) -> Option<MemberScript> {
        const KNOWN: &[&str] = &[
            "id", "name", "phone", "language", "look", "voice", "browser", "opens", "checks", "answers",
            "chat", "call", "survey", "relative",
        ];
        let of = self.object(at, value, KNOWN)?;
        let id = self.needed_text(&of, "id", 40).filter(|id| self.is_id(&of, id));
        let name = self.needed_text(&of, "name", 80);
        let phone = self.needed_text(&of, "phone", 20).filter(|phone| {
            let right = is_e164(phone);
            if !right {
                let words = "Write a number with its country code and nothing but digits: +15035550142.";
                self.fault(of.place("phone"), words);
            }
            right
        });
        let language = self.text_or(&of, "language", 35).unwrap_or_else(|| "en".to_owned());
        let looks = self.needed(&of, "look");
        let look: Option<Look> = looks.and_then(|value| self.named(of.place("look"), value, LOOKS));
        let spoken = language.split('-').next().filter(|spoken| TONGUES.contains(spoken)).unwrap_or("en");
        let voice = of.get("voice").cloned().unwrap_or_else(|| spoken.into());
        let voice: Option<Tongue> = self.named(of.place("voice"), &voice, TONGUES);
        let opens = self.needed(&of, "opens").and_then(|value| self.opens(of.place("opens"), value));
        let checks = self.checks(&of);
        let answers = self.list(&of, "answers", MOST_OF_EACH);
        let answers = answers.into_iter().filter_map(|(at, value)| self.answer(at, value)).collect();
        let chat = of.get("chat").and_then(|value| self.chat(of.place("chat"), value)).unwrap_or_default();
        let call = self.call(&of);
        let survey = of.get("survey").and_then(|value| self.word(of.place("survey"), value, Survey::ALL));
        let browser = self.text_or(&of, "browser", 80).unwrap_or_else(|| USUAL_BROWSER.to_owned());
        let name = name?;
        let relative = of
            .get("relative")
            .map(|value| self.relative(of.place("relative"), value, &name, phone.as_deref()));
        Some(MemberScript {
            id: id?,
            name,
            phone: phone?,
            language,
            look: look?,
            voice: voice?,
            browser,
            opens: opens?,
            checks,
            answers,
            chat,
            call,
            survey,
            relative: relative.flatten(),
        })
    }

    fn is_id(&mut self, of: &Object<'_>, id: &str) -> bool {
        let right = id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
        if !right {
            self.fault(of.place("id"), "Write small letters, digits and hyphens here: theos-father.");
        }
        right
    }

    fn opens(&mut self, at: String, value: &Value) -> Option<Opens> {
        const WAYS: &str = "Write \u{201c}never\u{201d} here, or one of { \"after_text\": seconds }, \
                            { \"before_start\": seconds }, { \"after_start\": seconds }.";
        if value == "never" {
            return Some(Opens::Never);
        }
        let one =
            value.as_object().filter(|members| members.len() == 1).and_then(|members| members.iter().next());
        let Some((way, seconds)) = one else {
            self.fault(at, WAYS);
            return None;
        };
        let make = match way.as_str() {
            "after_text" => Opens::AfterText,
            "before_start" => Opens::BeforeStart,
            "after_start" => Opens::AfterStart,
            _ => {
                self.fault(at, WAYS);
                return None;
            }
        };
        self.seconds(format!("{at}/{way}"), seconds, LONGEST).map(make)
    }

    fn checks(&mut self, of: &Object<'_>) -> Checks {
        let mut checks = Checks {
            seconds: USUAL_CHECKS,
            camera: Verdict::Works,
            microphone: Verdict::Works,
            speaker: Verdict::Works,
            network: NetworkVerdict::Good,
        };
        let known = &["seconds", "camera", "microphone", "speaker", "network"];
        let found = of.get("checks").and_then(|value| self.object(of.place("checks"), value, known));
        if let Some(of) = found {
            checks.seconds = self.seconds_or(&of, "seconds", USUAL_CHECKS);
            checks.camera = self.word_or(&of, "camera", Verdict::ALL, Verdict::Works);
            checks.microphone = self.word_or(&of, "microphone", Verdict::ALL, Verdict::Works);
            checks.speaker = self.word_or(&of, "speaker", Verdict::ALL, Verdict::Works);
            checks.network = self.word_or(&of, "network", NetworkVerdict::ALL, NetworkVerdict::Good);
        }
        checks
    }

    fn answer(&mut self, at: String, value: &Value) -> Option<Answer> {
        let of = self.object(at, value, &["question", "answer"])?;
        let (question, answer) =
            (self.needed_text(&of, "question", 300), self.needed_text(&of, "answer", LONGEST_MESSAGE));
        Some(Answer { question: question?, answer: answer? })
    }

    fn chat(&mut self, at: String, value: &Value) -> Option<Chat> {
        let of = self.object(at, value, &["says", "replies", "otherwise"])?;
        let says = self.list(&of, "says", MOST_OF_EACH);
        let says = says.into_iter().filter_map(|(at, value)| {
            let of = self.object(at, value, &["after", "text"])?;
            let text = self.needed_text(&of, "text", LONGEST_MESSAGE)?;
            Some(Says { after: self.seconds_or(&of, "after", USUAL_REPLY), text })
        });
        let says = says.collect();
        let replies = self.list(&of, "replies", MOST_OF_EACH);
        let replies = replies.into_iter().filter_map(|(at, value)| self.reply(at, value)).collect();
        Some(Chat { says, replies, otherwise: self.text_or(&of, "otherwise", LONGEST_MESSAGE) })
    }

    fn reply(&mut self, at: String, value: &Value) -> Option<Reply> {
        let of = self.object(at, value, &["to", "text", "after"])?;
        self.needed(&of, "to")?;
        let to = self.list(&of, "to", MOST_OF_EACH);
        if to.is_empty() {
            self.fault(of.place("to"), "Write words here of which one must stand in the message; what fits every message is \u{201c}otherwise\u{201d}.");
        }
        let to: Vec<String> = to.into_iter().filter_map(|(at, value)| self.text(at, value, 80)).collect();
        let text = self.needed_text(&of, "text", LONGEST_MESSAGE)?;
        Some(Reply { to, text, after: self.seconds_or(&of, "after", USUAL_REPLY) })
    }

    fn call(&mut self, of: &Object<'_>) -> Call {
        let mut call = Call { talks: USUAL_TALK, listens: USUAL_LISTENING, steps: Vec::new() };
        let known = &["talks", "listens", "steps"];
        let Some(of) = of.get("call").and_then(|value| self.object(of.place("call"), value, known)) else {
            return call;
        };
        call.talks = self.seconds_or(&of, "talks", USUAL_TALK);
        call.listens = self.seconds_or(&of, "listens", USUAL_LISTENING);
        if call.talks > 0.0 && call.listens < 1.0 {
            self.fault(
                of.place("listens"),
                "Who talks listens for a second at least. Who never talks has \"talks\": 0.",
            );
        }
        let steps = self.list(&of, "steps", MOST_OF_EACH);
        call.steps = steps.into_iter().filter_map(|(at, value)| self.step(at, value)).collect();
        if let Some(at) = call.steps.windows(2).position(|pair| pair[1].at < pair[0].at) {
            let words = "This is earlier than the step before it. Write steps in the order of their times.";
            self.fault(format!("{}/{}/at", of.place("steps"), at + 1), words);
        }
        if let Some(at) = call.steps.iter().position(|step| step.does == Does::Leave)
            && at + 1 < call.steps.len()
        {
            let words = "Who has left does nothing more. Put \u{201c}leave\u{201d} last.";
            self.fault(format!("{}/{}", of.place("steps"), at + 1), words);
        }
        call
    }

    fn step(&mut self, at: String, value: &Value) -> Option<Step> {
        let of = self.object(at, value, &["at", "do", "say"])?;
        let (when, what) = (self.needed(&of, "at"), self.needed(&of, "do"));
        let when = when.and_then(|value| self.seconds(of.place("at"), value, LONGEST));
        let does = what.and_then(|value| self.word(of.place("do"), value, STEPS));
        let say = self.text_or(&of, "say", LONGEST_MESSAGE);
        if does == Some(Does::Say) && say.is_none() {
            self.needed(&of, "say");
        }
        Some(Step { at: when?, does: does?, say })
    }

    fn relative(&mut self, at: String, value: &Value, name: &str, phone: Option<&str>) -> Option<Relative> {
        let of = self.object(at, value, &["of", "relationship", "asks"])?;
        let (whose, relationship) =
            (self.needed_text(&of, "of", 40), self.needed_text(&of, "relationship", 60));
        let asks = self
            .text_or(&of, "asks", LONGEST_MESSAGE)
            .unwrap_or_else(|| format!("Could {name} join us? The number is {}.", phone.unwrap_or_default()));
        Some(Relative { of: whose?, relationship: relationship?, asks })
    }
}
