//! Customers who pay by themselves: Safaricom is told where to report it, and what it reports is
//! in the book before it is answered.

use std::time::Duration;

use app::{
    AppError, C2bVersion, Change, Found, Offers, ReceiptRecord, Registered, SaleRecord, Search,
};
use domain::attempt::State;
use domain::callback_path::{Notice, NoticePath, Tag};
use domain::ids::AttemptId;
use domain::money::Money;
use domain::receipt::Receipt;
use domain::receipt::life::Source;
use domain::refusal::Refusal;
use domain::sale::{Heed, Reason, Standing};
use domain::validation::Rules;
use ledger::Account;
use sandbox::{Act, Canned, Environment, Fault, Mishap, PaymentEnd, Place, Stage, Version, When};

use crate::shop::{AMOUNT, PHONE, Shop};

const ACCOUNT: &str = "0001";

impl Shop {
    /// Opens a shop that is told of what customers pay by themselves.
    pub(crate) async fn told() -> Self {
        let shop = Self::open().await;
        shop.till.register_notices().await.unwrap();
        shop
    }

    /// Lets the customer pay by himself.
    pub(crate) fn pay(&self, shillings: u32) -> Receipt {
        let phone = PHONE.parse().unwrap();
        let paid = self.sandbox.pay(&phone, u64::from(shillings), ACCOUNT);
        paid.unwrap().receipt.number.parse().unwrap()
    }

    pub(crate) fn notice_path(&self, notice: Notice) -> NoticePath {
        let line = self.line();
        let (shop, key) = (line.profile.shop, line.shop_key);
        let tag = Tag::of_notice(key.expose().as_bytes(), &shop, notice);
        NoticePath { shop, notice, tag }
    }

    fn free(&self) -> Vec<ReceiptRecord> {
        self.till.free_receipts().unwrap()
    }
}

/// Which payments the history has: the codes of those that came by themselves, and prompts.
fn rows(shop: &Shop) -> Vec<Option<Receipt>> {
    let found = shop.till.payments(&Search::Latest).unwrap().into_iter();
    let code = found.map(|one| match one {
        Found::Prompt(_) => None,
        Found::ByItself(record) => Some(record.number),
    });
    code.collect()
}

#[tokio::test]
async fn history_has_every_payment_once_whichever_way_it_came_newest_first() {
    let shop = Shop::told().await;
    let waits = |count| move |shop: &Shop| shop.free().len() == count;
    let first = shop.pay(AMOUNT + 1);
    shop.until_told(waits(1)).await;
    shop.advance(Duration::from_mins(7));
    let prompt = shop.prompt().await;
    shop.answer(Act::Accept);
    shop.until_paid(prompt).await;
    shop.advance(Duration::from_mins(7));
    let last = shop.pay(AMOUNT + 2);
    shop.until_told(waits(2)).await;
    assert_eq!(rows(&shop), [Some(last), None, Some(first)]);
    shop.prove();
}

/// Waits until the till tells of a receipt.
pub(crate) async fn until_told(
    changes: &mut tokio::sync::broadcast::Receiver<Change>,
    receipt: &Receipt,
) {
    loop {
        match changes.recv().await.unwrap() {
            Change::Receipt(told) if told == *receipt => return,
            _ => {}
        }
    }
}

fn confirmation(receipt: &str) -> String {
    format!(
        r#"{{"TransactionType":"Pay Bill","TransID":"{receipt}","TransTime":"20261124090000",
            "TransAmount":"350.00","BusinessShortCode":"174379","BillRefNumber":"0001",
            "InvoiceNumber":"","OrgAccountBalance":"4500.00","ThirdPartyTransID":"",
            "MSISDN":"2547 ***** 678","FirstName":"WANJIKU"}}"#
    )
}

#[tokio::test]
async fn a_payment_that_nobody_asked_for_is_told_kept_and_not_yet_believed() {
    let shop = Shop::told().await;
    let mut changes = shop.till.changes();
    let receipt = shop.pay(AMOUNT);
    until_told(&mut changes, &receipt).await;
    let free = shop.free();
    assert_eq!(free.len(), 1);
    assert_eq!(
        (&free[0].number, free[0].state.as_str()),
        (&receipt, "reported")
    );
    assert_eq!(free[0].amount, Money::from_cents(u64::from(AMOUNT) * 100));
    assert_eq!(free[0].sources[0].hearing.source, Source::C2bBody);
    shop.check_account(Account::Suspense, 0);
    shop.prove();
}

