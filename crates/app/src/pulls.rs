//! Pulls: asking Safaricom what customers paid by themselves. A shop that nobody can reach hears of
//! it by this way alone; where confirmations come too, one payment is one receipt.
//!
//! One task asks, from [`Till::connect`] to the end: at once over all that was not covered, then
//! every ten minutes, and when somebody wants it; what failed is asked again by the same schedule.
//! Without a sign-up it waits and asks nothing.
//!
//! Until when all was covered is a setting of the book, a fact of the till's own. It is written
//! down once an hour at the most, and when the till closes: a till that was killed asks for an hour
//! more than it must, and the journal of an idle shop grows by a row an hour. Only what a gap is
//! about is written at once, together with the gap itself: nobody but a statement closes it.
//! A row that can't be read is written down as such (`receipt.unread`) and holds up nothing.
//!
//! What was covered is told by Safaricom's own time, as its last answer dates itself, and goes on
//! steadily from there: nobody sets it. Before the first answer the time of day has to do.
//!
//! Absent on purpose: the windows (`domain::pull_windows`), and what an answer proves
//! ([`Till::hear_pull`]).

mod asking;
mod coverage;

use std::sync::{Mutex, MutexGuard, PoisonError};

use daraja::{CallbackUrl, Outcome, PullSignUp, Unclear};
use domain::callback_path::Notice;
use domain::clock::Timestamp;
use domain::phone::Msisdn;
use domain::pull_windows::Stretch;
use domain::refusal::Refusal;
use domain::shortcode::{Shortcode, ShortcodeNumber};
use ledger::Readers;
use thiserror::Error;
use tokio::sync::Notify;

use crate::error::AppError;
use crate::line::Line;
use crate::notices::read;
use crate::profile::Profile;
use crate::till::Till;

/// The number that is signed up, as requests name it.
const NUMBER: &str = "pulls.number";

/// How the shop stands with pulls.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PullState {
    /// Whether the number that the shop has now is signed up.
    pub signed_up: bool,
    /// Until when Safaricom was asked for everything; a payment may be absent all the same, since
    /// rows come late. Nothing before the first whole answer.
    pub covered_until: Option<Timestamp>,
    /// When Safaricom answered last in this run of the till, by the time of day.
    pub last_answer_at: Option<Timestamp>,
    /// Why the last pull did not cover all, if so.
    pub last_error: Option<PullTrouble>,
    /// What nobody can ask for any more: a statement is needed for each.
    pub gaps: Vec<Stretch>,
}

impl PullState {
    /// Reads what a book tells of it, beside whoever writes the book: at most an hour old, and
    /// without what only a running till knows. Where the shop was never set up, any number that is
    /// signed up is its.
    ///
    /// # Errors
    /// When the book can't be read.
    pub fn read(readers: &Readers) -> Result<Self, AppError> {
        let (shop, number) = (Profile::read_shortcode(readers)?, read(readers, NUMBER)?);
        let is_the_shop_s = |number| shop.is_none_or(|shop| shop.signer() == number);
        Ok(Self {
            signed_up: number.is_some_and(is_the_shop_s),
            covered_until: coverage::kept(readers)?,
            gaps: coverage::gaps(readers)?,
            ..Self::default()
        })
    }
}

/// Why a pull did not cover all that it should.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum PullTrouble {
    /// Safaricom did not answer the question, or was not reached at all.
    #[error("safaricom did not answer the pull ({})", .0.as_str())]
    Refused(Refusal),
    /// No whole answer came.
    #[error("no whole answer came to the pull")]
    Lost,
    /// The answer can't be read, or is an error of no known meaning.
    #[error("the answer to the pull can't be read")]
    Unclear,
    /// The pages have no end: the same rows again, or more of them than anybody can pay.
    #[error("the pages of the pull have no end")]
    Endless,
    /// The book can't be read or written.
    #[error("the book can't be read or written")]
    Book,
}

/// What the till knows of its pulls besides the book.
#[derive(Default)]
pub(crate) struct Pulls {
    wake: Notify,
    end: Notify,
    memory: Mutex<Memory>,
}

#[derive(Default)]
struct Memory {
    /// Whether the task is there.
    is_followed: bool,
    covered_until: Option<Timestamp>,
    /// How far Safaricom's time is ahead of the till's steady time, in milliseconds.
    ahead_ms: Option<i64>,
    last_answer_at: Option<Timestamp>,
    trouble: Option<PullTrouble>,
}

