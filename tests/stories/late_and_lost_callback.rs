//! Callbacks that come late or never: the till asks back.

use std::net::TcpListener;
use std::sync::Arc;
use std::time::Duration;

use app::{AppError, LineSetUp};
use domain::attempt::{Code, State};
use domain::sale::Standing;
use ledger::Account;
use sandbox::{Act, CallbackNote};
use vault::MemoryKeyring;

use crate::body::Body;
use crate::shop::{AMOUNT, PHONE, Shop};

/// The first question comes this long after the acknowledgement.
const FIRST_QUESTION: Duration = Duration::from_secs(10);
/// So long a prompt may be on a phone.
const PROMPT: Duration = Duration::from_mins(3);
const HORIZON: Duration = Duration::from_hours(24);

/// Opens a shop whose customers have more time than the till gives them.
async fn shop_with_slow_customers() -> Shop {
    let shop = Shop::with(|config| config.rules.prompt_life = PROMPT * 2).await;
    shop.connect(shop.line());
    shop.lose_callbacks();
    shop
}

/// Moves time to the end of the prompt, at which nothing is known.
async fn let_the_prompt_end(shop: &Shop) -> domain::ids::AttemptId {
    let id = shop.prompt().await;
    shop.advance(PROMPT);
    shop.until_state(id, &State::Unsure).await;
    shop.until_count(id, "attempt.answered_open", 1).await;
    id
}

#[tokio::test]
async fn a_payment_whose_callback_is_lost_is_found_by_the_first_question() {
    let shop = Shop::open().await;
    shop.lose_callbacks();
    let id = shop.prompt().await;
    shop.answer(Act::Accept);
    shop.advance(FIRST_QUESTION - Duration::from_millis(1));
    assert_eq!(shop.state(id), State::Prompted);
    shop.advance(Duration::from_millis(1));
    shop.until_state(id, &State::Paid(Code::ToFollow)).await;

    let evidence = shop.record(id).attempt.evidence;
    let due = evidence.acknowledged_at().unwrap().plus(FIRST_QUESTION);
    assert_eq!(evidence.proved_at(), Some(due));
    assert_eq!(shop.record(id).standing, Standing::Covered);
    shop.check_account(Account::ReceiptAwaited, i64::from(AMOUNT));
    shop.check_account(Account::Sales, -i64::from(AMOUNT));
    shop.prove();
}

#[tokio::test]
async fn the_code_that_comes_after_the_proof_is_attached_to_it() {
    let shop = Shop::open().await;
    shop.lose_callbacks();
    let id = shop.prompt().await;
    shop.answer(Act::Accept);
    shop.advance(FIRST_QUESTION);
    shop.until_state(id, &State::Paid(Code::ToFollow)).await;
    let receipt = shop.sandbox.money().receipts[0].number.clone();
    let late = Body::paid(AMOUNT, PHONE)
        .about(shop.own_ids(id))
        .with_receipt(&receipt);
    shop.report(id, &late.text()).await;
    let known = Code::Known(receipt.parse().unwrap());
    assert_eq!(shop.state(id), State::Paid(known));
    shop.check_account(Account::ReceiptAwaited, 0);
    shop.prove();
}

#[tokio::test]
async fn a_failure_that_the_query_alone_tells_stands_when_told_twice() {
    let shop = Shop::open().await;
    shop.lose_callbacks();
    let id = shop.prompt().await;
    shop.answer(Act::Cancel);
    shop.advance(FIRST_QUESTION);
    shop.until_count(id, "attempt.answered_end", 1).await;
    assert_eq!(shop.state(id), State::Prompted, "told once");
    shop.advance(FIRST_QUESTION);
    shop.until_state(id, &State::Failed("1032".parse().unwrap()))
        .await;
    shop.prove();
}

#[tokio::test]
async fn a_prompt_without_an_end_is_unsure_after_three_minutes_and_is_found_paid_later() {
    let shop = shop_with_slow_customers().await;
    let id = let_the_prompt_end(&shop).await;
    assert!(!shop.record(id).attempt.evidence.is_live());
    shop.answer(Act::Accept);
    shop.advance(PROMPT);
    shop.until_state(id, &State::Paid(Code::ToFollow)).await;
    assert_eq!(shop.record(id).standing, Standing::Covered);
    shop.prove();
}

#[tokio::test]
async fn a_callback_that_comes_after_the_prompts_time_still_leads_to_the_proof() {
    let shop = shop_with_slow_customers().await;
    let id = let_the_prompt_end(&shop).await;
    shop.answer(Act::Accept);
    let receipt = shop.sandbox.money().receipts[0].number.clone();
    let late = Body::paid(AMOUNT, PHONE)
        .about(shop.own_ids(id))
        .with_receipt(&receipt);
    shop.report(id, &late.text()).await;
    let known = Code::Known(receipt.parse().unwrap());
    shop.until_state(id, &State::Paid(known)).await;
    shop.prove();
}

#[tokio::test]
async fn a_shop_that_nobody_can_reach_is_paid_by_asking_alone() {
    let shop = Shop::with(|_| ()).await;
    shop.connect(shop.line_without_callbacks());
    let id = shop.prompt().await;
    shop.answer(Act::Accept);
    shop.advance(FIRST_QUESTION);
    shop.until_state(id, &State::Paid(Code::ToFollow)).await;
    let push = &shop.sandbox.money().pushes[0];
    assert!(push.callback_url.starts_with("https://till.invalid/h/"));
    assert!(matches!(push.callbacks[0], CallbackNote::Failed { .. }));
    shop.prove();
}

#[tokio::test]
async fn a_till_that_never_learns_the_end_stops_asking_after_a_day_and_releases_no_goods() {
    let shop = Shop::with(|config| config.rules.prompt_life = HORIZON * 2).await;
    shop.connect(shop.line());
    let id = shop.prompt().await;
    shop.advance(HORIZON);
    shop.until_state(id, &State::Lapsed).await;
    assert_eq!(shop.record(id).standing, Standing::Open);
    shop.check_account(Account::Sales, 0);
    shop.prove();
}

#[tokio::test]
async fn a_till_whose_port_is_taken_says_so_and_is_paid_by_asking() {
    let shop = Shop::with(|_| ()).await;
    let LineSetUp {
        mut profile,
        credentials,
        ..
    } = shop.line();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    profile.callback_base = format!("http://{}", taken.local_addr().unwrap());
    let keyring = Arc::new(MemoryKeyring::default());
    let set_up = shop.till.set_up(keyring.clone(), profile, credentials);
    set_up.await.unwrap();
    let connected = shop.till.connect_as_kept(keyring).await;
    assert!(matches!(connected, Err(AppError::Listen { .. })));

    let id = shop.prompt().await;
    shop.answer(Act::Accept);
    shop.advance(FIRST_QUESTION);
    shop.until_state(id, &State::Paid(Code::ToFollow)).await;
    shop.prove();
}