#[tokio::test]
async fn a_prompt_and_its_confirmation_are_one_payment() {
    let shop = Shop::told().await;
    let id = shop.prompt().await;
    shop.answer(Act::Accept);
    shop.until_paid(id).await;
    shop.until_count(id, "receipt.heard", 1).await;
    assert_eq!(
        sources_of(&shop, id),
        [Source::StkBody, Source::C2bBody, Source::Query]
    );
    assert_eq!(shop.free(), []);
    shop.check_account(Account::Sales, -i64::from(AMOUNT));
    shop.check_account(Account::Suspense, 0);
    shop.prove();
}

#[tokio::test]
async fn a_payment_is_offered_to_its_sale_given_proved_by_a_pull_and_taken_back() {
    let shop = Shop::told().await;
    shop.till
        .sign_up_for_pulls(PHONE.parse().unwrap())
        .await
        .unwrap();
    let mut changes = shop.till.changes();
    let total = Money::from_cents(u64::from(AMOUNT) * 100).unwrap();
    let sale = shop.till.open_sale(total).await.unwrap();
    let receipt = shop.pay(AMOUNT);
    until_told(&mut changes, &receipt).await;
    let waiting = shop.till.waiting_payments().unwrap();
    assert_eq!(waiting.len(), 1);
    let offers = &waiting[0].offers;
    assert!(
        matches!(offers, Offers::One(to) if to.sale() == Some(sale.id)),
        "{offers:?}"
    );

    let given = shop
        .till
        .settle(receipt.clone(), sale.id, Heed::Stop, None)
        .await
        .unwrap();
    assert!(
        !given.sale.standing().gives_goods(),
        "a body proves nothing"
    );
    let used = shop
        .till
        .settle(receipt.clone(), sale.id, Heed::Stop, None)
        .await
        .unwrap_err();
    assert!(
        matches!(used, AppError::PaymentUsed { sale: by, .. } if by == sale.number),
        "{used:?}"
    );
    shop.advance(Duration::from_secs(5));
    while !shop
        .till
        .sale(sale.id)
        .unwrap()
        .sale
        .standing()
        .gives_goods()
    {
        changes.recv().await.unwrap();
    }
    shop.check_account(Account::Sales, -i64::from(AMOUNT));

    let leg = given.legs[0].id;
    let why = || "wrong sale".parse::<Reason>().unwrap();
    let warned = shop
        .till
        .take_back((leg, why()), Heed::Stop, None)
        .await
        .unwrap_err();
    assert!(matches!(warned, AppError::AlreadyPaid), "{warned:?}");
    let taken = shop.till.take_back((leg, why()), Heed::GoOn, None);
    let taken = taken.await.unwrap();
    assert_eq!(taken.sale.lacks(), total);
    let received = taken.legs[0].received.as_ref().unwrap();
    let said = received.taken_back.as_ref().unwrap().why.as_ref();
    assert_eq!(said, Some(&why()));
    assert_eq!(shop.free().len(), 1);
    shop.check_account(Account::Suspense, -i64::from(AMOUNT));
    shop.prove();
}

#[tokio::test]
async fn one_payment_pays_for_two_sales_and_no_shilling_of_it_for_both() {
    let shop = Shop::told().await;
    let nominated = PHONE.parse().unwrap();
    shop.till.sign_up_for_pulls(nominated).await.unwrap();
    let mut changes = shop.till.changes();
    let total = Money::from_cents(u64::from(AMOUNT) * 100).unwrap();
    let receipt = shop.pay(2 * AMOUNT);
    until_told(&mut changes, &receipt).await;
    let mut sales = Vec::new();
    for _ in 0..2 {
        sales.push(shop.till.open_sale(total).await.unwrap().id);
    }
    let part = |money: Money| (receipt.clone(), money);
    let settle = |sale, money| shop.till.settle_part(part(money), sale, Heed::Stop, None);

    settle(sales[0], total).await.unwrap();
    let left = &shop.till.waiting_payments().unwrap()[0].record;
    assert_eq!(left.left, total);
    let beyond = total.checked_add(Money::from_cents(100).unwrap()).unwrap();
    let refused = settle(sales[1], beyond).await.unwrap_err();
    assert!(
        matches!(refused, AppError::PaymentNotFree(_)),
        "{refused:?}"
    );
    settle(sales[1], total).await.unwrap();
    assert_eq!(shop.free(), []);

    shop.advance(Duration::from_secs(5));
    for sale in sales {
        let standing = || shop.till.sale(sale).unwrap().sale.standing();
        while standing() != Standing::Covered {
            changes.recv().await.unwrap();
        }
    }
    shop.check_account(Account::Sales, -2 * i64::from(AMOUNT));
    shop.check_account(Account::Suspense, 0);
    shop.prove();
}

