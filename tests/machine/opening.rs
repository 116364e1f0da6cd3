//! A till that is opened on a damaged book: it says so, and goes on where there is a book to go
//! on with; what is damaged stays to be seen.

use std::path::Path;

use anyhow::{Context as _, Result, ensure};
use rusqlite::Connection;
use sandbox::Act;
use serde_json::json;

use crate::caller::Callers;
use crate::program::{Serving, run};
use crate::shop::Shop;
use crate::tell;
use crate::victim::{Victim, address, open};
use ::disk::Dice;

const PROMPTS: usize = 30;
/// How often a log is cut off somewhere.
const CUTS: u64 = 40;

/// What the journal row of a newest draft holds.
const AMOUNT: &[u8] = br#""amount_shillings":350"#;

#[tokio::test]
async fn a_till_goes_on_with_a_book_whose_newest_rows_are_damaged_and_says_so() -> Result<()> {
    let mut shop = Victim::of(Shop::open(Some(Act::Accept)).await?, PROMPTS).await?;
    let book = shop.shop.book();
    let mut bytes = std::fs::read(&book)?;
    let newest = newest_draft(&book)?;
    let places = bytes.windows(newest.len()).enumerate();
    let mut places = places.filter(|(_, some)| *some == newest.as_slice());
    let (place, _) = places.next().context("the newest draft")?;
    let amount = newest.windows(AMOUNT.len()).position(|some| some == AMOUNT);
    bytes[place + amount.context("an amount")? + AMOUNT.len() - 1] ^= 1;
    std::fs::write(&book, &bytes)?;

    let mut till = Serving::start(shop.serve())?;
    let ready = till.hear("ready", |_| true).await?;
    let trouble = ready["trouble"].as_str().unwrap_or_default();
    ensure!(trouble.contains("damaged"), "{ready}");
    let order = json!({ "charge": { "phone": "0110000001", "amount": "350" } });
    till.order(&order).await?;
    till.hear("changed", |_| true).await?;
    let calls = Callers::start(address(&ready)?, 2, shop.some(4))
        .end()
        .await;
    ensure!(shop.account(calls)? == 0, "what came was not taken");
    let history = run(shop.shop.command(&["history"])).await?;
    let attempts = history.lines[0]["attempts"].as_array().map(Vec::len);
    ensure!(attempts == Some(PROMPTS + 1), "{attempts:?}");
    till.kill().await?;
    ensure!(
        shop.shop.verify().await?.exit == 7,
        "the damage is not seen any more"
    );
    tell("opened on a damaged book: said so, went on, and the damage is still seen");
    Ok(())
}

/// Returns subject and body of the newest draft, as they stand side by side in the file.
fn newest_draft(book: &Path) -> Result<Vec<u8>> {
    let newest = "SELECT subject, body FROM journal
         WHERE kind = 'attempt.drafted' ORDER BY seq DESC LIMIT 1";
    let read = |row: &rusqlite::Row<'_>| Ok((row.get(0)?, row.get(1)?));
    let (subject, body): (Vec<u8>, String) = open(book)?.query_row(newest, [], read)?;
    Ok([subject, body.into_bytes()].concat())
}

#[tokio::test]
async fn a_file_that_is_no_book_any_more_or_a_newer_one_is_refused_and_left() -> Result<()> {
    let shop = Victim::of(Shop::open(Some(Act::Accept)).await?, PROMPTS).await?;
    let book = shop.shop.book();
    let whole = std::fs::read(&book)?;
    let half = whole[..whole.len() / 2 / 4096 * 4096].to_vec();
    let garbage = vec![0x5a; whole.len()];
    let newer = {
        Connection::open(&book)?.pragma_update(None, "user_version", 4000)?;
        std::fs::read(&book)?
    };
    for (bytes, code) in [
        (garbage, "book_damaged"),
        (half, "book_damaged"),
        (newer, "book_newer"),
    ] {
        std::fs::write(&book, &bytes)?;
        let ended = run(shop.serve()).await?;
        let error = &ended.lines.first().context("a word")?["error"];
        ensure!(error["code"] == code, "{code}: {error}");
        ensure!(
            std::fs::read(&book)? == bytes,
            "{code}: the file was changed"
        );
    }
    Ok(())
}

/// Every row of the journal, in order.
fn journal(book: &Path) -> Result<Vec<Vec<u8>>> {
    let book = open(book)?;
    let mut statement = book.prepare("SELECT hash FROM journal ORDER BY seq")?;
    let rows = statement.query_map([], |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

#[tokio::test]
async fn a_log_that_is_cut_off_or_gone_leaves_a_book_that_was_or_one_that_says_so() -> Result<()> {
    let mut shop = Victim::of(Shop::open(Some(Act::Accept)).await?, PROMPTS).await?;
    let mut till = Serving::start(shop.serve())?;
    let ready = till.hear("ready", |_| true).await?;
    let calls = Callers::start(address(&ready)?, 2, shop.some(PROMPTS))
        .end()
        .await;
    shop.account(calls)?;
    till.kill().await?;
    let book = shop.shop.book();
    let log = book.with_extension("book-wal");
    let (file, logged) = (std::fs::read(&book)?, std::fs::read(&log)?);
    let whole = journal(&book)?;
    let (mut dice, mut said_so) = (Dice::new(1), 0);
    for cut in 0..CUTS {
        let kept = dice.between(0, logged.len() as u64);
        std::fs::write(&book, &file)?;
        std::fs::write(&log, &logged[..usize::try_from(kept)?])?;
        drop(std::fs::remove_file(book.with_extension("book-shm")));
        if cut == 0 {
            std::fs::remove_file(&log)?;
        }
        let good = ledger::verify(&book).is_ok_and(|report| report.is_good());
        said_so += u64::from(!good);
        if good {
            let left = journal(&book)?;
            ensure!(whole.starts_with(&left), "cut at {kept}: another past");
        }
    }
    tell(&format!(
        "{CUTS} logs cut off: {} left the book as it once was, {said_so} were found damaged",
        CUTS - said_so
    ));
    Ok(())
}
