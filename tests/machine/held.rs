//! A book that another program holds, a till that was asleep, a network that was gone.

use std::ffi::OsStr;
use std::process::Command;
use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use rusqlite::Connection;
use sandbox::{Act, CallbackFault, Faults};
use serde_json::{Value, json};

use crate::caller::Callers;
use crate::program::Serving;
use crate::shop::{CUSTOMER, Shop};
use crate::tell;
use crate::victim::{Victim, address};

const PROMPTS: usize = 40;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_book_that_another_program_holds_loses_nothing_and_goes_on() -> Result<()> {
    let mut shop = Victim::open(PROMPTS).await?;
    let mut till = Serving::start(shop.serve())?;
    let to = address(&till.hear("ready", |_| true).await?)?;
    let mut other = Connection::open(shop.shop.book())?;
    let held = other.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;

    let away = Callers::start(to, 4, shop.some(4)).end().await;
    ensure!(
        shop.account(away)? == 4,
        "what could not be written was taken"
    );
    let order = json!({ "charge": { "phone": CUSTOMER, "amount": "350" } });
    till.order(&order).await?;
    let error = till.hear("error", |_| true).await?;
    ensure!(error["code"] == "book_in_use", "{error}");
    ensure!(
        shop.shop.sandbox.money().pushes.is_empty(),
        "somebody was asked"
    );

    held.rollback()?;
    let taken = Callers::start(to, 4, shop.some(8)).end().await;
    ensure!(shop.account(taken)? == 0, "it did not go on by itself");
    till.order(&order).await?;
    // The customer is quick: the message that he paid may come before Safaricom's own answer.
    let asked = ["prompted", "reported", "paid"];
    till.hear("changed", |changed| {
        asked.iter().any(|state| changed["state"] == *state)
    })
    .await?;
    till.kill().await?;
    shop.check()?;
    tell("a book held by another program: 503, nobody asked, goes on by itself");
    Ok(())
}

/// Stops or continues a process, as a machine that sleeps and wakes does with all of them.
fn signal(till: &Serving, name: &str) -> Result<()> {
    let id = till.process.id().context("a running till")?.to_string();
    let sent = Command::new("kill").args([name, &id]).status()?;
    ensure!(sent.success(), "{name} was not taken");
    Ok(())
}

/// A till with a prompt out that hears no callback; it runs with these variables.
pub(crate) async fn prompted(variables: &[(&str, &OsStr)]) -> Result<(Shop, Serving)> {
    let shop = Shop::open(None).await?;
    shop.sandbox.set_faults(Faults {
        callbacks: CallbackFault::Lose,
        ..Faults::default()
    })?;
    let mut command = shop.connected(&["serve", "--stdin"]);
    command.envs(variables.iter().copied());
    let mut till = Serving::start(command)?;
    till.hear("ready", |_| true).await?;
    let order = json!({ "charge": { "phone": CUSTOMER, "amount": "350" } });
    till.order(&order).await?;
    till.hear("changed", |changed| changed["state"] == "prompted")
        .await?;
    Ok((shop, till))
}

/// The customer pays while the till hears nothing; it finds out by asking, and asked him once.
async fn finds_out(shop: &Shop, mut till: Serving) -> Result<()> {
    let paid = till
        .hear("changed", |changed: &Value| changed["state"] == "paid")
        .await?;
    ensure!(paid["give_goods"] == true, "{paid}");
    ensure!(shop.sandbox.money().pushes.len() == 1);
    till.kill().await?;
    ensure!(shop.verify().await?.exit == 0);
    Ok(())
}

#[tokio::test]
async fn a_till_that_was_asleep_finds_out_what_was_paid_meanwhile() -> Result<()> {
    let (shop, mut till) = prompted(&[]).await?;
    signal(&till, "-STOP")?;
    shop.sandbox.answer(&"254712345678".parse()?, Act::Accept)?;
    // Longer than until the first question is due: it is due at the moment of waking.
    let nothing = tokio::time::timeout(Duration::from_secs(12), till.said()).await;
    ensure!(nothing.is_err(), "it spoke in its sleep");
    signal(&till, "-CONT")?;
    finds_out(&shop, till).await?;
    tell("a till stopped for 12 s: the payment made meanwhile is found by asking");
    Ok(())
}
