//! How often something came about. A run that never saw what it must see has proved nothing of it.

use std::collections::BTreeMap;

/// What every run of an ordinary size must have seen: each fault, each state, each rare end.
pub(crate) const RARE: [&str; 86] = [
    "a business paid",
    "a part went back",
    "a payment went back",
    "a stranger paid",
    "alarm",
    "answer to another question",
    "answer to no question",
    "asked and pays by himself",
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
    "covered by what came by itself",
    "customer paid by himself",
    "customer paid twice",
    "customer too late",
    "disk full",
    "drafted",
    "failed",
    "forged a failure",
    "forged a success",
    "forged an unknown end",
    "forged another amount",
    "forged another amount of a true code",
    "forged another number that was paid",
    "forged another phone",
    "forged another's code",
    "forged that a business paid",
    "forged with his own ids",
    "given in spite of a warning",
    "given to a sale that it was not offered for",
    "goods brought back",
    "goods given",
    "guessed path of the shop turned away",
    "guessed path turned away",
    "held beside the proof of its prompt",
    "invented a payment",
    "lapsed",
    "leg withdrawn",
    "line cut",
    "line cut for a day",
    "log lines",
    "money left to a person",
    "money of a prompt waits by itself",
    "money without its code",
    "moved to another sale",
    "nobody could know of money",
    "offered for a sale",
    "paid",
    "paid before it was rung up",
    "paid in a gap",
    "paid twice by himself",
    "power cut",
    "power cut in a commit",
    "program killed",
    "prompt not known yet",
    "prompted",
    "proof under a contradiction",
    "receipts proved",
    "refused",
    "replayed",
    "replayed a confirmation",
    "reported",
    "rest asked for on a phone",
    "rest taken over the counter",
    "row not listed yet",
    "sale called off",
    "sector torn",
    "sending",
    "silent for a day",
    "taken back",
    "taken for the payment of a prompt",
    "till closed",
    "two hands gave one payment",
    "typed a wrong reference",
    "unsure",
    "unsynced write kept",
    "unsynced write lost",
    "what was owed is paid out",
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
