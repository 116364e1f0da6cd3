use ledger::{Actor, Finding, LedgerError, Report, verify};
use rusqlite::Connection;

use crate::shop::{NOW, Shop, open, proof, reported};

/// A book with one paid prompt, on which `harm` was done behind its back.
fn harmed(harm: &str) -> Report {
    let mut shop = Shop::open();
    let id = shop.prompted();
    shop.record(id, reported("UKN5T0I7QO"));
    shop.record(id, proof());
    let path = shop.path();
    drop(shop.book);
    let conn = Connection::open(&path).expect("the file");
    let unguarded =
        "DROP TRIGGER journal_is_never_changed; DROP TRIGGER journal_is_never_shortened;
        DROP TRIGGER transfers_are_never_changed; DROP TRIGGER transfers_are_never_removed;
        PRAGMA foreign_keys = OFF;";
    conn.execute_batch(unguarded).expect("no guards");
    conn.execute_batch(harm).expect("harm");
    drop(conn);
    verify(&path).expect("a report")
}

fn check(harm: &str, expected: &[Finding]) {
    assert_eq!(harmed(harm).findings, expected, "{harm}");
}

#[test]
fn an_honest_book_is_proved() {
    let report = harmed("");
    assert!(report.is_good(), "{:?}", report.findings);
    assert_eq!((report.rows, report.erased), (7, 0));
}

#[test]
fn one_changed_byte_of_a_row_is_named() {
    let changed = |seq, kind: &str| Finding::RowChanged {
        seq,
        kind: kind.to_owned(),
    };
    check(
        "UPDATE journal SET body = replace(body, '350', '351') WHERE seq = 3",
        &[changed(3, "attempt.drafted")],
    );
    check(
        "UPDATE journal SET at_ms = at_ms + 1 WHERE seq = 5",
        &[changed(5, "attempt.acknowledged")],
    );
    check(
        "UPDATE journal SET actor = 'tilt' WHERE seq = 4",
        &[changed(4, "attempt.sending")],
    );
}

#[test]
fn a_row_taken_out_or_put_elsewhere_is_noticed() {
    let report = harmed("DELETE FROM journal WHERE seq = 4");
    assert!(
        report.findings.contains(&Finding::ChainBroken { seq: 5 }),
        "{:?}",
        report.findings
    );
    let report = harmed("UPDATE journal SET seq = 8 WHERE seq = 7");
    assert!(
        report.findings.contains(&Finding::ChainBroken { seq: 8 }),
        "{:?}",
        report.findings
    );
}

#[test]
fn changed_evidence_is_noticed_and_erased_evidence_is_told_apart() {
    let evidence = |seq| [Finding::EvidenceChanged { seq }];
    check(
        "UPDATE inbox SET body = CAST('tyqed' AS BLOB) WHERE id = 1",
        &evidence(3),
    );
    let phone = "UPDATE inbox SET personal = replace(personal, '678', '679') WHERE id = 1";
    check(phone, &evidence(3));
    check("DELETE FROM inbox WHERE id = 2", &evidence(4));
    let erased = harmed("UPDATE inbox SET body = NULL, personal = NULL, salt = NULL WHERE id = 5");
    assert_eq!(erased.erased, 1);
}

#[test]
fn a_table_that_says_something_else_than_the_journal_is_noticed() {
    let differs = |table: &str, rows| {
        [Finding::ProjectionDiffers {
            table: table.to_owned(),
            rows,
        }]
    };
    check(
        "UPDATE attempt SET state = 'failed'",
        &differs("attempt", 2),
    );
    check("UPDATE leg SET covered_cents = 0", &differs("leg", 2));
    check("UPDATE sale SET state = 'void'", &differs("sale", 2));
    check("UPDATE leg SET withdrawn = 1", &differs("leg", 2));
    check("DELETE FROM fill", &differs("fill", 1));
    check("DELETE FROM transfer WHERE id = 1", &differs("transfer", 1));
    check(
        "UPDATE receipt SET amount_cents = 1",
        &differs("receipt", 2),
    );
    check(
        "INSERT INTO setting VALUES ('proof', 'never')",
        &differs("setting", 1),
    );
}

#[test]
fn a_book_whose_newest_rows_were_changed_says_so_when_it_is_opened() {
    let damage_by = |harm: &str| {
        let mut shop = Shop::open();
        let id = shop.prompted();
        shop.record(id, proof());
        let path = shop.path();
        drop(shop.book);
        let conn = Connection::open(&path).expect("the file");
        let unguarded = "DROP TRIGGER journal_is_never_changed;
             DROP TRIGGER journal_is_never_shortened; PRAGMA foreign_keys = OFF;";
        conn.execute_batch(unguarded).expect("no guards");
        conn.execute_batch(harm).expect("harm");
        drop(conn);
        open(&path).expect("a book").damage
    };
    assert!(damage_by("").is_none());
    let changed = damage_by("UPDATE journal SET actor = 'tilt' WHERE seq = 4");
    assert!(
        matches!(changed, Some(LedgerError::Damaged { seq: 4 })),
        "{changed:?}"
    );
    let gone = damage_by("DELETE FROM journal WHERE seq = 4");
    assert!(
        matches!(gone, Some(LedgerError::Damaged { seq: 3 })),
        "{gone:?}"
    );
}

#[test]
fn the_guards_refuse_changes_of_journal_and_transfers() {
    let mut shop = Shop::open();
    let id = shop.prompted();
    shop.record(id, proof());
    let conn = Connection::open(shop.path()).expect("the file");
    for harm in [
        "UPDATE journal SET actor = 'x'",
        "DELETE FROM journal",
        "UPDATE transfer SET amount_cents = 1",
        "DELETE FROM transfer",
    ] {
        assert!(conn.execute_batch(harm).is_err(), "{harm}");
    }
}

#[test]
fn a_book_that_is_written_meanwhile_is_proved_as_it_was_at_one_moment() {
    let mut shop = Shop::open();
    let path = shop.path();
    let proving = std::thread::spawn(move || {
        let prove = |_| verify(&path).expect("a report").findings;
        (0..50).flat_map(prove).collect::<Vec<_>>()
    });
    // On a disk that costs nothing the book would grow faster than it can be proved.
    for count in 0..5_000 {
        if proving.is_finished() {
            break;
        }
        let count = format!("{count}");
        let set = shop.write(move |tx| tx.set(NOW, Actor::Till, "count", &count));
        set.expect("written");
    }
    assert_eq!(proving.join().expect("reports"), []);
}
