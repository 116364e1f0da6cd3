//! Cases: what somebody says of a payment that must be looked into, such as a customer who says
//! that he paid twice. A case is opened with why, gets notes, and is closed with an outcome.
//!
//! A case moves no money and changes no payment. Absent on purpose: who is told of it, and when.

use std::fmt;
use std::str::FromStr;

use thiserror::Error;

use crate::words::one_line;

/// What is said in a case, in a person's own words: one line of 1 to 500 characters. It may name a
/// customer, so it is not shown in `Debug`.
#[derive(Clone, PartialEq, Eq)]
pub struct Note(String);

/// Why a text is no note.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum NoteError {
    /// Nothing was said.
    #[error("say what is to be noted")]
    Missing,
    /// It is longer than five hundred characters.
    #[error("say it in five hundred characters")]
    TooLong,
}

/// Whether a case is still looked into.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Case {
    /// It is.
    Open,
    /// It was closed with an outcome.
    Closed,
}

/// The case is closed: what is still to be said of the payment is another one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("the case is closed")]
pub struct CaseClosed;

impl Case {
    /// Decides whether something may be added to the case, its outcome included.
    ///
    /// # Errors
    /// [`CaseClosed`].
    pub const fn may_be_added_to(self) -> Result<(), CaseClosed> {
        match self {
            Self::Open => Ok(()),
            Self::Closed => Err(CaseClosed),
        }
    }
}

impl Note {
    /// The most characters that a note has.
    pub const MOST: usize = 500;

    /// Returns the words.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Note {
    type Err = NoteError;

    /// Reads what was typed; line breaks and rows of blanks count as one blank.
    fn from_str(text: &str) -> Result<Self, NoteError> {
        match one_line(text) {
            said if said.is_empty() => Err(NoteError::Missing),
            said if said.chars().count() > Self::MOST => Err(NoteError::TooLong),
            said => Ok(Self(said)),
        }
    }
}

impl fmt::Debug for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Note(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_note_is_one_line_that_says_something() {
        let check = |text: &str, read: Result<&str, NoteError>| {
            let found = text.parse::<Note>();
            assert_eq!(found.as_ref().map(Note::as_str), read.as_ref().copied());
        };
        check(" says he paid\r\n twice ", Ok("says he paid twice"));
        check(" \u{1b}\t\n", Err(NoteError::Missing));
        check(&"é".repeat(501), Err(NoteError::TooLong));
        let long = "é".repeat(500);
        check(&long, Ok(&long));
    }

    #[test]
    fn a_note_is_not_shown_to_a_log() {
        let note: Note = "Achieng says so".parse().expect("a note");
        assert_eq!(format!("{note:?}"), "Note(…)");
    }

    #[test]
    fn nothing_is_added_to_a_closed_case() {
        assert_eq!(Case::Open.may_be_added_to(), Ok(()));
        assert_eq!(Case::Closed.may_be_added_to(), Err(CaseClosed));
    }
}
