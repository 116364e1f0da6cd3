//! Money that leaves the shop again: too much is handed out or left as a tip by one key, goods that
//! come back are paid for once.

use anyhow::{Result, ensure};
use fantoccini::key::Key;

use crate::looks::{photograph, photograph_once};
use crate::till_window::TillWindow;

const PHONE: &str = "[data-testid=practice-phone-254712345678]";

/// Rings up a sale of 350, for which a customer pays so much by himself.
async fn paid(amount: &str) -> Result<(tempfile::TempDir, TillWindow)> {
    let data = tempfile::tempdir()?;
    let window = TillWindow::open(data.path(), &["--practice"]).await?;
    window.see(PHONE).await?;
    window.keys("350").await?;
    window.press(Key::F6).await?;
    stands(&window, "open").await?;
    let pay = format!("{PHONE} [data-testid=practice-pay-open]");
    window.click_on(&pay).await?;
    window.see("[data-testid=practice-pay-amount]").await?;
    window.fill("practice-pay-amount", amount).await?;
    window.click("practice-pay").await?;
    window.see("[data-testid=waiting-payment]").await?;
    window.press(Key::F2).await?;
    window.see("[data-testid=payment-row]").await?;
    let offered = "return document.querySelector('[data-testid=give]') !== null";
    let give = if window.run(offered).await? == true {
        "\n"
    } else {
        "1"
    };
    window.keys(give).await?;
    Ok((data, window))
}

/// Waits until the sale on the panel stands so, and returns what its card says.
async fn stands(window: &TillWindow, state: &str) -> Result<String> {
    let card = format!("[data-testid=sale-card][data-state={state}]");
    window.see(&card).await
}

#[tokio::test]
async fn what_was_paid_too_much_is_handed_out_by_one_key_that_says_how_much() -> Result<()> {
    let (_data, window) = paid("400").await?;
    let said = stands(&window, "over").await?;
    ensure!(said.contains("KES 50 too much"), "{said}");
    let key = window.see("[data-testid=owed-cash]").await?;
    ensure!(key.contains("KES 50"), "{key}");
    photograph(&window, "sell-over").await?;
    window.press(Key::F10).await?;
    let said = stands(&window, "covered").await?;
    ensure!(said.contains("Paid. Give the goods."), "{said}");
    window.see("[data-testid=refund][data-what=cash]").await?;
    window.close().await
}

#[tokio::test]
async fn what_was_paid_too_much_is_a_tip_by_one_key() -> Result<()> {
    let (_data, window) = paid("400").await?;
    stands(&window, "over").await?;
    window.press(Key::F12).await?;
    stands(&window, "covered").await?;
    window.see("[data-testid=refund][data-what=tip]").await?;
    window.close().await
}

#[tokio::test]
async fn goods_that_come_back_are_paid_for_in_cash_with_a_reason() -> Result<()> {
    let (_data, window) = paid("350").await?;
    stands(&window, "covered").await?;
    window.press(Key::F9).await?;
    window.see("[data-testid=refund-dialog]").await?;
    window.keys("1").await?;
    window.fill("refund-amount", "120").await?;
    photograph_once(&window, "sell-goods-back").await?;
    window.press(Key::F10).await?;
    let said = stands(&window, "returned").await?;
    ensure!(said.contains("KES 120 was given back"), "{said}");
    let told = window
        .see("[data-testid=refund][data-what=returned]")
        .await?;
    ensure!(told.contains("Broken or spoilt"), "{told}");
    photograph(&window, "sell-returned").await?;
    window.press(Key::F8).await?;
    window.see("[data-testid=take-back-dialog]").await?;
    window.keys("1").await?;
    window.press(Key::F10).await?;
    let refused = window.see("[data-testid=error]").await?;
    ensure!(refused.contains("was paid out"), "{refused}");
    window.close().await
}
