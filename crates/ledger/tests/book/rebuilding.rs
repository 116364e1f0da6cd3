use domain::attempt::{Code, State};
use domain::phone::Msisdn;
use ledger::{Finding, rebuild, verify};
use rusqlite::Connection;

use crate::shop::{Shop, open, proof, reported};

/// A book with one paid prompt, closed.
fn closed() -> (
    tempfile::TempDir,
    std::path::PathBuf,
    domain::ids::AttemptId,
) {
    let mut shop = Shop::open();
    let id = shop.prompted();
    shop.record(id, reported("UKN5T0I7QO"));
    shop.record(id, proof());
    let path = shop.path();
    shop.book.writer.close();
    (shop.folder, path, id)
}

fn change(path: &std::path::Path, sql: &str) {
    let conn = Connection::open(path).expect("the file");
    conn.execute_batch(sql).expect("a change");
}

/// Goes around the guard, and puts it back as it was.
fn remove_a_transfer(path: &std::path::Path) {
    let guard = "SELECT sql FROM sqlite_schema WHERE name = 'transfers_are_never_removed'";
    let conn = Connection::open(path).expect("the file");
    let guard: String = conn
        .query_row(guard, [], |row| row.get(0))
        .expect("a guard");
    let around = "DROP TRIGGER transfers_are_never_removed; DELETE FROM transfer WHERE id = 1;";
    conn.execute_batch(&format!("{around} {guard}"))
        .expect("a change");
}

#[test]
fn a_rebuild_puts_right_what_was_changed_behind_the_books_back_and_keeps_a_copy() {
    let (_folder, path, _) = closed();
    let before = std::fs::read(&path).expect("a file");
    change(
        &path,
        "UPDATE attempt SET state = 'failed'; UPDATE leg SET covered_cents = 0;
         UPDATE receipt SET posted_cents = 1; INSERT INTO setting VALUES ('proof', 'never');",
    );
    remove_a_transfer(&path);
    let rebuilt = rebuild(&path).expect("rebuilt");
    assert_eq!(rebuilt.before.findings.len(), 5, "{:?}", rebuilt.before);
    assert!(rebuilt.after.is_good(), "{:?}", rebuilt.after);
    assert_eq!(rebuilt.before.head, rebuilt.after.head);
    let copy = verify(&rebuilt.copy.expect("a copy")).expect("a book");
    assert_eq!(
        copy.findings, rebuilt.before.findings,
        "the copy is as it was"
    );
    assert!(!before.is_empty());
    let conn = Connection::open(&path).expect("the file");
    assert!(
        conn.execute_batch("DELETE FROM transfer").is_err(),
        "guarded again"
    );
}

#[test]
fn a_book_whose_journal_was_changed_is_not_rebuilt_on_it() {
    let (_folder, path, _) = closed();
    change(
        &path,
        "DROP TRIGGER journal_is_never_changed;
         UPDATE journal SET body = replace(body, '350', '351') WHERE seq = 3;",
    );
    let rebuilt = rebuild(&path).expect("a report");
    assert_eq!(
        (rebuilt.copy, rebuilt.before.clone()),
        (None, rebuilt.after)
    );
    let kind = "attempt.drafted".to_owned();
    assert_eq!(
        rebuilt.before.findings,
        [Finding::RowChanged { seq: 3, kind }]
    );
}

#[test]
fn a_rebuild_is_refused_while_a_till_has_the_book() {
    let (_folder, path, _) = closed();
    let _till = open(&path).expect("an open book");
    assert!(matches!(
        rebuild(&path),
        Err(ledger::LedgerError::InUse { .. })
    ));
}

#[test]
fn a_person_who_was_erased_leaves_a_book_that_rebuilds_and_proves_without_a_phone() {
    let (_folder, path, id) = closed();
    change(
        &path,
        "UPDATE inbox SET body = NULL, personal = NULL, salt = NULL, same = NULL;
         UPDATE attempt SET phone = NULL, checkout = NULL;
         UPDATE receipt_source SET payer = NULL, reference = NULL, name = NULL;
         DELETE FROM customer_payment; DELETE FROM customer;",
    );
    let report = verify(&path).expect("a book");
    assert_eq!(report.findings, []);
    assert_eq!(report.erased, 5);
    let rebuilt = rebuild(&path).expect("rebuilt");
    assert!(rebuilt.after.is_good(), "{:?}", rebuilt.after.findings);
    let book = open(&path).expect("an open book");
    let record = book.readers.attempt(id).expect("the attempt");
    let code = "UKN5T0I7QO".parse().expect("a code");
    assert_eq!(record.attempt.state(), State::Paid(Code::Known(code)));
    assert_eq!(record.attempt.terms.phone, Msisdn::ERASED);
}

#[test]
fn the_head_of_the_chain_is_the_one_that_is_proved() {
    let mut shop = Shop::open();
    assert_eq!(shop.book.readers.head().expect("a head").seq, 0);
    shop.prompted();
    let (head, report) = (shop.book.readers.head(), verify(&shop.path()));
    let (head, report) = (head.expect("a head"), report.expect("a report"));
    assert_eq!(
        (head.seq.unsigned_abs(), head.hash),
        (report.rows, report.head)
    );
}
