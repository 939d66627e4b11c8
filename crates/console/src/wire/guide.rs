//! The guided first visit, as windows show it.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// A step of the guided first visit: something that a person does in the real windows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum GuideStep {
    /// See who waits.
    Look,
    /// Admit somebody.
    Admit,
    /// Have an interpreter in the call.
    Interpreter,
    /// Say to those who wait that it takes longer.
    Delay,
    /// End the visit.
    End,
    /// All done; a last word is shown until it is closed.
    Done,
}

/// Where the guided first visit stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Guide {
    /// Whether this clinic has one to offer: its day is made for it.
    pub there_is_one: bool,
    /// It was never begun nor declined on this computer: worth an offer.
    pub to_offer: bool,
    /// The step that is to be done; none where nobody is guided.
    #[ts(optional = nullable)]
    pub step: Option<GuideStep>,
    /// The visit that it is about, once somebody was admitted.
    #[ts(optional = nullable)]
    pub visit_id: Option<String>,
    /// Somebody waits to be seen.
    pub somebody_waits: bool,
}

/// Goes on from a step without doing it.
#[derive(Debug, Clone, Copy, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PassGuideStep {
    /// The step that is passed; nothing happens where another one is reached by now.
    pub step: GuideStep,
}
