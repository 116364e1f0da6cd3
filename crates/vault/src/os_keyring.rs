//! The operating system's own keyring: Secret Service, Keychain or Credential Manager.

use std::sync::Arc;

use keyring::Error;
use keyring_core::{CredentialStore, Entry};

use crate::{Keyring, SecretName, Sensitive, VaultError};

/// The keyring of the person who is signed in.
///
/// It is looked for at every call, so one that starts or is unlocked later is found.
#[derive(Clone, Debug)]
pub struct OsKeyring {
    service: String,
}

impl OsKeyring {
    /// Uses the entries that carry this program's name, `kaunta` in the shop.
    pub fn new(service: impl Into<String>) -> Self {
        Self {
            service: service.into(),
        }
    }

    fn entry(&self, name: &SecretName) -> Result<Entry, VaultError> {
        let store = store().map_err(VaultError::NoKeyring)?;
        store
            .build(&self.service, &name.to_string(), None)
            .map_err(in_our_words)
    }
}

impl Keyring for OsKeyring {
    fn get(&self, name: &SecretName) -> Result<Sensitive, VaultError> {
        self.entry(name)?
            .get_password()
            .map(Sensitive::new)
            .map_err(in_our_words)
    }

    fn set(&self, name: &SecretName, secret: &Sensitive) -> Result<(), VaultError> {
        self.entry(name)?
            .set_password(secret.expose())
            .map_err(in_our_words)
    }

    fn delete(&self, name: &SecretName) -> Result<(), VaultError> {
        match self.entry(name)?.delete_credential() {
            Ok(()) | Err(Error::NoEntry) => Ok(()),
            Err(error) => Err(in_our_words(error)),
        }
    }
}

#[cfg(target_os = "macos")]
fn store() -> keyring::Result<Arc<CredentialStore>> {
    Ok(apple_native_keyring_store::keychain::Store::new()?)
}

#[cfg(windows)]
fn store() -> keyring::Result<Arc<CredentialStore>> {
    Ok(windows_native_keyring_store::Store::new()?)
}

#[cfg(all(unix, not(target_os = "macos")))]
fn store() -> keyring::Result<Arc<CredentialStore>> {
    Ok(zbus_secret_service_keyring_store::Store::new()?)
}

/// Sorts the platform's errors. The Secret Service wants a prompt (`Prompt`) where a person must
/// unlock it, and has no default collection (`NoResult`) until one was made.
fn in_our_words(error: Error) -> VaultError {
    match error {
        Error::NoEntry => VaultError::Absent,
        Error::NoDefaultStore => VaultError::NoKeyring(error),
        Error::NoStorageAccess(ref cause) if format!("{cause:?}") == "Prompt" => {
            VaultError::NobodyToAsk(error)
        }
        Error::NoStorageAccess(_) => VaultError::Locked(error),
        _ => VaultError::Refused(redacted(error)),
    }
}

/// Takes the secret out of the two errors that carry what was stored.
fn redacted(error: Error) -> Error {
    match error {
        Error::BadEncoding(_) => Error::BadEncoding(Vec::new()),
        Error::BadDataFormat(_, cause) => Error::BadDataFormat(Vec::new(), cause),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_failure_of_a_platform_has_its_own_words() {
        let cases = [
            (Error::NoEntry, "never stored"),
            (Error::NoDefaultStore, "no keyring running"),
            (Error::NoStorageAccess("Locked".into()), "is locked"),
            (Error::BadEncoding(b"bfb279f9".to_vec()), "refused"),
        ];
        for (error, words) in cases {
            let told = in_our_words(error);
            assert!(told.to_string().contains(words), "{told}");
            assert!(
                !format!("{told:?}").contains("98, 102"),
                "a secret in {told:?}"
            );
        }
    }
}
