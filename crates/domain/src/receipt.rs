//! The receipt number of M-PESA: the key of money.

mod allocation;
pub mod fit;
pub mod held;
pub mod life;
pub mod reversal;
mod typed;

use std::fmt;
use std::str::FromStr;

use chrono::Datelike;
use thiserror::Error;

use crate::eat::TradingDay;
use crate::veil::veiled;

pub use allocation::NotFree;
pub use reversal::NotReversible;
pub use typed::{Looked, is_older};

/// An M-PESA receipt number (`MpesaReceiptNumber` = `TransID` = `Receipt No.`), upper-cased.
///
/// Opaque: real ones have ten letters and digits, but Safaricom promises no form.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Receipt(String);

/// Why a text is not a receipt number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum ReceiptError {
    /// Fewer than 6 or more than 20 characters.
    #[error("an M-PESA code has ten letters and digits")]
    Length,
    /// Something else than letters and digits.
    #[error("an M-PESA code has letters and digits only")]
    Signs,
}

/// The day that the first three characters of a receipt tell: a hint, never a proof.
///
/// Source: reference section 10, "Receipt number form" (every real sample of 2017 to 2026 fits).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DateHint {
    /// The receipt's first characters name the day it is claimed for.
    SameDay,
    /// They name another day.
    AnotherDay,
    /// They do not name a day.
    NoDate,
}

impl Receipt {
    /// Returns the code, upper-cased.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Compares the day in the code with `day`.
    pub fn date_hint(&self, day: TradingDay) -> DateHint {
        let mut signs = self.0.chars();
        let mut next = || signs.next().unwrap_or('?');
        let (year, month, of_month) = (place(next(), 'L'), place(next(), 'A'), next().to_digit(36));
        let (Some(year), Some(month), Some(of_month)) = (year, month, of_month) else {
            return DateHint::NoDate;
        };
        let told = (year + 2017, month + 1, of_month);
        let real = day.date();
        let meant = (real.year().unsigned_abs(), real.month(), real.day());
        match told {
            (_, 1..=12, 1..=31) if told == meant => DateHint::SameDay,
            (_, 1..=12, 1..=31) => DateHint::AnotherDay,
            _ => DateHint::NoDate,
        }
    }
}

impl FromStr for Receipt {
    type Err = ReceiptError;

    fn from_str(text: &str) -> Result<Self, ReceiptError> {
        let text = text.trim();
        if !(6..=20).contains(&text.len()) {
            return Err(ReceiptError::Length);
        }
        if !text.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            return Err(ReceiptError::Signs);
        }
        Ok(Self(text.to_ascii_uppercase()))
    }
}

impl fmt::Display for Receipt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Receipt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Receipt({})", veiled(&self.0))
    }
}

fn place(sign: char, first: char) -> Option<u32> {
    u32::from(sign)
        .checked_sub(u32::from(first))
        .filter(|steps| *steps < 26)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_code_tells_its_day() {
        let check = |code: &str, day: &str, hint| {
            let code: Receipt = code.parse().expect("a code");
            assert_eq!(
                code.date_hint(day.parse().expect("a day")),
                hint,
                "{code} {day}"
            );
        };
        check("NLJ7RT61SV", "2019-12-19", DateHint::SameDay);
        check("SGM3J225DR", "2024-07-22", DateHint::SameDay);
        check("SGM3J225DR", "2024-07-23", DateHint::AnotherDay);
        check("S00000", "2024-07-23", DateHint::NoDate);
    }

    #[test]
    fn a_code_is_letters_and_digits() {
        assert_eq!(
            " nlj7rt61sv ".parse::<Receipt>().map(|r| r.to_string()),
            Ok("NLJ7RT61SV".into())
        );
        assert_eq!("NLJ7 RT61SV".parse::<Receipt>(), Err(ReceiptError::Signs));
        assert_eq!("NLJ".parse::<Receipt>(), Err(ReceiptError::Length));
    }

    #[test]
    fn a_phone_in_the_place_of_a_code_is_not_in_debug_texts() {
        let shown = |code: &str| format!("{:?}", code.parse::<Receipt>().expect("a code"));
        assert_eq!(shown("254708374149"), "Receipt(…)");
        assert_eq!(shown("NLJ7RT61SV"), "Receipt(NLJ7RT61SV)");
    }

    proptest! {
        #[test]
        fn a_code_survives_being_written(text in "[A-Za-z0-9]{6,20}") {
            let receipt: Receipt = text.parse().expect("well formed");
            prop_assert_eq!(receipt.as_str(), text.to_ascii_uppercase());
            prop_assert_eq!(receipt.to_string().parse::<Receipt>(), Ok(receipt));
        }

        #[test]
        fn no_text_makes_the_reader_panic(text in "\\PC*") {
            if let Ok(receipt) = text.parse::<Receipt>() {
                receipt.date_hint("2026-11-24".parse().expect("a day"));
            }
        }
    }
}
