//! Reading raw bodies again: what today's program reads in them, where it differs from what the
//! book was told when they came.
//!
//! Nothing is changed by looking. What is written, is written as new facts: they join what is known
//! already, as everything that comes late does.

use std::fmt;

use domain::attempt::{Fact, Report};
use domain::clock::Timestamp;
use domain::shortcode::Shortcode;
use ledger::{Entry, KeptBody, Readers, Tx, Way};

use crate::callbacks;
use crate::error::AppError;
use crate::profile::Profile;
use crate::receipts::read_confirmation;
use crate::till::Till;

/// A body that is read differently now.
#[derive(Clone, Debug)]
pub struct Retold {
    /// The journal's row that rests on it.
    pub row: i64,
    /// What it was told to be, without anything of a person.
    pub then: String,
    /// What it is told to be now.
    pub now: String,
    kept: KeptBody,
    entry: Entry,
}

/// Reads every callback and confirmation of the book again, beside whoever writes it.
///
/// # Errors
/// When the book can't be read.
pub fn replay(readers: &Readers) -> Result<Vec<Retold>, AppError> {
    let shop = Profile::read_shortcode(readers)?;
    let mut differing = Vec::new();
    readers.each_body(|kept| differing.extend(differs(kept, shop)))?;
    Ok(differing)
}

impl Till {
    /// Reads every body again and writes what is read differently as new facts. Returns them.
    ///
    /// # Errors
    /// When the book can't be read or written.
    pub async fn replay_and_write(&self) -> Result<Vec<Retold>, AppError> {
        let differing = replay(self.clerk().readers())?;
        let (now, mut retold) = (self.now(), Vec::new());
        for one in differing.clone() {
            retold.push((one, self.0.ports.salt()));
        }
        let write = move |tx: &Tx<'_>| {
            for (one, salt) in &retold {
                tx.retell(now, &one.kept, &one.entry, *salt)?;
            }
            Ok(())
        };
        self.clerk().write(write).await?;
        Ok(differing)
    }
}

fn differs(kept: KeptBody, shop: Option<Shortcode>) -> Option<Retold> {
    let entry = match (kept.way, kept.attempt) {
        (Way::Callback, Some(attempt)) => {
            match callbacks::read(&kept.body, time_of(&kept)) {
                Ok(fact) => Entry::AttemptFact { attempt, fact },
                // What was refused by its length was never kept: there is nothing to read.
                Err(_) if matches!(kept.told, Entry::BodyUnread { .. }) => return None,
                Err(why) => Entry::BodyUnread { attempt, why },
            }
        }
        (Way::Confirmation, _) => match read_confirmation(&kept.body, shop) {
            Ok(told) => told.into(),
            Err(_) if matches!(kept.told, Entry::ReceiptUnread { .. }) => return None,
            Err(why) => Entry::ReceiptUnread { why },
        },
        _ => return None,
    };
    let (then, now) = (kept.told.summary(), entry.summary());
    (!entry.says_the_same(&kept.told)).then_some(Retold {
        row: kept.seq,
        then,
        now,
        kept,
        entry,
    })
}

/// When a callback's fact was told to have come.
fn time_of(kept: &KeptBody) -> Timestamp {
    match &kept.told {
        Entry::AttemptFact {
            fact: Fact::Reported(Report { at, .. }),
            ..
        }
        | Entry::AttemptFact {
            fact: Fact::ReportedEnd { at, .. },
            ..
        } => *at,
        _ => kept.at,
    }
}

impl fmt::Display for Retold {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { row, then, now, .. } = self;
        write!(f, "row {row}: then {then}, now {now}")
    }
}
