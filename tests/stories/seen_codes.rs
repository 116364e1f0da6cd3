//! Codes that pay on sight, since the money was paid where the till can't ask.

use app::{AppError, Badge, SaleRecord};
use domain::attempt::Alarm;
use domain::money::Money;
use domain::people::Denied;
use domain::receipt::{Looked, NotFree, Receipt};
use domain::sale::{Heed, Standing};
use ledger::{Account, OWNER};

use crate::shop::{AMOUNT, Shop};

const CODE: &str = "UKO5T0I7QX";
/// The same to the eye.
const ALIKE: &str = "UKO5TOI7QX";

fn code(text: &str) -> Receipt {
    Receipt::typed(text).unwrap()
}

fn kes(shillings: u64) -> Money {
    Money::from_cents(shillings * 100).unwrap()
}

impl Shop {
    /// The owner lets codes pay on sight.
    async fn takes_on_sight(&self) {
        let owner = Badge {
            person: OWNER,
            pin: None,
        };
        let place = "Pochi 0712 345 678".parse().ok();
        self.till.set_paid_to(owner, place).await.unwrap();
    }

    /// A confirmation tells of a payment of KES 350 under this code.
    async fn confirm(&self, code: &str) {
        let paid = self.till.shop_number().unwrap().unwrap().payee();
        let body = format!(
            r#"{{"TransID":"{code}","TransTime":"20261124090000","TransAmount":"350.00",
                "BusinessShortCode":"{paid}","TransactionType":"Pay Bill"}}"#
        );
        let told = self.till.hear_confirmation(body.into_bytes());
        assert!(told.await.unwrap(), "it is new");
    }

    async fn seen(&self, text: &str, total: u64) -> Result<SaleRecord, AppError> {
        let sale = self.till.open_sale(kes(total)).await.unwrap().id;
        self.till
            .take_seen_code(sale, code(text), kes(total), None)
            .await
    }
}

#[tokio::test]
async fn a_seen_code_gives_the_goods_once_is_never_proved_and_survives_a_restart() {
    let shop = Shop::open().await;
    shop.takes_on_sight().await;
    let sale = shop.seen(CODE, 350).await.unwrap();
    assert_eq!(sale.sale.standing(), Standing::Covered);
    assert!(sale.sale.says().en.contains("seen, not verified"));
    let shop = shop.reopen().await;
    shop.check_account(Account::Seen, 350);
    shop.check_account(Account::Suspense, 0);
    for again in [CODE, ALIKE] {
        let looked = shop.till.look_up(code(again)).unwrap().looked;
        assert!(matches!(looked, Looked::Seen { .. }), "{looked:?}");
        let refused = shop.seen(again, 350).await;
        assert!(
            matches!(refused, Err(AppError::PaymentUsed { sale: used, .. }) if used == sale.number),
            "{refused:?}"
        );
        let other = shop.till.open_sale(kes(350)).await.unwrap().id;
        let claimed = shop.till.claim(code(again), other, Heed::Stop, None).await;
        assert!(matches!(claimed, Err(AppError::PaymentUsed { .. })));
    }
    shop.prove();
}

#[tokio::test]
async fn a_payment_that_came_to_the_shop_is_not_taken_on_sight_but_given() {
    let shop = Shop::told().await;
    shop.takes_on_sight().await;
    let receipt = shop.pay(AMOUNT);
    shop.until_told(|shop| !shop.till.waiting_payments().unwrap().is_empty())
        .await;
    let refused = shop.seen(receipt.as_str(), 350).await;
    assert!(
        matches!(refused, Err(AppError::PaymentNotFree(NotFree::CanBeProved))),
        "{refused:?}"
    );
    shop.check_account(Account::Seen, 0);
    shop.prove();
}

#[tokio::test]
async fn a_payment_that_comes_after_its_code_was_seen_raises_an_alarm_with_that_sale() {
    let shop = Shop::told().await;
    shop.takes_on_sight().await;
    let sale = shop.seen(CODE, 350).await.unwrap();
    shop.confirm(CODE).await;
    let alarms = shop.till.alarms().unwrap();
    assert_eq!(alarms.len(), 1);
    assert_eq!(alarms[0].id.alarm(), Alarm::SeenCodeCame);
    assert_eq!(alarms[0].sale, Some((sale.id, sale.number)));
    assert_eq!(shop.till.waiting_payments().unwrap().len(), 1, "it is free");
    shop.prove();
}

#[tokio::test]
async fn one_cashier_alone_gives_no_goods_beyond_the_limit_on_sight_nor_such_a_payment_again() {
    let shop = Shop::told().await;
    shop.takes_on_sight().await;
    shop.with_wanjiku().await;
    let second_wanted = |outcome: &Result<SaleRecord, AppError>| {
        let wanted = matches!(outcome, Err(AppError::Denied(Denied::SecondWanted)));
        assert!(wanted, "{outcome:?}");
    };
    second_wanted(&shop.seen("UKO5T0I7QA", 1_001).await);
    let sale = shop.till.open_sale(kes(1_001)).await.unwrap().id;
    let see = |text: &str, shillings, agreed| {
        let (text, shillings) = (code(text), kes(shillings));
        shop.till.take_seen_code(sale, text, shillings, agreed)
    };
    see("UKO5T0I7QB", 1_000, None).await.unwrap();
    second_wanted(&see("UKO5T0I7QC", 1, None).await);
    see("UKO5T0I7QC", 1, shop.owner_agrees().await)
        .await
        .unwrap();
    let reason = "broken".parse().unwrap();
    let refund = shop
        .till
        .refund_in_cash(sale, kes(201), kes(0), reason, None);
    second_wanted(&refund.await);

    shop.confirm("UKO5T0I7QB").await;
    let other = shop.till.open_sale(kes(350)).await.unwrap().id;
    let settle = |agreed| {
        shop.till
            .settle(code("UKO5T0I7QB"), other, Heed::Stop, agreed)
    };
    second_wanted(&settle(None).await);
    settle(shop.owner_agrees().await).await.unwrap();
    shop.prove();
}
