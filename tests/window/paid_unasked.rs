//! What a practice customer pays by himself: it waits, is given to its sale by one key, and taken
//! back by another.

use anyhow::{Result, ensure};
use fantoccini::key::Key;

use crate::looks::{photograph, photograph_once};
use crate::till_window::TillWindow;

const PHONE: &str = "[data-testid=practice-phone-254712345678]";

/// Rings up a sale of 350 and parks it; its panel stays on the screen.
async fn open() -> Result<(tempfile::TempDir, TillWindow)> {
    let data = tempfile::tempdir()?;
    let window = TillWindow::open(data.path(), &["--practice"]).await?;
    window.see(PHONE).await?;
    window.keys("350").await?;
    window.press(Key::F6).await?;
    stands(&window, "open").await?;
    Ok((data, window))
}

/// Lets the customer pay by himself: so much, or what the sale in hand lacks.
async fn pay(window: &TillWindow, amount: Option<&str>) -> Result<()> {
    let open = format!("{PHONE} [data-testid=practice-pay-open]");
    window.click_on(&open).await?;
    window.see("[data-testid=practice-pay-amount]").await?;
    if let Some(amount) = amount {
        window.fill("practice-pay-amount", amount).await?;
    }
    window.click("practice-pay").await?;
    window.see("[data-testid=waiting-payment]").await?;
    Ok(())
}

/// Goes to the payments that wait, and returns what the only one says.
async fn look(window: &TillWindow) -> Result<String> {
    window.press(Key::F2).await?;
    window.see("[data-testid=payment-row]").await
}

/// Waits until the sale on the panel stands so, and returns what its card says.
async fn stands(window: &TillWindow, state: &str) -> Result<String> {
    let card = format!("[data-testid=sale-card][data-state={state}]");
    window.see(&card).await
}

/// Gives the payment at hand to the only sale: where the matching does not offer it for that, the
/// sale is picked by its number.
async fn give(window: &TillWindow) -> Result<()> {
    let is_offered = "return document.querySelector('[data-testid=give]') !== null";
    let key = if window.run(is_offered).await? == true {
        "\n"
    } else {
        "1"
    };
    window.keys(key).await
}

#[tokio::test]
async fn a_payment_that_came_by_itself_stands_in_history_and_leads_to_its_page() -> Result<()> {
    let (_data, window) = open().await?;
    pay(&window, None).await?;
    window.press(Key::F3).await?;
    let row = window.see("[data-testid=history-row]").await?;
    ensure!(row.contains("350") && row.contains("07•• ••• 678"), "{row}");
    photograph(&window, "history-by-itself").await?;
    window.fill("history-search", "nobody").await?;
    window.lose("[data-testid=history-row]").await?;
    window.fill("history-search", "678").await?;
    window.click("history-row").await?;
    window.see("[data-testid=receipt-detail]").await?;
    window.see("[data-testid=send-back]").await?;
    photograph(&window, "history-by-itself-page").await?;
    window.close().await
}

#[tokio::test]
async fn a_payment_that_came_by_itself_is_given_to_its_sale_by_one_key() -> Result<()> {
    let (_data, window) = open().await?;
    pay(&window, None).await?;
    let row = look(&window).await?;
    ensure!(row.contains("350") && row.contains("07•• ••• 678"), "{row}");
    let offered = window.see("[data-testid=give]").await?;
    ensure!(offered.contains("KES 350"), "{offered}");
    photograph(&window, "waiting").await?;
    window.keys("\n").await?;
    let said = stands(&window, "covered").await?;
    ensure!(said.contains("Paid. Give the goods."), "{said}");
    window
        .see("[data-testid=sale-card][data-give-goods=true]")
        .await?;
    window
        .see("[data-testid=leg][data-tender=received][data-tone=paid]")
        .await?;
    let count = "return document.querySelectorAll('[data-testid=waiting-count]').length";
    ensure!(window.run(count).await? == 0, "it still waits");
    window.keys("\n").await?;
    window.see("[data-testid=amount]").await?;
    window.close().await
}

#[tokio::test]
async fn a_payment_of_too_little_leaves_the_rest_to_be_asked_for() -> Result<()> {
    let (_data, window) = open().await?;
    pay(&window, Some("300")).await?;
    look(&window).await?;
    give(&window).await?;
    let said = stands(&window, "short").await?;
    ensure!(said.contains("KES 50 is still missing"), "{said}");
    let missing = window.see("[data-testid=missing]").await?;
    ensure!(missing.contains("50"), "{missing}");
    window.close().await
}

