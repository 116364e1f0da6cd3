//! The clerk: the one way to the book from async code. Jobs queue; a thread takes all that wait
//! and commits them together, so that many payments cost one fsync. In the simulation, where
//! everything must happen on one thread, a task does the same.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;

use domain::clock::Timestamp;
use ledger::{Actor, Environment, Job, LedgerError, Readers, Tx};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
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
    queue: UnboundedSender<Job>,
    /// The clerk's thread; a task ends by itself once the queue is closed and empty.
    thread: Option<JoinHandle<()>>,
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
        Self::put_to_work(path, environment, now, |pen, waiting| {
            let thread = std::thread::Builder::new().name("clerk".to_owned());
            thread.spawn(move || serve(pen, waiting)).map(Some)
        })
    }

    /// Opens the book as [`Self::open`] does, but lets a task of the runtime write it.
    ///
    /// # Errors
    /// As [`Self::open`].
    pub fn open_as_task(
        path: &Path,
        environment: Environment,
        now: Timestamp,
    ) -> Result<Self, LedgerError> {
        Self::put_to_work(path, environment, now, |pen, waiting| {
            tokio::spawn(serve_as_task(pen, waiting));
            Ok(None)
        })
    }

    /// Takes the pen up and gives it to whoever is to write with it.
    fn put_to_work(
        path: &Path,
        environment: Environment,
        now: Timestamp,
        work: impl FnOnce(Pen, UnboundedReceiver<Job>) -> io::Result<Option<JoinHandle<()>>>,
    ) -> Result<Self, LedgerError> {
        let (pen, readers) = Pen::take(path, environment, now)?;
        let trouble = pen.trouble();
        let (queue, waiting) = unbounded_channel();
        let thread = work(pen, waiting)?;
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

    /// Gives settings values: each that changed is a fact of who is at the counter.
    pub(crate) async fn set<const N: usize>(
        &self,
        now: Timestamp,
        settings: [(&'static str, String); N],
    ) -> Result<(), LedgerError> {
        self.write(move |tx| set_all(tx, now, tx.actor()?, &settings))
            .await
    }

    /// Gives settings values as [`Self::set`] does, as a fact of the till's own.
    pub(crate) async fn set_by_itself<const N: usize>(
        &self,
        now: Timestamp,
        settings: [(&'static str, String); N],
    ) -> Result<(), LedgerError> {
        self.write(move |tx| set_all(tx, now, Actor::Till, &settings))
            .await
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
            drop(thread.map(JoinHandle::join));
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

fn set_all(
    tx: &Tx<'_>,
    now: Timestamp,
    by: Actor,
    settings: &[(&str, String)],
) -> Result<(), LedgerError> {
    settings
        .iter()
        .try_for_each(|(name, value)| tx.set(now, by, name, value))
}

fn serve(mut pen: Pen, mut waiting: UnboundedReceiver<Job>) {
    while let Some(first) = waiting.blocking_recv() {
        pen.commit(batch(first, &mut waiting));
    }
    pen.close();
}

async fn serve_as_task(mut pen: Pen, mut waiting: UnboundedReceiver<Job>) {
    while let Some(first) = waiting.recv().await {
        pen.commit(batch(first, &mut waiting));
    }
    pen.close();
}

/// Takes what waits behind the first job.
fn batch(first: Job, waiting: &mut UnboundedReceiver<Job>) -> Vec<Job> {
    let more = std::iter::from_fn(|| waiting.try_recv().ok());
    std::iter::once(first)
        .chain(more.take(MOST_JOBS - 1))
        .collect()
}

fn closed() -> LedgerError {
    LedgerError::NotCommitted("the book is closed".to_owned())
}
