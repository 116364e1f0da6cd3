//! Money in integer cents of the Kenyan shilling: amounts, differences, and the whole shillings
//! that a prompt can ask for. There is no float, no rounding and no unchecked sum here.

use std::fmt;
use std::str::FromStr;

use thiserror::Error;

const CENTS_PER_SHILLING: u64 = 100;

/// An amount of money in cents of KES, never negative, at most [`Money::MAX_CENTS`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Money(u64);

/// A difference of money in cents of KES: what an account holds, or lacks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Balance(i64);

/// Whole shillings within the limits of one M-PESA payment: 1 to 250,000.
///
/// Source: reference section 2, "Lengths, amounts, time" (Safaricom's portal, December 2025).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Shillings(u32);

/// Why a text or a number is not an amount.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum MoneyError {
    /// The text holds something else than digits, grouping commas and two decimals.
    #[error("not an amount of money")]
    NotAnAmount,
    /// The amount is larger than the till can hold exactly.
    #[error("more money than the till can hold")]
    TooLarge,
    /// M-PESA takes whole shillings only.
    #[error("M-PESA takes whole shillings, without cents")]
    HasCents,
    /// Below [`Shillings::MIN`] or above [`Shillings::MAX`].
    #[error("one M-PESA payment is from KES 1 to KES 250,000")]
    OutsideLimits,
}

impl Money {
    /// The largest amount: exact in JavaScript's numbers too.
    pub const MAX_CENTS: u64 = 9_000_000_000_000_000 - 1;
    /// No money.
    pub const ZERO: Self = Self(0);

    /// Makes an amount from cents, or `None` above [`Self::MAX_CENTS`].
    pub const fn from_cents(cents: u64) -> Option<Self> {
        if cents <= Self::MAX_CENTS {
            Some(Self(cents))
        } else {
            None
        }
    }

    /// Returns the amount in cents.
    pub const fn cents(self) -> u64 {
        self.0
    }

    /// Adds, or `None` above the largest amount.
    pub const fn checked_add(self, other: Self) -> Option<Self> {
        Self::from_cents(self.0 + other.0)
    }

    /// Subtracts, or `None` when `other` is more than this.
    pub const fn checked_sub(self, other: Self) -> Option<Self> {
        match self.0.checked_sub(other.0) {
            Some(cents) => Some(Self(cents)),
            None => None,
        }
    }

    /// Adds; more than the till can hold stays the most that it can.
    #[must_use]
    pub const fn saturating_add(self, other: Self) -> Self {
        match self.checked_add(other) {
            Some(sum) => sum,
            None => Self(Self::MAX_CENTS),
        }
    }

    /// Subtracts down to nothing.
    #[must_use]
    pub const fn saturating_sub(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }

    /// Returns this amount as a difference.
    pub fn balance(self) -> Balance {
        Balance(i64::try_from(self.0).expect("MAX_CENTS is far below i64::MAX"))
    }
}

const _: () = assert!(
    Money::MAX_CENTS < 1 << 53,
    "JavaScript must hold every amount exactly"
);

/// Reads `350`, `350.5`, `350.00` or `1,250.00` (commas between groups of three only). Safaricom
/// writes `1`, `1.0` and `1.00` for the same amount.
impl FromStr for Money {
    type Err = MoneyError;

    fn from_str(text: &str) -> Result<Self, MoneyError> {
        let text = text.trim();
        let (whole, decimals) = text.split_once('.').unwrap_or((text, "00"));
        let shillings = ungrouped(whole)?;
        let cents = cents_of(decimals)?;
        shillings
            .checked_mul(CENTS_PER_SHILLING)
            .and_then(|whole| whole.checked_add(cents))
            .and_then(Self::from_cents)
            .ok_or(MoneyError::TooLarge)
    }
}

/// Writes `350` or `350.50`, digits grouped by commas: `1,240`.
impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&grouped(self.0 / CENTS_PER_SHILLING))?;
        match self.0 % CENTS_PER_SHILLING {
            0 => Ok(()),
            cents => write!(f, ".{cents:02}"),
        }
    }
}

impl Balance {
    /// Makes a difference from cents.
    pub const fn from_cents(cents: i64) -> Self {
        Self(cents)
    }

    /// Returns the difference in cents.
    pub const fn cents(self) -> i64 {
        self.0
    }

    /// Adds, or `None` outside `i64`.
    pub const fn checked_add(self, other: Self) -> Option<Self> {
        match self.0.checked_add(other.0) {
            Some(cents) => Some(Self(cents)),
            None => None,
        }
    }
}

/// Reads an amount as [`Money`] does, with a minus before it or not: `-1540.00`.
impl FromStr for Balance {
    type Err = MoneyError;

    fn from_str(text: &str) -> Result<Self, MoneyError> {
        let text = text.trim();
        match text.strip_prefix('-') {
            Some(owed) if owed.starts_with(|sign: char| sign.is_ascii_digit()) => {
                Ok(Self(-owed.parse::<Money>()?.balance().0))
            }
            Some(_) => Err(MoneyError::NotAnAmount),
            None => text.parse::<Money>().map(Money::balance),
        }
    }
}

