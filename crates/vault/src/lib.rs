//! Secrets: where they are kept, and the type that keeps them from being shown.
//!
//! The port is [`Keyring`]. [`OsKeyring`] is the operating system's own keyring and the rule;
//! [`SealedFile`] is the exception that an owner chooses where there is none; [`MemoryKeyring`]
//! serves practice mode and tests. Absent on purpose: making secrets (the `Entropy` port does
//! that) and any fallback from one place to another without the owner's word.

mod error;
mod memory_keyring;
mod name;
mod os_keyring;
mod sealed_file;
mod sensitive;

pub use error::VaultError;
pub use memory_keyring::MemoryKeyring;
pub use name::{Environment, SecretKind, SecretName};
pub use os_keyring::OsKeyring;
pub use sealed_file::SealedFile;
pub use sensitive::Sensitive;

/// A place that keeps secrets by name.
///
/// Calls may wait for a person to unlock the keyring: make them away from the window's thread.
pub trait Keyring: Send + Sync {
    /// Returns the secret of that name.
    ///
    /// # Errors
    /// [`VaultError::Absent`] when none is stored; else why the keyring could not be asked.
    fn get(&self, name: &SecretName) -> Result<Sensitive, VaultError>;

    /// Stores the secret under that name, in place of an earlier one.
    ///
    /// # Errors
    /// Says why nothing was stored; an earlier secret then still stands.
    fn set(&self, name: &SecretName, secret: &Sensitive) -> Result<(), VaultError>;

    /// Removes the secret of that name. Fine when there is none.
    ///
    /// # Errors
    /// Says why it may still be there.
    fn delete(&self, name: &SecretName) -> Result<(), VaultError>;
}
