//! A payment that the shop sends back by M-PESA: asked for at the counter, agreed to by a second
//! person's PIN, followed on the screen to its end.

use anyhow::{Result, ensure};
use fantoccini::key::Key;

use crate::looks::{photograph, photograph_once};
use crate::people::{ask_who_comes, with_achieng};
use crate::till_window::TillWindow;

const PHONE: &str = "[data-testid=practice-phone-254712345678]";
const OTHER: &str = "[data-testid=practice-phone-254733222333]";

/// Chooses the payment of 1,350, wherever it stands in the list.
const CHOOSE: &str = "[...document.querySelectorAll('[data-testid=payment-row]')]
    .find((row) => row.querySelector('.amount').textContent === '1,350').click()";

/// Achieng is at the counter; the owner is the second person.
async fn open() -> Result<(tempfile::TempDir, TillWindow)> {
    let data = tempfile::tempdir()?;
    let window = with_achieng(data.path()).await?;
    window.press(Key::F1).await?;
    ask_who_comes(&window).await?;
    window.keys("8026\n").await?;
    window.lose("[data-testid=approval]").await?;
    Ok((data, window))
}

/// Lets a customer pay by himself.
async fn pay(window: &TillWindow, phone: &str, amount: &str) -> Result<()> {
    window
        .click_on(&format!("{phone} [data-testid=practice-pay-open]"))
        .await?;
    window.see("[data-testid=practice-pay-amount]").await?;
    window.fill("practice-pay-amount", amount).await?;
    window.click("practice-pay").await?;
    window.lose("[data-testid=practice-pay-amount]").await
}

/// Waits until it stands so with sending the payment back, and returns what is said of it.
async fn stands(window: &TillWindow, state: &str) -> Result<String> {
    let section = format!("[data-testid=send-back][data-state={state}]");
    window.see(&section).await
}

/// Presses through the question: up to the owner's limit nobody else is asked.
async fn send_alone(window: &TillWindow) -> Result<()> {
    window.press(Key::F9).await?;
    window.see("[data-testid=send-back-dialog]").await?;
    window.press(Key::F10).await
}

/// Presses through the question, and has the owner agree.
async fn send(window: &TillWindow) -> Result<()> {
    send_alone(window).await?;
    window.see("[data-testid=approval]").await?;
    window.keys("4711\n").await?;
    window.lose("[data-testid=approval]").await
}

async fn count(window: &TillWindow, what: &str) -> Result<u64> {
    let script = format!("return document.querySelectorAll('[data-testid={what}]').length");
    Ok(window.run(&script).await?.as_u64().unwrap_or(u64::MAX))
}

#[tokio::test]
async fn a_payment_that_waits_goes_back_once_with_a_second_person_s_pin() -> Result<()> {
    let (_data, window) = open().await?;
    pay(&window, PHONE, "1350").await?;
    window.press(Key::F2).await?;
    window.see("[data-testid=payment-row]").await?;
    stands(&window, "unproved").await?;
    window.press(Key::F9).await?;
    let said = stands(&window, "possible").await?;
    ensure!(said.contains("KES 1,350 can go back"), "{said}");
    photograph(&window, "waiting-possible").await?;

    window.press(Key::F9).await?;
    let asked = window.see("[data-testid=send-back-dialog]").await?;
    let whole = asked.contains("Send KES 1,350 of") && asked.contains("This can't be undone.");
    ensure!(whole && asked.contains(" 678? "), "{asked}");
    photograph_once(&window, "send-back-asks").await?;
    window.keys("\n").await?;
    window.lose("[data-testid=send-back-dialog]").await?;

    window.press(Key::F9).await?;
    window.see("[data-testid=send-back-dialog]").await?;
    window.press(Key::F10).await?;
    window
        .see("[data-testid=approval][data-why=approval]")
        .await?;
    window.keys("4712\n").await?;
    window
        .see("[data-testid=error][data-code=wrong_pin]")
        .await?;
    photograph_once(&window, "send-back-wrong-pin").await?;
    window.keys("4711\n").await?;
    // The charge of the payment does not come back, and the shop has nothing else.
    let said = stands(&window, "not_done").await?;
    ensure!(said.contains("KES 1,350 is still here"), "{said}");
    photograph(&window, "send-back-not-done").await?;

    window.press(Key::F1).await?;
    pay(&window, OTHER, "1000").await?;
    window.press(Key::F3).await?;
    stands(&window, "not_done").await?;
    send(&window).await?;
    let said = stands(&window, "asked").await?;
    ensure!(
        said.contains("M-PESA is asked to send KES 1,350 back"),
        "{said}"
    );
    window.press(Key::F9).await?;
    window.press(Key::F10).await?;
    ensure!(
        count(&window, "send-back-dialog").await? == 0,
        "asked twice"
    );
    let said = stands(&window, "done").await?;
    ensure!(
        said.contains("KES 1,350 went back to the customer"),
        "{said}"
    );
    window.press(Key::F9).await?;
    ensure!(
        count(&window, "send-back-dialog").await? == 0,
        "asked again"
    );
    ensure!(
        count(&window, "begin-send-back").await? == 0,
        "it can be pressed"
    );
    let stands = window.see("[data-testid=page-stands]").await?;
    ensure!(stands == "Went back", "{stands}");
    photograph(&window, "send-back-done").await?;
    window.press(Key::F2).await?;
    let waiting = window.see("[data-testid=payment-row]").await?;
    ensure!(waiting.contains("1,000"), "{waiting}");
    ensure!(count(&window, "payment-row").await? == 1, "it waits still");
    window.close().await
}

