//! The same seed and clock give the same ids and receipts.

use sandbox::{Act, Money};

use crate::till::{PHONE, Till, phone};

/// Lets phones pay one after the other on a stand-in of a seed.
pub(crate) async fn pay(seed: u64, phones: &[&str]) -> Money {
    let till = Till::with(|config| config.seed = Some(seed)).await;
    for phone_number in phones {
        till.push(phone_number, 10).await;
        till.sandbox
            .answer(&phone(phone_number), Act::Accept)
            .unwrap();
    }
    till.sandbox.money()
}

async fn story(seed: u64) -> serde_json::Value {
    let money = pay(seed, &[PHONE, "254722000111", PHONE]).await;
    let ids: Vec<_> = money
        .pushes
        .iter()
        .map(|push| (&push.merchant_request_id, &push.checkout_request_id))
        .collect();
    serde_json::json!({ "ids": ids, "receipts": money.receipts })
}

#[tokio::test]
async fn one_seed_tells_one_story_and_another_seed_another() {
    let first = story(1).await;
    assert_eq!(first, story(1).await);
    assert_ne!(first, story(2).await);
}

#[tokio::test]
async fn without_a_seed_the_moment_of_the_start_decides() {
    let till = Till::with(|config| config.seed = None).await;
    assert_eq!(
        till.sandbox.seed(),
        crate::till::NOON.unix_ms().unsigned_abs()
    );
}

#[tokio::test]
async fn ids_and_tokens_have_the_forms_of_the_reference() {
    let till = Till::open().await;
    let id = till.push(PHONE, 10).await;
    assert!(
        id.starts_with("ws_CO_24112026120000") && id.ends_with("712345678"),
        "{id}"
    );
    assert_eq!(till.token.len(), 28);
    assert!(
        till.token
            .chars()
            .all(|letter| letter.is_ascii_alphanumeric()),
        "{}",
        till.token
    );
}
