//! A phone-tree recipe: what is waited for, pressed and said until a person can be handed the line.
//!
//! Times are what the TwiML made of it takes: a key and a `w` half a second each, a pause its whole seconds. How long a
//! text takes to say is an estimate.

use serde::{Deserialize, Serialize};

use crate::error::Invalid;
use crate::person;

/// Half a second, in milliseconds: a key, or a `w`.
const HALF: u32 = 500;

/// Saying a character takes about so long.
const SAYING: u32 = 85;

/// What connecting to the room takes.
const CONNECTING: u32 = 1500;

/// The longest that a recipe may take.
const LONGEST: u32 = 15 * 60 * 1000;

/// The steps a recipe may have.
const MOST_STEPS: usize = 30;

/// A recipe for one language, or for all that have none of their own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Recipe {
    /// The language it leads to (BCP 47); none for all others.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// The steps, in order. The last one hands over.
    pub steps: Vec<Step>,
}

/// One step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Step {
    /// Silence, while the other side talks.
    Wait {
        /// 1 to 300.
        seconds: u32,
        /// What for; may be empty.
        #[serde(default)]
        note: String,
    },
    /// Keys are pressed.
    Press {
        /// `0`–`9`, `A`–`D`, `*`, `#`, and `w` for half a second of waiting; 1 to 32.
        keys: String,
        /// Half seconds waited before, 0 to 40.
        #[serde(default)]
        wait_before: u32,
        /// What for; may be empty.
        #[serde(default)]
        note: String,
    },
    /// The line's access code is pressed. The code itself is in the keychain.
    PressCode {
        /// Half seconds waited before, 0 to 40.
        #[serde(default)]
        wait_before: u32,
        /// The key that ends the code: `#`, `*` or nothing.
        #[serde(default)]
        end: String,
        /// What for; may be empty.
        #[serde(default)]
        note: String,
    },
    /// Something is said.
    Say {
        /// 1 to 300 characters. Never about a patient: it is stored and sent as written.
        text: String,
        /// In which language (BCP 47); empty for English.
        #[serde(default)]
        language: String,
    },
    /// The line waits for a person and comes into the visit. Always the last step.
    HandOver {
        /// How long the line stays outside first, in seconds, 0 to 600.
        #[serde(default)]
        seconds: u32,
        /// The line comes into the room for the provider alone, until it is brought in.
        #[serde(default)]
        quiet: bool,
        /// What for; may be empty.
        #[serde(default)]
        note: String,
    },
}

impl Step {
    /// How long it takes, in milliseconds. `code_keys` is how many keys the access code has.
    pub fn millis(&self, code_keys: u32) -> u32 {
        match self {
            Step::Wait { seconds, .. } => seconds.saturating_mul(1000),
            Step::Press { keys, wait_before, .. } => {
                HALF.saturating_mul(wait_before.saturating_add(u32::try_from(keys.len()).unwrap_or(u32::MAX)))
            }
            Step::PressCode { wait_before, end, .. } => HALF.saturating_mul(
                wait_before
                    .saturating_add(code_keys)
                    .saturating_add(u32::try_from(end.len()).unwrap_or(u32::MAX)),
            ),
            Step::Say { text, .. } => {
                let chars = u32::try_from(text.chars().count()).unwrap_or(u32::MAX);
                SAYING.saturating_mul(chars).div_ceil(HALF).saturating_mul(HALF)
            }
            Step::HandOver { seconds, .. } => seconds.saturating_mul(1000).saturating_add(CONNECTING),
        }
    }

