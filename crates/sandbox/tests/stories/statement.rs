//! The organisation portal's statement, held against the files of the reference.

use std::path::PathBuf;
use std::time::Duration;

use reqwest::Method;
use sandbox::{Act, Config, Shortcode};
use serde_json::json;

use crate::requests::{REVERSAL, ask, request};
use crate::till::{PHONE, Till, phone};

type Rows = Vec<Vec<String>>;

fn parsed(text: &str) -> Rows {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .from_reader(text.as_bytes());
    let rows = reader.records().map(Result::unwrap);
    rows.map(|row| row.iter().map(str::to_owned).collect())
        .collect()
}

fn sample(layout: &str) -> Rows {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures/daraja");
    let file = folder.join(format!("statement_paybill_{layout}_layout.csv"));
    parsed(&std::fs::read_to_string(file).unwrap())
}

async fn raw(till: &Till, question: &str) -> String {
    let url = till.url(&format!("/_sandbox/statement.csv?{question}"));
    let reply = till.http.get(url).send().await.unwrap();
    assert_eq!(reply.headers()["content-type"], "text/csv; charset=utf-8");
    reply.text().await.unwrap()
}

async fn statement(till: &Till, question: &str) -> Rows {
    parsed(&raw(till, question).await)
}

/// A day with a push, a typed payment, a transfer, a reversal and a settlement.
async fn busy_day() -> Till {
    let mut till = Till::open().await;
    till.push(PHONE, 7_800).await;
    till.sandbox.answer(&phone(PHONE), Act::Accept).unwrap();
    till.ear.hear().await;
    till.clock.advance(Duration::from_mins(1));
    let payment = till.sandbox.pay(&phone(PHONE), 1_250, "A12345").unwrap();
    let change = json!({ "TransactionID": payment.receipt.number, "Amount": "250" });
    let body = request(&till, "rv_request.json", change);
    ask(&mut till, REVERSAL, &body).await;
    till.sandbox
        .transfer("Sample Mobility Limited", 152, "22841047")
        .unwrap();
    till.control(Method::POST, "/settlements", json!({ "amount_kes": 5_000 }))
        .await;
    till
}

fn cents(text: &str) -> i64 {
    text.replace([',', '.'], "").parse().unwrap_or(0)
}

/// Returns the places of the labels of a preamble.
fn labels(rows: &Rows) -> Vec<(usize, usize, String)> {
    let mut labels = Vec::new();
    for (line, row) in rows.iter().take(7).enumerate() {
        for (column, cell) in row.iter().enumerate() {
            if line == 6 || cell.ends_with(':') {
                labels.push((line, column, cell.clone()));
            }
        }
    }
    labels
}

#[tokio::test]
async fn preamble_and_header_are_those_of_the_sample() {
    let till = busy_day().await;
    for layout in ["2020", "2025"] {
        let rows = statement(&till, &format!("layout={layout}")).await;
        assert_eq!(labels(&rows), labels(&sample(layout)), "{layout}");
        assert!(rows.iter().all(|row| row.len() == sample(layout)[0].len()));
    }
    let rows = statement(&till, "layout=2025").await;
    assert_eq!(rows[3][2], "From 24-11-2026 00:00:00");
    assert_eq!(rows[3][4], "To 24-11-2026 23:59:59");
    assert_eq!(rows[4][5], "Date of Report: 24-11-2026 12:01:02");
    let rows = statement(&till, "layout=2020").await;
    assert_eq!(
        rows[3][..5],
        [
            "Time Period:",
            "From",
            "24-11-2026 00:00:00",
            "To",
            "24-11-2026 23:59:59"
        ]
    );
    assert_eq!(rows[4][4..6], ["Date of Report:", "24-11-2026 12:01:02"]);
}

#[tokio::test]
async fn balances_add_up_from_the_opening_to_the_closing_one() {
    let till = busy_day().await;
    for layout in ["2020", "2025"] {
        let rows = statement(&till, &format!("layout={layout}")).await;
        let mut balance = cents(&rows[5][1]);
        let (mut paid_in, mut withdrawn) = (0, 0);
        for row in rows[7..].iter().rev() {
            paid_in += cents(&row[5]);
            withdrawn += cents(&row[6]);
            balance += cents(&row[5]) + cents(&row[6]);
            assert_eq!(balance, cents(&row[7]), "{row:?}");
        }
        let sums = [3, 5, 7, 9].map(|column| cents(&rows[5][column]));
        assert_eq!(sums, [balance, balance, paid_in, withdrawn]);
        assert_eq!(balance, till.sandbox.money().accounts.utility_cents);
        // Three payments, three charges, a reversal, a settlement.
        assert_eq!(rows.len() - 7, 8);
    }
}

