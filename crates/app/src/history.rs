//! Looking at the book.

use domain::attempt::State;
use domain::clock::Timestamp;
use domain::ids::AttemptId;
use ledger::{AttemptRecord, LedgerError, Moment, Readers, ReceiptRecord, Search};

use crate::error::AppError;
use crate::till::Till;

/// A payment of the history.
#[derive(Clone, Debug)]
pub enum Found {
    /// It was asked for.
    Prompt(Box<AttemptRecord>),
    /// It came by itself.
    ByItself(Box<ReceiptRecord>),
}

impl Found {
    /// Finds every payment of a book that fits; see [`Till::payments`].
    ///
    /// # Errors
    /// When the book can't be read.
    pub fn all(book: &Readers, search: &Search) -> Result<Vec<Self>, LedgerError> {
        let prompts = book.history(search)?.into_iter();
        let others = book.payments(search)?.into_iter();
        let prompts = prompts.map(|record| Self::Prompt(Box::new(record)));
        let others = others.map(|record| Self::ByItself(Box::new(record)));
        Ok(merged(prompts, others, search))
    }

    /// When it was asked for, or was paid: by Safaricom's clock where that told.
    pub fn at(&self) -> Timestamp {
        match self {
            Self::Prompt(record) => record.asked_at(),
            Self::ByItself(record) => record.paid_at,
        }
    }
}

impl Till {
    /// Returns the attempts that a cashier is waiting for, oldest first.
    ///
    /// # Errors
    /// When the book can't be read.
    pub fn waiting(&self) -> Result<Vec<AttemptRecord>, AppError> {
        let mut open = self.clerk().readers().open_attempts()?;
        open.retain(|record| {
            let ended = matches!(record.attempt.state(), State::Failed(_));
            !ended && !record.attempt.evidence.is_left()
        });
        Ok(open)
    }

    /// Returns the attempts that fit, newest first.
    ///
    /// # Errors
    /// When the book can't be read.
    pub fn history(&self, search: &Search) -> Result<Vec<AttemptRecord>, AppError> {
        Ok(self.clerk().readers().history(search)?)
    }

    /// Returns every payment that fits, whichever way it came, newest first: of very many, as many
    /// as [`Self::history`].
    ///
    /// # Errors
    /// When the book can't be read.
    pub fn payments(&self, search: &Search) -> Result<Vec<Found>, AppError> {
        Ok(Found::all(self.clerk().readers(), search)?)
    }

    /// Returns one attempt.
    ///
    /// # Errors
    /// When there is none of that id, or the book can't be read.
    pub fn attempt(&self, id: AttemptId) -> Result<AttemptRecord, AppError> {
        Ok(self.clerk().readers().attempt(id)?)
    }

    /// Returns what happened to an attempt, in order.
    ///
    /// # Errors
    /// When the book can't be read.
    pub fn timeline(&self, id: AttemptId) -> Result<Vec<Moment>, AppError> {
        Ok(self.clerk().readers().timeline(id)?)
    }
}

/// Joins two lists that begin with the newest, each of which keeps its order.
fn merged(
    prompts: impl Iterator<Item = Found>,
    others: impl Iterator<Item = Found>,
    search: &Search,
) -> Vec<Found> {
    let (mut prompts, mut others) = (prompts.peekable(), others.peekable());
    let next = || match (prompts.peek(), others.peek()) {
        (Some(prompt), Some(other)) if prompt.at() < other.at() => others.next(),
        (Some(_), _) => prompts.next(),
        (None, _) => others.next(),
    };
    std::iter::from_fn(next).take(search.most_rows()).collect()
}
