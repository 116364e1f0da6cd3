//! A code that pays on sight: the owner says where customers pay, the cashier sees the code, and no
//! screen calls it paid.

use anyhow::{Result, ensure};
use fantoccini::key::Key;

use crate::looks::photograph_once;
use crate::till_window::TillWindow;

const CODE: &str = "UKO5T0I7QX";
const PLACE: &str = "Pochi 0712 345 678";

/// Rings up a sale of 350 and asks for the code on the customer's phone.
async fn ask(window: &TillWindow, code: &str) -> Result<String> {
    window.keys("350").await?;
    window.click("type-code").await?;
    window.see("[data-testid=code-dialog]").await?;
    window.fill("typed-code", code).await?;
    window.click("use-code").await?;
    window.see("[data-testid=code-answer]").await
}

#[tokio::test]
async fn a_code_pays_on_sight_once_where_the_owner_lets_it_and_is_not_verified() -> Result<()> {
    let data = tempfile::tempdir()?;
    let window = TillWindow::open(data.path(), &["--practice"]).await?;
    window.press(Key::F7).await?;
    window.fill("paid-to", PLACE).await?;
    window.click("save-paid-to").await?;
    let saved = window.see("[data-testid=sight-said][data-status=saved] b");
    ensure!(saved.await?.contains(PLACE));
    photograph_once(&window, "sight_set_up").await?;
    window.press(Key::F1).await?;
    window.see("[data-testid=amount]").await?;

    ask(&window, CODE).await?;
    let elsewhere = window.see("[data-testid=paid-elsewhere]").await?;
    ensure!(elsewhere.contains(PLACE), "{elsewhere}");
    photograph_once(&window, "sight_asked").await?;
    window.press(Key::F9).await?;
    let card = "[data-testid=sale-card][data-state=covered]";
    let said = window.see(card).await?;
    ensure!(said.contains("not verified. Give the goods."), "{said}");
    ensure!(said.contains(CODE) && !said.contains("Paid"), "{said}");
    photograph_once(&window, "sight_taken").await?;
    window.press(Key::Enter).await?;
    window.see("[data-testid=amount]").await?;

    let used = ask(&window, "UKO5TOI7QX").await?;
    ensure!(
        used.contains("already seen") && used.contains("for sale 0001"),
        "{used}"
    );
    window.lose("[data-testid=see-code]").await?;
    window.close().await
}
