//! A shop: a real till on a real file, the stand-in for Safaricom over loopback HTTP, and one
//! clock for both.

use std::fmt::Display;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use app::{
    AppError, AttemptRecord, Credentials, Environment, LineSetUp, NOWHERE, Profile, ProfileForm,
    Resolve, ShopKey, Till,
};
use domain::attempt::{Ids, State};
use domain::callback_path::{CallbackPath, Tag};
use domain::ids::AttemptId;
use domain::money::{Balance, Shillings};
use ledger::{Account, Report};
use sandbox::{
    Act, CallbackFault, Config, Faults, HttpPost, Letter, ManualClock, Moment, Post, Sandbox,
    Shortcode,
};
use tempfile::TempDir;

use crate::ports::{TillClock, ports};

/// What customers owe, unless a story says otherwise: KES 350.
pub(crate) const AMOUNT: u32 = 350;
/// The customer of every story, as Safaricom writes the phone.
pub(crate) const PHONE: &str = "254712345678";
/// A customer with KES 50 in the wallet.
pub(crate) const POOR_PHONE: &str = "254798888999";
/// The end of a wait: far beyond what a busy machine needs, so that a story fails and never hangs.
const GUARD: Duration = Duration::from_mins(2);
/// 24 November 2026, 09:00 in Nairobi.
const OPENING: Moment = Moment::from_unix_ms(1_795_500_000_000);
const LOOPBACK: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(Ipv4Addr::LOCALHOST), 0);
const SEED: u64 = 2611;

/// A shop, its till and its Safaricom.
pub(crate) struct Shop {
    pub(crate) till: Till,
    pub(crate) sandbox: Sandbox,
    pub(crate) clock: Arc<ManualClock>,
    pub(crate) till_clock: Arc<TillClock>,
    pub(crate) folder: TempDir,
    way_in: SocketAddr,
}

impl Shop {
    /// Opens a shop that is connected and takes callbacks.
    pub(crate) async fn open() -> Self {
        let shop = Self::with(|_| ()).await;
        shop.connect(shop.line());
        shop
    }

    /// Opens a shop whose line the story opens by itself.
    pub(crate) async fn with(change: impl FnOnce(&mut Config)) -> Self {
        let clock = Arc::new(ManualClock::at(OPENING));
        let mut config = Config {
            seed: Some(SEED),
            clock: clock.clone(),
            ..Config::default()
        };
        change(&mut config);
        let sandbox = Sandbox::start(config, LOOPBACK).await.expect("a free port");
        let folder = tempfile::tempdir().expect("a folder");
        let till_clock = TillClock::on(&clock, 0);
        let till = Till::open(
            &folder.path().join("till.book"),
            Environment::Sandbox,
            ports(till_clock.clone(), SEED),
        )
        .expect("a new book");
        let way_in = till.listen(LOOPBACK).await.expect("a free port");
        Self {
            till,
            sandbox,
            clock,
            till_clock,
            folder,
            way_in,
        }
    }

    /// Returns the line that fits the stand-in.
    pub(crate) fn line(&self) -> LineSetUp {
        let safaricom = self.sandbox.shop();
        let form = ProfileForm {
            shop: "duka".to_owned(),
            business: safaricom.name.clone(),
            shortcode: match &safaricom.shortcode {
                Shortcode::PayBill { number } => format!("paybill:{number}"),
                Shortcode::Till { store, till } => format!("till:{store}/{till}"),
            },
            callback_base: format!("http://{}", self.way_in),
            base_url: self.sandbox.base_url(),
            wire: String::new(),
            certificate: String::new(),
        };
        LineSetUp {
            profile: Profile::parse(&form, Environment::Sandbox).expect("a profile"),
            credentials: Credentials::parse(
                &safaricom.consumer_key,
                &safaricom.consumer_secret,
                &safaricom.passkey,
            )
            .expect("all three are there"),
            shop_key: ShopKey::kept("the key of all callback paths".to_owned()),
        }
    }

    /// Returns the line of a shop that nobody can reach.
    pub(crate) fn line_without_callbacks(&self) -> LineSetUp {
        let mut line = self.line();
        NOWHERE.clone_into(&mut line.profile.callback_base);
        line
    }

    /// Returns the line to another Safaricom.
    pub(crate) fn line_to(&self, base_url: &str) -> LineSetUp {
        let mut line = self.line();
        line.profile.base = base_url.parse().expect("an address");
        line
    }

    pub(crate) fn connect(&self, line: LineSetUp) {
        self.till.connect(line).expect("an open line");
    }

    /// Closes the till and opens another on the same book, as yet without a line.
    pub(crate) async fn reopen(mut self) -> Self {
        self.till.close().await;
        self.till_clock = TillClock::on(&self.clock, self.till_clock.off());
        let ports = ports(self.till_clock.clone(), SEED + 1);
        self.till =
            Till::open(&self.book(), Environment::Sandbox, ports).expect("the book is free again");
        self.way_in = self.till.listen(LOOPBACK).await.expect("a free port");
        self
    }

    pub(crate) fn book(&self) -> PathBuf {
        self.folder.path().join("till.book")
    }

    pub(crate) fn advance(&self, span: Duration) {
        self.clock.advance(span);
    }

    /// Asks the customer for the usual amount.
    pub(crate) async fn charge(&self) -> Result<AttemptRecord, AppError> {
        self.charge_at(PHONE, AMOUNT, Resolve::Refuse).await
    }

