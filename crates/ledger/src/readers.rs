//! Reading the book beside its writer: read-only connections, opened as they are needed.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};

use domain::callback_path::{Tag, TagDigest};
use domain::clock::Timestamp;
use rusqlite::{Connection, OptionalExtension};

use crate::book::{Environment, check_environment};
use crate::error::LedgerError;
use crate::migrations;
use crate::reading::{Reading, open_reader};

/// Reads a book. Cheap to clone; every clone shares the connections.
#[derive(Clone, Debug)]
pub struct Readers {
    path: PathBuf,
    pool: Arc<Mutex<Pool>>,
    /// Held as long as a connection is lent.
    lent: Arc<RwLock<()>>,
}

/// Connections that wait for their next use.
#[derive(Debug, Default)]
struct Pool {
    idle: Vec<Reading>,
    /// Whether each is closed after its use instead.
    closes: bool,
}

impl Readers {
    pub(crate) fn new(path: &Path) -> Self {
        Self {
            path: path.to_owned(),
            pool: Arc::default(),
            lent: Arc::default(),
        }
    }

    /// Reads the book at `path` beside whoever writes it, without taking the lock.
    ///
    /// # Errors
    /// There is no file, it is no book, or it has another format than this program's.
    pub fn open(path: &Path) -> Result<Self, LedgerError> {
        std::fs::metadata(path)?;
        let readers = Self::new(path);
        readers.with(|conn| migrations::check_format(conn, path))?;
        Ok(readers)
    }

    /// Returns the last instant that a fact of an attempt, or a wrong PIN, names, by the time that
    /// the till reckons with; nothing in a book without any.
    ///
    /// # Errors
    /// When the book can't be read.
    pub fn last_instant(&self) -> Result<Option<Timestamp>, LedgerError> {
        self.with(|conn| {
            let last = "SELECT body ->> 'at_ms' FROM journal
                 WHERE (kind LIKE 'attempt.%' OR kind = 'person.pin_refused')
                 AND json_valid(body) AND body ->> 'at_ms' > 0
                 ORDER BY seq DESC LIMIT 1";
            let last = conn.query_row(last, [], |row| row.get(0)).optional()?;
            Ok(last.map(Timestamp::from_ms))
        })
    }

    /// Reads the book at `path` as [`Self::open`] does, if it is of this environment.
    ///
    /// # Errors
    /// As there; and when it is another one's.
    pub fn open_of(path: &Path, environment: Environment) -> Result<Self, LedgerError> {
        let readers = Self::open(path)?;
        let found = readers.with(|conn| {
            let named = conn.query_row("SELECT environment FROM book", [], |row| row.get(0));
            Ok(named?)
        });
        check_environment(found?, path, environment)?;
        Ok(readers)
    }

    /// Says whether there is a writer in this program. Without one no connection is kept: on a
    /// read-only disk it would hold the file that it shares with a writer to come, so that this
    /// one could not write either once the disk is well again (see [`Self::while_nobody_reads`]).
    pub fn beside_a_writer(&self, there_is: bool) {
        let mut pool = self.pool();
        pool.closes = !there_is;
        pool.idle.clear();
    }

    /// Does something while no connection is lent, and none can be.
    pub fn while_nobody_reads<T>(&self, act: impl FnOnce() -> T) -> T {
        let _nobody = self.lent.write().unwrap_or_else(PoisonError::into_inner);
        act()
    }

    /// Tells whether a tag is the one whose digest a query finds by an id.
    pub(crate) fn admits_on(&self, kept: &str, id: &[u8], tag: &Tag) -> Result<bool, LedgerError> {
        self.with(|conn| {
            let digest = conn
                .prepare_cached(kept)?
                .query_row([id], |row| row.get(0))
                .optional()?;
            // What is not there is compared all the same, so that it takes as long as a wrong tag.
            let kept = TagDigest::from_bytes(digest.unwrap_or_default());
            Ok(kept.admits(tag) && digest.is_some())
        })
    }

    /// Lends a connection.
    pub(crate) fn with<T>(
        &self,
        read: impl FnOnce(&Connection) -> Result<T, LedgerError>,
    ) -> Result<T, LedgerError> {
        // Dropped after the connection.
        let _lent = self.lent.read().unwrap_or_else(PoisonError::into_inner);
        let lent = self.pool().idle.pop();
        let reading = lent.map_or_else(|| open_reader(&self.path), Ok)?;
        let outcome = read(&reading.conn);
        let mut pool = self.pool();
        if !reading.as_it_stands && !pool.closes {
            pool.idle.push(reading);
        }
        outcome
    }

    fn pool(&self) -> MutexGuard<'_, Pool> {
        self.pool.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::channel;

    use super::*;

    /// A connection that was opened on a read-only disk makes a writer of the same process one that
    /// can't write.
    #[test]
    fn what_is_done_while_nobody_reads_waits_for_whoever_does() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("till.book");
        let book = crate::Book::open(&path, Environment::Practice, Timestamp::from_ms(0));
        let readers = book.expect("a book").readers;
        let (say, told) = channel();
        let (start, begun) = channel();
        let (stop, over) = channel::<()>();
        std::thread::scope(|scope| {
            let (book, done) = (&readers, say.clone());
            scope.spawn(move || {
                let read = book.with(|_| {
                    start.send(()).expect("somebody waits");
                    over.recv().expect("somebody lets it end");
                    done.send("read").expect("somebody listens");
                    Ok(())
                });
                read.expect("a reading");
            });
            begun.recv().expect("it begins");
            assert!(readers.lent.try_write().is_err(), "somebody reads");
            let book = &readers;
            scope.spawn(move || {
                book.while_nobody_reads(|| say.send("acted").expect("somebody listens"));
            });
            stop.send(()).expect("it waits");
        });
        assert_eq!(told.iter().collect::<Vec<_>>(), ["read", "acted"]);
    }
}
