//! Photographs of the window in both languages and both themes, in the target folder. With
//! `KAUNTA_UPDATE_IMG` some of them become the pictures of the documents.

use std::path::{Path, PathBuf};

use anyhow::{Result, ensure};
use fantoccini::key::Key;
use serde_json::json;

use crate::people::with_achieng;
use crate::shop::{Shop, ring_up};
use crate::till_window::TillWindow;

/// The pictures that the documents show.
const IN_THE_DOCUMENTS: [&str; 8] = [
    "sell-paid-en-light",
    "sell-waiting-en-light",
    "sell-paid-sw-dark",
    "sell-split-en-light",
    "sell-warned-sw-dark",
    "history-en-light",
    "set-up-en-light",
    "waiting-en-light",
];

#[tokio::test]
async fn every_screen_can_be_photographed_in_each_language_and_theme() -> Result<()> {
    let data = tempfile::tempdir()?;
    let window = TillWindow::open(data.path(), &["--practice"]).await?;
    window.see("[data-testid^=practice-phone]").await?;
    photograph(&window, "sell-empty").await?;
    ring_up(&window, "350").await?;
    photograph(&window, "sell-waiting").await?;
    window.click("act-accept").await?;
    window.state("paid").await?;
    photograph(&window, "sell-paid").await?;
    window.press(Key::F3).await?;
    window.click("history-row").await?;
    window.see("[data-testid=moment]").await?;
    photograph(&window, "history").await?;
    window.close().await
}

#[tokio::test]
async fn a_sale_in_parts_can_be_photographed_in_each_language_and_theme() -> Result<()> {
    let data = tempfile::tempdir()?;
    let window = TillWindow::open(data.path(), &["--practice"]).await?;
    window.see("[data-testid^=practice-phone]").await?;
    window.keys("1240").await?;
    window.press(Key::F6).await?;
    window.see("[data-testid=sale-card]").await?;
    window.keys("200").await?;
    window.press(Key::F4).await?;
    window.keys("500\n").await?;
    window.see("[data-testid=leg][data-tender=cash]").await?;
    window.keys("350\n0712345678\n").await?;
    window.click("act-accept").await?;
    window
        .see("[data-testid=leg][data-tender=prompt][data-tone=paid]")
        .await?;
    window.keys("540\n0722000111\n").await?;
    window.see("[data-testid=leg][data-tone=wait]").await?;
    photograph(&window, "sell-split").await?;
    window.press(Key::F8).await?;
    window.see("[data-testid=warning]").await?;
    photograph(&window, "sell-warned").await?;
    window.press(Key::Escape).await?;
    window.click("void").await?;
    window.see("[data-testid=void-dialog]").await?;
    window.close().await
}

#[tokio::test]
async fn no_place_and_no_list_of_history_is_cut_off_in_the_smallest_window() -> Result<()> {
    const CUT_OFF: &str = "const at = (button) => button.getBoundingClientRect();
        const edge = at(document.querySelector('main')).right;
        const buttons = (within) => [...document.querySelectorAll(`${within} button`)];
        return {
            width: innerWidth,
            lists: buttons('main header').filter((button) => at(button).right > edge).length,
            places: buttons('nav').filter((button) => at(button).bottom > innerHeight).length,
        };";
    let data = tempfile::tempdir()?;
    let window = with_achieng(data.path()).await?;
    window.press(Key::F3).await?;
    window.see("[data-testid=list-cases]").await?;
    window.shrink().await?;
    for language in ["en", "sw"] {
        switch(&window, "lang", language, "lang-switch").await?;
        let found = window.run(CUT_OFF).await?;
        let whole = json!({ "width": 1024, "lists": 0, "places": 0 });
        ensure!(found == whole, "{language}: {found}");
    }
    photograph(&window, "history-small").await?;
    window.close().await
}

#[tokio::test]
async fn the_set_up_can_be_photographed_in_each_language_and_theme() -> Result<()> {
    let (shop, window) = Shop::set_up().await?;
    photograph(&window, "sell-real").await?;
    ring_up(&window, "1240").await?;
    shop.sandbox.answer("cancel").await?;
    window.state("failed").await?;
    photograph(&window, "sell-failed").await?;
    window.keys("\n").await?;
    ring_up(&window, "860").await?;
    shop.sandbox.forge_report().await?;
    window.state("conflicting").await?;
    photograph(&window, "sell-conflicting").await?;
    window.press(Key::F7).await?;
    window.see("[data-testid=pay-bill]").await?;
    photograph(&window, "set-up").await?;
    window
        .run("document.querySelector('[data-testid=choose-certificate]').scrollIntoView(false)")
        .await?;
    photograph(&window, "set-up-advanced").await?;
    window
        .run("document.querySelector('[data-testid=owners-limits]').scrollIntoView(false)")
        .await?;
    photograph(&window, "set-up-limits").await?;
    window.close().await
}

/// Photographs what the window shows in both languages and both themes.
pub(crate) async fn photograph(window: &TillWindow, name: &str) -> Result<()> {
    for language in ["en", "sw"] {
        for theme in ["light", "dark"] {
            switch(window, "lang", language, "lang-switch").await?;
            switch(window, "dataset.theme", theme, "theme-switch").await?;
            keep(
                &format!("{name}-{language}-{theme}"),
                &window.photograph().await?,
            )?;
        }
    }
    switch(window, "lang", "en", "lang-switch").await
}

/// Photographs what the window shows as it is, where a dialog lies over the switches.
pub(crate) async fn photograph_once(window: &TillWindow, name: &str) -> Result<()> {
    keep(name, &window.photograph().await?)
}

/// Presses a switch until the page is as wanted.
async fn switch(window: &TillWindow, what: &str, wanted: &str, button: &str) -> Result<()> {
    let script = format!("return document.documentElement.{what}");
    while window.run(&script).await? != wanted {
        window.click(button).await?;
    }
    Ok(())
}

fn keep(name: &str, png: &[u8]) -> Result<()> {
    let shots = Path::new(env!("CARGO_TARGET_TMPDIR")).join("window");
    std::fs::create_dir_all(&shots)?;
    let file = format!("{name}.png");
    std::fs::write(shots.join(&file), png)?;
    if std::env::var_os("KAUNTA_UPDATE_IMG").is_some() && IN_THE_DOCUMENTS.contains(&name) {
        let documents = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../docs/img");
        std::fs::create_dir_all(&documents)?;
        std::fs::write(documents.join(&file), png)?;
    }
    Ok(())
}
