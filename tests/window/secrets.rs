//! Where the secrets are not: in the data folder, however they are written down.

use std::path::Path;

use anyhow::{Result, ensure};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;

use crate::shop::{Shop, ring_up};

#[tokio::test]
async fn nothing_in_the_data_folder_holds_a_secret() -> Result<()> {
    let (shop, window) = Shop::set_up().await?;
    ring_up(&window, "350").await?;
    shop.sandbox.answer("accept").await?;
    window.state("paid").await?;
    window.close().await?;

    let told = |label| shop.sandbox.told(label);
    let basic = format!("{}:{}", told("consumer key"), told("consumer secret"));
    let mut files = 0;
    for secret in [told("consumer secret"), told("passkey"), &basic] {
        for spelling in spellings(secret) {
            files += scan(shop.data(), &spelling)?;
        }
    }
    ensure!(files > 0, "nothing was scanned");
    ensure!(scan(shop.data(), b"no such text").is_ok());
    Ok(())
}

/// A secret as text, as a web view stores text, and as HTTP carries it. The ends of the last are
/// left away: they depend on what stands beside it.
fn spellings(secret: &str) -> [Vec<u8>; 3] {
    let wide = secret.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let carried = BASE64_STANDARD.encode(secret);
    let carried = &carried[..carried.len() - 4];
    [secret.into(), wide, carried.into()]
}

/// Counts the files that do not hold the bytes; the first that does is an error.
fn scan(folder: &Path, needle: &[u8]) -> Result<usize> {
    let mut files = 0;
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            files += scan(&path, needle)?;
            continue;
        }
        let bytes = std::fs::read(&path)?;
        let held = bytes.windows(needle.len()).any(|window| window == needle);
        ensure!(!held, "{} holds a secret", path.display());
        files += 1;
    }
    Ok(files)
}
