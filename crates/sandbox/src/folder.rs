//! The folder in which the state survives a restart.

use std::fs::{self, File, TryLockError};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use crate::error::Error;
use crate::state::State;

/// The file that holds the state, and while it is written its successor.
const FILE: &str = "sandbox.json";
const SUCCESSOR: &str = "sandbox.json.new";
const LOCK: &str = "sandbox.lock";

/// A folder that this stand-in alone uses.
#[derive(Debug)]
pub(crate) struct Folder {
    path: PathBuf,
    /// Held locked as long as the folder is open.
    _lock: File,
}

impl Folder {
    /// Makes the folder if needed and locks it.
    pub(crate) fn open(path: PathBuf) -> Result<Self, Error> {
        let failed = |source| Error::Folder {
            path: path.clone(),
            source,
        };
        fs::create_dir_all(&path).map_err(failed)?;
        let lock = File::create(path.join(LOCK)).map_err(failed)?;
        match lock.try_lock() {
            Ok(()) => Ok(Self { path, _lock: lock }),
            Err(TryLockError::WouldBlock) => Err(Error::FolderInUse { path }),
            Err(TryLockError::Error(source)) => Err(Error::Folder { path, source }),
        }
    }

    /// Reads the state; `None` when there is none yet.
    pub(crate) fn load(&self) -> Result<Option<State>, Error> {
        let path = self.path.join(FILE);
        match fs::read(&path) {
            Ok(bytes) => match serde_json::from_slice(&bytes) {
                Ok(state) => Ok(Some(state)),
                Err(source) => Err(Error::Unreadable { path, source }),
            },
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(source) => Err(Error::Folder { path, source }),
        }
    }

    /// Writes the state so that after a power cut either the old or the new one is there.
    pub(crate) fn save(&self, state: &State) -> Result<(), Error> {
        let bytes = serde_json::to_vec(state).expect("the state has only text keys");
        replace(&self.path, &bytes).map_err(|source| Error::Folder {
            path: self.path.join(FILE),
            source,
        })
    }
}

fn replace(folder: &Path, bytes: &[u8]) -> io::Result<()> {
    let successor = folder.join(SUCCESSOR);
    let mut file = File::create(&successor)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    fs::rename(&successor, folder.join(FILE))?;
    sync_folder(folder)
}

/// Makes the rename itself durable; Windows has no such call and needs none.
#[cfg(unix)]
fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

#[cfg(not(unix))]
fn sync_folder(_: &Path) -> io::Result<()> {
    Ok(())
}
