//! Asking what the shop's accounts hold.

use sandbox::{Config, Shortcode};
use serde_json::json;

use crate::requests::{BALANCE, ask, request};
use crate::samples::check;
use crate::status::value;
use crate::till::{PHONE, Till, phone};

#[tokio::test]
async fn the_accounts_of_a_pay_bill_are_told_like_the_sample() {
    let mut till = Till::open().await;
    check(
        "ab_request.json",
        &request(&till, "ab_request.json", json!({})),
    );
    till.sandbox.pay(&phone(PHONE), 7_800, "S-1").unwrap();
    let body = request(&till, "ab_request.json", json!({}));
    let (_, result) = ask(&mut till, BALANCE, &body).await;
    check("ab_result_docs_strings.json", &result);
    assert_eq!(
        *value(&result, "AccountBalance"),
        json!(
            "Working Account|KES|0.00|0.00|0.00|0.00&Float Account|KES|0.00|0.00|0.00|0.00\
             &Utility Account|KES|7778.94|7778.94|0.00|0.00\
             &Charges Paid Account|KES|-21.06|-21.06|0.00|0.00\
             &Organization Settlement Account|KES|0.00|0.00|0.00|0.00"
        )
    );
    assert_eq!(*value(&result, "BOCompletedTime"), json!("20261124120002"));
}

#[tokio::test]
async fn a_till_has_other_accounts() {
    let till_shop = |config: &mut Config| {
        config.shop.shortcode = Shortcode::Till {
            store: "7654321".to_owned(),
            till: "5123456".to_owned(),
        };
    };
    let mut till = Till::with(till_shop).await;
    let body = request(&till, "ab_request.json", json!({}));
    let (_, result) = ask(&mut till, BALANCE, &body).await;
    let accounts = value(&result, "AccountBalance").as_str().unwrap();
    let names: Vec<_> = accounts
        .split('&')
        .filter_map(|line| line.split('|').next())
        .collect();
    assert_eq!(
        names,
        [
            "Merchant Account",
            "Working Account",
            "Charges Paid Account"
        ]
    );
}
