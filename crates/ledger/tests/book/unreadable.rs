use domain::attempt::Alarm;
use domain::ids::AttemptId;
use ledger::{LedgerError, Search, Way};
use rusqlite::Connection;

use crate::shop::{NOW, Shop, evidence, reported};

/// A shop with two prompts out, of which what the book says of the first can't be read.
fn half_read() -> (Shop, AttemptId, AttemptId) {
    let mut shop = Shop::open();
    let first = shop.prompted();
    let second = shop.draft("0722000000", 350).expect("a draft").id;
    let conn = Connection::open(shop.path()).expect("the file");
    let harm = "DROP TRIGGER journal_is_never_changed;
        UPDATE journal SET body = '{}' WHERE kind = 'attempt.sending';";
    conn.execute_batch(harm).expect("harm");
    (shop, first, second)
}

#[test]
fn one_attempt_that_can_not_be_read_hides_no_other() {
    let (shop, first, second) = half_read();
    let readers = &shop.book.readers;
    let unreadable = readers.attempt(first);
    assert!(matches!(unreadable, Err(LedgerError::BadRow { .. })));
    let open = readers.open_attempts().expect("the open ones");
    assert_eq!(open.len(), 1);
    assert_eq!(open[0].id, second);
    assert_eq!(readers.open_ids().expect("all of them"), [first, second]);
    let history = readers.history(&Search::Latest).expect("the history");
    assert_eq!(history.len(), 1);
}

#[test]
fn a_body_of_an_attempt_that_can_not_be_read_is_kept_and_a_person_told() {
    let (mut shop, first, _) = half_read();
    let mut take = |body: &'static [u8]| {
        let told = Ok(reported("UKN5T0I7QO"));
        shop.write(move |tx| tx.take_callback(NOW, first, told, &evidence(Way::Callback, body)))
            .expect("taken")
    };
    let taken = take(b"{paid}").expect("a new body");
    assert_eq!(taken.record, None);
    assert_eq!(taken.recorded.alarms, [Alarm::Unreadable]);
    assert_eq!(take(b"{paid}"), None, "it stands in the book already");
    assert!(take(b"{paid again}").is_some());
    let alarms = shop.book.readers.alarms().expect("the alarms");
    assert_eq!(alarms.len(), 1, "it is said once: {alarms:?}");
    assert_eq!(alarms[0].id.alarm(), Alarm::Unreadable);
    assert_eq!(alarms[0].amount.cents(), 35_000);
}

#[test]
fn an_attempt_that_can_not_be_read_is_set_aside_and_its_phone_prompted_only_knowingly() {
    let (mut shop, first, second) = half_read();
    for raises in [true, false] {
        let raised = shop.write(move |tx| tx.raise_unreadable(NOW, first));
        assert_eq!(raised.expect("written").is_some(), raises);
    }
    let open = shop.book.readers.open_ids().expect("the open ones");
    assert_eq!(open, [second]);
    let asked = shop.draft("0712345678", 80);
    assert!(matches!(asked, Err(LedgerError::UnresolvedOnPhone)));
}
