//! Phone numbers: the one a cashier types, and what Safaricom lets us see of a payer's.

use std::fmt;
use std::str::FromStr;

use thiserror::Error;

/// A Kenyan mobile number in Safaricom's form: 254, then 7 or 1, then eight digits.
///
/// `Debug` masks the middle; `Display` writes all twelve digits, for the wire and the book.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Msisdn([u8; 12]);

/// Why a text is not a Kenyan mobile number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum PhoneError {
    /// It holds letters or other signs than blanks, dashes, dots, brackets and one leading plus.
    #[error("a phone number has digits only")]
    NotDigits,
    /// It has the wrong number of digits.
    #[error("a Kenyan mobile number has ten digits, as 0712 345 678")]
    WrongLength,
    /// It is a land line, or of another country.
    #[error("not a Kenyan mobile number: those begin with 07 or 01")]
    NotKenyanMobile,
}

/// What a message of Safaricom's tells of the payer's phone.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PayerHint {
    /// All twelve digits.
    Full(Msisdn),
    /// Some digits, the rest hidden: what stands before and after the stars.
    Masked {
        /// The digits before the hidden part.
        prefix: String,
        /// The digits after the hidden part.
        suffix: String,
    },
    /// A hash, whole or cut: never to be shown as a phone number.
    Hashed(String),
    /// Nothing.
    Absent,
}

impl Msisdn {
    /// Stands where a number was erased from the book. No text is read as it.
    pub const ERASED: Self = Self(*b"254000000000");

    /// Returns the twelve digits, `254…`.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).expect("only digits are stored")
    }

    /// Returns the number as it is dialled in Kenya, grouped: `0712 345 678`.
    pub fn local(&self) -> String {
        let digits = self.as_str();
        format!("0{} {} {}", &digits[3..6], &digits[6..9], &digits[9..])
    }

    /// Returns the number with its middle hidden: `07•• ••• 678`.
    pub fn masked(&self) -> String {
        let digits = self.as_str();
        format!("0{}•• ••• {}", &digits[3..4], &digits[9..])
    }
}

impl FromStr for Msisdn {
    type Err = PhoneError;

    fn from_str(text: &str) -> Result<Self, PhoneError> {
        let digits = digits_of(text)?;
        let national = match digits.as_str() {
            d if d.len() == 14 && d.starts_with("00254") => &d[5..],
            d if d.len() == 12 && d.starts_with("254") => &d[3..],
            d if d.len() == 10 && d.starts_with('0') => &d[1..],
            d if d.len() == 9 && !d.starts_with('0') => d,
            d if d.len() < 9 || d.starts_with('0') => return Err(PhoneError::WrongLength),
            _ => return Err(PhoneError::NotKenyanMobile),
        };
        if !national.starts_with(['7', '1']) {
            return Err(PhoneError::NotKenyanMobile);
        }
        let mut number = *b"254000000000";
        number[3..].copy_from_slice(national.as_bytes());
        Ok(Self(number))
    }
}

impl fmt::Display for Msisdn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for Msisdn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Msisdn({})", self.masked())
    }
}

impl PayerHint {
    /// Returns what is told of the number, as it is dialled in Kenya: `07•• ••• 678`; nothing of a
    /// hash.
    pub fn local(&self) -> Option<String> {
        let (prefix, suffix) = match self {
            Self::Full(phone) => return Some(phone.local()),
            Self::Masked { prefix, suffix } => (prefix, suffix),
            Self::Hashed(_) | Self::Absent => return None,
        };
        let hidden = 12usize.saturating_sub(prefix.len() + suffix.len()).max(1);
        let shown = format!("{prefix}{}{suffix}", "•".repeat(hidden));
        let signs: Vec<char> = shown.chars().collect();
        if signs.len() != 12 || !shown.starts_with("254") {
            return Some(shown);
        }
        let part = |signs: &[char]| signs.iter().collect::<String>();
        let (first, second, third) = (&signs[3..6], &signs[6..9], &signs[9..]);
        Some(format!("0{} {} {}", part(first), part(second), part(third)))
    }

    /// Reads what stands where a phone is expected: full, masked (`2547 ***** 126`), hashed
    /// (64 hex digits, whole or with a hidden part), or nothing of use.
    ///
    /// Source: reference section 4, "Phone forms seen".
    pub fn read(text: &str) -> Self {
        let text = text.trim();
        if let Ok(full) = text.parse() {
            return Self::Full(full);
        }
        let hexadecimal = text.bytes().filter(u8::is_ascii_hexdigit).count();
        match text.split_once('*') {
            _ if hexadecimal >= 40 => Self::Hashed(text.to_owned()),
            Some((before, after)) => Self::masked(before, after),
            None => Self::Absent,
        }
    }