#[tokio::test]
async fn a_payment_that_was_given_to_the_wrong_sale_is_taken_back() -> Result<()> {
    let (_data, window) = open().await?;
    pay(&window, None).await?;
    look(&window).await?;
    window.keys("\n").await?;
    stands(&window, "covered").await?;
    window.press(Key::F8).await?;
    let asked = window.see("[data-testid=take-back-dialog]").await?;
    ensure!(asked.contains("then lacks KES 350"), "{asked}");
    photograph_once(&window, "take-back").await?;
    window.keys("1").await?;
    window.press(Key::F10).await?;
    // Its goods may have been given.
    window.see("[data-testid=warning]").await?;
    window.press(Key::F10).await?;
    window
        .see("[data-testid=payment-row][aria-pressed=true]")
        .await?;
    photograph(&window, "taken-back-waits").await?;
    window.press(Key::F1).await?;
    window.click("chip").await?;
    let leg = window.see("[data-testid=leg]").await?;
    ensure!(leg.contains("Given to the wrong sale"), "{leg}");
    photograph(&window, "taken-back-leg").await?;
    window.close().await
}

#[tokio::test]
async fn one_payment_pays_for_two_sales() -> Result<()> {
    let (_data, window) = open().await?;
    pay(&window, Some("700")).await?;
    look(&window).await?;
    window.press(Key::F11).await?;
    let desk = window.see("[data-testid=payment-desk]").await?;
    ensure!(desk.contains("waits for another one"), "{desk}");
    photograph(&window, "partly").await?;
    give(&window).await?;
    stands(&window, "covered").await?;
    look(&window).await?;
    let desk = window.see("[data-testid=payment-desk]").await?;
    ensure!(desk.contains("KES 350 of KES 700 is still free"), "{desk}");
    window.close().await
}

#[tokio::test]
async fn the_payer_is_named_and_the_set_up_lets_a_payment_be_said_aloud() -> Result<()> {
    let (_data, window) = open().await?;
    pay(&window, None).await?;
    look(&window).await?;
    let name = "return document.querySelector('[data-testid=payer-name]').textContent";
    ensure!(window.run(name).await? == "WANJIKU");
    photograph(&window, "waiting-named").await?;
    window.press(Key::F7).await?;
    window.click("speech-on").await?;
    window.see("[data-testid=speech-on]:checked").await?;
    photograph(&window, "set-up-speech").await?;
    window.close().await
}

#[tokio::test]
async fn a_customer_who_takes_his_payment_back_is_told_at_the_next_payment() -> Result<()> {
    let (_data, window) = open().await?;
    pay(&window, None).await?;
    look(&window).await?;
    window.keys("\n").await?;
    stands(&window, "covered").await?;
    window.keys("\n").await?;
    // Now the account holds enough to give it back.
    let other = "[data-testid=practice-phone-254733222333]";
    pay_from(&window, other, "1000").await?;
    // His phone is folded away again.
    window
        .see(&format!("{other} [data-testid=practice-take-back]"))
        .await?;
    let back = format!("{PHONE} [data-testid=practice-take-back]");
    let said = window.see(&back).await?;
    ensure!(said.contains("KES 350"), "{said}");
    window.click_on(&back).await?;
    pay_from(&window, other, "120").await?;
    let alarm = window
        .see("[data-testid=alarm][data-kind=money_left]")
        .await?;
    let told = alarm.contains("KES 350 left") && alarm.contains("sale 0001 (");
    ensure!(told && alarm.contains("Owner"), "{alarm}");
    photograph(&window, "taken_back").await?;
    window.click("show-alarm").await?;
    stands(&window, "covered").await?;
    window.close().await
}

/// Lets another customer pay by himself.
async fn pay_from(window: &TillWindow, phone: &str, amount: &str) -> Result<()> {
    window
        .click_on(&format!("{phone} [data-testid=practice-pay-open]"))
        .await?;
    window.see("[data-testid=practice-pay-amount]").await?;
    window.fill("practice-pay-amount", amount).await?;
    window.click("practice-pay").await
}
