//! Payments that nobody reports: the till asks for them, over all the time that it did not ask for
//! before, and says what nobody can ask for any more.

use std::time::Duration;

use app::{AppError, Change, PullState, PullTrouble, ReceiptRecord};
use domain::clock::Timestamp;
use domain::pull_windows::{EVERY, OVERLAP};
use domain::receipt::Receipt;
use domain::receipt::life::Source;
use ledger::Account;
use sandbox::{Canned, Clock as _, Fault, Mishap, Place, When};

use crate::shop::{AMOUNT, PHONE, Shop};

/// A phone of the shop's papers.
const NOMINATED: &str = "0722000000";
/// The end of a wait, so that a story fails and never hangs.
const GUARD: Duration = Duration::from_mins(2);
const HOUR: Duration = Duration::from_hours(1);

/// Something that goes wrong with pulls.
fn always(what: Mishap) -> Fault {
    Fault {
        at: Place::Pull,
        what,
        when: When::Always,
        seen: 0,
    }
}

impl Shop {
    /// Opens a shop that nobody can reach, signed up for pulls, after its first pull.
    async fn pulling() -> Self {
        let shop = Self::with(|_| ()).await;
        shop.count_pulls();
        shop.connect(shop.line_without_callbacks());
        shop.sign_up().await.unwrap();
        shop.until_pulls(|pulls| pulls.covered_until.is_some())
            .await;
        shop
    }

    async fn sign_up(&self) -> Result<(), AppError> {
        self.till
            .sign_up_for_pulls(NOMINATED.parse().unwrap())
            .await
    }

    /// Lets a customer pay by himself.
    fn typed(&self, shillings: u32) -> Receipt {
        let phone = PHONE.parse().unwrap();
        let paid = self.sandbox.pay(&phone, u64::from(shillings), "0001");
        paid.unwrap().receipt.number.parse().unwrap()
    }

    /// Returns the numbers of the payments that belong to nobody, newest first.
    fn found(&self) -> Vec<Receipt> {
        let free = self.till.free_receipts().unwrap();
        free.into_iter().map(|record| record.number).collect()
    }

    fn pulls(&self) -> PullState {
        self.till.pulls().unwrap()
    }

    /// Counts the calls of the API of pulls from now on: a rule that never does anything sees them.
    fn count_pulls(&self) {
        let rule = Fault {
            when: When::Calls(Vec::new()),
            ..always(Mishap::EndTokens)
        };
        self.sandbox.set_script(vec![rule]).unwrap();
    }

    fn calls(&self) -> u64 {
        self.sandbox.script()[0].seen
    }

    pub(crate) fn time(&self) -> Timestamp {
        Timestamp::from_ms(self.clock.now().unix_ms())
    }

    /// Looks again whenever the till tells of a change.
    async fn until_pulls(&self, fits: impl Fn(&PullState) -> bool) {
        self.until_so(|shop| fits(&shop.pulls())).await;
    }

    async fn until_so(&self, fits: impl Fn(&Self) -> bool) {
        let mut changes = self.till.changes();
        let wait = async {
            while !fits(self) {
                drop(changes.recv().await);
            }
        };
        let waited = tokio::time::timeout(GUARD, wait).await;
        assert!(waited.is_ok(), "still {:?}", self.pulls());
    }

    /// Lets time pass, and waits for the end of the next pull.
    async fn pull_after(&self, span: Duration) {
        let mut changes = self.till.changes();
        self.advance(span);
        let pulled = async { while !matches!(changes.recv().await, Ok(Change::Pulled)) {} };
        let waited = tokio::time::timeout(GUARD, pulled).await;
        assert!(waited.is_ok(), "no pull after {span:?}");
    }

    /// Opens the till anew, as yet without a line, after it was closed for some time, during which
    /// something happens.
    async fn closed_for(self, span: Duration) -> Self {
        let shop = self.reopen().await;
        shop.advance(span);
        shop
    }

    async fn pull_again(&self) {
        self.connect(self.line_without_callbacks());
        let now = self.time();
        self.until_pulls(|pulls| pulls.covered_until == Some(now))
            .await;
    }
}

#[tokio::test]
async fn a_shop_that_nobody_can_reach_hears_of_a_payment_by_asking_and_it_is_proved() {
    let shop = Shop::pulling().await;
    let receipt = shop.typed(AMOUNT);
    assert_eq!(shop.found(), [], "nobody told");
    shop.pull_after(EVERY).await;
    let free = shop.till.free_receipts().unwrap();
    let state = |record: &ReceiptRecord| (record.number.clone(), record.state.clone());
    let expected = (receipt, "proved".to_owned());
    assert_eq!(free.iter().map(state).collect::<Vec<_>>(), [expected]);
    shop.check_account(Account::Suspense, -i64::from(AMOUNT));
    shop.pull_after(EVERY).await;
    shop.check_account(Account::Suspense, -i64::from(AMOUNT));
    shop.prove();
}