impl Till {
    /// Signs the shop's number up for pulls, and begins with them. `nominated` is a phone that
    /// Safaricom knows as the shop's. A number that was signed up before is as good.
    ///
    /// # Errors
    /// [`AppError::NotSetUp`]; [`AppError::NotSignedUp`] says why not; [`AppError::MaybeSignedUp`]
    /// when nothing clear came back: asking again does no harm; or the book can't be written.
    pub async fn sign_up_for_pulls(&self, nominated: Msisdn) -> Result<(), AppError> {
        let line = self.line()?;
        let number = pulled(&line);
        let sign_up = PullSignUp {
            shortcode: number,
            nominated,
            callback: line.pull_address()?,
        };
        match line.client.sign_up_for_pulls(&sign_up).await.said {
            Outcome::Accepted(_) => {}
            Outcome::Refused { refusal, .. } => return Err(AppError::NotSignedUp(refusal)),
            Outcome::Unsure(_) => return Err(AppError::MaybeSignedUp),
        }
        if self.read(NUMBER)? != Some(number) {
            // What was covered was another number's.
            self.forget_coverage().await?;
        }
        self.keep([(NUMBER, number.to_string())]).await?;
        self.pull_now();
        Ok(())
    }

    /// Returns how the shop stands with pulls.
    ///
    /// # Errors
    /// When the book can't be read.
    pub fn pulls(&self) -> Result<PullState, AppError> {
        let gaps = coverage::gaps(self.clerk().readers())?;
        let covered_until = self.covered_until()?;
        let number = self.shop_number()?.map(Shortcode::signer);
        let signed_up = number.is_some() && self.read(NUMBER)? == number;
        let memory = self.0.pulls.memory();
        Ok(PullState {
            signed_up,
            covered_until,
            last_answer_at: memory.last_answer_at,
            last_error: memory.trouble,
            gaps,
        })
    }

    /// Asks soon, as somebody waits for a payment: five seconds after the last pull began at the
    /// earliest. Whoever asks meanwhile gets the same answer. What comes of it is told as changes.
    pub fn pull_now(&self) {
        self.0.pulls.wake.notify_one();
    }

    /// Begins the task, unless it is there already; then it looks again at once.
    pub(crate) fn follow_pulls(&self) {
        if std::mem::replace(&mut self.0.pulls.memory().is_followed, true) {
            return self.pull_now();
        }
        let till = self.clone();
        tokio::spawn(async move {
            tokio::select! {
                biased;
                () = till.0.pulls.end.notified() => {}
                () = till.pull_by_schedule() => {}
            }
            till.0.pulls.memory().is_followed = false;
        });
    }

    /// Ends the task: an answer that is on its way is asked for again at the next start. Writes
    /// down what was covered.
    pub(crate) async fn end_pulls(&self) {
        self.0.pulls.end.notify_one();
        if let Err(error) = self.keep_coverage().await {
            tracing::error!(?error, "what was covered could not be written down");
        }
    }

    /// The line, where its number is signed up.
    fn pull_line(&self) -> Result<Option<std::sync::Arc<Line>>, AppError> {
        let line = self.line()?;
        let signed_up = self.read(NUMBER)? == Some(pulled(&line));
        Ok(signed_up.then_some(line))
    }
}

impl Pulls {
    fn memory(&self) -> MutexGuard<'_, Memory> {
        self.memory.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Line {
    /// Returns the address that a sign-up must name. Nothing is known to come there: it is the
    /// shop's path for confirmations, so that no body that came would be lost.
    fn pull_address(&self) -> Result<CallbackUrl, daraja::Error> {
        let path = self.notice_path(Notice::Confirmation);
        format!("{}{path}", self.callback_base).parse()
    }
}

impl PullTrouble {
    /// Tells whether it is about the one window that was asked for: another may be answered.
    const fn is_of_the_window(self) -> bool {
        let field = matches!(
            self,
            Self::Refused(Refusal::BadField | Refusal::BadTimestamp | Refusal::BadPayload)
        );
        field || matches!(self, Self::Unclear | Self::Endless)
    }
}

impl From<Unclear> for PullTrouble {
    fn from(unclear: Unclear) -> Self {
        match unclear {
            Unclear::Lost => Self::Lost,
            Unclear::NotAsked(refusal) => Self::Refused(refusal),
            _ => Self::Unclear,
        }
    }
}

impl From<AppError> for PullTrouble {
    fn from(error: AppError) -> Self {
        tracing::error!(?error, "a pull was not done");
        match error {
            AppError::NotSetUp => Self::Refused(Refusal::StoppedBeforeSending),
            _ => Self::Book,
        }
    }
}

/// The number that a pull names: the one that signs, as with the addresses for confirmations.
///
/// Source: reference section 6: pulls are of a shortcode with C2B. Which of a till's two numbers is
/// meant is not said there.
fn pulled(line: &Line) -> ShortcodeNumber {
    line.merchant.shortcode().signer()
}
