//! Why the book could not do what it was asked.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use domain::clock::Timestamp;
use domain::command::NotInDoubt;
use domain::debt::DebtRefused;
use rusqlite::{ErrorCode, ffi};
use thiserror::Error;

use crate::sales::SaleNumber;

/// Why the book could not do what it was asked. Whatever it is: nothing was half written.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum LedgerError {
    /// A prompt may still be on this phone.
    #[error("a prompt may still be on this phone")]
    PromptLiveOnPhone,
    /// A prompt may still be out for this leg.
    #[error("a prompt may still be out for this leg of the sale")]
    PromptLiveOnLeg,
    /// An earlier prompt to this phone has no known end: it may have been paid.
    #[error("an earlier prompt to this phone has no known end")]
    UnresolvedOnPhone,
    /// The sale as it is does not allow it.
    #[error(transparent)]
    Objected(#[from] domain::sale::Objection),
    /// Somebody is not let do it.
    #[error(transparent)]
    Denied(#[from] domain::people::Denied),
    /// It can't be put on credit, or repaid.
    #[error(transparent)]
    Debt(#[from] DebtRefused),
    /// The payment can't be given to a sale.
    #[error(transparent)]
    NotFree(#[from] domain::receipt::NotFree),
    /// The payment can't be sent back.
    #[error(transparent)]
    NotReversible(#[from] domain::receipt::NotReversible),
    /// Goods of the sale are not given before its money is proved.
    #[error(transparent)]
    NotReleasable(#[from] domain::sale::NotReleasable),
    /// The case is closed.
    #[error(transparent)]
    CaseClosed(#[from] domain::case::CaseClosed),
    /// The payment was given to a sale already.
    #[error("the payment was given to sale {sale} already")]
    Used {
        /// The sale.
        sale: SaleNumber,
        /// When.
        at: Timestamp,
    },
    /// Safaricom named the same prompt for two attempts.
    #[error("safaricom gave one id to two prompts")]
    CheckoutIdTaken,
    /// Safaricom named the same request for two commands.
    #[error("safaricom gave one id to two requests")]
    CommandIdTaken,
    /// Nobody can say what became of the order.
    #[error(transparent)]
    NotInDoubt(#[from] NotInDoubt),
    /// The payment was sent back before, or may have been: a reversal is sent once.
    #[error("the payment was sent back already, or may have been")]
    ReversalUnderWay,
    /// There is nothing of that id.
    #[error("the book has no such {0}")]
    NotFound(&'static str),
    /// Another program writes this book.
    #[error("{path} is open in another program: {holder}")]
    InUse {
        /// The book.
        path: PathBuf,
        /// Who holds it, as it said of itself.
        holder: String,
    },
    /// The file was written by a newer Kaunta.
    #[error("{path} was written by a newer version of Kaunta (book format {found}, known {known})")]
    Newer {
        /// The book.
        path: PathBuf,
        /// The format of the file.
        found: u32,
        /// The newest format that this program knows.
        known: u32,
    },
    /// The file is empty, of another program, or of a format that must be brought up to date first.
    #[error("{path} is no book yet: open the till with it once")]
    NotABook {
        /// The file.
        path: PathBuf,
    },
    /// The file is a book of another environment.
    #[error("{path} is a {found} book, and a {expected} one is wanted")]
    WrongEnvironment {
        /// The book.
        path: PathBuf,
        /// What it is.
        found: String,
        /// What was wanted.
        expected: String,
    },
    /// The file is no book, or so damaged that it can't be read. It was left as it is.
    #[error("{path} can't be read as a book")]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What `SQLite` says.
        #[source]
        cause: rusqlite::Error,
    },
    /// The newest rows of the journal do not hold what was written. The book can still be read, and
    /// was left as it is.
    #[error("the book is damaged at row {seq} of its journal")]
    Damaged {
        /// The row.
        seq: i64,
    },
    /// The backup before a change of format could not be made or proved. Nothing was changed.
    #[error("the backup before the change of format failed")]
    Backup(#[source] rusqlite::Error),
    /// A row of the journal does not hold what its kind should.
    #[error("row {seq} of the journal can't be understood: {why}")]
    BadRow {
        /// The row.
        seq: i64,
        /// What is wrong with it.
        why: String,
    },
    /// The disk is full: nothing was written.
    #[error("the disk is full")]
    DiskFull,
    /// The disk, the folder or the file may only be read: nothing was written.
    #[error("the book may only be read here, not written")]
    ReadOnly,
    /// Another program that is no till holds the book: nothing was written.
    #[error("another program holds the book")]
    Busy,
    /// The commit that should have kept this failed: nothing was written.
    #[error("the book could not be written: {0}")]
    NotCommitted(String),
    /// `SQLite` failed otherwise.
    #[error("the book could not be read or written")]
    Sql(#[source] rusqlite::Error),
    /// The file system failed.
    #[error("the book's folder could not be read or written")]
    Io(#[source] std::io::Error),
}

impl LedgerError {
    /// Says why the book at `path` can't be opened. On a full disk nothing is wrong with the book.
    pub(crate) fn opening(path: &Path, cause: rusqlite::Error) -> Self {
        let path = path.to_owned();
        of_the_disk(&cause).unwrap_or(Self::Unreadable { path, cause })
    }

    /// Tells whether the book can be read all the same: what keeps it from being written is around
    /// it and may pass.
    pub fn leaves_it_readable(&self) -> bool {
        matches!(self, Self::DiskFull | Self::ReadOnly | Self::Busy)
    }

    /// Says the same once more, to another one whose work was lost by it.
    pub(crate) fn again(&self) -> Self {
        match self {
            Self::DiskFull => Self::DiskFull,
            Self::ReadOnly => Self::ReadOnly,
            Self::Busy => Self::Busy,
            Self::Damaged { seq } => Self::Damaged { seq: *seq },
            error => Self::NotCommitted(error.to_string()),
        }
    }
}

impl From<std::io::Error> for LedgerError {
    fn from(error: std::io::Error) -> Self {
        match error.kind() {
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded => Self::DiskFull,
            ErrorKind::ReadOnlyFilesystem | ErrorKind::PermissionDenied => Self::ReadOnly,
            _ => Self::Io(error),
        }
    }
}

impl From<rusqlite::Error> for LedgerError {
    fn from(error: rusqlite::Error) -> Self {
        let text = error.to_string();
        if let Some(of_the_disk) = of_the_disk(&error) {
            return of_the_disk;
        }
        match text.strip_prefix("UNIQUE constraint failed: ") {
            Some("attempt.phone") => Self::PromptLiveOnPhone,
            Some("attempt.leg") => Self::PromptLiveOnLeg,
            Some("debtor.phone") => Self::Debt(DebtRefused::PhoneTaken),
            Some("attempt.checkout") => Self::CheckoutIdTaken,
            Some("command.originator" | "command.conversation") => Self::CommandIdTaken,
            _ => Self::Sql(error),
        }
    }
}

/// Reads an error that is not the book's own. A full disk is told in two ways: the second when
/// there is no room for the file that readers and writer share.
fn of_the_disk(error: &rusqlite::Error) -> Option<LedgerError> {
    let error = error.sqlite_error()?;
    match error.code {
        _ if error.extended_code == ffi::SQLITE_IOERR_SHMSIZE => Some(LedgerError::DiskFull),
        ErrorCode::DiskFull => Some(LedgerError::DiskFull),
        ErrorCode::ReadOnly => Some(LedgerError::ReadOnly),
        ErrorCode::DatabaseBusy => Some(LedgerError::Busy),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_disk_is_never_told_as_a_damaged_book() {
        let opening = |code| {
            let cause = rusqlite::Error::SqliteFailure(ffi::Error::new(code), None);
            LedgerError::opening(Path::new("till.book"), cause)
        };
        for code in [ffi::SQLITE_FULL, ffi::SQLITE_IOERR_SHMSIZE] {
            assert!(matches!(opening(code), LedgerError::DiskFull), "{code}");
        }
        for code in [ffi::SQLITE_NOTADB, ffi::SQLITE_CORRUPT] {
            let unreadable = matches!(opening(code), LedgerError::Unreadable { .. });
            assert!(unreadable, "{code}");
        }
    }
}
