//! Opening a book: the one way to come to a writer and readers.

use std::fmt;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use domain::clock::Timestamp;
use rusqlite::config::DbConfig;
use rusqlite::{Connection, OptionalExtension, TransactionBehavior};
use thiserror::Error;

use crate::error::LedgerError;
use crate::lock::Lock;
use crate::migrations;
use crate::readers::Readers;
use crate::tail;
use crate::writer::Writer;

/// Which Safaricom a book belongs to. Books of two environments never mix.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Environment {
    /// The stand-in that comes with the till.
    Practice,
    /// Safaricom's sandbox, or a stand-in in another process.
    Sandbox,
    /// Real money.
    Production,
}

/// A name that no environment has.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("no environment is called {0:?}: practice, sandbox or production")]
pub struct UnknownEnvironment(String);

/// An open book: its one writer, its readers, and where it is.
#[derive(Debug)]
pub struct Book {
    /// Where it is.
    pub path: PathBuf,
    /// Writes it.
    pub writer: Writer,
    /// Read it.
    pub readers: Readers,
    /// What is wrong with its newest rows. It is written all the same: the shop goes on, and what
    /// is damaged stays to be seen.
    pub damage: Option<LedgerError>,
}

impl Book {
    /// Opens the book at `path`, or makes one of this environment there.
    ///
    /// # Errors
    /// In use by another program, newer than this one, of another environment, or not a book. The
    /// file is then left as it is.
    pub fn open(
        path: &Path,
        environment: Environment,
        now: Timestamp,
    ) -> Result<Self, LedgerError> {
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder)?;
        }
        let lock = Lock::take(path)?;
        let refused = |cause| LedgerError::opening(path, cause);
        let mut conn = Connection::open(path).map_err(refused)?;
        prepare_writer(&conn).map_err(refused)?;
        migrations::migrate(&mut conn, path, migrations::ALL)?;
        name(&conn, path, environment, now)?;
        can_be_written(&mut conn)?;
        let damage = tail::prove(&conn).err();
        let readers = Readers::new(path);
        Ok(Self {
            path: path.to_owned(),
            writer: Writer { conn, _lock: lock },
            readers,
            damage,
        })
    }
}

pub(crate) fn prepare_writer(conn: &Connection) -> Result<(), rusqlite::Error> {
    conn.pragma_update(None, "journal_mode", "WAL")?;
    conn.pragma_update(None, "synchronous", "FULL")?;
    conn.pragma_update(None, "foreign_keys", true)?;
    conn.pragma_update(None, "recursive_triggers", true)?;
    // What a savepoint may have to undo is kept in memory: in a file it costs a third of the time,
    // and a full folder for passing files would stop the till.
    conn.pragma_update(None, "temp_store", "MEMORY")?;
    keep_statements(conn)
}

/// `SQLite` opens what may only be read without a word.
fn can_be_written(conn: &mut Connection) -> Result<(), rusqlite::Error> {
    conn.transaction_with_behavior(TransactionBehavior::Immediate)?
        .rollback()
}

/// Keeps statements as they were first prepared. Else `SQLite` prepares some of them anew at each
/// use, to plan by the values that are bound: a third of a callback's time.
pub(crate) fn keep_statements(conn: &Connection) -> Result<(), rusqlite::Error> {
    conn.set_prepared_statement_cache_capacity(64);
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    conn.busy_timeout(std::time::Duration::from_secs(5))
}

fn name(
    conn: &Connection,
    path: &Path,
    environment: Environment,
    now: Timestamp,
) -> Result<(), LedgerError> {
    let found: Option<String> = conn
        .query_row("SELECT environment FROM book", [], |row| row.get(0))
        .optional()?;
    match found {
        None => {
            let insert = "INSERT INTO book (id, environment, created_at_ms) VALUES (1, ?1, ?2)";
            conn.execute(insert, (environment.name(), now.ms()))?;
            Ok(())
        }
        Some(found) => check_environment(found, path, environment),
    }
}

/// Refuses a book of another environment.
pub(crate) fn check_environment(
    found: String,
    path: &Path,
    wanted: Environment,
) -> Result<(), LedgerError> {
    if found == wanted.name() {
        return Ok(());
    }
    Err(LedgerError::WrongEnvironment {
        path: path.to_owned(),
        found,
        expected: wanted.name().to_owned(),
    })
}

impl Environment {
    /// Returns the name, as in the book, the folders and the interfaces.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Practice => "practice",
            Self::Sandbox => "sandbox",
            Self::Production => "production",
        }
    }
}

impl fmt::Display for Environment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Environment {
    type Err = UnknownEnvironment;

    fn from_str(text: &str) -> Result<Self, UnknownEnvironment> {
        [Self::Practice, Self::Sandbox, Self::Production]
            .into_iter()
            .find(|environment| environment.name() == text)
            .ok_or_else(|| UnknownEnvironment(text.to_owned()))
    }
}
