//! The till is killed with a prompt out, again and again; and so is the process that paints its
//! page, beside a till that goes on.

use std::io::Write as _;

use anyhow::{Result, ensure};

use crate::driver::{kill, page_of};
use crate::patience::until;
use crate::program::Program;
use crate::shop::{Shop, ring_up};
use crate::till_window::DISPLAY;

/// How often the till is killed in an ordinary run; `KAUNTA_WINDOW_KILLS` says otherwise.
const KILLS: u64 = 2;

#[tokio::test]
async fn a_till_that_is_killed_again_and_again_finds_every_payment() -> Result<()> {
    let set = std::env::var("KAUNTA_WINDOW_KILLS").ok();
    let kills = set.map_or(Ok(KILLS), |text| text.parse())?;
    let (shop, mut window) = Shop::set_up().await?;
    shop.sandbox.lose_callbacks().await?;
    for number in 1..=kills {
        ring_up(&window, &format!("{}", 100 + number)).await?;
        window.kill().await?;
        shop.sandbox.answer("accept").await?;
        window = shop.open().await?;
        let count = "return document.querySelectorAll(
            '[data-testid=today-row][data-state=paid]').length";
        let found = until("every payment to be found", async || {
            let found = window.run(count).await.ok()?;
            (found == number).then_some(())
        });
        if let Err(error) = found.await {
            return Err(error.context(window.everything().await));
        }
    }
    // Past the test runner, which would swallow it.
    let told = format!("torture: {kills} kills of the window with a prompt out, each found\n");
    std::io::stderr().write_all(told.as_bytes())?;
    window.close().await
}

#[tokio::test]
async fn a_page_whose_process_is_killed_comes_back_and_the_payment_is_found() -> Result<()> {
    let (shop, window) = Shop::set_up().await?;
    shop.sandbox.lose_callbacks().await?;
    ring_up(&window, "350").await?;
    shop.sandbox.answer("accept").await?;
    window.kill().await?;

    // A driver does not outlive the page that it drives, so this window says by itself what it
    // has painted.
    let turn = DISPLAY.lock().await;
    let mut till = Program::till(shop.data())?;
    till.line("painted ready").await?;
    let page = page_of(till.id()?)?;
    kill(&page).await?;
    till.line("painted ready").await?;
    ensure!(page_of(till.id()?)? != page, "it is the same process");
    till.end().await?;
    drop(turn);

    let window = shop.open().await?;
    window
        .see("[data-testid=today-row][data-state=paid]")
        .await?;
    window.close().await
}
