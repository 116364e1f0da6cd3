//! The simulated shop (layer L2 of the torture): the shipped till, router, writer and SQL in a
//! world that is made from a seed, with a faulty Safaricom, customers, cashiers and an attacker. An
//! auditor who knows what really happened looks at the book in the end.
//!
//! `KAUNTA_SEED` alone replays one world aloud; with `KAUNTA_SEEDS` it says where the seeds begin
//! and how many there are. `KAUNTA_SALES` says how many customers each world has.

mod api_user;
mod attacker;
mod auditor;
mod cashier;
mod diary;
mod hears;
mod late_rows;
mod logs;
mod network;
mod panics;
mod phones;
mod proxy;
mod run;
mod safaricom;
mod shop;
mod sometimes;
mod street;
mod tally;
mod time;
mod trace;
mod trouble;
mod world;

use std::io::Write as _;
use std::process::{Command, ExitCode};

use rand::SeedableRng as _;
use rand::rngs::StdRng;

use self::run::Outcome;
use self::tally::Tally;

/// Worlds in an ordinary run, and customers in each.
const WORLDS: u64 = 2_000;
const SALES: u64 = 6;
/// Worlds that are lived through a second time.
const REPLAYED: u64 = 30;
/// Below so many worlds nobody expects to have seen everything: a line that is cut for a day is
/// drawn once in a thousand.
const ENOUGH: usize = 2_000;

/// Worlds in which something was once wrong, with the customers that they had, for good.
const FOUND: [(u64, u32); 14] = [
    (58, 6),
    (147, 6),
    (231, 6),
    (338, 6),
    (573, 6),
    (872, 6),
    (902, 6),
    (1004, 6),
    (1272, 6),
    (1669, 6),
    (1899, 6),
    (1961, 6),
    (1971, 6),
    (1991, 6),
];

fn main() -> ExitCode {
    let (first, count) = (setting("KAUNTA_SEED"), setting("KAUNTA_SEEDS"));
    match (setting(tally::WORLD), first, count) {
        (Some(seed), ..) => {
            say(tally::written(&live(seed, false)).trim_end());
            ExitCode::SUCCESS
        }
        (None, Some(seed), None) => replay(seed),
        (None, first, count) => torture(first.unwrap_or(1), count.unwrap_or(WORLDS)),
    }
}

/// Lives through a world in this process.
fn live(seed: u64, aloud: bool) -> Outcome {
    // Drawn by the machine's chance: a name that the seed drew could be taken by another process.
    let folder = tempfile::tempdir().expect("a folder");
    disk::install();
    mad_turmoil::rand::set_rng(StdRng::seed_from_u64(seed));
    // Never dropped: the clocks stay the simulation's as long as the process lasts.
    std::mem::forget(mad_turmoil::time::SimClocksGuard::init());
    logs::read();
    panics::note();
    run::run(seed, sales(), folder.path(), aloud)
}

/// Lives through one world aloud.
fn replay(seed: u64) -> ExitCode {
    let outcome = live(seed, true);
    let (payments, digest) = (outcome.payments, &outcome.digest);
    say(&format!("seed {seed}: {payments} payments, trace {digest}"));
    end_with(&outcome.wrong)
}

/// Lives through many worlds.
fn torture(first: u64, count: u64) -> ExitCode {
    let began_s = uptime_s();
    let mut tally = tally::live(first..first + count, sales());
    let replayed = first..first + count.min(REPLAYED);
    live_again(&mut tally, replayed.clone());
    live_through_what_was_found(&mut tally);
    complain_of_what_never_came(&mut tally);
    let (worlds, payments) = (tally.digests.len(), tally.payments);
    let (days, took_s) = (tally.simulated_s / 86_400, uptime_s() - began_s);
    let came = tally
        .sometimes
        .0
        .iter()
        .map(|(what, often)| format!("{what} {often}"));
    say(&format!(
        "torture: {worlds} worlds from seed {first} on, {payments} payments in {days} days, \
         in {took_s} s; {} worlds replayed; {}",
        replayed.count(),
        came.collect::<Vec<_>>().join(", ")
    ));
    end_with(&tally.wrong)
}

/// The same seed makes the same world to the byte.
fn live_again(tally: &mut Tally, seeds: std::ops::Range<u64>) {
    let again = tally::live(seeds.clone(), sales());
    for seed in seeds {
        if tally.digests.get(&seed) != again.digests.get(&seed) {
            tally.wrong.push(format!(
                "seed {seed}: it made another world the second time"
            ));
        }
    }
}

fn live_through_what_was_found(tally: &mut Tally) {
    for (seed, sales) in FOUND {
        tally
            .wrong
            .extend(tally::live(std::iter::once(seed), sales).wrong);
    }
}

fn complain_of_what_never_came(tally: &mut Tally) {
    if tally.digests.len() < ENOUGH {
        return;
    }
    let never = sometimes::RARE
        .iter()
        .filter(|what| tally.sometimes.get(what) == 0);
    tally
        .wrong
        .extend(never.map(|what| format!("never tried: {what}")));
}

fn sales() -> u32 {
    let sales = setting(tally::SALES).unwrap_or(SALES);
    u32::try_from(sales).expect("a small number")
}

fn end_with(wrong: &[String]) -> ExitCode {
    if wrong.is_empty() {
        return ExitCode::SUCCESS;
    }
    say(&format!("commit {}", commit()));
    wrong.iter().take(400).for_each(|what| say(what));
    ExitCode::FAILURE
}

fn commit() -> String {
    let asked = Command::new("git")
        .args(["rev-parse", "--short", "HEAD"])
        .output();
    let text = asked.map(|output| String::from_utf8_lossy(&output.stdout).trim().to_owned());
    text.unwrap_or_else(|_| "unknown".to_owned())
}

/// Returns since when the machine is up: the process itself has no clock but the simulation's.
fn uptime_s() -> u64 {
    let text = std::fs::read_to_string("/proc/uptime").unwrap_or_default();
    let seconds = text.split('.').next().and_then(|text| text.parse().ok());
    seconds.unwrap_or(0)
}

fn setting(name: &str) -> Option<u64> {
    let set = std::env::var(name).ok();
    set.map(|text| text.parse().expect("a whole number"))
}

fn say(line: &str) {
    writeln!(std::io::stdout(), "{line}").expect("somebody listens");
}