    pub(crate) async fn charge_at(
        &self,
        phone: &str,
        amount: u32,
        resolve: Resolve,
    ) -> Result<AttemptRecord, AppError> {
        let amount = Shillings::new(amount).expect("within limits");
        let phone = phone.parse().expect("a phone");
        self.till.charge(amount, phone, resolve).await
    }

    /// Asks the customer, and waits until the prompt is on the phone.
    pub(crate) async fn prompt(&self) -> AttemptId {
        let id = self.charge().await.expect("a drafted attempt").id;
        self.until_state(id, &State::Prompted).await;
        id
    }

    /// Lets the customer act on the prompt.
    pub(crate) fn answer(&self, act: Act) {
        self.answer_on(PHONE, act);
    }

    pub(crate) fn answer_on(&self, phone: &str, act: Act) {
        let phone = phone.parse().expect("a phone");
        self.sandbox.answer(&phone, act).expect("an open prompt");
    }

    pub(crate) fn lose_callbacks(&self) {
        let faults = Faults {
            callbacks: CallbackFault::Lose,
            ..Faults::default()
        };
        self.set_faults(faults);
    }

    pub(crate) fn set_faults(&self, faults: Faults) {
        self.sandbox.set_faults(faults).expect("no folder to fail");
    }

    /// Counts the pushes that Safaricom took.
    pub(crate) fn pushes(&self) -> usize {
        self.sandbox.money().pushes.len()
    }

    /// Returns the state of an attempt that has not changed, or will not.
    pub(crate) fn state(&self, id: AttemptId) -> State {
        self.record(id).attempt.state()
    }

    pub(crate) fn record(&self, id: AttemptId) -> AttemptRecord {
        self.till.attempt(id).expect("an attempt of the book")
    }

    pub(crate) fn own_ids(&self, id: AttemptId) -> Ids {
        let record = self.record(id);
        record
            .attempt
            .evidence
            .own_ids()
            .cloned()
            .expect("an acknowledgement")
    }

    /// Counts the facts of a kind in an attempt's timeline.
    pub(crate) fn count(&self, id: AttemptId, kind: &str) -> usize {
        let timeline = self.till.timeline(id).expect("a timeline");
        timeline.iter().filter(|moment| moment.kind == kind).count()
    }

    /// Waits for a state.
    pub(crate) async fn until_state(&self, id: AttemptId, state: &State) {
        self.until(id, |shop| shop.state(id) == *state).await;
    }

    /// Waits for any kind of proof.
    pub(crate) async fn until_paid(&self, id: AttemptId) {
        self.until(id, |shop| matches!(shop.state(id), State::Paid(_)))
            .await;
    }

    /// Waits until so many facts of a kind are in the timeline.
    pub(crate) async fn until_count(&self, id: AttemptId, kind: &str, count: usize) {
        self.until(id, |shop| shop.count(id, kind) >= count).await;
    }

    /// Looks again whenever the till tells of a change.
    async fn until(&self, id: AttemptId, fits: impl Fn(&Self) -> bool) {
        let mut changes = self.till.changes();
        let wait = async {
            while !fits(self) {
                // Whoever lags behind looks again all the same.
                drop(changes.recv().await);
            }
        };
        if tokio::time::timeout(GUARD, wait).await.is_err() {
            let timeline = self.till.timeline(id);
            panic!("still {:?} after {timeline:#?}", self.state(id));
        }
    }

    /// Returns the secret path of an attempt.
    pub(crate) fn path(&self, attempt: AttemptId) -> CallbackPath {
        let line = self.line();
        let (shop, key) = (line.profile.shop, line.shop_key);
        CallbackPath {
            tag: Tag::of(key.expose().as_bytes(), &shop, attempt),
            shop,
            attempt,
        }
    }

    /// Posts a body to the till; returns the HTTP status.
    pub(crate) async fn post(&self, path: &impl Display, body: &str) -> u16 {
        let letter = Letter {
            url: format!("http://{}{path}", self.way_in),
            business_short_code: "174379".to_owned(),
            body: body.to_owned(),
        };
        HttpPost.post(letter).await.expect("an answer").status
    }

    /// Posts a body to the right path of an attempt: it is stored.
    pub(crate) async fn report(&self, attempt: AttemptId, body: &str) {
        assert_eq!(self.post(&self.path(attempt), body).await, 200);
    }

    /// Checks what stands on an account, in shillings.
    pub(crate) fn check_account(&self, account: Account, shillings: i64) {
        let found = self.till.clerk().readers().balance(account);
        let expected = Balance::from_cents(shillings * 100);
        assert_eq!(found.expect("a balance"), expected, "{account}");
    }

    /// Tells whether any file of the shop's folder holds these bytes.
    pub(crate) fn folder_holds(&self, needle: &[u8]) -> bool {
        let files = std::fs::read_dir(self.folder.path()).expect("the shop's folder");
        files.into_iter().any(|file| {
            let path = file.expect("an entry").path();
            let bytes = std::fs::read(path).expect("a file");
            bytes.windows(needle.len()).any(|found| found == needle)
        })
    }

    /// Proves the book as it is.
    pub(crate) fn prove(&self) -> Report {
        let report = ledger::verify(&self.book()).expect("a book");
        assert!(report.is_good(), "{:?}", report.findings);
        report
    }
}
