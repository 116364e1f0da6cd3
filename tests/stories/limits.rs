//! The owner's limits: what one person alone may let go, and when a second one agrees.

use std::time::Duration;

use app::{AppError, Approval, Badge, NewPerson, SaleRecord};
use domain::ids::PersonId;
use domain::limits::Limits;
use domain::money::Money;
use domain::people::{Denied, Pin, Role};
use domain::receipt::{Looked, Receipt};
use domain::sale::{Heed, Payout, Reason};
use ledger::{Account, OWNER, ShiftNumber};

use crate::shop::{PHONE, Shop};

pub(crate) const OWNERS: &str = "4711";
pub(crate) const WANJIKUS: &str = "5093";

pub(crate) fn badge(person: PersonId, digits: &str) -> Badge {
    let pin = Some(Pin::try_from(digits.to_owned()).unwrap());
    Badge { person, pin }
}

pub(crate) fn kes(shillings: u64) -> Money {
    Money::from_cents(shillings * 100).unwrap()
}

impl Shop {
    /// Puts Wanjiku at the counter, a cashier, in the shop of an owner with a PIN.
    pub(crate) async fn with_wanjiku(&self) -> PersonId {
        let pin = || Pin::try_from(OWNERS.to_owned()).unwrap();
        let nothing = Badge {
            person: OWNER,
            pin: None,
        };
        self.till.set_pin(nothing, OWNER, pin()).await.unwrap();
        let new = NewPerson {
            name: "Wanjiku".parse().unwrap(),
            role: Role::Cashier,
            pin: Pin::try_from(WANJIKUS.to_owned()).unwrap(),
        };
        let added = self.till.add_person(badge(OWNER, OWNERS), new).await;
        let wanjiku = added.unwrap().person.id;
        let came = self.till.sign_in(badge(wanjiku, WANJIKUS)).await;
        came.unwrap().person.id
    }

    pub(crate) async fn owner_agrees(&self) -> Option<Approval> {
        Some(self.till.approve(badge(OWNER, OWNERS)).await.unwrap())
    }

    /// A shop with Wanjiku at the counter, which asks about what comes by itself.
    pub(crate) async fn of_wanjiku() -> Self {
        let shop = Self::told().await;
        let signed_up = shop.till.sign_up_for_pulls(PHONE.parse().unwrap());
        signed_up.await.unwrap();
        shop.with_wanjiku().await;
        shop
    }

    /// Gives a payment of so much to a sale that comes to so much, and lets it be proved.
    async fn give_strangers(&self, shillings: u32, total: u64) -> SaleRecord {
        let receipt = self.pay(shillings);
        self.until_told(|shop| !shop.till.waiting_payments().unwrap().is_empty())
            .await;
        let sale = self.till.open_sale(kes(total)).await.unwrap().id;
        self.till
            .settle(receipt, sale, Heed::Stop, None)
            .await
            .unwrap();
        self.advance(Duration::from_secs(5));
        let is_paid = |shop: &Self| shop.till.sale(sale).unwrap().sale.lacks() == Money::ZERO;
        self.until_told(is_paid).await;
        self.till.sale(sale).unwrap()
    }

    async fn paid_in_cash(&self, shillings: u64) -> SaleRecord {
        let total = kes(shillings);
        let sale = self.till.open_sale(total).await.unwrap().id;
        self.till.take_cash(sale, total, total).await.unwrap()
    }

    pub(crate) fn agreements(&self) -> i64 {
        let book = rusqlite::Connection::open(self.book()).unwrap();
        let count = "SELECT count(*) FROM journal WHERE kind = 'sale.agreed'";
        book.query_row(count, [], |row| row.get(0)).unwrap()
    }
}

fn check_second_wanted<T: std::fmt::Debug>(outcome: &Result<T, AppError>) {
    let wanted = matches!(outcome, Err(AppError::Denied(Denied::SecondWanted)));
    assert!(wanted, "{outcome:?}");
}

