//! A customer is asked, enters the PIN, and takes the goods.

use std::pin::{Pin, pin};
use std::sync::mpsc::channel;
use std::time::Duration;

use app::{Change, Resolve};
use domain::attempt::{Code, State};
use domain::sale::Standing;
use ledger::{Account, Search};
use sandbox::Act;

use crate::shop::{AMOUNT, POOR_PHONE, Shop};

fn mpesa(shop: &Shop) -> Account {
    Account::Mpesa(shop.line().profile.shortcode)
}

#[tokio::test]
async fn a_customer_who_enters_the_pin_has_paid_with_receipt_and_the_sale_is_covered() {
    let shop = Shop::open().await;
    let id = shop.prompt().await;
    shop.answer(Act::Accept);
    let receipt = shop.sandbox.money().receipts[0].number.parse().unwrap();
    shop.until_state(id, &State::Paid(Code::Known(receipt)))
        .await;
    assert_eq!(shop.record(id).standing, Standing::Covered);
    shop.prove();
}

#[tokio::test]
async fn a_payment_moves_from_mpesa_to_sales_and_leaves_nothing_between() {
    let shop = Shop::open().await;
    let id = shop.prompt().await;
    shop.check_account(Account::Sales, 0);
    shop.answer(Act::Accept);
    shop.until_paid(id).await;
    shop.check_account(mpesa(&shop), i64::from(AMOUNT));
    shop.check_account(Account::Sales, -i64::from(AMOUNT));
    shop.check_account(Account::Suspense, 0);
    shop.check_account(Account::ReceiptAwaited, 0);
    assert_eq!(
        shop.sandbox.money().shop_balance_kes,
        u64::from(AMOUNT),
        "what Safaricom holds for the shop"
    );
}

#[tokio::test]
async fn the_cashier_is_told_of_each_step_in_its_order() {
    let shop = Shop::open().await;
    let mut changes = shop.till.changes();
    let id = shop.prompt().await;
    shop.answer(Act::Accept);
    shop.until_paid(id).await;
    let mut told = Vec::new();
    while let Ok(change) = changes.try_recv() {
        match change {
            Change::Attempt(record) => told.push(record.attempt.state().name()),
            Change::Sale(_) => {}
            other => panic!("{other:?}"),
        }
    }
    let steps = ["drafted", "sending", "prompted", "reported", "paid"];
    assert_eq!(told, steps);
}

#[tokio::test]
async fn a_day_of_sales_adds_up_and_is_found_in_the_history() {
    let shop = Shop::open().await;
    for _ in 0..5 {
        let id = shop.prompt().await;
        shop.answer(Act::Accept);
        shop.until_paid(id).await;
        shop.advance(Duration::from_mins(7));
    }
    shop.check_account(mpesa(&shop), 5 * i64::from(AMOUNT));
    let history = shop.till.history(&Search::Latest).unwrap();
    let numbers: Vec<_> = history.iter().map(|row| row.sale_number.get()).collect();
    assert_eq!(numbers, [5, 4, 3, 2, 1]);
    shop.prove();
}

#[tokio::test]
async fn a_paid_sale_is_not_asked_for_again() {
    let shop = Shop::open().await;
    let id = shop.prompt().await;
    shop.answer(Act::Accept);
    shop.until_paid(id).await;
    let again = shop.till.prompt_again(id, app::Resolve::AskAnyway).await;
    assert!(matches!(again, Err(app::AppError::AlreadyPaid)));
    assert_eq!(shop.pushes(), 1);
}

/// Begins something and leaves it: it is queued at the book.
async fn queue<F: Future>(begun: Pin<&mut F>) {
    tokio::select! {
        biased;
        _ = begun => panic!("the book is never so fast"),
        () = std::future::ready(()) => {}
    }
}

#[tokio::test]
async fn changes_are_told_in_the_order_in_which_the_book_took_them() {
    let shop = Shop::open().await;
    let first = shop.prompt().await;
    let other = shop.charge_at(POOR_PHONE, AMOUNT, Resolve::Refuse).await;
    let second = other.unwrap().id;
    shop.until_state(second, &State::Prompted).await;
    let mut changes = shop.till.changes();

    let mut earlier = pin!(shop.till.stop_waiting(first));
    let mut later = pin!(shop.till.stop_waiting(second));
    queue(earlier.as_mut()).await;
    queue(later.as_mut()).await;
    // Whoever is queued once the one before him has had his turn comes after all replies to that.
    for _ in 0..2 {
        let (done, turn) = channel();
        let write = shop.till.clerk().write(move |_| {
            done.send(()).unwrap();
            Ok(())
        });
        queue(pin!(write)).await;
        turn.recv().unwrap();
    }
    let (later, earlier) = tokio::join!(later, earlier);
    let mut told = Vec::new();
    while let Ok(Change::Attempt(record)) = changes.try_recv() {
        told.push(record.id);
    }
    assert_eq!(told, [first, second], "{earlier:?} {later:?}");
}
