//! How long a callback takes from the caller's first byte to the glass: through HTTP, the book
//! (fsync), the event to the web view, and two frames there.
//!
//! The real window stands on a practice book with prompts out; each callback is of its own prompt,
//! and the window says when it has painted that prompt's new state. Both ends are timed by this
//! one clock.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result};
use app::{DataFolder, Environment, Ports, Till};
use tokio::task::JoinSet;
use tokio::time::{MissedTickBehavior, interval};

use crate::caller::{self, Slice};
use crate::program::Program;
use crate::prompts::Prompts;

/// Callbacks, and how many of them a second.
const RATES: [(usize, u32); 2] = [(20, 1), (300, 100)];

/// So old that the till does not ask for all of them at once beside the measured callbacks.
const AGE: Duration = Duration::from_hours(1);

/// Measures and prints.
pub(crate) async fn run() -> Result<()> {
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR"))?;
    let data = DataFolder::at(folder.path());
    let environment = Environment::Practice;
    std::fs::create_dir_all(data.of(environment))?;
    let till = Till::open(&data.book(environment), environment, Ports::system()?)?;
    let count = RATES.iter().map(|(count, _)| count).sum();
    let prompts = Prompts::write(&till, count, AGE).await;
    till.close().await;

    let mut window = Program::till(folder.path())?;
    let (address, _) = window.line("takes calls address=").await?;
    let address: SocketAddr = address.parse().context("an address")?;
    window.line("painted ready").await?;
    let mut first = 0;
    for (count, per_second) in RATES {
        let painted = paint(&mut window, address, &prompts, first, count, per_second).await?;
        first += count;
        row(per_second, &painted);
    }
    window.end().await
}

/// Sends callbacks at a rate and returns how long each took to be painted.
#[expect(clippy::disallowed_methods, reason = "a benchmark measures real time")]
async fn paint(
    window: &mut Program,
    address: SocketAddr,
    prompts: &Prompts,
    first: usize,
    count: usize,
    per_second: u32,
) -> Result<Slice> {
    let calls = prompts.calls().into_iter().skip(first).take(count);
    let calls: Vec<_> = calls.collect();
    let ids = &prompts.attempts()[first..first + count];
    let began = Instant::now();
    let sender = tokio::spawn(async move {
        let mut ticks = interval(Duration::from_secs(1) / per_second);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Burst);
        let (mut sent, mut answered) = (Vec::new(), JoinSet::new());
        for call in calls {
            ticks.tick().await;
            sent.push(Instant::now());
            answered.spawn(caller::send(address, 1, vec![call]));
        }
        answered.join_all().await;
        sent
    });
    let mut painted = vec![None; count];
    while painted.iter().any(Option::is_none) {
        let (mark, _) = window.line("kaunta: painted ").await?;
        // The till asks back at once: what it hears is painted too, and not counted.
        let Some(id) = mark.strip_suffix(":reported") else {
            continue;
        };
        let place = ids.iter().position(|one| one.to_string() == id);
        if let Some(place) = place.filter(|place| painted[*place].is_none()) {
            painted[place] = Some(Instant::now());
        }
    }
    let sent = sender.await?;
    let took = sent.iter().zip(painted);
    let took = took.filter_map(|(sent, painted)| painted.map(|at| at.duration_since(*sent)));
    Ok(Slice::of(began.elapsed(), took.collect()))
}

fn row(per_second: u32, painted: &Slice) {
    println!(
        "screen: callback sent -> painted, {per_second:>3}/s: p50 {:.1?}  p99 {:.1?}  max {:.1?}, \
         all painted",
        painted.within(500),
        painted.within(990),
        painted.within(1000),
    );
}