#[tokio::test]
async fn one_cashier_alone_does_not_pay_out_a_strangers_payment() {
    let shop = Shop::of_wanjiku().await;
    let given = shop.give_strangers(5_000, 1).await;
    let sale = given.id;
    assert_eq!(given.sale.owed(), kes(4_999));
    for (sum, how) in [
        (4_999, Payout::Cash),
        (4_999, Payout::Tip),
        (201, Payout::Cash),
    ] {
        let alone = shop.till.pay_out(sale, kes(sum), how, None).await;
        check_second_wanted(&alone);
    }
    shop.check_account(Account::Cash(ShiftNumber::OPENING), 0);
    let little = shop.till.pay_out(sale, kes(200), Payout::Cash, None).await;
    assert_eq!(little.unwrap().sale.owed(), kes(4_799));
    let again = shop.till.pay_out(sale, kes(1), Payout::Cash, None).await;
    check_second_wanted(&again);
    assert_eq!(shop.agreements(), 0);
    let agreed = shop.owner_agrees().await;
    let paid = shop.till.pay_out(sale, kes(4_799), Payout::Cash, agreed);
    assert_eq!(paid.await.unwrap().sale.owed(), Money::ZERO);
    assert_eq!(shop.agreements(), 1);
    shop.check_account(Account::Cash(ShiftNumber::OPENING), -4_999);
    shop.prove();
}

#[tokio::test]
async fn cash_for_goods_and_a_sale_that_is_called_off_want_a_second_person_above_the_limit() {
    let shop = Shop::open().await;
    shop.with_wanjiku().await;
    let sale = shop.paid_in_cash(3_000).await.id;
    let refund = async |sum: u64, returned: u64, agreed| {
        let reason = "broken".parse().unwrap();
        let (sum, returned) = (kes(sum), kes(returned));
        shop.till
            .refund_in_cash(sale, sum, returned, reason, agreed)
            .await
    };
    check_second_wanted(&refund(1_001, 0, None).await);
    refund(1_000, 0, None).await.unwrap();
    check_second_wanted(&refund(1, 1_000, None).await);
    refund(2_000, 1_000, shop.owner_agrees().await)
        .await
        .unwrap();
    let void = async |sale, agreed| {
        let reason = "wrong price".parse().unwrap();
        shop.till.void_sale(sale, reason, Heed::GoOn, agreed).await
    };
    let other = shop.paid_in_cash(1_500).await.id;
    check_second_wanted(&void(other, None).await);
    void(other, shop.owner_agrees().await).await.unwrap();
    let small = shop.paid_in_cash(1_000).await.id;
    void(small, None).await.unwrap();
    shop.prove();
}

#[tokio::test]
async fn a_payment_is_not_taken_back_from_a_paid_sale_by_one_person_alone() {
    let shop = Shop::of_wanjiku().await;
    let leg = shop.give_strangers(1_500, 1_500).await.legs[0].id;
    let why: Reason = "wrong sale".parse().unwrap();
    let alone = shop
        .till
        .take_back((leg, why.clone()), Heed::GoOn, None)
        .await;
    check_second_wanted(&alone);
    let agreed = shop.owner_agrees().await;
    shop.till
        .take_back((leg, why), Heed::GoOn, agreed)
        .await
        .unwrap();
    shop.prove();
}

