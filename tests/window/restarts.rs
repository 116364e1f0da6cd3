//! What a till still knows when it is opened again: after an evening, and after a power cut.

use std::fs::File;

use anyhow::{Result, ensure};
use fantoccini::key::Key;

use crate::shop::{Shop, ring_up};

#[tokio::test]
async fn a_payment_and_the_keys_are_still_there_after_a_restart() -> Result<()> {
    let (shop, window) = Shop::set_up().await?;
    ring_up(&window, "350").await?;
    shop.sandbox.answer("accept").await?;
    window.state("paid").await?;
    let receipt = window.see("[data-testid=receipt-code]").await?;
    window.close().await?;

    let window = shop.open().await?;
    window.press(Key::F3).await?;
    let row = window
        .see("[data-testid=history-row][data-state=paid]")
        .await?;
    ensure!(row.contains(&receipt), "{receipt} is not in {row:?}");
    window.press(Key::F1).await?;
    ring_up(&window, "40").await?;
    shop.sandbox.answer("accept").await?;
    window.state("paid").await?;
    window.close().await
}

#[tokio::test]
async fn a_payment_made_while_the_till_was_dead_is_found_by_asking() -> Result<()> {
    let (shop, window) = Shop::set_up().await?;
    shop.sandbox.lose_callbacks().await?;
    ring_up(&window, "350").await?;
    window.kill().await?;
    shop.sandbox.answer("accept").await?;

    let window = shop.open().await?;
    window
        .see("[data-testid=today-row][data-state=paid]")
        .await?;
    window.click("today-row").await?;
    window
        .state_saying("paid", "The M-PESA code follows.")
        .await?;
    window.close().await
}

#[tokio::test]
async fn a_till_whose_book_is_in_use_opens_by_itself_as_soon_as_it_is_free() -> Result<()> {
    let (shop, window) = Shop::set_up().await?;
    window.close().await?;
    let holder = File::open(shop.data().join("sandbox/till.book.lock"))?;
    holder.lock()?;

    let window = shop.open().await?;
    window
        .see("[data-testid=error][data-code=book_busy]")
        .await?;
    holder.unlock()?;
    window.lose("[data-testid=error]").await?;
    ring_up(&window, "350").await?;
    shop.sandbox.answer("accept").await?;
    window.state("paid").await?;
    window.close().await
}
