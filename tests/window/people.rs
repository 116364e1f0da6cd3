//! People in the real window: an owner takes a cashier on, she comes by keyboard alone, and what
//! she sells stands in the book under her name.

use std::path::Path;

use anyhow::{Result, ensure};
use fantoccini::key::Key;

use crate::looks::{photograph, photograph_once};
use crate::shop::ring_up;
use crate::till_window::TillWindow;

/// Opens a till that practises, where Achieng is a cashier.
pub(crate) async fn with_achieng(data: &Path) -> Result<TillWindow> {
    let window = TillWindow::open(data, &["--practice"]).await?;
    window.see("[data-testid^=practice-phone]").await?;
    take_on_achieng(&window).await?;
    Ok(window)
}

/// Takes Achieng on as a cashier, after the owner has set a PIN of his own.
pub(crate) async fn take_on_achieng(window: &TillWindow) -> Result<()> {
    window.press(Key::F7).await?;
    window.see("[data-testid=own-pin-first]").await?;
    window.click("set-pin").await?;
    window.keys("4711\n").await?;
    window.click("new-name").await?;
    window.keys("Achieng\t8026\n").await?;
    window.see("[data-testid=approval][data-why=owner]").await?;
    window.keys("4711\n").await?;
    window.see("[data-testid=let-go]").await.map(drop)
}

async fn is_at_counter(window: &TillWindow, name: &str) -> Result<bool> {
    let said = window.see("[data-testid=at-counter]").await?;
    Ok(said.contains(name))
}

/// Asks who comes to the counter; the owner is the first of the others, or Achieng.
pub(crate) async fn ask_who_comes(window: &TillWindow) -> Result<()> {
    window.click("at-counter").await?;
    window
        .see("[data-testid=approval][data-why=counter]")
        .await?;
    Ok(())
}

#[tokio::test]
async fn a_cashier_is_taken_on_comes_by_her_pin_and_sells_under_her_name() -> Result<()> {
    let data = tempfile::tempdir()?;
    let window = with_achieng(data.path()).await?;
    photograph(&window, "people").await?;
    window.press(Key::F1).await?;
    ask_who_comes(&window).await?;
    window.keys("8027\n").await?;
    window
        .see("[data-testid=error][data-code=wrong_pin]")
        .await?;
    photograph_once(&window, "people-wrong-pin").await?;
    window.keys("8026\n").await?;
    window.lose("[data-testid=approval]").await?;
    ensure!(is_at_counter(&window, "Achieng").await?);
    ring_up(&window, "350").await?;
    window.click("act-accept").await?;
    window.state("paid").await?;
    window.press(Key::F3).await?;
    window.click("history-row").await?;
    let moment = window.see("[data-testid=moment]").await?;
    ensure!(moment.contains("Achieng"), "{moment}");
    window.close().await?;

    let again = TillWindow::open(data.path(), &["--practice"]).await?;
    ensure!(is_at_counter(&again, "Achieng").await?, "after a restart");
    again.close().await
}

#[tokio::test]
async fn whoever_is_let_go_can_t_come_any_more_until_it_is_undone() -> Result<()> {
    let data = tempfile::tempdir()?;
    let window = with_achieng(data.path()).await?;
    window.click("let-go").await?;
    photograph_once(&window, "people-let-go").await?;
    window.keys("4711\n").await?;
    window.see("[data-testid=take-back]").await?;
    ask_who_comes(&window).await?;
    window.see("[data-testid=nobody]").await?;
    window.click("give-up").await?;
    window.click("take-back").await?;
    window.keys("4711\n").await?;
    window.see("[data-testid=let-go]").await?;
    window.close().await
}
