//! Asking a customer from the command line: how each end is told, in JSON and by the exit code.

use anyhow::{Context as _, Result};
use sandbox::{Act, Shop as SafaricomsShop};

use crate::program::run;
use crate::shop::{CUSTOMER, Shop};

#[tokio::test]
async fn a_payment_is_told_with_its_code_and_stands_in_a_book_that_proves() -> Result<()> {
    let shop = Shop::open(Some(Act::Accept)).await?;
    let charged = shop.charge("350").await?;
    assert_eq!(charged.exit, 0, "{}", charged.stderr);
    let ended = &charged.lines.last().context("a last line")?["ended"];
    assert_eq!(ended["attempt"]["state"], "paid", "{ended}");
    assert_eq!(ended["attempt"]["amount_cents"], 35_000);
    let receipt = shop.sandbox.money().receipts[0].number.clone();
    assert_eq!(ended["attempt"]["receipt"], receipt.as_str());

    let history = run(shop.command(&["history", &receipt])).await?;
    assert_eq!(history.exit, 0, "{}", history.stderr);
    assert_eq!(history.lines[0]["attempts"][0]["receipt"], receipt.as_str());
    let by_themselves = &history.lines[0]["payments"];
    assert_eq!(
        by_themselves,
        &serde_json::json!([]),
        "one payment, one row"
    );
    let verified = shop.verify().await?;
    assert_eq!(
        (verified.exit, &verified.lines[0]["good"]),
        (0, &true.into())
    );
    Ok(())
}

/// Charges at a shop where every customer does the same.
async fn check(act: Act, exit: i32, state: &str, code: &str) -> Result<()> {
    let shop = Shop::open(Some(act)).await?;
    let charged = shop.charge("350").await?;
    assert_eq!(charged.exit, exit, "{act:?}: {}", charged.stderr);
    let attempt = &charged.lines.last().context("a last line")?["ended"]["attempt"];
    assert_eq!(attempt["state"], state, "{act:?}");
    assert_eq!(attempt["code"], code, "{act:?}");
    assert_eq!(attempt["give_goods"], false);
    Ok(())
}

#[tokio::test]
async fn each_way_of_not_paying_has_its_code_and_one_exit_code() -> Result<()> {
    check(Act::Cancel, 3, "failed", "1032").await?;
    check(Act::WrongPin, 3, "failed", "2001").await?;
    check(Act::TooLittleMoney, 3, "failed", "1").await
}

#[tokio::test]
async fn keys_that_safaricom_refuses_send_nothing() -> Result<()> {
    let shop = Shop::open(None).await?;
    let mut command = shop.connected(&["charge", "--phone", CUSTOMER, "--amount", "350"]);
    command.env("KAUNTA_CONSUMER_SECRET", "another shop's");
    let charged = run(command).await?;
    assert_eq!(charged.exit, 4, "{}", charged.stderr);
    let attempt = &charged.lines.last().context("a last line")?["ended"]["attempt"];
    assert_eq!(attempt["state"], "refused");
    assert_eq!(attempt["code"], "wrong_keys");
    assert!(shop.sandbox.money().pushes.is_empty());
    Ok(())
}

#[tokio::test]
async fn bad_input_is_named_and_nobody_is_asked() -> Result<()> {
    let shop = Shop::open(Some(Act::Accept)).await?;
    for (phone, amount, code) in [
        ("0712 345 67", "350", "bad_phone"),
        (CUSTOMER, "0", "bad_amount"),
        (CUSTOMER, "250001", "bad_amount"),
        (CUSTOMER, "350.50", "bad_amount"),
    ] {
        let words = ["charge", "--phone", phone, "--amount", amount];
        let charged = run(shop.connected(&words)).await?;
        assert_eq!(charged.exit, 2, "{phone} {amount}: {}", charged.stderr);
        assert_eq!(charged.lines[0]["error"]["code"], code);
    }
    assert!(shop.sandbox.money().pushes.is_empty());
    Ok(())
}

#[tokio::test]
async fn no_secret_is_told_or_written_down() -> Result<()> {
    let shop = Shop::open(Some(Act::Accept)).await?;
    let words = ["charge", "--phone", CUSTOMER, "--amount", "350"];
    let mut command = shop.connected(&words);
    command.env("KAUNTA_LOG", "trace");
    let charged = run(command).await?;
    let SafaricomsShop {
        consumer_secret,
        passkey,
        ..
    } = shop.sandbox.shop();
    let told = format!("{:?} {}", charged.lines, charged.stderr);
    assert!(charged.stderr.contains("pushed"), "nothing was logged");
    for secret in [consumer_secret, passkey, "the key of all callback paths"] {
        assert!(!told.contains(secret), "a secret was told");
        for file in std::fs::read_dir(shop.book().parent().context("a folder")?)? {
            let bytes = std::fs::read(file?.path())?;
            let held = bytes
                .windows(secret.len())
                .any(|some| some == secret.as_bytes());
            assert!(!held, "a secret was written down");
        }
    }
    Ok(())
}