#[tokio::test]
async fn of_two_cashiers_who_give_one_payment_one_wins_and_the_other_is_told_who() {
    let shop = Shop::told().await;
    let mut changes = shop.till.changes();
    let total = Money::from_cents(u64::from(AMOUNT) * 100).unwrap();
    let sales = [
        shop.till.open_sale(total).await.unwrap(),
        shop.till.open_sale(total).await.unwrap(),
    ];
    let receipt = shop.pay(AMOUNT);
    until_told(&mut changes, &receipt).await;
    let settle = |sale: &SaleRecord| shop.till.settle(receipt.clone(), sale.id, Heed::Stop, None);
    let (one, other) = tokio::join!(settle(&sales[0]), settle(&sales[1]));
    let (winner, loser) = match (one, other) {
        (Ok(winner), Err(loser)) | (Err(loser), Ok(winner)) => (winner, loser),
        both => panic!("{both:?}"),
    };
    assert!(
        matches!(loser, AppError::PaymentUsed { sale, .. } if sale == winner.number),
        "{loser:?}"
    );
    shop.prove();
}

fn sources_of(shop: &Shop, id: AttemptId) -> Vec<Source> {
    let receipts = shop.till.receipts(id).unwrap();
    let all = receipts.iter().flat_map(|record| &record.sources);
    let mut sources: Vec<_> = all.map(|one| one.hearing.source).collect();
    sources.sort();
    sources
}

#[tokio::test]
async fn a_till_without_its_keys_takes_confirmations_and_nobody_else_s() {
    let shop = Shop::told().await.reopen().await;
    assert!(!shop.till.can_prompt());
    let path = shop.notice_path(Notice::Confirmation);
    let body = confirmation("UKN5T0I7QO");
    assert_eq!(shop.post(&path, &body).await, 200);
    assert_eq!(shop.post(&path, &body).await, 200, "told again");
    let forged = NoticePath {
        tag: shop.notice_path(Notice::Validation).tag,
        ..path
    };
    assert_eq!(shop.post(&forged, &confirmation("UKN5T0I7QZ")).await, 404);
    let free = shop.free();
    assert_eq!((free.len(), free[0].number.as_str()), (1, "UKN5T0I7QO"));
    shop.prove();
}

#[tokio::test]
async fn a_shop_that_registered_nothing_has_no_way_in_for_confirmations() {
    let shop = Shop::open().await;
    let path = shop.notice_path(Notice::Confirmation);
    assert_eq!(shop.post(&path, &confirmation("UKN5T0I7QO")).await, 404);
    assert_eq!(shop.free(), []);
}

#[tokio::test]
async fn addresses_that_safaricom_has_already_are_told_from_new_ones() {
    let shop = Shop::with(|config| config.rules.environment = Environment::Production).await;
    shop.connect(shop.line());
    let first = shop.till.register_notices().await.unwrap();
    assert!(matches!(first, Registered::Now(_)), "{first:?}");
    let answer = shop.till.registration_answer().unwrap().unwrap();
    assert!(answer.contains("Success"), "{answer}");
    assert_eq!(
        shop.till.register_notices().await.unwrap(),
        Registered::Before
    );
    let answer = shop.till.registration_answer().unwrap().unwrap();
    assert!(answer.contains("already registered"), "{answer}");
}

/// Lets calls to register be refused, of which some are.
fn refused(with: Canned, when: When) -> Vec<Fault> {
    let (at, accepted, seen) = (Place::Register, false, 0);
    let what = Mishap::Refuse { with, accepted };
    vec![Fault {
        at,
        what,
        when,
        seen,
    }]
}

