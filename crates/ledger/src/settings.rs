//! Settings of the shop: names and values, each change a fact of the journal.

use rusqlite::OptionalExtension;

use domain::clock::Timestamp;

use crate::entry::Entry;
use crate::error::LedgerError;
use crate::journal::{self, Actor};
use crate::readers::Readers;
use crate::writer::Tx;

impl Tx<'_> {
    /// Gives a setting a value. A value that it has already is not written again.
    ///
    /// # Errors
    /// When the book can't be written.
    pub fn set(
        &self,
        at: Timestamp,
        actor: Actor,
        name: &str,
        value: &str,
    ) -> Result<(), LedgerError> {
        if find(self.0, name)?.as_deref() == Some(value) {
            return Ok(());
        }
        let entry = Entry::SettingChanged {
            name: name.to_owned(),
            value: value.to_owned(),
        };
        journal::record(self, at, actor, &entry, None).map(drop)
    }
}

impl Readers {
    /// Returns the value of a setting.
    ///
    /// # Errors
    /// When the book can't be read.
    pub fn setting(&self, name: &str) -> Result<Option<String>, LedgerError> {
        self.with(|conn| find(conn, name))
    }
}

pub(crate) fn project(tx: &Tx<'_>, name: &str, value: &str) -> Result<(), LedgerError> {
    tx.0.prepare_cached(
        "INSERT INTO setting (name, value) VALUES (?1, ?2)
         ON CONFLICT (name) DO UPDATE SET value = excluded.value",
    )?
    .execute((name, value))?;
    Ok(())
}

pub(crate) fn find(conn: &rusqlite::Connection, name: &str) -> Result<Option<String>, LedgerError> {
    let value = conn
        .prepare_cached("SELECT value FROM setting WHERE name = ?1")?
        .query_row([name], |row| row.get(0))
        .optional()?;
    Ok(value)
}