    /// Tells whether the hint can be this phone. A hash or no hint can be anybody's, and an erased
    /// phone could be any.
    pub fn may_be(&self, phone: &Msisdn) -> bool {
        match self {
            _ if *phone == Msisdn::ERASED => true,
            Self::Full(full) => full == phone,
            Self::Masked { prefix, suffix } => {
                phone.as_str().starts_with(prefix.as_str())
                    && phone.as_str().ends_with(suffix.as_str())
            }
            Self::Hashed(_) | Self::Absent => true,
        }
    }

    fn masked(before: &str, after: &str) -> Self {
        let prefix = before.trim().trim_start_matches('+');
        let suffix = after.trim_start_matches(['*', ' ']).trim();
        let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        if !digits(prefix) || !digits(suffix) || prefix.len() + suffix.len() > 11 {
            return Self::Absent;
        }
        let prefix = match prefix.strip_prefix('0') {
            Some(national) => format!("254{national}"),
            None => prefix.to_owned(),
        };
        Self::Masked {
            prefix,
            suffix: suffix.to_owned(),
        }
    }
}

impl fmt::Debug for PayerHint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Full(phone) => write!(f, "Full({phone:?})"),
            Self::Masked { suffix, .. } => write!(f, "Masked(…{suffix})"),
            Self::Hashed(_) => f.write_str("Hashed"),
            Self::Absent => f.write_str("Absent"),
        }
    }
}

fn digits_of(text: &str) -> Result<String, PhoneError> {
    let text = text.trim();
    let text = text.strip_prefix('+').unwrap_or(text);
    let mut digits = String::with_capacity(text.len());
    for sign in text.chars() {
        match sign {
            '0'..='9' => digits.push(sign),
            ' ' | '-' | '.' | '(' | ')' | '\u{a0}' | '\u{202f}' => {}
            _ => return Err(PhoneError::NotDigits),
        }
    }
    Ok(digits)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn check(text: &str, expected: Result<&str, PhoneError>) {
        let read = text.parse::<Msisdn>();
        assert_eq!(
            read.as_ref().map(Msisdn::as_str),
            expected.as_ref().copied(),
            "{text:?}"
        );
    }

    #[test]
    fn every_kenyan_spelling_is_understood_and_all_else_refused() {
        for text in [
            "0712345678",
            "0712 345 678",
            "712345678",
            "254712345678",
            "+254712345678",
            "+254 712-345-678",
            "00254712345678",
            "(0712) 345.678",
        ] {
            check(text, Ok("254712345678"));
        }
        check("0110987204", Ok("254110987204"));
        check("", Err(PhoneError::WrongLength));
        check("071234567", Err(PhoneError::WrongLength));
        check("07123456789", Err(PhoneError::WrongLength));
        check("0202345678", Err(PhoneError::NotKenyanMobile));
        check("255712345678", Err(PhoneError::NotKenyanMobile));
        check("0712 345 67O", Err(PhoneError::NotDigits));
        check("+ 254712345678x", Err(PhoneError::NotDigits));
    }

    #[test]
    fn an_erased_number_is_nobodys_and_could_be_anybodys() {
        check(Msisdn::ERASED.as_str(), Err(PhoneError::NotKenyanMobile));
        assert!(PayerHint::read("254712345678").may_be(&Msisdn::ERASED));
        assert!(PayerHint::read("2547 ***** 678").may_be(&Msisdn::ERASED));
    }

    #[test]
    fn debug_hides_the_middle() {
        let phone: Msisdn = "0712345678".parse().expect("a phone");
        assert_eq!(format!("{phone:?}"), "Msisdn(07•• ••• 678)");
        assert_eq!(phone.local(), "0712 345 678");
    }

    #[test]
    fn what_safaricom_shows_of_a_payer_is_understood() {
        let phone: Msisdn = "254708374126".parse().expect("a phone");
        let other: Msisdn = "254708374127".parse().expect("a phone");
        for text in [
            "254708374126",
            "2547 ***** 126",
            "2547*****126",
            "25470****126",
        ] {
            assert!(PayerHint::read(text).may_be(&phone), "{text}");
            assert!(!PayerHint::read(text).may_be(&other), "{text}");
        }
        let hashed = "ec59ead34e9e674f659b8602d4742a5053 ***** 134b8da0889ccb542bb64bb95";
        assert!(matches!(PayerHint::read(hashed), PayerHint::Hashed(_)));
        assert_eq!(PayerHint::read(""), PayerHint::Absent);
    }

    proptest! {
        #[test]
        fn a_number_survives_every_way_of_writing_it(national in "[71][0-9]{8}") {
            let phone: Msisdn = national.parse().expect("nine digits");
            prop_assert_eq!(phone.to_string().parse::<Msisdn>(), Ok(phone));
            prop_assert_eq!(phone.local().parse::<Msisdn>(), Ok(phone));
        }

        #[test]
        fn no_text_makes_the_readers_panic(text in "\\PC*") {
            let _ = text.parse::<Msisdn>();
            let _ = PayerHint::read(&text);
        }
    }
}
