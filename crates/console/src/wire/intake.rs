//! What the clinic asks before a visit, as windows write it, as a page is asked it, and what was answered.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::convert::{rfc3339, same};
use super::visit_type::visit_type_id;
use crate::error::CommandError;

/// What kind of answer a question asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum QuestionKind {
    /// Words.
    Text,
    /// One of the options: its place, from 0.
    Choice,
    /// `yes` or `no`.
    YesNo,
    /// A day (`2026-11-24`).
    Date,
    /// A number.
    Number,
    /// Agreement to terms, which stand in the question: `yes`.
    Consent,
    /// That the copay is understood: `yes`.
    Copay,
}

same!(clinic::intake::QuestionKind => QuestionKind { Text, Choice, YesNo, Date, Number, Consent, Copay });
same!(QuestionKind => clinic::intake::QuestionKind { Text, Choice, YesNo, Date, Number, Consent, Copay });

/// A question in one language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct QuestionWords {
    /// The language (BCP 47).
    pub language: String,
    /// The question itself; for a consent, its terms.
    pub ask: String,
    /// What helps to answer; may be empty.
    pub hint: String,
    /// What can be chosen; for choices alone. In each language as many, in the same order.
    pub options: Vec<String>,
}

/// A question of the clinic.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Question {
    /// By what its answer is known: small letters, digits and hyphens.
    pub id: String,
    /// What kind of answer it asks for.
    pub kind: QuestionKind,
    /// Whether the page asks for an answer before it goes on. Nobody is kept from waiting by it.
    pub required: bool,
    /// The clinic's words; the first language is the clinic's own, and whoever speaks none of them reads it.
    pub words: Vec<QuestionWords>,
}

/// All that the clinic asks before its visits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Intake {
    /// What is asked before a visit whose type has no questions of its own, or that has no type; in their order. Empty: nothing is asked.
    pub questions: Vec<Question>,
    /// The questions of the visit types that have their own.
    pub own: Vec<OwnQuestions>,
}

/// The questions of a visit type.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct OwnQuestions {
    /// The visit type's id.
    pub visit_type: String,
    /// In their order. Empty: its patients are asked nothing.
    pub questions: Vec<Question>,
}

/// A question as one person is asked it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
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
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct IntakeAnswer {
    /// Its question's id.
    pub question: String,
    /// The question as the clinic reads it.
    pub ask: String,
    /// What was answered.
    pub answer: String,
    /// When it came (RFC 3339).
    pub at: String,
}

impl From<QuestionWords> for clinic::intake::QuestionWords {
    fn from(words: QuestionWords) -> Self {
        clinic::intake::QuestionWords {
            language: words.language,
            ask: words.ask,
            hint: words.hint,
            options: words.options,
        }
    }
}

impl From<clinic::intake::QuestionWords> for QuestionWords {
    fn from(words: clinic::intake::QuestionWords) -> Self {
        QuestionWords { language: words.language, ask: words.ask, hint: words.hint, options: words.options }
    }
}

fn read(questions: Vec<Question>) -> clinic::intake::IntakeForm {
    let question = |question: Question| clinic::intake::Question {
        id: question.id,
        kind: question.kind.into(),
        required: question.required,
        words: question.words.into_iter().map(Into::into).collect(),
    };
    clinic::intake::IntakeForm { questions: questions.into_iter().map(question).collect() }
}

fn write(form: clinic::intake::IntakeForm) -> Vec<Question> {
    let question = |question: clinic::intake::Question| Question {
        id: question.id,
        kind: question.kind.into(),
        required: question.required,
        words: question.words.into_iter().map(Into::into).collect(),
    };
    form.questions.into_iter().map(question).collect()
}

impl TryFrom<Intake> for clinic::intake::Intake {
    type Error = CommandError;

    fn try_from(intake: Intake) -> Result<Self, CommandError> {
        let own = |own: OwnQuestions| Ok((visit_type_id(&own.visit_type)?, read(own.questions)));
        let own = intake.own.into_iter().map(own).collect::<Result<_, CommandError>>()?;
        Ok(clinic::intake::Intake { usual: read(intake.questions), own })
    }
}

impl From<clinic::intake::Intake> for Intake {
    fn from(intake: clinic::intake::Intake) -> Self {
        let own = |(id, form): (clinic::VisitTypeId, _)| OwnQuestions {
            visit_type: id.to_string(),
            questions: write(form),
        };
        Intake { questions: write(intake.usual), own: intake.own.into_iter().map(own).collect() }
    }
}

impl From<clinic::intake::AskedQuestion> for AskedQuestion {
    fn from(asked: clinic::intake::AskedQuestion) -> Self {
        AskedQuestion {
            id: asked.id,
            kind: asked.kind.into(),
            required: asked.required,
            ask: asked.ask,
            hint: asked.hint,
            options: asked.options,
        }
    }
}

impl From<clinic::intake::IntakeAnswer> for IntakeAnswer {
    fn from(answer: clinic::intake::IntakeAnswer) -> Self {
        IntakeAnswer {
            question: answer.question,
            ask: answer.ask,
            answer: answer.answer.into_revealed(),
            at: rfc3339(answer.at),
        }
    }
}
