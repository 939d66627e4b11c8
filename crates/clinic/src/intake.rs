//! What the clinic asks a patient before a visit, and what they answered. The questions are the clinic's own, in the languages it wrote
//! them in; answers come from a page and are bounded, checked against their question, and kept in words.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::error::Invalid;
use crate::id::VisitTypeId;
use crate::person;
use crate::pii::Pii;

/// Questions of one form, at most.
pub const MOST_QUESTIONS: usize = 20;

/// What a form may take in one language, in bytes of JSON: it stands in a Document of 16 KiB beside other things.
pub const LARGEST_FORM: usize = 6_000;

/// An answer, at most, in characters.
pub const LONGEST_ANSWER: usize = 500;

/// All answers of one page together, at most, in bytes.
pub const LARGEST_ANSWERS: usize = 6_000;

/// What kind of answer a question asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum QuestionKind {
    /// Words.
    Text,
    /// One of the options.
    Choice,
    /// Yes or no.
    YesNo,
    /// A day.
    Date,
    /// A number.
    Number,
    /// Agreement to terms, which stand in the question.
    Consent,
    /// That the copay is understood.
    Copay,
}

/// A question in one language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct QuestionWords {
    /// The language (BCP 47).
    pub language: String,
    /// The question itself; for a consent, its terms.
    pub ask: String,
    /// What helps to answer; may be empty.
    #[serde(default)]
    pub hint: String,
    /// What can be chosen; for choices alone. In each language as many, in the same order.
    #[serde(default)]
    pub options: Vec<String>,
}

/// A question of the clinic.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Question {
    /// By what its answer is known: small letters, digits and hyphens.
    pub id: String,
    /// What kind of answer it asks for.
    pub kind: QuestionKind,
    /// Whether the page asks for an answer before it goes on. Nobody is kept from waiting by it.
    #[serde(default)]
    pub required: bool,
    /// The clinic's words; the first language is the clinic's own, and whoever speaks none of them reads it.
    pub words: Vec<QuestionWords>,
}

/// One form of questions. Empty: nothing is asked.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct IntakeForm {
    /// In their order.
    pub questions: Vec<Question>,
}

/// All that the clinic asks before its visits.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Intake {
    /// What is asked before a visit whose type has no form of its own, or that has no type.
    pub usual: IntakeForm,
    /// The forms of visit types that have one of their own; an empty one asks nothing.
    pub own: BTreeMap<VisitTypeId, IntakeForm>,
}

/// A question as one person is asked it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AskedQuestion {
    /// By what its answer is known.
    pub id: String,
    /// What kind of answer it asks for.
    pub kind: QuestionKind,
    /// Whether the page asks for an answer before it goes on.
    pub required: bool,
    /// The question itself.
    pub ask: String,
    /// What helps to answer.
    pub hint: String,
    /// What can be chosen.
    pub options: Vec<String>,
}

/// An answer, in the clinic's words where it is one of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IntakeAnswer {
    /// Its question's id.
    pub question: String,
    /// The question as the clinic reads it.
    pub ask: String,
    /// What was answered.
    pub answer: Pii<String>,
    /// When, by our clock.
    pub at: Timestamp,
}

impl Question {
    /// The words for a reader: their language, the same without a region, else the clinic's own.
    fn words_for(&self, language: &str) -> Option<&QuestionWords> {
        let base = |tag: &str| tag.split('-').next().unwrap_or_default().to_ascii_lowercase();
        self.words
            .iter()
            .find(|words| words.language.eq_ignore_ascii_case(language))
            .or_else(|| self.words.iter().find(|words| base(&words.language) == base(language)))
            .or(self.words.first())
    }

