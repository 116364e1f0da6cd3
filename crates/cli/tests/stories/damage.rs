//! A book that somebody changed.

use anyhow::{Context as _, Result};
use sandbox::Act;

use crate::shop::Shop;

/// What the journal row of the draft holds, and no other place of the book.
const AMOUNT: &[u8] = br#""amount_shillings":350"#;

#[tokio::test]
async fn one_byte_of_a_journal_row_flipped_in_the_file_is_found_and_the_row_named() -> Result<()> {
    let shop = Shop::open(Some(Act::Accept)).await?;
    assert_eq!(shop.charge("350").await?.exit, 0);
    let mut bytes = std::fs::read(shop.book())?;
    let places = bytes.windows(AMOUNT.len()).enumerate();
    let mut places = places.filter(|(_, some)| *some == AMOUNT);
    let (place, _) = places.next().context("a draft in the journal")?;
    assert!(places.next().is_none());
    bytes[place + AMOUNT.len() - 1] ^= 1;
    std::fs::write(shop.book(), bytes)?;

    let verified = shop.verify().await?;
    assert_eq!(verified.exit, 7, "{}", verified.stderr);
    let report = &verified.lines[0];
    assert_eq!(report["good"], false);
    let findings = report["findings"].to_string();
    assert!(findings.contains("row 3"), "{findings}");
    Ok(())
}
