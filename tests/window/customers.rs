//! Customers who are known: learnt from what was proved, said beside a payment, erased for good.

use anyhow::{Result, ensure};
use fantoccini::key::Key;

use crate::looks::photograph;
use crate::shop::ring_up;
use crate::till_window::TillWindow;

const PHONE: &str = "[data-testid=practice-phone-254712345678]";

#[tokio::test]
async fn a_known_customer_s_payment_says_that_he_paid_before_until_he_is_erased() -> Result<()> {
    let data = tempfile::tempdir()?;
    let window = TillWindow::open(data.path(), &["--practice"]).await?;
    window.see(PHONE).await?;
    ring_up(&window, "350").await?;
    window.click("act-accept").await?;
    window.state("paid").await?;
    window.keys("\n120").await?;
    window.press(Key::F6).await?;
    window
        .see("[data-testid=sale-card][data-state=open]")
        .await?;
    let pay = format!("{PHONE} [data-testid=practice-pay-open]");
    window.click_on(&pay).await?;
    window.see("[data-testid=practice-pay-amount]").await?;
    window.fill("practice-pay-amount", "120").await?;
    window.click("practice-pay").await?;
    window.see("[data-testid=waiting-payment]").await?;
    window.press(Key::F2).await?;
    let desk = window.see("[data-testid=payment-desk]").await?;
    ensure!(desk.contains("has paid here once before"), "{desk}");
    photograph(&window, "waiting-known").await?;
    window.press(Key::F7).await?;
    let known = window.see("[data-testid=customer]").await?;
    ensure!(known.contains("678"), "{known}");
    photograph(&window, "set-up-customers").await?;
    window.click("erase-customer").await?;
    window.lose("[data-testid=customer]").await?;
    window.press(Key::F2).await?;
    window.see("[data-testid=payment-desk]").await?;
    window.close().await
}
