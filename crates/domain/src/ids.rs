//! Identities: ours are typed `UUIDv7` that can't be swapped, Safaricom's are opaque texts.

use std::fmt;
use std::str::FromStr;

use thiserror::Error;
use uuid::Uuid;

use crate::clock::{Entropy, Timestamp};
use crate::eat;

/// Why a text is not an id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum IdError {
    /// Not a UUID.
    #[error("not an id of ours")]
    NotOurs,
    /// Empty, or longer than 128 characters.
    #[error("an id of Safaricom's has 1 to 128 characters")]
    Length,
    /// Other signs than those of a keyboard: broken letters, or an attack on a log.
    #[error("an id of Safaricom's is plain text")]
    Signs,
}

macro_rules! our_id {
    ($(#[$doc:meta] $name:ident;)+) => {$(
        #[$doc]
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Uuid);

        impl $name {
            /// Makes a new id that sorts by its time.
            pub fn new(at: Timestamp, entropy: &dyn Entropy) -> Self {
                Self(uuid_v7(at, entropy))
            }

            /// Makes the id from its sixteen bytes.
            pub const fn from_bytes(bytes: [u8; 16]) -> Self {
                Self(Uuid::from_bytes(bytes))
            }

            /// Returns the id's sixteen bytes.
            pub const fn as_bytes(&self) -> &[u8; 16] {
                self.0.as_bytes()
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}({})", stringify!($name), self.0)
            }
        }

        impl FromStr for $name {
            type Err = IdError;

            fn from_str(text: &str) -> Result<Self, IdError> {
                text.parse().map(Self).map_err(|_| IdError::NotOurs)
            }
        }
    )+};
}

macro_rules! their_id {
    ($(#[$doc:meta] $name:ident;)+) => {$(
        #[$doc]
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(String);

        impl $name {
            /// Returns the text as Safaricom sent it.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl FromStr for $name {
            type Err = IdError;

            fn from_str(text: &str) -> Result<Self, IdError> {
                match text.trim() {
                    "" => Err(IdError::Length),
                    text if text.len() > 128 => Err(IdError::Length),
                    text if !text.bytes().all(|sign| matches!(sign, b' '..=b'~')) => {
                        Err(IdError::Signs)
                    }
                    text => Ok(Self(text.to_owned())),
                }
            }
        }

        // These ids may hold digits of the customer's phone, so Debug shows their ends only.
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                let head: String = self.0.chars().take(6).collect();
                write!(f, "{}({head}…)", stringify!($name))
            }
        }
    )+};
}

our_id! {
    /// One push of a prompt to one phone, for one leg.
    AttemptId;
    /// What somebody says of a payment, and what comes of it.
    CaseId;
    /// One question or order to M-PESA whose result comes later.
    CommandId;
    /// Somebody who has goods on credit, or had.
    DebtorId;
    /// One tender of a sale.
    LegId;
    /// Somebody who works at the till.
    PersonId;
    /// What one customer takes away and pays for.
    SaleId;
    /// One cashier's session at the counter.
    ShiftId;
}

their_id! {
    /// Safaricom's id of a prompt (`CheckoutRequestID`). It may hold digits of the phone.
    CheckoutRequestId;
    /// Safaricom's id of a question or order whose result comes later (`ConversationID`).
    ConversationId;
    /// Safaricom's id of our request (`MerchantRequestID`).
    MerchantRequestId;
    /// The gateway's id of a request whose result comes later (`OriginatorConversationID`).
    OriginatorConversationId;
}

/// What stands where an id was erased from the book.
const ERASED: &str = "erased";

impl CheckoutRequestId {
    /// Stands where an id was erased from the book.
    pub(crate) fn erased() -> Self {
        Self(ERASED.to_owned())
    }

    /// Returns when Safaricom made the prompt, by its own clock; `None` where the id does not tell.
    ///
    /// Source: reference section 2, acknowledgement: after the last `_` come `DDMMYYYYHHMMSS` in
    /// Nairobi's time and more digits. That is seen, not promised.
    pub fn made_at(&self) -> Option<Timestamp> {
        let (_, digits) = self.0.rsplit_once('_')?;
        let (day_month, rest) = digits.split_at_checked(4)?;
        let (year, rest) = rest.split_at_checked(4)?;
        let (day, month) = day_month.split_at(2);
        eat::from_wire(&[year, month, day, rest.get(..6)?].concat())
    }
}

impl MerchantRequestId {
    /// Stands where an id was erased from the book.
    pub(crate) fn erased() -> Self {
        Self(ERASED.to_owned())
    }
}

fn uuid_v7(at: Timestamp, entropy: &dyn Entropy) -> Uuid {
    let mut random = [0; 10];
    entropy.fill(&mut random);
    let ms = u64::try_from(at.ms()).unwrap_or(0);
    uuid::Builder::from_unix_timestamp_millis(ms, &random).into_uuid()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    struct Fixed(u8);

    impl Entropy for Fixed {
        fn fill(&self, bytes: &mut [u8]) {
            bytes.fill(self.0);
        }
    }

    #[test]
    fn later_ids_sort_later() {
        let early = SaleId::new(Timestamp::from_ms(1_000), &Fixed(255));
        let late = SaleId::new(Timestamp::from_ms(1_001), &Fixed(0));
        assert!(early < late);
    }

    #[test]
    fn debug_hides_the_phone_in_a_checkout_id() {
        let id: CheckoutRequestId = "ws_CO_180920261803512708374149".parse().expect("an id");
        assert!(!format!("{id:?}").contains("708374149"));
    }

    #[test]
    fn a_checkout_id_tells_when_it_was_made() {
        let check = |id: &str, expected: Option<&str>| {
            let id: CheckoutRequestId = id.parse().expect("an id");
            assert_eq!(
                id.made_at().map(eat::to_text).as_deref(),
                expected,
                "{id:?}"
            );
        };
        check(
            "ws_CO_180920261803512708374149",
            Some("2026-09-18 18:03:51"),
        );
        check("ws_CO_27072017151044001", Some("2017-07-27 15:10:44"));
        let old = "ws_CO_DMZ_264695293_11032019122104433";
        check(old, Some("2019-03-11 12:21:04"));
        for none in [
            "erased",
            "ws_CO_1",
            "ws_CO_",
            "ws_CO_99992026180351",
            "ws_CO_18092026180",
        ] {
            check(none, None);
        }
        check("ws_CO_3009202x180351270", None);
    }

    #[test]
    fn empty_endless_and_broken_ids_are_refused() {
        assert_eq!("".parse::<CheckoutRequestId>(), Err(IdError::Length));
        assert_eq!(
            "x".repeat(129).parse::<MerchantRequestId>(),
            Err(IdError::Length)
        );
        for text in ["ws_CO_\u{fffd}", "1\n2", "ws_CO_\u{202e}1", "é"] {
            assert_eq!(text.parse::<CheckoutRequestId>(), Err(IdError::Signs));
        }
        assert!("1466 - 405147 - 1".parse::<MerchantRequestId>().is_ok());
        assert_eq!("nonsense".parse::<SaleId>(), Err(IdError::NotOurs));
    }

    proptest! {
        #[test]
        fn an_id_survives_being_written(ms in 0i64..1 << 47, byte: u8) {
            let id = AttemptId::new(Timestamp::from_ms(ms), &Fixed(byte));
            prop_assert_eq!(id.to_string().parse::<AttemptId>(), Ok(id));
        }
    }
}
