//! The answer to a request for a picture.

use std::fmt;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;

use crate::error::Error;
use crate::text::Text;
use crate::wire::{Object, text_of};

/// Every PNG begins so.
const SIGNATURE: &[u8] = b"\x89PNG\r\n\x1a\n";

/// The answer's pieces. Its code is `00` in practice and an id in the documents, so only the
/// picture tells whether it succeeded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QrReply {
    /// `00`, or an id.
    pub code: Option<Text>,
    /// Safaricom's id of the request.
    pub request: Option<Text>,
    /// The text beside the code.
    pub description: Option<Text>,
    /// The picture, when it is one.
    pub picture: Option<Png>,
}

/// A picture in PNG, as far as its first bytes tell.
#[derive(Clone, PartialEq, Eq)]
pub struct Png(Vec<u8>);

impl QrReply {
    /// Reads a body.
    ///
    /// # Errors
    /// [`Error::NotJson`], or [`Error::NotThat`] when it names no picture.
    pub fn parse(body: &[u8]) -> Result<Self, Error> {
        let text = text_of(body);
        let object = Object::parse(&text)?;
        let fits = Self::fits(&object);
        fits.then(|| Self::of(&object))
            .ok_or(Error::NotThat("a QR code"))
    }

    pub(crate) fn fits(object: &Object<'_>) -> bool {
        object.has("QRCode")
    }

    pub(crate) fn of(object: &Object<'_>) -> Self {
        Self {
            code: object.value("ResponseCode"),
            request: object.value("RequestID"),
            description: object.value("ResponseDescription"),
            picture: object.text("QRCode").and_then(|text| Png::decode(&text)),
        }
    }
}

impl Png {
    /// The file's bytes.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    fn decode(base64: &str) -> Option<Self> {
        let bytes = BASE64_STANDARD.decode(base64).ok()?;
        bytes.starts_with(SIGNATURE).then_some(Self(bytes))
    }
}

impl fmt::Debug for Png {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Png({} bytes)", self.0.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_png_is_a_picture() {
        let picture = |code: &str| {
            let body = format!(r#"{{"QRCode":"{code}"}}"#);
            QrReply::parse(body.as_bytes()).unwrap().picture
        };
        assert!(picture("iVBORw0KGgo=").is_some());
        for other in ["", "PGh0bWw+", "not base64!", "iVBORw0KGg=="] {
            assert_eq!(picture(other), None, "{other}");
        }
        assert!(QrReply::parse(b"{}").is_err());
    }
}
