//! The shop's secrets at Safaricom, in types that are hard to spill.

use std::fmt;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use domain::shortcode::Shortcode;
use zeroize::Zeroizing;

use crate::error::Error;

/// A text that must not be seen: `Debug` hides it, dropping it wipes it.
#[derive(Clone)]
pub struct Secret(Zeroizing<String>);

/// The consumer key and secret of one app at Safaricom.
#[derive(Debug, Clone)]
pub struct AppKeys {
    key: Secret,
    secret: Secret,
}

/// The number that is paid, with the passkey that signs its prompts.
#[derive(Debug, Clone)]
pub struct Merchant {
    shortcode: Shortcode,
    passkey: Secret,
}

impl Secret {
    /// Hides a text.
    pub fn new(text: String) -> Self {
        Self(Zeroizing::new(text))
    }

    /// Shows the text, to send it.
    pub fn expose(&self) -> &str {
        &self.0
    }

    pub(crate) fn entered(what: &'static str, text: &str) -> Result<Self, Error> {
        match text.trim() {
            "" => Err(Error::EmptySecret { what }),
            text => Ok(Self::new(text.to_owned())),
        }
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("<redacted>")
    }
}

impl AppKeys {
    /// Takes the keys as the owner pasted them; blanks around them are dropped.
    ///
    /// # Errors
    /// [`Error::EmptySecret`].
    pub fn new(key: &str, secret: &str) -> Result<Self, Error> {
        Ok(Self {
            key: Secret::entered("consumer key", key)?,
            secret: Secret::entered("consumer secret", secret)?,
        })
    }

    /// The `Authorization` of a token request.
    pub(crate) fn basic(&self) -> Secret {
        let pair = Zeroizing::new(format!("{}:{}", self.key.expose(), self.secret.expose()));
        let encoded = Zeroizing::new(BASE64_STANDARD.encode(pair.as_bytes()));
        Secret::new(format!("Basic {}", *encoded))
    }
}

impl Merchant {
    /// Takes the shop's number and the passkey as the owner pasted it. For a till the passkey is
    /// that of the store (or head-office) number.
    ///
    /// # Errors
    /// [`Error::EmptySecret`].
    pub fn new(shortcode: Shortcode, passkey: &str) -> Result<Self, Error> {
        let passkey = Secret::entered("passkey", passkey)?;
        Ok(Self { shortcode, passkey })
    }

    /// The number that is paid.
    pub const fn shortcode(&self) -> Shortcode {
        self.shortcode
    }

    /// The `Password` that goes with a `Timestamp`: the same text must be in both fields, or
    /// Safaricom answers "Wrong credentials".
    ///
    /// Source: Express page, 2025: base64 of shortcode, passkey and timestamp joined.
    pub(crate) fn password(&self, timestamp: &str) -> Secret {
        let signer = self.shortcode.signer();
        let joined = Zeroizing::new(format!("{signer}{}{timestamp}", self.passkey.expose()));
        Secret::new(BASE64_STANDARD.encode(joined.as_bytes()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // The passkey of Safaricom's sandbox, which everybody knows.
    const PASSKEY: &str = "bfb279f9aa9bdbcf158e97dd71a467cd2e0c893059b10f78e6b72ada1ed2c919";

    #[test]
    fn the_password_is_that_of_the_official_sample() {
        let merchant = Merchant::new("paybill:174379".parse().unwrap(), PASSKEY).unwrap();
        let expected = concat!(
            "MTc0Mzc5YmZiMjc5ZjlhYTliZGJjZjE1OGU5N2RkNzFhNDY3Y2QyZTBjODkzMDU5YjEw",
            "Zjc4ZTZiNzJhZGExZWQyYzkxOTIwMjEwNjI4MDkyNDA4",
        );
        assert_eq!(merchant.password("20210628092408").expose(), expected);
    }

    #[test]
    fn secrets_are_not_in_debug_texts() {
        let keys = AppKeys::new(" consumer ", "hush").unwrap();
        let merchant = Merchant::new("paybill:174379".parse().unwrap(), PASSKEY).unwrap();
        let shown = format!("{keys:?} {merchant:?} {:?}", keys.basic());
        for secret in ["consumer", "hush", PASSKEY, "Basic"] {
            assert!(!shown.contains(secret), "{secret} in {shown}");
        }
        assert_eq!(keys.basic().expose(), "Basic Y29uc3VtZXI6aHVzaA==");
    }

    #[test]
    fn empty_secrets_are_refused() {
        assert!(AppKeys::new("key", " ").is_err());
        assert!(AppKeys::new("", "secret").is_err());
        assert!(Merchant::new("paybill:174379".parse().unwrap(), "\n").is_err());
    }
}
