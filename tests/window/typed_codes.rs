//! The code on the customer's phone: typed, given to a sale, and refused where it was used.

use anyhow::{Result, ensure};
use fantoccini::key::Key;

use crate::looks::photograph_once;
use crate::till_window::TillWindow;

const PHONE: &str = "[data-testid=practice-phone-254712345678]";
const ANSWER: &str = "[data-testid=code-answer]";
const CODE: &str = "return document.querySelector('[data-receipt]').dataset.receipt";

/// Rings up a sale of 350 and asks for the code on the customer's phone.
async fn ask(window: &TillWindow, code: &str) -> Result<String> {
    window.keys("350").await?;
    window.click("type-code").await?;
    window.see("[data-testid=code-dialog]").await?;
    window.fill("typed-code", code).await?;
    window.click("use-code").await?;
    window.see(ANSWER).await
}

#[tokio::test]
async fn a_typed_code_pays_for_one_sale_and_the_next_is_told_which() -> Result<()> {
    let data = tempfile::tempdir()?;
    let window = TillWindow::open(data.path(), &["--practice"]).await?;
    window.see(PHONE).await?;
    window
        .click_on(&format!("{PHONE} [data-testid=practice-pay-open]"))
        .await?;
    window.fill("practice-pay-amount", "350").await?;
    window.click("practice-pay").await?;
    window.see("[data-testid=waiting-payment]").await?;
    window.press(Key::F2).await?;
    window.see("[data-testid=payment-row]").await?;
    let code = window.run(CODE).await?;
    let code = code.as_str().unwrap_or_default().to_owned();
    window.press(Key::Escape).await?;
    window.see("[data-testid=amount]").await?;

    let found = ask(&window, &code.to_lowercase()).await?;
    ensure!(found.contains("KES 350 came in by this code"), "{found}");
    photograph_once(&window, "typed_code_found").await?;
    window.click("use-code").await?;
    let card = "[data-testid=sale-card][data-state=covered]";
    let said = window.see(card).await?;
    ensure!(said.contains("Paid. Give the goods."), "{said}");
    window.keys("\n").await?;
    window.see("[data-testid=amount]").await?;

    let used = ask(&window, &code).await?;
    ensure!(
        used.contains("already used") && used.contains("for sale 0001"),
        "{used}"
    );
    photograph_once(&window, "typed_code_used").await?;
    window.click("use-code").await?;
    window
        .see("[data-testid=sale-card][data-state=open]")
        .await?;
    window.close().await
}
