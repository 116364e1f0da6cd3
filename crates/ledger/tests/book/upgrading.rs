use domain::sale::Standing;
use ledger::{Search, verify};
use rusqlite::Connection;

use crate::shop::open;

/// A sale paid twice, one that nobody paid, one that is paid while its code is awaited.
const FORMAT_1: &str = include_str!("format_1.sql");

#[test]
fn a_book_of_the_first_format_is_brought_up_to_date_and_proves() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("till.book");
    let conn = Connection::open(&path).expect("a file");
    conn.execute_batch(FORMAT_1).expect("a book");
    drop(conn);
    let book = open(&path).expect("the newest format");
    let mut found = book.readers.history(&Search::Latest).expect("attempts");
    found.sort_by_key(|record| (record.sale_number, record.ordinal));
    let stands: Vec<_> = found.iter().map(|record| record.standing).collect();
    let owed = found[0].surplus;
    let twice = Standing::Over(owed);
    assert_eq!(owed.cents(), 35_000);
    assert_eq!(stands, [twice, twice, Standing::Open, Standing::Covered]);
    let copy = path.with_extension("before-format-2.book");
    assert!(copy.is_file(), "the former file is kept");
    drop(book);
    let report = verify(&path).expect("a report");
    assert!(report.is_good(), "{:?}", report.findings);
}
