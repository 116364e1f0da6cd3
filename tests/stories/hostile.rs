//! Texts that attack whoever shows, stores or logs them, in every field of a confirmation: they are
//! kept as they came, and no line of the log is broken or written by them.

use domain::callback_path::Notice;
use serde_json::{Value, json};

use crate::secrets::Log;
use crate::shop::Shop;

/// For a page, a database, a spreadsheet, a terminal, a log, a printer, and people's eyes.
const TEXTS: [&str; 9] = [
    "<img src=x onerror=alert(1)><script>alert(2)</script>",
    "'); DROP TABLE receipt; --",
    "=HYPERLINK(\"http://x.example\",\"0214\")",
    "\u{202e}4120\u{202c}",
    "\u{1b}[2J\u{1b}]0;paid\u{7}\u{1b}[31m",
    "0214\r\n2026-11-24T09:00:00Z  INFO app: paid receipt=UKN5T0I7QO",
    "\u{1b}@\u{1d}V\u{0}\u{10}\u{14}\u{1}",
    "{\"TransID\":\"UKN5T0I7ZZ\"}",
    "\u{2028}\u{85}\u{feff}é\u{1f4b8}",
];

const FIELDS: [&str; 13] = [
    "TransactionType",
    "TransID",
    "TransTime",
    "TransAmount",
    "BusinessShortCode",
    "BillRefNumber",
    "InvoiceNumber",
    "OrgAccountBalance",
    "ThirdPartyTransID",
    "MSISDN",
    "FirstName",
    "MiddleName",
    "LastName",
];

fn confirmation(number: usize) -> Value {
    json!({
        "TransactionType": "Pay Bill",
        "TransID": format!("UKN{number:07}"),
        "TransTime": "20261124090000",
        "TransAmount": "350.00",
        "BusinessShortCode": "174379",
        "BillRefNumber": "0001",
        "InvoiceNumber": "",
        "OrgAccountBalance": "4500.00",
        "ThirdPartyTransID": "",
        "MSISDN": "2547 ***** 678",
        "FirstName": "WANJIKU",
        "MiddleName": "",
        "LastName": "",
    })
}

#[tokio::test]
async fn hostile_texts_in_every_field_are_kept_as_they_came_and_break_no_line_of_the_log() {
    let (log, _listening) = Log::of_this_thread();
    let shop = Shop::told().await;
    let path = shop.notice_path(Notice::Confirmation);
    for (place, text) in TEXTS.into_iter().enumerate() {
        for (number, field) in FIELDS.into_iter().enumerate() {
            let mut body = confirmation(place * FIELDS.len() + number);
            body[field] = json!(text);
            assert_eq!(
                shop.post(&path, &body.to_string()).await,
                200,
                "{field}: {text:?}"
            );
        }
    }
    let free = shop.till.free_receipts().unwrap();
    let kept = |text: &str| {
        let mut told = free.iter().flat_map(|record| &record.sources);
        told.any(|source| {
            let typed = source.hearing.reference.as_ref();
            typed.is_some_and(|typed| typed.as_str() == text.trim())
        })
    };
    for text in TEXTS {
        assert!(kept(text), "{text:?}");
    }
    let (written, events) = (log.text(), log.events());
    assert_eq!(written.lines().count(), events, "a line is broken");
    let stray = written
        .chars()
        .find(|sign| sign.is_control() && *sign != '\n');
    assert_eq!(stray, None, "the log takes orders");
    for text in TEXTS {
        let beginning: String = text.chars().take(12).collect();
        assert!(!written.contains(&beginning), "{text:?} stands in the log");
    }
    shop.prove();
}
