//! How often something came about. A run that never saw what it must see has proved nothing of it.

use std::collections::BTreeMap;

/// What every run of an ordinary size must have seen: each fault, each state, each rare end.
pub(crate) const RARE: [&str; 53] = [
    "alarm",
    "answer to another question",
    "answer to no question",
    "asked anyway",
    "asking again was refused",
    "asking for what is paid was refused",
    "attacker paid his own shilling",
    "cashier asked again",
    "cashier checked now",
    "cashier went on",
    "charging was refused",
    "clock set",
    "conflict with proof",
    "conflicting",
    "customer paid twice",
    "customer too late",
    "disk full",
    "drafted",
    "failed",
    "forged a failure",
    "forged a success",
    "forged an unknown end",
    "forged another amount",
    "forged another phone",
    "forged another's code",
    "forged with his own ids",
    "goods given",
    "guessed path turned away",
    "lapsed",
    "line cut",
    "line cut for a day",
    "log lines",
    "money left to a person",
    "money without its code",
    "nobody could know of money",
    "paid",
    "power cut",
    "power cut in a commit",
    "program killed",
    "prompt not known yet",
    "prompted",
    "proof under a contradiction",
    "receipts proved",
    "refused",
    "replayed",
    "reported",
    "sector torn",
    "sending",
    "silent for a day",
    "till closed",
    "unsure",
    "unsynced write kept",
    "unsynced write lost",
];

/// Counts by name.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sometimes(pub(crate) BTreeMap<String, u64>);

impl Sometimes {
    pub(crate) fn count(&mut self, what: &str) {
        self.add(what, 1);
    }

    pub(crate) fn add(&mut self, what: &str, often: u64) {
        match self.0.get_mut(what) {
            Some(count) => *count += often,
            None => _ = self.0.insert(what.to_owned(), often),
        }
    }

    pub(crate) fn get(&self, what: &str) -> u64 {
        self.0.get(what).copied().unwrap_or(0)
    }
}
