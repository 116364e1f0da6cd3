//! How the facts of a receipt are written in the journal. What is shown of the payer, and what he
//! typed, stands in the personal part.

use domain::clock::Timestamp;
use domain::ids::{AttemptId, LegId};
use domain::money::{Balance, Money};
use domain::party::Name;
use domain::phone::PayerHint;
use domain::receipt::Receipt;
use domain::receipt::life::{Fact, Hearing, Kind, Reference, Source};
use serde::{Deserialize, Serialize};

use crate::entry::{Entry, Written, body, json, personal, text};
use crate::facts::payer;

/// Every field that the body of a fact can have: each kind uses a few of them.
#[derive(Default, Serialize, Deserialize)]
struct ReceiptBody {
    #[serde(skip_serializing_if = "Option::is_none")]
    source: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    amount_cents: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    payee: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    paid_at_ms: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    payment: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    attempt: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    leg: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    by: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    balance_cents: Option<i64>,
}

#[derive(Default, Serialize, Deserialize)]
struct ReceiptPersonal {
    #[serde(skip_serializing_if = "Option::is_none")]
    payer: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reference: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
}

#[derive(Serialize, Deserialize)]
struct UnreadBody {
    why: String,
}

/// Writes a fact of a receipt.
pub(crate) fn write(receipt: &Receipt, fact: &Fact) -> Written {
    Written {
        subject: Some(receipt.as_str().as_bytes().to_vec()),
        ..write_fact(fact)
    }
}

/// Writes a fact; the subject is filled in by the caller.
pub(crate) fn write_fact(fact: &Fact) -> Written {
    let none = ReceiptBody::default;
    let about = |attempt: &AttemptId| ReceiptBody {
        attempt: Some(attempt.to_string()),
        ..none()
    };
    let share = |leg: &LegId, money: Money| ReceiptBody {
        leg: Some(leg.to_string()),
        amount_cents: Some(money.cents()),
        ..none()
    };
    let back = |by: &Receipt, amount: Option<Money>| ReceiptBody {
        by: Some(by.to_string()),
        amount_cents: amount.map(Money::cents),
        ..none()
    };
    let (kind, body, personal) = match fact {
        Fact::Claimed { leg, money } => ("receipt.claimed", share(leg, *money), None),
        Fact::Heard(heard) => ("receipt.heard", of_hearing(heard), of_payer(heard)),
        Fact::Held(attempt) => ("receipt.held", about(attempt), None),
        Fact::Freed(attempt) => ("receipt.freed", about(attempt), None),
        Fact::Disproved => ("receipt.disproved", none(), None),
        Fact::Reversed { by, amount } => ("receipt.reversed", back(by, Some(*amount)), None),
        Fact::SaidBack { by, amount } => ("receipt.said_back", back(by, Some(*amount)), None),
        Fact::Unsaid { by } => ("receipt.unsaid", back(by, None), None),
        Fact::Allocated { leg, money } => ("receipt.allocated", share(leg, *money), None),
        Fact::Unallocated(leg) => {
            let body = ReceiptBody {
                leg: Some(leg.to_string()),
                ..none()
            };
            ("receipt.unallocated", body, None)
        }
    };
    Written {
        kind: kind.into(),
        subject: None,
        body: json(&body),
        personal: personal.as_ref().map(json),
    }
}

/// Writes that a body of no attempt could not be read.
pub(crate) fn write_unread(why: &str) -> Written {
    Written {
        kind: "receipt.body_unread".into(),
        subject: None,
        body: json(&UnreadBody {
            why: why.to_owned(),
        }),
        personal: None,
    }
}

/// Reads a row whose kind begins with `receipt.` back.
pub(crate) fn read(row: &Written) -> Result<Entry, String> {
    if row.kind == "receipt.body_unread" {
        let UnreadBody { why } = body(row)?;
        return Ok(Entry::ReceiptUnread { why });
    }
    let number = row.subject.as_deref().ok_or("it has no subject")?;
    let receipt: Receipt = std::str::from_utf8(number)
        .map_err(text)?
        .parse()
        .map_err(text)?;
    let fact = read_fact(row)?;
    Ok(Entry::ReceiptFact { receipt, fact })
}

/// Reads a fact back; the error says what is wrong with the row.
pub(crate) fn read_fact(row: &Written) -> Result<Fact, String> {
    let found: ReceiptBody = body(row)?;
    Ok(match row.kind.as_ref() {
        "receipt.claimed" => Fact::Claimed {
            leg: leg(&found)?,
            money: amount(&found)?.ok_or("it names no amount")?,
        },
        "receipt.heard" => Fact::Heard(hearing(&found, &personal(row)?.unwrap_or_default())?),
        "receipt.held" => Fact::Held(attempt(&found)?),
        "receipt.freed" => Fact::Freed(attempt(&found)?),
        "receipt.disproved" => Fact::Disproved,
        "receipt.reversed" => Fact::Reversed {
            by: reversal(&found)?,
            amount: amount(&found)?.ok_or("it names no amount")?,
        },
        "receipt.said_back" => Fact::SaidBack {
            by: reversal(&found)?,
            amount: amount(&found)?.ok_or("it names no amount")?,
        },
        "receipt.unsaid" => Fact::Unsaid {
            by: reversal(&found)?,
        },
        "receipt.allocated" => Fact::Allocated {
            leg: leg(&found)?,
            money: amount(&found)?.ok_or("it names no amount")?,
        },
        "receipt.unallocated" => Fact::Unallocated(leg(&found)?),
        unknown => return Err(format!("its kind {unknown:?} is unknown")),
    })
}

fn reversal(found: &ReceiptBody) -> Result<Receipt, String> {
    let by = found.by.as_deref().ok_or("it names no reversal")?;
    by.parse().map_err(text)
}

