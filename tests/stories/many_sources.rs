//! One payment, heard of by many ways: each is kept with its time, and the money is counted once.

use std::time::Duration;

use app::ReceiptRecord;
use domain::attempt::{Code, State};
use domain::eat;
use domain::ids::AttemptId;
use domain::receipt::Receipt;
use domain::receipt::life::Source;
use ledger::Account;
use sandbox::Act;

use crate::body::Body;
use crate::shop::{AMOUNT, PHONE, Shop};

/// A confirmation of KES 350 to the stand-in's `PayBill`, paid now.
fn confirmation(shop: &Shop, receipt: &str, reference: &str) -> Vec<u8> {
    let body = serde_json::json!({
        "TransactionType": "Pay Bill",
        "TransID": receipt,
        "TransTime": eat::to_wire(shop.till.now()),
        "TransAmount": format!("{AMOUNT}.00"),
        "BusinessShortCode": "174379",
        "BillRefNumber": reference,
        "OrgAccountBalance": "4500.00",
        "MSISDN": "2547 ***** 678",
        "FirstName": "WANJIKU",
    });
    body.to_string().into_bytes()
}

fn pull(shop: &Shop, receipt: &str) -> Vec<u8> {
    let at = eat::to_text(shop.till.now()).replacen(' ', "T", 1);
    let body = serde_json::json!({
        "ResponseRefID": "1", "ResponseCode": "1000", "ResponseMessage": "Success",
        "Response": [[{
            "transactionId": receipt, "trxDate": format!("{at}Z"), "msisdn": 254_712_345_678_u64,
            "transactiontype": "c2b-pay-bill-debit", "billreference": "", "amount": "350.00",
        }]],
    });
    body.to_string().into_bytes()
}

fn sources(shop: &Shop, id: AttemptId) -> Vec<Source> {
    let receipts = shop.till.receipts(id).expect("a book");
    let of = |record: &ReceiptRecord| {
        let sources = record.sources.iter();
        sources.map(|one| one.hearing.source).collect::<Vec<_>>()
    };
    receipts.iter().flat_map(of).collect()
}

fn known(state: &State) -> Receipt {
    match state {
        State::Paid(Code::Known(receipt)) => receipt.clone(),
        other => panic!("its code is not known: {other:?}"),
    }
}

#[tokio::test]
async fn callback_query_confirmation_and_pull_are_one_payment_with_four_sources() {
    let shop = Shop::open().await;
    let id = shop.prompt().await;
    let reference = shop.record(id).reference();
    shop.answer(Act::Accept);
    shop.until_paid(id).await;
    shop.until_count(id, "attempt.reported", 1).await;
    let receipt = known(&shop.state(id));
    let body = confirmation(&shop, receipt.as_str(), &reference);
    assert!(shop.till.hear_confirmation(body.clone()).await.unwrap());
    assert!(!shop.till.hear_confirmation(body).await.unwrap());
    let body = pull(&shop, receipt.as_str());
    assert_eq!(shop.till.hear_pull(body.clone()).await.unwrap(), 1);
    assert_eq!(shop.till.hear_pull(body).await.unwrap(), 0);
    let mut found = sources(&shop, id);
    found.sort();
    let all = [
        Source::StkBody,
        Source::C2bBody,
        Source::Query,
        Source::Pull,
    ];
    assert_eq!(found, all);
    let receipts = shop.till.receipts(id).expect("a book");
    let times = receipts[0].sources.iter();
    let told = times.filter(|one| one.hearing.paid_at.is_some()).count();
    assert_eq!(told, 3, "by Safaricom's clock; a query tells none");
    assert_eq!(
        shop.count(id, "receipt.heard"),
        2,
        "the timeline shows them"
    );
    shop.check_account(Account::Sales, -i64::from(AMOUNT));
    shop.check_account(Account::ReceiptAwaited, 0);
    shop.check_account(Account::Suspense, 0);
    shop.prove();
}

#[tokio::test]
async fn the_confirmation_of_a_prompt_whose_callback_got_lost_gives_it_its_code() {
    let shop = Shop::open().await;
    let mut changes = shop.till.changes();
    let id = shop.prompt().await;
    let reference = shop.record(id).reference();
    shop.lose_callbacks();
    shop.answer(Act::Accept);
    let body = confirmation(&shop, "UKN5T0I7QO", &reference);
    shop.till.hear_confirmation(body).await.unwrap();
    let held = shop.till.receipts(id).expect("a book");
    assert_eq!(held[0].held_for, Some(id), "offered to nobody else");
    shop.check_account(Account::Suspense, 0);
    shop.advance(Duration::from_secs(10));
    shop.until_paid(id).await;
    assert_eq!(known(&shop.state(id)).as_str(), "UKN5T0I7QO");
    let told = std::iter::from_fn(|| changes.try_recv().ok());
    assert!(told.count() > 0);
    shop.check_account(Account::ReceiptAwaited, 0);
    shop.prove();
}

#[tokio::test]
async fn a_payment_that_fits_no_prompt_is_free_money_in_suspense_once_it_is_proved() {
    let shop = Shop::open().await;
    let id = shop.prompt().await;
    let body = confirmation(&shop, "UKN5T0I7QO", "rent");
    shop.till.hear_confirmation(body).await.unwrap();
    assert_eq!(shop.till.receipts(id).expect("a book"), []);
    shop.check_account(Account::Suspense, 0);
    shop.till
        .hear_pull(pull(&shop, "UKN5T0I7QO"))
        .await
        .unwrap();
    shop.check_account(Account::Suspense, -i64::from(AMOUNT));
    let free = shop.till.clerk().readers().free_receipts().expect("a book");
    assert_eq!(free.len(), 1);
    shop.prove();
}

#[tokio::test]
async fn a_confirmation_that_can_not_be_read_is_kept_as_it_came() {
    let shop = Shop::open().await;
    for body in ["", "<html>busy</html>", "{\"TransID\":\"\"}"] {
        let taken = shop.till.hear_confirmation(body.into()).await.unwrap();
        assert!(taken, "{body}");
    }
    assert!(shop.folder_holds(b"<html>busy</html>"), "as it came");
    shop.prove();
}

#[tokio::test]
async fn a_confirmation_before_the_callback_and_after_it_make_one_payment_with_both_sources() {
    for confirmation_first in [true, false] {
        let shop = Shop::open().await;
        let id = shop.prompt().await;
        let reference = shop.record(id).reference();
        let confirm = async || {
            let body = confirmation(&shop, "UKN5T0I7QO", &reference);
            assert!(shop.till.hear_confirmation(body).await.unwrap());
        };
        let callback = Body::paid(AMOUNT, PHONE).with_receipt("UKN5T0I7QO");
        let callback = callback.about(shop.own_ids(id));
        if confirmation_first {
            confirm().await;
        }
        shop.report(id, &callback.text()).await;
        if !confirmation_first {
            confirm().await;
        }
        let receipts = shop.till.receipts(id).expect("a book");
        assert_eq!(
            receipts.len(),
            1,
            "confirmation first: {confirmation_first}"
        );
        let mut found = sources(&shop, id);
        found.sort();
        assert_eq!(found, [Source::StkBody, Source::C2bBody]);
        assert_eq!(shop.till.free_receipts().unwrap(), [], "offered to no sale");
        shop.prove();
    }
}
