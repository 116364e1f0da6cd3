//! Faults of our own machine (layer L3 of the torture): the real `kaunta-cli serve`, in processes
//! of its own, against the stand-in over HTTP. docs/faults.md says what must come of each fault.
//!
//! What a run does depends on `KAUNTA_SEED`; a failure prints what makes it happen again.
#![cfg(target_os = "linux")]

use std::io::Write as _;

mod caller;

mod clock;
mod damage;
mod disk;
mod held;
mod instances;
mod keyring;
mod kills;
mod network;
mod opening;
mod points;
#[path = "../../crates/cli/tests/stories/program.rs"]
mod program;
#[path = "../bench/prompts.rs"]
mod prompts;
mod races;
#[path = "../../crates/cli/tests/stories/shop.rs"]
#[expect(dead_code, reason = "the stories of the program use the rest")]
mod shop;
mod victim;

/// Tells a count past the test runner, which would swallow it.
fn tell(count: &str) {
    say(&format!("torture: {count}"));
}

fn say(line: &str) {
    std::io::stderr()
        .write_all(format!("{line}\n").as_bytes())
        .expect("a standard error");
}

/// Reads a number from the environment.
fn setting(name: &str, usual: u64) -> u64 {
    let set = std::env::var(name).ok();
    set.map_or(usual, |text| text.parse().expect("a whole number"))
}
