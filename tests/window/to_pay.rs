//! What a customer is shown who pays by himself, in practice mode.

use anyhow::{Result, ensure};
use fantoccini::key::Key;

use crate::looks::photograph;
use crate::till_window::TillWindow;

const PHONE: &str = "[data-testid=practice-phone-254712345678]";

#[tokio::test]
async fn a_customer_who_is_shown_the_code_pays_by_himself_and_his_sale_is_covered() -> Result<()> {
    let data = tempfile::tempdir()?;
    let window = TillWindow::open(data.path(), &["--practice"]).await?;
    window.see(PHONE).await?;
    window.keys("350").await?;
    window.click("show-code").await?;
    let shown = window.see("[data-testid=pay-code][data-of=mpesa]").await?;
    for told in ["PayBill", "174379", "0001", "KES 350"] {
        ensure!(shown.contains(told), "{told} is not in {shown}");
    }
    let drawn = "return document.querySelector('[data-testid=pay-code] img').naturalWidth";
    ensure!(window.run(drawn).await? == 480, "no picture");
    photograph(&window, "sell-code").await?;
    window
        .click_on(&format!("{PHONE} [data-testid=practice-pay-open]"))
        .await?;
    window.click("practice-pay").await?;
    window.see("[data-testid=waiting-payment]").await?;
    window.press(Key::F2).await?;
    window.see("[data-testid=give]").await?;
    window.keys("\n").await?;
    window
        .see("[data-testid=sale-card][data-state=covered]")
        .await?;
    window.close().await
}

#[tokio::test]
async fn two_sales_over_the_same_amount_are_told_apart_by_one_key() -> Result<()> {
    let data = tempfile::tempdir()?;
    let window = TillWindow::open(data.path(), &["--practice"]).await?;
    window.see(PHONE).await?;
    for _ in 0..2 {
        window.keys("350").await?;
        window.press(Key::F6).await?;
        window.see("[data-testid=sale-card]").await?;
        window.press(Key::Escape).await?;
        window.lose("[data-testid=sale-card]").await?;
    }
    window.click_on("[data-testid=chip]").await?;
    let said = window.see("[data-testid=apart]").await?;
    ensure!(said.contains("Ask for KES 349"), "{said}");
    photograph(&window, "sell-apart").await?;
    window.press(Key::F9).await?;
    window.lose("[data-testid=apart]").await?;
    let card = window.see("[data-testid=sale-card]").await?;
    ensure!(card.contains("KES 349 is not paid yet"), "{card}");
    window.close().await
}
