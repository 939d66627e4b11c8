//! What the phones at the other end do: data, by number.

use std::collections::BTreeMap;

use jiff::SignedDuration;
use serde::{Deserialize, Serialize};

use crate::texts::Arrival;

/// A phone that can be called and texted. Times are in seconds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Phone {
    /// Its number, in E.164.
    pub number: String,
    /// What it is, for people who read the list.
    #[serde(default)]
    pub name: String,
    /// How long it rings before it does what it does.
    #[serde(default = "two")]
    pub rings: f64,
    /// What it does when it is called.
    pub does: Does,
    /// What becomes of texts to it.
    #[serde(default)]
    pub texts: Arrival,
}

/// What a phone does when it is called.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Does {
    /// Somebody answers, greets, and talks.
    Person {
        /// How long the greeting takes.
        #[serde(default = "three")]
        greeting: f64,
        /// Hangs up after this; stays if absent.
        #[serde(default)]
        stays: Option<f64>,
    },
    /// It is busy.
    Busy {},
    /// It rings and nobody answers, unless made to.
    Silent {},
    /// The call fails on the way.
    Fails {
        /// Twilio's code for it, as its debugger would show it.
        #[serde(default)]
        code: Option<u32>,
    },
    /// Twilio refuses to dial the number at all: the answer to the request is this code.
    Refused {
        /// Twilio's code.
        code: u32,
    },
    /// A machine greets, beeps and records.
    Voicemail {
        /// How long the greeting takes.
        #[serde(default = "five")]
        greeting: f64,
        /// How long it records before it hangs up.
        #[serde(default = "minute")]
        records: f64,
    },
    /// A machine asks for keys.
    Tree {
        /// The node that answers.
        start: String,
        /// The nodes by name.
        nodes: BTreeMap<String, Node>,
    },
}

/// A place in a phone tree.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "node", rename_all = "snake_case", deny_unknown_fields)]
pub enum Node {
    /// Says what the keys are for and waits for one.
    Menu {
        /// How the asking goes on.
        #[serde(flatten)]
        ask: Ask,
        /// Where each key leads.
        keys: BTreeMap<char, String>,
    },
    /// Asks for a sequence of keys.
    Code {
        /// How the asking goes on.
        #[serde(flatten)]
        ask: Ask,
        /// The right sequence.
        code: String,
        /// The key that ends it; without one it ends when it is long enough.
        #[serde(default)]
        ends_with: Option<char>,
        /// Where the right one leads.
        next: String,
    },
    /// Says something that can't be answered.
    Notice {
        /// How long it takes.
        seconds: f64,
        /// What is heard.
        #[serde(default)]
        sound: Sound,
        /// What comes then; hangs up if absent.
        #[serde(default)]
        next: Option<String>,
    },
    /// A person: greets, and talks.
    Person {
        /// How long the greeting takes.
        #[serde(default = "three")]
        greeting: f64,
        /// Hangs up after this; stays if absent.
        #[serde(default)]
        stays: Option<f64>,
    },
}

/// How a node asks for keys.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Ask {
    /// How long the prompt takes.
    pub prompt: f64,
    /// What is heard meanwhile.
    #[serde(default)]
    pub sound: Sound,
    /// How long it waits for a key after the prompt, and after each key of a sequence.
    #[serde(default = "five")]
    pub wait: f64,
    /// Whether keys count while the prompt is heard; else they are lost.
    #[serde(default = "yes")]
    pub barge_in: bool,
    /// How often it asks again after a wrong key or none.
    #[serde(default = "twice")]
    pub repeats: u32,
    /// Where it goes after the last wrong key; hangs up if absent.
    #[serde(default)]
    pub on_wrong: Option<String>,
    /// Where it goes when nothing came; hangs up if absent.
    #[serde(default)]
    pub on_timeout: Option<String>,
}

/// What is heard of a phone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sound {
    /// Nothing.
    #[default]
    Silence,
    /// Music.
    Hold,
    /// A machine asks for a language.
    Language,
    /// A machine asks for a department.
    Department,
    /// A machine asks for an access code.
    Code,
    /// A machine did not understand.
    Wrong,
    /// A machine asks for a message.
    Voicemail,
    /// The beep after that.
    Beep,
    /// A person greets.
    Greeting,
    /// A person talks, with pauses.
    Talk,
}

fn yes() -> bool {
    true
}
fn twice() -> u32 {
    2
}
fn two() -> f64 {
    2.0
}
fn three() -> f64 {
    3.0
}
fn five() -> f64 {
    5.0
}
fn minute() -> f64 {
    60.0
}

/// The longest a script may make anything last: a day.
const MOST: f64 = 86_400.0;
/// The shortest a node may last, so that nodes that lead to each other do not spin.
const LEAST: f64 = 0.1;

/// A script's seconds, once it has been checked.
pub(crate) fn seconds(seconds: f64) -> SignedDuration {
    SignedDuration::try_from_secs_f64(seconds.clamp(0.0, MOST)).unwrap_or(SignedDuration::ZERO)
}

