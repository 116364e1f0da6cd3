//! Receipts: the proof that money moved.

use std::fmt;

use chrono::Datelike;
use serde::{Deserialize, Serialize};

use crate::clock::Moment;
use crate::dice::{Purpose, Throw};
use crate::ids::CheckoutRequestId;
use crate::payments::Payment;
use crate::phone::Phone;
use crate::state::State;

/// Money that moved from a payer to the shop.
#[derive(Clone, Serialize, Deserialize)]
pub struct Receipt {
    /// The ten characters that both sides know the payment by.
    pub number: String,
    /// The push that it answers; `None` when the payer needed none.
    pub checkout_request_id: Option<CheckoutRequestId>,
    /// The phone that paid; `None` when an organisation did.
    pub phone: Option<Phone>,
    /// The name that the wallet is registered in, or the organisation's.
    #[serde(default)]
    pub payer: String,
    /// How much, in whole shillings.
    pub amount_kes: u64,
    /// How much of it was lent by Fuliza, in whole shillings.
    #[serde(default)]
    pub fuliza_kes: u64,
    /// The account that the customer saw or typed; empty for a till.
    pub account_reference: String,
    /// When.
    pub paid_at: Moment,
    /// What the shop's validation named it.
    #[serde(default)]
    pub third_party_id: String,
    /// M-PESA's id for the conversation that it was paid in.
    #[serde(default)]
    pub conversation_id: String,
    /// The gateway's id for the same.
    #[serde(default)]
    pub originator_conversation_id: String,
    /// The receipt number of its reversal.
    #[serde(default)]
    pub reversed_by: Option<String>,
}

/// Hides who paid, and for what.
impl fmt::Debug for Receipt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Receipt")
            .field("number", &self.number)
            .field("amount_kes", &self.amount_kes)
            .field("paid_at", &self.paid_at)
            .field("reversed_by", &self.reversed_by)
            .finish_non_exhaustive()
    }
}

/// Which way a payment came. Source: reference sections 4, 5 and 9, the types seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Way {
    Push,
    Typed,
    Organisation,
}

impl Receipt {
    pub(crate) fn way(&self) -> Way {
        match (&self.checkout_request_id, &self.phone) {
            (Some(_), _) => Way::Push,
            (None, Some(_)) => Way::Typed,
            (None, None) => Way::Organisation,
        }
    }
}

impl State {
    /// Returns every receipt, by number.
    pub(crate) fn receipts(&self) -> impl Iterator<Item = &Receipt> {
        self.payments.values().filter_map(Payment::paid)
    }

    /// Returns the receipt of a number.
    pub(crate) fn receipt(&self, number: &str) -> Option<&Receipt> {
        self.payments.get(number).and_then(Payment::paid)
    }

    /// Returns the number of a payment, not given out before.
    pub(crate) fn next_receipt_number(&mut self, at: Moment) -> String {
        self.receipt_number(Purpose::Receipt, at)
    }

    /// Returns a receipt number that was not given out before.
    pub(crate) fn receipt_number(&mut self, purpose: Purpose, at: Moment) -> String {
        loop {
            let number = receipt_number(at, &mut self.dice.throw(purpose));
            let is_entered = self.account.iter().any(|entry| entry.number == number);
            if !is_entered && !self.payments.contains_key(&number) {
                return number;
            }
        }
    }
}

/// Writes a receipt number: its date, and seven characters more.
fn receipt_number(at: Moment, throw: &mut Throw) -> String {
    const ANY: &str = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    date_part(at) + &throw.letters(ANY, 7)
}

/// Writes the date that a receipt number begins with: year, month and day in Nairobi.
///
/// Source: reference section 10, receipt number form.
pub(crate) fn date_part(at: Moment) -> String {
    const LETTERS: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    const DAYS: &str = "0123456789ABCDEFGHIJKLMNOPQRSTUV";
    let date = at.in_nairobi();
    // L is 2017; what follows Z in 2032 nobody knows, so the letters begin again.
    let year = (date.year() - 2006).rem_euclid(26);
    let place = |index: u32| usize::try_from(index).expect("a date's parts are small");
    let letters = [
        &LETTERS[place(year.unsigned_abs())..][..1],
        &LETTERS[place(date.month0())..][..1],
        &DAYS[place(date.day())..][..1],
    ];
    letters.concat()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dice::Dice;

    #[test]
    fn a_receipt_number_begins_with_its_date_in_nairobi() {
        // The dates are those of the reference's real receipts.
        for (unix_ms, start) in [
            (1_576_740_075_000, "NLJ"), // 19 Dec 2019, 10:21:15
            (1_501_159_680_000, "LGR"), // 27 Jul 2017
            (1_785_824_010_000, "UH4"), // 4 Aug 2026
            (1_577_826_000_000, "OA1"), // 1 Jan 2020, 00:00 in Nairobi
        ] {
            let at = Moment::from_unix_ms(unix_ms);
            let number = receipt_number(at, &mut Dice::new(1).throw(Purpose::Receipt));
            assert_eq!((&number[..3], number.len()), (start, 10), "{at:?}");
        }
    }
}
