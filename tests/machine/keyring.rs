//! A till whose keyring is missing, locked or empty when it starts, or holds keys that are wrong:
//! it opens, takes and keeps callbacks, shows the book, and says why it can't prompt.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;

use anyhow::{Context as _, Result, ensure};
use app::{Credentials, Environment, Ports, Profile, ProfileForm, Till};
use sandbox::Act;
use serde_json::{Value, json};
use tempfile::TempDir;
use vault::{Keyring, MemoryKeyring, OsKeyring};

use crate::caller::Callers;
use crate::program::{Serving, run};
use crate::shop::Shop;
use crate::victim::{Victim, address};
use crate::{say, tell};

const PROMPTS: usize = 20;

/// A session bus of its own; the keyring on it was never opened. It ends when this goes.
struct Bus {
    process: Child,
    address: String,
    _home: TempDir,
}

impl Bus {
    /// Starts one; nothing, and says so, where there is none to start.
    fn start() -> Result<Option<Self>> {
        let home = tempfile::tempdir()?;
        let mut command = Command::new("dbus-daemon");
        command
            .args(["--session", "--nofork", "--print-address"])
            .env("HOME", home.path())
            .env("XDG_DATA_HOME", home.path())
            .env("XDG_RUNTIME_DIR", home.path())
            .env_remove("DISPLAY")
            .stdout(Stdio::piped())
            .stderr(Stdio::null());
        let Ok(mut process) = command.spawn() else {
            say("SKIPPED: a locked keyring needs dbus-daemon and gnome-keyring");
            return Ok(None);
        };
        let mut address = String::new();
        let told = process.stdout.take().context("its output")?;
        BufReader::new(told).read_line(&mut address)?;
        Ok(Some(Self {
            process,
            address: address.trim().to_owned(),
            _home: home,
        }))
    }
}

impl Drop for Bus {
    fn drop(&mut self) {
        drop(self.process.kill());
        drop(self.process.wait());
    }
}

/// Sets a shop up as the window does, with its secrets in this keyring.
async fn set_up(shop: &Shop, keyring: Arc<dyn Keyring>, secret: &str) -> Result<()> {
    let till = Till::open(&shop.book(), Environment::Sandbox, Ports::system()?)?;
    let keys = shop.sandbox.shop();
    let form = ProfileForm {
        shop: format!("test{}", std::process::id()),
        shortcode: "paybill:174379".to_owned(),
        callback_base: "http://127.0.0.1:0".to_owned(),
        base_url: shop.sandbox.base_url(),
        ..ProfileForm::default()
    };
    let profile = Profile::parse(&form, Environment::Sandbox)?;
    let credentials = Credentials::parse(&keys.consumer_key, secret, &keys.passkey)?;
    till.set_up(keyring, profile, credentials).await?;
    till.close().await;
    Ok(())
}

/// Starts a till that looks for its secrets in the keyring of this bus, or of this desk.
fn serve(shop: &Victim, bus: Option<&str>) -> Result<Serving> {
    let mut command = shop.serve();
    for name in ["CONSUMER_KEY", "CONSUMER_SECRET", "PASSKEY", "SHOP_KEY"] {
        command.env_remove(format!("KAUNTA_{name}"));
    }
    if let Some(bus) = bus {
        command.env("DBUS_SESSION_BUS_ADDRESS", bus);
    }
    Serving::start(command)
}

async fn charge(till: &mut Serving) -> Result<()> {
    let order = json!({ "charge": { "phone": "0110000001", "amount": "350" } });
    till.order(&order).await
}

/// All but prompting works, and why it does not is said.
async fn check_takes_calls(bus: &str, why: &[&str]) -> Result<()> {
    let shop = Shop::open(Some(Act::Accept)).await?;
    let secret = shop.sandbox.shop().consumer_secret.clone();
    set_up(&shop, Arc::new(MemoryKeyring::default()), &secret).await?;
    let mut shop = Victim::of(shop, PROMPTS).await?;
    let mut till = serve(&shop, Some(bus))?;
    let ready = till.hear("ready", |_| true).await?;
    let trouble = ready["trouble"].as_str().unwrap_or_default();
    ensure!(why.iter().any(|why| trouble.contains(why)), "{ready}");
    ensure!(ready["can_prompt"] == false);
    let calls = Callers::start(address(&ready)?, 4, shop.some(PROMPTS));
    ensure!(
        shop.account(calls.end().await)? == 0,
        "a callback was turned away"
    );
    charge(&mut till).await?;
    let error = till.hear("error", |_| true).await?;
    let message = error["message"].as_str().unwrap_or_default();
    ensure!(
        message.starts_with("The customer has not been asked"),
        "{error}"
    );
    let history = run(shop.shop.command(&["history"])).await?;
    ensure!(
        history.lines[0]["attempts"]
            .as_array()
            .is_some_and(|all| all.len() == PROMPTS)
    );
    till.kill().await?;
    shop.check()
}

#[tokio::test]
async fn a_till_without_a_keyring_takes_calls_and_says_why_it_can_not_prompt() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let nowhere = format!("unix:path={}", folder.path().join("bus").display());
    check_takes_calls(&nowhere, &["no keyring"]).await?;
    tell("no keyring: calls taken, book read, prompts refused with the reason");
    Ok(())
}

#[tokio::test]
async fn a_till_whose_keyring_is_locked_takes_calls_and_says_why_it_can_not_prompt() -> Result<()> {
    let Some(bus) = Bus::start()? else {
        return Ok(());
    };
    check_takes_calls(
        &bus.address,
        &["locked", "nobody can answer", "never stored"],
    )
    .await?;
    tell("a locked keyring: calls taken, book read, prompts refused with the reason");
    Ok(())
}

#[tokio::test]
async fn a_till_whose_keyring_holds_nothing_or_wrong_keys_asks_nobody() -> Result<()> {
    if std::env::var_os("KAUNTA_TEST_KEYRING").is_none() {
        say("SKIPPED: wrong keys need an open keyring; scripts/desk.sh brings one");
        return Ok(());
    }
    let desk = std::env::var("DBUS_SESSION_BUS_ADDRESS")?;
    check_takes_calls(&desk, &["never stored"]).await?;

    let shop = Shop::open(Some(Act::Accept)).await?;
    set_up(&shop, Arc::new(OsKeyring::new("kaunta")), "another shop's").await?;
    let shop = Victim::of(shop, 1).await?;
    let mut till = serve(&shop, None)?;
    till.hear("ready", |_| true).await?;
    charge(&mut till).await?;
    let refused = |changed: &Value| changed["state"] == "refused";
    let changed = till.hear("changed", refused).await?;
    ensure!(changed["code"] == "wrong_keys", "{changed}");
    ensure!(
        shop.shop.sandbox.money().pushes.is_empty(),
        "somebody was asked"
    );
    till.kill().await?;
    tell("a keyring with nothing, or wrong keys: nobody asked, and told why");
    Ok(())
}
