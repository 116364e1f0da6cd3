//! Prompts that never go out, and prompts that customers do not pay.

use std::time::Duration;

use app::{AppError, Credentials, LedgerError, LineSetUp, Resolve};
use domain::attempt::State;
use domain::refusal::Refusal;
use domain::sale::Standing;
use ledger::Account;
use sandbox::{Act, BusyPhone, CallbackFault, Faults};

use crate::shop::{AMOUNT, PHONE, POOR_PHONE, Shop};

/// Lets a customer act, waits for the failure, and asks a second time.
async fn check_declined(phone: &str, act: Act, after: Duration, code: &str) {
    let shop = Shop::open().await;
    let asked = shop.charge_at(phone, AMOUNT, Resolve::Refuse).await;
    let id = asked.unwrap().id;
    shop.until_state(id, &State::Prompted).await;
    shop.answer_on(phone, act);
    shop.advance(after);
    shop.until_state(id, &State::Failed(code.parse().unwrap()))
        .await;
    assert_eq!(shop.record(id).standing, Standing::Open);
    shop.check_account(Account::Sales, 0);

    let again = shop.till.prompt_again(id, Resolve::Refuse).await.unwrap();
    assert_eq!((again.ordinal, again.leg), (2, shop.record(id).leg));
    shop.until_state(again.id, &State::Prompted).await;
    shop.prove();
}

#[tokio::test]
async fn a_customer_who_does_not_pay_is_told_why_and_can_be_asked_again() {
    let at_once = Duration::ZERO;
    for (phone, act, after, code) in [
        (PHONE, Act::Cancel, at_once, "1032"),
        (PHONE, Act::WrongPin, at_once, "2001"),
        (PHONE, Act::TooLittleMoney, at_once, "1"),
        (POOR_PHONE, Act::Accept, at_once, "1"),
        (PHONE, Act::PhoneOff, Duration::from_secs(10), "1037"),
        (PHONE, Act::Ignore, Duration::from_mins(1), "1037"),
    ] {
        check_declined(phone, act, after, code).await;
    }
}

#[tokio::test]
async fn a_customer_who_cancels_and_then_pays_has_paid_once() {
    let shop = Shop::open().await;
    let first = shop.prompt().await;
    shop.answer(Act::Cancel);
    shop.until_state(first, &State::Failed("1032".parse().unwrap()))
        .await;
    let second = shop.till.prompt_again(first, Resolve::Refuse).await;
    let second = second.unwrap().id;
    shop.until_state(second, &State::Prompted).await;
    shop.answer(Act::Accept);
    shop.until_paid(second).await;
    assert_eq!(shop.record(first).standing, Standing::Covered);
    shop.check_account(Account::Sales, -i64::from(AMOUNT));
    shop.prove();
}

/// Charges with a line that is wrong in one place.
async fn check_refused(phone: &str, spoil: impl FnOnce(&mut LineSetUp), refusal: Refusal) {
    let shop = Shop::with(|_| ()).await;
    let mut line = shop.line();
    spoil(&mut line);
    shop.connect(line);
    let asked = shop.charge_at(phone, AMOUNT, Resolve::Refuse).await;
    let id = asked.unwrap().id;
    shop.until_state(id, &State::Refused(refusal)).await;
    assert_eq!(shop.pushes(), 0);
    shop.prove();
}

#[tokio::test]
async fn a_prompt_that_safaricom_refuses_was_not_sent_and_says_why() {
    let keys = |line: &mut LineSetUp| {
        line.credentials = Credentials::parse("a key", "a wrong secret", "a passkey").unwrap();
    };
    check_refused(PHONE, keys, Refusal::WrongKeys).await;
    let passkey = |line: &mut LineSetUp| {
        let (key, secret) = ("practice-consumer-key", "practice-consumer-secret");
        line.credentials = Credentials::parse(key, secret, "a wrong passkey").unwrap();
    };
    check_refused(PHONE, passkey, Refusal::WrongPasskey).await;
    let number = |line: &mut LineSetUp| {
        line.profile.shortcode = "paybill:600000".parse().unwrap();
    };
    check_refused(PHONE, number, Refusal::WrongShortcode).await;
    check_refused("254109345678", |_| (), Refusal::NotSafaricom).await;
}

#[tokio::test]
async fn a_refused_prompt_is_asked_for_again_without_waiting() {
    let shop = Shop::with(|_| ()).await;
    let mut line = shop.line();
    line.profile.base = "http://127.0.0.1:1".parse().unwrap();
    shop.connect(line);
    let refused = shop.charge().await.unwrap().id;
    shop.until_state(refused, &State::Refused(Refusal::NotReached))
        .await;
    shop.connect(shop.line());
    let again = shop.till.prompt_again(refused, Resolve::Refuse).await;
    shop.until_state(again.unwrap().id, &State::Prompted).await;
    assert_eq!(shop.pushes(), 1);
}

/// Prompts a phone on which an earlier prompt of ours stands, whose time was over for the till; the
/// customer pays that one meanwhile, and nobody tells the till.
async fn check_in_the_way(busy_phone: BusyPhone, state: State) {
    let patience = Duration::from_mins(3);
    let shop = Shop::with(|config| config.rules.prompt_life = patience * 2).await;
    shop.connect(shop.line());
    let callbacks = CallbackFault::Lose;
    let earlier = shop.prompt().await;
    shop.set_faults(Faults {
        callbacks,
        ..Faults::default()
    });
    shop.advance(patience);
    shop.until_state(earlier, &State::Unsure).await;
    shop.until_count(earlier, "attempt.answered_open", 1).await;
    let asked = shop.count(earlier, "attempt.answered_open");
    shop.set_faults(Faults {
        busy_phone,
        ..Faults::default()
    });
    let second = shop.charge_at(PHONE, AMOUNT, Resolve::AskAnyway).await;
    let second = second.unwrap().id;
    shop.until_state(second, &state).await;
    shop.until_count(second, "attempt.earlier_asked", 1).await;
    let asked_again = shop.count(earlier, "attempt.answered_open");
    assert!(asked_again > asked, "the clock did not move: {state:?}");
    let third = shop.till.prompt_again(second, Resolve::Refuse).await;
    let unresolved = AppError::Book(LedgerError::UnresolvedOnPhone);
    assert_eq!(third.unwrap_err().to_string(), unresolved.to_string());
    shop.prove();
}

#[tokio::test]
async fn an_earlier_prompt_that_stood_in_the_way_is_asked_about_at_once() {
    let refused = State::Refused(Refusal::PhoneBusy);
    check_in_the_way(BusyPhone::Refuse, refused).await;
    let ended = State::Failed("1001".parse().unwrap());
    check_in_the_way(BusyPhone::Result1001, ended).await;
}
