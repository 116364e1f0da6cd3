//! One sale, many legs: cash beside prompts, several payers, several sales at once, another way to
//! pay, and sales that are called off.

use app::{AppError, Resolve, SaleRecord};
use domain::attempt::{Answer, Fact, State};
use domain::ids::{AttemptId, LegId, SaleId};
use domain::money::{Money, Shillings};
use domain::sale::{Heed, Objection, Standing, Tender};
use ledger::{Account, Actor, ShiftNumber};
use sandbox::Act;

use crate::shop::{PHONE, Shop};

/// Six customers of the stand-in and one more, as Safaricom writes their phones.
fn payer(number: usize) -> String {
    format!("25472200000{number}")
}

fn kes(shillings: u64) -> Money {
    Money::from_cents(shillings * 100).unwrap()
}

async fn open_sale(shop: &Shop, total: u64) -> SaleId {
    shop.till.open_sale(kes(total)).await.unwrap().id
}

async fn prompt_leg(
    shop: &Shop,
    sale: SaleId,
    amount: u32,
    phone: &str,
) -> Result<SaleRecord, AppError> {
    let (amount, phone) = (Shillings::new(amount).unwrap(), phone.parse().unwrap());
    shop.till
        .prompt_leg(sale, amount, phone, Resolve::Refuse)
        .await
}

/// Returns the newest leg and its newest prompt.
fn newest(sale: &SaleRecord) -> (LegId, AttemptId) {
    let leg = sale.legs.last().unwrap();
    (leg.id, leg.attempts.last().unwrap().id)
}

/// Prompts for a leg, and waits until the prompt is on the phone.
async fn prompted(shop: &Shop, sale: SaleId, amount: u32, phone: &str) -> (LegId, AttemptId) {
    let (leg, attempt) = newest(&prompt_leg(shop, sale, amount, phone).await.unwrap());
    shop.until_state(attempt, &State::Prompted).await;
    (leg, attempt)
}

/// Lets a customer pay, and waits for the proof.
async fn pays(shop: &Shop, phone: &str, attempt: AttemptId) {
    shop.answer_on(phone, Act::Accept);
    shop.until_paid(attempt).await;
}

async fn take_cash(shop: &Shop, sale: SaleId, amount: u64, handed: u64) -> SaleRecord {
    let taken = shop.till.take_cash(sale, kes(amount), kes(handed)).await;
    taken.unwrap()
}

#[track_caller]
fn check_standing(shop: &Shop, sale: SaleId, expected: Standing) {
    assert_eq!(shop.till.sale(sale).unwrap().sale.standing(), expected);
}

#[track_caller]
fn check_objected<T: std::fmt::Debug>(outcome: &Result<T, AppError>, expected: Objection) {
    let objected = matches!(outcome, Err(AppError::Sale(why)) if *why == expected);
    assert!(objected, "{outcome:?}");
}

const CASH: Account = Account::Cash(ShiftNumber::OPENING);

#[tokio::test]
async fn a_sale_split_in_cash_and_a_prompt_gives_the_goods_when_both_are_there() {
    let shop = Shop::open().await;
    let sale = open_sale(&shop, 500).await;
    let taken = take_cash(&shop, sale, 200, 1_000).await;
    assert_eq!(taken.sale.change(), kes(800));
    assert_eq!(taken.sale.standing(), Standing::Short(kes(300)));
    let (_, attempt) = prompted(&shop, sale, 300, PHONE).await;
    check_standing(&shop, sale, Standing::Open);
    pays(&shop, PHONE, attempt).await;
    check_standing(&shop, sale, Standing::Covered);
    assert!(shop.record(attempt).gives_goods());
    shop.check_account(CASH, 200);
    shop.check_account(Account::Sales, -500);
    shop.check_account(Account::OwedToCustomers, 0);
    shop.prove();
}

