//! The ports to the outside world, and what stands behind them in the shop. The fifth, the disk,
//! is the path of the book; the simulation differs from the shop in these alone.

use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use daraja::{HttpTransport, TimeOuts, Transport};
use domain::clock::{Clock, Entropy, Timestamp, Wait};

use crate::error::AppError;

/// Clock, randomness and network.
#[derive(Clone)]
pub struct Ports {
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
    /// Gives ids, tags and salts.
    pub entropy: Arc<dyn Entropy>,
    /// Carries requests to Safaricom.
    pub transport: Arc<dyn Transport>,
}

/// The clock of this machine.
#[derive(Clone, Copy, Debug)]
pub struct SystemClock {
    begun_at: Timestamp,
    begun: boot_time::Instant,
}

/// The randomness of this machine.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemEntropy;

impl Ports {
    /// Returns the ports of the shop.
    ///
    /// # Errors
    /// When the network's encryption can't be set up.
    pub fn system() -> Result<Self, AppError> {
        Ok(Self {
            clock: Arc::new(SystemClock::new()),
            entropy: Arc::new(SystemEntropy),
            transport: Arc::new(HttpTransport::new(TimeOuts::default())?),
        })
    }

    pub(crate) fn salt(&self) -> [u8; 16] {
        let mut salt = [0; 16];
        self.entropy.fill(&mut salt);
        salt
    }
}

impl SystemClock {
    /// Makes a clock whose steady time begins now.
    pub fn new() -> Self {
        Self {
            begun_at: time_of_day(),
            begun: boot_time::Instant::now(),
        }
    }
}

impl Default for SystemClock {
    fn default() -> Self {
        Self::new()
    }
}

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        time_of_day()
    }

    fn steady(&self) -> Timestamp {
        self.begun_at.plus(self.begun.elapsed())
    }

    /// Waits in short steps: what the runtime waits by stands still while the machine sleeps.
    fn sleep_until(&self, until: Timestamp) -> Wait<'_> {
        const STEP: Duration = Duration::from_secs(15);
        Box::pin(async move {
            loop {
                let left = until.since(self.steady());
                if left.is_zero() {
                    return;
                }
                tokio::time::sleep(left.min(STEP)).await;
            }
        })
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "this is the one place that reads the clock"
)]
fn time_of_day() -> Timestamp {
    let since = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    Timestamp::from_ms(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
}

impl Entropy for SystemEntropy {
    fn fill(&self, bytes: &mut [u8]) {
        getrandom::fill(bytes).expect("without the system's randomness no secret can be made");
    }
}