    fn check(&self, number: usize) -> Result<Step, Invalid> {
        let bad = |what: &str| Invalid::new("steps", format!("Step {number}: {what}"));
        let note = |text: &str| person::short("steps", &format!("The note of step {number}"), 120, text);
        let wait = |half: u32| {
            (half <= 40).then_some(half).ok_or_else(|| bad("a pause before keys is at most 20 seconds."))
        };
        Ok(match self {
            Step::Wait { seconds, note: text } => {
                if !(1..=300).contains(seconds) {
                    return Err(bad("a wait is between 1 second and 5 minutes."));
                }
                Step::Wait { seconds: *seconds, note: note(text)? }
            }
            Step::Press { keys, wait_before, note: text } => {
                let keys = crate::recipe::keys(keys).map_err(|invalid| bad(&invalid.message))?;
                Step::Press { keys, wait_before: wait(*wait_before)?, note: note(text)? }
            }
            Step::PressCode { wait_before, end, note: text } => {
                if !matches!(end.as_str(), "" | "#" | "*") {
                    return Err(bad("a code ends with #, with * or with nothing."));
                }
                Step::PressCode { wait_before: wait(*wait_before)?, end: end.clone(), note: note(text)? }
            }
            Step::Say { text, language } => {
                let text = person::short("steps", &format!("The text of step {number}"), 300, text)?;
                if text.is_empty() {
                    return Err(bad("write what is to be said."));
                }
                let language =
                    if language.is_empty() { String::new() } else { person::language("steps", language)? };
                Step::Say { text, language }
            }
            Step::HandOver { seconds, quiet, note: text } => {
                if *seconds > 600 {
                    return Err(bad("the line waits outside for at most 10 minutes."));
                }
                Step::HandOver { seconds: *seconds, quiet: *quiet, note: note(text)? }
            }
        })
    }
}

/// What is wrong with a recipe.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecipeMistake {
    /// The step, from 1; none where it is the recipe as a whole.
    pub step: Option<u32>,
    /// What to change, one sentence.
    pub message: String,
}

impl Recipe {
    /// How long it takes until the line is handed over, in milliseconds.
    pub fn millis(&self, code_keys: u32) -> u32 {
        self.steps.iter().fold(0, |sum, step| step.millis(code_keys).saturating_add(sum))
    }

    /// Whether one of its steps presses the access code.
    pub fn needs_code(&self) -> bool {
        self.steps.iter().any(|step| matches!(step, Step::PressCode { .. }))
    }

    /// Checks the steps one by one and as a whole.
    ///
    /// # Errors
    /// [`Invalid`] names the step and what to change.
    pub fn check(&self) -> Result<Recipe, Invalid> {
        let language =
            self.language.as_deref().map(|tag| person::language("recipeLanguage", tag)).transpose()?;
        let steps: Vec<Step> =
            self.steps.iter().zip(1..).map(|(step, n)| step.check(n)).collect::<Result<_, _>>()?;
        let recipe = Recipe { language, steps };
        recipe.check_whole()?;
        Ok(recipe)
    }

    /// All that is wrong with the steps, in their order, then what is wrong with them together: for somebody who writes them.
    pub fn mistakes(&self) -> Vec<RecipeMistake> {
        let of_steps = self.steps.iter().zip(1u32..).filter_map(|(step, n)| {
            let message = step.check(usize::try_from(n).unwrap_or(usize::MAX)).err()?.message;
            Some(RecipeMistake { step: Some(n), message })
        });
        let of_all = self.check_whole().err();
        of_steps.chain(of_all.map(|invalid| RecipeMistake { step: None, message: invalid.message })).collect()
    }

    fn check_whole(&self) -> Result<(), Invalid> {
        let whole = |message: &str| Err(Invalid::new("steps", message));
        if self.steps.len() > MOST_STEPS {
            return whole("A phone tree may have 30 steps.");
        }
        let hand_overs = self.steps.iter().filter(|step| matches!(step, Step::HandOver { .. })).count();
        match (hand_overs, self.steps.last()) {
            (1, Some(Step::HandOver { .. })) => {}
            (0, _) => return whole("The last step hands the line over. Add it."),
            (1, _) => return whole("Handing over is the last step. Move it to the end."),
            _ => return whole("The line is handed over once. Remove the other."),
        }
        if self.millis(16) > LONGEST {
            return whole("The steps take more than 15 minutes together. Shorten the waits.");
        }
        Ok(())
    }
}