#[tokio::test]
async fn a_payment_that_was_made_while_the_till_was_closed_is_found_at_its_next_start() {
    let shop = Shop::pulling().await.closed_for(2 * HOUR).await;
    let receipt = shop.typed(AMOUNT);
    shop.advance(30 * HOUR);
    shop.pull_again().await;
    assert_eq!(shop.found(), [receipt]);
    assert_eq!(shop.pulls().gaps, []);
    shop.prove();
}

#[tokio::test]
async fn a_confirmation_and_a_pull_are_one_payment_of_two_sources() {
    let shop = Shop::open().await;
    shop.till.register_notices().await.unwrap();
    shop.sign_up().await.unwrap();
    let receipt = shop.typed(AMOUNT);
    shop.until_so(|shop| !shop.found().is_empty()).await;
    shop.pull_after(EVERY).await;
    let free = shop.till.free_receipts().unwrap();
    assert_eq!((free.len(), &free[0].number), (1, &receipt));
    let sources = free[0].sources.iter().map(|one| one.hearing.source);
    assert_eq!(sources.collect::<Vec<_>>(), [Source::C2bBody, Source::Pull]);
    shop.check_account(Account::Suspense, -i64::from(AMOUNT));
    shop.prove();
}

#[tokio::test]
async fn what_a_dead_line_kept_from_being_asked_is_asked_for_once_it_is_back() {
    let shop = Shop::pulling().await;
    let covered = shop.pulls().covered_until;
    let dead = always(Mishap::HangUp { accepted: false });
    shop.sandbox.set_script(vec![dead]).unwrap();
    let receipt = shop.typed(AMOUNT);
    for _ in 0..4 {
        shop.pull_after(HOUR).await;
        let pulls = shop.pulls();
        assert_eq!(pulls.last_error, Some(PullTrouble::Lost));
        assert_eq!(pulls.covered_until, covered, "nothing was covered");
    }
    shop.count_pulls();
    shop.pull_after(EVERY).await;
    assert_eq!(shop.found(), [receipt]);
    let pulls = shop.pulls();
    assert_eq!((pulls.last_error, pulls.gaps), (None, vec![]));
    assert_eq!(pulls.covered_until, Some(shop.time()));
}

#[tokio::test]
async fn what_safaricom_forgot_before_the_till_asked_is_told_for_ever() {
    let shop = Shop::pulling().await;
    let covered = shop.pulls().covered_until.unwrap();
    let shop = shop.closed_for(5 * HOUR).await;
    let _forgotten = shop.typed(AMOUNT);
    shop.advance(50 * HOUR);
    let receipt = shop.typed(AMOUNT);
    shop.advance(5 * HOUR);
    shop.pull_again().await;
    assert_eq!(shop.found(), [receipt], "the other is in no answer");
    let gaps = shop.pulls().gaps;
    assert_eq!(gaps.len(), 1, "{gaps:?}");
    let reaches_back = shop.time().since(gaps[0].to());
    assert_eq!(gaps[0].from().plus(OVERLAP), covered);
    assert!(
        reaches_back <= 48 * HOUR && reaches_back > 47 * HOUR,
        "{reaches_back:?}"
    );
    let shop = shop.closed_for(HOUR).await;
    assert_eq!(shop.pulls().gaps, gaps);
    shop.pull_again().await;
    assert_eq!(shop.pulls().gaps, gaps, "told once");
    shop.prove();
}

#[tokio::test]
async fn whoever_can_not_wait_is_answered_soon_and_everybody_by_one_request() {
    let shop = Shop::pulling().await;
    let before = shop.calls();
    shop.till.pull_now();
    shop.till.pull_now();
    shop.advance(Duration::from_secs(4));
    shop.prompt().await;
    assert_eq!(shop.calls(), before, "five seconds have not passed");
    shop.pull_after(Duration::from_secs(1)).await;
    assert_eq!(
        shop.calls(),
        before + 1,
        "a window without payments is one request"
    );
    let receipt = shop.typed(AMOUNT);
    shop.till.pull_now();
    shop.pull_after(Duration::from_secs(5)).await;
    assert_eq!(shop.found(), [receipt]);
    assert_eq!(
        shop.calls(),
        before + 3,
        "a page with rows, and one without"
    );
    shop.pull_after(EVERY).await;
    assert_eq!(shop.calls(), before + 5, "by the schedule");
}

