//! The till is killed under load at any instant, as a power cut or an impatient hand does it, and
//! opened again: nothing that it acknowledged is lost, and nothing is done twice.

use std::net::SocketAddr;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};

use crate::program::Serving;
use crate::victim::{Victim, address};
use crate::{setting, tell};
use ::disk::Dice;

/// Kills in an ordinary run; a campaign makes ten thousand.
const KILLS: u64 = 300;
/// How often one book is killed before another is begun: a book that grows is checked ever slower.
const OF_ONE_BOOK: u64 = 15;
const PROMPTS: usize = 200;
/// The till has this long, after it is ready, before it is killed.
const INSTANTS_MS: (u64, u64) = (2, 62);
/// From the start of the process until calls are taken, half of the times.
const READY: Duration = Duration::from_millis(500);

/// A till that takes calls there.
type Open = (Serving, SocketAddr);

#[derive(Default)]
struct Campaign {
    next: AtomicU64,
    acknowledged: Mutex<usize>,
    ready: Mutex<Vec<Duration>>,
}

impl Campaign {
    async fn lane(&self, kills: u64, seed: u64) -> Result<()> {
        loop {
            let first = self.next.fetch_add(OF_ONE_BOOK, Ordering::Relaxed);
            if first >= kills {
                return Ok(());
            }
            let mut victim = Victim::open(PROMPTS).await?;
            let mut open = self.start(&victim).await?;
            for number in first..kills.min(first + OF_ONE_BOOK) {
                open = self
                    .kill(&mut victim, open, seed.wrapping_add(number))
                    .await
                    .with_context(|| format!("kill {number} of KAUNTA_SEED={seed}"))?;
            }
            *self.acknowledged.lock().expect("unpoisoned") += victim.acknowledged();
        }
    }

    /// Kills the open till, opens it again, and looks.
    async fn kill(&self, victim: &mut Victim, open: Open, seed: u64) -> Result<Open> {
        let (least, end) = INSTANTS_MS;
        let instant = Duration::from_micros(Dice::new(seed).between(least * 1000, end * 1000));
        let (till, to) = open;
        victim.die_under_load(till, to, instant).await?;
        let open = self.start(victim).await?;
        victim.check()?;
        Ok(open)
    }

    #[expect(clippy::disallowed_methods, reason = "real time is measured")]
    async fn start(&self, victim: &Victim) -> Result<Open> {
        let began = Instant::now();
        let mut till = Serving::start(victim.serve())?;
        let ready = till.hear("ready", |_| true).await?;
        self.ready.lock().expect("unpoisoned").push(began.elapsed());
        Ok((till, address(&ready)?))
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_acknowledged_is_lost_or_done_twice_when_the_till_is_killed() -> Result<()> {
    let (kills, seed) = (setting("KAUNTA_KILLS", KILLS), setting("KAUNTA_SEED", 1));
    let campaign = Campaign::default();
    tokio::try_join!(campaign.lane(kills, seed), campaign.lane(kills, seed))?;
    let mut ready = campaign.ready.into_inner()?;
    ready.sort_unstable();
    let (half, worst) = (ready[ready.len() / 2], ready[ready.len() - 1]);
    let acknowledged = campaign.acknowledged.into_inner()?;
    tell(&format!(
        "{kills} kills at any instant (seed {seed}), {acknowledged} callbacks acknowledged, none \
         lost; ready again after {} ms at p50, {} ms at most",
        half.as_millis(),
        worst.as_millis()
    ));
    ensure!(acknowledged > 0, "no callback was ever acknowledged");
    ensure!(
        half <= READY,
        "half of the starts took longer than {half:?}"
    );
    Ok(())
}
