//! Everything that the stand-in remembers; saved as one JSON file when there is a folder.
//!
//! What happens to it stands beside its noun: `tokens.rs`, `push.rs`, `prompts.rs`, `payments.rs`,
//! `account.rs`, `mail.rs` and so on.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::account::Entry;
use crate::agenda::Agenda;
use crate::clock::Moment;
use crate::config::{Config, Rules};
use crate::customers::{Customer, practice_customers};
use crate::dice::Dice;
use crate::faults::Faults;
use crate::ids::CheckoutRequestId;
use crate::mail::Mail;
use crate::payments::Payment;
use crate::phone::Phone;
use crate::post::Letter;
use crate::prompts::Push;
use crate::receipts::Receipt;
use crate::requests::Request;
use crate::script::Fault;
use crate::shop::Shop;
use crate::urls::Urls;

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
    /// Every payment that was tried, by receipt number.
    #[serde(default)]
    pub(crate) payments: BTreeMap<String, Payment>,
    /// The receipts of a file of version 1; they become payments when it is read.
    #[serde(default, rename = "receipts", skip_serializing)]
    old_receipts: BTreeMap<String, Receipt>,
    /// The shop's account, oldest entry first.
    #[serde(default)]
    pub(crate) account: Vec<Entry>,
    /// Where the shop wants to hear of payments.
    #[serde(default)]
    pub(crate) urls: Option<Urls>,
    /// Whether the shop may pull its transactions.
    #[serde(default)]
    pub(crate) is_pull_registered: bool,
    /// How many pulls found nothing: the shapes of that answer take turns.
    #[serde(skip)]
    pub(crate) empty_pulls: u64,
    /// Requests that were acknowledged and are not carried out yet.
    #[serde(default)]
    pub(crate) requests: BTreeMap<u64, Request>,
    /// The newest letters, in the order in which they were written.
    #[serde(default)]
    pub(crate) mail: BTreeMap<u64, Mail>,
    pub(crate) faults: Faults,
    /// What comes and goes wrong.
    #[serde(default)]
    pub(crate) script: Vec<Fault>,
    /// How far Safaricom's clock is ahead of the machine's, in seconds.
    #[serde(default)]
    pub(crate) skew_s: i64,
    /// Settings of this start, not of the file.
    #[serde(skip)]
    pub(crate) rules: Rules,
    /// The shop of this start.
    #[serde(skip)]
    pub(crate) shop: Arc<Shop>,
    /// What happens by itself, soonest first.
    #[serde(skip)]
    pub(crate) agenda: Agenda,
    /// Letters that go out once the state is saved.
    #[serde(skip)]
    pub(crate) outbox: Vec<(u64, Letter)>,
}

/// The version that is written; version 1 had pushes and their receipts alone.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
enum Version {
    #[serde(rename = "2", alias = "1")]
    Two,
}

impl State {
    /// Begins with the practice customers and an empty shop.
    pub(crate) fn new(seed: u64) -> Self {
        Self {
            version: Version::Two,
            dice: Dice::new(seed),
            tokens: BTreeMap::new(),
            customers: practice_customers()
                .map(|who| (who.phone.clone(), who))
                .collect(),
            pushes: BTreeMap::new(),
            payments: BTreeMap::new(),
            old_receipts: BTreeMap::new(),
            account: Vec::new(),
            urls: None,
            is_pull_registered: false,
            empty_pulls: 0,
            requests: BTreeMap::new(),
            mail: BTreeMap::new(),
            faults: Faults::default(),
            script: Vec::new(),
            skew_s: 0,
            rules: Rules::default(),
            shop: Arc::default(),
            agenda: Agenda::new(),
            outbox: Vec::new(),
        }
    }

    /// Makes a state ready that was begun or read: the settings of this start hold from here.
    pub(crate) fn resume(&mut self, config: &Config) {
        self.rules = config.rules;
        self.shop = Arc::new(config.shop.clone());
        let old = std::mem::take(&mut self.old_receipts).into_iter();
        self.payments
            .extend(old.map(|(number, receipt)| (number, Payment::of_old(receipt))));
        self.enter_old_receipts();
        self.note_interrupted_mail();
        self.draw_up_agenda();
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
