//! What is done with hostile bytes: one function for each family of bodies.
//!
//! A fuzz target and the replay of its corpus (`crates/daraja/tests/corpus`) call the same
//! function. None may panic, and each holds what it read against what must be true of it.

mod checks;

use std::time::Duration;

use daraja::{
    Acknowledgement, AcknowledgementKind, C2b, ErrorBody, Inbound, Png, PullRegistration,
    PullReply, PullTime, QrReply, QueryReply, ResultBody, Says, Stage, StkCallback, Text,
    TimeOutNotice, TokenReply, Weight,
};
use domain::attempt::Ids;
use domain::eat::{self, TradingDay};
use domain::money::{Balance, Money, Shillings};
use domain::party::Party;
use domain::phone::{Msisdn, PayerHint};
use domain::receipt::Receipt;
use domain::result_code::{Finality, ResultCode};
use domain::shortcode::{Shortcode, ShortcodeNumber};

use checks::{assert_names_a_payment, assert_no_phone_is_shown, assert_three_hours_apart};

/// A family of bodies by its name, which its corpus has too.
pub type Target = (&'static str, fn(&[u8]));

/// All families.
pub const TARGETS: [Target; 11] = [
    ("stk_callback", stk_callback),
    ("c2b", c2b),
    ("result", result),
    ("query_reply", query_reply),
    ("acknowledgement", acknowledgement),
    ("pull", pull),
    ("error_body", error_body),
    ("token_and_qr", token_and_qr),
    ("inbound_any", inbound_any),
    ("phone", phone),
    ("money_text", money_text),
];

/// Callbacks of prompts.
pub fn stk_callback(body: &[u8]) {
    let Ok(read) = StkCallback::parse(body) else {
        return;
    };
    assert_no_phone_is_shown(body, &read);
    let named = read.result.is_some() || read.checkout.is_some() || read.merchant.is_some();
    assert!(named, "a callback without anything");
    let ids = |ids: Ids| (Some(ids.merchant), Some(ids.checkout));
    if let Some(both) = read.ids() {
        assert_eq!(ids(both), (read.merchant, read.checkout));
    }
}

/// Validations and confirmations of customers' own payments.
pub fn c2b(body: &[u8]) {
    let Ok(read) = C2b::parse(body) else {
        return;
    };
    assert_no_phone_is_shown(body, &read);
    let moved = read.stage == Stage::Confirmation;
    assert!(
        moved || read.balance.is_none(),
        "a balance before anything moved"
    );
}

/// Results of status, reversal and balance, and notices that there is none.
pub fn result(body: &[u8]) {
    if let Ok(notice) = TimeOutNotice::parse(body) {
        assert_no_phone_is_shown(body, &notice);
    }
    let Ok(read) = ResultBody::parse(body) else {
        return;
    };
    let views = (read.status(), read.reversal(), read.balance());
    assert_no_phone_is_shown(body, &(&read, read.kind(), views));
    let code = read.result.as_ref().map(ResultCode::as_str);
    assert!(!read.is_done() || code == Some("0"), "done by {code:?}");
}

/// Answers to queries.
pub fn query_reply(body: &[u8]) {
    let Ok(read) = QueryReply::parse(body) else {
        return;
    };
    assert_no_phone_is_shown(body, &read);
    let taken = read.response.as_ref().map(Text::as_str) == Some("0");
    assert!(taken || read.finality() == Finality::NotKnown);
    let code = read.result.as_ref().map(ResultCode::as_str);
    assert!(read.finality() != Finality::Paid || code == Some("0"));
}

/// Acknowledgements.
pub fn acknowledgement(body: &[u8]) {
    let Ok(read) = Acknowledgement::parse(body) else {
        return;
    };
    assert_no_phone_is_shown(body, &read);
    let registration = read.kind == AcknowledgementKind::Registration;
    let code = read.code.as_ref().map(Text::as_str);
    assert!(!read.is_taken() || code == Some("0") || registration && code.is_none());
}

/// Answers to pulls and to registrations for them.
pub fn pull(body: &[u8]) {
    if let Ok(registered) = PullRegistration::parse(body) {
        assert_no_phone_is_shown(body, &registered);
    }
    let Ok(read) = PullReply::parse(body) else {
        return;
    };
    assert_no_phone_is_shown(body, &read);
    assert!(!read.is_empty() || read.rows.is_empty() && read.unreadable == 0);
    let times = read.rows.iter().filter_map(|row| row.at);
    times.for_each(assert_three_hours_apart);
}

/// Error bodies.
pub fn error_body(body: &[u8]) {
    let Some(read) = ErrorBody::read(body) else {
        return;
    };
    assert_no_phone_is_shown(body, &read);
    assert!(!read.code.is_empty() || !read.message.is_empty());
    let refused = read.refusal().is_some();
    assert!(
        !refused || !read.message.is_empty(),
        "refused without a text"
    );
}

/// Tokens and pictures.
pub fn token_and_qr(body: &[u8]) {
    if let Ok(read) = TokenReply::parse(body) {
        let token = read.token.expose();
        assert!(read.lifetime <= Duration::from_hours(1));
        assert!(token.bytes().all(|byte| byte.is_ascii_graphic()));
        let shown = format!("{read:?}");
        assert!(
            token.len() < 20 || !shown.contains(token),
            "a token is shown"
        );
    }
    let Ok(read) = QrReply::parse(body) else {
        return;
    };
    assert_no_phone_is_shown(body, &read);
    let picture = read.picture.as_ref().map(Png::as_bytes);
    assert!(picture.is_none_or(|bytes| bytes.starts_with(b"\x89PNG\r\n\x1a\n")));
}

/// Any body, and the judgement of the money.
pub fn inbound_any(body: &[u8]) {
    let read = Inbound::read(body);
    assert_no_phone_is_shown(body, &read);
    let says = read.says();
    let settled = !matches!(says, Says::Unknown | Says::Nothing);
    assert!(
        !(settled && read.contradictory),
        "{says:?} by a contradictory body"
    );
    assert!(
        !settled || read.body.weight() != Weight::Neither,
        "{says:?} by {read:?}"
    );
    if says == Says::Paid {
        assert_names_a_payment(&read.body);
    }
    if settled && !body.starts_with(b"\xef\xbb\xbf") {
        let spaced = [b"\xef\xbb\xbf\n", body, b" \n"].concat();
        let again = Inbound::read(&spaced);
        assert_eq!((again.body.kind(), again.says()), (read.body.kind(), says));
    }
}

/// Phones, what is shown of them, and parties.
pub fn phone(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    if let Ok(phone) = text.parse::<Msisdn>() {
        assert_eq!(phone.to_string().parse(), Ok(phone));
        assert_eq!(phone.local().parse(), Ok(phone));
        assert_eq!(PayerHint::read(&text), PayerHint::Full(phone));
        assert!(!format!("{phone:?}").contains(&phone.as_str()[5..9]));
    }
    let hint = PayerHint::read(&text);
    match &hint {
        PayerHint::Full(phone) => assert!(hint.may_be(phone)),
        PayerHint::Masked { prefix, suffix } => assert!(prefix.len() + suffix.len() <= 13),
        PayerHint::Hashed(_) | PayerHint::Absent => {}
    }
    assert_no_phone_is_shown(bytes, &(hint, Party::read(&text)));
}

/// Amounts, times, codes and numbers, as they stand in bodies and as people type them.
pub fn money_text(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    amounts(&text);
    times(&text);
    if let Ok(receipt) = text.parse::<Receipt>() {
        assert_eq!(receipt.as_str().parse().as_ref(), Ok(&receipt));
    }
    if let Ok(number) = text.parse::<ShortcodeNumber>() {
        assert_eq!(number.to_string(), text.trim());
    }
    if let Ok(shortcode) = text.parse::<Shortcode>() {
        assert_eq!(shortcode.to_string().parse(), Ok(shortcode));
    }
}

fn amounts(text: &str) {
    let money = text.parse::<Money>();
    if let Ok(money) = money {
        assert!(money.cents() <= Money::MAX_CENTS);
        assert_eq!(money.to_string().parse(), Ok(money));
        assert_eq!(text.parse(), Ok(money.balance()));
    }
    if let Ok(balance) = text.parse::<Balance>() {
        assert!(balance.cents().unsigned_abs() <= Money::MAX_CENTS);
    }
    if let Ok(shillings) = text.parse::<Shillings>() {
        assert!((Shillings::MIN..=Shillings::MAX).contains(&shillings.get()));
        assert_eq!(Ok(shillings.money()), money);
    }
}

fn times(text: &str) {
    if let Some(at) = eat::from_wire(text) {
        assert_eq!(eat::to_wire(at), text.trim());
        assert!(TradingDay::of(at).begins() <= at);
    }
    if let Ok(day) = text.parse::<TradingDay>() {
        assert!(day.begins() <= day.ends(), "{day}");
    }
    if let Some(time) = PullTime::read(text) {
        assert_three_hours_apart(time);
    }
}