#[tokio::test]
async fn the_owner_alone_sets_the_limits_and_a_shop_of_one_is_asked_for_nobody() {
    let shop = Shop::open().await;
    let sale = shop.paid_in_cash(3_000).await.id;
    let reason = "broken".parse().unwrap();
    let refunded = shop
        .till
        .refund_in_cash(sale, kes(3_000), kes(0), reason, None);
    refunded.await.unwrap();
    let wanjiku = shop.with_wanjiku().await;
    let limits = Limits {
        alone: kes(50),
        unprompted: kes(0),
        alone_a_day: kes(90),
        unprompted_a_day: kes(10),
        at_risk: kes(500),
    };
    let hers = shop.till.set_limits(badge(wanjiku, WANJIKUS), limits).await;
    assert!(
        matches!(hers, Err(AppError::Denied(Denied::NoRight))),
        "{hers:?}"
    );
    assert_eq!(shop.till.limits().unwrap(), Limits::default());
    shop.till
        .set_limits(badge(OWNER, OWNERS), limits)
        .await
        .unwrap();
    let shop = shop.reopen().await;
    assert_eq!(shop.till.limits().unwrap(), limits);
    let small = shop.paid_in_cash(100).await.id;
    let reason = "broken".parse().unwrap();
    let alone = shop
        .till
        .refund_in_cash(small, kes(51), kes(0), reason, None);
    check_second_wanted(&alone.await);
    shop.prove();
}

#[tokio::test]
async fn a_strangers_money_is_not_paid_out_in_small_sums_of_many_sales() {
    let shop = Shop::of_wanjiku().await;
    let limits = Limits {
        unprompted_a_day: kes(300),
        ..Limits::default()
    };
    let set = shop.till.set_limits(badge(OWNER, OWNERS), limits);
    set.await.unwrap();
    let pay_out = async |sum: u64, agreed| {
        let sale = shop.give_strangers(500, 1).await.id;
        let paid = shop.till.pay_out(sale, kes(sum), Payout::Cash, agreed);
        paid.await
    };
    pay_out(200, None).await.unwrap();
    check_second_wanted(&pay_out(101, None).await);
    pay_out(100, None).await.unwrap();
    pay_out(499, shop.owner_agrees().await).await.unwrap();
    check_second_wanted(&pay_out(1, None).await);
    shop.prove();
}

#[tokio::test]
async fn a_payment_that_is_older_than_the_sale_wants_a_second_person_and_its_time_is_said() {
    let shop = Shop::of_wanjiku().await;
    let receipt = shop.pay(350);
    shop.until_told(|shop| !shop.till.waiting_payments().unwrap().is_empty())
        .await;
    let looked = || shop.till.look_up(receipt.clone()).unwrap().looked;
    assert!(matches!(looked(), Looked::Found { old: false, .. }));
    shop.advance(Duration::from_mins(61));
    assert!(matches!(looked(), Looked::Found { old: true, .. }));
    let sale = shop.till.open_sale(kes(350)).await.unwrap().id;
    let settle = |agreed| shop.till.settle(receipt.clone(), sale, Heed::Stop, agreed);
    let claim = |agreed| shop.till.claim(receipt.clone(), sale, Heed::Stop, agreed);
    check_second_wanted(&settle(None).await);
    check_second_wanted(&claim(None).await);
    assert!(shop.till.sale(sale).unwrap().legs.is_empty());
    claim(shop.owner_agrees().await).await.unwrap();
    assert_eq!(shop.agreements(), 1);
    shop.prove();
}

#[tokio::test]
async fn a_code_of_another_day_that_nobody_heard_of_is_not_claimed_by_one_person_alone() {
    let shop = Shop::of_wanjiku().await;
    let sale = shop.till.open_sale(kes(350)).await.unwrap().id;
    let claim = async |code: &str, agreed| {
        let receipt = Receipt::typed(code).unwrap();
        shop.till.claim(receipt, sale, Heed::Stop, agreed).await
    };
    for code in ["UKN5T0I7QX", "0000000000"] {
        check_second_wanted(&claim(code, None).await);
    }
    assert!(shop.till.sale(sale).unwrap().legs.is_empty());
    claim("UKN5T0I7QX", shop.owner_agrees().await)
        .await
        .unwrap();
    let today = shop.till.open_sale(kes(350)).await.unwrap().id;
    let receipt = Receipt::typed("UKO5T0I7QX").unwrap();
    let alone = shop.till.claim(receipt, today, Heed::Stop, None).await;
    assert!(alone.is_ok(), "{alone:?}");
    shop.prove();
}
