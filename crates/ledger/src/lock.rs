//! One program writes a book at a time: a lock beside the file, with the name of who holds it.

use std::fs::{File, OpenOptions, TryLockError};
use std::path::{Path, PathBuf};

use crate::error::LedgerError;

/// Holds the right to write a book; the system takes it back when the program ends, however.
#[derive(Debug)]
pub(crate) struct Lock {
    _file: File,
}

impl Lock {
    /// Takes the lock of the book at `path`.
    pub(crate) fn take(path: &Path) -> Result<Self, LedgerError> {
        let lock = beside(path, "lock");
        let file = OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .open(lock)?;
        match file.try_lock() {
            Ok(()) => {
                // The name stands in a file of its own: a locked one can't be read on Windows. It
                // is a courtesy: the lock holds without it, on a full disk too.
                drop(std::fs::write(beside(path, "holder"), own_name()));
                Ok(Self { _file: file })
            }
            Err(TryLockError::WouldBlock) => Err(LedgerError::InUse {
                path: path.to_owned(),
                holder: std::fs::read_to_string(beside(path, "holder"))
                    .unwrap_or_else(|_| "unknown".to_owned()),
            }),
            Err(TryLockError::Error(error)) => Err(error.into()),
        }
    }
}

fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".");
    name.push(ending);
    name.into()
}

fn own_name() -> String {
    let program = std::env::current_exe().ok();
    let name = program
        .as_deref()
        .and_then(Path::file_stem)
        .map_or("kaunta".into(), |name| name.to_string_lossy().into_owned());
    format!("{name} (process {})", std::process::id())
}
