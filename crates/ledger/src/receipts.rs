//! Receipts: money that M-PESA says moved, one row a receipt number, for ever, by however many ways
//! it was heard of.
//!
//! What is known is folded by `domain::receipt::life`; the rows are projected from that, and so is
//! what is posted ([`posting`]). What follows from a receipt for attempts, and from an attempt for
//! receipts, is a fact of its own ([`consequences`]). Absent on purpose: whom a free receipt is
//! offered to.

mod allocations;
pub(crate) mod consequences;
pub(crate) mod entries;
pub(crate) mod known;
mod posting;
mod project;
mod read;

pub use allocations::{Allocation, Holding};
pub(crate) use allocations::{Given, belongs, is_old, sales_of};
pub(crate) use consequences::is_surely_whose_it_is;
pub(crate) use project::{attach, concerned_attempt, hear_report, project};
pub use read::{ReceiptRecord, SourceRecord};
pub(crate) use read::{find_all, numbers_like};

use domain::clock::Timestamp;
use domain::ids::AttemptId;
use domain::money::Money;
use domain::receipt::life::{Belongs, Fact, Hearing};
use domain::receipt::{NotFree, Receipt};

use crate::attempts;
use crate::entry::Entry;
use crate::error::LedgerError;
use crate::inbox::{self, Evidence};
use crate::journal::{self, Actor, Recorded};
use crate::limits::By;
use crate::writer::Tx;

/// What a body says of a receipt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// The receipt.
    pub receipt: Receipt,
    /// What it says of it.
    pub hearing: Hearing,
}

impl Tx<'_> {
    /// Writes down a body that came by itself and belongs to no attempt's path (a C2B
    /// confirmation), with what it tells or why it can't be read. The same bytes are written once:
    /// of a body that came before nothing is returned.
    ///
    /// # Errors
    /// When the book can't be written.
    pub fn take_body(
        &self,
        at: Timestamp,
        told: Result<Told, String>,
        evidence: &Evidence,
    ) -> Result<Option<Recorded>, LedgerError> {
        if inbox::knows_body(self, evidence)? {
            return Ok(None);
        }
        let entry = match told {
            Ok(told) => told.into(),
            Err(why) => Entry::ReceiptUnread { why },
        };
        let (recorded, _) = journal::record(self, at, Actor::Safaricom, &entry, Some(evidence))?;
        Ok(Some(recorded))
    }

    /// Writes down what is new of an answer that tells of many receipts. Its bytes are kept with
    /// the first; an answer without news is not kept at all. `unreadable` counts its rows that
    /// can't be read: they are news.
    ///
    /// # Errors
    /// When the book can't be written.
    pub fn take_answer(
        &self,
        at: Timestamp,
        rows: Vec<Told>,
        unreadable: usize,
        evidence: &Evidence,
    ) -> Result<Vec<Recorded>, LedgerError> {
        let mut entries = Vec::new();
        for Told { receipt, hearing } in rows {
            if !known::has_heard(self.0, &receipt, &hearing)? {
                entries.push(heard(receipt, hearing));
            }
        }
        if unreadable > 0 {
            let why = format!("{unreadable} of its rows can't be read");
            entries.insert(0, Entry::ReceiptUnread { why });
        }
        let rest = Evidence {
            body: Vec::new(),
            ..evidence.clone()
        };
        let bodies = std::iter::once(evidence).chain(std::iter::repeat(&rest));
        entries
            .iter()
            .zip(bodies)
            .map(|(entry, body)| {
                let recorded = journal::record(self, at, Actor::Safaricom, entry, Some(body));
                recorded.map(|(recorded, _)| recorded)
            })
            .collect()
    }

    /// Takes a receipt back from the attempt that it is held for, as a person says: from now on
    /// it is free.
    ///
    /// # Errors
    /// [`NotFree::OfAPrompt`] when it is a prompt's code by now; [`LedgerError::NotFound`] when it
    /// is not held for that attempt; [`domain::people::Denied`] when no second person agreed; or
    /// the book can't be written.
    pub fn free_receipt(
        &self,
        at: Timestamp,
        by: impl Into<By>,
        receipt: &Receipt,
        attempt: AttemptId,
    ) -> Result<Recorded, LedgerError> {
        let by = by.into();
        if belongs(self.0, receipt)? == Some(Belongs::ToAnAttempt) {
            return Err(NotFree::OfAPrompt.into());
        }
        let (known, _) = known::find(self.0, receipt, i64::MAX)?;
        if known.held_for().all(|holder| holder != attempt) {
            return Err(LedgerError::NotFound("kept payment"));
        }
        self.let_free(at, by, attempts::find(self.0, attempt)?.sale)?;
        self.tell_of_receipt(at, by.actor, receipt, Fact::Freed(attempt), None)
    }

    /// Writes down that M-PESA does not know a receipt.
    ///
    /// # Errors
    /// When the book can't be written.
    pub fn disprove_receipt(
        &self,
        at: Timestamp,
        receipt: &Receipt,
        evidence: &Evidence,
    ) -> Result<Recorded, LedgerError> {
        let (actor, fact) = (Actor::Safaricom, Fact::Disproved);
        self.tell_of_receipt(at, actor, receipt, fact, Some(evidence))
    }

    /// Writes down that a part or all of a receipt was sent back, as Safaricom answered.
    ///
    /// # Errors
    /// When the book can't be written.
    pub fn reverse_receipt(
        &self,
        at: Timestamp,
        receipt: &Receipt,
        (by, amount): (Receipt, Money),
        evidence: &Evidence,
    ) -> Result<Recorded, LedgerError> {
        let (actor, fact) = (Actor::Safaricom, Fact::Reversed { by, amount });
        self.tell_of_receipt(at, actor, receipt, fact, Some(evidence))
    }

    fn tell_of_receipt(
        &self,
        at: Timestamp,
        actor: Actor,
        receipt: &Receipt,
        fact: Fact,
        evidence: Option<&Evidence>,
    ) -> Result<Recorded, LedgerError> {
        let receipt = receipt.clone();
        let entry = Entry::ReceiptFact { receipt, fact };
        let (recorded, _) = journal::record(self, at, actor, &entry, evidence)?;
        Ok(recorded)
    }
}

impl From<Told> for Entry {
    fn from(Told { receipt, hearing }: Told) -> Self {
        heard(receipt, hearing)
    }
}

fn heard(receipt: Receipt, hearing: Hearing) -> Entry {
    let fact = Fact::Heard(hearing);
    Entry::ReceiptFact { receipt, fact }
}
