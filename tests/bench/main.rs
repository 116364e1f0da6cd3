//! What is measured: `make bench ARGS="ingest"` chooses, without a name all of it runs. Each part
//! takes its own limit in the same run and prints the ratio. `scripts/bench.sh` builds the programs
//! and gives them a display.
//!
//! - `ingest`: callbacks taken durably, beside a bare axum handler.
//! - `frozen`: validations answered while the window's main thread stands still.
//! - `screen`: a callback sent until it is painted in the real window.
//! - `start`: the start of the real window and its memory, beside a bare Tauri window.

#![expect(clippy::print_stdout, reason = "a benchmark prints what it measured")]
#![expect(
    clippy::float_arithmetic,
    reason = "rates and ratios for people, far from any money"
)]

mod bare_axum;
mod caller;
#[cfg(target_os = "linux")]
mod frozen;
mod ingest;
mod probe;
mod program;
mod prompts;
mod screen;
mod shop;
mod start;

use anyhow::{Result, bail};

const PARTS: [&str; 4] = ["ingest", "frozen", "screen", "start"];

#[tokio::main]
async fn main() -> Result<()> {
    let named: Vec<String> = std::env::args()
        .skip(1)
        .filter(|name| !name.starts_with('-'))
        .collect();
    if let Some(unknown) = named.iter().find(|name| !PARTS.contains(&name.as_str())) {
        bail!("there is no {unknown}: {PARTS:?}");
    }
    let wanted = |part: &str| named.is_empty() || named.iter().any(|name| name == part);
    if wanted("ingest") {
        ingest::run().await;
    }
    #[cfg(target_os = "linux")]
    if wanted("frozen") {
        frozen::run().await?;
    }
    if wanted("screen") {
        screen::run().await?;
    }
    if wanted("start") {
        start::run().await?;
    }
    Ok(())
}
