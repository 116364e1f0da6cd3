//! Cases on payments: opened by whoever is at the counter, noted in, closed with an outcome. Who
//! said what and when stands in the journal; the payment is not touched.

use domain::case::Note;
use domain::ids::CaseId;
use ledger::{About, CaseRecord, LedgerError, Tx, Way};

use crate::error::AppError;
use crate::till::{Change, Till};

impl Till {
    /// Returns the cases that are open, the oldest first.
    ///
    /// # Errors
    /// When the book can't be read.
    pub fn open_cases(&self) -> Result<Vec<CaseRecord>, AppError> {
        Ok(self.clerk().readers().open_cases()?)
    }

    /// Returns the cases of a payment, open and closed, the oldest first.
    ///
    /// # Errors
    /// There is no such payment, or the book can't be read.
    pub fn cases_of(&self, about: &About) -> Result<Vec<CaseRecord>, AppError> {
        Ok(self.clerk().readers().cases_of(about)?)
    }

    /// Opens a case on a payment, and says why; where one is open already, that is a note in it.
    ///
    /// # Errors
    /// There is no such payment, or the book can't be written.
    pub async fn open_case(&self, about: About, why: Note) -> Result<CaseRecord, AppError> {
        let (now, typed) = (self.now(), self.noted(&why));
        let case = CaseId::new(now, self.0.ports.entropy.as_ref());
        self.change_case(move |tx| tx.open_case(now, tx.actor()?, (case, about), (why, &typed)))
            .await
    }

    /// Adds a note to a case.
    ///
    /// # Errors
    /// [`AppError::CaseClosed`]; there is no such case; or the book can't be written.
    pub async fn note_case(&self, case: CaseId, note: Note) -> Result<CaseRecord, AppError> {
        let (now, typed) = (self.now(), self.noted(&note));
        self.change_case(move |tx| {
            tx.note_case(now, tx.actor()?, case, (note, &typed))?;
            Ok(case)
        })
        .await
    }

    /// Closes a case with what came of it.
    ///
    /// # Errors
    /// As [`Self::note_case`].
    pub async fn close_case(&self, case: CaseId, outcome: Note) -> Result<CaseRecord, AppError> {
        let (now, typed) = (self.now(), self.noted(&outcome));
        self.change_case(move |tx| {
            tx.close_case(now, tx.actor()?, case, (outcome, &typed))?;
            Ok(case)
        })
        .await
    }

    fn noted(&self, note: &Note) -> ledger::Evidence {
        self.evidence(Way::Counter, note.as_str().as_bytes().to_vec())
    }

    async fn change_case(
        &self,
        act: impl FnOnce(&Tx<'_>) -> Result<CaseId, LedgerError> + Send + 'static,
    ) -> Result<CaseRecord, AppError> {
        let herald = self.clone();
        let write = move |tx: &Tx<'_>| tx.case(act(tx)?);
        let tell = move |_: &CaseRecord| herald.announce(Change::Case);
        Ok(self.clerk().write_then(write, tell).await?)
    }
}
