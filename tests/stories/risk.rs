//! Goods that are given before their money is proved: who may, up to which sum, and what comes of
//! it.

use std::time::Duration;

use app::{AppError, Badge, SaleRecord, say_alarm};
use domain::attempt::{Conflict, State};
use domain::ids::{PersonId, SaleId};
use domain::limits::Limits;
use domain::money::Money;
use domain::people::Denied;
use domain::receipt::Receipt;
use domain::sale::{Heed, NotReleasable, Objection, Standing};
use ledger::{Account, OWNER};
use sandbox::Act;

use crate::body::Body;
use crate::limits::{OWNERS, WANJIKUS, badge};
use crate::shop::{AMOUNT, PHONE, Shop};

const FORGED: &str = "UKO5T0I7QX";

fn kes(shillings: u64) -> Money {
    Money::from_cents(shillings * 100).unwrap()
}

fn left(shillings: u64) -> NotReleasable {
    let left = kes(shillings);
    NotReleasable::BeyondLimit { left }
}

impl Shop {
    /// Wanjiku is at the counter of a shop that can't ask about codes yet, and whose owner lets
    /// goods for so much be at risk.
    async fn letting_risk(shillings: u64) -> (Self, PersonId) {
        let shop = Self::open().await;
        let wanjiku = shop.with_wanjiku().await;
        let limits = Limits {
            at_risk: kes(shillings),
            ..Limits::default()
        };
        let set = shop.till.set_limits(badge(OWNER, OWNERS), limits).await;
        set.unwrap();
        (shop, wanjiku)
    }

    /// A sale for which a code was claimed half a minute ago.
    async fn claimed(&self, receipt: &Receipt) -> SaleId {
        let sale = self.sale().await.id;
        let claim = self.till.claim(receipt.clone(), sale, Heed::Stop, None);
        claim.await.unwrap();
        self.advance(Duration::from_secs(30));
        sale
    }

    async fn release(&self, sale: SaleId) -> Result<SaleRecord, AppError> {
        self.till.release(sale, badge(OWNER, OWNERS)).await
    }

    fn check_risk(&self, of: PersonId, shillings: i64) {
        self.check_account(Account::ClaimsOutstanding(of), shillings);
        self.check_account(Account::GoodsAtRisk, -shillings);
        let listed = self.till.sales_at_risk().unwrap();
        assert_eq!(listed.len(), usize::from(shillings > 0));
    }

    fn said_of_the_alarm(&self) -> String {
        let alarms = self.till.alarms().unwrap();
        let said = say_alarm(alarms.last().unwrap(), self.till.now());
        said.unwrap().en
    }
}

fn check_not<T: std::fmt::Debug>(outcome: &Result<T, AppError>, expected: NotReleasable) {
    let is = matches!(outcome, Err(AppError::NotReleasable(why)) if *why == expected);
    assert!(is, "{outcome:?}");
}

#[tokio::test]
async fn goods_are_given_for_a_claim_by_the_owner_s_pin_and_its_proof_ends_the_risk() {
    let (shop, wanjiku) = Shop::letting_risk(500).await;
    let receipt = shop.paid_unheard(AMOUNT);
    let sale = shop.claimed(&receipt).await;
    let record = shop.till.sale(sale).unwrap();
    let may = shop.till.may_release(&record).unwrap();
    assert_eq!(may, Some(Ok(kes(350))));
    let wrong = shop.till.release(sale, badge(OWNER, "9999")).await;
    let denied = matches!(wrong, Err(AppError::Denied(Denied::WrongPin { .. })));
    assert!(denied, "{wrong:?}");
    let alone = shop.till.release(sale, badge(wanjiku, WANJIKUS)).await;
    let denied = matches!(alone, Err(AppError::Denied(Denied::SamePerson)));
    assert!(denied, "{alone:?}");
    shop.check_risk(wanjiku, 0);

    let given = shop.release(sale).await.unwrap();
    assert_eq!(given.sale.standing(), Standing::AtRisk(kes(350)));
    let said = "Goods were given at risk: KES 350 is not proved yet.";
    assert_eq!(given.sale.says().en, said);
    let release = given.release.unwrap();
    let names = [release.by, release.agreed].map(|name| name.unwrap().as_str().to_owned());
    assert_eq!(names, ["Wanjiku", "Owner"]);
    shop.check_risk(wanjiku, 350);
    assert!(shop.till.open_sales().unwrap().is_empty());
    check_not(&shop.release(sale).await, NotReleasable::Given);

    let shop = shop.reopen().await;
    shop.connect(shop.line_with_api_user());
    shop.until_answered(&receipt).await;
    let proved = shop.till.sale(sale).unwrap();
    assert_eq!(proved.sale.says().en, "Paid. Give the goods.");
    shop.check_risk(wanjiku, 0);
    shop.check_account(Account::Sales, -350);
    shop.prove();
}

