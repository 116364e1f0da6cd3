//! What must be true of all that was read.

use std::collections::HashSet;
use std::fmt::Debug;

use daraja::{Body, PullTime};
use domain::result_code::ResultCode;

/// The reading as East Africa Time has whole seconds.
pub(crate) fn assert_three_hours_apart(time: PullTime) {
    const THREE_HOURS_MS: i64 = 3 * 3_600_000;
    if let Some(in_eat) = time.if_eat() {
        let apart = time.if_utc().ms() - in_eat.ms() - THREE_HOURS_MS;
        assert!(
            (0..1000).contains(&apart),
            "{apart} ms more than three hours"
        );
    }
}

/// Whoever says "paid" names what was paid, or answers for a prompt.
pub(crate) fn assert_names_a_payment(body: &Body) {
    let is_zero = |code: &Option<ResultCode>| code.as_ref().map(ResultCode::as_str) == Some("0");
    let names = match body {
        Body::StkCallback(callback) => is_zero(&callback.result),
        Body::QueryReply(reply) => is_zero(&reply.result),
        Body::C2b(payment) => payment.receipt.is_some() && payment.amount.is_some(),
        Body::Result(result) => result.status().state.is_some(),
        Body::PullReply(reply) => reply.rows.iter().all(|row| row.receipt.is_some()),
        _ => false,
    };
    assert!(names, "paid, without a payment: {body:?}");
}

/// No phone of the body, twelve digits by themselves, may stand in a log.
pub(crate) fn assert_no_phone_is_shown(body: &[u8], read: &impl Debug) {
    let shown = format!("{read:?}");
    let phones: HashSet<_> = phones(body).collect();
    if phones.is_empty() {
        return;
    }
    for (at, digits) in rows_of_digits(shown.as_bytes()) {
        let amount = shown[..at].ends_with("Money(") || shown[..at].ends_with("Balance(");
        assert!(amount || !phones.contains(digits), "a phone in {shown}");
    }
}

fn phones(text: &[u8]) -> impl Iterator<Item = &[u8]> {
    let is_phone = |digits: &&[u8]| {
        digits.len() == 12 && (digits.starts_with(b"2547") || digits.starts_with(b"2541"))
    };
    rows_of_digits(text)
        .map(|(_, digits)| digits)
        .filter(is_phone)
}

/// The rows of digits in a text, and where they begin.
fn rows_of_digits(text: &[u8]) -> impl Iterator<Item = (usize, &[u8])> {
    let rows = text.chunk_by(|one, next| one.is_ascii_digit() == next.is_ascii_digit());
    let begun = rows.scan(0, |at, row| {
        let begin = *at;
        *at += row.len();
        Some((begin, row))
    });
    begun.filter(|(_, row)| row[0].is_ascii_digit())
}
