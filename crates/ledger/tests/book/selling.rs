use domain::attempt::{Fact, Ids, Sentences};
use domain::eat::TradingDay;
use domain::ids::{AttemptId, LegId, SaleId};
use domain::money::{Money, Shillings};
use domain::refusal::Refusal;
use domain::sale::{Heed, Objection, Payout, Standing, Tender};
use ledger::{
    Account, Actor, AttemptRecord, LedgerError, OWNER, SaleRecord, ShiftNumber, Takings, Tx, Way,
    verify,
};
use rusqlite::Connection;

use crate::shop::{NOW, Shop, draft_of, evidence, proof};

const SALE: SaleId = SaleId::from_bytes([200; 16]);
const BY: Actor = Actor::Person(OWNER);

fn kes(shillings: u64) -> Money {
    Money::from_cents(shillings * 100).expect("an amount")
}

fn leg(number: u8) -> LegId {
    LegId::from_bytes([number; 16])
}

fn attempt(number: u8) -> AttemptId {
    AttemptId::from_bytes([number; 16])
}

/// Opens a shop with a parked sale.
fn parked(total: u64) -> Shop {
    let mut shop = Shop::open();
    let opened = shop.write(move |tx| tx.park_sale(NOW, BY, SALE, kes(total)));
    opened.expect("a sale");
    shop
}

