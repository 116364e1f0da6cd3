//! A Kenyan mobile number as it stands on the wire.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::error::Error;

/// A phone: `254`, then `7` or `1`, then eight digits. `Debug` hides the middle.
///
/// Source: reference section 10, numbers.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Phone(String);

impl Phone {
    /// Returns the twelve digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the last nine digits, as they end a `CheckoutRequestID`.
    pub(crate) fn national(&self) -> &str {
        &self.0[3..]
    }

    /// Whether the number belongs to a range that is in use.
    ///
    /// Source: reference section 10, the pattern of libphonenumber 9.0.43.
    pub(crate) fn is_allocated(&self) -> bool {
        let digits = self.national().as_bytes();
        match (digits[0], digits[1], digits[2]) {
            (b'7', ..) | (b'1', b'1' | b'8', _) => true,
            (b'1', b'0', third) => third <= b'8',
            (b'1', b'2', third) => matches!(third, b'0' | b'1' | b'4'),
            (b'1', b'3', third) => matches!(third, b'0' | b'5'..=b'9'),
            (b'1', b'4', third) => third <= b'6',
            _ => false,
        }
    }
}

impl FromStr for Phone {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let is_phone = text.len() == 12
            && text.bytes().all(|byte| byte.is_ascii_digit())
            && (text.starts_with("2547") || text.starts_with("2541"));
        if is_phone {
            Ok(Self(text.to_owned()))
        } else {
            Err(Error::NotAPhone(masked(text)))
        }
    }
}

impl TryFrom<String> for Phone {
    type Error = Error;

    fn try_from(text: String) -> Result<Self, Error> {
        text.parse()
    }
}

impl From<Phone> for String {
    fn from(phone: Phone) -> Self {
        phone.0
    }
}

impl fmt::Debug for Phone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&masked(&self.0))
    }
}

/// Writes a text with each long row of digits hidden but for its first four and last three.
pub(crate) fn masked(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find(|c: char| c.is_ascii_digit()) {
        let digits = &rest[start..];
        let length = digits
            .find(|c: char| !c.is_ascii_digit())
            .unwrap_or(digits.len());
        out.push_str(&rest[..start]);
        if length < 9 {
            out.push_str(&digits[..length]);
        } else {
            out.push_str(&digits[..4]);
            out.push_str(&"*".repeat(length - 7));
            out.push_str(&digits[length - 3..length]);
        }
        rest = &digits[length..];
    }
    out + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_form_of_the_wire_is_a_phone() {
        for (text, holds) in [
            ("254712345678", true),
            ("254112345678", true),
            ("0712345678", false),
            ("254212345678", false),
            ("25471234567", false),
            ("2547123456789", false),
            ("25471234567x", false),
        ] {
            assert_eq!(text.parse::<Phone>().is_ok(), holds, "{text}");
        }
    }

    #[test]
    fn numbers_outside_the_ranges_in_use_are_told_apart() {
        for (text, holds) in [
            ("254712345678", true),
            ("254110345678", true),
            ("254109345678", false),
            ("254122345678", false),
            ("254147345678", false),
            ("254190345678", false),
        ] {
            let phone: Phone = text.parse().unwrap();
            assert_eq!(phone.is_allocated(), holds, "{text}");
        }
    }

    #[test]
    fn a_masked_text_hides_the_middle_of_a_phone_alone() {
        assert_eq!(
            masked("/phones/254712345678/answer"),
            "/phones/2547*****678/answer"
        );
        assert_eq!(
            masked("/mpesa/stkpush/v1/processrequest"),
            "/mpesa/stkpush/v1/processrequest"
        );
    }
}