impl Shillings {
    /// The least that one payment can be, in shillings.
    pub const MIN: u32 = 1;
    /// The most that one payment can be, in shillings.
    pub const MAX: u32 = 250_000;

    /// Makes an amount for a prompt from whole shillings.
    ///
    /// # Errors
    /// [`MoneyError::OutsideLimits`] below 1 or above 250,000.
    pub const fn new(shillings: u32) -> Result<Self, MoneyError> {
        match shillings {
            Self::MIN..=Self::MAX => Ok(Self(shillings)),
            _ => Err(MoneyError::OutsideLimits),
        }
    }

    /// Returns the whole shillings.
    pub const fn get(self) -> u32 {
        self.0
    }

    /// Returns the same amount in cents.
    pub const fn money(self) -> Money {
        Money(self.0 as u64 * CENTS_PER_SHILLING)
    }
}

impl TryFrom<Money> for Shillings {
    type Error = MoneyError;

    fn try_from(money: Money) -> Result<Self, MoneyError> {
        if !money.0.is_multiple_of(CENTS_PER_SHILLING) {
            return Err(MoneyError::HasCents);
        }
        u32::try_from(money.0 / CENTS_PER_SHILLING)
            .map_err(|_| MoneyError::OutsideLimits)
            .and_then(Self::new)
    }
}

/// Reads what a cashier types: as [`Money`], without cents, within the limits.
impl FromStr for Shillings {
    type Err = MoneyError;

    fn from_str(text: &str) -> Result<Self, MoneyError> {
        Self::try_from(text.parse::<Money>()?)
    }
}

fn ungrouped(text: &str) -> Result<u64, MoneyError> {
    let mut groups = text.split(',');
    let first = groups.next().unwrap_or_default();
    let mut digits = first.to_owned();
    for group in groups {
        if group.len() != 3 || first.len() > 3 {
            return Err(MoneyError::NotAnAmount);
        }
        digits.push_str(group);
    }
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(MoneyError::NotAnAmount);
    }
    digits.parse().map_err(|_| MoneyError::TooLarge)
}

fn cents_of(decimals: &str) -> Result<u64, MoneyError> {
    let significant = decimals.trim_end_matches('0');
    if decimals.is_empty() || !decimals.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(MoneyError::NotAnAmount);
    }
    match significant.len() {
        0 => Ok(0),
        1 | 2 => format!("{significant:0<2}")
            .parse()
            .map_err(|_| MoneyError::NotAnAmount),
        _ => Err(MoneyError::NotAnAmount),
    }
}

fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn check(text: &str, cents: Result<u64, MoneyError>) {
        assert_eq!(text.parse::<Money>().map(Money::cents), cents, "{text:?}");
    }

    #[test]
    fn amounts_are_read_exactly() {
        check("1", Ok(100));
        check("1.0", Ok(100));
        check("1.00", Ok(100));
        check("10500.00", Ok(1_050_000));
        check("1,250.00", Ok(125_000));
        check("0.5", Ok(50));
        check("1.005", Err(MoneyError::NotAnAmount));
        check("1.000", Ok(100));
        check("12,50", Err(MoneyError::NotAnAmount));
        check("1e400", Err(MoneyError::NotAnAmount));
        check("-1", Err(MoneyError::NotAnAmount));
        check("", Err(MoneyError::NotAnAmount));
        check(".", Err(MoneyError::NotAnAmount));
        check("99999999999999999999", Err(MoneyError::TooLarge));
    }

    #[test]
    fn a_balance_may_be_below_nothing() {
        let check = |text: &str, cents: Result<i64, MoneyError>| {
            assert_eq!(
                text.parse::<Balance>().map(Balance::cents),
                cents,
                "{text:?}"
            );
        };
        check("-1540.00", Ok(-154_000));
        check("25.00", Ok(2_500));
        check("-0", Ok(0));
        check("0.008", Err(MoneyError::NotAnAmount));
        check("--1", Err(MoneyError::NotAnAmount));
        check("- 1", Err(MoneyError::NotAnAmount));
        check("-", Err(MoneyError::NotAnAmount));
        check("", Err(MoneyError::NotAnAmount));
    }

    #[test]
    fn a_prompt_takes_whole_shillings_within_its_limits() {
        assert_eq!("350".parse::<Shillings>().map(Shillings::get), Ok(350));
        assert_eq!(
            "250,000".parse::<Shillings>().map(Shillings::get),
            Ok(250_000)
        );
        assert_eq!(
            "250001".parse::<Shillings>(),
            Err(MoneyError::OutsideLimits)
        );
        assert_eq!("0".parse::<Shillings>(), Err(MoneyError::OutsideLimits));
        assert_eq!("1.50".parse::<Shillings>(), Err(MoneyError::HasCents));
    }

    proptest! {
        #[test]
        fn money_survives_being_written_and_read(cents in 0..=Money::MAX_CENTS) {
            let money = Money::from_cents(cents).expect("within the limit");
            prop_assert_eq!(money.to_string().parse::<Money>(), Ok(money));
        }

        #[test]
        fn no_text_makes_the_reader_panic(text in "\\PC*") {
            let _ = text.parse::<Money>();
        }
    }
}
