//! What somebody is called at the counter. It is personal, so it is not shown in `Debug`.

use std::fmt;
use std::str::FromStr;

use thiserror::Error;

/// How many characters a name has at the most: it stands on a receipt and in a rail.
const LONGEST: usize = 40;

/// What somebody is called: one line of 1 to 40 characters.
#[derive(Clone, PartialEq, Eq)]
pub struct PersonName(String);

/// Why a text is no name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum NameError {
    /// There is none.
    #[error("say who it is")]
    Missing,
    /// It is longer than forty characters.
    #[error("a name has forty characters at the most")]
    TooLong,
}

impl PersonName {
    /// Returns the name.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Tells whether two names can't be told apart when they are called out.
    pub fn sounds_like(&self, other: &Self) -> bool {
        self.0.to_lowercase() == other.0.to_lowercase()
    }
}

impl FromStr for PersonName {
    type Err = NameError;

    /// Reads what was typed; line breaks and rows of blanks count as one blank.
    fn from_str(text: &str) -> Result<Self, NameError> {
        let words = text.split(|sign: char| sign.is_whitespace() || sign.is_control());
        let words: Vec<_> = words.filter(|word| !word.is_empty()).collect();
        match words.join(" ") {
            name if name.is_empty() => Err(NameError::Missing),
            name if name.chars().count() > LONGEST => Err(NameError::TooLong),
            name => Ok(Self(name)),
        }
    }
}

impl fmt::Debug for PersonName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PersonName(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(text: &str) -> PersonName {
        text.parse().expect("a name")
    }

    #[test]
    fn a_name_is_one_short_line() {
        assert_eq!(name("  Mama \n Njeri ").as_str(), "Mama Njeri");
        assert_eq!(" \t".parse::<PersonName>(), Err(NameError::Missing));
        let long = "é".repeat(41);
        assert_eq!(long.parse::<PersonName>(), Err(NameError::TooLong));
        assert_eq!(name(&"é".repeat(40)).as_str(), "é".repeat(40));
    }

    #[test]
    fn names_that_sound_alike_are_alike() {
        assert!(name("ACHIENG").sounds_like(&name("Achieng")));
        assert!(!name("Achieng").sounds_like(&name("Achieng O.")));
    }

    #[test]
    fn a_name_is_not_shown_to_a_log() {
        assert_eq!(format!("{:?}", name("Achieng")), "PersonName(…)");
    }
}
