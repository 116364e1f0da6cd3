//! What everybody in the world shares: its time, its chance, and the diary of what really happened,
//! which is written at the ports and read by the auditor alone.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard};

use app::ShopKey;
use daraja::{Response, TransportError};
use disk::Dice;
use domain::callback_path::{CallbackPath, ShopId, Tag};
use domain::ids::{AttemptId, LegId, SaleId};
use sandbox::Sandbox;
use serde_json::Value;
use tokio::sync::watch;

use crate::sometimes::Sometimes;
use crate::time::Time;
use crate::trace::Trace;

/// The secret of the shop's paths.
pub(crate) const KEY: &str = "the key of all callback paths";

/// A world from one seed.
pub(crate) struct World {
    pub(crate) seed: u64,
    pub(crate) time: Arc<Time>,
    /// The shop of each world has its own number of sales to make.
    pub(crate) sales: u32,
    /// Set once the faults are over.
    calm: watch::Sender<bool>,
    sandbox: Mutex<Option<Arc<Sandbox>>>,
    trace: Mutex<Trace>,
    diary: Mutex<Diary>,
    dice: Mutex<Dice>,
}

/// What really happened.
#[derive(Default)]
pub(crate) struct Diary {
    /// When requests for a prompt left the till, by attempt, but for those whose token was refused.
    pub(crate) prompts: BTreeMap<AttemptId, Vec<i64>>,
    /// When the faults were over.
    pub(crate) calm_at_ms: i64,
    /// Bodies that were answered with success, and on which attempt's path.
    pub(crate) acknowledged: Vec<(AttemptId, String)>,
    /// How often a cashier asked again for the money of a leg.
    pub(crate) again: BTreeMap<LegId, u32>,
    /// Goods that were given.
    pub(crate) given: BTreeMap<SaleId, Given>,
    /// What the screen shows of each attempt.
    pub(crate) screen: BTreeMap<AttemptId, String>,
    /// Attempts that the till once said were proved.
    pub(crate) proved: BTreeSet<AttemptId>,
    /// How often something came about.
    pub(crate) sometimes: Sometimes,
    /// What was asked of which phone, by attempt, in shillings: what a leak would tell.
    pub(crate) asked: BTreeMap<AttemptId, (u64, String)>,
    /// Attempts on whose path somebody but Safaricom posted.
    pub(crate) forged: BTreeSet<AttemptId>,
    /// How many customers were served.
    pub(crate) rung: u32,
    /// What was found wrong while it happened.
    pub(crate) wrong: Vec<String>,
}

impl Diary {
    /// Writes down that goods are given; false when they were before.
    pub(crate) fn give(&mut self, sale: SaleId, given: Given) -> bool {
        let is_first = !self.given.contains_key(&sale);
        self.given.entry(sale).or_insert(given);
        is_first
    }
}

/// Goods that were given.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Given {
    pub(crate) at_ms: i64,
    pub(crate) leg: LegId,
    pub(crate) amount_kes: u64,
}

impl World {
    pub(crate) fn new(seed: u64, sales: u32, aloud: bool) -> Arc<Self> {
        Arc::new(Self {
            seed,
            time: Time::begin(),
            sales,
            calm: watch::Sender::new(false),
            sandbox: Mutex::default(),
            trace: Mutex::new(Trace::new(aloud)),
            diary: Mutex::default(),
            dice: Mutex::new(Dice::new(seed)),
        })
    }

    /// Makes dice that nobody else throws.
    pub(crate) fn dice(&self) -> Dice {
        Dice::new(self.dice.lock().expect("nobody panics throwing").throw())
    }

    pub(crate) fn is_calm(&self) -> bool {
        *self.calm.borrow()
    }

    pub(crate) fn calm_down(&self) {
        self.diary().calm_at_ms = self.time.now_ms();
        self.calm.send_replace(true);
    }

    /// Waits until the faults are over.
    pub(crate) async fn until_calm(&self) {
        let mut calm = self.calm.subscribe();
        drop(calm.wait_for(|calm| *calm).await);
    }

