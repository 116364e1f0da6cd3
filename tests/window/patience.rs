//! Waiting for what must come, with a deadline instead of a guess.

use std::time::Duration;

use anyhow::{Context as _, Result};
use tokio::time::{MissedTickBehavior, interval, timeout};

/// Longer than anything here takes on a slow machine; only a failing story waits so long.
pub(crate) const LONGEST: Duration = Duration::from_secs(40);

const BETWEEN_LOOKS: Duration = Duration::from_millis(50);

/// Looks until there is something to see.
pub(crate) async fn until<T>(what: &str, mut look: impl AsyncFnMut() -> Option<T>) -> Result<T> {
    let looking = async {
        let mut ticks = interval(BETWEEN_LOOKS);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            ticks.tick().await;
            if let Some(seen) = look().await {
                return seen;
            }
        }
    };
    timeout(LONGEST, looking)
        .await
        .with_context(|| format!("waited in vain for {what}"))
}
