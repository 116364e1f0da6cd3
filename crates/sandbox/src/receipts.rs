//! Receipts: the proof that money moved.

use chrono::Datelike;
use serde::{Deserialize, Serialize};

use crate::clock::Moment;
use crate::dice::{Purpose, Throw};
use crate::ids::CheckoutRequestId;
use crate::phone::Phone;
use crate::state::State;

/// Money that moved from a wallet to the shop.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Receipt {
    /// The ten characters that both sides know the payment by.
    pub number: String,
    /// The push that it answers.
    pub checkout_request_id: CheckoutRequestId,
    /// Who paid.
    pub phone: Phone,
    /// How much, in whole shillings.
    pub amount_kes: u64,
    /// The account that the customer saw.
    pub account_reference: String,
    /// When.
    pub paid_at: Moment,
}

impl State {
    /// Returns a receipt number that was not given out before.
    pub(crate) fn next_receipt_number(&mut self, at: Moment) -> String {
        loop {
            let number = receipt_number(at, &mut self.dice.throw(Purpose::Receipt));
            if !self.receipts.contains_key(&number) {
                return number;
            }
        }
    }
}

/// Writes a receipt number: year, month and day in Nairobi, and seven characters more.
///
/// Source: reference section 10, receipt number form.
fn receipt_number(at: Moment, throw: &mut Throw) -> String {
    const LETTERS: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    const DAYS: &str = "0123456789ABCDEFGHIJKLMNOPQRSTUV";
    const ANY: &str = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    let date = at.in_nairobi();
    // L is 2017; what follows Z in 2032 nobody knows, so the letters begin again.
    let year = (date.year() - 2006).rem_euclid(26);
    let place = |index: u32| usize::try_from(index).expect("a date's parts are small");
    let mut number = String::with_capacity(10);
    number.push_str(&LETTERS[place(year.unsigned_abs())..][..1]);
    number.push_str(&LETTERS[place(date.month0())..][..1]);
    number.push_str(&DAYS[place(date.day())..][..1]);
    number + &throw.letters(ANY, 7)
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
