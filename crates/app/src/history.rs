//! Looking at the book.

use domain::attempt::State;
use domain::ids::AttemptId;
use ledger::{AttemptRecord, Moment, Search};

use crate::error::AppError;
use crate::till::Till;

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
