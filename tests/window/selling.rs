//! Selling at a shop that is set up: each end of a prompt, as the stand-in's customer makes it.

use anyhow::Result;
use fantoccini::key::Key;

use crate::sandbox::CUSTOMER;
use crate::shop::{Shop, ring_up};

#[tokio::test]
async fn each_end_of_a_prompt_has_its_state_and_its_words() -> Result<()> {
    let (shop, window) = Shop::set_up().await?;
    for (act, state, words) in [
        ("accept", "paid", "Paid. Give the goods."),
        ("cancel", "failed", "Not paid. The customer cancelled."),
        ("wrong_pin", "failed", "Not paid. The PIN was wrong."),
        ("ignore", "failed", "Not paid. The phone did not answer."),
    ] {
        ring_up(&window, "350").await?;
        shop.sandbox.answer(act).await?;
        window.state_saying(state, words).await?;
        window.keys("\n").await?;
    }
    window.close().await
}

#[tokio::test]
async fn a_prompt_that_failed_is_asked_again_by_one_key() -> Result<()> {
    let (shop, window) = Shop::set_up().await?;
    ring_up(&window, "90").await?;
    shop.sandbox.answer("cancel").await?;
    window.state("failed").await?;
    window.press(Key::F6).await?;
    window.state("prompted").await?;
    shop.sandbox.answer("accept").await?;
    window.state("paid").await?;
    window.close().await
}

#[tokio::test]
async fn a_phone_with_a_disputed_payment_is_asked_again_only_when_somebody_says_so() -> Result<()> {
    let (shop, window) = Shop::set_up().await?;
    ring_up(&window, "350").await?;
    shop.sandbox.forge_report().await?;
    window.state("conflicting").await?;
    shop.sandbox.answer("cancel").await?;
    window.keys("\n").await?;
    window.keys("120\n").await?;
    window.keys(CUSTOMER).await?;
    window.keys("\n").await?;
    let refused = "[data-testid=error][data-code=unresolved_on_phone]";
    window.see(refused).await?;
    window.press(Key::F10).await?;
    window.state("prompted").await?;
    shop.sandbox.answer("accept").await?;
    window.state("paid").await?;
    window.close().await
}
