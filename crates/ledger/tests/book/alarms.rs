use std::time::Duration;

use domain::attempt::{Alarm, Fact};
use domain::money::Money;
use ledger::{About, AlarmRecord, Finding, LedgerError, OWNER, verify};
use rusqlite::Connection;

use crate::shop::{NOW, Shop, open, proof, reported};

fn alarms(shop: &Shop) -> Vec<AlarmRecord> {
    shop.book.readers.alarms().expect("the alarms")
}

fn see(shop: &mut Shop, alarm: &str) -> Result<(), LedgerError> {
    let alarm = alarm.parse().expect("an id");
    let at = NOW.plus(Duration::from_mins(1));
    shop.write(move |tx| tx.see_alarm(at, OWNER, alarm))
}

/// A shop in which a prompt was given up before it was paid.
fn paid_after_all() -> Shop {
    let mut shop = Shop::open();
    let id = shop.prompted();
    shop.record(id, Fact::PromptOver { at: NOW });
    shop.record(id, proof());
    shop
}

#[test]
fn an_alarm_is_kept_over_a_restart_until_a_person_has_seen_it() {
    let mut shop = paid_after_all();
    let path = shop.path();
    drop(shop.book);
    shop.book = open(&path).expect("the same book");
    let found = alarms(&shop);
    assert_eq!(found.len(), 1);
    let alarm = &found[0];
    assert_eq!(alarm.id.alarm(), Alarm::LateProof);
    assert_eq!(alarm.amount.cents(), 35_000);
    assert_eq!(alarm.phone, "0712345678".parse().ok());
    assert_eq!(alarm.sale.map(|(_, number)| number.get()), Some(1));
    assert_eq!(alarm.surplus, Money::ZERO);
    see(&mut shop, &alarm.id.to_string()).expect("seen");
    assert_eq!(alarms(&shop), []);
    assert!(verify(&path).expect("a report").is_good());
}

#[test]
fn an_alarm_that_was_seen_before_is_not_written_again() {
    let mut shop = paid_after_all();
    let id = alarms(&shop)[0].id.to_string();
    for _ in 0..2 {
        see(&mut shop, &id).expect("seen");
    }
    let rows = verify(&shop.path()).expect("a report").rows;
    assert_eq!(rows, 8, "one row says that it was seen");
    let unknown = see(&mut shop, "1.conflict");
    assert!(matches!(unknown, Err(LedgerError::NotFound("alarm"))));
}

#[test]
fn alarms_are_shown_oldest_first_and_one_fact_raises_each_once() {
    let mut shop = paid_after_all();
    let other = shop.draft("0722000000", 350).expect("a draft").id;
    shop.record(other, Fact::Sending { at: NOW });
    shop.record(other, reported("UKN5T0I7QO"));
    let found: Vec<_> = alarms(&shop)
        .iter()
        .map(|alarm| (alarm.id.alarm(), alarm.about.clone()))
        .collect();
    assert_eq!(found.len(), 2, "{found:?}");
    assert_eq!(found[0].0, Alarm::LateProof);
    assert_eq!(
        found[1],
        (Alarm::Conflict, About::Attempt(other)),
        "another phone paid"
    );
}

#[test]
fn an_alarm_that_was_hushed_behind_the_book_s_back_is_noticed() {
    for harm in [
        "DELETE FROM alarm",
        "UPDATE alarm SET seen_at_ms = 1, seen_by = (SELECT id FROM person)",
    ] {
        let shop = paid_after_all();
        let path = shop.path();
        drop(shop.book);
        let conn = Connection::open(&path).expect("the file");
        conn.execute_batch(harm).expect("harm");
        drop(conn);
        let found = verify(&path).expect("a report").findings;
        let [Finding::ProjectionDiffers { table, .. }] = found.as_slice() else {
            panic!("{harm}: {found:?}");
        };
        assert_eq!(table, "alarm", "{harm}");
    }
}
