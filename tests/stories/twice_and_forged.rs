//! Bodies that come twice, to the wrong place, or from somebody who is not Safaricom.

use std::time::Duration;

use app::{About, Change};
use domain::attempt::{Alarm, Conflict, State};
use domain::callback_path::Tag;
use domain::ids::AttemptId;
use domain::money::Money;
use domain::sale::Standing;
use ledger::Account;
use sandbox::{Act, CallbackFault, CallbackNote, Faults};

use crate::body::Body;
use crate::shop::{AMOUNT, PHONE, Shop};

fn other_amount() -> State {
    let told = Money::from_cents(100).unwrap();
    State::Conflicting(Conflict::Amount(told))
}

#[tokio::test]
async fn a_callback_that_is_delivered_twice_is_one_payment() {
    let shop = Shop::open().await;
    shop.set_faults(Faults {
        callbacks: CallbackFault::Twice,
        ..Faults::default()
    });
    let mut postman = shop.sandbox.subscribe();
    let id = shop.prompt().await;
    shop.answer(Act::Accept);
    let answered = CallbackNote::Answered { status: 200 };
    let both =
        |_: &u64| shop.sandbox.money().pushes[0].callbacks == [answered.clone(), answered.clone()];
    postman.wait_for(both).await.unwrap();
    shop.until_paid(id).await;
    assert_eq!(shop.count(id, "attempt.reported"), 1);
    shop.check_account(Account::Sales, -i64::from(AMOUNT));
    shop.prove();
}

#[tokio::test]
async fn a_body_on_a_path_that_is_not_ours_is_turned_away_and_leaves_no_trace() {
    let shop = Shop::open().await;
    let id = shop.prompt().await;
    let before = shop.prove().rows;
    let body = Body::paid(AMOUNT, PHONE).about(shop.own_ids(id)).text();
    let right = shop.path(id);

    let mut wrong_tag = right.clone();
    wrong_tag.tag = Tag::of(b"another key", &right.shop, id);
    let mut unknown_attempt = right.clone();
    unknown_attempt.attempt = AttemptId::from_bytes([7; 16]);
    let mut tag_of_another = right.clone();
    tag_of_another.tag = shop.path(unknown_attempt.attempt).tag;
    for path in [wrong_tag, unknown_attempt, tag_of_another] {
        assert_eq!(shop.post(&path, &body).await, 404, "{path:?}");
    }
    assert_eq!(shop.prove().rows, before);
    assert_eq!(shop.state(id), State::Prompted);
}

#[tokio::test]
async fn a_report_of_another_amount_before_the_proof_is_a_conflict_that_releases_no_goods() {
    let shop = Shop::open().await;
    let mut changes = shop.till.changes();
    let id = shop.prompt().await;
    let cheap = Body::paid(1, PHONE).about(shop.own_ids(id));
    shop.report(id, &cheap.text()).await;
    shop.until_state(id, &other_amount()).await;

    shop.lose_callbacks();
    shop.answer(Act::Accept);
    shop.advance(Duration::from_secs(10));
    shop.until_count(id, "attempt.answered_paid", 1).await;
    assert_eq!(shop.state(id), other_amount());
    assert_eq!(shop.record(id).standing, Standing::Open);
    shop.check_account(Account::Sales, 0);
    let mut alarmed = false;
    while let Ok(change) = changes.try_recv() {
        alarmed |= matches!(change, Change::Alarm(of, Alarm::Conflict) if of == About::Attempt(id));
    }
    assert!(alarmed, "a person must look");
    shop.prove();
}

#[tokio::test]
async fn a_report_of_another_amount_after_the_proof_is_a_conflict_too() {
    let shop = Shop::open().await;
    let id = shop.prompt().await;
    shop.answer(Act::Accept);
    shop.until_paid(id).await;
    let cheap = Body::paid(1, PHONE).about(shop.own_ids(id));
    shop.report(id, &cheap.text()).await;
    assert_eq!(shop.state(id), other_amount());
    shop.check_account(Account::Sales, -i64::from(AMOUNT));
    shop.prove();
}

#[tokio::test]
async fn a_body_that_is_no_callback_is_answered_and_kept_as_it_came() {
    let shop = Shop::open().await;
    let id = shop.prompt().await;
    for (count, body) in ["{\"Body\":{\"stkCallback\"", "", "<html>busy</html>", "{}"]
        .into_iter()
        .enumerate()
    {
        shop.report(id, body).await;
        assert_eq!(shop.count(id, "attempt.body_unread"), count + 1, "{body}");
    }
    assert_eq!(shop.state(id), State::Prompted);
    assert!(shop.folder_holds(b"<html>busy</html>"), "as it came");
    shop.answer(Act::Accept);
    shop.until_paid(id).await;
    shop.prove();
}

#[tokio::test]
async fn a_forged_success_is_checked_and_never_taken_for_proof() {
    let shop = Shop::open().await;
    let id = shop.prompt().await;
    let forged = Body::paid(AMOUNT, PHONE);
    shop.report(id, &forged.text()).await;
    shop.until_count(id, "attempt.answered_open", 1).await;
    assert_eq!(shop.state(id), State::Reported);
    assert_eq!(shop.record(id).standing, Standing::Open);
    shop.check_account(Account::Sales, 0);

    shop.answer(Act::Accept);
    shop.until_paid(id).await;
    assert_eq!(shop.record(id).standing, Standing::Covered);
    shop.prove();
}

#[tokio::test]
async fn a_forged_success_of_a_prompt_that_was_cancelled_is_a_conflict() {
    let shop = Shop::open().await;
    let id = shop.prompt().await;
    let forged = Body::paid(AMOUNT, PHONE)
        .about(shop.own_ids(id))
        .with_receipt("UKOFORGED1");
    shop.report(id, &forged.text()).await;
    shop.until_count(id, "attempt.answered_open", 1).await;
    shop.answer(Act::Cancel);
    shop.advance(Duration::from_secs(10));
    let conflict = State::Conflicting(Conflict::ReportedButFailed);
    shop.until_state(id, &conflict).await;
    assert_eq!(shop.record(id).standing, Standing::Open);
    shop.check_account(Account::Sales, 0);
    shop.prove();
}

#[tokio::test]
async fn a_forged_failure_never_hides_a_payment() {
    let shop = Shop::open().await;
    let id = shop.prompt().await;
    let forged = Body::ended(1032).about(shop.own_ids(id));
    shop.report(id, &forged.text()).await;
    shop.until_state(id, &State::Failed("1032".parse().unwrap()))
        .await;
    shop.answer(Act::Accept);
    shop.until_paid(id).await;
    assert_eq!(shop.record(id).standing, Standing::Covered);
    shop.prove();
}
