//! In whose name a status, a reversal or a balance is asked for.
//!
//! The password goes out encrypted with Safaricom's public key, so only what is encrypted is kept
//! here. An acknowledgement does not tell whether the password was right: a wrong one shows in the
//! result (2001), or in none coming. Wrong ones lock it (8006), and it lasts 90 days.
//!
//! Source: pages of 2025 and many working clients (the project's reference, section 5).

use std::fmt;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use domain::clock::Entropy;
use domain::shortcode::Shortcode;
use rsa::pkcs8::DecodePublicKey;
use rsa::rand_core::{TryCryptoRng, TryRng};
use rsa::{Pkcs1v15Encrypt, PublicKey};
use x509_cert::der::{Decode, DecodePem, Encode};

use crate::credentials::Secret;
use crate::error::Error;
use crate::text::Text;

/// Safaricom's public key, from its certificate. Dates and chain are not checked: both bundled
/// certificates ran out years ago and are in use.
#[derive(Clone, PartialEq, Eq)]
pub struct Certificate(PublicKey);

/// An API user of the shop's organisation, with its encrypted password.
#[derive(Debug, Clone)]
pub struct Initiator {
    shortcode: Shortcode,
    name: Text,
    credential: Secret,
}

/// Chance does not do this: the source is broken.
#[derive(Debug, thiserror::Error)]
#[error("the random source gives nothing but zeros")]
struct NothingButZeros;

/// The entropy port as the library wants it.
struct Dice<'a>(&'a dyn Entropy);

impl Certificate {
    /// The bundled certificate of the sandbox.
    pub fn sandbox() -> Self {
        Self::read(include_bytes!("../certs/SandBoxCertificate.cer")).expect("a test reads it")
    }

    /// The bundled certificate of production.
    pub fn production() -> Self {
        Self::read(include_bytes!("../certs/ProductionCertificate.cer")).expect("a test reads it")
    }

    /// Reads a certificate that the owner was given, as PEM or DER.
    ///
    /// # Errors
    /// [`Error::Certificate`] when it is none, or holds no RSA key.
    pub fn read(file: &[u8]) -> Result<Self, Error> {
        let is_pem = file.trim_ascii_start().starts_with(b"-----BEGIN");
        let read = if is_pem {
            x509_cert::Certificate::from_pem(file.trim_ascii())
        } else {
            x509_cert::Certificate::from_der(file)
        };
        let certificate = read.map_err(|error| Error::Certificate(error.into()))?;
        let info = certificate.tbs_certificate().subject_public_key_info();
        let der = info
            .to_der()
            .map_err(|error| Error::Certificate(error.into()))?;
        let key = PublicKey::from_public_key_der(&der);
        key.map(Self)
            .map_err(|error| Error::Certificate(error.into()))
    }

    /// Encrypts a password: base64 of RSA with PKCS#1 v1.5. Every result differs.
    fn encrypt(&self, password: &str, entropy: &dyn Entropy) -> Result<Secret, Error> {
        let mut dice = Dice(entropy);
        let sealed = self
            .0
            .encrypt(&mut dice, Pkcs1v15Encrypt, password.as_bytes());
        let sealed = sealed.map_err(|error| Error::Certificate(error.into()))?;
        Ok(Secret::new(BASE64_STANDARD.encode(sealed)))
    }
}

impl Initiator {
    /// Takes the API user's name and password as the owner entered them, and keeps the password
    /// encrypted only.
    ///
    /// # Errors
    /// [`Error::EmptySecret`]; [`Error::Certificate`] when the password is too long for the key.
    pub fn new(
        shortcode: Shortcode,
        name: &str,
        password: &str,
        certificate: &Certificate,
        entropy: &dyn Entropy,
    ) -> Result<Self, Error> {
        let password = Secret::entered("initiator's password", password)?;
        if name.trim().is_empty() {
            return Err(Error::EmptySecret {
                what: "initiator's name",
            });
        }
        let credential = certificate.encrypt(password.expose(), entropy)?;
        let name = name.trim().to_owned().into();
        Ok(Self {
            shortcode,
            name,
            credential,
        })
    }

    /// The shop's number that it acts for.
    pub const fn shortcode(&self) -> Shortcode {
        self.shortcode
    }

    pub(crate) fn name(&self) -> &str {
        self.name.as_str()
    }

    /// The `SecurityCredential`.
    pub(crate) fn credential(&self) -> &str {
        self.credential.expose()
    }
}

impl fmt::Debug for Certificate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Certificate(…)")
    }
}

impl TryRng for Dice<'_> {
    type Error = NothingButZeros;

    fn try_next_u32(&mut self) -> Result<u32, NothingButZeros> {
        let mut bytes = [0; 4];
        self.try_fill_bytes(&mut bytes)?;
        Ok(u32::from_le_bytes(bytes))
    }

    fn try_next_u64(&mut self) -> Result<u64, NothingButZeros> {
        let mut bytes = [0; 8];
        self.try_fill_bytes(&mut bytes)?;
        Ok(u64::from_le_bytes(bytes))
    }

    /// The padding has no zeros, and the library asks until it has none: a broken source would
    /// hold it up for ever.
    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), NothingButZeros> {
        for _ in 0..32 {
            self.0.fill(bytes);
            if bytes.iter().any(|byte| *byte != 0) {
                return Ok(());
            }
        }
        Err(NothingButZeros)
    }
}

/// [`Entropy`] promises bytes fit for secrets.
impl TryCryptoRng for Dice<'_> {}
