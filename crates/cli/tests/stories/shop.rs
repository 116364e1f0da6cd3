//! A shop: a book in a folder of its own, and the stand-in for Safaricom.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;

use anyhow::Result;
use sandbox::{Act, Config, Environment, Rules, Sandbox};
use tempfile::TempDir;
use tokio::process::Command;

use crate::program::{Run, cli, run};

/// The customer of every story, as a cashier types the number.
pub(crate) const CUSTOMER: &str = "0712 345 678";

const LOOPBACK: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(Ipv4Addr::LOCALHOST), 0);

/// A shop and its Safaricom.
pub(crate) struct Shop {
    folder: TempDir,
    pub(crate) sandbox: Sandbox,
}

impl Shop {
    /// Opens a shop whose customers all do the same, or wait for the story.
    pub(crate) async fn open(standing: Option<Act>) -> Result<Self> {
        Self::open_in(tempfile::tempdir()?, standing).await
    }

    /// Opens a shop whose Safaricom registers addresses one time only.
    pub(crate) async fn in_production() -> Result<Self> {
        let rules = Rules {
            environment: Environment::Production,
            ..Rules::default()
        };
        Self::by(tempfile::tempdir()?, rules).await
    }

    /// Opens such a shop in a folder.
    pub(crate) async fn open_in(folder: TempDir, standing: Option<Act>) -> Result<Self> {
        let rules = Rules {
            standing,
            ..Rules::default()
        };
        Self::by(folder, rules).await
    }

    async fn by(folder: TempDir, rules: Rules) -> Result<Self> {
        let config = Config {
            rules,
            ..Config::default()
        };
        Ok(Self {
            folder,
            sandbox: Sandbox::start(config, LOOPBACK).await?,
        })
    }

    /// Returns the book's path.
    pub(crate) fn book(&self) -> PathBuf {
        self.folder.path().join("till.book")
    }

    /// Returns a command on the book, with the shop's secrets in its environment.
    pub(crate) fn command(&self, words: &[&str]) -> Command {
        let mut command = cli(words);
        let shop = self.sandbox.shop();
        command
            .arg("--book")
            .arg(self.book())
            .env("KAUNTA_CONSUMER_KEY", &shop.consumer_key)
            .env("KAUNTA_CONSUMER_SECRET", &shop.consumer_secret)
            .env("KAUNTA_PASSKEY", &shop.passkey)
            .env("KAUNTA_SHOP_KEY", "the key of all callback paths");
        command
    }

    /// Returns a command that reaches the stand-in and can be called by it.
    pub(crate) fn connected(&self, words: &[&str]) -> Command {
        let mut command = self.command(words);
        command
            .args(["--base-url", &self.sandbox.base_url()])
            .args(["--listen", "127.0.0.1:0"]);
        command
    }

    /// Asks the customer for an amount and waits for the end.
    pub(crate) async fn charge(&self, amount: &str) -> Result<Run> {
        let words = ["charge", "--phone", CUSTOMER, "--amount", amount];
        run(self.connected(&words)).await
    }

    /// Proves the book.
    pub(crate) async fn verify(&self) -> Result<Run> {
        run(self.command(&["book", "verify"])).await
    }
}