#[tokio::test]
async fn a_prompt_that_is_paid_before_the_cash_keeps_the_goods() {
    let shop = Shop::open().await;
    let sale = open_sale(&shop, 500).await;
    let (_, attempt) = prompted(&shop, sale, 300, PHONE).await;
    pays(&shop, PHONE, attempt).await;
    assert!(!shop.record(attempt).gives_goods());
    check_standing(&shop, sale, Standing::Short(kes(200)));
    take_cash(&shop, sale, 200, 200).await;
    assert!(shop.record(attempt).gives_goods());
}

#[tokio::test]
async fn six_payers_are_asked_at_once_and_a_seventh_is_not() {
    let shop = Shop::open().await;
    let sale = open_sale(&shop, 700).await;
    let mut attempts = Vec::new();
    for number in 1..=6 {
        let phone = payer(number);
        attempts.push((prompted(&shop, sale, 100, &phone).await.1, phone));
    }
    let seventh = payer(7);
    let refused = prompt_leg(&shop, sale, 100, &seventh).await;
    check_objected(&refused, Objection::TooManyPrompts);
    assert_eq!(shop.pushes(), 6);
    let live = |shop: &Shop, id| shop.record(id).attempt.evidence.is_live();
    assert!(attempts.iter().all(|(id, _)| live(&shop, *id)));

    let (first, phone) = attempts.remove(0);
    pays(&shop, &phone, first).await;
    attempts.push((prompted(&shop, sale, 100, &seventh).await.1, seventh));
    for (id, phone) in &attempts {
        check_standing(&shop, sale, Standing::Open);
        pays(&shop, phone, *id).await;
    }
    check_standing(&shop, sale, Standing::Covered);
    let pushes = shop.sandbox.money().pushes;
    let mut references: Vec<_> = pushes.iter().map(|push| &push.account_reference).collect();
    references.sort();
    references.dedup();
    assert_eq!(references.len(), 7, "no two prompts have one reference");
    shop.prove();
}

#[tokio::test]
async fn three_parked_sales_wait_for_each_their_own_money() {
    let shop = Shop::open().await;
    let mut sales = Vec::new();
    for number in 1..=3 {
        let sale = open_sale(&shop, 100).await;
        sales.push((sale, prompted(&shop, sale, 100, &payer(number)).await.1));
    }
    pays(&shop, &payer(2), sales[1].1).await;
    take_instead(&shop, sales[2]).await;
    let open = shop.till.open_sales().unwrap();
    let open: Vec<_> = open.iter().map(|sale| sale.id).collect();
    assert_eq!(open, [sales[0].0]);

    let shop = shop.reopen().await;
    shop.connect(shop.line());
    let mut changes = shop.till.changes();
    shop.advance(std::time::Duration::from_secs(10));
    pays(&shop, &payer(1), sales[0].1).await;
    assert_eq!(shop.till.open_sales().unwrap(), []);
    let covered = |change: &app::Change| match change {
        app::Change::Sale(sale) => {
            (sale.id, sale.sale.standing()) == (sales[0].0, Standing::Covered)
        }
        _ => false,
    };
    while !covered(&changes.recv().await.expect("the sale is told, too")) {}
    shop.prove();
}

/// Takes cash instead of a prompt that is on the phone.
async fn take_instead(shop: &Shop, (sale, _): (SaleId, AttemptId)) {
    let leg = shop.till.sale(sale).unwrap().legs[0].id;
    let withdrawn = shop.till.withdraw_leg(leg, Heed::GoOn).await;
    assert!(withdrawn.unwrap().legs[0].leg.withdrawn);
    take_cash(shop, sale, 100, 100).await;
}

