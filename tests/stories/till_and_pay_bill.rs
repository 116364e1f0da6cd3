//! Both kinds of number that a shop can be paid by.

use domain::sale::Standing;
use ledger::Account;
use sandbox::{Act, Shortcode};

use crate::shop::{AMOUNT, Shop};

async fn check_sale(number: Shortcode, payee: &str) {
    let shop = Shop::with(|config| config.shop.shortcode = number).await;
    shop.connect(shop.line());
    assert_eq!(shop.till.payee().as_deref(), Some(payee));
    let id = shop.prompt().await;
    shop.answer(Act::Accept);
    shop.until_paid(id).await;
    let record = shop.record(id);
    assert_eq!(record.standing, Standing::Covered);
    shop.check_account(Account::Mpesa(record.shortcode), i64::from(AMOUNT));
    shop.prove();
}

#[tokio::test]
async fn a_shop_with_a_pay_bill_is_paid() {
    let number = "174379".to_owned();
    check_sale(Shortcode::PayBill { number }, "174379").await;
}

#[tokio::test]
async fn a_shop_with_a_till_is_paid_on_the_till_and_asks_in_the_name_of_the_store() {
    let (store, till) = ("7654321".to_owned(), "5123456".to_owned());
    check_sale(Shortcode::Till { store, till }, "5123456").await;
}