fn act(
    shop: &mut Shop,
    act: impl FnOnce(&Tx<'_>) -> Result<(), LedgerError> + Send + 'static,
) -> Result<SaleRecord, LedgerError> {
    shop.write(move |tx| act(tx).and_then(|()| tx.sale(SALE)))
}

fn take(shop: &mut Shop, number: u8, takings: Takings) -> Result<SaleRecord, LedgerError> {
    act(shop, move |tx| {
        tx.take(NOW, BY, (SALE, leg(number)), takings)
    })
}

fn cash(shop: &mut Shop, number: u8, amount: u64, handed: u64) -> Result<SaleRecord, LedgerError> {
    let takings = Takings {
        tender: Tender::Cash,
        amount: kes(amount),
        handed: kes(handed),
    };
    take(shop, number, takings)
}

/// Adds a leg and prompts a phone of its own for it.
fn prompt(shop: &mut Shop, number: u8, amount: u32) -> Result<SaleRecord, LedgerError> {
    let amount = Shillings::new(amount).expect("within limits");
    let phone = format!("07120000{number:02}");
    let draft = draft_of(leg(number), attempt(number), &phone, amount);
    act(shop, move |tx| {
        tx.add_prompt_leg(NOW, BY, (SALE, leg(number)), amount.money())?;
        let typed = evidence(Way::Counter, b"typed");
        tx.draft_attempt(NOW, BY, attempt(number), draft, &typed, false)?;
        Ok(())
    })
}

/// Proves a prompt.
fn pay(shop: &mut Shop, number: u8) -> AttemptRecord {
    let ids = Ids {
        merchant: "29115-34620561-1".parse().expect("an id"),
        checkout: format!("ws_CO_{number}").parse().expect("an id"),
    };
    shop.record(attempt(number), Fact::Sending { at: NOW });
    shop.record(attempt(number), Fact::Acknowledged { at: NOW, ids });
    shop.record(attempt(number), proof())
}

fn withdraw(shop: &mut Shop, number: u8, heed: Heed) -> Result<SaleRecord, LedgerError> {
    act(shop, move |tx| {
        tx.withdraw_leg(NOW, BY, leg(number), heed).map(drop)
    })
}

fn void(shop: &mut Shop, heed: Heed) -> Result<SaleRecord, LedgerError> {
    act(shop, move |tx| {
        let reason = "Achieng left".parse().expect("a reason");
        let typed = evidence(Way::Counter, b"Achieng left");
        tx.void_sale(NOW, BY, SALE, (reason, &typed), heed)
    })
}

/// Cash, card, other, suspense, sales, refunds, owed to customers: in shillings.
fn balances(shop: &Shop) -> [i64; 7] {
    let accounts = [
        Account::Cash(ShiftNumber::OPENING),
        Account::Card,
        Account::Other,
        Account::Suspense,
        Account::Sales,
        Account::Refunds,
        Account::OwedToCustomers,
    ];
    accounts.map(|account| {
        let balance = shop.book.readers.balance(account).expect("a balance");
        balance.cents() / 100
    })
}

fn prove(shop: Shop) {
    let path = shop.path();
    drop(shop.book);
    let report = verify(&path).expect("a report");
    assert!(report.is_good(), "{:?}", report.findings);
}

#[track_caller]
fn check_objected(outcome: &Result<SaleRecord, LedgerError>, expected: Objection) {
    let objected = matches!(outcome, Err(LedgerError::Objected(why)) if *why == expected);
    assert!(objected, "{outcome:?}");
}

#[test]
fn each_tender_goes_to_its_own_account_and_only_their_sum_gives_the_goods() {
    let mut shop = parked(500);
    let sale = cash(&mut shop, 1, 200, 1_000).expect("cash");
    assert_eq!(sale.sale.standing(), Standing::Short(kes(300)));
    assert_eq!(sale.sale.change(), kes(800));
    let other = |tender, amount| Takings {
        tender,
        amount: kes(amount),
        handed: kes(amount),
    };
    take(&mut shop, 2, other(Tender::Card, 100)).expect("a card");
    take(&mut shop, 3, other(Tender::Other, 50)).expect("a voucher");
    let sale = prompt(&mut shop, 4, 150).expect("a prompt");
    assert_eq!(sale.sale.standing(), Standing::Open);
    let paid = pay(&mut shop, 4);
    assert!(paid.gives_goods());
    let sale = shop.book.readers.sale(SALE).expect("the sale");
    assert_eq!(sale.sale.standing(), Standing::Covered);
    let tenders: Vec<_> = sale.legs.iter().map(|leg| leg.leg.tender).collect();
    assert_eq!(
        tenders,
        [Tender::Cash, Tender::Card, Tender::Other, Tender::Prompt]
    );
    assert_eq!(balances(&shop), [200, 100, 50, 0, -500, 0, 0]);
    prove(shop);
}

#[test]
fn a_paid_part_of_a_sale_says_to_keep_the_goods() {
    let mut shop = parked(350);
    prompt(&mut shop, 1, 150).expect("a prompt");
    let paid = pay(&mut shop, 1);
    assert!(!paid.gives_goods());
    assert!(paid.sentences().cashier.en.contains("keep the goods"));
    cash(&mut shop, 2, 200, 200).expect("cash");
    let paid = shop.book.readers.attempt(attempt(1)).expect("the attempt");
    assert!(paid.gives_goods());
    assert!(paid.sentences().cashier.en.contains("Give the goods"));
}

#[test]
fn money_of_a_withdrawn_prompt_is_owed_once_cash_has_paid() {
    let mut shop = parked(350);
    prompt(&mut shop, 1, 350).expect("a prompt");
    check_objected(
        &withdraw(&mut shop, 1, Heed::Stop),
        Objection::MayStillBePaid,
    );
    withdraw(&mut shop, 1, Heed::GoOn).expect("withdrawn");
    cash(&mut shop, 2, 350, 400).expect("cash");
    let late = pay(&mut shop, 1);
    assert!(!late.gives_goods());
    assert_eq!(late.sentences(), Sentences::PAID_AGAIN);
    let sale = shop.book.readers.sale(SALE).expect("the sale");
    assert_eq!(sale.sale.standing(), Standing::Over(kes(350)));
    assert_eq!(balances(&shop), [350, 0, 0, 0, -350, 0, -350]);
    prove(shop);
}

#[test]
fn nobody_is_warned_of_a_prompt_that_can_not_be_paid_any_more() {
    let mut shop = parked(350);
    prompt(&mut shop, 1, 350).expect("a prompt");
    shop.record(attempt(1), Fact::Sending { at: NOW });
    shop.record(attempt(1), Fact::Refused(Refusal::BadPhone));
    withdraw(&mut shop, 1, Heed::Stop).expect("withdrawn");
    void(&mut shop, Heed::Stop).expect("void");
    prove(shop);
}

#[test]
fn a_void_sale_gives_cash_back_and_owes_what_mpesa_brought_and_brings() {
    let mut shop = parked(500);
    cash(&mut shop, 1, 100, 100).expect("cash");
    prompt(&mut shop, 2, 150).expect("a prompt");
    pay(&mut shop, 2);
    prompt(&mut shop, 3, 250).expect("a prompt");
    check_objected(&void(&mut shop, Heed::Stop), Objection::MayStillBePaid);
    let sale = void(&mut shop, Heed::GoOn).expect("void");
    assert_eq!(sale.sale.standing(), Standing::Void);
    assert_eq!(sale.void_reason, "Achieng left".parse().ok());
    assert_eq!(balances(&shop), [0, 0, 0, 0, -250, 250, -150]);
    let late = pay(&mut shop, 3);
    assert!(!late.gives_goods());
    assert!(late.sentences().cashier.en.contains("void"));
    assert_eq!(balances(&shop), [0, 0, 0, 0, -250, 250, -400]);
    check_objected(&void(&mut shop, Heed::GoOn), Objection::Void);
    check_objected(&cash(&mut shop, 4, 100, 100), Objection::Void);
    let says = |shop: &Shop| {
        let prompt = shop.book.readers.attempt(attempt(3)).expect("the prompt");
        prompt.sentences().cashier.en
    };
    assert!(says(&shop).contains("owed to the customer"));
    let paid_out = act(&mut shop, |tx| {
        tx.pay_out(NOW, BY, SALE, (kes(400), Payout::Cash))
    });
    assert_eq!(paid_out.expect("paid out").sale.owed(), Money::ZERO);
    assert!(says(&shop).contains("Nothing of this money is owed any more"));
    prove(shop);
}

#[test]
fn why_a_sale_was_called_off_stands_in_the_inbox_and_not_in_the_journal() {
    let mut shop = parked(350);
    void(&mut shop, Heed::Stop).expect("void");
    let conn = Connection::open(shop.path()).expect("the file");
    let named = |table| {
        let query = format!("SELECT count(*) FROM {table} WHERE body LIKE '%Achieng%'");
        conn.query_row(&query, [], |row| row.get::<_, i64>(0))
            .expect("a count")
    };
    assert_eq!((named("journal"), named("inbox")), (0, 1));
}

#[test]
fn a_total_is_agreed_on_by_a_shilling_before_anything_is_asked_for_and_survives_a_rebuild() {
    let mut shop = parked(350);
    let agree =
        |shop: &mut Shop, total| act(shop, move |tx| tx.agree_total(NOW, BY, SALE, kes(total)));
    check_objected(&agree(&mut shop, 300), Objection::NotApart);
    let sale = agree(&mut shop, 349).expect("agreed").sale;
    assert_eq!((sale.total, sale.lacks()), (kes(349), kes(349)));
    let sale = cash(&mut shop, 1, 349, 349).expect("cash");
    assert_eq!(sale.sale.standing(), Standing::Covered);
    check_objected(&agree(&mut shop, 348), Objection::Begun);
    assert_eq!(balances(&shop), [349, 0, 0, 0, -349, 0, 0]);
    prove(shop);
}

#[test]
fn six_payers_are_prompted_at_once_and_a_seventh_is_not() {
    let mut shop = parked(700);
    for number in 1..=6 {
        prompt(&mut shop, number, 100).expect("a prompt");
    }
    check_objected(&prompt(&mut shop, 7, 100), Objection::TooManyPrompts);
    pay(&mut shop, 3);
    let sale = prompt(&mut shop, 7, 100).expect("a prompt");
    let ordinals = sale.legs.iter().flat_map(|leg| &leg.attempts);
    let ordinals: Vec<_> = ordinals.map(|attempt| attempt.ordinal).collect();
    assert_eq!(
        ordinals,
        [1, 2, 3, 4, 5, 6, 7],
        "no two have one account reference"
    );
}

#[test]
fn what_a_sale_can_not_take_leaves_no_trace() {
    let mut shop = parked(350);
    let left = kes(350);
    check_objected(&cash(&mut shop, 1, 351, 400), Objection::Beyond { left });
    check_objected(&cash(&mut shop, 1, 350, 349), Objection::TooLittleHanded);
    check_objected(&cash(&mut shop, 1, 0, 0), Objection::NoAmount);
    let sale = cash(&mut shop, 1, 350, 350).expect("cash");
    assert_eq!(sale.legs.len(), 1);
    check_objected(&cash(&mut shop, 2, 1, 1), Objection::Paid);
    check_objected(&withdraw(&mut shop, 1, Heed::GoOn), Objection::Paid);
    check_objected(&void(&mut shop, Heed::Stop), Objection::Paid);
    prove(shop);
}

#[test]
fn open_sales_are_those_that_wait_for_money_oldest_first() {
    let mut shop = parked(350);
    let id = |number: u8| SaleId::from_bytes([number; 16]);
    for number in 1..=3 {
        let parked = shop.write(move |tx| tx.park_sale(NOW, BY, id(number), kes(100)));
        parked.expect("a sale");
    }
    cash(&mut shop, 1, 200, 200).expect("cash");
    let voided = shop.write(move |tx| {
        let reason = "a mistake".parse().expect("a reason");
        let typed = evidence(Way::Counter, b"a mistake");
        tx.void_sale(NOW, BY, id(2), (reason, &typed), Heed::Stop)
    });
    voided.expect("void");
    let ids = |sales: Vec<SaleRecord>| sales.into_iter().map(|sale| sale.id).collect::<Vec<_>>();
    let open = shop.book.readers.open_sales().expect("sales");
    assert_eq!(ids(open), [SALE, id(1), id(3)]);
    cash(&mut shop, 2, 150, 150).expect("cash");
    let open = shop.book.readers.open_sales().expect("sales");
    assert_eq!(ids(open), [id(1), id(3)]);
    let today = shop.book.readers.sales_of(TradingDay::of(NOW));
    assert_eq!(ids(today.expect("sales")), [id(3), id(2), id(1), SALE]);
}

#[test]
fn a_leg_is_asked_for_again_until_it_is_paid_and_its_last_phone_is_known() {
    let mut shop = parked(350);
    let last_phone = |shop: &Shop| {
        let phone = shop.book.readers.last_phone(SALE).expect("an answer");
        phone.map(|phone| phone.as_str().to_owned())
    };
    assert_eq!(last_phone(&shop), None);
    prompt(&mut shop, 1, 200).expect("a prompt");
    prompt(&mut shop, 2, 150).expect("a prompt");
    assert_eq!(last_phone(&shop).as_deref(), Some("254712000002"));
    let again = |shop: &mut Shop| act(shop, |tx| tx.may_prompt_again(leg(1), kes(200)));
    assert!(again(&mut shop).is_ok());
    pay(&mut shop, 1);
    check_objected(&again(&mut shop), Objection::Paid);
}

#[test]
fn the_accounts_have_the_names_that_stand_in_every_book() {
    let mut shop = parked(400);
    for (number, tender) in [(1, Tender::Cash), (2, Tender::Card), (3, Tender::Other)] {
        let (amount, handed) = (kes(100), kes(100));
        let takings = Takings {
            tender,
            amount,
            handed,
        };
        take(&mut shop, number, takings).expect("taken");
    }
    prompt(&mut shop, 4, 100).expect("a prompt");
    pay(&mut shop, 4);
    void(&mut shop, Heed::GoOn).expect("void");
    let conn = Connection::open(shop.path()).expect("the file");
    let names = "SELECT group_concat(name, ' ') FROM (SELECT name FROM account ORDER BY name)";
    let names: String = conn.query_row(names, [], |row| row.get(0)).expect("names");
    let known = "card cash:1 other owed_to_customers receipt_awaited refunds sales suspense";
    assert_eq!(names, known);
}
