//! A string that must not be seen: it hides itself from Debug and is wiped from memory when dropped.

use std::fmt;

use zeroize::Zeroizing;

/// A secret, such as the secret of an API key.
///
/// It has no `Display` and no `Serialize`, so that it cannot slip into a log or a file;
/// [`Secret::expose`] is the only way to its text.
///
/// ```
/// let secret = twilio::Secret::new("correct horse");
/// assert_eq!(format!("{secret:?}"), "Secret(…)");
/// assert_eq!(secret.expose(), "correct horse");
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(Zeroizing<String>);

impl Secret {
    /// Takes the text in.
    pub fn new(text: impl Into<String>) -> Self {
        Secret(Zeroizing::new(text.into()))
    }

    /// The text itself. Call it where the secret is used, and nowhere else.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

impl From<String> for Secret {
    fn from(text: String) -> Self {
        Secret::new(text)
    }
}
