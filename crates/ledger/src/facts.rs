//! How the facts of an attempt are written in the journal.

use domain::attempt::{Answer, Fact, Ids, Report};
use domain::clock::Timestamp;
use domain::money::Money;
use domain::phone::PayerHint;
use domain::receipt::Receipt;
use domain::result_code::ResultCode;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::entry::{Written, body, json, personal, text};

/// Every field that the body of a fact can have: each kind uses a few of them.
#[derive(Default, Serialize, Deserialize)]
struct FactBody {
    #[serde(skip_serializing_if = "Option::is_none")]
    at_ms: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    paid_at_ms: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    refusal: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    amount_cents: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    receipt: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reports: Option<usize>,
    /// A digest of both ids, so that equal ones are known as such when they were erased.
    #[serde(skip_serializing_if = "Option::is_none")]
    ids: Option<String>,
}

/// What of a fact tells of a person: ids hold digits of the phone.
#[derive(Default, Serialize, Deserialize)]
struct FactPersonal {
    #[serde(skip_serializing_if = "Option::is_none")]
    merchant: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    checkout: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    payer: Option<String>,
}

/// Writes a fact; the subject is filled in by the caller.
pub(crate) fn write(fact: &Fact) -> Written {
    let at = |at: &Timestamp| told(*at, None, None);
    let none = FactBody::default;
    let (kind, body, personal) = match fact {
        Fact::Sending { at: moment } => ("attempt.sending", at(moment), None),
        Fact::Acknowledged { at: moment, ids } => {
            let body = told(*moment, Some(ids), None);
            ("attempt.acknowledged", body, Some(of_ids(Some(ids))))
        }
        Fact::Refused(refusal) => {
            let refusal = Some(refusal.as_str().to_owned());
            ("attempt.refused", FactBody { refusal, ..none() }, None)
        }
        Fact::Unclear => ("attempt.unclear", none(), None),
        Fact::Reported(report) => {
            let body = FactBody {
                amount_cents: report.amount.map(Money::cents),
                receipt: report.receipt.as_ref().map(ToString::to_string),
                paid_at_ms: report.paid_at.map(Timestamp::ms),
                ..told(report.at, report.ids.as_ref(), None)
            };
            let personal = FactPersonal {
                payer: payer(&report.payer),
                ..of_ids(report.ids.as_ref())
            };
            ("attempt.reported", body, Some(personal))
        }
        Fact::ReportedEnd {
            at: moment,
            ids,
            code,
        } => {
            let body = told(*moment, ids.as_ref(), Some(code));
            ("attempt.reported_end", body, Some(of_ids(ids.as_ref())))
        }
        Fact::Answered {
            at: moment,
            answer: Answer::Paid,
        } => ("attempt.answered_paid", at(moment), None),
        Fact::Answered {
            at: moment,
            answer: Answer::Open,
        } => ("attempt.answered_open", at(moment), None),
        Fact::Answered {
            at: moment,
            answer: Answer::Ended(code),
        } => {
            let body = told(*moment, None, Some(code));
            ("attempt.answered_end", body, None)
        }
        Fact::PromptOver { at: moment } => ("attempt.prompt_over", at(moment), None),
        Fact::HorizonReached { reports } => {
            let reports = Some(*reports);
            let body = FactBody { reports, ..none() };
            ("attempt.horizon_reached", body, None)
        }
        Fact::Left => ("attempt.left", none(), None),
        Fact::CodeFound(receipt) => ("attempt.code_found", naming(receipt), None),
        Fact::CodeTaken(receipt) => ("attempt.code_taken", naming(receipt), None),
        Fact::EarlierAsked => ("attempt.earlier_asked", none(), None),
    };
    let (body, personal) = (json(&body), personal.as_ref().map(json));
    Written {
        kind: kind.into(),
        subject: None,
        body,
        personal,
    }
}

