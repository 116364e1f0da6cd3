//! How what was found of a gap is written in the journal.

use domain::balances::Finding;
use domain::clock::Timestamp;
use domain::money::{Balance, Money};
use domain::receipt::Receipt;
use serde::{Deserialize, Serialize};

use crate::entry::{Entry, Written, body, json, text};

/// What became known of the account before a payment's confirmation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum GapFact {
    /// Money came or left since the payment before it, and nothing explains it.
    Found {
        /// The payment before it.
        after: Receipt,
        /// What came beyond the payment; below zero, what left.
        change: Balance,
        /// When the payment before it was paid.
        since: Timestamp,
        /// When it was paid itself.
        until: Timestamp,
        /// What is to be said of it.
        finding: Finding,
        /// Whether something that is still to come may explain it.
        waits: bool,
    },
    /// Something explains it.
    Explained,
}

#[derive(Serialize, Deserialize)]
struct FoundBody {
    after: String,
    change_cents: i64,
    since_ms: i64,
    until_ms: i64,
    finding: String,
    amount_cents: u64,
    named: String,
    waits: bool,
}

#[derive(Serialize)]
struct NoBody {}

/// Writes a fact of a gap; its subject is the later payment.
pub(crate) fn write(before: &Receipt, fact: &GapFact) -> Written {
    let (kind, body) = match fact {
        GapFact::Found {
            after,
            change,
            since,
            until,
            finding,
            waits,
        } => {
            let body = FoundBody {
                after: after.to_string(),
                change_cents: change.cents(),
                since_ms: since.ms(),
                until_ms: until.ms(),
                finding: finding.name().to_owned(),
                amount_cents: finding.amount().cents(),
                named: joined(finding.named()),
                waits: *waits,
            };
            ("balance.gap_found", json(&body))
        }
        GapFact::Explained => ("balance.gap_explained", json(&NoBody {})),
    };
    Written {
        kind: kind.into(),
        subject: Some(before.as_str().as_bytes().to_vec()),
        body,
        personal: None,
    }
}

/// Reads a row whose kind begins with `balance.` back.
pub(crate) fn read(row: &Written) -> Result<Entry, String> {
    let number = row.subject.as_deref().ok_or("it has no subject")?;
    let number = std::str::from_utf8(number).map_err(text)?;
    let fact = match row.kind.as_ref() {
        "balance.gap_explained" => GapFact::Explained,
        "balance.gap_found" => found(&body(row)?)?,
        unknown => return Err(format!("its kind {unknown:?} is unknown")),
    };
    let before = number.parse().map_err(text)?;
    Ok(Entry::Gap { before, fact })
}

fn found(body: &FoundBody) -> Result<GapFact, String> {
    let amount = Money::from_cents(body.amount_cents).ok_or("too much money")?;
    let finding = Finding::from_parts(&body.finding, amount, split(&body.named)?);
    Ok(GapFact::Found {
        after: body.after.parse().map_err(text)?,
        change: Balance::from_cents(body.change_cents),
        since: Timestamp::from_ms(body.since_ms),
        until: Timestamp::from_ms(body.until_ms),
        finding: finding.ok_or("an unknown finding")?,
        waits: body.waits,
    })
}

/// Writes payments with a blank between two.
pub(super) fn joined(receipts: &[Receipt]) -> String {
    let numbers: Vec<_> = receipts.iter().map(Receipt::as_str).collect();
    numbers.join(" ")
}

/// Reads what [`joined`] wrote.
pub(super) fn split(text: &str) -> Result<Vec<Receipt>, String> {
    let numbers = text.split(' ').filter(|number| !number.is_empty());
    numbers
        .map(|number| number.parse().map_err(crate::entry::text))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn any_receipt() -> impl Strategy<Value = Receipt> {
        "[A-Z0-9]{10}".prop_map(|code| code.parse().expect("a receipt"))
    }

    fn any_finding() -> impl Strategy<Value = Finding> {
        let money = (0..Money::MAX_CENTS).prop_map(|c| Money::from_cents(c).expect("an amount"));
        let named = || prop::collection::vec(any_receipt(), 0..5);
        prop_oneof![
            (money.clone(), named()).prop_map(|(all, few)| Finding::TakenBack(all, few)),
            (money.clone(), named()).prop_map(|(all, few)| Finding::TakenBackTogether(all, few)),
            money.clone().prop_map(Finding::Left),
            money.prop_map(Finding::Untold),
        ]
    }

    fn any_fact() -> impl Strategy<Value = GapFact> {
        let at = || any::<i64>().prop_map(Timestamp::from_ms);
        let change = any::<i64>().prop_map(Balance::from_cents);
        let found = (
            any_receipt(),
            change,
            at(),
            at(),
            any_finding(),
            any::<bool>(),
        )
            .prop_map(
                |(after, change, since, until, finding, waits)| GapFact::Found {
                    after,
                    change,
                    since,
                    until,
                    finding,
                    waits,
                },
            );
        prop_oneof![found, Just(GapFact::Explained)]
    }

    proptest! {
        #[test]
        fn every_fact_of_a_gap_survives_the_journal(number in any_receipt(), told in any_fact()) {
            match read(&write(&number, &told)) {
                Ok(Entry::Gap { before, fact }) => {
                    prop_assert_eq!((before, fact), (number, told));
                }
                other => prop_assert!(false, "{:?}", other),
            }
        }
    }
}
