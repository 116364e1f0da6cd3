//! Worlds, each in a process of its own, and what came of them.
//!
//! A runtime of tokio draws its order of things from a counter of the process, so only a fresh
//! process makes the same world again. It costs some milliseconds.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::process::Command;
use std::sync::Mutex;

use crate::run::Outcome;
use crate::sometimes::Sometimes;

/// How a process is told which world it lives through: the seed.
pub(crate) const WORLD: &str = "KAUNTA_WORLD";
/// How many customers a world has.
pub(crate) const SALES: &str = "KAUNTA_SALES";

/// What came of many worlds.
#[derive(Default)]
pub(crate) struct Tally {
    pub(crate) payments: u64,
    pub(crate) simulated_s: u64,
    pub(crate) sometimes: Sometimes,
    /// The digest of each world's trace, by seed.
    pub(crate) digests: BTreeMap<u64, String>,
    pub(crate) wrong: Vec<String>,
}

/// Writes down what came of a world, for the process that started it.
pub(crate) fn written(outcome: &Outcome) -> String {
    let (digest, payments) = (&outcome.digest, outcome.payments);
    let mut text = format!(
        "world {digest} {payments} {}\n",
        outcome.simulated.as_secs()
    );
    let mut add = |kind: &str, what: &str| {
        writeln!(text, "{kind} {what}").expect("a text takes all");
    };
    for (what, often) in &outcome.sometimes.0 {
        add("came", &format!("{often} {what}"));
    }
    outcome.wrong.iter().for_each(|what| add("wrong", what));
    if !outcome.wrong.is_empty() {
        outcome.last.iter().for_each(|line| add("wrong", line));
    }
    text
}

/// Lives through worlds on as many processes at a time as there are cores.
pub(crate) fn live(seeds: impl Iterator<Item = u64> + Send, sales: u32) -> Tally {
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let seeds = Mutex::new(seeds);
    let tally = Mutex::new(Tally::default());
    std::thread::scope(|scope| {
        for _ in 0..cores {
            scope.spawn(|| {
                loop {
                    let seed = seeds.lock().expect("nobody panics taking one").next();
                    let Some(seed) = seed else {
                        return;
                    };
                    let text = live_in_a_process(seed, sales);
                    tally
                        .lock()
                        .expect("nobody panics counting")
                        .add(seed, &text);
                }
            });
        }
    });
    tally.into_inner().expect("nobody panics counting")
}

fn live_in_a_process(seed: u64, sales: u32) -> String {
    let program = std::env::current_exe().expect("a program knows itself");
    let ended = Command::new(program)
        .env(WORLD, seed.to_string())
        .env(SALES, sales.to_string())
        .output()
        .expect("another process of the same program");
    if ended.status.success() {
        return String::from_utf8_lossy(&ended.stdout).into_owned();
    }
    let why = String::from_utf8_lossy(&ended.stderr);
    let line = |line| format!("wrong {line}\n");
    format!("wrong the process broke off: {}\n", ended.status)
        + &why.lines().map(line).collect::<String>()
}

impl Tally {
    fn add(&mut self, seed: u64, text: &str) {
        for line in text.lines() {
            match line.split_once(' ') {
                Some(("world", rest)) => self.add_world(seed, rest),
                Some(("came", rest)) => {
                    let (often, what) = rest.split_once(' ').expect("a number and a name");
                    self.sometimes.add(what, often.parse().expect("a number"));
                }
                Some(("wrong", what)) => self.wrong.push(format!("seed {seed}: {what}")),
                _ => {}
            }
        }
    }

    fn add_world(&mut self, seed: u64, rest: &str) {
        let mut words = rest.split(' ');
        let mut next = || words.next().expect("three words");
        self.digests.insert(seed, next().to_owned());
        self.payments += next().parse::<u64>().expect("a number");
        self.simulated_s += next().parse::<u64>().expect("a number");
    }
}