/// Reads a fact back; the error says what is wrong with the row.
pub(crate) fn read(row: &Written) -> Result<Fact, String> {
    let found: FactBody = body(row)?;
    let person: FactPersonal = personal(row)?.unwrap_or_default();
    let at = || found.at_ms.map(Timestamp::from_ms).ok_or("it has no time");
    let ids = || ids(&person, found.ids.as_deref());
    let code = || {
        found
            .code
            .as_deref()
            .ok_or("it has no code")?
            .parse()
            .map_err(text)
    };
    Ok(match row.kind.as_ref() {
        "attempt.sending" => Fact::Sending { at: at()? },
        "attempt.acknowledged" => Fact::Acknowledged {
            at: at()?,
            ids: ids()?.unwrap_or_else(|| Ids::erased("")),
        },
        "attempt.refused" => {
            let refusal = found.refusal.as_deref().ok_or("it has no refusal")?;
            Fact::Refused(refusal.parse().map_err(text)?)
        }
        "attempt.unclear" => Fact::Unclear,
        "attempt.reported" => Fact::Reported(Report {
            at: at()?,
            ids: ids()?,
            amount: found.amount_cents.and_then(Money::from_cents),
            receipt: found
                .receipt
                .as_deref()
                .map(str::parse)
                .transpose()
                .map_err(text)?,
            payer: person
                .payer
                .as_deref()
                .map_or(PayerHint::Absent, PayerHint::read),
            paid_at: found.paid_at_ms.map(Timestamp::from_ms),
        }),
        "attempt.reported_end" => Fact::ReportedEnd {
            at: at()?,
            ids: ids()?,
            code: code()?,
        },
        "attempt.answered_paid" => Fact::Answered {
            at: at()?,
            answer: Answer::Paid,
        },
        "attempt.answered_open" => Fact::Answered {
            at: at()?,
            answer: Answer::Open,
        },
        "attempt.answered_end" => Fact::Answered {
            at: at()?,
            answer: Answer::Ended(code()?),
        },
        "attempt.prompt_over" => Fact::PromptOver { at: at()? },
        // Books of an earlier day do not say how many there were: they closed it for good.
        "attempt.horizon_reached" => Fact::HorizonReached {
            reports: found.reports.unwrap_or(usize::MAX),
        },
        "attempt.left" => Fact::Left,
        "attempt.code_found" => Fact::CodeFound(named(&found)?),
        "attempt.code_taken" => Fact::CodeTaken(named(&found)?),
        "attempt.earlier_asked" => Fact::EarlierAsked,
        unknown => return Err(format!("its kind {unknown:?} is unknown")),
    })
}

fn told(at: Timestamp, ids: Option<&Ids>, code: Option<&ResultCode>) -> FactBody {
    FactBody {
        at_ms: Some(at.ms()),
        ids: ids.map(trace),
        code: code.map(ToString::to_string),
        ..FactBody::default()
    }
}

fn naming(receipt: &Receipt) -> FactBody {
    FactBody {
        receipt: Some(receipt.to_string()),
        ..FactBody::default()
    }
}

fn named(found: &FactBody) -> Result<Receipt, String> {
    let receipt = found.receipt.as_deref().ok_or("it names no code")?;
    receipt.parse().map_err(text)
}

/// Both ids together can't be guessed, as a phone alone could be.
fn trace(ids: &Ids) -> String {
    let digest = Sha256::new()
        .chain_update(ids.merchant.as_str())
        .chain_update([0])
        .chain_update(ids.checkout.as_str())
        .finalize();
    hex::encode(&digest[..16])
}

fn of_ids(ids: Option<&Ids>) -> FactPersonal {
    FactPersonal {
        merchant: ids.map(|ids| ids.merchant.as_str().to_owned()),
        checkout: ids.map(|ids| ids.checkout.as_str().to_owned()),
        payer: None,
    }
}

/// Reads both ids; where they were erased, what stands for them.
fn ids(person: &FactPersonal, trace: Option<&str>) -> Result<Option<Ids>, String> {
    match (&person.merchant, &person.checkout) {
        (Some(merchant), Some(checkout)) => Ok(Some(Ids {
            merchant: merchant.parse().map_err(text)?,
            checkout: checkout.parse().map_err(text)?,
        })),
        _ => Ok(trace.map(Ids::erased)),
    }
}

