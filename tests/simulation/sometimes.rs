//! How often something came about. A run that never saw what it must see has proved nothing of it.

use std::collections::BTreeMap;

/// What every run of an ordinary size must have seen: each fault, each state, each rare end.
pub(crate) const RARE: [&str; 104] = [
    "a business is told by a pull",
    "a business paid",
    "a list that is none",
    "a part went back",
    "a payment went back",
    "a stranger paid",
    "alarm",
    "answer to another question",
    "answer to no question",
    "asked and pays by himself",
    "asked anyway",
    "asked for as much as he has paid before",
    "asking again was refused",
    "asking for what is paid was refused",
    "attacker paid his own shilling",
    "cashier asked again",
    "cashier checked now",
    "cashier went on",
    "charging was refused",
    "claimed a code",
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
    "forged a result with other ids",
    "forged a result without ids",
    "forged a success",
    "forged an unknown end",
    "forged another amount",
    "forged another amount of a true code",
    "forged another number that was paid",
    "forged another phone",
    "forged another's code",
    "forged that a business paid",
    "forged with his own ids",
    "gave a part of a payment",
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
    "mistyped a code",
    "money left to a person",
    "money of a prompt waits by itself",
    "money without its code",
    "moved to another sale",
    "nobody could know of money",
    "nobody knows whether it went back",
    "not ordered back",
    "offered for a sale",
    "ordered back",
    "paid",
    "paid a prompt that the till calls unpaid",
    "paid before it was rung up",
    "paid in a gap",
    "paid twice by himself",
    "power cut",
    "power cut in a commit",
    "power cut under an order",
    "pressed twice for goods",
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
    "sent back by an order",
    "silent for a day",
    "taken back",
    "taken for the payment of a prompt",
    "the code of a friend's money",
    "till closed",
    "too busy to tell",
    "two hands gave one payment",
    "typed a code that had come",
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
