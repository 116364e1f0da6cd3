//! Goods that are given before their money is proved: the owner lets so much be at risk, a cashier
//! claims a code that nobody has heard of, and he agrees once half a minute is over. No key
//! shortens it, so this story waits for it as its cashier does.

use anyhow::{Result, ensure};
use fantoccini::key::Key;

use crate::cases::control;
use crate::looks::{photograph, photograph_once};
use crate::people::{ask_who_comes, take_on_achieng};
use crate::shop::{Shop, ring_up};
use crate::till_window::TillWindow;

/// Lets goods for so many shillings be at risk, by the owner's PIN.
async fn let_risk(window: &TillWindow, shillings: &str) -> Result<()> {
    window.fill("limit-at_risk", shillings).await?;
    window.click("save-owners-limits").await?;
    window.see("[data-testid=approval][data-why=owner]").await?;
    window.keys("4711\n").await?;
    window
        .see("[data-testid=owners-limits-said][data-status=saved]")
        .await?;
    photograph(window, "risk-limit").await
}

/// Returns a code of today that nobody has heard of: that of a payment, with another last letter.
async fn forge(shop: &Shop, window: &TillWindow) -> Result<String> {
    ring_up(window, "20").await?;
    shop.sandbox.answer("accept").await?;
    window.state("paid").await?;
    let mut code = window.see("[data-testid=receipt-code]").await?;
    let other = if code.pop() == Some('X') { 'Y' } else { 'X' };
    code.push(other);
    window.keys("\n").await?;
    window.see("[data-testid=amount]").await?;
    Ok(code)
}

/// Rings up a sale and claims the code that its customer shows.
async fn claim(window: &TillWindow, amount: &str, code: &str) -> Result<()> {
    window.press(Key::F1).await?;
    window.see("[data-testid=amount]").await?;
    window.keys(amount).await?;
    control(window, "k").await?;
    window.fill("typed-code", code).await?;
    window.keys("\n").await?;
    window.see("[data-testid=code-answer]").await?;
    window.keys("\n").await?;
    window.lose("[data-testid=code-dialog]").await
}

#[tokio::test]
async fn goods_are_given_at_risk_by_the_owner_s_pin_and_listed_in_history() -> Result<()> {
    let (shop, window) = Shop::set_up().await?;
    let code = forge(&shop, &window).await?;
    take_on_achieng(&window).await?;
    let_risk(&window, "500").await?;
    ask_who_comes(&window).await?;
    window.keys("8026\n").await?;
    window.lose("[data-testid=approval]").await?;

    claim(&window, "350", &code).await?;
    window.see("[data-testid=release-waits]").await?;
    photograph(&window, "risk-waits").await?;
    control(&window, "g").await?;
    window.see("[data-testid=release]").await?;
    window.lose("[data-testid=approval]").await?;
    photograph(&window, "risk-may").await?;

    control(&window, "g").await?;
    let asked = window.see("[data-testid=approval][data-why=risk]").await?;
    ensure!(asked.contains("KES 350"), "{asked}");
    photograph_once(&window, "risk-asked").await?;
    window.keys("4711\n").await?;
    let given = window.see("[data-testid=at-risk]").await?;
    ensure!(given.contains("by Achieng, agreed to by Owner"), "{given}");
    photograph(&window, "risk-given").await?;

    window.press(Key::F3).await?;
    control(&window, "g").await?;
    let row = window.see("[data-testid=risk-row]").await?;
    ensure!(row.contains("350") && row.contains("0002"), "{row}");
    photograph(&window, "risk-list").await?;
    window.close().await
}
