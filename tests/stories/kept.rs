//! Payments that are kept for a prompt which nobody can prove: stuck, until a person frees one.

use std::time::Duration;

use app::AppError;
use domain::attempt::{Code, State};
use domain::receipt::{Looked, NotFree, Receipt};
use domain::sale::{Heed, Standing};
use ledger::LedgerError;

use crate::shop::{AMOUNT, Shop};

const HORIZON: Duration = Duration::from_hours(24);

impl Shop {
    /// A confirmation tells of a payment of what the prompt asked for, with its reference.
    async fn confirm_prompt(&self, code: &str, reference: &str) -> Receipt {
        let paid = self.till.shop_number().unwrap().unwrap().payee();
        let body = format!(
            r#"{{"TransID":"{code}","TransTime":"20261124090000","TransAmount":"{AMOUNT}.00",
                "BusinessShortCode":"{paid}","BillRefNumber":"{reference}"}}"#
        );
        let told = self.till.hear_confirmation(body.into_bytes());
        assert!(told.await.unwrap(), "it is new");
        code.parse().unwrap()
    }
}

#[tokio::test]
async fn what_is_kept_for_a_prompt_that_lapsed_is_stuck_until_a_person_frees_it() {
    let shop = Shop::with(|config| config.rules.prompt_life = HORIZON * 9).await;
    shop.connect(shop.line());
    let prompt = shop.prompt().await;
    let reference = shop.record(prompt).reference();
    let receipt = shop.confirm_prompt("UKO5T0I7QA", &reference).await;
    shop.advance(HORIZON);
    shop.until_state(prompt, &State::Lapsed).await;
    let sale = shop
        .till
        .open_sale("350".parse().unwrap())
        .await
        .unwrap()
        .id;
    let settle = || shop.till.settle(receipt.clone(), sale, Heed::GoOn, None);
    assert!(shop.till.waiting_payments().unwrap().is_empty());
    let stuck = settle().await;
    assert!(
        matches!(stuck, Err(AppError::PaymentNotFree(NotFree::OfAPrompt))),
        "{stuck:?}"
    );
    let looked = shop.till.look_up(receipt.clone()).unwrap().looked;
    assert!(matches!(looked, Looked::OfAPrompt { kept: true, .. }));

    let kept = shop.till.kept_payments().unwrap();
    assert_eq!((kept.len(), kept[0].prompt.id), (1, prompt));
    assert!(kept[0].says().en.contains("nobody can prove"));
    let free = || shop.till.free_payment(receipt.clone(), prompt, None);
    free().await.unwrap();
    let again = free().await;
    assert!(
        matches!(again, Err(AppError::Book(LedgerError::NotFound(_)))),
        "{again:?}"
    );
    assert_eq!(shop.till.waiting_payments().unwrap().len(), 1);
    settle().await.unwrap();
    shop.prove();
}

#[tokio::test]
async fn of_two_that_are_kept_for_one_paid_prompt_freeing_one_gives_it_the_other() {
    let shop = Shop::open().await;
    let prompt = shop.prompt().await;
    let reference = shop.record(prompt).reference();
    let one = shop.confirm_prompt("UKO5T0I7QA", &reference).await;
    let other = shop.confirm_prompt("UKO5T0I7QB", &reference).await;
    shop.lose_callbacks();
    shop.answer(sandbox::Act::Accept);
    shop.advance(Duration::from_secs(10));
    shop.until_state(prompt, &State::Paid(Code::ToFollow)).await;
    assert_eq!(shop.till.kept_payments().unwrap().len(), 2);
    shop.till
        .free_payment(one.clone(), prompt, None)
        .await
        .unwrap();
    assert_eq!(shop.state(prompt), State::Paid(Code::Known(other)));
    assert_eq!(shop.record(prompt).standing, Standing::Covered);
    let waiting = shop.till.waiting_payments().unwrap();
    assert_eq!(waiting[0].record.number, one);
    shop.prove();
}

#[tokio::test]
async fn a_cashier_alone_frees_nothing_where_somebody_could_agree_and_who_did_is_written_down() {
    let shop = Shop::with(|config| config.rules.prompt_life = HORIZON * 9).await;
    shop.connect(shop.line());
    let prompt = shop.prompt().await;
    let reference = shop.record(prompt).reference();
    let receipt = shop.confirm_prompt("UKO5T0I7QA", &reference).await;
    shop.with_wanjiku().await;
    let free = |agreed| shop.till.free_payment(receipt.clone(), prompt, agreed);
    let alone = free(None).await;
    assert!(matches!(alone, Err(AppError::Denied(_))), "{alone:?}");
    assert_eq!(shop.till.kept_payments().unwrap().len(), 1);
    free(shop.owner_agrees().await).await.unwrap();
    assert_eq!(shop.agreements(), 1);
    shop.prove();
}
