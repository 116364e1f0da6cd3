//! The machine's clock jumps while a prompt is out: nothing ends early, no asking stops, and the
//! order is the journal's. libfaketime tells the till another time of day; what counts on
//! undisturbed is left alone.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Result, ensure};
use sandbox::Act;
use serde_json::json;
use tokio::time::timeout;

use crate::held::prompted;
use crate::program::{Serving, run};
use crate::shop::Shop;
use crate::victim::open;
use crate::{say, tell};

/// The till has asked at least this often after the jump, in the time of `PATIENCE` seconds.
const QUESTIONS: i64 = 2;
const PATIENCE: u32 = 60;

/// Where the library is that tells a wrong time.
fn library() -> Option<PathBuf> {
    let machines = std::fs::read_dir("/usr/lib").ok()?.flatten();
    let library = |folder: PathBuf| folder.join("faketime/libfaketimeMT.so.1");
    let mut places = machines.map(|machine| library(machine.path()));
    places.find(|place| place.exists())
}

fn questions(book: &Path) -> Result<i64> {
    let asked = "SELECT count(*) FROM journal WHERE kind = 'attempt.answered_open'";
    Ok(open(book)?.query_row(asked, [], |row| row.get(0))?)
}

/// Waits until the till has asked some more, and has ended nothing meanwhile.
async fn goes_on_asking(shop: &Shop, till: &mut Serving) -> Result<()> {
    let wanted = questions(&shop.book())? + QUESTIONS;
    for _second in 0..PATIENCE {
        if let Ok(said) = timeout(Duration::from_secs(1), till.said()).await {
            let said = said?.unwrap_or_default();
            let state = &said["changed"]["state"];
            ensure!(
                state.is_null() || state == "prompted",
                "ended early: {state}"
            );
        }
        if questions(&shop.book())? >= wanted {
            return Ok(());
        }
    }
    anyhow::bail!("it has stopped asking")
}

async fn check_jump(library: &Path, by: &str) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let offset = folder.path().join("offset");
    std::fs::write(&offset, "+0")?;
    let (shop, mut till) = prompted(&[
        ("LD_PRELOAD", library.as_os_str()),
        ("FAKETIME_TIMESTAMP_FILE", offset.as_os_str()),
        ("FAKETIME_NO_CACHE", OsStr::new("1")),
        ("DONT_FAKE_MONOTONIC", OsStr::new("1")),
    ])
    .await?;
    std::fs::write(&offset, by)?;
    goes_on_asking(&shop, &mut till).await?;

    // What is rung up now is the newest, whatever the clock says.
    let order = json!({ "charge": { "phone": "0110000001", "amount": "40" } });
    till.order(&order).await?;
    till.hear("changed", |changed| changed["amount_cents"] == 4000)
        .await?;
    let history = run(shop.command(&["history"])).await?;
    ensure!(history.lines[0]["attempts"][0]["amount_cents"] == 4000);
    shop.sandbox.answer(&"254712345678".parse()?, Act::Accept)?;
    till.hear("changed", |changed| changed["state"] == "paid")
        .await?;
    drop(till);
    Ok(())
}

async fn jumps(by: &str) -> Result<()> {
    let Some(library) = library() else {
        say("SKIPPED: clocks that jump need libfaketime");
        return Ok(());
    };
    check_jump(&library, by).await?;
    tell(&format!(
        "a clock that jumped by {by} under a live prompt: nothing ended early, asked on"
    ));
    Ok(())
}

#[tokio::test]
async fn a_clock_that_jumps_an_hour_ahead_ends_no_prompt() -> Result<()> {
    jumps("+3600").await
}

#[tokio::test]
async fn a_clock_that_jumps_an_hour_back_stops_no_asking() -> Result<()> {
    jumps("-3600").await
}

#[tokio::test]
async fn a_clock_that_jumps_ten_years_ahead_ends_no_prompt() -> Result<()> {
    jumps("+10y").await
}