#[tokio::test]
async fn an_app_that_has_version_1_alone_is_registered_by_it_and_told_of_payments() {
    let shop = Shop::open().await;
    // A token that is rejected is renewed once: version 2 is asked for twice.
    let newer = refused(Canned::NoProduct, When::Calls(vec![1, 2]));
    shop.sandbox.set_script(newer).unwrap();
    let registered = shop.till.register_notices().await.unwrap();
    assert_eq!(registered, Registered::Now(C2bVersion::V1));
    assert_eq!(shop.sandbox.script()[0].seen, 3);
    assert_eq!(shop.sandbox.urls().unwrap().version, Version::One);
    let mut changes = shop.till.changes();
    let receipt = shop.pay(AMOUNT);
    until_told(&mut changes, &receipt).await;
    assert_eq!(shop.free()[0].number, receipt);
    shop.prove();
}

#[tokio::test]
async fn version_1_is_not_tried_where_it_could_do_no_more_and_its_own_refusal_is_told() {
    let shop = Shop::open().await;
    let check = async |with, calls| {
        let always = refused(with, When::Always);
        shop.sandbox.set_script(always).unwrap();
        let refused = shop.till.register_notices().await.unwrap_err();
        assert_eq!(shop.sandbox.script()[0].seen, calls, "{with:?}");
        assert!(shop.sandbox.urls().is_none());
        refused
    };
    let held = check(Canned::DuplicateNotification, 1).await;
    assert!(
        matches!(held, AppError::NotRegistered(Refusal::HeldElsewhere)),
        "{held:?}"
    );
    let unsure = check(Canned::BadGateway, 1).await;
    assert!(matches!(unsure, AppError::MaybeRegistered), "{unsure:?}");
    let both = check(Canned::NoProduct, 4).await;
    assert!(
        matches!(both, AppError::NotRegistered(Refusal::TokenRejected)),
        "{both:?}"
    );
}

#[tokio::test]
async fn rules_that_no_payment_meets_are_not_kept() {
    let shop = Shop::open().await;
    let rules = Rules {
        least: Money::from_cents(30_000),
        most: Money::from_cents(1_000),
    };
    let refused = shop.till.set_validation_rules(rules).await.unwrap_err();
    assert!(
        matches!(refused, AppError::SetUp { field: "most", .. }),
        "{refused:?}"
    );
    assert_eq!(shop.till.validation_rules().unwrap(), Rules::default());
}

#[tokio::test]
async fn a_payment_outside_the_shop_s_rules_is_turned_away_and_a_prompt_s_is_not() {
    let shop = Shop::with(|config| config.rules.validation = true).await;
    shop.connect(shop.line());
    shop.till.register_notices().await.unwrap();
    let rules = Rules {
        least: None,
        most: Money::from_cents(30_000),
    };
    shop.till.set_validation_rules(rules).await.unwrap();
    assert_eq!(shop.till.validation_rules().unwrap(), rules);
    let mut phones = shop.sandbox.subscribe();
    let (dear, cheap) = (shop.pay(AMOUNT), shop.pay(AMOUNT - 100));
    let ended = |receipt: &Receipt| match shop.sandbox.payment(receipt.as_str()).unwrap().stage {
        Stage::Ended { end, .. } => Some(end == PaymentEnd::Paid),
        Stage::Validating { .. } => None,
    };
    while ended(&dear).is_none() || ended(&cheap).is_none() {
        phones.changed().await.unwrap();
    }
    assert_eq!((ended(&dear), ended(&cheap)), (Some(false), Some(true)));
    let id = shop.prompt().await;
    shop.answer(Act::Accept);
    shop.until_paid(id).await;
    assert!(matches!(shop.state(id), State::Paid(_)));
}

#[tokio::test]
async fn a_till_that_nobody_can_reach_registers_nothing() {
    let shop = Shop::with(|config| config.rules.environment = Environment::Production).await;
    shop.connect(shop.line_without_callbacks());
    let refused = shop.till.register_notices().await.unwrap_err();
    assert!(
        matches!(
            refused,
            AppError::SetUp {
                field: "callback_base",
                ..
            }
        ),
        "{refused:?}"
    );
    assert!(shop.sandbox.urls().is_none());
}
