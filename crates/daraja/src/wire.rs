//! How values are written to Safaricom, and read from it.
//!
//! The same value arrives as a number in one place and as text in another. [`Object`] keeps the
//! digits as they were sent: no float is made of them, so `1.00` stays exact and `1e400` harmless.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::str::FromStr;

use serde_json::Value;
use serde_json::value::RawValue;

use crate::error::Error;

/// How numbers stand in requests. Both are seen to work.
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

/// A JSON object whose values are read when asked for, leniently.
pub(crate) struct Object<'a>(BTreeMap<String, &'a RawValue>);

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

impl<'a> Object<'a> {
    pub(crate) fn parse(text: &'a str) -> Result<Self, Error> {
        serde_json::from_str(text)
            .map(Self)
            .map_err(|error| Error::NotJson {
                line: error.line(),
                column: error.column(),
            })
    }

    /// The object under a key.
    pub(crate) fn object(&self, key: &str) -> Option<Self> {
        Self::parse(self.raw(key)?).ok()
    }

    /// The objects under a key that holds one or a list of them; all else is left out.
    pub(crate) fn objects(&self, key: &str) -> Vec<Self> {
        let Some(raw) = self.raw(key) else {
            return Vec::new();
        };
        match serde_json::from_str::<Vec<&'a RawValue>>(raw) {
            Ok(list) => list
                .iter()
                .filter_map(|item| Self::parse(item.get()).ok())
                .collect(),
            Err(_) => Self::parse(raw).into_iter().collect(),
        }
    }

    /// The text or the digits under a key, trimmed; nothing when they are empty or of other kind.
    pub(crate) fn text(&self, key: &str) -> Option<String> {
        let raw = self.raw(key)?;
        let text = match raw.as_bytes().first()? {
            b'"' => serde_json::from_str::<String>(raw).ok()?,
            b'-' | b'0'..=b'9' => raw.to_owned(),
            _ => return None,
        };
        Some(text.trim().to_owned()).filter(|text| !text.is_empty())
    }

    /// The value under a key, when it is one of its kind.
    pub(crate) fn value<T: FromStr>(&self, key: &str) -> Option<T> {
        self.text(key)?.parse().ok()
    }

    pub(crate) fn has(&self, key: &str) -> bool {
        self.raw(key).is_some()
    }

    /// Keys are compared without letter case: `errorCode` is also seen as `ErrorCode`.
    fn raw(&self, key: &str) -> Option<&'a str> {
        let mut entries = self.0.iter();
        let found = entries.find(|(name, _)| name.eq_ignore_ascii_case(key));
        found.map(|(_, raw)| raw.get())
    }
}

#[cfg(test)]
mod tests {
    use domain::money::Money;
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn amounts_are_read_as_written_whatever_their_kind() {
        let check = |json: &str, cents: Option<u64>| {
            let body = format!(r#"{{"Amount": {json}}}"#);
            let read = Object::parse(&body).unwrap().value::<Money>("amount");
            assert_eq!(read.map(Money::cents), cents, "{json}");
        };
        check("1", Some(100));
        check("1.0", Some(100));
        check("1.00", Some(100));
        check("0.29", Some(29));
        check("\"10500.00\"", Some(1_050_000));
        check("\" 5.00 \"", Some(500));
        check("10500.000", Some(1_050_000));
        for other in [
            "1.005", "-1", "1e400", "1e2", "\"\"", "null", "true", "[1]", "{}",
        ] {
            check(other, None);
        }
    }

    #[test]
    fn one_item_or_many_are_read_alike() {
        let check = |json: &str, names: &[&str]| {
            let object = Object::parse(json).unwrap();
            let read: Vec<_> = object
                .objects("Item")
                .iter()
                .filter_map(|o| o.text("n"))
                .collect();
            assert_eq!(read, names, "{json}");
        };
        check(r#"{"Item": {"n": "a"}}"#, &["a"]);
        check(r#"{"Item": [{"n": "a"}, 7, {"n": 8}]}"#, &["a", "8"]);
        check(r#"{"Item": "none"}"#, &[]);
        check(r"{}", &[]);
    }

    #[test]
    fn endless_nesting_is_refused_or_skipped_without_a_crash() {
        let depth = 100_000;
        let nested = format!(r#"{{"a": {}1{}}}"#, "[".repeat(depth), "]".repeat(depth));
        if let Ok(object) = Object::parse(&nested) {
            assert!(object.objects("a").is_empty());
            assert!(object.object("a").is_none() && object.text("a").is_none());
        }
    }

    proptest! {
        #[test]
        fn digits_are_kept_to_the_last(number in "(0|[1-9][0-9]{0,30})(\\.[0-9]{1,30})?") {
            let body = format!(r#"{{"Value": {number}}}"#);
            prop_assert_eq!(Object::parse(&body).unwrap().text("Value"), Some(number));
        }
    }
}