pub(crate) fn payer(hint: &PayerHint) -> Option<String> {
    match hint {
        PayerHint::Full(phone) => Some(phone.to_string()),
        PayerHint::Masked { prefix, suffix } => Some(format!("{prefix}***{suffix}")),
        PayerHint::Hashed(hash) => Some(hash.clone()),
        PayerHint::Absent => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::refusal::Refusal;
    use proptest::prelude::*;

    fn any_payer() -> impl Strategy<Value = PayerHint> {
        let texts = ["", "254712345678", "2547 ***** 126", "25470****149"];
        prop_oneof![
            prop::sample::select(texts.to_vec()).prop_map(PayerHint::read),
            "[0-9a-f]{64}".prop_map(|hash| PayerHint::read(&hash)),
        ]
    }

    fn any_ids() -> impl Strategy<Value = Ids> {
        ("[A-Za-z0-9_-]{1,40}", "[A-Za-z0-9_ -]{0,30}x").prop_map(|(merchant, checkout)| Ids {
            merchant: merchant.parse().expect("an id"),
            checkout: checkout.parse().expect("an id"),
        })
    }

    fn any_fact() -> impl Strategy<Value = Fact> {
        let at = any::<i64>().prop_map(Timestamp::from_ms);
        let code = || "[A-Z0-9_]{1,12}".prop_map(|code| code.parse().expect("a code"));
        let receipt =
            || "[A-Z0-9]{10}".prop_map(|receipt| receipt.parse::<Receipt>().expect("a receipt"));
        let report = (
            at.clone(),
            prop::option::of(any_ids()),
            prop::option::of((0..Money::MAX_CENTS).prop_map(|c| Money::from_cents(c).expect("ok"))),
            prop::option::of(receipt()),
            any_payer(),
            prop::option::of(at.clone()),
        );
        let report = report.prop_map(|(at, ids, amount, receipt, payer, paid_at)| {
            Fact::Reported(Report {
                at,
                ids,
                amount,
                receipt,
                payer,
                paid_at,
            })
        });
        let answer = prop_oneof![
            Just(Answer::Paid),
            Just(Answer::Open),
            code().prop_map(Answer::Ended),
        ];
        prop_oneof![
            at.clone().prop_map(|at| Fact::Sending { at }),
            (at.clone(), any_ids()).prop_map(|(at, ids)| Fact::Acknowledged { at, ids }),
            prop::sample::select(Refusal::ALL.to_vec()).prop_map(Fact::Refused),
            Just(Fact::Unclear),
            report,
            (at.clone(), prop::option::of(any_ids()), code())
                .prop_map(|(at, ids, code)| Fact::ReportedEnd { at, ids, code }),
            (at.clone(), answer).prop_map(|(at, answer)| Fact::Answered { at, answer }),
            at.prop_map(|at| Fact::PromptOver { at }),
            any::<usize>().prop_map(|reports| Fact::HorizonReached { reports }),
            Just(Fact::Left),
            receipt().prop_map(Fact::CodeFound),
            receipt().prop_map(Fact::CodeTaken),
            Just(Fact::EarlierAsked),
        ]
    }

    proptest! {
        #[test]
        fn every_fact_survives_the_journal(fact in any_fact()) {
            prop_assert_eq!(read(&write(&fact)), Ok(fact));
        }

        #[test]
        fn equal_ids_are_known_as_such_when_they_were_erased(one in any_ids(), two in any_ids()) {
            let erased = |ids: &Ids| {
                let at = Timestamp::from_ms(0);
                let written = write(&Fact::Acknowledged { at, ids: ids.clone() });
                read(&Written { personal: None, ..written }).expect("a fact")
            };
            prop_assert_eq!(erased(&one) == erased(&two), one == two);
        }

        #[test]
        fn no_body_tells_of_a_person(fact in any_fact()) {
            let body = write(&fact).body;
            if let Fact::Acknowledged { ids, .. }
                | Fact::Reported(Report { ids: Some(ids), .. }) = &fact
            {
                let told = ids.checkout.as_str().len() > 12 && body.contains(ids.checkout.as_str());
                prop_assert!(!told, "{}", body);
            }
        }
    }
}