#[tokio::test]
async fn a_claim_that_m_pesa_does_not_know_says_who_gave_the_goods_and_cash_ends_the_risk() {
    let (shop, wanjiku) = Shop::letting_risk(500).await;
    let receipt: Receipt = FORGED.parse().unwrap();
    let sale = shop.claimed(&receipt).await;
    shop.release(sale).await.unwrap();
    shop.connect(shop.line_with_api_user());
    shop.until_answered(&receipt).await;
    let short = shop.till.sale(sale).unwrap().sale;
    assert_eq!(short.standing(), Standing::Short(kes(350)));
    let said = "KES 350 is not paid, and the goods were given: M-PESA does not know code \
        UKO5T0I7QX. Given by Wanjiku, agreed to by Owner.";
    assert_eq!(shop.said_of_the_alarm(), said);
    shop.check_risk(wanjiku, 350);
    let open = shop.till.open_sales().unwrap();
    assert_eq!(open.len(), 1, "the money is asked for again");

    let cash = shop.till.take_cash(sale, kes(350), kes(350)).await.unwrap();
    assert_eq!(cash.sale.standing(), Standing::Covered);
    shop.check_risk(wanjiku, 0);
    shop.prove();
}

#[tokio::test]
async fn two_releases_at_once_never_go_beyond_the_limit_and_none_is_let_without_one() {
    let (shop, wanjiku) = Shop::letting_risk(400).await;
    let (one, two) = (FORGED.parse().unwrap(), "UKO5T0I7QY".parse().unwrap());
    let sales = [shop.claimed(&one).await, shop.claimed(&two).await];
    let (first, second) = tokio::join!(shop.release(sales[0]), shop.release(sales[1]));
    let (given, refused) = if first.is_ok() {
        (first, second)
    } else {
        (second, first)
    };
    given.unwrap();
    check_not(&refused, left(50));
    shop.check_risk(wanjiku, 350);

    let (nobody, _) = Shop::letting_risk(0).await;
    let sale = nobody.claimed(&one).await;
    let record = nobody.till.sale(sale).unwrap();
    assert_eq!(nobody.till.may_release(&record).unwrap(), None);
    check_not(&nobody.release(sale).await, left(0));
    shop.prove();
}

#[tokio::test]
async fn goods_are_given_for_a_reported_prompt_and_its_denial_says_so() {
    let (shop, wanjiku) = Shop::letting_risk(350).await;
    let id = shop.prompt().await;
    let sale = shop.record(id).sale;
    let forged = Body::paid(AMOUNT, PHONE).about(shop.own_ids(id));
    let forged = forged.with_receipt(FORGED);
    shop.report(id, &forged.text()).await;
    shop.until_count(id, "attempt.answered_open", 1).await;
    let record = shop.till.sale(sale).unwrap();
    let wait = Duration::from_secs(30);
    let soon = Some(Err(NotReleasable::TooSoon { wait }));
    assert_eq!(shop.till.may_release(&record).unwrap(), soon);
    shop.advance(wait);
    shop.release(sale).await.unwrap();
    assert_eq!(shop.record(id).standing, Standing::AtRisk(kes(350)));
    shop.check_risk(wanjiku, 350);

    shop.answer(Act::Cancel);
    shop.advance(Duration::from_secs(30));
    let conflict = State::Conflicting(Conflict::ReportedButFailed);
    shop.until_state(id, &conflict).await;
    let short = shop.till.sale(sale).unwrap();
    assert_eq!(short.sale.standing(), Standing::Short(kes(350)));
    let said = shop.said_of_the_alarm();
    assert!(said.contains("what is told of code UKO5T0I7QX"), "{said}");
    shop.check_risk(wanjiku, 350);
    shop.prove();
}

#[tokio::test]
async fn nobody_says_alone_that_goods_which_were_given_came_back() {
    let (shop, wanjiku) = Shop::letting_risk(500).await;
    let sale = shop.claimed(&FORGED.parse().unwrap()).await;
    shop.release(sale).await.unwrap();
    let reason = || "he brought them back".parse().unwrap();
    let void = |heed, approval| shop.till.void_sale(sale, reason(), heed, approval);
    let warned = void(Heed::Stop, None).await;
    let given = matches!(warned, Err(AppError::Sale(Objection::GoodsGiven)));
    assert!(given, "{warned:?}");
    let alone = void(Heed::GoOn, None).await;
    let wanted = matches!(alone, Err(AppError::Denied(Denied::SecondWanted)));
    assert!(wanted, "{alone:?}");
    let approval = shop.till.approve(badge(OWNER, OWNERS)).await.unwrap();
    void(Heed::GoOn, Some(approval)).await.unwrap();
    shop.check_risk(wanjiku, 0);
    shop.prove();
}

#[tokio::test]
async fn an_owner_who_works_alone_agrees_to_his_own_risk_by_his_pin() {
    let shop = Shop::open().await;
    let nothing = || Badge {
        person: OWNER,
        pin: None,
    };
    let limits = Limits {
        at_risk: kes(350),
        ..Limits::default()
    };
    shop.till.set_limits(nothing(), limits).await.unwrap();
    let sale = shop.claimed(&FORGED.parse().unwrap()).await;
    let without = shop.till.release(sale, nothing()).await;
    let denied = matches!(without, Err(AppError::Denied(Denied::NoPin)));
    assert!(denied, "{without:?}");
    let pin = badge(OWNER, OWNERS).pin.unwrap();
    shop.till.set_pin(nothing(), OWNER, pin).await.unwrap();
    shop.release(sale).await.unwrap();
    shop.check_risk(OWNER, 350);
    shop.prove();
}
