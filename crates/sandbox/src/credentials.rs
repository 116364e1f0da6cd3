//! The initiator who may ask for status, reversal and balance, and the credential that proves it.
//!
//! Source: reference section 5: the password, encrypted by RSA with PKCS #1 v1.5 padding for a
//! certificate, 256 bytes, written in base64. Nobody but Safaricom can read what was encrypted for
//! Safaricom's own certificates, so any 256 bytes are taken unless the stand-in is told to
//! decrypt. Its own key pair lies beside the source for everyone to see: it protects nothing.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use num_bigint::BigUint;

use crate::config::Credentials;

/// The certificate to encrypt for when credentials are decrypted, in PEM.
pub(crate) const CERTIFICATE: &str = include_str!("../keys/certificate.pem");

/// Two lines of a word and a hexadecimal number.
const PRIVATE_KEY: &str = include_str!("../keys/private-key.txt");

/// How many bytes a credential has: the length of the key.
const LENGTH: usize = 256;

/// The shop's user at the organisation portal who may use the API. `Debug` hides the password.
#[derive(Clone)]
pub struct Initiator {
    /// The user's name.
    pub name: String,
    /// The user's password.
    pub password: String,
}

impl Default for Initiator {
    /// The name is that of Safaricom's own sandbox. Source: reference section 10.
    fn default() -> Self {
        Self {
            name: "testapi".to_owned(),
            password: "practice#password".to_owned(),
        }
    }
}

impl fmt::Debug for Initiator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Initiator").finish_non_exhaustive()
    }
}

impl Initiator {
    /// Whether a name and a credential are this initiator's; `None` when the credential cannot be
    /// one at all.
    pub(crate) fn is(&self, name: &str, credential: &str, how: Credentials) -> Option<bool> {
        let bytes = STANDARD.decode(credential).ok()?;
        if bytes.len() != LENGTH {
            return None;
        }
        let is_right = match how {
            Credentials::AnyBytes => true,
            Credentials::Decrypted => decrypt(&bytes).as_deref() == Some(self.password.as_bytes()),
        };
        Some(name == self.name && is_right)
    }
}

/// Takes the padding off what was encrypted for the certificate.
fn decrypt(bytes: &[u8]) -> Option<Vec<u8>> {
    let plain = BigUint::from_bytes_be(bytes).modpow(&key("exponent"), &key("modulus"));
    // The leading zero of 00 02 … 00 is lost in a number.
    let plain = plain.to_bytes_be();
    let padded = plain.strip_prefix(&[2])?;
    let end = padded.iter().position(|byte| *byte == 0)?;
    Some(padded[end + 1..].to_vec())
}

fn key(name: &str) -> BigUint {
    PRIVATE_KEY
        .lines()
        .filter_map(|line| line.split_once(' '))
        .find(|(word, _)| *word == name)
        .and_then(|(_, digits)| BigUint::parse_bytes(digits.as_bytes(), 16))
        .expect("the key's file has both numbers")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Encrypts as a till does, with fixed padding.
    fn encrypted(password: &str) -> String {
        let mut padded = vec![0, 2];
        padded.resize(LENGTH - password.len() - 1, 0xa5);
        padded.push(0);
        padded.extend(password.bytes());
        let cipher = BigUint::from_bytes_be(&padded).modpow(&65_537_u32.into(), &key("modulus"));
        let cipher = cipher.to_bytes_be();
        let zeros = vec![0; LENGTH - cipher.len()];
        STANDARD.encode([zeros, cipher].concat())
    }

    #[test]
    fn the_certificate_is_that_of_the_key() {
        let lines = CERTIFICATE.lines().filter(|line| !line.starts_with('-'));
        let certificate = STANDARD.decode(lines.collect::<String>()).unwrap();
        let modulus = key("modulus").to_bytes_be();
        assert!(certificate.windows(LENGTH).any(|bytes| bytes == modulus));
    }

    #[test]
    fn the_right_password_is_told_from_a_wrong_one_only_when_decrypted() {
        use Credentials::{AnyBytes, Decrypted};
        let initiator = Initiator::default();
        for (password, how, holds) in [
            ("practice#password", Decrypted, true),
            ("practice#passwor", Decrypted, false),
            ("wrong", Decrypted, false),
            ("wrong", AnyBytes, true),
        ] {
            let told = initiator.is("testapi", &encrypted(password), how);
            assert_eq!(told, Some(holds), "{password} {how:?}");
        }
        let other = initiator.is("somebody", &encrypted("practice#password"), Decrypted);
        assert_eq!(other, Some(false));
    }

    #[test]
    fn a_credential_of_another_length_is_none() {
        for credential in ["", "x", "c2hvcnQ=", &STANDARD.encode([0; 255])] {
            let told = Initiator::default().is("testapi", credential, Credentials::AnyBytes);
            assert_eq!(told, None, "{credential}");
        }
    }
}
