//! One program writes a book at a time: a lock beside the file, with the name of who holds it.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};

use crate::error::LedgerError;

/// Holds the right to write a book; the system takes it back when the program ends, however.
#[derive(Debug)]
pub(crate) struct Lock {
    file: File,
}

impl Drop for Lock {
    /// Gives the right back at once. Closing the file alone does not while a child of this program
    /// that is just being started still holds it, too.
    fn drop(&mut self) {
        drop(self.file.unlock());
    }
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
        let mut note = Note::at(path);
        match file.try_lock() {
            Ok(()) => {
                note.write();
                Ok(Self { file })
            }
            Err(TryLockError::WouldBlock) => Err(LedgerError::InUse {
                path: path.to_owned(),
                holder: note.read().unwrap_or_else(|| "unknown".to_owned()),
            }),
            Err(TryLockError::Error(error)) => Err(error.into()),
        }
    }
}

/// The note of who holds the lock, in a file of its own: a locked one can't be read on Windows.
/// It is a courtesy: the lock holds without it, on a full disk too.
///
/// It is itself locked from before the lock is tried until it is written, so that whoever comes
/// second at the same moment reads the name of the first, and not what stood there before.
struct Note(Option<File>);

impl Note {
    fn at(path: &Path) -> Self {
        let note = OpenOptions::new()
            .create(true)
            .truncate(false)
            .read(true)
            .write(true)
            .open(beside(path, "holder"));
        Self(note.ok().filter(|note| note.lock().is_ok()))
    }

    fn write(&mut self) {
        if let Some(note) = &mut self.0 {
            drop(
                note.set_len(0)
                    .and_then(|()| note.write_all(own_name().as_bytes())),
            );
        }
    }

    fn read(&mut self) -> Option<String> {
        let mut name = String::new();
        self.0.as_mut()?.read_to_string(&mut name).ok()?;
        Some(name).filter(|name| !name.is_empty())
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lock_that_is_given_back_is_free_though_a_child_still_holds_the_file() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("till.book");
        let lock = Lock::take(&path).expect("a free lock");
        let of_a_child = lock.file.try_clone().expect("the same file");
        assert!(matches!(Lock::take(&path), Err(LedgerError::InUse { .. })));
        drop(lock);
        Lock::take(&path).expect("it is free again");
        drop(of_a_child);
    }
}
