//! The till stops in the middle of a sale, and another is opened on the same book.

use std::time::Duration;

use domain::attempt::{Code, Fact, State, Terms};
use domain::callback_path::Tag;
use domain::ids::{AttemptId, LegId, SaleId};
use domain::money::Shillings;
use domain::refusal::Refusal;
use domain::sale::{Standing, Tender};
use ledger::{Account, Actor, Draft, Evidence, OWNER, Way};
use sandbox::Act;

use crate::gateway::Gateway;
use crate::shop::{AMOUNT, PHONE, Shop};

/// Writes what a till had written that stopped in the midst of asking.
async fn leave_behind(shop: &Shop, facts: Vec<Fact>) -> AttemptId {
    let (sale, leg) = (SaleId::from_bytes([1; 16]), LegId::from_bytes([2; 16]));
    let (attempt, now) = (AttemptId::from_bytes([3; 16]), shop.till.now());
    let line = shop.line();
    let amount = Shillings::new(AMOUNT).unwrap();
    let draft = Draft {
        leg,
        shortcode: line.profile.shortcode,
        tag_digest: Tag::of(b"key", &line.profile.shop, attempt).digest(),
        terms: Terms {
            amount,
            phone: PHONE.parse().unwrap(),
        },
    };
    let typed = Evidence {
        way: Way::Counter,
        body: PHONE.into(),
        salt: [0; 16],
    };
    let write = shop.till.clerk().write(move |tx| {
        let actor = Actor::Person(OWNER);
        tx.open_sale(now, actor, (sale, leg), Tender::Prompt, amount.money())?;
        tx.draft_attempt(now, actor, attempt, draft, &typed, false)?;
        for fact in facts {
            tx.record_fact(now, Actor::Till, attempt, fact, None)?;
        }
        Ok(())
    });
    write.await.unwrap();
    attempt
}

#[tokio::test]
async fn a_payment_made_while_the_till_was_closed_is_found_by_asking_back() {
    let shop = Shop::open().await;
    let id = shop.prompt().await;
    shop.till.close().await;
    shop.answer(Act::Accept);
    shop.advance(Duration::from_mins(30));

    let shop = shop.reopen().await;
    assert_eq!(shop.state(id), State::Prompted);
    shop.connect(shop.line());
    shop.until_state(id, &State::Paid(Code::ToFollow)).await;
    assert_eq!(shop.record(id).standing, Standing::Covered);
    assert_eq!(shop.pushes(), 1);
    shop.check_account(Account::Sales, -i64::from(AMOUNT));
    shop.prove();
}

#[tokio::test]
async fn a_prompt_that_is_still_open_at_the_restart_is_paid_as_if_nothing_had_happened() {
    let shop = Shop::open().await;
    let id = shop.prompt().await;
    let shop = shop.reopen().await;
    shop.connect(shop.line());
    shop.answer(Act::Accept);
    shop.advance(Duration::from_secs(10));
    shop.until_paid(id).await;
    shop.prove();
}

#[tokio::test]
async fn a_till_that_stopped_before_sending_says_that_nothing_was_sent() {
    let shop = Shop::with(|_| ()).await;
    let id = leave_behind(&shop, Vec::new()).await;
    let shop = shop.reopen().await;
    shop.connect(shop.line());
    let refused = State::Refused(Refusal::StoppedBeforeSending);
    shop.until_state(id, &refused).await;
    assert_eq!(shop.pushes(), 0);
    let asked = shop.charge().await.unwrap().id;
    shop.until_state(asked, &State::Prompted).await;
    shop.prove();
}

#[tokio::test]
async fn a_till_that_stopped_while_sending_is_unsure_and_sends_nothing() {
    let shop = Shop::with(|_| ()).await;
    let sending = Fact::Sending {
        at: shop.till.now(),
    };
    let id = leave_behind(&shop, vec![sending]).await;
    assert_eq!(shop.state(id), State::Sending);
    let shop = shop.reopen().await;
    shop.connect(shop.line());
    shop.until_state(id, &State::Unsure).await;
    shop.advance(Duration::from_hours(24));
    shop.until_state(id, &State::Lapsed).await;
    assert_eq!(shop.pushes(), 0);
    shop.prove();
}

#[tokio::test]
async fn a_till_without_a_line_takes_callbacks_all_the_same_and_proves_them_later() {
    let shop = Shop::open().await;
    let id = shop.prompt().await;
    let ids = shop.own_ids(id);
    let shop = shop.reopen().await;
    let paid = crate::body::Body::paid(AMOUNT, PHONE)
        .about(ids)
        .with_receipt("UKO1234567");
    shop.report(id, &paid.text()).await;
    assert_eq!(shop.state(id), State::Reported);
    shop.lose_callbacks();
    shop.answer(Act::Accept);
    shop.connect(shop.line());
    let known = Code::Known("UKO1234567".parse().unwrap());
    shop.until_state(id, &State::Paid(known)).await;
    shop.prove();
}

#[tokio::test]
async fn a_payment_made_before_a_long_weekend_is_found_when_the_till_opens_again() {
    let shop = Shop::open().await;
    let id = shop.prompt().await;
    shop.till.close().await;
    shop.answer(Act::Accept);
    shop.advance(Duration::from_hours(72));

    let shop = shop.reopen().await;
    shop.connect(shop.line());
    shop.until_state(id, &State::Paid(Code::ToFollow)).await;
    assert_eq!(shop.record(id).standing, Standing::Covered);
    shop.prove();
}

#[tokio::test]
async fn a_till_that_is_closed_while_it_sends_writes_the_answer_down_first() {
    let (shop, safaricom) = (Shop::with(|_| ()).await, Gateway::open(0).await);
    shop.connect(shop.line_to(&safaricom.base_url()));
    let id = shop.charge().await.unwrap().id;
    safaricom.until_pushed(1).await;
    tokio::join!(shop.till.close(), async { safaricom.answer() });

    let shop = shop.reopen().await;
    assert_eq!(shop.state(id), State::Prompted);
    assert!(shop.record(id).attempt.evidence.own_ids().is_some());
    shop.prove();
}
