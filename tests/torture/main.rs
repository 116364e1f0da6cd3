//! The book on a simulated disk (layer L1 of the torture): the shipped SQL and writer, on an
//! `SQLite` whose files are in memory and can lose power, tear sectors, refuse and run full.
//!
//! `KAUNTA_CUTS` says how many power cuts are made, `KAUNTA_SEED` with which seed they begin. A
//! failure prints cut and seed, which make it happen again.

use std::io::Write as _;

mod day;
mod errors;
mod power;
mod proof;
mod rebuild;

/// Tells a count past the test runner, which would swallow it.
fn tell(count: &str) {
    let line = format!("torture: {count}\n");
    std::io::stderr()
        .write_all(line.as_bytes())
        .expect("a standard error");
}

/// Reads a number from the environment.
fn setting(name: &str, usual: u64) -> u64 {
    let set = std::env::var(name).ok();
    set.map_or(usual, |text| text.parse().expect("a whole number"))
}
