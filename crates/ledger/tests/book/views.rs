//! The two tables of the seed guide, as views of the book: the same columns, the same meanings.

use domain::receipt::life::{Reference, Source};
use rusqlite::Connection;

use crate::receipts::scene::{Scene, hearing, told};
use crate::shop::evidence;

const TRANSACTIONS: [&str; 17] = [
    "id",
    "checkout_request_id",
    "merchant_request_id",
    "order_id",
    "phone_number",
    "amount",
    "actual_amount",
    "account_reference",
    "transaction_desc",
    "mpesa_receipt_number",
    "transaction_date",
    "status",
    "result_code",
    "result_desc",
    "error_message",
    "created_at",
    "updated_at",
];

const REQUESTS: [&str; 19] = [
    "id",
    "transaction_type",
    "trans_id",
    "trans_time",
    "trans_amount",
    "business_short_code",
    "bill_ref_number",
    "invoice_number",
    "org_account_balance",
    "third_party_trans_id",
    "msisdn",
    "first_name",
    "middle_name",
    "last_name",
    "request_type",
    "status",
    "reconciliation_status",
    "matched_order_id",
    "created_at",
];

/// Selects every row of a view as text, by the names of the guide.
fn rows(scene: &Scene, view: &str, columns: &[&str]) -> Vec<Vec<Option<String>>> {
    let conn = Connection::open(scene.shop.path()).expect("the file");
    let texts: Vec<_> = columns
        .iter()
        .map(|name| format!("CAST({name} AS TEXT)"))
        .collect();
    let query = format!("SELECT {} FROM {view} ORDER BY id", texts.join(", "));
    let mut statement = conn.prepare(&query).expect("a view");
    let read = |row: &rusqlite::Row<'_>| (0..columns.len()).map(|place| row.get(place)).collect();
    let found = statement.query_map([], read).expect("rows");
    found.map(|row| row.expect("a row")).collect()
}

fn check(found: &[Option<String>], expected: &[Option<&str>]) {
    let found: Vec<_> = found.iter().map(Option::as_deref).collect();
    assert_eq!(found, expected);
}

fn columns_of(scene: &Scene, view: &str) -> Vec<String> {
    let conn = Connection::open(scene.shop.path()).expect("the file");
    let statement = conn
        .prepare(&format!("SELECT * FROM {view}"))
        .expect("a view");
    statement.column_names().map(ToOwned::to_owned).collect()
}

#[test]
fn the_views_have_the_columns_of_the_guide() {
    let scene = Scene::open(&[]);
    assert_eq!(columns_of(&scene, "mpesa_transactions"), TRANSACTIONS);
    assert_eq!(columns_of(&scene, "mpesa_c2b_requests"), REQUESTS);
}

#[test]
fn a_prompt_that_was_paid_and_one_that_was_cancelled_are_transactions() {
    let mut scene = Scene::open(&["0712345678", "0722000000"]);
    let mut heard = hearing(Source::C2bBody);
    heard.payer = domain::phone::PayerHint::read("254712345678");
    scene.hear("UKN5T0I7QA", heard);
    scene.answer_paid(0);
    scene.fail(1);
    let rows = rows(&scene, "mpesa_transactions", &TRANSACTIONS);
    let opened = Some("2026-11-24 06:00:00");
    check(
        &rows[0],
        &[
            Some("01010101-0101-0101-0101-010101010101"),
            Some("ws_CO_241120261902712345670"),
            Some("29115-34620561-0"),
            Some("01010101-0101-0101-0101-010101010101"),
            Some("254712345678"),
            Some("350.00"),
            Some("350.00"),
            Some("0001-1"),
            Some("Sale 0001"),
            Some("UKN5T0I7QA"),
            Some("20261124090000"),
            Some("completed"),
            Some("0"),
            None,
            None,
            opened,
            opened,
        ],
    );
    let failed: Vec<_> = rows[1][9..15].iter().map(Option::as_deref).collect();
    assert_eq!(
        failed,
        [None, None, Some("failed"), Some("1032"), None, None]
    );
}

#[test]
fn a_confirmation_is_a_request_that_is_matched_with_its_sale() {
    let mut scene = Scene::open(&["0712345678"]);
    let mut body = hearing(Source::C2bBody);
    body.reference = Reference::read("0001-1");
    body.payer = domain::phone::PayerHint::read("2547 ***** 678");
    let raw = br#"{"TransactionType":"Pay Bill","OrgAccountBalance":"25.00","InvoiceNumber":"",
        "ThirdPartyTransID":"","FirstName":"WANJIKU"}"#;
    let raw = evidence(ledger::Way::Confirmation, raw);
    scene.take(Ok(told("UKN5T0I7QA", body)), raw);
    let mut rent = hearing(Source::C2bBody);
    rent.reference = Reference::read("rent");
    scene.hear("UKN5T0I7QB", rent);
    scene.answer_paid(0);
    let rows = rows(&scene, "mpesa_c2b_requests", &REQUESTS);
    check(
        &rows[0][1..],
        &[
            Some("Pay Bill"),
            Some("UKN5T0I7QA"),
            Some("20261124090000"),
            Some("350.00"),
            Some("174379"),
            Some("0001-1"),
            Some(""),
            Some("25.00"),
            Some(""),
            Some("2547***678"),
            Some("WANJIKU"),
            None,
            None,
            Some("confirmation"),
            Some("completed"),
            Some("matched"),
            Some("01010101-0101-0101-0101-010101010101"),
            Some("2026-11-24 06:00:00"),
        ],
    );
    let other: Vec<_> = rows[1][14..18].iter().map(Option::as_deref).collect();
    assert_eq!(
        other,
        [
            Some("confirmation"),
            Some("pending"),
            Some("unmatched"),
            None
        ]
    );
}
