//! `GET /_sandbox/statement.csv`: the shop's account as the organisation portal exports it.
//!
//! Source: reference section 9. The layouts are those of the two sample files, which differ in
//! where the preamble's values stand, in how amounts are written, in the charge's receipt number
//! and in a last column. What a till's export looks like the reference does not know: it is made
//! here by analogy.

use csv::{Terminator, WriterBuilder};
use serde::Deserialize;

use crate::account::{Entry, Why, decimal};
use crate::clock::Moment;
use crate::phone::Phone;
use crate::receipts::{Receipt, Way};
use crate::shop::Shortcode;
use crate::state::State;

/// How the portal writes moments.
const TIME: &str = "%d-%m-%Y %H:%M:%S";

/// Which of the two layouts is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
pub enum Layout {
    /// Fourteen columns; plain amounts.
    #[serde(rename = "2020")]
    Of2020,
    /// Thirteen columns; amounts with commas for the thousands.
    #[default]
    #[serde(rename = "2025")]
    Of2025,
}

/// A statement of a time, from its first moment to its last.
pub(crate) struct Statement<'a> {
    layout: Layout,
    from: Moment,
    to: Moment,
    made_at: Moment,
    state: &'a State,
}

impl<'a> Statement<'a> {
    pub(crate) fn new(
        layout: Layout,
        from: Moment,
        to: Moment,
        made_at: Moment,
        state: &'a State,
    ) -> Self {
        Self {
            layout,
            from,
            to,
            made_at,
            state,
        }
    }

    /// Writes the file.
    pub(crate) fn csv(&self) -> Vec<u8> {
        let mut writer = WriterBuilder::new()
            .terminator(Terminator::CRLF)
            .from_writer(Vec::new());
        let rows = self.preamble().into_iter().chain(self.rows());
        for mut row in rows {
            row.resize(self.layout.columns(), String::new());
            writer.write_record(&row).expect("memory can be written to");
        }
        writer.into_inner().expect("memory can be written to")
    }

    fn entries(&self) -> impl DoubleEndedIterator<Item = &Entry> {
        let (from, to) = (self.from, self.to);
        let entries = self.state.account.iter();
        entries.filter(move |entry| (from..=to).contains(&entry.at))
    }

    fn preamble(&self) -> Vec<Vec<String>> {
        let shop = &self.state.shop;
        let (from, to) = (self.from.written(TIME), self.to.written(TIME));
        let made_at = self.made_at.written(TIME);
        let [period, operator] = match self.layout {
            Layout::Of2020 => [
                row(["Time Period:", "From", &from, "To", &to]),
                row([
                    "Operator:",
                    "webuser",
                    "Organization:",
                    &shop.name,
                    "Date of Report:",
                    &made_at,
                ]),
            ],
            Layout::Of2025 => [
                row([
                    "Time Period:",
                    "",
                    &format!("From {from}"),
                    "",
                    &format!("To {to}"),
                ]),
                row([
                    "Operator:",
                    "webuser",
                    "",
                    "",
                    "",
                    &format!("Date of Report: {made_at}"),
                ]),
            ],
        };
        vec![
            row(["Account Holder:", &shop.name]),
            row(["Short Code:", shop.shortcode.asking()]),
            row(["Account:", account_name(&shop.shortcode)]),
            period,
            operator,
            self.sums(),
            self.layout.header(),
        ]
    }

    fn sums(&self) -> Vec<String> {
        let opening = self.entries().next().map_or_else(
            || self.balance_at_end(),
            |first| first.balance_cents - first.amount_cents,
        );
        let sum = |is_in: bool| -> i64 {
            let amounts = self.entries().map(|entry| entry.amount_cents);
            amounts.filter(|amount| (*amount > 0) == is_in).sum()
        };
        let closing = self.balance_at_end();
        row([
            "Opening Balance:",
            &self.layout.amount(opening),
            "Closing Balance:",
            &self.layout.amount(closing),
            "Available Balance:",
            &self.layout.amount(closing),
            "Total Paid In:",
            &self.layout.amount(sum(true)),
            "Total Withdrawn:",
            &self.layout.amount(sum(false)),
        ])
    }

    fn balance_at_end(&self) -> i64 {
        let mut entries = self.state.account.iter().rev();
        let last = entries.find(|entry| entry.at <= self.to);
        last.map_or(0, |entry| entry.balance_cents)
    }

    /// The newest entry comes first.
    fn rows(&self) -> impl Iterator<Item = Vec<String>> {
        self.entries().rev().map(|entry| self.row(entry))
    }

