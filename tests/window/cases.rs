//! Cases on a payment, by keys alone: what a customer says of it is kept until somebody closes it.

use anyhow::{Result, ensure};
use fantoccini::key::Key;

use crate::looks::{photograph, photograph_once};
use crate::shop::ring_up;
use crate::till_window::TillWindow;

const HOSTILE: &str = "<b id=stolen>mine</b> '); DROP TABLE leg;--";

/// Presses a letter with Control.
pub(crate) async fn control(window: &TillWindow, letter: &str) -> Result<()> {
    let control = String::from(char::from(Key::Control));
    window.keys(&format!("{control}{letter}\u{e000}")).await
}

#[tokio::test]
async fn a_case_is_opened_on_a_payment_listed_and_closed_with_an_outcome() -> Result<()> {
    let data = tempfile::tempdir()?;
    let window = TillWindow::open(data.path(), &["--practice"]).await?;
    window.see("[data-testid^=practice-phone]").await?;
    ring_up(&window, "350").await?;
    window.click("act-accept").await?;
    window.state("paid").await?;
    window.press(Key::F3).await?;
    window.see("[data-testid=history-row]").await?;
    control(&window, "o").await?;
    photograph(&window, "cases-none").await?;
    control(&window, "o").await?;
    window.click("history-row").await?;
    window.see("[data-testid=open-case]").await?;
    control(&window, "n").await?;
    window.see("[data-testid=case-dialog]").await?;
    window.keys("1").await?;
    photograph_once(&window, "case-dialog").await?;
    window.press(Key::F10).await?;
    window.see("[data-testid=case][data-open=true]").await?;
    control(&window, "n").await?;
    window.fill("reason", HOSTILE).await?;
    window.press(Key::F10).await?;
    window.lose("[data-testid=case-dialog]").await?;
    let said = window.see("[data-testid=case]").await?;
    ensure!(said.contains(HOSTILE), "{said}");
    window.lose("#stolen").await?;
    photograph(&window, "case").await?;
    control(&window, "o").await?;
    window.see("[data-testid=case-row]").await?;
    let why = "return document.querySelector('[data-testid=case-row] .why').textContent";
    let why = window.run(why).await?;
    ensure!(why == "Customer says he paid twice", "{why}");
    photograph(&window, "cases").await?;
    control(&window, "e").await?;
    window.keys("3").await?;
    window.press(Key::F10).await?;
    window.lose("[data-testid=case-row]").await?;
    window.close().await
}
