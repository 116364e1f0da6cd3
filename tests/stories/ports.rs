//! The till's ports in a story: the stand-in's own clock, and randomness from a seed. The network
//! and the disk are those of the shop.

use std::sync::{Arc, Mutex};

use app::Ports;
use domain::clock::{Clock, Entropy, Timestamp, Wait};
use sandbox::{Clock as _, ManualClock, Moment};

/// The clock that the stand-in goes by, as the till reads it: both have the same time.
struct SharedClock(Arc<ManualClock>);

/// Bytes that a seed decides (`SplitMix64`).
struct Seeded(Mutex<u64>);

/// Makes the ports of a till.
pub(crate) fn ports(clock: &Arc<ManualClock>, seed: u64) -> Ports {
    Ports {
        clock: Arc::new(SharedClock(Arc::clone(clock))),
        entropy: Arc::new(Seeded(Mutex::new(seed))),
        ..Ports::system().expect("the network's encryption can be set up")
    }
}

impl Clock for SharedClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_ms(self.0.now().unix_ms())
    }

    fn sleep_until(&self, until: Timestamp) -> Wait<'_> {
        self.0.sleep_until(Moment::from_unix_ms(until.ms()))
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
