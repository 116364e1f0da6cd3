//! Many at once: the same callback a thousand times, over eight connections.

use anyhow::{Context as _, Result, ensure};
use sandbox::{Act, CallbackFault, Faults};
use serde_json::json;

use crate::caller::{Call, Callers};
use crate::program::Serving;
use crate::shop::{CUSTOMER, Shop};
use crate::tell;
use crate::victim::{address, open};

const REPLAYS: usize = 1000;
const CONNECTIONS: usize = 8;

#[tokio::test(flavor = "multi_thread")]
async fn a_callback_that_comes_a_thousand_times_makes_one_receipt() -> Result<()> {
    let shop = Shop::open(Some(Act::Accept)).await?;
    shop.sandbox.set_faults(Faults {
        callbacks: CallbackFault::Lose,
        ..Faults::default()
    })?;
    let mut till = Serving::start(shop.connected(&["serve", "--stdin"]))?;
    let to = address(&till.hear("ready", |_| true).await?)?;
    till.order(&json!({ "charge": { "phone": CUSTOMER, "amount": "350" } }))
        .await?;
    till.hear("changed", |changed| changed["state"] == "prompted")
        .await?;

    let letters = shop.sandbox.letters();
    let letter = &letters.first().context("a letter that got lost")?.letter;
    let path = letter.url.find("/h/").context("a secret path")?;
    let call = Call {
        path: letter.url[path..].to_owned(),
        body: letter.body.clone(),
    };
    let calls = (0..REPLAYS).map(|number| (number, call.clone())).collect();
    let called = Callers::start(to, CONNECTIONS, calls).end().await;
    ensure!(called.answers.len() == REPLAYS && called.left.is_empty());
    ensure!(called.answers.iter().all(|(_, status)| *status == 200));

    till.hear("changed", |changed| changed["state"] == "paid")
        .await?;
    let book = open(&shop.book())?;
    for (what, query) in [
        (
            "bodies",
            "SELECT count(*) FROM inbox WHERE way = 'callback'",
        ),
        (
            "reports",
            "SELECT count(*) FROM journal WHERE kind = 'attempt.reported'",
        ),
        ("receipts", "SELECT count(*) FROM receipt"),
        (
            "codes posted",
            "SELECT count(*) FROM transfer WHERE debit LIKE 'mpesa:%'",
        ),
    ] {
        let count: i64 = book.query_row(query, [], |row| row.get(0))?;
        ensure!(count == 1, "{count} {what}");
    }
    till.kill().await?;
    ensure!(shop.verify().await?.exit == 0);
    tell("one callback 1,000 times over 8 connections: one body, one receipt");
    Ok(())
}
