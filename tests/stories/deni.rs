//! Goods on credit (*deni*), the limit that the owner sets, and every way of repaying.

use std::time::Duration;

use app::{AppError, DebtorPerson, DebtorRecord, Offered, Offers, SaleRecord};
use domain::attempt::Alarm;
use domain::debt::DebtRefused;
use domain::ids::{DebtorId, SaleId};
use domain::money::{Balance, Money};
use domain::people::Denied;
use domain::sale::{Heed, Standing};
use ledger::{Account, OWNER, ShiftNumber, Way};
use sandbox::Act;

use crate::limits::{OWNERS, WANJIKUS, badge, kes};
use crate::shop::{AMOUNT, PHONE, Shop};

const OTIENOS: &str = "0712345678";

impl Shop {
    /// Otieno, who may owe KES 1,000.
    pub(crate) async fn otieno(&self) -> DebtorId {
        let who = DebtorPerson {
            name: "Otieno".parse().unwrap(),
            phone: OTIENOS.parse().unwrap(),
        };
        let id = self.till.add_debtor(who).await.unwrap().id;
        let limited = self.till.limit_debtor(badge(OWNER, OWNERS), id, kes(1_000));
        limited.await.unwrap().id
    }

    /// Gives goods for so much on credit.
    pub(crate) async fn lend(&self, debtor: DebtorId, shillings: u64) -> SaleRecord {
        let sale = self.till.open_sale(kes(shillings)).await.unwrap().id;
        let lent = self.till.put_on_credit(sale, debtor, None, None);
        lent.await.unwrap()
    }

    pub(crate) fn owes(&self, debtor: DebtorId, shillings: i64) -> DebtorRecord {
        let record = self.till.debtor(debtor).unwrap();
        assert_eq!(record.account.owes, Balance::from_cents(shillings * 100));
        self.check_account(Account::CustomersCredit, shillings);
        record
    }

    async fn repay(&self, debtor: DebtorId, shillings: u64) -> SaleId {
        let opened = self.till.open_repayment(debtor, kes(shillings));
        opened.await.unwrap().id
    }

    /// Waits until a repayment has what came.
    async fn until_repaid(&self, sale: SaleId) -> SaleRecord {
        let is_repaid = |shop: &Self| {
            let standing = shop.till.sale(sale).unwrap().sale.standing();
            matches!(standing, Standing::Repaid(_))
        };
        self.until_told(is_repaid).await;
        self.till.sale(sale).unwrap()
    }
}

#[track_caller]
fn check_refused<T: std::fmt::Debug>(outcome: &Result<T, AppError>, why: DebtRefused) {
    let refused = matches!(outcome, Err(AppError::Debt(found)) if *found == why);
    assert!(refused, "{outcome:?}");
}

#[tokio::test]
async fn goods_are_sold_on_credit_within_the_limit_that_the_owner_alone_sets() {
    let shop = Shop::open().await;
    let cashier = shop.with_wanjiku().await;
    let otieno = shop.otieno().await;
    let sold = shop.lend(otieno, 800).await;
    assert_eq!(sold.sale.standing(), Standing::Covered);
    let says = "KES 800 is on credit. Give the goods. KES 800 is still owed.";
    assert_eq!(sold.says().en, says);
    let sale = shop.till.open_sale(kes(300)).await.unwrap().id;
    let lend = async |agreed| shop.till.put_on_credit(sale, otieno, None, agreed).await;
    let beyond = DebtRefused::BeyondLimit {
        more: kes(300),
        left: kes(200),
        limit: kes(1_000),
    };
    check_refused(&lend(None).await, beyond);
    let hers = shop
        .till
        .limit_debtor(badge(cashier, WANJIKUS), otieno, kes(5_000));
    let denied = hers.await;
    let no_right = matches!(denied, Err(AppError::Denied(Denied::NoRight)));
    assert!(no_right, "{denied:?}");
    shop.owes(otieno, 800);
    assert_eq!(shop.agreements(), 0);
    lend(shop.owner_agrees().await).await.unwrap();
    assert_eq!(shop.agreements(), 1);
    shop.owes(otieno, 1_100);
    shop.prove();
}

