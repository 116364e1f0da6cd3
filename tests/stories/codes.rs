//! Codes that are read from a customer's phone: looked up, claimed, proved and disproved.

use std::time::Duration;

use app::{AppError, SaleRecord};
use domain::attempt::Alarm;
use domain::receipt::{DateHint, Looked, Receipt};
use domain::sale::{Heed, Standing};
use ledger::Account;

use crate::shop::{AMOUNT, PHONE, Shop};

impl Shop {
    /// Lets the customer pay by himself where the till is told of nothing.
    pub(crate) fn paid_unheard(&self, shillings: u32) -> Receipt {
        let phone = PHONE.parse().unwrap();
        let paid = self
            .sandbox
            .pay(&phone, u64::from(shillings), "0001")
            .unwrap();
        paid.receipt.number.parse().unwrap()
    }

    pub(crate) async fn sale(&self) -> SaleRecord {
        let total = AMOUNT.to_string().parse().unwrap();
        self.till.open_sale(total).await.unwrap()
    }

    pub(crate) fn standing(&self, sale: &SaleRecord) -> Standing {
        self.till.sale(sale.id).unwrap().sale.standing()
    }

    fn looked(&self, code: &Receipt) -> Looked {
        self.till.look_up(code.clone()).unwrap().looked
    }

    /// Opens a shop with an API user that is told of nothing by itself.
    pub(crate) async fn asking() -> Self {
        let shop = Self::with(|_| ()).await;
        shop.connect(shop.line_with_api_user());
        shop
    }

    /// Lets the time pass in which a claim is asked about and answered.
    pub(crate) async fn until_answered(&self, receipt: &Receipt) {
        let count = self.till.commands_about(receipt).unwrap().len();
        self.advance(Duration::from_mins(10));
        self.until_told(|shop| shop.till.commands_about(receipt).unwrap().len() > count)
            .await;
        self.until_told(|shop| {
            let last = shop.till.commands_about(receipt).unwrap().pop().unwrap();
            last.command.evidence.own_ids().is_some()
        })
        .await;
        self.advance(Duration::from_secs(2));
        self.until_told(|shop| {
            let last = shop.till.commands_about(receipt).unwrap().pop().unwrap();
            !last.command.is_open()
        })
        .await;
    }
}

#[tokio::test]
async fn a_code_that_nobody_heard_of_is_claimed_asked_about_and_covers_its_sale() {
    let shop = Shop::asking().await;
    let (receipt, sale) = (shop.paid_unheard(AMOUNT), shop.sale().await);
    assert_eq!(shop.looked(&receipt), Looked::Unknown(DateHint::SameDay));
    let claimed = shop
        .till
        .claim(receipt.clone(), sale.id, Heed::Stop, None)
        .await;
    assert_eq!(claimed.unwrap().sale.standing(), Standing::Open);
    let shop = shop.reopen().await;
    shop.connect(shop.line_with_api_user());
    shop.until_answered(&receipt).await;
    assert_eq!(shop.standing(&sale), Standing::Covered);
    shop.check_account(Account::Sales, -350);
    let used = shop.looked(&receipt);
    assert!(
        matches!(used, Looked::Used { claimed: false, .. }),
        "{used:?}"
    );
    shop.prove();
}

#[tokio::test]
async fn a_code_that_m_pesa_does_not_know_leaves_the_sale_unpaid_with_an_alarm() {
    let shop = Shop::asking().await;
    let sale = shop.sale().await;
    let forged: Receipt = "UKO5T0I7QX".parse().unwrap();
    shop.till
        .claim(forged.clone(), sale.id, Heed::Stop, None)
        .await
        .unwrap();
    shop.until_answered(&forged).await;
    let found = shop.till.sale(sale.id).unwrap();
    assert!(!found.sale.standing().gives_goods());
    assert!(
        found.legs[0]
            .received
            .as_ref()
            .unwrap()
            .taken_back
            .is_some()
    );
    let alarms: Vec<_> = shop.till.alarms().unwrap().into_iter().collect();
    assert_eq!(alarms.len(), 1);
    assert_eq!(
        (alarms[0].id.alarm(), alarms[0].sale),
        (Alarm::ClaimDenied, Some((sale.id, sale.number)))
    );
    assert_eq!(shop.looked(&forged), Looked::Doubtful);
    shop.prove();
}

