//! What Safaricom's result codes mean for the money, and what the till says about them.
//!
//! A result code ends a callback, a query or another asynchronous answer. It is text, since not
//! all codes are numbers (`SFC_IC0003`). Texts beside the codes change from year to year and are
//! never compared. A code that is not in the table tells nothing: it is never a failure.
//!
//! The words of the table are those of a prompt (STK push), where most codes are met. Absent are
//! the codes of old lists (03 to 99 of the 2016 guide), which Daraja does not send.

mod table;

use std::fmt;
use std::str::FromStr;

use crate::veil::veiled;
use crate::words::Words;

/// A result code as Safaricom wrote it, without blanks around it: opaque text. `Debug` hides a
/// phone in its place.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ResultCode(String);

/// What a code says about the money that was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Finality {
    /// The money moved, or what was asked for was done.
    Paid,
    /// This request moves no money any more; later proof still outranks it.
    Failed,
    /// It says nothing final: keep asking, and ask nobody to pay again.
    NotKnown,
}

/// Where the cause of a code lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Fault {
    /// There is nothing to mend.
    Nobody,
    /// The customer, his phone or his account.
    Customer,
    /// The shop's numbers, keys, roles or accounts at Safaricom.
    Shop,
    /// What this program sent.
    Ours,
    /// Safaricom's systems or network.
    Safaricom,
}

/// The next step that helps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Advice {
    /// Go on: nothing is left to do.
    GoOn,
    /// Ask again, once the customer wants it.
    AskAgain,
    /// Wait; the answer or a better moment comes by itself.
    Wait,
    /// See first whether an earlier prompt to that phone was paid.
    SettleEarlier,
    /// Take the money in another way.
    OtherMethod,
    /// Call the owner: no cashier can mend this.
    CallOwner,
}

/// One row of the table: what is known of a code.
#[derive(Debug, PartialEq, Eq)]
pub struct Meaning {
    codes: &'static [&'static str],
    /// What the code says about the money.
    pub finality: Finality,
    /// Where the cause lies.
    pub fault: Fault,
    /// The next step that helps.
    pub advice: Advice,
    /// What the cashier reads.
    pub cashier: Words,
    /// What can be said to the customer.
    pub customer: Words,
}

/// A text that can't be a result code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ResultCodeError {
    /// Nothing but blanks was given.
    #[error("a result code is missing")]
    Empty,
    /// The text is longer than any code.
    #[error("a result code of {length} bytes is longer than {max}", max = ResultCode::MAX_LEN)]
    TooLong {
        /// Bytes given, without blanks around them.
        length: usize,
    },
}

impl ResultCode {
    /// The longest text taken for a code, in bytes; the longest code known has ten.
    pub const MAX_LEN: usize = 32;

    /// The code's text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Looks the code up; a code that is not listed has the meaning "not known yet".
    pub fn meaning(&self) -> &'static Meaning {
        table::LISTED
            .iter()
            .find(|row| {
                row.codes
                    .iter()
                    .any(|code| code.eq_ignore_ascii_case(&self.0))
            })
            .unwrap_or(&table::UNLISTED)
    }

    /// What the code says about the money.
    pub fn finality(&self) -> Finality {
        self.meaning().finality
    }

    /// Whether the table lists the code.
    pub fn is_listed(&self) -> bool {
        !std::ptr::eq(self.meaning(), &raw const table::UNLISTED)
    }
}

impl FromStr for ResultCode {
    type Err = ResultCodeError;

    fn from_str(text: &str) -> Result<Self, ResultCodeError> {
        let text = text.trim();
        match text.len() {
            0 => Err(ResultCodeError::Empty),
            length if length > Self::MAX_LEN => Err(ResultCodeError::TooLong { length }),
            _ => Ok(Self(text.to_owned())),
        }
    }
}

impl fmt::Display for ResultCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for ResultCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ResultCode({:?})", veiled(&self.0))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::words::tests::{check_money_comes_first, check_spoken};

    fn code(text: &str) -> ResultCode {
        text.parse().unwrap()
    }

    #[test]
    fn codes_are_trimmed_text_of_bounded_length() {
        assert_eq!(code(" 1032\n"), code("1032"));
        assert_eq!(code("SFC_IC0003").to_string(), "SFC_IC0003");
        assert_eq!(" ".parse::<ResultCode>(), Err(ResultCodeError::Empty));
        let long = "9".repeat(33);
        assert_eq!(
            long.parse::<ResultCode>(),
            Err(ResultCodeError::TooLong { length: 33 })
        );
    }

    #[test]
    fn a_phone_in_the_place_of_a_code_is_not_in_debug_texts() {
        let shown = format!("{:?} {:?}", code("254708374149"), code("1032"));
        assert_eq!(shown, r#"ResultCode("…") ResultCode("1032")"#);
    }

    #[test]
    fn each_code_says_what_the_reference_says() {
        let check = |codes: &str, finality| {
            for text in codes.split_whitespace() {
                assert!(code(text).is_listed(), "{text} is not listed");
                assert_eq!(code(text).finality(), finality, "{text}");
            }
        };
        check("0", Finality::Paid);
        check("1 2 3 4 8 11 15 17 20 21 26", Finality::Failed);
        check("1001 1019 1025 1031 1032 1037 1101 1102", Finality::Failed);
        check("2001 2006 2008 2026 2028 2029 2032 8006", Finality::Failed);
        check("SFC_IC0003 sfc_ic0003 R000001 R000002", Finality::Failed);
        check("1036 4999 9999", Finality::NotKnown);
        check(
            "18 19 22 24 25 29 100000000 100000001 100000002",
            Finality::NotKnown,
        );
        check(
            "100000004 100000005 100000007 100000009",
            Finality::NotKnown,
        );
        check("100000010 100000011", Finality::NotKnown);
    }

    #[test]
    fn an_unlisted_code_is_never_a_failure() {
        for text in [
            "1050",
            "31337",
            "00",
            "-1",
            "0x0",
            "0.0",
            "99",
            "SFC_IC0004",
        ] {
            assert!(!code(text).is_listed(), "{text} is listed");
            assert_eq!(code(text).finality(), Finality::NotKnown, "{text}");
        }
    }

    #[test]
    fn codes_of_a_busy_phone_first_settle_what_was_asked_before() {
        for text in ["17", "1001"] {
            assert_eq!(code(text).meaning().advice, Advice::SettleEarlier, "{text}");
        }
    }

    #[test]
    fn no_code_is_listed_twice() {
        let mut seen = HashSet::new();
        for text in table::LISTED.iter().flat_map(|row| row.codes) {
            assert!(seen.insert(text.to_lowercase()), "{text} is listed twice");
        }
    }

    #[test]
    fn every_row_can_be_said_aloud_with_the_money_first() {
        for row in table::LISTED.iter().chain([&table::UNLISTED]) {
            check_spoken(row.cashier);
            check_spoken(row.customer);
            check_money_comes_first(row.cashier, openings(row.finality));
        }
    }

    fn openings(finality: Finality) -> &'static [(&'static str, &'static str)] {
        match finality {
            Finality::Paid => &[("Paid.", "Imelipwa.")],
            Finality::Failed => &[
                ("Not paid.", "Haijalipwa."),
                ("Not reversed.", "Haijarudishwa."),
                ("Not proved.", "Haijathibitishwa."),
            ],
            Finality::NotKnown => &[
                ("Not known yet.", "Bado haijulikani."),
                ("Checking.", "Inathibitishwa."),
            ],
        }
    }
}
