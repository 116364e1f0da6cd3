//! One world, from its seed to the audit.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use disk::Disk;
use turmoil::Sim;

use crate::auditor;
use crate::network::{SAFARICOM, TILL};
use crate::sometimes::Sometimes;
use crate::trouble::Troubles;
use crate::world::World;
use crate::{attacker, logs, panics, safaricom, shop};

/// What a tick of the network lasts.
const TICK: Duration = Duration::from_millis(5);
/// How long a message is under way.
const LATENCY: [Duration; 2] = [Duration::from_millis(2), Duration::from_millis(40)];
/// Nothing may be under way any more so long after the faults are over: 40 days.
const END_OF_TIME: Duration = Duration::from_hours(40 * 24);

/// How long nothing happens but what a till does for ever before a world is over.
const LAST_PULLS_MS: i64 = 3_600_000;

/// Steps for each customer. A world takes a few thousand of them, and a hundred times as many when
/// no question is answered for a day; one in which somebody acts without end never gets quiet.
const MOST_STEPS: u64 = 400_000;

/// What came of a world.
pub(crate) struct Outcome {
    pub(crate) digest: String,
    pub(crate) payments: u64,
    pub(crate) sometimes: Sometimes,
    pub(crate) simulated: Duration,
    pub(crate) wrong: Vec<String>,
    pub(crate) last: Vec<String>,
}

/// Lives a world through and audits it, on a thread of its own, so that a panic in it is found.
pub(crate) fn run(seed: u64, sales: u32, folder: &Path, aloud: bool) -> Outcome {
    let world = World::new(seed, sales, aloud);
    let living = {
        let (world, folder) = (world.clone(), folder.to_owned());
        std::thread::spawn(move || live(&world, &folder))
    };
    let broke = living.join().is_err();
    let (lines, found) = logs::take();
    world.diary().sometimes.add("log lines", lines);
    for line in found {
        world.found(format!("I9: a log tells of somebody: {line}"));
    }
    if broke {
        world.found("I6: the world broke off in a panic".to_owned());
    }
    for what in panics::take() {
        world.found(format!("I6: {}", what.replace('\n', " ")));
    }
    outcome(&world)
}

fn outcome(world: &World) -> Outcome {
    let digest = world.trace().digest();
    let last = world.trace().last();
    let diary = world.diary();
    let payments = diary.prompts.len() as u64;
    Outcome {
        digest,
        payments,
        sometimes: diary.sometimes.clone(),
        simulated: world.time.age(),
        wrong: diary.wrong.clone(),
        last,
    }
}

fn live(world: &Arc<World>, folder: &Path) {
    drop(Disk::plug_in(folder, BTreeMap::new()));
    let mut sim = build(world, folder);
    let mut troubles = Troubles::draw(world, folder);
    let most_steps = MOST_STEPS * u64::from(world.sales);
    let mut idle_since = None;
    for step in 0.. {
        if step > most_steps || world.time.age() > END_OF_TIME {
            world.found("I6: something is under way for ever".to_owned());
            break;
        }
        if let Err(error) = sim.step() {
            world.found(format!("I6: a host ended: {error}"));
            break;
        }
        let tick = i64::try_from(TICK.as_millis()).expect("a short tick");
        let woken = world.time.move_to(world.time.now_ms() + tick);
        if troubles.strike(&mut sim) || woken || !is_quiet(&sim) {
            continue;
        }
        let next = world
            .time
            .next_ms()
            .into_iter()
            .chain(troubles.next_ms())
            .min();
        let always = 1 + usize::from(world.hears.by_pulls);
        let is_idle = world.is_calm() && world.time.waiting() <= always;
        idle_since = idle_since
            .filter(|_| is_idle)
            .or(is_idle.then(|| world.time.now_ms()));
        match next {
            // A till waits for ever: for what may want its status, and for the next pull.
            Some(_)
                if idle_since.is_some_and(|since| since + LAST_PULLS_MS < world.time.now_ms()) =>
            {
                break;
            }
            Some(next) => _ = world.time.move_to(next),
            None if world.is_calm() => break,
            None => troubles.end(&mut sim),
        }
    }
    auditor::audit(world, folder);
    drop(sim);
    Disk::unplug(folder);
}

fn build(world: &Arc<World>, folder: &Path) -> Sim<'static> {
    let mut sim = turmoil::Builder::new()
        .tick_duration(TICK)
        .min_message_latency(LATENCY[0])
        .max_message_latency(LATENCY[1])
        .simulation_duration(Duration::MAX)
        // A till that is cut off for a day tries thousands of times.
        .ephemeral_ports(1024..=65_535)
        .rng_seed(world.seed)
        .build();
    let (till, folder) = (world.clone(), folder.to_owned());
    let (safaricom, attacker) = (world.clone(), world.clone());
    // Turmoil numbers its hosts in the order in which they are first named.
    assert_eq!(sim.lookup("till"), TILL.ip());
    assert_eq!(sim.lookup("safaricom"), SAFARICOM.ip());
    sim.host("safaricom", move || safaricom::run(safaricom.clone()));
    sim.host("till", move || shop::run(till.clone(), folder.clone()));
    sim.host("attacker", move || attacker::run(attacker.clone()));
    sim
}

/// Tells whether no message is under way: then nothing happens before somebody's wait is over.
fn is_quiet(sim: &Sim<'_>) -> bool {
    let mut under_way = false;
    sim.links(|links| {
        for link in links {
            under_way = under_way || link.into_iter().next().is_some();
        }
    });
    !under_way
}
