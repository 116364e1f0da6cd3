//! Secrets that end with the program: practice mode and tests.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard};

use crate::{Keyring, SecretName, Sensitive, VaultError};

/// A keyring in memory. Each starts empty.
#[derive(Debug, Default)]
pub struct MemoryKeyring(Mutex<BTreeMap<SecretName, Sensitive>>);

impl MemoryKeyring {
    fn secrets(&self) -> MutexGuard<'_, BTreeMap<SecretName, Sensitive>> {
        self.0
            .lock()
            .expect("nothing panics while it holds the lock")
    }
}

impl Keyring for MemoryKeyring {
    fn get(&self, name: &SecretName) -> Result<Sensitive, VaultError> {
        let secrets = self.secrets();
        let secret = secrets.get(name).ok_or(VaultError::Absent)?;
        Ok(Sensitive::new(secret.expose()))
    }

    fn set(&self, name: &SecretName, secret: &Sensitive) -> Result<(), VaultError> {
        self.secrets()
            .insert(name.clone(), Sensitive::new(secret.expose()));
        Ok(())
    }

    fn delete(&self, name: &SecretName) -> Result<(), VaultError> {
        self.secrets().remove(name);
        Ok(())
    }
}
