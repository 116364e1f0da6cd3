//! What is shown to a customer who pays by himself, and that his payment is offered to his sale.

use app::{AppError, Offers, PayCode, SaleRecord};
use domain::money::{Money, Shillings};
use domain::sale::Objection;
use sandbox::{Fault, Mishap, Place, Shortcode, When};

use crate::shop::{AMOUNT, PHONE, Shop};

impl Shop {
    async fn told_at(number: Shortcode) -> Self {
        let shop = Self::with(|config| config.shop.shortcode = number).await;
        shop.connect(shop.line());
        shop.till.register_notices().await.unwrap();
        shop
    }

    async fn open_sale(&self) -> SaleRecord {
        let total = Shillings::new(AMOUNT).unwrap().money();
        self.till.open_sale(total).await.unwrap()
    }

    async fn pay_code(&self, sale: &SaleRecord) -> PayCode {
        self.till.pay_code(sale.id, None).await.unwrap()
    }
}

fn pay_bill() -> Shortcode {
    let number = "174379".to_owned();
    Shortcode::PayBill { number }
}

fn till() -> Shortcode {
    let (store, till) = ("7654321".to_owned(), "5123456".to_owned());
    Shortcode::Till { store, till }
}

#[tokio::test]
async fn a_customer_is_shown_safaricoms_picture_and_his_payment_is_offered_to_his_sale() {
    for number in [pay_bill(), till()] {
        let shop = Shop::told_at(number.clone()).await;
        let sale = shop.open_sale().await;
        let shown = shop.pay_code(&sale).await;
        assert!(shown.picture.is_some());
        assert_eq!(shown.to_pay.amount.money(), sale.sale.total);
        let account = match number {
            Shortcode::PayBill { .. } => shown.to_pay.account.as_str(),
            Shortcode::Till { .. } => "",
        };
        let mut changes = shop.till.changes();
        let phone = PHONE.parse().unwrap();
        let amount = shown.to_pay.amount.get().into();
        shop.sandbox.pay(&phone, amount, account).unwrap();
        while shop.till.free_receipts().unwrap().is_empty() {
            changes.recv().await.unwrap();
        }
        let waiting = shop.till.waiting_payments().unwrap();
        let offers = &waiting[0].offers;
        assert!(
            matches!(offers, Offers::One(to) if to.sale() == Some(sale.id)),
            "{offers:?}"
        );
        shop.prove();
    }
}

#[tokio::test]
async fn without_safaricoms_picture_the_customer_is_told_the_till_number_in_words() {
    let shop = Shop::told_at(till()).await;
    let sale = shop.open_sale().await;
    for mishap in [Mishap::HangUp { accepted: false }, Mishap::Cut] {
        let fault = Fault {
            at: Place::Qr,
            what: mishap,
            when: When::Always,
            seen: 0,
        };
        shop.sandbox.set_script(vec![fault]).unwrap();
        let shown = shop.pay_code(&sale).await;
        assert!(shown.picture.is_none());
        let text = shown.to_pay.text();
        assert!(
            text.contains("Till 5123456") && !text.contains("7654321"),
            "{text}"
        );
    }
}

#[tokio::test]
async fn a_till_without_a_line_still_tells_the_customer_what_to_pay() {
    let shop = Shop::told_at(pay_bill()).await;
    shop.line()
        .profile
        .write(shop.till.clerk(), shop.till.now())
        .await
        .unwrap();
    let shop = shop.reopen().await;
    let sale = shop.open_sale().await;
    let shown = shop.pay_code(&sale).await;
    assert!(shown.picture.is_none());
    assert!(
        shown
            .to_pay
            .text()
            .contains("PayBill 174379 > Account 0001")
    );
}

#[tokio::test]
async fn nobody_is_shown_what_the_sale_does_not_need() {
    let shop = Shop::told_at(pay_bill()).await;
    let sale = shop.open_sale().await;
    let part = |shillings| Shillings::new(shillings).ok();
    let shown = shop.till.pay_code(sale.id, part(AMOUNT - 1)).await.unwrap();
    assert_eq!(shown.to_pay.amount.get(), AMOUNT - 1);
    let beyond = shop.till.pay_code(sale.id, part(AMOUNT + 1)).await;
    assert!(
        matches!(beyond, Err(AppError::Sale(Objection::Beyond { .. }))),
        "{beyond:?}"
    );
    shop.till
        .take_cash(sale.id, sale.sale.total, sale.sale.total)
        .await
        .unwrap();
    let paid = shop.till.pay_code(sale.id, None).await;
    assert!(matches!(paid, Err(AppError::AlreadyPaid)), "{paid:?}");
    let cents = shop
        .till
        .open_sale(Money::from_cents(35_050).unwrap())
        .await
        .unwrap();
    let cents = shop.till.pay_code(cents.id, None).await;
    assert!(matches!(cents, Err(AppError::Amount(_))), "{cents:?}");
}
