//! How values are written to Safaricom, and read from it.
//!
//! The same value arrives as a number in one place and as text in another. [`Object`] keeps the
//! digits as they were sent: no float is made of them, so `1.00` stays exact and `1e400` harmless.

mod object;
mod parameters;

use std::borrow::Cow;

use serde_json::Value;

pub(crate) use object::Object;
pub use parameters::Parameters;

/// How numbers stand in requests for prompts. Both are seen to work.
///
/// Source: Express page, 2025 (texts); the portal's simulator, 2023 (numbers).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum WireStyle {
    /// `"Amount": "1"`.
    #[default]
    Strings,
    /// `"Amount": 1`.
    Numbers,
}

impl WireStyle {
    /// Writes a number of this style.
    pub(crate) fn number(self, digits: &str) -> Value {
        match (self, digits.parse::<u64>()) {
            (Self::Numbers, Ok(number)) => number.into(),
            _ => digits.into(),
        }
    }
}

/// Makes text of a body; bytes that are not UTF-8 become replacement signs, so that one broken
/// name does not hide a payment.
pub(crate) fn text_of(body: &[u8]) -> Cow<'_, str> {
    String::from_utf8_lossy(body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body))
}