fn of_hearing(heard: &Hearing) -> ReceiptBody {
    ReceiptBody {
        source: Some(heard.source.name().to_owned()),
        amount_cents: heard.amount.map(Money::cents),
        payee: Some(heard.payee.get()),
        paid_at_ms: heard.paid_at.map(Timestamp::ms),
        payment: Some(heard.kind.name().to_owned()),
        balance_cents: heard.balance.map(Balance::cents),
        ..ReceiptBody::default()
    }
}

fn of_payer(heard: &Hearing) -> Option<ReceiptPersonal> {
    let personal = ReceiptPersonal {
        payer: payer(&heard.payer),
        reference: heard
            .reference
            .as_ref()
            .map(|text| text.as_str().to_owned()),
        name: heard.name.as_ref().map(|name| name.as_str().to_owned()),
    };
    let told = [&personal.payer, &personal.reference, &personal.name];
    let tells = told.into_iter().any(Option::is_some);
    tells.then_some(personal)
}

fn hearing(found: &ReceiptBody, personal: &ReceiptPersonal) -> Result<Hearing, String> {
    let shown = personal.payer.as_deref();
    let (source, kind) = (found.source.as_deref(), found.payment.as_deref());
    let payee = found.payee.ok_or("it names no number that was paid")?;
    Ok(Hearing {
        source: source.and_then(Source::named).ok_or("an unknown source")?,
        amount: amount(found)?,
        payee: payee.to_string().parse().map_err(text)?,
        paid_at: found.paid_at_ms.map(Timestamp::from_ms),
        payer: shown.map_or(PayerHint::Absent, PayerHint::read),
        kind: kind.and_then(Kind::named).ok_or("an unknown kind")?,
        reference: personal.reference.as_deref().and_then(Reference::read),
        name: Name::of(personal.name.as_deref()),
        balance: found.balance_cents.map(Balance::from_cents),
    })
}

fn attempt(found: &ReceiptBody) -> Result<AttemptId, String> {
    let id = found.attempt.as_deref().ok_or("it names no attempt")?;
    id.parse().map_err(text)
}

fn leg(found: &ReceiptBody) -> Result<LegId, String> {
    let id = found.leg.as_deref().ok_or("it names no leg")?;
    id.parse().map_err(text)
}

fn amount(found: &ReceiptBody) -> Result<Option<Money>, String> {
    let read = |cents| Money::from_cents(cents).ok_or("too much money");
    Ok(found.amount_cents.map(read).transpose()?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn any_hearing() -> impl Strategy<Value = Hearing> {
        let texts = ["", "254712345678", "2547 ***** 126", "25470****149"];
        (
            prop::sample::select(Source::ALL.to_vec()),
            prop::option::of((0..Money::MAX_CENTS).prop_map(|c| Money::from_cents(c).expect("ok"))),
            10_000u32..9_999_999,
            prop::option::of(any::<i64>().prop_map(Timestamp::from_ms)),
            prop::sample::select(texts.to_vec()).prop_map(PayerHint::read),
            prop::sample::select(vec![Kind::Customer, Kind::Organization]),
            "[ a-zA-Z0-9/-]{0,20}".prop_map(|typed| Reference::read(&typed)),
            "[ A-Z'<>]{0,20}".prop_map(|told| Name::of([told.as_str()])),
            prop::option::of(any::<i64>().prop_map(Balance::from_cents)),
        )
            .prop_map(
                |(source, amount, payee, paid_at, payer, kind, reference, name, balance)| {
                    let payee = payee.to_string().parse().expect("a number");
                    Hearing {
                        source,
                        amount,
                        payee,
                        paid_at,
                        payer,
                        kind,
                        reference,
                        name,
                        balance,
                    }
                },
            )
    }

    fn any_fact() -> impl Strategy<Value = Fact> {
        let attempt = any::<[u8; 16]>().prop_map(AttemptId::from_bytes);
        let leg = any::<[u8; 16]>().prop_map(LegId::from_bytes);
        prop_oneof![
            (leg.clone(), 0u64..1000).prop_map(|(leg, cents)| Fact::Claimed {
                leg,
                money: Money::from_cents(cents).expect("an amount"),
            }),
            any_hearing().prop_map(Fact::Heard),
            attempt.clone().prop_map(Fact::Held),
            attempt.prop_map(Fact::Freed),
            Just(Fact::Disproved),
            ("[A-Z0-9]{10}", 0u64..1000).prop_map(|(by, cents)| Fact::Reversed {
                by: by.parse().expect("a receipt"),
                amount: Money::from_cents(cents).expect("an amount"),
            }),
            (leg.clone(), 0u64..1000).prop_map(|(leg, cents)| Fact::Allocated {
                leg,
                money: Money::from_cents(cents).expect("an amount"),
            }),
            leg.prop_map(Fact::Unallocated),
        ]
    }

    proptest! {
        #[test]
        fn every_fact_of_a_receipt_survives_the_journal(
            number in "[A-Z0-9]{10}",
            told in any_fact(),
        ) {
            let number: Receipt = number.parse().expect("a receipt");
            match read(&write(&number, &told)) {
                Ok(Entry::ReceiptFact { receipt, fact }) => {
                    prop_assert_eq!((receipt, fact), (number, told));
                }
                other => prop_assert!(false, "{:?}", other),
            }
        }

        #[test]
        fn no_body_of_a_receipt_tells_of_a_person(heard in any_hearing()) {
            let number = "UKN5T0I7QO".parse().expect("a receipt");
            let phone = Hearing { payer: PayerHint::read("254712345678"), ..heard };
            let body = write(&number, &Fact::Heard(phone)).body;
            prop_assert!(!body.contains("254712345678"), "{}", body);
        }
    }
}