#[tokio::test]
async fn a_prompt_paid_after_the_customer_changed_to_cash_is_owed_and_the_sale_settled_once() {
    let shop = Shop::open().await;
    let sale = open_sale(&shop, 350).await;
    let (leg, attempt) = prompted(&shop, sale, 350, PHONE).await;
    let warned = shop.till.withdraw_leg(leg, Heed::Stop).await;
    check_objected(&warned, Objection::MayStillBePaid);
    let refused = shop.till.take_cash(sale, kes(350), kes(350)).await;
    let left = Money::ZERO;
    check_objected(&refused, Objection::Beyond { left });
    shop.till.withdraw_leg(leg, Heed::GoOn).await.unwrap();
    take_cash(&shop, sale, 350, 500).await;
    check_standing(&shop, sale, Standing::Covered);

    let shop = shop.reopen().await;
    shop.connect(shop.line());
    shop.advance(std::time::Duration::from_secs(10));
    pays(&shop, PHONE, attempt).await;
    check_standing(&shop, sale, Standing::Over(kes(350)));
    assert!(!shop.record(attempt).gives_goods());
    let again = shop.till.prompt_again(attempt, Resolve::AskAnyway).await;
    assert!(matches!(again, Err(AppError::AlreadyPaid)));
    shop.check_account(CASH, 350);
    shop.check_account(Account::Sales, -350);
    shop.check_account(Account::OwedToCustomers, -350);
    shop.check_account(Account::Suspense, 0);
    shop.prove();
}