#[tokio::test]
async fn two_cashiers_race_for_one_code_and_the_second_is_told_who_has_it() {
    let shop = Shop::asking().await;
    let receipt = shop.paid_unheard(AMOUNT);
    let (one, two) = (shop.sale().await, shop.sale().await);
    let (first, second) = tokio::join!(
        shop.till.claim(receipt.clone(), one.id, Heed::Stop, None),
        shop.till.claim(receipt.clone(), two.id, Heed::Stop, None),
    );
    let (won, lost) = if first.is_ok() {
        (first, second)
    } else {
        (second, first)
    };
    let has_it = won.unwrap().number;
    match lost {
        Err(AppError::PaymentUsed { sale, .. }) => assert_eq!(sale, has_it),
        other => panic!("{other:?}"),
    }
    let used = shop.looked(&receipt);
    assert!(
        matches!(used, Looked::Used { claimed: true, .. }),
        "{used:?}"
    );
    shop.until_answered(&receipt).await;
    shop.check_account(Account::Sales, -350);
    shop.check_account(Account::Suspense, 0);
    shop.prove();
}

#[tokio::test]
async fn the_genuine_payment_goes_to_whom_it_belongs_when_a_claim_was_another_s() {
    let shop = Shop::asking().await;
    let receipt = shop.paid_unheard(AMOUNT);
    let (thief, owner) = (shop.sale().await, shop.sale().await);
    let claimed = shop
        .till
        .claim(receipt.clone(), thief.id, Heed::Stop, None)
        .await;
    let leg = claimed.unwrap().legs[0].id;
    shop.until_answered(&receipt).await;
    assert_eq!(shop.standing(&thief), Standing::Covered);
    let refused = shop
        .till
        .claim(receipt.clone(), owner.id, Heed::Stop, None)
        .await;
    assert!(
        matches!(refused, Err(AppError::PaymentUsed { .. })),
        "{refused:?}"
    );
    let why = "another's code".parse().unwrap();
    let taken = shop.till.take_back((leg, why), Heed::GoOn, None);
    taken.await.unwrap();
    assert!(matches!(shop.looked(&receipt), Looked::Found { .. }));
    shop.till
        .claim(receipt, owner.id, Heed::Stop, None)
        .await
        .unwrap();
    assert_eq!(shop.standing(&owner), Standing::Covered);
    assert!(!shop.standing(&thief).gives_goods());
    shop.check_account(Account::Sales, -350);
    shop.prove();
}

#[tokio::test]
async fn a_code_that_looks_alike_is_found_under_its_own_spelling() {
    let shop = Shop::with_api_user().await;
    let receipt = shop.paid_by_himself().await;
    let typed: String = receipt
        .as_str()
        .chars()
        .map(|sign| match sign {
            '0' => 'O',
            '1' => 'I',
            sign => sign,
        })
        .collect();
    let found = shop.till.look_up(Receipt::typed(&typed).unwrap()).unwrap();
    assert_eq!(found.receipt, receipt);
    assert!(matches!(found.looked, Looked::Found { .. }), "{found:?}");
}

#[tokio::test]
async fn a_mistyped_claim_hides_no_code_that_looks_like_it() {
    let shop = Shop::with_api_user().await;
    let sale = shop.sale().await;
    let mistyped: Receipt = "UKO5TOI7QX".parse().unwrap();
    shop.till
        .claim(mistyped, sale.id, Heed::Stop, None)
        .await
        .unwrap();
    let right: Receipt = "UKO5T0I7QX".parse().unwrap();
    assert!(matches!(shop.looked(&right), Looked::Unknown(_)));
    assert_eq!(shop.till.look_up(right.clone()).unwrap().receipt, right);
}

#[tokio::test]
async fn what_a_customer_paid_for_a_sale_that_was_called_off_is_asked_about_and_owed() {
    let shop = Shop::asking().await;
    let (receipt, sale) = (shop.paid_unheard(AMOUNT), shop.sale().await);
    shop.till
        .claim(receipt.clone(), sale.id, Heed::Stop, None)
        .await
        .unwrap();
    let reason = "he left".parse().unwrap();
    shop.till
        .void_sale(sale.id, reason, Heed::GoOn, None)
        .await
        .unwrap();
    shop.until_answered(&receipt).await;
    let found = shop.till.sale(sale.id).unwrap();
    assert_eq!(found.sale.owed(), sale.sale.total);
    shop.prove();
}
