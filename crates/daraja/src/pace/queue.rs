//! Who waits, in the order in which they leave.

use std::collections::BTreeMap;
use std::sync::Arc;

use tokio::sync::Notify;

use super::Priority;

/// A place: the better priority first, then who came first.
pub(super) type Key = (Priority, u64);

/// Those who wait. Only the first has to watch the clock; it is woken when it becomes so.
#[derive(Default)]
pub(super) struct Queue {
    waiting: BTreeMap<Key, Arc<Notify>>,
    came: u64,
}

impl Queue {
    /// Takes the last place of a priority.
    pub(super) fn join(&mut self, priority: Priority) -> (Key, Arc<Notify>) {
        self.came += 1;
        let (key, wake) = ((priority, self.came), Arc::new(Notify::new()));
        self.waiting.insert(key, Arc::clone(&wake));
        (key, wake)
    }

    pub(super) fn is_first(&self, key: Key) -> bool {
        self.waiting
            .first_key_value()
            .is_some_and(|(first, _)| *first == key)
    }

    /// Gives a place up, if it is still held, and wakes who is first then.
    pub(super) fn leave(&mut self, key: Key) {
        if self.waiting.remove(&key).is_some()
            && let Some((_, wake)) = self.waiting.first_key_value()
        {
            wake.notify_one();
        }
    }
}
