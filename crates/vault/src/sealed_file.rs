//! Secrets in a file that a passphrase seals: the owner's choice where there is no keyring.
//!
//! `KAUNTA-SEALED`, version, salt, nonce, sealed names and secrets, SHA-256 of all that. The
//! passphrase is stretched by Argon2id, the contents are sealed by XChaCha20-Poly1305, bound to
//! version and salt. The plain checksum tells a damaged file from a wrong passphrase; what
//! protects against forgery is the seal.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use argon2::{Algorithm, Argon2, Params, Version};
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use sha2::{Digest, Sha256};
use zeroize::{Zeroize, Zeroizing};

use crate::{Keyring, SecretName, Sensitive, VaultError};

const MAGIC: &[u8; 13] = b"KAUNTA-SEALED";
const VERSION: u8 = 1;
const SALT: usize = 16;
const HEAD: usize = MAGIC.len() + 1 + SALT;
const NONCE: usize = 24;
const CHECKSUM: usize = 32;

/// Argon2id with 64 MiB and three passes: OWASP's advice and more, under a second on a till.
const MEMORY_KIB: u32 = 64 * 1024;
const PASSES: u32 = 3;

/// A sealed file, opened with its passphrase.
pub struct SealedFile {
    path: PathBuf,
    head: [u8; HEAD],
    cipher: XChaCha20Poly1305,
    writing: Mutex<()>,
}

/// Names and secrets, wiped when dropped.
#[derive(Default)]
struct Contents(BTreeMap<String, String>);

impl SealedFile {
    /// Makes a new, empty sealed file.
    ///
    /// # Errors
    /// [`VaultError::File`] also when there is such a file already: it is never written over.
    pub fn create(path: &Path, passphrase: &Sensitive) -> Result<Self, VaultError> {
        let mut head = [0; HEAD];
        head[..MAGIC.len()].copy_from_slice(MAGIC);
        head[MAGIC.len()] = VERSION;
        fill(&mut head[MAGIC.len() + 1..])?;
        let file = Self::with_head(path, head, passphrase);
        let bytes = file.seal(&Contents::default())?;
        written(path, &bytes)?
            .persist_noclobber(path)
            .map_err(|error| error.error)?;
        sync_folder(path)?;
        Ok(file)
    }

    /// Makes a new, empty sealed file where there may be one that can't be opened any more: the old
    /// one is set aside under the next free number, since a passphrase may be remembered again.
    ///
    /// # Errors
    /// [`VaultError::File`] when the old one can't be renamed or the new one not written.
    pub fn begin_anew(path: &Path, passphrase: &Sensitive) -> Result<Self, VaultError> {
        if path.exists() {
            std::fs::rename(path, aside(path))?;
        }
        Self::create(path, passphrase)
    }

    /// Opens a sealed file. Takes about half a second, so that guessing is slow.
    ///
    /// # Errors
    /// [`VaultError::WrongPassphrase`], [`VaultError::Damaged`], [`VaultError::NewerFile`], or
    /// [`VaultError::File`] when it is not there or not readable.
    pub fn open(path: &Path, passphrase: &Sensitive) -> Result<Self, VaultError> {
        let head = head_of(&intact(std::fs::read(path)?)?)?;
        let file = Self::with_head(path, head, passphrase);
        file.read()?;
        Ok(file)
    }

    fn with_head(path: &Path, head: [u8; HEAD], passphrase: &Sensitive) -> Self {
        Self {
            path: path.to_owned(),
            head,
            cipher: cipher(passphrase, &head[MAGIC.len() + 1..]),
            writing: Mutex::new(()),
        }
    }

    fn read(&self) -> Result<Contents, VaultError> {
        let bytes = intact(std::fs::read(&self.path)?)?;
        let (nonce, sealed) = bytes[HEAD..].split_at(NONCE);
        let payload = Payload {
            msg: sealed,
            aad: &head_of(&bytes)?,
        };
        let opened = self.cipher.decrypt(XNonce::from_slice(nonce), payload);
        let plain = Zeroizing::new(opened.map_err(|_| VaultError::WrongPassphrase)?);
        serde_json::from_slice(&plain)
            .map(Contents)
            .map_err(|_| VaultError::Damaged)
    }

