//! Where this machine keeps the shop's secrets: the system's keyring, or, when the owner chose so,
//! a file that a passphrase opens.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use app::{AppError, DataFolder};
use vault::{Keyring, OsKeyring, SealedFile, SecretName, Sensitive, VaultError};

/// Where the secrets are.
pub(crate) struct Keyrings {
    file: PathBuf,
    opened: Mutex<Option<Arc<SealedFile>>>,
}

/// The file before its passphrase was given.
struct Shut;

impl Keyrings {
    /// Looks in the till's folder.
    pub(crate) fn of(folder: &DataFolder) -> Self {
        Self {
            file: folder.path().join("secrets.sealed"),
            opened: Mutex::default(),
        }
    }

    /// Returns the keyring to ask: the opened file, a locked one that still wants its passphrase,
    /// or the system's.
    pub(crate) fn current(&self) -> Arc<dyn Keyring> {
        match &*self.opened.lock().unwrap_or_else(PoisonError::into_inner) {
            Some(file) => file.clone(),
            None if self.file.exists() => Arc::new(Shut),
            None => Arc::new(OsKeyring::new("kaunta")),
        }
    }

    /// Chooses the file, as the owner said: makes it, or opens the one that is there.
    pub(crate) fn choose_file(&self, passphrase: &str) -> Result<(), AppError> {
        if self.file.exists() {
            return self.open_file(passphrase);
        }
        let file = SealedFile::create(&self.file, &Sensitive::new(passphrase))?;
        self.keep_open(file);
        Ok(())
    }

    /// Begins a new file in place of one whose passphrase was forgotten or that is damaged.
    pub(crate) fn begin_file_anew(&self, passphrase: &str) -> Result<(), AppError> {
        let file = SealedFile::begin_anew(&self.file, &Sensitive::new(passphrase))?;
        self.keep_open(file);
        Ok(())
    }

    /// Opens the file.
    pub(crate) fn open_file(&self, passphrase: &str) -> Result<(), AppError> {
        let file = SealedFile::open(&self.file, &Sensitive::new(passphrase))?;
        self.keep_open(file);
        Ok(())
    }

    fn keep_open(&self, file: SealedFile) {
        let mut opened = self.opened.lock().unwrap_or_else(PoisonError::into_inner);
        *opened = Some(Arc::new(file));
    }
}

impl Keyring for Shut {
    fn get(&self, _: &SecretName) -> Result<Sensitive, VaultError> {
        Err(VaultError::PassphraseWanted)
    }

    fn set(&self, _: &SecretName, _: &Sensitive) -> Result<(), VaultError> {
        Err(VaultError::PassphraseWanted)
    }

    fn delete(&self, _: &SecretName) -> Result<(), VaultError> {
        Err(VaultError::PassphraseWanted)
    }
}