    fn row(&self, entry: &Entry) -> Vec<String> {
        let about = entry.linked.as_deref().unwrap_or(&entry.number);
        let receipt = self.state.receipt(about);
        let words = Words::of(entry, receipt, &self.state.shop.shortcode);
        let is_old_charge = self.layout == Layout::Of2020 && entry.why == Why::Charge;
        let (number, linked) = if is_old_charge {
            (about, "")
        } else {
            (entry.number.as_str(), entry.linked.as_deref().unwrap_or(""))
        };
        let amount = self.layout.amount(entry.amount_cents);
        let (paid_in, withdrawn) = if entry.amount_cents > 0 {
            (amount.as_str(), "")
        } else {
            ("", amount.as_str())
        };
        let time = entry.at.written(TIME);
        let mut row = row([
            number,
            &time,
            &time,
            &words.details,
            "Completed",
            paid_in,
            withdrawn,
            &self.layout.amount(entry.balance_cents),
            "true",
            words.reason,
            &words.party,
            linked,
            &words.account,
        ]);
        row.extend((self.layout == Layout::Of2020).then(|| "KES".to_owned()));
        row
    }
}

/// What a row says in words.
struct Words {
    details: String,
    reason: &'static str,
    party: String,
    account: String,
}

impl Words {
    fn of(entry: &Entry, receipt: Option<&Receipt>, shortcode: &Shortcode) -> Self {
        let party = receipt.map(masked_party).unwrap_or_default();
        let reason = receipt.map_or("Pay Utility", |receipt| receipt.reason_type(shortcode));
        let is_till = matches!(shortcode, Shortcode::Till { .. });
        let kind = if is_till {
            "Customer Payment"
        } else {
            "Pay Bill"
        };
        let reference = receipt.map(|receipt| receipt.account_reference.clone());
        let account = reference.filter(|_| !is_till).unwrap_or_default();
        let without_account = |details, reason, party| Self {
            details,
            reason,
            party,
            account: String::new(),
        };
        match entry.why {
            Why::Payment if is_till => {
                without_account(format!("{kind} from {party}"), reason, party)
            }
            Why::Payment => Self {
                details: format!("{kind} from {party} Acc. {account}"),
                reason,
                party,
                account,
            },
            Why::Charge => {
                let is_transfer = receipt.is_some_and(|one| one.way() == Way::Organisation);
                let reason = if is_transfer {
                    "Business Pay Bill Charge"
                } else {
                    reason
                };
                without_account(format!("{kind} Charge"), reason, "SP".to_owned())
            }
            Why::Reversal => {
                let details = format!("{kind} Reversal to {party}");
                without_account(details, "Transaction Reversal", party)
            }
            Why::Settlement => {
                let details = "Utility Account to Organization Settlement".to_owned();
                without_account(details, "Settlement", String::new())
            }
        }
    }
}

/// Names a payer as the portal does: `25470****111 - ALICE EXAMPLE`, or the organisation.
fn masked_party(receipt: &Receipt) -> String {
    let name = receipt.payer.to_uppercase();
    match receipt.phone.as_ref().map(Phone::as_str) {
        Some(digits) => format!("{}****{} - {name}", &digits[..5], &digits[9..]),
        None => name,
    }
}

fn account_name(shortcode: &Shortcode) -> &'static str {
    match shortcode {
        Shortcode::PayBill { .. } => "Utility Account",
        Shortcode::Till { .. } => "Merchant Account",
    }
}

fn row<const N: usize>(cells: [&str; N]) -> Vec<String> {
    cells.map(str::to_owned).into()
}

impl Layout {
    fn columns(self) -> usize {
        match self {
            Self::Of2020 => 14,
            Self::Of2025 => 13,
        }
    }

    fn header(self) -> Vec<String> {
        let mut header = row([
            "Receipt No.",
            "Completion Time",
            "Initiation Time",
            "Details",
            "Transaction Status",
            "Paid In",
            "Withdrawn",
            "Balance",
            "Balance Confirmed",
            "Reason Type",
            "Other Party Info",
            "Linked Transaction ID",
            "A/C No.",
        ]);
        header.extend((self == Self::Of2020).then(|| "Currency".to_owned()));
        header
    }

    /// Writes cents as shillings.
    fn amount(self, cents: i64) -> String {
        let plain = decimal(cents);
        match self {
            Self::Of2020 => plain,
            Self::Of2025 => with_commas(&plain),
        }
    }
}

/// Puts a comma before every three digits of the shillings.
fn with_commas(plain: &str) -> String {
    let (sign, digits) = plain
        .strip_prefix('-')
        .map_or(("", plain), |rest| ("-", rest));
    let (whole, decimals) = digits.split_once('.').unwrap_or((digits, "00"));
    let mut grouped = String::new();
    for (place, digit) in whole.chars().enumerate() {
        if place > 0 && (whole.len() - place).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    format!("{sign}{grouped}.{decimals}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_are_parted_by_commas() {
        for (plain, expected) in [
            ("0.00", "0.00"),
            ("999.50", "999.50"),
            ("1250.00", "1,250.00"),
            ("-75000.00", "-75,000.00"),
            ("1234567.89", "1,234,567.89"),
        ] {
            assert_eq!(with_commas(plain), expected);
        }
    }
}
