//! A shop at the stand-in, set up in the window as its owner does it.

use std::path::Path;

use anyhow::Result;
use fantoccini::key::Key;
use tempfile::TempDir;

use crate::driver::free_port;
use crate::sandbox::{CUSTOMER, Sandbox};
use crate::till_window::TillWindow;

/// A shop: its data folder, and Safaricom's stand-in beside it.
pub(crate) struct Shop {
    data: TempDir,
    pub(crate) sandbox: Sandbox,
}

impl Shop {
    /// Opens an empty shop and sets it up.
    pub(crate) async fn set_up() -> Result<(Self, TillWindow)> {
        let shop = Self {
            data: tempfile::tempdir()?,
            sandbox: Sandbox::start().await?,
        };
        let window = shop.open().await?;
        window.see("[data-testid^=practice-phone]").await?;
        shop.fill_in_set_up(&window).await?;
        window.click("prove-and-save").await?;
        let proved = "[data-testid=set-up-answer][data-status=proved]";
        window.see(proved).await?;
        window.press(Key::F1).await?;
        Ok((shop, window))
    }

    /// Returns the data folder.
    pub(crate) fn data(&self) -> &Path {
        self.data.path()
    }

    /// Opens the till on what is there.
    pub(crate) async fn open(&self) -> Result<TillWindow> {
        TillWindow::open(self.data(), &[]).await
    }

    /// Fills in everything, but proves nothing yet.
    pub(crate) async fn fill_in_set_up(&self, window: &TillWindow) -> Result<()> {
        window.press(Key::F7).await?;
        window.click("environment-sandbox").await?;
        let callback_base = format!("http://127.0.0.1:{}", free_port()?);
        let told = |label| self.sandbox.told(label);
        window.click("advanced").await?;
        for (field, text) in [
            ("pay-bill", told("PayBill")),
            ("consumer-key", told("consumer key")),
            ("consumer-secret", told("consumer secret")),
            ("passkey", told("passkey")),
            ("callback-base", &callback_base),
            ("base-url", told("listening on")),
        ] {
            window.fill(field, text).await?;
        }
        Ok(())
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