#[tokio::test]
async fn a_new_debtor_has_nothing_on_credit_before_the_owner_says_so() {
    let shop = Shop::open().await;
    let who = DebtorPerson {
        name: "Achieng".parse().unwrap(),
        phone: OTIENOS.parse().unwrap(),
    };
    let id = shop.till.add_debtor(who.clone()).await.unwrap().id;
    let sale = shop.till.open_sale(kes(1)).await.unwrap().id;
    let nothing = DebtRefused::BeyondLimit {
        more: kes(1),
        left: Money::ZERO,
        limit: Money::ZERO,
    };
    check_refused(
        &shop.till.put_on_credit(sale, id, None, None).await,
        nothing,
    );
    let twice = shop.till.add_debtor(who).await;
    check_refused(&twice, DebtRefused::PhoneTaken);
}

#[tokio::test]
async fn a_prompt_and_cash_repay_what_is_owed_and_no_sentence_gives_goods() {
    let shop = Shop::told().await;
    shop.with_wanjiku().await;
    let otieno = shop.otieno().await;
    shop.lend(otieno, 800).await;
    let sale = shop.repay(otieno, u64::from(AMOUNT)).await;
    let (amount, phone) = (
        AMOUNT.to_string().parse().unwrap(),
        OTIENOS.parse().unwrap(),
    );
    let prompted = shop
        .till
        .prompt_leg(sale, amount, phone, app::Resolve::Refuse)
        .await
        .unwrap();
    let attempt = prompted.legs[0].attempts[0].id;
    shop.until_state(attempt, &domain::attempt::State::Prompted)
        .await;
    shop.answer(Act::Accept);
    shop.until_paid(attempt).await;
    let paid = shop.record(attempt);
    assert!(!paid.gives_goods());
    assert!(paid.sentences().cashier.en.contains("no goods to give"));
    let repaid = shop.until_repaid(sale).await;
    assert_eq!(
        repaid.says().en,
        "KES 350 is repaid. KES 450 is still owed."
    );
    shop.owes(otieno, 450);
    let rest = shop.repay(otieno, 450).await;
    let repaid = shop.till.take_cash(rest, kes(450), kes(500)).await.unwrap();
    let says = "KES 450 is repaid. Give KES 50 change. Nothing is owed.";
    assert_eq!(repaid.says().en, says);
    let record = shop.owes(otieno, 0);
    assert_eq!(record.since, None);
    shop.check_account(Account::Cash(ShiftNumber::OPENING), 450);
    shop.check_account(Account::Sales, -800);
    let statement = shop.till.sales_of_debtor(otieno).unwrap();
    assert_eq!(statement.len(), 3);
    let more = shop.till.open_repayment(otieno, kes(1)).await;
    check_refused(&more, DebtRefused::MoreThanOwed { owes: Money::ZERO });
    shop.prove();
}

#[tokio::test]
async fn what_the_customer_takes_back_of_a_repayment_is_owed_again_with_an_alarm() {
    let shop = Shop::of_wanjiku().await;
    let otieno = shop.otieno().await;
    shop.lend(otieno, 800).await;
    let receipt = shop.pay(500);
    let waits = |shop: &Shop| !shop.till.waiting_payments().unwrap().is_empty();
    shop.until_told(waits).await;
    let sale = shop.repay(otieno, 500).await;
    let given = shop
        .till
        .settle(receipt.clone(), sale, Heed::Stop, None)
        .await;
    given.unwrap();
    shop.advance(Duration::from_secs(5));
    shop.until_repaid(sale).await;
    shop.owes(otieno, 300);
    let (now, told) = (shop.till.now(), statement(b"a row of the statement"));
    let (code, by) = (receipt, "UKN5T0I7QX".parse().unwrap());
    let reverse = move |tx: &ledger::Tx<'_>| tx.reverse_receipt(now, &code, (by, kes(500)), &told);
    shop.till.clerk().write(reverse).await.unwrap();
    shop.owes(otieno, 800);
    shop.check_account(Account::Refunds, 0);
    let alarms = shop.till.alarms().unwrap();
    assert_eq!(alarms[0].id.alarm(), Alarm::WentBack);
    assert_eq!(alarms[0].sale.map(|(id, _)| id), Some(sale));
    let says = shop.till.sale(sale).unwrap().says().en;
    assert!(
        says.starts_with("KES 500 of the repayment went back"),
        "{says}"
    );
    shop.prove();
}

