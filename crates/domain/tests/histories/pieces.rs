//! Facts to make histories of: one attempt of KES 350, and all that can be heard of it.

use domain::attempt::{Answer, Attempt, Effect, Fact, Ids, Report, Terms, step};
use domain::clock::Timestamp;
use domain::money::{Money, Shillings};
use domain::phone::PayerHint;
use domain::refusal::Refusal;
use domain::result_code::ResultCode;

/// The code that the customer's phone shows.
pub(crate) const CODE: &str = "UKN5T0I7QO";
/// Another payment's.
pub(crate) const OTHER_CODE: &str = "UKN5T0I7QZ";

pub(crate) fn draft() -> Attempt {
    Attempt::draft(Terms {
        amount: Shillings::new(350).expect("within limits"),
        phone: "0712345678".parse().expect("a phone"),
    })
}

/// So many seconds after the till began to send.
pub(crate) fn at(seconds: i64) -> Timestamp {
    Timestamp::from_ms((1_000_000 + seconds) * 1000)
}

pub(crate) fn ids(name: &str) -> Ids {
    Ids {
        merchant: format!("m-{name}").parse().expect("an id"),
        checkout: format!("c-{name}").parse().expect("an id"),
    }
}

pub(crate) fn result(code: &str) -> ResultCode {
    code.parse().expect("a result code")
}

pub(crate) fn report() -> Report {
    Report {
        at: at(20),
        ids: Some(ids("ours")),
        amount: Money::from_cents(35_000),
        receipt: CODE.parse().ok(),
        payer: PayerHint::read("254712345678"),
        paid_at: None,
    }
}

/// The facts that a history is made of, by the names that the table of `docs/payments.md` has.
pub(crate) fn named() -> Vec<(&'static str, Fact)> {
    let answered = |seconds, answer| Fact::Answered {
        at: at(seconds),
        answer,
    };
    let ended = |seconds| answered(seconds, Answer::Ended(result("1032")));
    let other_amount = Report {
        amount: Money::from_cents(100),
        ..report()
    };
    let other_code = Report {
        receipt: OTHER_CODE.parse().ok(),
        ..report()
    };
    let reported_end = |code| Fact::ReportedEnd {
        at: at(25),
        ids: Some(ids("ours")),
        code: result(code),
    };
    vec![
        ("sending", Fact::Sending { at: at(0) }),
        (
            "acknowledged",
            Fact::Acknowledged {
                at: at(1),
                ids: ids("ours"),
            },
        ),
        ("refused", Fact::Refused(Refusal::PhoneBusy)),
        ("unclear", Fact::Unclear),
        ("body: paid", Fact::Reported(report())),
        ("body: other amount", Fact::Reported(other_amount)),
        ("body: second code", Fact::Reported(other_code)),
        ("body: failed", reported_end("1032")),
        ("body: unknown end", reported_end("4999")),
        ("answer: paid", answered(40, Answer::Paid)),
        ("answer: failed", ended(11)),
        ("answer: failed again", ended(31)),
        ("answer: not yet", answered(12, Answer::Open)),
        ("prompt over", Fact::PromptOver { at: at(180) }),
        ("gave up", Fact::HorizonReached { reports: 0 }),
        ("left", Fact::Left),
        ("earlier asked", Fact::EarlierAsked),
        (
            "code found",
            Fact::CodeFound(OTHER_CODE.parse().expect("a code")),
        ),
        (
            "code is another's",
            Fact::CodeTaken(CODE.parse().expect("a code")),
        ),
    ]
}

/// Lives a history; returns how it ended, and all that had to be done on the way.
pub(crate) fn live<'a>(facts: impl IntoIterator<Item = &'a Fact>) -> (Attempt, Vec<Effect>) {
    let begun = (draft(), Vec::new());
    facts.into_iter().fold(begun, |(attempt, mut all), fact| {
        let (attempt, effects) = step(attempt, fact);
        all.extend(effects);
        (attempt, all)
    })
}