#[tokio::test]
async fn a_proof_that_comes_before_cash_has_its_turn_at_the_book_is_seen() {
    let shop = Shop::open().await;
    let sale = open_sale(&shop, 350).await;
    let (leg, attempt) = prompted(&shop, sale, 350, PHONE).await;
    shop.till.withdraw_leg(leg, Heed::GoOn).await.unwrap();
    let clerk = shop.till.clerk();
    let (go_on, busy) = std::sync::mpsc::channel::<()>();
    let held_up = clerk.write(move |_| {
        busy.recv().unwrap();
        Ok(())
    });
    let now = shop.till.now();
    let (at, answer) = (now, Answer::Paid);
    let proof = Fact::Answered { at, answer };
    let proved = clerk.write(move |tx| tx.record_fact(now, Actor::Till, attempt, proof, None));
    let cash = shop.till.take_cash(sale, kes(350), kes(350));
    let release = async { go_on.send(()).unwrap() };
    let (_, _, cash, ()) = tokio::join!(held_up, proved, cash, release);
    assert!(matches!(cash, Err(AppError::AlreadyPaid)), "{cash:?}");
    shop.check_account(CASH, 0);
    check_standing(&shop, sale, Standing::Covered);
    shop.prove();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_thousand_presses_on_the_rest_of_a_sale_ask_once() {
    let shop = Shop::open().await;
    let sale = open_sale(&shop, 350).await;
    take_cash(&shop, sale, 200, 200).await;
    let phone = PHONE.parse().unwrap();
    let press = |_| {
        let till = shop.till.clone();
        async move {
            till.prompt_rest(sale, Some(phone), Resolve::AskAnyway)
                .await
        }
    };
    let presses: tokio::task::JoinSet<_> = (0..1_000).map(press).collect();
    let asked = presses.join_all().await.into_iter().flatten();
    let [asked]: [SaleRecord; 1] = asked.collect::<Vec<_>>().try_into().unwrap();
    let (_, attempt) = newest(&asked);
    shop.until_state(attempt, &State::Prompted).await;
    assert_eq!(
        (shop.pushes(), shop.till.sale(sale).unwrap().legs.len()),
        (1, 2)
    );
    shop.prove();
}

#[tokio::test]
async fn a_short_sale_is_topped_up_by_one_key_on_the_phone_that_was_asked_last() {
    let shop = Shop::open().await;
    let sale = open_sale(&shop, 500).await;
    let nobody = shop.till.prompt_rest(sale, None, Resolve::Refuse).await;
    assert!(matches!(nobody, Err(AppError::NoPhone)), "{nobody:?}");
    let (_, first) = prompted(&shop, sale, 350, PHONE).await;
    pays(&shop, PHONE, first).await;
    check_standing(&shop, sale, Standing::Short(kes(150)));

    let topping_up = shop.till.prompt_rest(sale, None, Resolve::Refuse).await;
    let (_, second) = newest(&topping_up.unwrap());
    shop.until_state(second, &State::Prompted).await;
    let terms = shop.record(second).attempt.terms;
    assert_eq!((terms.amount.get(), terms.phone.as_str()), (150, PHONE));
    let twice = shop.till.prompt_rest(sale, None, Resolve::Refuse).await;
    let left = Money::ZERO;
    check_objected(&twice, Objection::Beyond { left });
    pays(&shop, PHONE, second).await;
    check_standing(&shop, sale, Standing::Covered);
    assert_eq!(shop.pushes(), 2);
    shop.prove();
}

#[tokio::test]
async fn a_void_sale_gives_back_cash_and_owes_all_that_mpesa_brings() {
    let shop = Shop::open().await;
    let sale = open_sale(&shop, 600).await;
    take_cash(&shop, sale, 100, 100).await;
    let (_, early) = prompted(&shop, sale, 200, &payer(1)).await;
    pays(&shop, &payer(1), early).await;
    let (_, late) = prompted(&shop, sale, 300, &payer(2)).await;
    let reason = || "the customer left".parse().unwrap();
    let warned = shop.till.void_sale(sale, reason(), Heed::Stop, None).await;
    check_objected(&warned, Objection::MayStillBePaid);
    let void = shop.till.void_sale(sale, reason(), Heed::GoOn, None).await;
    assert_eq!(void.unwrap().sale.gives_back(), kes(100));
    shop.check_account(CASH, 0);
    shop.check_account(Account::OwedToCustomers, -200);

    let shop = shop.reopen().await;
    shop.connect(shop.line());
    shop.advance(std::time::Duration::from_secs(10));
    pays(&shop, &payer(2), late).await;
    check_standing(&shop, sale, Standing::Void);
    assert!(!shop.record(late).gives_goods());
    shop.check_account(Account::OwedToCustomers, -500);
    shop.check_account(Account::Suspense, 0);
    let record = shop.till.sale(sale).unwrap();
    assert_eq!(record.void_reason, "the customer left".parse().ok());
    assert_eq!(record.sale.owed(), kes(500));
    shop.prove();
}

#[tokio::test]
async fn cash_is_taken_where_there_is_no_line_to_safaricom() {
    let shop = Shop::with(|_| ()).await;
    let sale = open_sale(&shop, 350).await;
    let refused = prompt_leg(&shop, sale, 350, PHONE).await;
    assert!(matches!(refused, Err(AppError::NotSetUp)), "{refused:?}");
    let card = shop.till.take_other(sale, Tender::Card, kes(150)).await;
    assert_eq!(card.unwrap().sale.standing(), Standing::Short(kes(200)));
    take_cash(&shop, sale, 200, 200).await;
    check_standing(&shop, sale, Standing::Covered);
    let shop = shop.reopen().await;
    check_standing(&shop, sale, Standing::Covered);
    shop.check_account(CASH, 200);
    shop.check_account(Account::Card, 150);
    shop.prove();
}

#[tokio::test]
async fn of_two_sales_over_the_same_amount_one_is_told_apart_by_a_shilling_and_by_a_person() {
    let shop = Shop::open().await;
    let first = open_sale(&shop, 350).await;
    assert_eq!(shop.till.apart(first).unwrap(), None);
    let second = open_sale(&shop, 350).await;
    let proposed = shop.till.apart(second).unwrap().unwrap();
    assert_eq!(proposed.total, kes(349));
    assert!(proposed.says.sw.contains("KES 349"), "{:?}", proposed.says);
    assert_eq!(
        shop.till.sale(second).unwrap().sale.total,
        kes(350),
        "nobody agreed yet"
    );
    let agreed = shop.till.agree_total(second, proposed.total).await.unwrap();
    assert_eq!(agreed.sale.lacks(), kes(349));
    assert_eq!(shop.till.apart(first).unwrap(), None);
    take_cash(&shop, second, 349, 349).await;
    let late = shop.till.agree_total(second, kes(350)).await;
    assert!(
        matches!(late, Err(AppError::Sale(Objection::Begun))),
        "{late:?}"
    );
    shop.prove();
}
