//! How fast callbacks are taken durably: the till's own way in beside a bare axum handler that
//! parses the same body and stores nothing, in one run, slices in turn.
//!
//! Every body is distinct, validly tagged, and of an attempt that stands in the book; each answer
//! is checked, and every one that was acknowledged is looked for in the book afterwards.

use std::net::SocketAddr;
use std::time::Duration;

use crate::caller::{self, Slice};
use crate::shop::Shop;
use crate::{bare_axum, probe};

/// Callbacks in one burst.
const BURST: usize = 10_000;
/// Bursts of each side, in turn.
const ROUNDS: usize = 3;
/// Callbacks in the long run of each side: a quarter of a minute and more.
const LONG: usize = 100_000;
/// How many callers at once.
const CALLERS: [usize; 2] = [32, 256];
/// Callbacks sent one after another, beside as many fdatasyncs.
const ALONE: usize = 400;

/// Measures and prints.
pub(crate) async fn run() {
    let shop = Shop::open((BURST * ROUNDS + LONG) * CALLERS.len() + ALONE).await;
    let bare = bare_axum::start().await;
    let mut targets = shop.prompts.calls();
    for callers in CALLERS {
        compare(&shop, bare, callers, &mut targets, (BURST, ROUNDS)).await;
    }
    for callers in CALLERS {
        compare(&shop, bare, callers, &mut targets, (LONG, 1)).await;
    }
    alone(&shop, &mut targets).await;
    shop.check_book().await;
}

async fn compare(
    shop: &Shop,
    bare: SocketAddr,
    callers: usize,
    targets: &mut Vec<caller::Call>,
    (callbacks, rounds): (usize, usize),
) {
    let (mut without, mut with) = (Vec::new(), Vec::new());
    for _ in 0..rounds {
        let calls = targets.split_off(targets.len() - callbacks);
        without.push(caller::send(bare, callers, calls.clone()).await);
        with.push(caller::send(shop.address(), callers, calls).await);
    }
    let (without, with) = (median(without), median(with));
    println!("ingest c={callers}, {rounds} x {callbacks} callbacks: non2xx=0");
    row("  bare axum, parses, stores nothing", &without);
    row("  the till: inbox, journal, state, fsync", &with);
    println!(
        "  ratio: {:.2} of bare rps, p99 {:.1} x, p99.9 {:.1} x, processor {:.1} x bare",
        with.per_second() / without.per_second(),
        ratio(with.within(990), without.within(990)),
        ratio(with.within(999), without.within(999)),
        ratio(with.cpu_each(), without.cpu_each()),
    );
}

async fn alone(shop: &Shop, targets: &mut Vec<caller::Call>) {
    let (mut acks, mut syncs) = (Vec::new(), Vec::new());
    for _ in 0..4 {
        let calls = targets.split_off(targets.len() - ALONE / 4);
        acks.push(caller::send(shop.address(), 1, calls).await);
        syncs.push(probe::fdatasyncs(shop.folder(), ALONE / 4));
    }
    let (ack, sync) = (median(acks).within(500), median(syncs).within(500));
    let times = ratio(ack, sync);
    println!("alone: ack p50 {ack:?}, fdatasync p50 {sync:?}, ratio {times:.1}");
}

fn row(name: &str, slice: &Slice) {
    println!(
        "{name:<42} {:>8.0} rps  p50 {:>9.2?}  p99 {:>9.2?}  p99.9 {:>9.2?}  processor {:>9.2?}",
        slice.per_second(),
        slice.within(500),
        slice.within(990),
        slice.within(999),
        slice.cpu_each(),
    );
}

fn ratio(with: Duration, without: Duration) -> f64 {
    with.as_secs_f64() / without.as_secs_f64()
}

fn median(mut slices: Vec<Slice>) -> Slice {
    slices.sort_by_key(|slice| slice.took);
    slices.swap_remove(slices.len() / 2)
}
