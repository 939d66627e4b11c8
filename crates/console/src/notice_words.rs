//! What a notice says. Nobody is named unless the clinic wants it; why somebody comes is never said.

use crate::notices::Kind;

/// Before everything that the practice clinic's desktop says.
const PRACTICE: &str = "PRACTICE · ";

/// Names that are said one by one.
const MOST_NAMES: usize = 3;

/// A title of one line, and what to do.
#[derive(PartialEq, Eq)]
pub(crate) struct Words {
    pub(crate) title: String,
    pub(crate) body: String,
}

/// The words for `count` people or texts. `names`: of all of them, where they may be said; one that is empty is not known.
pub(crate) fn words(kind: Kind, count: usize, names: &[String], practice: bool) -> Words {
    let one = count == 1;
    let named = names.first().filter(|name| one && !name.is_empty());
    let title = match (kind, named) {
        (Kind::Arrived, Some(name)) => format!("{name} is waiting"),
        (Kind::Arrived, None) if one => "Somebody is waiting".into(),
        (Kind::Arrived, None) => format!("{count} people have come to the waiting room"),
        (Kind::Wrote, Some(name)) => format!("{name} has written"),
        (Kind::Wrote, None) if one => "Somebody has written".into(),
        (Kind::Wrote, None) => format!("{count} people have written"),
        (Kind::Away, Some(name)) => format!("The connection to {name} is lost"),
        (Kind::Away, None) if one => "The connection to somebody who waits is lost".into(),
        (Kind::Away, None) => format!("The connection to {count} people who wait is lost"),
        (Kind::GuestWaits, Some(name)) => format!("{name} waits to be let in to a visit"),
        (Kind::GuestWaits, None) if one => "A third party waits to be let in".into(),
        (Kind::GuestWaits, None) => format!("{count} third parties wait to be let in"),
        (Kind::LeftCall, Some(name)) => format!("{name} is no longer in the call"),
        (Kind::LeftCall, None) if one => "A patient is no longer in the call".into(),
        (Kind::LeftCall, None) => format!("{count} patients are no longer in their calls"),
        (Kind::LineJoined, Some(name)) => format!("{name} is in the visit"),
        (Kind::LineJoined, None) if one => "A line that was called is in the visit".into(),
        (Kind::LineJoined, None) => format!("{count} lines that were called are in their visits"),
        (Kind::TextFailed, Some(name)) => format!("A text about {name}’s visit did not arrive"),
        (Kind::TextFailed, None) if one => "A text did not arrive".into(),
        (Kind::TextFailed, None) => format!("Texts about {count} visits did not arrive"),
    };
    let what = match kind {
        Kind::Arrived => "Open Anteroom to let them in.",
        Kind::Wrote => "Open Anteroom to read it and to answer.",
        Kind::Away => "Their page has shown no sign of life for a minute. Their place is kept.",
        Kind::GuestWaits => "Open the visit to let them in.",
        Kind::LeftCall => "The visit goes on. Their page can come back into it by itself.",
        Kind::LineJoined => "Everybody in the call hears them.",
        Kind::TextFailed => "Open Anteroom to see why, and what else there is to do.",
    };
    let known: Vec<&str> = names.iter().map(String::as_str).filter(|name| !name.is_empty()).collect();
    let body =
        if one || known.is_empty() { what.into() } else { format!("{}. {what}", listed(&known, count)) };
    Words { title: marked(&title, practice), body }
}

/// The words of a notification that somebody tries.
pub(crate) fn trial(practice: bool) -> Words {
    Words {
        title: marked("This is how Anteroom tells you", practice),
        body: "Nothing has happened: it was asked for in the settings.".into(),
    }
}

fn marked(title: &str, practice: bool) -> String {
    if practice { format!("{PRACTICE}{title}") } else { title.into() }
}

fn listed(names: &[&str], count: usize) -> String {
    let said = names.iter().take(MOST_NAMES).copied().collect::<Vec<_>>().join(", ");
    let rest = count - names.len().min(MOST_NAMES);
    if rest == 0 { said } else { format!("{said} and {rest} more") }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KINDS: [Kind; 7] = [
        Kind::Arrived,
        Kind::Wrote,
        Kind::Away,
        Kind::GuestWaits,
        Kind::LeftCall,
        Kind::LineJoined,
        Kind::TextFailed,
    ];

    fn title(kind: Kind, count: usize, names: &[&str], practice: bool) -> String {
        let names: Vec<String> = names.iter().map(|&name| name.to_owned()).collect();
        words(kind, count, &names, practice).title
    }

    #[test]
    fn nobody_is_named_without_names() {
        assert_eq!(title(Kind::Arrived, 1, &[], false), "Somebody is waiting");
        assert_eq!(title(Kind::Arrived, 3, &[], false), "3 people have come to the waiting room");
        assert_eq!(title(Kind::Arrived, 1, &["Elena Ríos"], false), "Elena Ríos is waiting");
        assert_eq!(title(Kind::GuestWaits, 1, &[""], false), "A third party waits to be let in");
    }

    #[test]
    fn several_are_listed_as_far_as_they_fit() {
        let names: Vec<String> = ["Ada", "Ben", "Cleo", "Dina", ""].map(str::to_owned).into();
        assert!(words(Kind::Arrived, 5, &names, false).body.starts_with("Ada, Ben, Cleo and 2 more. "));
        assert!(words(Kind::Arrived, 2, &names[3..], false).body.starts_with("Dina and 1 more. "));
    }

    #[test]
    fn practice_is_said_first() {
        for kind in KINDS {
            for count in [1, 4] {
                assert!(title(kind, count, &[], true).starts_with("PRACTICE · "), "{kind:?}");
                assert!(!title(kind, count, &[], false).contains("PRACTICE"), "{kind:?}");
            }
        }
        assert!(trial(true).title.starts_with("PRACTICE · "));
    }
}
