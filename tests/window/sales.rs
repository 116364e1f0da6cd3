//! Sales that several parts pay for, in practice mode, by keys alone.

use anyhow::{Result, ensure};
use fantoccini::key::Key;

use crate::sandbox::CUSTOMER;
use crate::till_window::TillWindow;

const PHONE: &str = "[data-testid=practice-phone-254712345678]";

async fn open() -> Result<(tempfile::TempDir, TillWindow)> {
    let data = tempfile::tempdir()?;
    let window = TillWindow::open(data.path(), &["--practice"]).await?;
    window.see(PHONE).await?;
    Ok((data, window))
}

/// Waits until the sale on the panel stands so, and returns what its card says.
async fn stands(window: &TillWindow, state: &str) -> Result<String> {
    let card = format!("[data-testid=sale-card][data-state={state}]");
    window.see(&card).await
}

async fn missing(window: &TillWindow, amount: &str) -> Result<()> {
    let shown = window.see("[data-testid=missing]").await?;
    ensure!(shown.contains(amount), "{shown:?} is missing, not {amount}");
    Ok(())
}

async fn tap(window: &TillWindow, act: &str) -> Result<()> {
    let button = format!("{PHONE} [data-testid=act-{act}]:enabled");
    window.click_on(&button).await
}

/// Splits a sale of 500 and takes 200 of it in cash.
async fn split_with_cash(window: &TillWindow) -> Result<()> {
    window.keys("500").await?;
    window.press(Key::F6).await?;
    stands(window, "open").await?;
    window.keys("200").await?;
    window.press(Key::F4).await?;
    window.see("[data-testid=handed]").await?;
    window.keys("250\n").await?;
    window.see("[data-testid=leg][data-tender=cash]").await?;
    missing(window, "300").await
}

#[tokio::test]
async fn a_sale_is_paid_in_cash_and_by_a_prompt_for_the_rest() -> Result<()> {
    let (_data, window) = open().await?;
    split_with_cash(&window).await?;
    window.keys("\n").await?;
    window.keys(CUSTOMER).await?;
    window.keys("\n").await?;
    tap(&window, "accept").await?;
    let said = stands(&window, "covered").await?;
    ensure!(said.contains("Give KES 50 change, and the goods"), "{said}");
    window.keys("\n").await?;
    window.see("[data-testid=amount]").await?;
    window.close().await
}

#[tokio::test]
async fn one_key_asks_the_last_phone_for_what_is_missing() -> Result<()> {
    let (_data, window) = open().await?;
    window.keys("500").await?;
    window.press(Key::F6).await?;
    stands(&window, "open").await?;
    window.keys("200\n").await?;
    window.keys(CUSTOMER).await?;
    window.keys("\n").await?;
    tap(&window, "accept").await?;
    window.see("[data-testid=leg][data-tone=paid]").await?;
    let said = stands(&window, "short").await?;
    ensure!(said.contains("KES 300 is still missing"), "{said}");
    window.keys("\n").await?;
    tap(&window, "accept").await?;
    stands(&window, "covered").await?;
    window.close().await
}

#[tokio::test]
async fn a_prompt_that_may_be_paid_is_withdrawn_only_knowingly_and_its_sale_paid_in_cash()
-> Result<()> {
    let (_data, window) = open().await?;
    window.keys("350\n").await?;
    window.keys(CUSTOMER).await?;
    window.keys("\n").await?;
    window.state("prompted").await?;
    window.press(Key::F8).await?;
    let warned = window.see("[data-testid=warning]").await?;
    ensure!(
        warned.contains("KES 350 would then be owed to the customer"),
        "{warned}"
    );
    window.press(Key::F10).await?;
    missing(&window, "350").await?;
    window.press(Key::F4).await?;
    window.see("[data-testid=handed]").await?;
    window.keys("\n").await?;
    stands(&window, "covered").await?;
    tap(&window, "accept").await?;
    let said = stands(&window, "over").await?;
    ensure!(said.contains("owed to the customer"), "{said}");
    window.close().await
}

#[tokio::test]
async fn a_sale_that_is_called_off_gives_back_its_cash() -> Result<()> {
    let (_data, window) = open().await?;
    split_with_cash(&window).await?;
    window.click("void").await?;
    window.see("[data-testid=void-dialog]").await?;
    window.keys("2").await?;
    window.press(Key::F10).await?;
    let said = stands(&window, "void").await?;
    ensure!(
        said.contains("Give back KES 200") && said.contains("Wrong amount"),
        "{said}"
    );
    window.close().await
}
