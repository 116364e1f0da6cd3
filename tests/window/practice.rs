//! The first payment of a new owner: in practice mode, on the phones that the window draws.

use anyhow::{Result, ensure};

use crate::sandbox::CUSTOMER;
use crate::shop::ring_up;
use crate::till_window::TillWindow;

const PHONE: &str = "[data-testid=practice-phone-254712345678]";

async fn open() -> Result<(tempfile::TempDir, TillWindow)> {
    let data = tempfile::tempdir()?;
    let window = TillWindow::open(data.path(), &["--practice"]).await?;
    window.see(PHONE).await?;
    Ok((data, window))
}

async fn tap(window: &TillWindow, act: &str) -> Result<()> {
    let button = format!("{PHONE} [data-testid=act-{act}]:enabled");
    window.click_on(&button).await
}

#[tokio::test]
async fn a_practice_payment_takes_one_key_after_the_last_digit() -> Result<()> {
    let (_data, window) = open().await?;
    window.keys("350\n").await?;
    window.keys(CUSTOMER).await?;
    window.keys("\n").await?;
    window
        .state_saying("prompted", "enter the M-PESA PIN")
        .await?;
    tap(&window, "accept").await?;
    window.state_saying("paid", "Paid. Give the goods.").await?;
    let receipt = window.see("[data-testid=receipt-code]").await?;
    ensure!(receipt.len() == 10, "{receipt} is no M-PESA code");
    let row = "[data-testid=today-row][data-state=paid]";
    window.see(row).await?;
    let shown = window
        .run(&format!(
            "return document.querySelector('{row}').textContent"
        ))
        .await?;
    ensure!(
        shown.to_string().contains(&receipt),
        "{receipt} is not in Just now: {shown}"
    );
    window.close().await
}

#[tokio::test]
async fn what_a_practice_customer_does_is_said_in_words() -> Result<()> {
    let (_data, window) = open().await?;
    for (act, words) in [
        ("cancel", "The customer cancelled."),
        ("wrong_pin", "The PIN was wrong."),
        ("no_money", "Not paid."),
    ] {
        ring_up(&window, "120").await?;
        tap(&window, act).await?;
        window.state_saying("failed", words).await?;
        window.keys("\n").await?;
    }
    window.close().await
}
