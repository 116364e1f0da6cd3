//! The number that customers pay: a `PayBill`, or a Buy Goods till, which has two numbers.

use std::fmt;
use std::str::FromStr;

use thiserror::Error;

/// Digits of a shortcode: five to seven.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ShortcodeNumber(u32);

/// A shop's M-PESA number, with all that follows from its kind.
///
/// Source: reference section 2, "`PayBill` and till".
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Shortcode {
    /// One number for everything.
    PayBill {
        /// The `PayBill` number.
        number: ShortcodeNumber,
    },
    /// Buy Goods: the store (or head-office) number signs requests, the till number is paid.
    Till {
        /// The store or head-office number given at go-live.
        store: ShortcodeNumber,
        /// The till number printed in the shop.
        till: ShortcodeNumber,
    },
}

/// Why a text is not a shortcode.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum ShortcodeError {
    /// Not five to seven digits.
    #[error("a PayBill, store or till number has five to seven digits")]
    NotANumber,
    /// A till whose store number equals its till number.
    #[error("the store number and the till number of a till are two different numbers")]
    SameNumbers,
}

impl Shortcode {
    /// Makes a `PayBill`.
    pub const fn pay_bill(number: ShortcodeNumber) -> Self {
        Self::PayBill { number }
    }

    /// Makes a till from its two numbers.
    ///
    /// # Errors
    /// [`ShortcodeError::SameNumbers`]: Safaricom answers "Merchant does not exist" to those.
    pub fn till(store: ShortcodeNumber, till: ShortcodeNumber) -> Result<Self, ShortcodeError> {
        if store == till {
            return Err(ShortcodeError::SameNumbers);
        }
        Ok(Self::Till { store, till })
    }

    /// Returns the number that signs requests (`BusinessShortCode`, and the password's).
    pub const fn signer(self) -> ShortcodeNumber {
        match self {
            Self::PayBill { number } => number,
            Self::Till { store, .. } => store,
        }
    }

    /// Returns the number that is paid (`PartyB`), and that a customer is told.
    pub const fn payee(self) -> ShortcodeNumber {
        match self {
            Self::PayBill { number } => number,
            Self::Till { till, .. } => till,
        }
    }

    /// Returns Safaricom's `TransactionType` for a prompt.
    pub const fn transaction_type(self) -> &'static str {
        match self {
            Self::PayBill { .. } => "CustomerPayBillOnline",
            Self::Till { .. } => "CustomerBuyGoodsOnline",
        }
    }
}

/// Writes `paybill:174379` or `till:7654321/5123456` (store, then till): the book's form.
impl fmt::Display for Shortcode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::PayBill { number } => write!(f, "paybill:{number}"),
            Self::Till { store, till } => write!(f, "till:{store}/{till}"),
        }
    }
}

/// Reads the book's form.
impl FromStr for Shortcode {
    type Err = ShortcodeError;

    fn from_str(text: &str) -> Result<Self, ShortcodeError> {
        match text.split_once(':') {
            Some(("paybill", number)) => number.parse().map(Self::pay_bill),
            Some(("till", pair)) => {
                let (store, till) = pair.split_once('/').ok_or(ShortcodeError::NotANumber)?;
                Self::till(store.parse()?, till.parse()?)
            }
            _ => Err(ShortcodeError::NotANumber),
        }
    }
}

impl ShortcodeNumber {
    /// Returns the number.
    pub const fn get(self) -> u32 {
        self.0
    }
}

impl FromStr for ShortcodeNumber {
    type Err = ShortcodeError;

    fn from_str(text: &str) -> Result<Self, ShortcodeError> {
        let text = text.trim();
        let digits = text.bytes().all(|byte| byte.is_ascii_digit()) && !text.starts_with('0');
        if !digits || !(5..=7).contains(&text.len()) {
            return Err(ShortcodeError::NotANumber);
        }
        text.parse()
            .map(Self)
            .map_err(|_| ShortcodeError::NotANumber)
    }
}

impl fmt::Display for ShortcodeNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Debug for ShortcodeNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_till_signs_with_its_store_number_and_is_paid_at_its_till_number() {
        let till: Shortcode = "till:7654321/5123456".parse().expect("a till");
        assert_eq!(till.signer().get(), 7_654_321);
        assert_eq!(till.payee().get(), 5_123_456);
        assert_eq!(till.transaction_type(), "CustomerBuyGoodsOnline");
    }

    #[test]
    fn wrong_pairs_are_refused_before_the_first_send() {
        for text in [
            "till:5123456/5123456",
            "till:51234",
            "paybill:1234",
            "paybill:12345678",
            "",
        ] {
            assert!(text.parse::<Shortcode>().is_err(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn a_shortcode_survives_the_book(
            store in 10_000u32..5_000_000,
            till in 5_000_000u32..9_999_999,
        ) {
            for text in [format!("paybill:{store}"), format!("till:{store}/{till}")] {
                let read = text.parse::<Shortcode>().expect("well formed");
                prop_assert_eq!(read.to_string(), text);
            }
        }
    }
}
