//! The till's folder: a book for each environment, and which of them is open.
//!
//! `<data>/environment` names it; `<data>/<environment>/till.book` is its book.

use std::io;
use std::path::{Path, PathBuf};

use ledger::Environment;

/// The variable that names the folder.
pub const DATA_DIR: &str = "KAUNTA_DATA_DIR";

/// The till's folder.
#[derive(Clone, Debug)]
pub struct DataFolder(PathBuf);

impl DataFolder {
    /// Takes a folder, which need not exist yet.
    pub fn at(path: impl Into<PathBuf>) -> Self {
        Self(path.into())
    }

    /// Returns the folder.
    pub fn path(&self) -> &Path {
        &self.0
    }

    /// Returns the folder of an environment.
    pub fn of(&self, environment: Environment) -> PathBuf {
        self.0.join(environment.name())
    }

    /// Returns the book of an environment.
    pub fn book(&self, environment: Environment) -> PathBuf {
        self.of(environment).join("till.book")
    }

    /// Returns the environment that was chosen last; practice in a new folder.
    pub fn chosen(&self) -> Environment {
        let text = std::fs::read_to_string(self.choice()).unwrap_or_default();
        text.trim().parse().unwrap_or(Environment::Practice)
    }

    /// Chooses the environment of the next start.
    ///
    /// # Errors
    /// When the folder can't be written.
    pub fn choose(&self, environment: Environment) -> io::Result<()> {
        std::fs::create_dir_all(&self.0)?;
        let next = self.0.join("environment.next");
        std::fs::write(&next, format!("{environment}\n"))?;
        std::fs::rename(next, self.choice())
    }

    fn choice(&self) -> PathBuf {
        self.0.join("environment")
    }
}
