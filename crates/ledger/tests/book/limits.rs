//! What one person lets go alone on one day, of whichever sales.

use std::time::Duration;

use domain::clock::Timestamp;
use domain::ids::{LegId, PersonId, SaleId};
use domain::money::Money;
use domain::people::{Denied, Role};
use domain::sale::Tender;
use ledger::{Actor, By, LedgerError, OWNER, Takings, Way, rebuild, verify};

use crate::shop::{NOW, Shop, evidence};

const ACHIENG: PersonId = PersonId::from_bytes([7; 16]);
const OTIENO: PersonId = PersonId::from_bytes([8; 16]);

/// A shop of two cashiers, and a supervisor who could agree.
struct Counter {
    shop: Shop,
    sales: u8,
}

impl Counter {
    fn open() -> Self {
        let mut shop = Shop::open();
        shop.employ(ACHIENG, Role::Cashier, "Achieng");
        shop.employ(OTIENO, Role::Cashier, "Otieno");
        shop.employ(PersonId::from_bytes([6; 16]), Role::Supervisor, "Njeri");
        Self { shop, sales: 100 }
    }

    /// Gives so much back in cash for goods of a sale of its own.
    fn give_back(
        &mut self,
        at: Timestamp,
        by: impl Into<By>,
        shillings: u64,
    ) -> Result<(), LedgerError> {
        self.sales += 1;
        let (sale, leg) = (
            id(SaleId::from_bytes, self.sales),
            id(LegId::from_bytes, self.sales),
        );
        let (by, sum) = (by.into(), kes(shillings));
        let typed = evidence(Way::Counter, b"broken");
        self.shop.write(move |tx| {
            let takings = Takings {
                tender: Tender::Cash,
                amount: sum,
                handed: sum,
            };
            tx.park_sale(at, by.actor, sale, sum)?;
            tx.take(at, by.actor, (sale, leg), takings)?;
            let reason = "broken".parse().expect("a reason");
            tx.refund_in_cash(at, by, sale, (sum, Money::ZERO), (reason, &typed))
        })
    }

    fn check_alone(&mut self, at: Timestamp, who: PersonId, shillings: u64, may: bool) {
        let given = self.give_back(at, Actor::Person(who), shillings);
        let wanted = matches!(given, Err(LedgerError::Denied(Denied::SecondWanted)));
        assert_eq!((given.is_ok(), wanted), (may, !may), "{given:?}");
    }
}

fn id<T>(of: impl Fn([u8; 16]) -> T, number: u8) -> T {
    of([number; 16])
}

fn kes(shillings: u64) -> Money {
    Money::from_cents(shillings * 100).expect("an amount")
}

fn days(count: i64) -> Timestamp {
    Timestamp::from_ms(NOW.ms() + count * 86_400_000)
}

#[test]
fn one_person_alone_gives_back_no_more_on_one_day_however_many_sales_it_was() {
    let mut counter = Counter::open();
    for _ in 0..5 {
        counter.check_alone(NOW, ACHIENG, 990, true);
    }
    counter.check_alone(NOW, ACHIENG, 51, false);
    counter.check_alone(NOW, ACHIENG, 50, true);
    counter.check_alone(NOW, OTIENO, 900, true);
    let by = By {
        actor: Actor::Person(ACHIENG),
        agreed: Some(OWNER),
    };
    let refused = counter.give_back(NOW, by, 900).expect_err("he has no PIN");
    assert!(
        matches!(refused, LedgerError::Denied(Denied::NoPin)),
        "{refused:?}"
    );
    let agreed = Some(PersonId::from_bytes([6; 16]));
    counter
        .give_back(NOW, By { agreed, ..by }, 900)
        .expect("two people");
    counter.check_alone(NOW, ACHIENG, 1, false);
    counter.check_alone(days(1), ACHIENG, 1_000, true);
}

#[test]
fn a_clock_that_is_set_back_begins_no_day_anew() {
    let mut counter = Counter::open();
    counter.shop.prompted();
    for _ in 0..5 {
        counter.check_alone(days(-9), ACHIENG, 1_000, true);
    }
    for day in -12..=0 {
        counter.check_alone(days(day), ACHIENG, 1, false);
    }
}

#[test]
fn what_was_let_go_under_a_clock_that_was_set_ahead_counts_until_its_day_is_over() {
    let mut counter = Counter::open();
    for _ in 0..5 {
        counter.check_alone(days(3), ACHIENG, 1_000, true);
    }
    for day in 0..=3 {
        counter.check_alone(days(day), ACHIENG, 1, false);
    }
    counter.check_alone(days(4), ACHIENG, 1, true);
}

#[test]
fn what_was_let_go_alone_is_known_after_a_restart_and_a_rebuild() {
    let mut counter = Counter::open();
    for _ in 0..5 {
        counter.check_alone(NOW, ACHIENG, 1_000, true);
    }
    counter.shop.close();
    let path = counter.shop.path();
    assert!(rebuild(&path).expect("rebuilt").after.is_good());
    counter.shop.reopen();
    let later = NOW.plus(Duration::from_mins(5));
    counter.check_alone(later, ACHIENG, 1, false);
    assert!(verify(&path).expect("a report").is_good());
}
