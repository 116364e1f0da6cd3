//! Why something was undone (a sale called off, goods or a payment taken back), in the cashier's
//! words. They may name a customer, so they are not shown in `Debug`.

use std::fmt;
use std::str::FromStr;

use thiserror::Error;

use crate::words::one_line;

/// Why something was undone: one line of 1 to 200 characters.
#[derive(Clone, PartialEq, Eq)]
pub struct Reason(String);

/// Why a text is no reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum ReasonError {
    /// Nothing was said.
    #[error("say why")]
    Missing,
    /// It is longer than two hundred characters.
    #[error("say it in two hundred characters")]
    TooLong,
}

impl Reason {
    /// Returns the words.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Reason {
    type Err = ReasonError;

    /// Reads what was typed; line breaks and rows of blanks count as one blank.
    fn from_str(text: &str) -> Result<Self, ReasonError> {
        match one_line(text) {
            said if said.is_empty() => Err(ReasonError::Missing),
            said if said.chars().count() > 200 => Err(ReasonError::TooLong),
            said => Ok(Self(said)),
        }
    }
}

impl fmt::Debug for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Reason(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_is_one_line_that_says_something() {
        let check = |text: &str, read: Result<&str, ReasonError>| {
            let found = text.parse::<Reason>();
            assert_eq!(found.as_ref().map(Reason::as_str), read.as_ref().copied());
        };
        check("  customer\n left ", Ok("customer left"));
        check(" \t\n", Err(ReasonError::Missing));
        check(&"x".repeat(201), Err(ReasonError::TooLong));
        let long = "é".repeat(200);
        check(&long, Ok(&long));
    }

    #[test]
    fn a_reason_is_not_shown_to_a_log() {
        let reason: Reason = "Achieng changed her mind".parse().expect("a reason");
        assert_eq!(format!("{reason:?}"), "Reason(…)");
    }
}
