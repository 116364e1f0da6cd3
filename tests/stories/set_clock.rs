//! Somebody sets the time of day, or a battery dies: what is on a phone is not touched by it.

use std::time::Duration;

use domain::attempt::{Code, State};
use domain::eat;
use domain::ids::AttemptId;
use sandbox::{Act, Shortcode};

use crate::shop::{AMOUNT, Shop};

const HOUR: i64 = 3_600_000;
/// An hour and three back; an hour and ten years ahead.
const JUMPS: [i64; 4] = [-HOUR, -3 * HOUR, HOUR, 10 * 365 * 24 * HOUR];
const FIRST_QUESTION: Duration = Duration::from_secs(10);
const PROMPT: Duration = Duration::from_mins(3);

/// Opens a shop with a prompt on a phone, which hears of its end by asking alone.
async fn shop_that_asks(prompt_life: Duration) -> (Shop, AttemptId) {
    let shop = Shop::with(|config| config.rules.prompt_life = prompt_life).await;
    shop.connect(shop.line());
    shop.lose_callbacks();
    let id = shop.prompt().await;
    (shop, id)
}

#[tokio::test]
async fn a_clock_that_is_set_ends_no_prompt_and_stops_no_question() {
    for jump in JUMPS {
        let (shop, id) = shop_that_asks(PROMPT).await;
        shop.till_clock.set(jump);
        shop.advance(FIRST_QUESTION);
        shop.until_count(id, "attempt.answered_open", 1).await;
        assert_eq!(shop.state(id), State::Prompted, "{jump}");
        shop.answer(Act::Accept);
        shop.advance(Duration::from_secs(5));
        shop.until_state(id, &State::Paid(Code::ToFollow)).await;
        shop.prove();
    }
}

#[tokio::test]
async fn a_prompt_is_over_three_minutes_after_it_was_sent_whatever_the_clock_says() {
    for jump in JUMPS {
        let (shop, id) = shop_that_asks(PROMPT * 2).await;
        shop.till_clock.set(jump);
        shop.advance(PROMPT - Duration::from_millis(1));
        shop.until_count(id, "attempt.answered_open", 1).await;
        assert_eq!(shop.count(id, "attempt.prompt_over"), 0, "{jump}");
        shop.advance(Duration::from_millis(1));
        shop.until_state(id, &State::Unsure).await;
    }
}

#[tokio::test]
async fn a_till_that_starts_with_a_clock_set_back_still_follows_what_was_waiting() {
    let (shop, id) = shop_that_asks(PROMPT * 2).await;
    shop.till_clock.set(-3 * HOUR);
    let shop = shop.reopen().await;
    shop.connect(shop.line());
    shop.advance(FIRST_QUESTION);
    shop.until_count(id, "attempt.answered_open", 1).await;
    shop.advance(PROMPT);
    shop.until_state(id, &State::Unsure).await;
}

#[tokio::test]
async fn what_failed_is_asked_about_though_a_clock_set_ahead_says_that_its_day_is_over() {
    const FAILED: &str = r#"{"Body":{"stkCallback":{"ResultCode":1032,"ResultDesc":"Ended."}}}"#;
    let (shop, id) = shop_that_asks(PROMPT).await;
    shop.report(id, FAILED).await;
    assert!(matches!(shop.state(id), State::Failed(_)));
    shop.answer(Act::Accept);
    shop.till_clock.set(10 * 365 * 24 * HOUR);
    let shop = shop.reopen().await;
    shop.connect(shop.line());
    shop.until_state(id, &State::Paid(Code::ToFollow)).await;
}

#[tokio::test]
async fn the_screen_counts_down_by_the_time_of_day() {
    let (shop, id) = shop_that_asks(PROMPT).await;
    for jump in JUMPS {
        shop.till_clock.set(jump);
        let ends = shop.till.prompt_ends_at(&shop.record(id).attempt);
        let left = ends.expect("a prompt").since(shop.till.now());
        assert_eq!(left, PROMPT, "{jump}");
    }
}

#[tokio::test]
async fn the_book_keeps_its_order_when_the_clock_is_set_back() {
    let shop = Shop::open().await;
    let first = shop.prompt().await;
    shop.answer(Act::Accept);
    shop.until_paid(first).await;
    shop.till_clock.set(-24 * HOUR);
    let second = shop.prompt().await;
    shop.answer(Act::Accept);
    shop.until_paid(second).await;

    let latest = shop
        .till
        .history(&ledger::Search::Latest)
        .expect("a history");
    let ids: Vec<_> = latest.iter().map(|record| record.id).collect();
    assert_eq!(ids, [second, first]);
    shop.check_account(ledger::Account::Sales, -2 * i64::from(AMOUNT));
    shop.prove();
}

/// A till's payment names no prompt. That it is the prompt's shows by Safaricom's own time in the
/// id of our acknowledgement: the clock of an old machine is wrong from the start.
#[tokio::test]
async fn a_till_s_payment_is_kept_for_its_prompt_whatever_the_clock_says() {
    for off in [-30 * HOUR, -HOUR / 6, HOUR / 6, 30 * HOUR] {
        let (store, till) = ("7654321".to_owned(), "5123456".to_owned());
        let shop =
            Shop::with(|config| config.shop.shortcode = Shortcode::Till { store, till }).await;
        shop.till_clock.set(off);
        shop.connect(shop.line());
        shop.lose_callbacks();
        let id = shop.prompt().await;
        shop.answer(Act::Accept);
        let body = serde_json::json!({
            "TransactionType": "Customer Merchant Payment", "TransID": "UKN5T0I7QO",
            "TransTime": eat::to_wire(shop.time()), "TransAmount": "350.00",
            "BusinessShortCode": "5123456", "BillRefNumber": "", "OrgAccountBalance": "4500.00",
            "MSISDN": "2547 ***** 678", "FirstName": "WANJIKU",
        });
        let body = body.to_string().into_bytes();
        shop.till.hear_confirmation(body).await.unwrap();
        let held = shop.till.receipts(id).unwrap();
        let holders: Vec<_> = held.iter().map(|record| record.held_for).collect();
        assert_eq!(holders, [Some(id)], "{off}");
        shop.advance(FIRST_QUESTION);
        shop.until_paid(id).await;
        let its = State::Paid(Code::Known("UKN5T0I7QO".parse().unwrap()));
        assert_eq!(shop.state(id), its, "{off}");
        shop.check_account(ledger::Account::Suspense, 0);
        shop.prove();
    }
}
