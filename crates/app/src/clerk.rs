//! The clerk: the one way to the book from async code. Jobs queue; a thread takes all that wait
//! and commits them together, so that many payments cost one fsync.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;

use domain::clock::Timestamp;
use ledger::{Environment, Job, LedgerError, Readers, Tx};
use tokio::sync::oneshot;

use self::pen::{Pen, Trouble};

mod pen;

/// The most jobs that one commit takes: a bound on how long the first of them waits.
const MOST_JOBS: usize = 512;

/// Writes and reads the book. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Clerk {
    path: PathBuf,
    readers: Readers,
    trouble: Trouble,
    desk: Arc<Mutex<Option<Desk>>>,
}

#[derive(Debug)]
struct Desk {
    queue: Sender<Job>,
    thread: JoinHandle<()>,
}

impl Clerk {
    /// Opens the book and puts a clerk to it. A book that can't be written for now is read alone,
    /// until a job comes that can be written down.
    ///
    /// # Errors
    /// Those of [`ledger::Book::open`].
    pub fn open(
        path: &Path,
        environment: Environment,
        now: Timestamp,
    ) -> Result<Self, LedgerError> {
        let (pen, readers) = Pen::take(path, environment, now)?;
        let trouble = pen.trouble();
        let (queue, waiting) = channel();
        let work = move || serve(pen, &waiting);
        let thread = std::thread::Builder::new()
            .name("clerk".to_owned())
            .spawn(work)?;
        Ok(Self {
            path: path.to_owned(),
            readers,
            trouble,
            desk: Arc::new(Mutex::new(Some(Desk { queue, thread }))),
        })
    }

    /// Does `work` in a transaction; the answer comes when it is on disk.
    ///
    /// # Errors
    /// What the work returned, or why nothing was written.
    pub async fn write<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Tx<'_>) -> Result<T, LedgerError> + Send + 'static,
    ) -> Result<T, LedgerError> {
        self.write_then(work, |_| ()).await
    }

    /// Does `work` as [`Self::write`] does, and then `tell`s of it: in the order in which the book
    /// took everybody's work, and although nobody waits for the answer any more.
    ///
    /// # Errors
    /// As [`Self::write`].
    pub(crate) async fn write_then<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Tx<'_>) -> Result<T, LedgerError> + Send + 'static,
        tell: impl FnOnce(&T) + Send + 'static,
    ) -> Result<T, LedgerError> {
        let (sender, answer) = oneshot::channel();
        let reply = move |outcome: Result<T, LedgerError>| {
            if let Ok(value) = &outcome {
                tell(value);
            }
            drop(sender.send(outcome));
        };
        self.queue(Job::new(work, reply))?;
        answer.await.unwrap_or_else(|_| Err(closed()))
    }

    /// Returns the readers of the book.
    pub fn readers(&self) -> &Readers {
        &self.readers
    }

    /// Returns where the book is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Tells why the book can only be read, if so.
    pub fn trouble(&self) -> Option<Arc<LedgerError>> {
        self.trouble.get()
    }

    /// Tells whether the book can still be written here.
    pub fn is_open(&self) -> bool {
        self.desk().is_some()
    }

    /// Finishes what is queued and gives the book back, so that another program may open it.
    pub fn close(&self) {
        let desk = self.desk().take();
        if let Some(Desk { queue, thread }) = desk {
            drop(queue);
            drop(thread.join());
        }
    }

    fn queue(&self, job: Job) -> Result<(), LedgerError> {
        let desk = self.desk();
        let queue = desk.as_ref().map(|desk| &desk.queue).ok_or_else(closed)?;
        queue.send(job).map_err(|_| closed())
    }

    fn desk(&self) -> MutexGuard<'_, Option<Desk>> {
        self.desk.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn serve(mut pen: Pen, waiting: &Receiver<Job>) {
    while let Ok(first) = waiting.recv() {
        let batch = std::iter::once(first)
            .chain(waiting.try_iter().take(MOST_JOBS - 1))
            .collect();
        pen.commit(batch);
    }
    pen.close();
}

fn closed() -> LedgerError {
    LedgerError::NotCommitted("the book is closed".to_owned())
}
