//! The PIN by which somebody shows who he is, and what the book keeps of it.

use std::fmt;

use thiserror::Error;
use zeroize::Zeroizing;

/// Four to six digits that one person knows. Wiped when dropped, never shown.
pub struct Pin(Zeroizing<String>);

/// What the book keeps of a PIN: an argon2 hash with its salt, as a PHC string. Never shown.
#[derive(Clone, PartialEq, Eq)]
pub struct PinHash(String);

/// Why a text is no PIN, or none to keep.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum PinError {
    /// It holds something else than digits.
    #[error("a PIN has digits only")]
    NotDigits,
    /// It has fewer than four digits, or more than six.
    #[error("a PIN has four to six digits")]
    WrongLength,
    /// It is among the first that somebody would try.
    #[error("this PIN is easily guessed: take one without rows as 1234 or 7777")]
    Guessable,
}

impl Pin {
    /// Returns the digits, to be hashed.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// Decides whether it is good enough to be kept as somebody's PIN.
    ///
    /// # Errors
    /// [`PinError::Guessable`]: one digit alone, a row up or down, a pair said again, or a
    /// year.
    pub fn must_be_hard_to_guess(&self) -> Result<(), PinError> {
        let digits = self.0.as_bytes();
        let steps = digits.windows(2).map(|two| two[1].wrapping_sub(two[0]));
        let row = |step: u8| steps.clone().all(|found| found == step);
        let (same, up, down) = (row(0), row(1), row(u8::MAX));
        let pair = digits.chunks(2).all(|two| two == &digits[..2]);
        let year = digits.len() == 4 && (digits.starts_with(b"19") || digits.starts_with(b"20"));
        if same || up || down || pair || year {
            Err(PinError::Guessable)
        } else {
            Ok(())
        }
    }
}

impl TryFrom<String> for Pin {
    type Error = PinError;

    /// Takes what was typed; it is wiped also when it is no PIN.
    fn try_from(text: String) -> Result<Self, PinError> {
        let text = Zeroizing::new(text);
        match text.len() {
            _ if !text.bytes().all(|sign| sign.is_ascii_digit()) => Err(PinError::NotDigits),
            4..=6 => Ok(Self(text)),
            _ => Err(PinError::WrongLength),
        }
    }
}

impl PinHash {
    /// Takes what argon2 made of a PIN.
    pub fn of_phc(phc: String) -> Self {
        Self(phc)
    }

    /// Returns the PHC string, for argon2 and the book alone.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Pin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Pin(…)")
    }
}

impl fmt::Debug for PinHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PinHash(…)")
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(text: &str) -> Result<Pin, PinError> {
        Pin::try_from(text.to_owned())
    }

    fn guessed(text: &str) -> bool {
        let pin = read(text).expect("a PIN");
        pin.must_be_hard_to_guess().is_err()
    }

    #[test]
    fn a_pin_has_four_to_six_digits_and_says_what_is_wrong() {
        let check = |text, expected| assert_eq!(read(text).err(), expected, "{text:?}");
        check("4711", None);
        check("471108", None);
        check("", Some(PinError::WrongLength));
        check("471", Some(PinError::WrongLength));
        check("4711082", Some(PinError::WrongLength));
        check("47 11", Some(PinError::NotDigits));
        check("٤٧١١", Some(PinError::NotDigits));
        check("-471", Some(PinError::NotDigits));
    }

    #[test]
    fn what_somebody_would_try_first_is_not_kept() {
        for text in [
            "0000", "777777", "1234", "56789", "4321", "1212", "474747", "1999", "2026",
        ] {
            assert!(guessed(text), "{text}");
        }
        for text in ["4711", "0912", "120934", "1213", "202611", "8901"] {
            assert!(!guessed(text), "{text}");
        }
    }

    #[test]
    fn neither_a_pin_nor_its_hash_is_shown_to_a_log() {
        let hash = PinHash::of_phc("$argon2id$v=19$m=19456".to_owned());
        let shown = format!("{:?} {hash:?}", read("4711").expect("a PIN"));
        assert_eq!(shown, "Pin(…) PinHash(…)");
    }

    proptest! {
        #[test]
        fn a_pin_is_what_was_typed(text in "[0-9]{4,6}") {
            let pin = read(&text).expect("a PIN");
            prop_assert_eq!(pin.expose(), text);
        }
    }
}