    fn seal(&self, contents: &Contents) -> Result<Vec<u8>, VaultError> {
        let mut nonce = [0; NONCE];
        fill(&mut nonce)?;
        let plain = serde_json::to_vec(&contents.0).expect("a map of texts has a JSON form");
        let plain = Zeroizing::new(plain);
        let payload = Payload {
            msg: &plain,
            aad: &self.head,
        };
        let sealed = self.cipher.encrypt(XNonce::from_slice(&nonce), payload);
        let sealed = sealed.expect("a few secrets are far below the cipher's limit");
        let mut bytes = [&self.head[..], &nonce, &sealed].concat();
        bytes.extend(Sha256::digest(&bytes));
        Ok(bytes)
    }

    /// Reads, changes and replaces the file, one change at a time. A crash leaves the old one.
    fn change(&self, change: impl FnOnce(&mut Contents)) -> Result<(), VaultError> {
        let _one_at_a_time = self
            .writing
            .lock()
            .expect("nothing panics while it holds the lock");
        let mut contents = self.read()?;
        change(&mut contents);
        let bytes = self.seal(&contents)?;
        written(&self.path, &bytes)?
            .persist(&self.path)
            .map_err(|error| error.error)?;
        Ok(sync_folder(&self.path)?)
    }
}

impl Keyring for SealedFile {
    fn get(&self, name: &SecretName) -> Result<Sensitive, VaultError> {
        let mut contents = self.read()?;
        contents
            .0
            .remove(&name.to_string())
            .map(Sensitive::new)
            .ok_or(VaultError::Absent)
    }

    fn set(&self, name: &SecretName, secret: &Sensitive) -> Result<(), VaultError> {
        self.change(|contents| {
            contents
                .0
                .insert(name.to_string(), secret.expose().to_owned());
        })
    }

    fn delete(&self, name: &SecretName) -> Result<(), VaultError> {
        self.change(|contents| drop(contents.0.remove(&name.to_string()).map(Sensitive::new)))
    }
}

impl Drop for Contents {
    fn drop(&mut self) {
        self.0.values_mut().for_each(Zeroize::zeroize);
    }
}

/// Returns the next free name beside a file: `secrets.sealed.1`, then `.2`.
fn aside(path: &Path) -> PathBuf {
    (1..=u32::MAX)
        .map(|number| path.with_added_extension(number.to_string()))
        .find(|name| !name.exists())
        .expect("no folder holds four thousand million files")
}

fn cipher(passphrase: &Sensitive, salt: &[u8]) -> XChaCha20Poly1305 {
    let params = Params::new(MEMORY_KIB, PASSES, 1, Some(32)).expect("within Argon2's ranges");
    let mut key = Zeroizing::new([0; 32]);
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into(passphrase.expose().as_bytes(), salt, &mut *key)
        .expect("salt and key have lengths that Argon2 takes");
    XChaCha20Poly1305::new((&*key).into())
}

/// Returns the file without its checksum.
fn intact(mut bytes: Vec<u8>) -> Result<Vec<u8>, VaultError> {
    if bytes.len() < HEAD + NONCE + CHECKSUM || !bytes.starts_with(MAGIC) {
        return Err(VaultError::Damaged);
    }
    match bytes[MAGIC.len()] {
        0 => return Err(VaultError::Damaged),
        VERSION => {}
        found => {
            return Err(VaultError::NewerFile {
                found,
                known: VERSION,
            });
        }
    }
    let checksum = bytes.split_off(bytes.len() - CHECKSUM);
    if Sha256::digest(&bytes)[..] != checksum {
        return Err(VaultError::Damaged);
    }
    Ok(bytes)
}

fn head_of(bytes: &[u8]) -> Result<[u8; HEAD], VaultError> {
    bytes.first_chunk().copied().ok_or(VaultError::Damaged)
}

fn fill(bytes: &mut [u8]) -> Result<(), VaultError> {
    getrandom::fill(bytes).map_err(|_| VaultError::NoEntropy)
}

/// Writes and syncs a temporary file in the same folder, readable by its owner alone.
fn written(path: &Path, bytes: &[u8]) -> io::Result<tempfile::NamedTempFile> {
    let mut file = tempfile::NamedTempFile::new_in(folder(path))?;
    file.write_all(bytes)?;
    file.as_file().sync_all()?;
    Ok(file)
}

/// Makes the new name last. Windows cannot open folders, and needs it not.
fn sync_folder(path: &Path) -> io::Result<()> {
    if cfg!(unix) {
        File::open(folder(path))?.sync_all()
    } else {
        Ok(())
    }
}

fn folder(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if folder != Path::new("") => folder,
        _ => Path::new("."),
    }
}
