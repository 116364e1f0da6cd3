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

/// Callbacks in one slice.
const CALLBACKS: usize = 5_000;
/// Slices of each side, in turn.
const ROUNDS: usize = 3;
/// How many callers at once.
const CALLERS: [usize; 2] = [32, 256];
/// Callbacks sent one after another, beside as many fdatasyncs.
const ALONE: usize = 400;

/// Measures and prints.
pub(crate) async fn run() {
    let shop = Shop::open(CALLBACKS * ROUNDS * CALLERS.len() + ALONE).await;
    let bare = bare_axum::start().await;
    let mut targets = shop.prompts.calls();
    for callers in CALLERS {
        compare(&shop, bare, callers, &mut targets).await;
    }
    alone(&shop, &mut targets).await;
    shop.check_book().await;
}

async fn compare(shop: &Shop, bare: SocketAddr, callers: usize, targets: &mut Vec<caller::Call>) {
    let (mut without, mut with) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        let calls = targets.split_off(targets.len() - CALLBACKS);
        without.push(caller::send(bare, callers, calls.clone()).await);
        with.push(caller::send(shop.address(), callers, calls).await);
    }
    let (without, with) = (median(without), median(with));
    println!("ingest c={callers}: non2xx=0");
    row("  bare axum, parses, stores nothing", &without);
    row("  the till: inbox, journal, state, fsync", &with);
    println!(
        "  ratio: {:.2} of bare rps, p99 {:.1} x bare",
        with.per_second() / without.per_second(),
        with.p(99).as_secs_f64() / without.p(99).as_secs_f64(),
    );
}

async fn alone(shop: &Shop, targets: &mut Vec<caller::Call>) {
    let (mut acks, mut syncs) = (Vec::new(), Vec::new());
    for _ in 0..4 {
        let calls = targets.split_off(targets.len() - ALONE / 4);
        acks.push(caller::send(shop.address(), 1, calls).await);
        syncs.push(probe::fdatasyncs(shop.folder(), ALONE / 4));
    }
    let (ack, sync) = (median(acks).p(50), median(syncs).p(50));
    let ratio = ack.as_secs_f64() / sync.as_secs_f64();
    println!("alone: ack p50 {ack:?}, fdatasync p50 {sync:?}, ratio {ratio:.1}");
}

fn row(name: &str, slice: &Slice) {
    let (p50, p99): (Duration, Duration) = (slice.p(50), slice.p(99));
    println!(
        "{name:<42} {:>8.0} rps  p50 {p50:>9.2?}  p99 {p99:>9.2?}",
        slice.per_second()
    );
}

fn median(mut slices: Vec<Slice>) -> Slice {
    slices.sort_by_key(|slice| slice.took);
    slices.swap_remove(slices.len() / 2)
}
