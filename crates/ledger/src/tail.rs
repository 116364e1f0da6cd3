//! What each opening of a book proves of it: the newest rows of its chain, as many as take no time
//! however long the book is. `verify` proves all of it.

use rusqlite::Connection;

use crate::error::LedgerError;
use crate::journal::JournalRow;

/// How many rows are proved.
const ROWS: u32 = 64;

/// Proves the newest rows of the chain: each holds what its hash says, and follows on the one
/// before it.
pub(crate) fn prove(conn: &Connection) -> Result<(), LedgerError> {
    let newest = format!(
        "SELECT {} FROM journal LEFT JOIN inbox ON inbox.id = journal.inbox
         ORDER BY journal.seq DESC LIMIT {ROWS}",
        JournalRow::COLUMNS
    );
    let mut statement = conn.prepare(&newest)?;
    let mut rows = statement.query([])?;
    let mut wanted: Option<Vec<u8>> = None;
    while let Some(found) = rows.next()? {
        let row = JournalRow::read(found)?;
        let follows = wanted.is_none_or(|wanted| wanted == row.hash);
        if !follows || row.hash != row.computed_hash() {
            return Err(LedgerError::Damaged { seq: row.seq });
        }
        wanted = Some(row.previous_hash);
    }
    Ok(())
}