    /// The answer in words that the clinic reads; none where it is no answer to this question.
    fn read(&self, given: &str) -> Option<String> {
        let given = person::tame(given, LONGEST_ANSWER);
        let given = given.trim();
        if given.is_empty() {
            return None;
        }
        match self.kind {
            QuestionKind::Text => Some(given.to_owned()),
            QuestionKind::Choice => self.words.first()?.options.get(given.parse::<usize>().ok()?).cloned(),
            QuestionKind::YesNo => match given {
                "yes" => Some("Yes".into()),
                "no" => Some("No".into()),
                _ => None,
            },
            QuestionKind::Date => given.parse::<Date>().ok().map(|date| date.to_string()),
            QuestionKind::Number => {
                given.parse::<f64>().ok().filter(|number| number.is_finite()).map(|_| given.to_owned())
            }
            QuestionKind::Consent | QuestionKind::Copay => (given == "yes").then(|| "Agreed".into()),
        }
    }

    fn check(&self) -> Result<(), Invalid> {
        let field = |message: &str| Invalid::new("questions", message.to_owned());
        let well_named = !self.id.is_empty()
            && self.id.len() <= 24
            && self.id.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
        if !well_named {
            return Err(field("A question's short name has 1 to 24 small letters, digits and hyphens."));
        }
        let Some(first) = self.words.first() else {
            return Err(field("Each question needs its words in one language at least."));
        };
        let longest = if self.kind == QuestionKind::Consent { 1_500 } else { 300 };
        for words in &self.words {
            person::language("questions", &words.language)?;
            if words.ask.trim().is_empty() || words.ask.chars().count() > longest {
                return Err(field("A question has 1 to 300 characters; the terms of a consent up to 1500."));
            }
            if words.hint.chars().count() > 200 {
                return Err(field("What helps to answer has up to 200 characters."));
            }
            let options = words.options.len();
            let right =
                if self.kind == QuestionKind::Choice { (2..=10).contains(&options) } else { options == 0 };
            if !right || options != first.options.len() {
                return Err(field(
                    "A choice has 2 to 10 options, in each language as many; other questions have none.",
                ));
            }
            if words.options.iter().any(|option| option.trim().is_empty() || option.chars().count() > 80) {
                return Err(field("An option has 1 to 80 characters."));
            }
        }
        Ok(())
    }
}

impl IntakeForm {
    /// What can be kept of it.
    ///
    /// # Errors
    /// [`Invalid`] says in words what is to be changed.
    pub fn check(&self) -> Result<(), Invalid> {
        if self.questions.len() > MOST_QUESTIONS {
            return Err(Invalid::new("questions", format!("Ask {MOST_QUESTIONS} questions at most.")));
        }
        for (index, question) in self.questions.iter().enumerate() {
            question.check()?;
            if self.questions[..index].iter().any(|other| other.id == question.id) {
                return Err(Invalid::new("questions", format!("Two questions are called {}.", question.id)));
            }
        }
        let languages =
            self.questions.iter().flat_map(|question| &question.words).map(|words| &words.language);
        for language in languages {
            let size: usize = self.asked_in(language).iter().map(size_of).sum();
            if size > LARGEST_FORM {
                return Err(Invalid::new(
                    "questions",
                    "All questions together are too long for a patient's page. Shorten them.".to_owned(),
                ));
            }
        }
        Ok(())
    }

    /// The questions as somebody who reads `language` is asked them.
    pub fn asked_in(&self, language: &str) -> Vec<AskedQuestion> {
        self.questions
            .iter()
            .filter_map(|question| {
                let words = question.words_for(language)?;
                Some(AskedQuestion {
                    id: question.id.clone(),
                    kind: question.kind,
                    required: question.required,
                    ask: words.ask.clone(),
                    hint: words.hint.clone(),
                    options: words.options.clone(),
                })
            })
            .collect()
    }

    /// What of a page's answers is one, in the form's order: the question's id, its words, and the answer's.
    pub(crate) fn read(&self, given: &BTreeMap<String, Pii<String>>) -> Vec<(String, String, String)> {
        self.questions
            .iter()
            .filter_map(|question| {
                let answer = question.read(given.get(&question.id)?.reveal())?;
                Some((question.id.clone(), question.words.first()?.ask.clone(), answer))
            })
            .collect()
    }
}

/// What a question takes in a Document, about: its texts and sixty bytes around them.
fn size_of(question: &AskedQuestion) -> usize {
    60 + question.ask.len()
        + question.hint.len()
        + question.options.iter().map(|option| option.len() + 3).sum::<usize>()
}
