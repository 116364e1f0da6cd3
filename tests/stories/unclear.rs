//! Pushes without a clear answer: a prompt may be out, so nobody is asked twice.

use std::time::Duration;

use app::{AppError, LedgerError, Resolve};
use domain::attempt::State;
use domain::ids::AttemptId;
use domain::refusal::Refusal;
use domain::sale::Standing;
use ledger::Account;
use sandbox::{Act, Faults, PushReplyFault};

use crate::gateway::Gateway;
use crate::shop::{AMOUNT, PHONE, POOR_PHONE, Shop};

const PROMPT: Duration = Duration::from_mins(3);
const HORIZON: Duration = Duration::from_hours(24);

/// Charges while Safaricom answers a push badly.
async fn charge_unclearly(shop: &Shop, push_reply: PushReplyFault) -> AttemptId {
    shop.set_faults(Faults {
        push_reply,
        ..Faults::default()
    });
    let id = shop.charge().await.unwrap().id;
    shop.until_state(id, &State::Unsure).await;
    shop.set_faults(Faults::default());
    id
}

async fn check_unclear(push_reply: PushReplyFault, pushes: usize) {
    let shop = Shop::open().await;
    let id = charge_unclearly(&shop, push_reply).await;
    shop.lose_callbacks();
    let again = shop.till.prompt_again(id, Resolve::AskAnyway).await;
    assert!(again.is_err(), "a prompt may be on the phone");
    shop.advance(HORIZON);
    shop.until_state(id, &State::Lapsed).await;
    assert_eq!(shop.pushes(), pushes, "it was sent once");
    assert_eq!(shop.count(id, "attempt.sending"), 1);
    shop.prove();
}

#[tokio::test]
async fn a_push_without_a_clear_answer_is_unsure_and_is_never_sent_again() {
    check_unclear(PushReplyFault::Error500, 1).await;
    check_unclear(PushReplyFault::HangUp, 1).await;
    check_unclear(PushReplyFault::Unreachable, 0).await;
}

#[tokio::test]
async fn a_success_that_can_not_be_asked_for_stays_reported_and_lapses() {
    let shop = Shop::open().await;
    let id = charge_unclearly(&shop, PushReplyFault::HangUp).await;
    shop.answer(Act::Accept);
    shop.until_state(id, &State::Reported).await;
    assert!(shop.record(id).attempt.evidence.own_ids().is_none());
    let asked = shop.till.check_now(id).await.unwrap();
    assert_eq!(asked.attempt.state(), State::Reported);
    assert_eq!(asked.standing, Standing::Open);

    shop.advance(HORIZON);
    shop.until_state(id, &State::Lapsed).await;
    shop.check_account(Account::Sales, 0);
    shop.prove();
}

#[tokio::test]
async fn a_phone_with_an_unresolved_prompt_is_asked_only_knowingly() {
    let shop = Shop::open().await;
    let id = charge_unclearly(&shop, PushReplyFault::HangUp).await;
    shop.lose_callbacks();
    let while_live = shop.charge_at(PHONE, AMOUNT, Resolve::AskAnyway).await;
    let live = AppError::Book(LedgerError::PromptLiveOnPhone);
    assert_eq!(while_live.unwrap_err().to_string(), live.to_string());

    shop.advance(PROMPT);
    shop.until_count(id, "attempt.prompt_over", 1).await;
    let afterwards = shop.charge().await;
    let unresolved = AppError::Book(LedgerError::UnresolvedOnPhone);
    assert_eq!(afterwards.unwrap_err().to_string(), unresolved.to_string());
    let knowingly = shop.charge_at(PHONE, AMOUNT, Resolve::AskAnyway).await;
    shop.until_state(knowingly.unwrap().id, &State::Prompted)
        .await;
    assert_eq!(shop.pushes(), 2);
    shop.prove();
}

#[tokio::test]
async fn a_phone_that_safaricom_finds_busy_was_not_prompted_again() {
    let shop = Shop::with(|config| config.rules.prompt_life = PROMPT * 2).await;
    shop.connect(shop.line());
    let first = shop.prompt().await;
    shop.advance(PROMPT);
    shop.until_state(first, &State::Unsure).await;
    let second = shop.charge_at(PHONE, AMOUNT, Resolve::AskAnyway).await;
    let busy = State::Refused(Refusal::PhoneBusy);
    shop.until_state(second.unwrap().id, &busy).await;
    assert_eq!(shop.pushes(), 1);
    shop.prove();
}

#[tokio::test]
async fn a_connection_that_is_refused_sends_nothing() {
    let shop = Shop::open().await;
    let first = shop.prompt().await;
    shop.answer(Act::Accept);
    shop.until_paid(first).await;
    // The token is there already, so it is the push itself that finds nobody.
    shop.sandbox.stop().await;
    let id = shop.charge().await.unwrap().id;
    shop.until_state(id, &State::Refused(Refusal::NotReached))
        .await;
    assert!(!shop.record(id).attempt.evidence.is_open());
    shop.prove();
}

#[tokio::test]
async fn an_acknowledgement_with_the_ids_of_another_prompt_is_unsure_and_ends_in_its_time() {
    let (shop, safaricom) = (Shop::with(|_| ()).await, Gateway::open(2).await);
    shop.connect(shop.line_to(&safaricom.base_url()));
    let first = shop.prompt().await;
    let second = shop.charge_at(POOR_PHONE, AMOUNT, Resolve::Refuse).await;
    let second = second.unwrap().id;
    shop.until_state(second, &State::Unsure).await;
    assert!(shop.record(second).attempt.evidence.own_ids().is_none());
    shop.advance(PROMPT);
    shop.until_count(second, "attempt.prompt_over", 1).await;
    assert!(shop.record(first).attempt.evidence.own_ids().is_some());
    shop.prove();
}
