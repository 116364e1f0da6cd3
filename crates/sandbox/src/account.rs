//! The shop's account at M-PESA, as a list of entries whose balances add up.
//!
//! Only money that came in, went back or was settled makes an entry; the charge for a payment
//! is one of its own, with its own number, as in the organisation portal's statement.

use serde::{Deserialize, Serialize};

use crate::clock::Moment;
use crate::dice::Purpose;
use crate::state::State;

/// One movement of the shop's account.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Entry {
    /// The receipt number of the movement.
    pub number: String,
    /// The receipt number of the payment that it is about, if it is not the payment itself.
    pub linked: Option<String>,
    /// When.
    pub at: Moment,
    /// Why.
    pub why: Why,
    /// How much, in cents; negative when it left the account.
    pub amount_cents: i64,
    /// What the account held afterwards, in cents.
    pub balance_cents: i64,
}

/// Why money moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// A customer or an organisation paid.
    Payment,
    /// Safaricom took its charge.
    Charge,
    /// A payment was given back.
    Reversal,
    /// The shop moved money to its settlement account.
    Settlement,
}

/// What the shop's accounts hold, in cents.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Accounts {
    /// What can be used: payments less charges, reversals and settlements.
    pub utility_cents: i64,
    /// What Safaricom took so far; never positive.
    pub charges_cents: i64,
    /// What was moved to the settlement account.
    pub settled_cents: i64,
}

impl State {
    /// Returns what the accounts hold.
    pub(crate) fn accounts(&self) -> Accounts {
        Accounts {
            utility_cents: self.balance_cents(),
            charges_cents: self.sum(Why::Charge),
            settled_cents: -self.sum(Why::Settlement),
        }
    }

    /// Returns what the shop can use, in cents.
    pub(crate) fn balance_cents(&self) -> i64 {
        self.account.last().map_or(0, |entry| entry.balance_cents)
    }

    /// Returns what customers paid less what went back to them, in shillings.
    pub(crate) fn takings_kes(&self) -> u64 {
        let cents = self.sum(Why::Payment) + self.sum(Why::Reversal);
        u64::try_from(cents / 100).unwrap_or(0)
    }

    /// Enters a payment, and the charge for it.
    pub(crate) fn enter_payment(&mut self, number: &str, amount_kes: u64, at: Moment) {
        let amount = cents(amount_kes);
        self.enter(number.to_owned(), None, at, Why::Payment, amount);
        let charge = charge(amount, self.rules.charge_bp);
        if charge > 0 {
            let own = self.receipt_number(Purpose::Charge, at);
            self.enter(own, Some(number.to_owned()), at, Why::Charge, -charge);
        }
    }

    /// Enters a movement.
    pub(crate) fn enter(
        &mut self,
        number: String,
        linked: Option<String>,
        at: Moment,
        why: Why,
        amount_cents: i64,
    ) {
        let balance_cents = self.balance_cents() + amount_cents;
        self.account.push(Entry {
            number,
            linked,
            at,
            why,
            amount_cents,
            balance_cents,
        });
    }

    /// Moves money to the settlement account; false when there is too little.
    pub(crate) fn settle_money(&mut self, amount_kes: u64, now: Moment) -> bool {
        let amount = cents(amount_kes);
        let is_there = amount <= self.balance_cents();
        if is_there {
            let number = self.receipt_number(Purpose::Charge, now);
            self.enter(number, None, now, Why::Settlement, -amount);
        }
        is_there
    }

    /// Makes the entries of a file that was written before there were any.
    pub(crate) fn enter_old_receipts(&mut self) {
        if self.account.is_empty() {
            let mut receipts: Vec<_> = self.receipts().cloned().collect();
            receipts.sort_by_key(|receipt| receipt.paid_at);
            for old in receipts {
                let amount = cents(old.amount_kes);
                self.enter(old.number, None, old.paid_at, Why::Payment, amount);
            }
        }
    }

    fn sum(&self, why: Why) -> i64 {
        let entries = self.account.iter().filter(|entry| entry.why == why);
        entries.map(|entry| entry.amount_cents).sum()
    }
}

/// Returns a part of an amount, in basis points; half a cent is rounded up.
fn charge(amount_cents: i64, basis_points: u16) -> i64 {
    (amount_cents * i64::from(basis_points) + 5_000) / 10_000
}

/// Turns shillings into cents.
pub(crate) fn cents(kes: u64) -> i64 {
    i64::try_from(kes).map_or(i64::MAX, |kes| kes.saturating_mul(100))
}

/// Writes cents as shillings with two decimals, such as `1250.00` and `-60.50`.
pub(crate) fn decimal(cents: i64) -> String {
    let sign = if cents < 0 { "-" } else { "" };
    let whole = cents.unsigned_abs();
    format!("{sign}{}.{:02}", whole / 100, whole % 100)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cents_are_written_with_two_decimals() {
        for (amount, text) in [
            (0, "0.00"),
            (5, "0.05"),
            (-6_050, "-60.50"),
            (125_000, "1250.00"),
        ] {
            assert_eq!(decimal(amount), text);
        }
    }

    #[test]
    fn the_charge_is_that_of_the_samples_statement() {
        // Receipts TEST0000A1, B2 and C3 of statement_paybill_2020_layout.csv.
        for (amount_cents, charge_cents) in [(780_000, 2_106), (2_757_300, 7_445), (120_050, 324)] {
            assert_eq!(charge(amount_cents, 27), charge_cents);
        }
    }
}
