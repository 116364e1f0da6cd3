//! The one writer: many jobs, one transaction, one fsync.

use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};

use rusqlite::{Connection, DropBehavior, TransactionBehavior};

use crate::error::LedgerError;
use crate::lock::Lock;

/// Writes the book. Whoever owns it calls it from one place: a thread in the shop, a task in the
/// simulation.
#[derive(Debug)]
pub struct Writer {
    pub(crate) conn: Connection,
    pub(crate) _lock: Lock,
}

/// The right to write within one transaction. The crate's writing functions ask for it.
#[derive(Debug)]
pub struct Tx<'a>(pub(crate) &'a Connection);

/// A piece of work on the book, and who wants to know what came of it.
pub struct Job(Box<dyn Task>);

trait Task: Send {
    /// Does the work; tells whether it is to be kept.
    fn run(&mut self, tx: &Tx<'_>) -> bool;
    /// Tells what came of it, once the commit is on disk or has failed.
    fn reply(self: Box<Self>, commit: Result<(), LedgerError>);
}

struct Typed<T, W, R> {
    work: Option<W>,
    outcome: Option<Result<T, LedgerError>>,
    reply: R,
}

impl Job {
    /// Makes a job of `work`; `reply` is called after the commit with what the work returned, or
    /// with why nothing was written.
    pub fn new<T: Send + 'static>(
        work: impl FnOnce(&Tx<'_>) -> Result<T, LedgerError> + Send + 'static,
        reply: impl FnOnce(Result<T, LedgerError>) + Send + 'static,
    ) -> Self {
        Self(Box::new(Typed {
            work: Some(work),
            outcome: None,
            reply,
        }))
    }

    /// Answers a job that nobody can do: nothing was written.
    pub fn refuse(self, why: &LedgerError) {
        self.end(Some(why));
    }

    /// Tells what came of the commit. Whoever can't take his answer keeps nobody else's back; the
    /// panic was told already.
    fn end(self, lost: Option<&LedgerError>) {
        let commit = lost.map_or(Ok(()), |error| Err(error.again()));
        drop(catch_unwind(AssertUnwindSafe(|| self.0.reply(commit))));
    }
}

impl fmt::Debug for Job {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Job")
    }
}

impl<T, W, R> Task for Typed<T, W, R>
where
    T: Send,
    W: FnOnce(&Tx<'_>) -> Result<T, LedgerError> + Send,
    R: FnOnce(Result<T, LedgerError>) + Send,
{
    fn run(&mut self, tx: &Tx<'_>) -> bool {
        let Some(work) = self.work.take() else {
            return false;
        };
        let outcome = catch_unwind(AssertUnwindSafe(|| work(tx)));
        let caught = || LedgerError::NotCommitted("a fault of the program was caught".to_owned());
        let outcome = outcome.unwrap_or_else(|_| Err(caught()));
        self.outcome.insert(outcome).is_ok()
    }

    fn reply(self: Box<Self>, commit: Result<(), LedgerError>) {
        let untried = || Err(LedgerError::NotCommitted("it was not tried".to_owned()));
        // What it objected to may be lost together with what others wrote before it.
        (self.reply)(match commit {
            Err(error) => Err(error),
            Ok(()) => self.outcome.unwrap_or_else(untried),
        });
    }
}

impl Writer {
    /// Does the jobs in one transaction, each within a savepoint of its own, so that one that
    /// fails takes nothing of the others with it. Every reply comes after the commit is on disk.
    pub fn commit_batch(&mut self, mut jobs: Vec<Job>) {
        let lost = self.try_batch(&mut jobs).err();
        for job in jobs {
            job.end(lost.as_ref());
        }
    }

    /// Ends the writing and moves the write-ahead log into the book's file, so that the file by
    /// itself is whole.
    pub fn close(self) {
        // A reader at work can hold it up; nothing is lost by that, and the next close does it.
        let moved = |_: &rusqlite::Row<'_>| Ok(());
        drop(
            self.conn
                .query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], moved),
        );
    }

    fn try_batch(&mut self, jobs: &mut [Job]) -> Result<(), LedgerError> {
        let mut tx = self
            .conn
            .transaction_with_behavior(TransactionBehavior::Immediate)?;
        for job in jobs {
            let mut savepoint = tx.savepoint()?;
            if job.0.run(&Tx(&savepoint)) {
                savepoint.set_drop_behavior(DropBehavior::Commit);
            }
            savepoint.finish()?;
        }
        Ok(tx.commit()?)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use domain::clock::Timestamp;

    use super::*;
    use crate::book::{Book, Environment};

    #[test]
    fn an_objection_that_rests_on_what_was_not_committed_is_not_told() {
        let folder = tempfile::tempdir().expect("a folder");
        let (path, at) = (folder.path().join("till.book"), Timestamp::from_ms(0));
        let mut book = Book::open(&path, Environment::Practice, at).expect("a book");
        let heard = Arc::new(Mutex::new(Vec::new()));
        let listen = || {
            let heard = heard.clone();
            move |outcome: Result<(), LedgerError>| {
                heard.lock().expect("nobody panics").push(outcome);
            }
        };
        let breaks_the_commit = |tx: &Tx<'_>| {
            let no_such_leg = "PRAGMA defer_foreign_keys = ON;
                INSERT INTO fill (leg, to_leg_cents, to_customer_cents) VALUES (x'00', 1, 0)";
            Ok(tx.0.execute_batch(no_such_leg)?)
        };
        let objects = |tx: &Tx<'_>| {
            let found =
                tx.0.query_row("SELECT count(*) FROM fill", [], |row| row.get(0))?;
            match found {
                0 => Ok(()),
                _ => Err(LedgerError::NotFound("what another job wrote")),
            }
        };
        let jobs = vec![
            Job::new(breaks_the_commit, listen()),
            Job::new(objects, listen()),
        ];
        book.writer.commit_batch(jobs);
        for outcome in heard.lock().expect("nobody panics").iter() {
            assert!(
                matches!(outcome, Err(LedgerError::NotCommitted(_))),
                "{outcome:?}"
            );
        }
    }
}