#[tokio::test]
async fn a_charge_stands_above_its_payment_as_each_layout_has_it() {
    let till = busy_day().await;
    let receipts = till.sandbox.money().receipts;
    let pushed = &receipts
        .iter()
        .find(|one| one.amount_kes == 7_800)
        .unwrap()
        .number;
    let rows = statement(&till, "layout=2020").await;
    let [.., charge, money] = rows.as_slice() else {
        panic!("{rows:?}")
    };
    for (row, cells) in [
        (
            charge,
            [
                "Pay Bill Charge",
                "Completed",
                "",
                "-21.06",
                "7778.94",
                "true",
                "Pay Utility",
                "SP",
            ],
        ),
        (
            money,
            [
                "Pay Bill from 25471****678 - WANJIKU KAMAU Acc. S-000123",
                "Completed",
                "7800.00",
                "",
                "7800.00",
                "true",
                "Pay Utility",
                "25471****678 - WANJIKU KAMAU",
            ],
        ),
    ] {
        assert_eq!(row[3..11], cells);
        assert_eq!((&row[0], row[1].as_str()), (pushed, "24-11-2026 12:00:00"));
    }
    assert_eq!((charge[12].as_str(), money[12].as_str()), ("", "S-000123"));
    assert_eq!(money[13], "KES");
    let rows = statement(&till, "layout=2025").await;
    let [.., charge, money] = rows.as_slice() else {
        panic!("{rows:?}")
    };
    assert_eq!(
        (&charge[11], &money[0], money[5].as_str()),
        (pushed, pushed, "7,800.00")
    );
    assert_ne!(charge[0], money[0]);
}

#[tokio::test]
async fn reversals_and_settlements_take_money_out() {
    let till = busy_day().await;
    let rows = statement(&till, "layout=2025").await;
    let row = |reason: &str| rows.iter().find(|row| row[9] == reason).unwrap();
    let reversal = row("Transaction Reversal");
    assert_eq!(reversal[6], "-250.00");
    let reversed = till
        .sandbox
        .money()
        .receipts
        .into_iter()
        .find(|one| one.reversed_by.is_some());
    assert_eq!(
        Some(&reversal[0]),
        reversed.as_ref().unwrap().reversed_by.as_ref()
    );
    assert_eq!(reversal[11], reversed.unwrap().number);
    let settlement = row("Settlement");
    assert_eq!(settlement[3], "Utility Account to Organization Settlement");
    assert_eq!(
        (settlement[6].as_str(), settlement[10].as_str()),
        ("-5,000.00", "")
    );
    assert_eq!(row("Business Pay Bill")[10], "SAMPLE MOBILITY LIMITED");
}

#[tokio::test]
async fn days_are_those_of_nairobi_and_the_opening_balance_is_what_went_before() {
    let mut till = busy_day().await;
    till.clock.advance(Duration::from_hours(12));
    till.renew_token().await;
    till.sandbox.pay(&phone(PHONE), 100, "S-2").unwrap();
    let yesterday = statement(&till, "from=2026-11-24&to=2026-11-24").await;
    let today = statement(&till, "from=2026-11-25").await;
    assert_eq!((yesterday.len(), today.len()), (7 + 8, 7 + 2));
    assert_eq!(yesterday[5][3], today[5][1]);
    let nothing = statement(&till, "from=2026-11-26&to=2026-11-26").await;
    assert_eq!((nothing.len(), &nothing[5][1]), (7, &today[5][3]));
}

#[tokio::test]
async fn lines_end_as_the_portals_do() {
    let till = busy_day().await;
    let text = raw(&till, "layout=2020").await;
    assert_eq!(text.matches("\r\n").count(), text.matches('\n').count());
    assert!(text.ends_with("\r\n"));
}

#[tokio::test]
async fn a_till_has_no_account_numbers() {
    let till = Till::with(|config: &mut Config| {
        config.shop.shortcode = Shortcode::Till {
            store: "7654321".to_owned(),
            till: "5123456".to_owned(),
        };
    })
    .await;
    till.sandbox
        .pay(&phone(PHONE), 100, "typed all the same")
        .unwrap();
    let rows = statement(&till, "layout=2025").await;
    assert_eq!(rows[2][1], "Merchant Account");
    let money = rows.last().unwrap();
    assert_eq!(
        money[3],
        "Customer Payment from 25471****678 - WANJIKU KAMAU"
    );
    assert_eq!(money[12], "");
}

#[tokio::test]
async fn a_layout_that_there_is_not_is_refused() {
    let till = Till::open().await;
    let url = till.url("/_sandbox/statement.csv?layout=1999");
    assert_eq!(till.http.get(url).send().await.unwrap().status(), 400);
}