    pub(crate) fn note(&self, what: fmt::Arguments<'_>) {
        self.trace().add(self.time.age(), what);
    }

    pub(crate) fn trace(&self) -> MutexGuard<'_, Trace> {
        self.trace.lock().expect("nobody panics noting")
    }

    pub(crate) fn diary(&self) -> MutexGuard<'_, Diary> {
        self.diary.lock().expect("nobody panics writing his diary")
    }

    /// Counts something that must come about sometimes.
    pub(crate) fn came(&self, what: &'static str) {
        self.diary().sometimes.count(what);
    }

    /// Counts a customer who is served from now on.
    pub(crate) fn ring(&self) {
        self.diary().rung += 1;
    }

    /// Returns how many customers were served.
    pub(crate) fn rung(&self) -> u32 {
        self.diary().rung
    }

    pub(crate) fn set_sandbox(&self, sandbox: Arc<Sandbox>) {
        *self.sandbox.lock().expect("nobody panics with it in hand") = Some(sandbox);
    }

    /// Returns Safaricom; it never goes down.
    pub(crate) fn sandbox(&self) -> Arc<Sandbox> {
        let sandbox = self.sandbox.lock().expect("nobody panics with it in hand");
        sandbox.clone().expect("Safaricom opens with the world")
    }

    /// Returns what was asked of whom for an attempt.
    pub(crate) fn known(&self, attempt: AttemptId) -> Option<(u64, String)> {
        self.diary().asked.get(&attempt).cloned()
    }

    /// Notes a request of the till's, and holds prompts against the rule that each goes once.
    pub(crate) fn saw_call(
        &self,
        path: &str,
        body: &[u8],
        answer: &Result<Response, TransportError>,
    ) {
        let said = match answer {
            Ok(answer) => format!(
                "{} {}",
                answer.status,
                String::from_utf8_lossy(&answer.body)
            ),
            Err(TransportError::NotSent(why)) => format!("not sent: {why}"),
            Err(TransportError::MaybeSent(why)) => format!("maybe sent: {why}"),
        };
        self.note(format_args!("till: {path} -> {said}"));
        let unsent = matches!(answer, Err(TransportError::NotSent(_)));
        if !path.contains("stkpush/v1") || unsent || said.contains("Invalid Access Token") {
            return;
        }
        let request: Value = serde_json::from_slice(body).unwrap_or_default();
        let url = request["CallBackURL"].as_str().unwrap_or_default();
        match attempt_of(url) {
            Some(attempt) => {
                let now = self.time.now_ms();
                self.diary().prompts.entry(attempt).or_default().push(now);
            }
            None => self.found(format!("I5: a prompt has no path of ours: {url}")),
        }
    }

    /// Notes a body that was posted to the till.
    pub(crate) fn saw_letter(&self, path: &str, body: &str, status: Option<u16>) {
        self.note(format_args!("to the till: {path} {body} -> {status:?}"));
        if let (Some(200), Some(attempt)) = (status, attempt_of(path)) {
            self.diary().acknowledged.push((attempt, body.to_owned()));
        }
    }

    /// Notes that something is wrong.
    pub(crate) fn found(&self, what: String) {
        self.note(format_args!("WRONG: {what}"));
        self.diary().wrong.push(what);
    }
}

/// Returns the shop's key.
pub(crate) fn shop_key() -> ShopKey {
    ShopKey::kept(KEY.to_owned())
}

/// Returns the secret path of an attempt, as an attacker with a leak would know it.
pub(crate) fn path_of(attempt: AttemptId) -> CallbackPath {
    let shop: ShopId = "duka".parse().expect("a name");
    CallbackPath {
        tag: Tag::of(KEY.as_bytes(), &shop, attempt),
        shop,
        attempt,
    }
}

/// Reads which attempt an address belongs to.
pub(crate) fn attempt_of(address: &str) -> Option<AttemptId> {
    let path = &address[address.find("/h/")?..];
    path.parse::<CallbackPath>().ok().map(|path| path.attempt)
}