/// Keys as they can be pressed on a call: 1 to 32.
///
/// # Errors
/// [`Invalid`] says what may be written.
pub fn keys(text: &str) -> Result<String, Invalid> {
    let keys: String = text.chars().filter(|c| !c.is_whitespace() && *c != '-').collect();
    let fine = (1..=32).contains(&keys.len())
        && keys.bytes().all(|b| matches!(b, b'0'..=b'9' | b'A'..=b'D' | b'*' | b'#' | b'w'));
    fine.then_some(keys).ok_or_else(|| {
        Invalid::new("keys", "press 1 to 32 of the keys 0–9, *, # and A–D; w waits half a second.")
    })
}

/// An access code: 1 to 16 keys, no pauses.
///
/// # Errors
/// [`Invalid`] says what may be written; the code is not repeated.
pub fn access_code(text: &str) -> Result<String, Invalid> {
    let code: String = text.chars().filter(|c| !c.is_whitespace() && *c != '-').collect();
    let fine = (1..=16).contains(&code.len()) && code.bytes().all(|b| matches!(b, b'0'..=b'9' | b'*' | b'#'));
    fine.then_some(code)
        .ok_or_else(|| Invalid::new("accessCode", "An access code has 1 to 16 of the keys 0–9, * and #."))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
    use super::*;

    fn wait(seconds: u32) -> Step {
        Step::Wait { seconds, note: String::new() }
    }

    fn press(keys: &str) -> Step {
        Step::Press { keys: keys.into(), wait_before: 1, note: String::new() }
    }

    fn hand_over() -> Step {
        Step::HandOver { seconds: 0, quiet: false, note: String::new() }
    }

    fn refused(steps: Vec<Step>) -> String {
        Recipe { language: None, steps }.check().unwrap_err().message
    }

    #[test]
    fn the_time_is_that_of_the_keys_and_the_waits() {
        let code = Step::PressCode { wait_before: 0, end: "#".into(), note: String::new() };
        let recipe = Recipe { language: None, steps: vec![wait(4), press("2"), code, hand_over()] };
        assert_eq!(recipe.millis(4), 4000 + 1000 + 2500 + 1500);
        assert!(recipe.needs_code());
        assert_eq!(recipe.check().unwrap(), recipe);
    }

    #[test]
    fn each_mistake_names_its_step() {
        assert_eq!(refused(vec![wait(0), hand_over()]), "Step 1: a wait is between 1 second and 5 minutes.");
        assert!(refused(vec![wait(2), press("5 0 x"), hand_over()]).starts_with("Step 2: press 1 to 32"));
        assert!(refused(vec![wait(2)]).contains("Add it"));
        assert!(refused(vec![hand_over(), wait(2)]).contains("Move it"));
        assert!(refused(vec![hand_over(), hand_over()]).contains("once"));
        assert!(refused(vec![wait(300), wait(300), wait(300), wait(1), hand_over()]).contains("15 minutes"));
    }

    #[test]
    fn all_mistakes_are_found_at_once_each_at_its_step() {
        let found = Recipe { language: None, steps: vec![wait(0), press("x"), wait(2)] }.mistakes();
        let steps: Vec<Option<u32>> = found.iter().map(|mistake| mistake.step).collect();
        assert_eq!(steps, [Some(1), Some(2), None], "{found:?}");
        assert!(found[2].message.contains("hands the line over"));
        assert_eq!(Recipe { language: None, steps: vec![wait(2), hand_over()] }.mistakes(), []);
    }

    #[test]
    fn an_access_code_is_not_repeated_in_what_is_wrong_with_it() {
        assert_eq!(access_code("55 50-142").unwrap(), "5550142");
        let error = access_code("hunter2").unwrap_err();
        assert!(!error.message.contains("hunter2"));
    }
}