/// Whether this is a number in E.164.
pub(crate) fn is_e164(number: &str) -> bool {
    let Some(digits) = number.strip_prefix('+') else { return false };
    (7..=15).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit()) && !digits.starts_with('0')
}

fn is_key(key: char) -> bool {
    matches!(key, '0'..='9' | 'A'..='D' | '*' | '#')
}

impl Phone {
    /// Says what is wrong with a script, if anything is.
    ///
    /// # Errors
    /// In words for whoever wrote the script.
    pub fn check(&self) -> Result<(), String> {
        if !is_e164(&self.number) {
            return Err(format!("{} is no number in E.164", self.number));
        }
        time("rings", self.rings, 0.0)?;
        self.texts.check()?;
        match &self.does {
            Does::Busy {} | Does::Silent {} | Does::Fails { .. } => Ok(()),
            Does::Refused { code } if *code > 0 => Ok(()),
            Does::Refused { .. } => Err("a refusal needs a code".into()),
            Does::Person { greeting, stays } => person(*greeting, *stays),
            Does::Voicemail { greeting, records } => {
                time("greeting", *greeting, LEAST)?;
                time("records", *records, LEAST)
            }
            Does::Tree { start, nodes } => {
                if !nodes.contains_key(start) {
                    return Err(format!("there is no node {start}"));
                }
                nodes.iter().try_for_each(|(name, node)| {
                    node.check(nodes).map_err(|wrong| format!("node {name}: {wrong}"))
                })
            }
        }
    }
}

fn time(name: &str, seconds: f64, least: f64) -> Result<(), String> {
    if (least..=MOST).contains(&seconds) {
        return Ok(());
    }
    Err(format!("{name} must be {least} to {MOST} seconds"))
}

fn person(greeting: f64, stays: Option<f64>) -> Result<(), String> {
    time("greeting", greeting, 0.0)?;
    stays.map_or(Ok(()), |stays| time("stays", stays, 0.0))
}

impl Node {
    /// The nodes it leads to.
    fn ways(&self) -> Vec<&String> {
        match self {
            Self::Menu { ask, keys } => keys.values().chain(&ask.on_wrong).chain(&ask.on_timeout).collect(),
            Self::Code { ask, next, .. } => {
                std::iter::once(next).chain(&ask.on_wrong).chain(&ask.on_timeout).collect()
            }
            Self::Notice { next, .. } => next.iter().collect(),
            Self::Person { .. } => Vec::new(),
        }
    }

    fn check(&self, nodes: &BTreeMap<String, Self>) -> Result<(), String> {
        if let Some(missing) = self.ways().into_iter().find(|way| !nodes.contains_key(*way)) {
            return Err(format!("there is no node {missing}"));
        }
        let asks = |ask: &Ask| time("prompt", ask.prompt, 0.0).and_then(|()| time("wait", ask.wait, LEAST));
        match self {
            Self::Menu { ask, keys } => {
                asks(ask)?;
                keys.keys().find(|key| !is_key(**key)).map_or(Ok(()), |key| Err(format!("{key} is no key")))
            }
            Self::Code { ask, code, ends_with, .. } => {
                asks(ask)?;
                let keys = !code.is_empty() && code.len() <= 32 && code.chars().all(is_key);
                let end = ends_with.is_none_or(|end| is_key(end) && !code.contains(end));
                if keys && end { Ok(()) } else { Err("the code or its end is not of keys".into()) }
            }
            Self::Notice { seconds, .. } => time("seconds", *seconds, LEAST),
            Self::Person { greeting, stays } => person(*greeting, *stays),
        }
    }
}

impl Does {
    /// Who answers, as a tree: a person and a machine are trees of one and of two nodes. `None`: nobody does by itself.
    pub(crate) fn tree(&self) -> Option<(String, BTreeMap<String, Node>)> {
        let one = |node| Some(("start".to_owned(), BTreeMap::from([("start".to_owned(), node)])));
        match self {
            Self::Person { greeting, stays } => one(Node::Person { greeting: *greeting, stays: *stays }),
            Self::Voicemail { greeting, records } => {
                let notice = |seconds, sound, next: Option<&str>| Node::Notice {
                    seconds,
                    sound,
                    next: next.map(str::to_owned),
                };
                let nodes = [
                    ("start", notice(*greeting, Sound::Voicemail, Some("beep"))),
                    ("beep", notice(1.0, Sound::Beep, Some("record"))),
                    ("record", notice(*records, Sound::Silence, None)),
                ];
                let nodes = nodes.map(|(name, node)| (name.to_owned(), node));
                Some(("start".to_owned(), BTreeMap::from(nodes)))
            }
            Self::Tree { start, nodes } => Some((start.clone(), nodes.clone())),
            Self::Busy {} | Self::Silent {} | Self::Fails { .. } | Self::Refused { .. } => None,
        }
    }
}
