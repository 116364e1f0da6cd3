use rusqlite::Connection;

use crate::shop::{Shop, open, proof};

fn objects(sql: &str) -> Vec<(String, String)> {
    let conn = Connection::open_in_memory().expect("a database");
    conn.execute_batch(sql).expect("a schema");
    let mut statement = conn
        .prepare("SELECT name, sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY name")
        .expect("a query");
    let rows = statement
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))
        .expect("rows");
    rows.map(|row| {
        row.map(|(name, sql): (String, String)| (name, bare(&sql)))
            .expect("a row")
    })
    .collect()
}

/// Leaves out comments and line breaks.
fn bare(sql: &str) -> String {
    let code = sql
        .lines()
        .map(|line| line.split("--").next().unwrap_or_default());
    code.flat_map(str::split_whitespace)
        .collect::<Vec<_>>()
        .join(" ")
}

#[test]
fn schema_sql_matches_migrations() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../migrations");
    let read = |name: &str| std::fs::read_to_string(folder.join(name)).expect("a file");
    let mut names: Vec<_> = std::fs::read_dir(&folder)
        .expect("the folder")
        .map(|file| {
            file.expect("a file")
                .file_name()
                .to_string_lossy()
                .into_owned()
        })
        .filter(|name| name.starts_with(|first: char| first.is_ascii_digit()))
        .collect();
    names.sort();
    let migrated: String = names.iter().map(|name| read(name)).collect();
    assert_eq!(objects(&migrated), objects(&read("schema.sql")));
}

/// Takes back what the migrations after the first did, as far as a book of the first format has it.
fn to_first_format(path: &std::path::Path) {
    let conn = Connection::open(path).expect("the file");
    conn.execute_batch(
        "ALTER TABLE attempt DROP COLUMN surplus_cents;
         PRAGMA user_version = 1;",
    )
    .expect("the first format");
}

#[test]
fn a_book_of_the_first_format_is_brought_up_to_date_and_stays_good() {
    let mut shop = Shop::open();
    let (first, again) = shop.asked_twice();
    shop.record(again, proof());
    let owed = shop.record(first, proof());
    let path = shop.path();
    drop(shop.book);
    to_first_format(&path);
    let book = open(&path).expect("the same book");
    assert_eq!(book.readers.attempt(first).expect("the attempt"), owed);
    drop(book);
    let report = ledger::verify(&path).expect("a report");
    assert!(report.is_good(), "{:?}", report.findings);
}
