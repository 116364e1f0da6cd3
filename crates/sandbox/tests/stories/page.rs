//! The page of phones.

use serde_json::Value;

use crate::till::{PHONE, Till, phone};

#[tokio::test]
async fn the_page_is_html_and_calls_only_what_there_is() {
    let till = Till::open().await;
    let reply = till.http.get(till.url("/")).send().await.unwrap();
    assert_eq!(reply.headers()["content-type"], "text/html; charset=utf-8");
    let page = reply.text().await.unwrap();
    for path in ["/phones", "/receipts?last=50", "/letters?last=6"] {
        assert!(page.contains(&format!("\"{path}\"")), "{path}");
        assert_eq!(
            till.control(reqwest::Method::GET, path, Value::Null)
                .await
                .0,
            200
        );
    }
    assert!(!page.contains("http://") && !page.contains("https://"));
}

#[tokio::test]
async fn the_newest_receipts_come_first_and_no_more_than_asked_for() {
    let till = Till::open().await;
    for amount in 1..=3 {
        till.sandbox.pay(&phone(PHONE), amount, "S-1").unwrap();
        till.clock.advance(std::time::Duration::from_secs(1));
    }
    let path = "/receipts?last=2";
    let (_, receipts) = till.control(reqwest::Method::GET, path, Value::Null).await;
    let amounts: Vec<_> = receipts
        .as_array()
        .unwrap()
        .iter()
        .map(|one| &one["amount_kes"])
        .collect();
    assert_eq!(amounts, [3, 2]);
}