#[tokio::test]
async fn more_payments_than_a_page_holds_are_all_found() {
    let shop = Shop::pulling().await;
    let before = shop.calls();
    let mut paid: Vec<_> = (0..150).map(|_| shop.typed(1)).collect();
    shop.pull_after(EVERY).await;
    let mut found = shop.found();
    paid.sort();
    found.sort();
    assert_eq!(found, paid);
    assert_eq!(shop.calls(), before + 3, "the last has no rows");
    shop.check_account(Account::Suspense, -150);
    shop.prove();
}

#[tokio::test]
async fn what_a_till_asked_for_in_vain_before_it_was_closed_is_told_as_well() {
    let shop = Shop::with(|_| ()).await;
    shop.connect(shop.line_without_callbacks());
    let never = Fault {
        when: When::Calls((2..100).collect()),
        ..always(Mishap::Refuse {
            with: Canned::NoProduct,
            accepted: false,
        })
    };
    shop.sandbox.set_script(vec![never]).unwrap();
    shop.sign_up().await.unwrap();
    shop.until_pulls(|pulls| pulls.last_error.is_some()).await;
    let shop = shop.closed_for(HOUR).await;
    let _forgotten = shop.typed(AMOUNT);
    let paid_at = shop.time();
    shop.advance(60 * HOUR);
    shop.count_pulls();
    shop.pull_again().await;
    assert_eq!(shop.found(), []);
    let gaps = shop.pulls().gaps;
    let told = gaps
        .iter()
        .any(|gap| gap.from() < paid_at && paid_at < gap.to());
    assert!(told, "{gaps:?}");
    shop.prove();
}

#[tokio::test]
async fn a_shop_that_is_not_signed_up_asks_for_nothing() {
    let shop = Shop::with(|_| ()).await;
    shop.count_pulls();
    shop.connect(shop.line_without_callbacks());
    shop.till.pull_now();
    shop.advance(24 * HOUR);
    let id = shop.prompt().await;
    shop.answer(sandbox::Act::Accept);
    shop.advance(Duration::from_secs(10));
    shop.until_paid(id).await;
    assert_eq!(shop.calls(), 0);
    assert_eq!(shop.pulls(), PullState::default());
}

#[tokio::test]
async fn a_number_that_was_signed_up_before_is_as_good_and_one_that_was_refused_is_not() {
    let shop = Shop::pulling().await;
    shop.sign_up().await.unwrap();
    assert!(shop.pulls().signed_up);
    let shop = Shop::with(|_| ()).await;
    shop.connect(shop.line_without_callbacks());
    let refuse = |with, accepted| always(Mishap::Refuse { with, accepted });
    let script = vec![refuse(Canned::NoProduct, false)];
    shop.sandbox.set_script(script).unwrap();
    let refused = shop.sign_up().await;
    assert!(
        matches!(refused, Err(AppError::NotSignedUp(_))),
        "{refused:?}"
    );
    let script = vec![always(Mishap::HangUp { accepted: true })];
    shop.sandbox.set_script(script).unwrap();
    let unsure = shop.sign_up().await;
    assert!(matches!(unsure, Err(AppError::MaybeSignedUp)), "{unsure:?}");
    assert!(!shop.pulls().signed_up);
    shop.count_pulls();
    shop.sign_up().await.unwrap();
    shop.until_pulls(|pulls| pulls.signed_up && pulls.covered_until.is_some())
        .await;
}

#[tokio::test]
async fn a_clock_that_is_wrong_makes_no_gap_and_hides_no_payment() {
    for jump in [-3, 5, -24 * 365 * 10, 24 * 365 * 10] {
        let shop = Shop::pulling().await;
        shop.till_clock.set(jump * 3_600_000);
        let shop = shop.closed_for(HOUR).await;
        let receipt = shop.typed(AMOUNT);
        shop.advance(HOUR);
        shop.pull_again().await;
        assert_eq!(shop.found(), [receipt], "{jump}");
        assert_eq!(shop.pulls().gaps, [], "{jump}");
        shop.prove();
    }
}

#[tokio::test]
async fn an_idle_shop_writes_down_once_an_hour_what_it_asked_for_and_when_it_closes() {
    let shop = Shop::pulling().await;
    let before = shop.prove().rows;
    for _ in 0..19 {
        shop.pull_after(EVERY).await;
    }
    let covered = shop.pulls().covered_until;
    assert_eq!(covered, Some(shop.time()));
    assert_eq!(shop.prove().rows, before + 3);
    let shop = shop.reopen().await;
    assert_eq!(shop.pulls().covered_until, covered);
    assert_eq!(shop.prove().rows, before + 4);
}
