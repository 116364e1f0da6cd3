//! The till's ports in a story: the stand-in's own clock, and randomness from a seed. The network
//! and the disk are those of the shop.

use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex};

use app::Ports;
use domain::clock::{Clock, Entropy, Timestamp, Wait};
use sandbox::{Clock as _, ManualClock, Moment};

/// The till's clock: as much time passes as on the stand-in's, but somebody may set its time of
/// day.
pub(crate) struct TillClock {
    time: Arc<ManualClock>,
    /// By how many milliseconds the time of day was off when this clock was made.
    off_at_first: i64,
    off: AtomicI64,
}

/// Bytes that a seed decides (`SplitMix64`).
struct Seeded(Mutex<u64>);

/// Makes the ports of a till.
pub(crate) fn ports(clock: Arc<TillClock>, seed: u64) -> Ports {
    Ports {
        clock,
        entropy: Arc::new(Seeded(Mutex::new(seed))),
        ..Ports::system().expect("the network's encryption can be set up")
    }
}

impl TillClock {
    /// Makes a clock whose time of day is off by so many milliseconds.
    pub(crate) fn on(time: &Arc<ManualClock>, off: i64) -> Arc<Self> {
        Arc::new(Self {
            time: Arc::clone(time),
            off_at_first: off,
            off: AtomicI64::new(off),
        })
    }

    /// Sets the time of day; no time passes by that.
    pub(crate) fn set(&self, off: i64) {
        self.off.store(off, Ordering::Relaxed);
    }

    /// Returns by how much the time of day is off.
    pub(crate) fn off(&self) -> i64 {
        self.off.load(Ordering::Relaxed)
    }
}

impl Clock for TillClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_ms(self.time.now().unix_ms() + self.off())
    }

    fn steady(&self) -> Timestamp {
        Timestamp::from_ms(self.time.now().unix_ms() + self.off_at_first)
    }

    fn sleep_until(&self, until: Timestamp) -> Wait<'_> {
        let until = until.ms() - self.off_at_first;
        self.time.sleep_until(Moment::from_unix_ms(until))
    }
}

impl Entropy for Seeded {
    fn fill(&self, bytes: &mut [u8]) {
        let mut state = self.0.lock().expect("nobody panics while he draws");
        for chunk in bytes.chunks_mut(8) {
            *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
            let mut mixed = *state;
            mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            mixed ^= mixed >> 31;
            chunk.copy_from_slice(&mixed.to_le_bytes()[..chunk.len()]);
        }
    }
}
