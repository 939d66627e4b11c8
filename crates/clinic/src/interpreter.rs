//! Whether a patient wants an interpreter, and whether one is on the way.

/// What a patient says of an interpreter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum InterpreterWish {
    /// They want none.
    Without,
    /// They want one for this language (BCP 47).
    Language(String),
}

impl InterpreterWish {
    /// As it is kept: the language, or nothing.
    pub(crate) fn to_text(&self) -> &str {
        match self {
            InterpreterWish::Without => "",
            InterpreterWish::Language(language) => language,
        }
    }

    pub(crate) fn from_text(text: String) -> InterpreterWish {
        if text.is_empty() { InterpreterWish::Without } else { InterpreterWish::Language(text) }
    }
}

/// An interpreter whom a patient wants.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WantedInterpreter {
    /// For which language (BCP 47).
    pub language: String,
    /// Whether one was invited, called or asked for, and may still come or is here.
    pub booked: bool,
}
