//! How long the window takes from its start to the first paint, and what memory it takes, beside
//! a bare Tauri window; in turn, on a warm disk.

use std::time::Duration;

use anyhow::Result;

use crate::caller::Slice;
use crate::program::Program;

/// Starts of each, in turn.
const STARTS: usize = 11;

/// Measures and prints.
pub(crate) async fn run() -> Result<()> {
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR"))?;
    let (mut bare, mut till, mut ready) = (Vec::new(), Vec::new(), Vec::new());
    let (mut bare_kib, mut till_kib) = (Vec::new(), Vec::new());
    for _ in 0..STARTS {
        let mut window = Program::bare()?;
        bare.push(window.line("painted first").await?.1);
        bare_kib.push(window.memory_kib()?);
        window.end().await?;
        let mut window = Program::till(folder.path())?;
        till.push(window.line("painted first").await?.1);
        ready.push(window.line("painted ready").await?.1);
        till_kib.push(window.memory_kib()?);
        window.end().await?;
    }
    let (bare, till, ready) = (median(bare), median(till), median(ready));
    let ratio = till.as_secs_f64() / bare.as_secs_f64();
    println!("start: bare window painted {bare:.0?}");
    println!(
        "start: the till painted {till:.0?}, ratio {ratio:.2}; ready for the cashier {ready:.0?}"
    );
    let (bare, till) = (middle(bare_kib), middle(till_kib));
    println!(
        "memory (PSS): bare window {} MiB, the till {} MiB, {} % of bare",
        bare / 1024,
        till / 1024,
        till * 100 / bare
    );
    Ok(())
}

fn median(all: Vec<Duration>) -> Duration {
    Slice::of(Duration::ZERO, all).within(500)
}

fn middle(mut all: Vec<u64>) -> u64 {
    all.sort_unstable();
    all[all.len() / 2]
}
