//! The till is killed at the n-th system call of a kind: before a page is written, a log synced, an
//! answer sent. strace does it from outside, so that what is tested is what is shipped.

use std::process::Stdio;
use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use tokio::process::Command;

use crate::program::Serving;
use crate::victim::{Victim, address};
use crate::{say, setting, tell};
use ::disk::Dice;

/// The kinds of calls, and up to which of a thread's calls of that kind a kill may wait.
const POINTS: [(&str, u64); 6] = [
    ("fsync", 30),
    ("pwrite64", 300),
    ("ftruncate", 4),
    ("fcntl", 150),
    ("write", 12),
    ("writev", 25),
];
/// Kills at each kind in an ordinary run; a campaign makes a hundred.
const KILLS: u64 = 4;
const PROMPTS: usize = 200;
/// A till that does not come to its point is killed after this.
const PATIENCE: Duration = Duration::from_secs(1);

/// Runs a till that is killed at its n-th call.
fn killed_at(till: &Command, call: &str, n: u64) -> Command {
    let till = till.as_std();
    let mut command = Command::new("strace");
    command
        .args(["-D", "-f", "-qq", "-o", "/dev/null", "-e"])
        .arg(format!("trace={call}"))
        .arg("-e")
        .arg(format!("inject={call}:signal=KILL:when={n}"))
        .arg(till.get_program())
        .args(till.get_args())
        .kill_on_drop(true);
    for (name, value) in till.get_envs() {
        match value {
            Some(value) => command.env(name, value),
            None => command.env_remove(name),
        };
    }
    command
}

/// Tells whether strace is there and may trace.
async fn can_trace() -> bool {
    let mut probe = Command::new("strace");
    probe
        .args(["-D", "-f", "-qq", "-o", "/dev/null"])
        .args(["-e", "trace=fsync", "true"])
        .stderr(Stdio::null());
    probe.status().await.is_ok_and(|status| status.success())
}

/// Kills a till at its point, opens it again and looks; tells whether it came to the point.
async fn kill(victim: &mut Victim, call: &str, n: u64) -> Result<bool> {
    let mut till = Serving::start(killed_at(&victim.serve(), call, n))?;
    // It may die before it is ready.
    let reached = match till.hear("ready", |_| true).await {
        Ok(ready) => {
            let to = address(&ready)?;
            victim.die_under_load(till, to, PATIENCE).await?
        }
        Err(_) => true,
    };
    let mut till = Serving::start(victim.serve())?;
    till.hear("ready", |_| true).await?;
    victim.check()?;
    till.kill().await?;
    Ok(reached)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_acknowledged_is_lost_when_the_till_is_killed_at_a_system_call() -> Result<()> {
    if !can_trace().await {
        say("SKIPPED: kills at a system call need strace, and the right to trace");
        return Ok(());
    }
    let (kills, seed) = (setting("KAUNTA_POINTS", KILLS), setting("KAUNTA_SEED", 1));
    let (mut acknowledged, mut told) = (0, Vec::new());
    for (kind, (call, most)) in (0..).zip(POINTS) {
        let (mut victim, mut reached) = (Victim::open(PROMPTS).await?, 0);
        for number in 0..kills {
            let mut dice = Dice::new(seed.wrapping_add(1000 * kind + number));
            let n = dice.between(1, most);
            let died = kill(&mut victim, call, n)
                .await
                .with_context(|| format!("killed at {call} {n}, KAUNTA_SEED={seed}"))?;
            reached += u64::from(died);
            if number % 20 == 19 {
                acknowledged += victim.acknowledged();
                victim = Victim::open(PROMPTS).await?;
            }
        }
        ensure!(reached > 0, "no till ever came to its {call}");
        acknowledged += victim.acknowledged();
        told.push(format!("{reached} at {call}"));
    }
    let told = told.join(", ");
    tell(&format!(
        "kills at a system call (seed {seed}): {told}; {acknowledged} callbacks acknowledged, \
         none lost"
    ));
    Ok(())
}
