//! The shop's account between two confirmations: a customer who takes his payment back, and a
//! payment that nobody told the till of.

use std::time::Duration;

use app::{AlarmRecord, Change, say_alarm};
use domain::attempt::Alarm;
use domain::balances::Finding;
use domain::money::Money;
use domain::receipt::Receipt;
use domain::sale::Heed;
use sandbox::{Act, Fault, Mishap, Place, When};
use tokio::sync::broadcast::Receiver;

use crate::paid_unasked::until_told;
use crate::shop::{AMOUNT, PHONE, Shop};

/// As long as a late body or a pull is waited for.
const PATIENCE: Duration = Duration::from_mins(15);

fn kes(shillings: u32) -> Money {
    Money::from_cents(u64::from(shillings) * 100).unwrap()
}

impl Shop {
    /// Lets the customer pay by himself, and waits until the till was told.
    async fn paid(&self, shillings: u32) -> Receipt {
        let mut changes = self.till.changes();
        let receipt = self.pay(shillings);
        until_told(&mut changes, &receipt).await;
        receipt
    }

    /// Lets the customer pay by himself, and the confirmation get lost.
    fn pay_untold(&self, shillings: u32) -> Receipt {
        let lost = Fault {
            at: Place::Confirmation,
            what: Mishap::Lose,
            when: When::Always,
            seen: 0,
        };
        self.sandbox.set_script(vec![lost]).unwrap();
        let receipt = self.pay(shillings);
        self.sandbox.set_script(Vec::new()).unwrap();
        receipt
    }

    fn shown(&self) -> Vec<AlarmRecord> {
        self.till.alarms().unwrap()
    }

    fn waiting(&self) -> usize {
        let waiting = self.till.clerk().readers().waiting_gaps();
        waiting.unwrap().len()
    }
}

/// Waits until the till tells of an alarm.
async fn until_alarm(changes: &mut Receiver<Change>, alarm: Alarm) {
    loop {
        match changes.recv().await.unwrap() {
            Change::Alarm(_, told) if told == alarm => return,
            _ => {}
        }
    }
}

#[tokio::test]
async fn a_customer_who_takes_his_payment_back_is_noticed_at_the_next_payment() {
    let shop = Shop::told().await;
    shop.paid(1000).await;
    let sale = shop.till.open_sale(kes(AMOUNT)).await.unwrap();
    let receipt = shop.paid(AMOUNT).await;
    let given = shop
        .till
        .settle(receipt.clone(), sale.id, Heed::Stop, None)
        .await;
    given.unwrap();
    let mut changes = shop.till.changes();
    shop.sandbox.take_back(receipt.as_str()).unwrap();
    shop.paid(120).await;
    until_alarm(&mut changes, Alarm::MoneyLeft).await;
    let shown = shop.shown();
    let gap = shown[0].gap.as_ref().unwrap();
    assert_eq!(gap.finding, Finding::TakenBack(kes(AMOUNT), vec![receipt]));
    assert_eq!(shown[0].sale, Some((sale.id, sale.number)));
    let said = say_alarm(&shown[0], shop.till.now()).unwrap().en;
    let whose = format!(
        "The customer of sale {} (09:00, Owner) may have taken",
        sale.number
    );
    assert!(
        said.contains("KES 350 left") && said.contains(&whose),
        "{said}"
    );
    shop.prove();
}

#[tokio::test]
async fn of_a_prompt_whose_payment_was_taken_back_its_sale_is_told() {
    let shop = Shop::told().await;
    shop.paid(1000).await;
    let id = shop.prompt().await;
    shop.answer(Act::Accept);
    shop.until_paid(id).await;
    shop.until_count(id, "receipt.heard", 1).await;
    let receipts = shop.till.receipts(id).unwrap();
    let mut changes = shop.till.changes();
    shop.sandbox.take_back(receipts[0].number.as_str()).unwrap();
    shop.paid(120).await;
    until_alarm(&mut changes, Alarm::MoneyLeft).await;
    let record = shop.record(id);
    assert_eq!(
        shop.shown()[0].sale,
        Some((record.sale, record.sale_number))
    );
    shop.prove();
}

#[tokio::test]
async fn a_payment_that_a_pull_tells_of_is_no_alarm() {
    let shop = Shop::told().await;
    let signed_up = shop.till.sign_up_for_pulls(PHONE.parse().unwrap());
    signed_up.await.unwrap();
    shop.paid(100).await;
    let lost = shop.pay_untold(500);
    let mut changes = shop.till.changes();
    shop.paid(50).await;
    shop.advance(Duration::from_secs(5));
    until_told(&mut changes, &lost).await;
    while shop.waiting() > 0 {
        changes.recv().await.unwrap();
    }
    shop.advance(PATIENCE);
    assert_eq!(shop.shown(), []);
    shop.prove();
}

#[tokio::test]
async fn money_that_nobody_tells_of_is_an_alarm_after_a_while() {
    let shop = Shop::with(|config| config.rules.charge_bp = 0).await;
    shop.connect(shop.line());
    shop.till.register_notices().await.unwrap();
    shop.paid(100).await;
    shop.pay_untold(500);
    shop.paid(50).await;
    assert_eq!((shop.waiting(), shop.shown()), (1, vec![]));
    // The wait outlives the till.
    let shop = shop.reopen().await;
    let mut changes = shop.till.changes();
    shop.connect(shop.line());
    tokio::task::yield_now().await;
    shop.advance(PATIENCE);
    until_alarm(&mut changes, Alarm::MoneyUntold).await;
    let shown = shop.shown();
    assert_eq!((shown[0].amount, shown[0].sale), (kes(500), None));
    shop.prove();
}
