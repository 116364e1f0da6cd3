//! A code that was seen on the customer's phone and can't be verified: the money was paid where the
//! till can't ask, as on a bank's `PayBill`, Pochi la Biashara or by Send Money.
//!
//! Such a leg is taken like a card, and never proved. Absent on purpose: that a code pays once,
//! which the book sees to.

use std::fmt;
use std::str::FromStr;

use thiserror::Error;

use super::{Sale, Tender};
use crate::money::Money;
use crate::words::one_line;

/// Where such money goes, as the owner names it and the cashier tells it: one line of 1 to 60
/// characters, as `Pochi 0712 345 678`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaidTo(String);

/// Why a text names no such place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum PaidToError {
    /// Nothing was said.
    #[error("say where customers pay")]
    Missing,
    /// It is longer than sixty characters.
    #[error("say it in sixty characters")]
    TooLong,
}

impl PaidTo {
    /// Returns the words.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for PaidTo {
    type Err = PaidToError;

    /// Reads what was typed; line breaks and rows of blanks count as one blank.
    fn from_str(text: &str) -> Result<Self, PaidToError> {
        match one_line(text) {
            said if said.is_empty() => Err(PaidToError::Missing),
            said if said.chars().count() > 60 => Err(PaidToError::TooLong),
            said => Ok(Self(said)),
        }
    }
}

impl fmt::Display for PaidTo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Sale {
    /// Returns what covers it by codes that were only seen.
    pub fn seen(&self) -> Money {
        self.covered_by(|tender| tender == Tender::Seen)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn where_customers_pay_is_one_line_that_says_something() {
        let check = |text: &str, read: Result<&str, PaidToError>| {
            let found = text.parse::<PaidTo>();
            assert_eq!(found.as_ref().map(PaidTo::as_str), read.as_ref().copied());
        };
        check(" Equity PayBill\n247247 ", Ok("Equity PayBill 247247"));
        check(" \u{1b}\t\n", Err(PaidToError::Missing));
        check(&"x".repeat(61), Err(PaidToError::TooLong));
        let long = "é".repeat(60);
        check(&long, Ok(&long));
    }
}
