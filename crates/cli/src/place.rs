//! Which book a command works on.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use app::{AppError, DATA_DIR, DataFolder, Environment, LedgerError, Ports, Readers, Till};
use vault::{Keyring, OsKeyring, SealedFile, Sensitive};

use crate::args::Settings;
use crate::exit::Failure;

/// The window's identifier: the name of its data folder.
const IDENTIFIER: &str = "ke.kaunta.till";

/// The variable that opens a sealed file of secrets.
const PASSPHRASE: &str = "KAUNTA_PASSPHRASE";

/// A book, and the till's folder if the book is in one.
pub(crate) struct Place {
    book: PathBuf,
    folder: Option<DataFolder>,
    environment: Option<Environment>,
}

impl Place {
    /// Finds the book: as typed, or in the till's folder.
    pub(crate) fn of(settings: &Settings) -> Result<Self, Failure> {
        if let Some(book) = &settings.book {
            return Ok(Self {
                book: book.clone(),
                folder: None,
                environment: settings.environment,
            });
        }
        let folder = match std::env::var_os(DATA_DIR) {
            Some(folder) => DataFolder::at(folder),
            None => DataFolder::at(usual_folder()?),
        };
        let environment = settings.environment.unwrap_or_else(|| folder.chosen());
        Ok(Self {
            book: folder.book(environment),
            folder: Some(folder),
            environment: Some(environment),
        })
    }

    /// Returns the book's path.
    pub(crate) fn book(&self) -> &Path {
        &self.book
    }

    /// Returns the place of the practice book beside this one.
    pub(crate) fn for_practice(&self) -> Self {
        let environment = Environment::Practice;
        let book = self.folder.as_ref().map(|folder| folder.book(environment));
        Self {
            book: book.unwrap_or_else(|| self.book.clone()),
            folder: self.folder.clone(),
            environment: Some(environment),
        }
    }

    /// Tells whether practice mode is wanted here.
    pub(crate) fn is_practice(&self) -> bool {
        self.environment == Some(Environment::Practice)
    }

    /// Opens the till. A book without a known environment is taken for what it is, a new one for
    /// the sandbox.
    pub(crate) fn open(&self, ports: &Ports) -> Result<Till, Failure> {
        let wanted = self.environment.unwrap_or(Environment::Sandbox);
        match Till::open(&self.book, wanted, ports.clone()) {
            Err(AppError::Book(LedgerError::WrongEnvironment { found, .. }))
                if self.environment.is_none() && found.parse::<Environment>().is_ok() =>
            {
                let found = found.parse().expect("it was just parsed");
                Ok(Till::open(&self.book, found, ports.clone())?)
            }
            opened => Ok(opened?),
        }
    }

    /// Opens the book to read it beside whoever writes it.
    pub(crate) fn read(&self) -> Result<Readers, Failure> {
        self.must_exist()?;
        Ok(Readers::open(&self.book)?)
    }

    /// Refuses where there is no book.
    pub(crate) fn must_exist(&self) -> Result<(), Failure> {
        if self.book.is_file() {
            return Ok(());
        }
        let why = format!("there is no book at {}", self.book.display());
        Err(Failure::bad_input("no_book", why))
    }

    /// Returns where the window's set-up kept the secrets.
    pub(crate) fn keyring(&self) -> Result<Arc<dyn Keyring>, Failure> {
        let sealed = self
            .folder
            .as_ref()
            .map(|folder| folder.path().join("secrets.sealed"))
            .filter(|file| file.exists());
        let Some(file) = sealed else {
            return Ok(Arc::new(OsKeyring::new("kaunta")));
        };
        let passphrase = std::env::var(PASSPHRASE).map(Sensitive::new).map_err(|_| {
            let why =
                format!("the secrets are in a sealed file: give its passphrase in {PASSPHRASE}");
            Failure::bad_input("passphrase_wanted", why)
        })?;
        let opened = SealedFile::open(&file, &passphrase).map_err(AppError::from)?;
        Ok(Arc::new(opened))
    }
}

fn usual_folder() -> Result<PathBuf, Failure> {
    dirs::data_local_dir()
        .map(|folder| folder.join(IDENTIFIER))
        .ok_or_else(|| {
            let why = format!("this system has no data folder: name one in {DATA_DIR}, or --book");
            Failure::bad_input("no_folder", why)
        })
}