#[tokio::test]
async fn a_payment_that_comes_by_itself_is_offered_to_its_debtor_and_repays_by_a_key_alone() {
    let shop = Shop::of_wanjiku().await;
    let otieno = shop.otieno().await;
    shop.lend(otieno, 800).await;
    let receipt = shop.pay(800);
    let waits = |shop: &Shop| !shop.till.waiting_payments().unwrap().is_empty();
    shop.until_told(waits).await;
    let waiting = shop.till.waiting_payments().unwrap();
    let Offers::One(offer) = &waiting[0].offers else {
        panic!("{:?}", waiting[0].offers);
    };
    assert!(matches!(&offer.to, Offered::Debtor(debtor) if debtor.id == otieno));
    assert_eq!(offer.lacks, kes(800));
    let says: Vec<_> = offer.says().map(|words| words.en).collect();
    assert!(
        says.contains(&"It is just what the customer owes."),
        "{says:?}"
    );
    shop.owes(otieno, 800);
    let given = shop.till.settle_debt(receipt.clone(), otieno, None).await;
    let repayment = given.unwrap().id;
    shop.advance(Duration::from_secs(5));
    let repaid = shop.until_repaid(repayment).await;
    assert_eq!(repaid.says().en, "KES 800 is repaid. Nothing is owed.");
    shop.owes(otieno, 0);
    let again = shop.till.settle_debt(receipt, otieno, None).await;
    assert!(
        matches!(again, Err(AppError::PaymentUsed { .. })),
        "{again:?}"
    );
    shop.prove();
}

#[tokio::test]
async fn what_a_debtor_pays_beyond_his_debt_is_owed_to_him() {
    let shop = Shop::of_wanjiku().await;
    let otieno = shop.otieno().await;
    shop.lend(otieno, 300).await;
    let receipt = shop.pay(500);
    let waits = |shop: &Shop| !shop.till.waiting_payments().unwrap().is_empty();
    shop.until_told(waits).await;
    let offers = shop.till.waiting_payments().unwrap()[0].offers.clone();
    assert_eq!(
        offers,
        Offers::None,
        "more than he owes is offered to nobody"
    );
    let given = shop.till.settle_debt(receipt, otieno, None).await;
    let repayment = given.unwrap().id;
    shop.advance(Duration::from_secs(5));
    let repaid = shop.until_repaid(repayment).await;
    assert_eq!(repaid.sale.owed(), kes(200));
    shop.owes(otieno, 0);
    shop.check_account(Account::OwedToCustomers, -200);
    let nothing = "UKN5T0I7QX".parse().unwrap();
    let refused = shop.till.settle_debt(nothing, otieno, None).await;
    assert!(matches!(refused, Err(AppError::Book(_))), "{refused:?}");
    shop.prove();
}

fn statement(row: &[u8]) -> ledger::Evidence {
    ledger::Evidence {
        way: Way::Statement,
        body: row.to_vec(),
        salt: [7; 16],
    }
}

#[tokio::test]
async fn a_sale_on_credit_is_called_off_and_goods_come_back_without_cash() {
    let shop = Shop::open().await;
    shop.with_wanjiku().await;
    let otieno = shop.otieno().await;
    let first = shop.lend(otieno, 400).await.id;
    let second = shop.lend(otieno, 500).await.id;
    let reason = || "wrong goods".parse().unwrap();
    let voided = shop.till.void_sale(first, reason(), Heed::GoOn, None).await;
    assert_eq!(voided.unwrap().sale.gives_back(), Money::ZERO);
    shop.owes(otieno, 500);
    let back = shop
        .till
        .refund_in_cash(second, kes(200), Money::ZERO, reason(), None)
        .await
        .unwrap();
    assert!(back.says().en.starts_with("KES 200 is off the debt"));
    shop.owes(otieno, 300);
    shop.check_account(Account::Cash(ShiftNumber::OPENING), 0);
    let not_settled = shop.till.erase_debtor(otieno).await;
    check_refused(&not_settled, DebtRefused::NotSettled);
    let repayment = shop.repay(otieno, 300).await;
    shop.till
        .take_cash(repayment, kes(300), kes(300))
        .await
        .unwrap();
    let erased = shop.till.erase_debtor(otieno).await.unwrap();
    assert_eq!(erased.who, None);
    shop.prove();
}

#[tokio::test]
async fn what_is_owed_outlives_a_restart() {
    let shop = Shop::open().await;
    shop.with_wanjiku().await;
    let otieno = shop.otieno().await;
    shop.lend(otieno, 400).await;
    let before = shop.owes(otieno, 400);
    let shop = shop.reopen().await;
    assert_eq!(shop.owes(otieno, 400), before);
    assert_eq!(PHONE.parse().ok(), before.who.map(|who| who.phone));
    shop.prove();
}
