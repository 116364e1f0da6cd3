//! The pen of the clerk: the right to write the book. Where it can't be had for now, on a full or
//! read-only disk, the book is read without it, and each batch of jobs tries to take it up.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use domain::clock::Timestamp;
use ledger::{Book, Environment, Job, LedgerError, Readers, Writer};

/// The right to write a book, if it can be had.
pub(super) struct Pen {
    path: PathBuf,
    environment: Environment,
    opened_at: Timestamp,
    writer: Option<Writer>,
    readers: Readers,
    trouble: Trouble,
}

/// Why the pen could not be taken up, or what is wrong with what it writes on.
#[derive(Clone, Debug, Default)]
pub(super) struct Trouble(Arc<Mutex<Option<Arc<LedgerError>>>>);

impl Pen {
    /// Opens the book; for reading alone, if it can be read all the same.
    pub(super) fn take(
        path: &Path,
        environment: Environment,
        opened_at: Timestamp,
    ) -> Result<(Self, Readers), LedgerError> {
        let trouble = Trouble::default();
        let (writer, readers) = match Book::open(path, environment, opened_at) {
            Ok(book) => {
                trouble.set(book.damage);
                (Some(book.writer), book.readers)
            }
            Err(why) if why.leaves_it_readable() => {
                let Ok(readers) = Readers::open_of(path, environment) else {
                    return Err(why);
                };
                readers.beside_a_writer(false);
                trouble.set(Some(why));
                (None, readers)
            }
            Err(why) => return Err(why),
        };
        let pen = Self {
            path: path.to_owned(),
            environment,
            opened_at,
            writer,
            readers: readers.clone(),
            trouble,
        };
        Ok((pen, readers))
    }

    pub(super) fn trouble(&self) -> Trouble {
        self.trouble.clone()
    }

    /// Commits jobs, or answers them with why the book can't be written.
    pub(super) fn commit(&mut self, batch: Vec<Job>) {
        if self.writer.is_none()
            && let Err(why) = self.take_up()
        {
            for job in batch {
                job.refuse(&why);
            }
            self.trouble.set(Some(why));
            return;
        }
        if let Some(writer) = &mut self.writer {
            writer.commit_batch(batch);
        }
    }

    pub(super) fn close(self) {
        if let Some(writer) = self.writer {
            writer.close();
        }
    }

    fn take_up(&mut self) -> Result<(), LedgerError> {
        let open = || Book::open(&self.path, self.environment, self.opened_at);
        let book = self.readers.while_nobody_reads(open)?;
        self.writer = Some(book.writer);
        self.readers.beside_a_writer(true);
        self.trouble.set(book.damage);
        Ok(())
    }
}

impl Trouble {
    pub(super) fn get(&self) -> Option<Arc<LedgerError>> {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    fn set(&self, why: Option<LedgerError>) {
        if let Some(why) = &why {
            tracing::error!(error = %why, "something is wrong with the book");
        }
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = why.map(Arc::new);
    }
}
