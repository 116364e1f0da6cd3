//! Impatient fingers: however often a key is pressed, the customer is asked once.

use app::{AppError, AttemptRecord, LedgerError, Resolve};
use domain::attempt::{Answer, Fact, State};
use domain::clock::Timestamp;
use domain::money::Shillings;
use ledger::Actor;
use sandbox::Act;
use tokio::task::JoinSet;

use crate::shop::{AMOUNT, PHONE, Shop};

const PRESSES: usize = 1000;

/// Presses at once, as often as said; returns what was drafted, once all others are refused.
async fn check_one_prompt<F>(press: impl Fn() -> F) -> AttemptRecord
where
    F: Future<Output = Result<AttemptRecord, AppError>> + Send + 'static,
{
    let presses: JoinSet<_> = (0..PRESSES).map(|_| press()).collect();
    let (drafted, refused): (Vec<_>, Vec<_>) = presses
        .join_all()
        .await
        .into_iter()
        .partition(Result::is_ok);
    for refusal in refused {
        let live = matches!(
            refusal,
            Err(AppError::Book(
                LedgerError::PromptLiveOnPhone | LedgerError::PromptLiveOnLeg
            ))
        );
        assert!(live, "{refusal:?}");
    }
    let mut drafted: Vec<_> = drafted.into_iter().flatten().collect();
    assert_eq!(drafted.len(), 1);
    drafted.remove(0)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_thousand_presses_ask_the_customer_once_and_open_one_sale() {
    let shop = Shop::open().await;
    let (phone, amount) = (PHONE.parse().unwrap(), Shillings::new(AMOUNT).unwrap());
    let press = || {
        let till = shop.till.clone();
        async move { till.charge(amount, phone, Resolve::AskAnyway).await }
    };
    let record = check_one_prompt(press).await;
    assert_eq!(record.sale_number.get(), 1);
    shop.until_state(record.id, &State::Prompted).await;
    assert_eq!(shop.pushes(), 1);

    shop.answer(Act::Accept);
    shop.until_paid(record.id).await;
    let next = shop.prompt().await;
    assert_eq!(shop.record(next).sale_number.get(), 2, "no gap");
    shop.prove();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_thousand_presses_on_ask_again_ask_once_more() {
    let shop = Shop::open().await;
    let first = shop.prompt().await;
    shop.answer(Act::Cancel);
    shop.until_state(first, &State::Failed("1032".parse().unwrap()))
        .await;
    let press = || {
        let till = shop.till.clone();
        async move { till.prompt_again(first, Resolve::Refuse).await }
    };
    let record = check_one_prompt(press).await;
    assert_eq!(record.ordinal, 2);
    shop.until_state(record.id, &State::Prompted).await;
    assert_eq!(shop.pushes(), 2);
    shop.prove();
}

#[tokio::test]
async fn a_proof_that_comes_before_ask_again_has_its_turn_at_the_book_is_seen() {
    let shop = Shop::open().await;
    let first = shop.prompt().await;
    shop.answer(Act::Cancel);
    shop.until_state(first, &State::Failed("1032".parse().unwrap()))
        .await;
    let clerk = shop.till.clerk();
    let (go_on, busy) = std::sync::mpsc::channel::<()>();
    let held_up = clerk.write(move |_| {
        busy.recv().unwrap();
        Ok(())
    });
    let proof = Fact::Answered {
        at: shop.till.now(),
        answer: Answer::Paid,
    };
    let proved = clerk.write(move |tx| {
        let now = Timestamp::from_ms(0);
        tx.record_fact(now, Actor::Safaricom, first, proof, None)
    });
    let again = shop.till.prompt_again(first, Resolve::AskAnyway);
    let release = async { go_on.send(()).unwrap() };
    let (_, _, again, ()) = tokio::join!(held_up, proved, again, release);
    assert!(matches!(again, Err(AppError::AlreadyPaid)), "{again:?}");
    assert_eq!(shop.pushes(), 1);
}
