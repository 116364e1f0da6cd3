//! The till's window as a cashier uses it: by keys, by what is written, by what is lit.

use std::path::Path;

use anyhow::{Context as _, Result, ensure};
use fantoccini::key::Key;
use fantoccini::wd::TimeoutConfiguration;
use fantoccini::{Client, Locator};
use serde_json::json;
use tokio::sync::{Mutex, MutexGuard};

use crate::driver::{Driver, Keyring, kill, wait_for_end};
use crate::patience::{LONGEST, until};

/// There is one display, so one window at a time.
pub(crate) static DISPLAY: Mutex<()> = Mutex::const_new(());

/// An open till.
pub(crate) struct TillWindow {
    client: Client,
    driver: Driver,
    till_id: String,
    _turn: MutexGuard<'static, ()>,
}

impl TillWindow {
    /// Opens the till on a data folder and waits until it can be typed into.
    pub(crate) async fn open(data: &Path, arguments: &[&str]) -> Result<Self> {
        Self::open_with(data, arguments, Keyring::OfTheDesk).await
    }

    /// Opens the till where there is such a keyring.
    pub(crate) async fn open_with(
        data: &Path,
        arguments: &[&str],
        keyring: Keyring,
    ) -> Result<Self> {
        let turn = DISPLAY.lock().await;
        let driver = Driver::start(data, keyring)?;
        let client = driver.open_till(arguments).await?;
        let script = Some(LONGEST);
        let timeouts = TimeoutConfiguration::new(script, None, None);
        client.update_timeouts(timeouts).await?;
        let till_id = driver.till_id()?;
        let window = Self {
            client,
            driver,
            till_id,
            _turn: turn,
        };
        window.see("[data-testid=amount]").await?;
        Ok(window)
    }

    /// Types at wherever the caret is; `\n` is Enter.
    pub(crate) async fn keys(&self, text: &str) -> Result<()> {
        let keys = text.replace('\n', &String::from(char::from(Key::Enter)));
        let at = self.client.active_element().await?;
        Ok(at.send_keys(&keys).await?)
    }

    /// Presses a key that has no letter.
    pub(crate) async fn press(&self, key: Key) -> Result<()> {
        self.keys(&String::from(char::from(key))).await
    }

    /// Clicks on what a test id names.
    pub(crate) async fn click(&self, id: &str) -> Result<()> {
        self.click_on(&format!("[data-testid={id}]")).await
    }

    /// Clicks on the first element that a selector finds.
    pub(crate) async fn click_on(&self, selector: &str) -> Result<()> {
        self.see(selector).await?;
        let element = self.client.find(Locator::Css(selector)).await?;
        element
            .click()
            .await
            .with_context(|| format!("clicking on {selector}"))
    }

    /// Types into the field that a test id names.
    pub(crate) async fn fill(&self, id: &str, text: &str) -> Result<()> {
        let selector = format!("[data-testid={id}]");
        self.see(&selector).await?;
        let field = self.client.find(Locator::Css(&selector)).await?;
        field.clear().await?;
        Ok(field.send_keys(text).await?)
    }

    /// Waits until something is there, and returns what is written in it.
    pub(crate) async fn see(&self, selector: &str) -> Result<String> {
        let find = async || {
            let element = self.client.find(Locator::Css(selector)).await.ok()?;
            element.text().await.ok()
        };
        let seen = until(selector, find).await;
        match seen {
            Ok(text) => Ok(text),
            Err(error) => Err(error.context(self.everything().await)),
        }
    }

    /// Waits until the state card shows a state, and returns what it says.
    pub(crate) async fn state(&self, state: &str) -> Result<String> {
        self.see(&format!("[data-testid=state-card][data-state={state}]"))
            .await
    }

    /// Waits until something is there no more.
    pub(crate) async fn lose(&self, selector: &str) -> Result<()> {
        let gone = async || {
            let left = self.client.find_all(Locator::Css(selector)).await.ok()?;
            left.is_empty().then_some(())
        };
        until(&format!("{selector} to go"), gone).await
    }

    /// Waits until the card shows a state and says these words.
    pub(crate) async fn state_saying(&self, state: &str, words: &str) -> Result<()> {
        let said = self.state(state).await?;
        ensure!(said.contains(words), "{state}: {said:?}, not {words:?}");
        Ok(())
    }

    /// Makes the window as small as it gets.
    pub(crate) async fn shrink(&self) -> Result<()> {
        Ok(self.client.set_window_size(1024, 700).await?)
    }

    /// Runs a script in the page.
    pub(crate) async fn run(&self, script: &str) -> Result<serde_json::Value> {
        Ok(self.client.execute(script, Vec::new()).await?)
    }

    /// Photographs the window once everything is painted and has done fading.
    pub(crate) async fn photograph(&self) -> Result<Vec<u8>> {
        let still = "const done = arguments[arguments.length - 1];
            const fades = () => document.getAnimations().filter((a) => a instanceof CSSTransition);
            document.fonts.ready
              .then(() => Promise.allSettled(fades().map((fade) => fade.finished)))
              .then(() => requestAnimationFrame(() => requestAnimationFrame(() => done())))";
        self.client.execute_async(still, vec![json!(null)]).await?;
        Ok(self.client.screenshot().await?)
    }

    /// Closes the window, as the owner does in the evening.
    pub(crate) async fn close(self) -> Result<()> {
        self.client.close().await?;
        wait_for_end(&self.till_id).await
    }

    /// Kills the till, as a power cut does.
    pub(crate) async fn kill(self) -> Result<()> {
        kill(&self.till_id).await?;
        drop(self.driver);
        Ok(())
    }

    /// Says all that is written in the window.
    pub(crate) async fn everything(&self) -> String {
        let text = self.run("return document.body.innerText").await;
        format!("the window shows: {text:?}")
    }
}