#[tokio::test]
async fn what_a_void_sale_owes_goes_back_from_the_payment_s_page_in_history() -> Result<()> {
    let (_data, window) = open().await?;
    window.keys("350").await?;
    window.press(Key::F6).await?;
    window
        .see("[data-testid=sale-card][data-state=open]")
        .await?;
    window.keys("350\n").await?;
    window.keys("0712345678\n").await?;
    window
        .click_on(&format!("{PHONE} [data-testid=act-accept]:enabled"))
        .await?;
    window
        .see("[data-testid=sale-card][data-state=covered]")
        .await?;
    window.press(Key::F3).await?;
    window.click("history-row").await?;
    let said = stands(&window, "impossible").await?;
    ensure!(said.contains("nothing of this payment is owed"), "{said}");
    photograph(&window, "history-impossible").await?;

    window.press(Key::F1).await?;
    window.click("void").await?;
    window.see("[data-testid=void-dialog]").await?;
    window.keys("1").await?;
    window.press(Key::F10).await?;
    window.see("[data-testid=warning]").await?;
    window.press(Key::F10).await?;
    window
        .see("[data-testid=sale-card][data-state=void]")
        .await?;
    pay(&window, OTHER, "1000").await?;
    window.press(Key::F3).await?;
    stands(&window, "possible").await?;
    send_alone(&window).await?;
    let said = stands(&window, "done").await?;
    ensure!(said.contains("KES 350 went back to the customer"), "{said}");
    photograph(&window, "history-went-back").await?;
    window.press(Key::F1).await?;
    let card = window
        .see("[data-testid=sale-card][data-state=void]")
        .await?;
    ensure!(card.contains("Nothing is to be paid"), "{card}");
    window.close().await
}

#[tokio::test]
async fn what_m_pesa_says_went_back_before_is_settled_by_whoever_looked() -> Result<()> {
    let (_data, window) = open().await?;
    pay(&window, PHONE, "1350").await?;
    pay(&window, OTHER, "1000").await?;
    // The customer tells M-PESA that it went astray, and the shop is told nothing.
    window
        .click_on(&format!("{PHONE} [data-testid=practice-take-back]"))
        .await?;
    window.press(Key::F2).await?;
    window
        .see("li:nth-of-type(2) > [data-testid=payment-row]")
        .await?;
    window.run(CHOOSE).await?;
    stands(&window, "unproved").await?;
    window.press(Key::F9).await?;
    stands(&window, "possible").await?;
    send(&window).await?;
    let said = stands(&window, "unknown").await?;
    ensure!(said.contains("sent back before"), "{said}");
    photograph(&window, "send-back-unknown").await?;
    window.press(Key::F9).await?;
    window.see("[data-testid=settle-dialog]").await?;
    window.keys("1").await?;
    window.fill("returned-by", "UKP5T0I7QZ").await?;
    photograph_once(&window, "send-back-settles").await?;
    window.press(Key::F10).await?;
    let asked = window.see("[data-testid=approval]").await?;
    ensure!(asked.contains("KES 1,350 of"), "{asked}");
    window.keys("4711\n").await?;
    let said = stands(&window, "done").await?;
    ensure!(said.contains("looked up at M-PESA"), "{said}");
    window.close().await
}
