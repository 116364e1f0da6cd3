//! Several tills on one book, started at once: one writes it, the others say who does and end.

use anyhow::{Context as _, Result, ensure};
use sandbox::Act;
use serde_json::{Value, json};
use tokio::process::Command;
use tokio::task::JoinSet;

use crate::program::Serving;
use crate::shop::Shop;
use crate::{setting, tell};
use ::disk::Dice;

/// Starts in an ordinary run; a campaign makes a thousand.
const STARTS: u64 = 300;
/// The fewest and the most that are started at once.
const AT_ONCE: (u64, u64) = (2, 8);

/// What came of one of several that were started.
enum Came {
    /// It opened the book.
    First(Box<Serving>),
    /// It ended, and said this.
    Refused(i32, Value),
}

/// Starts a till that is to charge a customer at once, if it comes to that.
async fn start(command: Command, phone: String) -> Result<Came> {
    let mut till = Serving::start(command)?;
    // One that ended already takes no order.
    let order = json!({ "charge": { "phone": phone, "amount": "350" } });
    drop(till.order(&order).await);
    while let Some(said) = till.said().await? {
        if said.get("ready").is_some() {
            return Ok(Came::First(Box::new(till)));
        }
        if let Some(error) = said.get("error") {
            let exit = till.process.wait().await?.code().context("an exit code")?;
            return Ok(Came::Refused(exit, error.clone()));
        }
    }
    anyhow::bail!("it ended without a word")
}

/// Starts some at once; returns the one that opened the book, and what the others said.
async fn race(shop: &Shop, count: u64, phone: &str) -> Result<(Box<Serving>, Vec<Value>)> {
    let mut starts = JoinSet::new();
    for _ in 0..count {
        starts.spawn(start(
            shop.connected(&["serve", "--stdin"]),
            phone.to_owned(),
        ));
    }
    let (mut first, mut refused) = (None, Vec::new());
    while let Some(came) = starts.join_next().await {
        match came?? {
            Came::First(till) => {
                let former = first.replace(till);
                ensure!(former.is_none(), "two tills write one book");
            }
            Came::Refused(exit, error) => {
                ensure!(exit == 1, "it ended with {exit}");
                refused.push(error);
            }
        }
    }
    Ok((first.context("one till that opened the book")?, refused))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_of_many_tills_writes_and_the_others_name_it() -> Result<()> {
    let (starts, seed) = (setting("KAUNTA_STARTS", STARTS), setting("KAUNTA_SEED", 1));
    let shop = Shop::open(Some(Act::Accept)).await?;
    let (mut dice, mut processes) = (Dice::new(seed), 0);
    for number in 0..starts {
        let count = dice.between(AT_ONCE.0, AT_ONCE.1 + 1);
        processes += count;
        let phone = format!("0110{number:06}");
        let context = || format!("start {number} of KAUNTA_SEED={seed}");
        let (mut till, refused) = race(&shop, count, &phone).await.with_context(context)?;
        let name = format!("process {}", till.process.id().context("an id")?);
        for error in refused {
            let message = error["message"].as_str().unwrap_or_default();
            ensure!(error["code"] == "book_in_use", "{error}");
            ensure!(message.contains(&name), "{message}: not {name}");
        }
        till.hear("changed", |changed| changed["state"] == "paid")
            .await?;
        till.kill().await?;
        let pushes = shop.sandbox.money().pushes.len();
        ensure!(
            pushes as u64 == number + 1,
            "{pushes} prompts after {number}"
        );
    }
    ensure!(shop.verify().await?.exit == 0);
    tell(&format!(
        "{starts} starts of {processes} tills at once (seed {seed}): one wrote each time, all \
         others named it; one prompt each time"
    ));
    Ok(())
}
