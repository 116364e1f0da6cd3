//! Why a secret could not be had, in words that stay the same on every system.

use thiserror::Error;

/// Why a keyring did not do what it was asked. Each message says what is so and what cures it.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum VaultError {
    /// No keyring service runs for this person.
    #[error("this machine has no keyring running: start or install one, or choose a sealed file")]
    NoKeyring(#[source] keyring::Error),
    /// The keyring is there and locked, or has no collection yet, and unlocking did not happen.
    #[error("the keyring is locked: unlock it, or sign in again, and try once more")]
    Locked(#[source] keyring::Error),
    /// The keyring wants to ask a person, and there is no screen or nobody answered.
    #[error("the keyring wants to ask for its password and nobody can answer: unlock it first")]
    NobodyToAsk(#[source] keyring::Error),
    /// Nothing is stored under that name.
    #[error("this secret was never stored: enter it in set-up")]
    Absent,
    /// The keyring answered, and refused.
    #[error("the keyring refused: see the log, and enter the secret once more in set-up")]
    Refused(#[source] keyring::Error),
    /// The sealed file was not opened since the start.
    #[error("the sealed file wants its passphrase: enter it in set-up")]
    PassphraseWanted,
    /// The sealed file's passphrase is not the one it was sealed with.
    #[error("the passphrase of the sealed file is wrong: try again")]
    WrongPassphrase,
    /// The sealed file is not what was written.
    #[error("the sealed file is damaged: restore it from a backup, or enter the secrets again")]
    Damaged,
    /// The sealed file was made by a newer release.
    #[error("the sealed file has version {found}, and this release reads {known}: update the till")]
    NewerFile {
        /// The version in the file.
        found: u8,
        /// The newest version that this release reads.
        known: u8,
    },
    /// The sealed file could not be read or written.
    #[error("the sealed file cannot be reached: check the disk and who may use it")]
    File(#[from] std::io::Error),
    /// The system gave no random bytes.
    #[error("the system gives no random numbers: restart the machine")]
    NoEntropy,
}
