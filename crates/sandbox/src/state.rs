//! Everything that the stand-in remembers; saved as one JSON file when there is a folder.
//!
//! What happens to it stands beside its noun: `tokens.rs`, `push.rs`, `prompts.rs`, `receipts.rs`,
//! `callbacks.rs`.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::callbacks::Callback;
use crate::clock::Moment;
use crate::config::Rules;
use crate::customers::{Customer, practice_customers};
use crate::dice::Dice;
use crate::faults::Faults;
use crate::ids::CheckoutRequestId;
use crate::phone::Phone;
use crate::prompts::Push;
use crate::receipts::Receipt;

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct State {
    /// The shape of the file; another number is refused.
    version: Version,
    pub(crate) dice: Dice,
    /// Tokens and when they end.
    pub(crate) tokens: BTreeMap<String, Moment>,
    pub(crate) customers: BTreeMap<Phone, Customer>,
    /// Every push ever acknowledged.
    pub(crate) pushes: BTreeMap<CheckoutRequestId, Push>,
    /// The open pushes, by when they end by themselves.
    pub(crate) due: BTreeSet<(Moment, CheckoutRequestId)>,
    pub(crate) receipts: BTreeMap<String, Receipt>,
    pub(crate) shop_balance_kes: u64,
    pub(crate) faults: Faults,
    /// Settings of this start, not of the file.
    #[serde(skip)]
    pub(crate) rules: Rules,
    /// Callbacks that go out once the state is saved.
    #[serde(skip)]
    pub(crate) outbox: Vec<Callback>,
}

/// The one version there is so far.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
enum Version {
    #[serde(rename = "1")]
    One,
}

impl State {
    /// Begins with the practice customers and an empty shop.
    pub(crate) fn new(seed: u64) -> Self {
        Self {
            version: Version::One,
            dice: Dice::new(seed),
            tokens: BTreeMap::new(),
            customers: practice_customers()
                .map(|who| (who.phone.clone(), who))
                .collect(),
            pushes: BTreeMap::new(),
            due: BTreeSet::new(),
            receipts: BTreeMap::new(),
            shop_balance_kes: 0,
            faults: Faults::default(),
            rules: Rules::default(),
            outbox: Vec::new(),
        }
    }

    /// Returns the customer of a phone; a number never seen becomes a customer.
    pub(crate) fn customer_of(&mut self, phone: &Phone) -> &mut Customer {
        self.customers
            .entry(phone.clone())
            .or_insert_with(|| Customer::stranger(phone.clone()))
    }

    /// Returns a push that is known to be there.
    pub(crate) fn push_mut(&mut self, id: &CheckoutRequestId) -> &mut Push {
        self.pushes.get_mut(id).expect("a push is kept for ever")
    }
}
