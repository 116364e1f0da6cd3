//! Looking after a book: its head, building it anew, reading its bodies again.

use anyhow::Result;
use sandbox::Act;

use crate::program::run;
use crate::shop::Shop;

#[tokio::test]
async fn the_head_is_the_one_that_verify_proves_and_a_rebuild_keeps_it() -> Result<()> {
    let shop = Shop::open(Some(Act::Accept)).await?;
    assert_eq!(shop.charge("350").await?.exit, 0);
    let verified = shop.verify().await?;
    let head = run(shop.command(&["book", "head"])).await?;
    assert_eq!(head.lines[0]["hash"], verified.lines[0]["head"]);
    let rebuilt = run(shop.command(&["book", "rebuild"])).await?;
    assert_eq!(rebuilt.exit, 0, "{}", rebuilt.stderr);
    let told = &rebuilt.lines[0];
    assert_eq!(told["after"]["good"], true);
    assert_eq!(told["after"]["head"], head.lines[0]["hash"]);
    let copy = told["copy"].as_str().unwrap_or_default();
    assert!(std::path::Path::new(copy).is_file(), "{told}");
    Ok(())
}

#[tokio::test]
async fn bodies_that_are_read_as_they_were_change_nothing() -> Result<()> {
    let shop = Shop::open(Some(Act::Accept)).await?;
    assert_eq!(shop.charge("350").await?.exit, 0);
    let head = run(shop.command(&["book", "head"])).await?;
    for words in [&["book", "replay"][..], &["book", "replay", "--write"]] {
        let replayed = run(shop.command(words)).await?;
        assert_eq!(replayed.exit, 0, "{}", replayed.stderr);
        assert_eq!(
            replayed.lines[0]["differing"].as_array().map(Vec::len),
            Some(0)
        );
    }
    let after = run(shop.command(&["book", "head"])).await?;
    assert_eq!(after.lines, head.lines);
    Ok(())
}
