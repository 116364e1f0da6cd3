//! A shop at the stand-in, set up in the window as its owner does it.

use std::path::Path;

use anyhow::Result;
use fantoccini::key::Key;
use tempfile::TempDir;

use crate::driver::{Keyring, free_port};
use crate::sandbox::{CUSTOMER, Sandbox};
use crate::till_window::TillWindow;

/// A shop: its data folder, its keyring, and Safaricom's stand-in beside it.
pub(crate) struct Shop {
    data: TempDir,
    keyring: Keyring,
    pub(crate) sandbox: Sandbox,
}

impl Shop {
    /// Opens an empty shop with a `PayBill` number and sets it up.
    pub(crate) async fn set_up() -> Result<(Self, TillWindow)> {
        let shop = Self::empty(Keyring::OfTheDesk, &[]).await?;
        let window = shop.open_first().await?;
        shop.fill_in_set_up(&window).await?;
        window.click("kind-pay_bill").await?;
        window
            .fill("pay-bill", shop.sandbox.told("PayBill"))
            .await?;
        shop.prove(&window).await?;
        Ok((shop, window))
    }

    /// Makes a shop where nothing is set up yet.
    pub(crate) async fn empty(keyring: Keyring, numbers: &[&str]) -> Result<Self> {
        Ok(Self {
            data: tempfile::tempdir()?,
            keyring,
            sandbox: Sandbox::start(numbers).await?,
        })
    }

    /// Returns the data folder.
    pub(crate) fn data(&self) -> &Path {
        self.data.path()
    }

    /// Opens the till on what is there.
    pub(crate) async fn open(&self) -> Result<TillWindow> {
        TillWindow::open_with(self.data(), &[], self.keyring).await
    }

    /// Opens the till for the first time: it practises.
    pub(crate) async fn open_first(&self) -> Result<TillWindow> {
        let window = self.open().await?;
        window.see("[data-testid^=practice-phone]").await?;
        Ok(window)
    }

    /// Fills in everything but the number that is paid, and proves nothing yet.
    pub(crate) async fn fill_in_set_up(&self, window: &TillWindow) -> Result<()> {
        window.press(Key::F7).await?;
        window.click("environment-sandbox").await?;
        let callback_base = format!("http://127.0.0.1:{}", free_port()?);
        window.click("advanced").await?;
        self.fill_in_keys(window).await?;
        window.fill("callback-base", &callback_base).await?;
        let base = self.sandbox.told("listening on");
        window.fill("base-url", base).await
    }

    /// Types the three keys.
    pub(crate) async fn fill_in_keys(&self, window: &TillWindow) -> Result<()> {
        for (field, label) in [
            ("consumer-key", "consumer key"),
            ("consumer-secret", "consumer secret"),
            ("passkey", "passkey"),
        ] {
            window.fill(field, self.sandbox.told(label)).await?;
        }
        Ok(())
    }

    /// Proves what was filled in and goes to sell.
    pub(crate) async fn prove(&self, window: &TillWindow) -> Result<()> {
        window.click("prove-and-save").await?;
        let proved = "[data-testid=set-up-answer][data-status=proved]";
        window.see(proved).await?;
        window.press(Key::F1).await
    }
}

/// Rings up a sale by keys alone, up to the prompt on the customer's phone.
pub(crate) async fn ring_up(window: &TillWindow, amount: &str) -> Result<()> {
    window.see("[data-testid=amount]").await?;
    window.keys(&format!("{amount}\n")).await?;
    window.keys(CUSTOMER).await?;
    window.keys("\n").await?;
    window.state("prompted").await?;
    Ok(())
}
