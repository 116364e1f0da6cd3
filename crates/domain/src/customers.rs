//! Customers whom the shop knows by what they paid before: who somebody is, as far as M-PESA shows
//! him, and how often he paid.
//!
//! That somebody is known is a reason that a cashier reads. It weighs nothing in any decision: it
//! says who paid, and not for what. Absent on purpose: what is kept of whom, and for how long.

use sha2::{Digest, Sha256};

use crate::party::Name;
use crate::phone::{Msisdn, PayerHint};
use crate::words::Words;

/// By what a payer is known again.
#[derive(Clone, PartialEq, Eq)]
pub enum Face {
    /// By the hash of his phone, in hex, and by the phone where it was typed or shown.
    Phone {
        /// SHA-256 of the twelve digits, in hex.
        hash: String,
        /// The phone; none where only its hash is told.
        plain: Option<Msisdn>,
    },
    /// By what is shown of his phone, together with what M-PESA calls him.
    Masked {
        /// The digits before the hidden part.
        prefix: String,
        /// The digits after it.
        suffix: String,
        /// What he is called.
        name: Name,
    },
}

/// How often somebody paid here before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Visits {
    /// Once.
    Once,
    /// Twice.
    Twice,
    /// More often.
    Often,
}

impl Face {
    /// Reads by what a payer is known again. A hash with a hidden part, and a masked phone without
    /// a name, are too many people's.
    pub fn of(hint: &PayerHint, name: Option<&Name>) -> Option<Self> {
        match hint {
            PayerHint::Full(phone) => Self::of_phone(*phone),
            PayerHint::Hashed(told) => Self::of_hash(told),
            PayerHint::Masked { prefix, suffix } => Some(Self::Masked {
                prefix: prefix.clone(),
                suffix: suffix.clone(),
                name: name?.clone(),
            }),
            PayerHint::Absent => None,
        }
    }

    /// Makes the face of a whole phone; none of one that was erased.
    pub fn of_phone(phone: Msisdn) -> Option<Self> {
        (phone != Msisdn::ERASED).then(|| Self::Phone {
            hash: hash_of(&phone),
            plain: Some(phone),
        })
    }

    fn of_hash(told: &str) -> Option<Self> {
        let whole = told.len() == 64 && told.bytes().all(|byte| byte.is_ascii_hexdigit());
        whole.then(|| Self::Phone {
            hash: told.to_ascii_lowercase(),
            plain: None,
        })
    }
}

impl Visits {
    /// Counts payments; none of nobody.
    pub const fn of(times: u32) -> Option<Self> {
        match times {
            0 => None,
            1 => Some(Self::Once),
            2 => Some(Self::Twice),
            _ => Some(Self::Often),
        }
    }

    /// Says it of whoever paid.
    pub const fn says(self) -> Words {
        match self {
            Self::Once => Words::new(
                "Whoever paid has paid here once before.",
                "Aliyelipa aliwahi kulipa hapa mara moja.",
            ),
            Self::Twice => Words::new(
                "Whoever paid has paid here twice before.",
                "Aliyelipa aliwahi kulipa hapa mara mbili.",
            ),
            Self::Often => Words::new(
                "Whoever paid has often paid here before.",
                "Aliyelipa amelipa hapa mara nyingi.",
            ),
        }
    }
}

/// Returns the hash of a phone, as Safaricom tells it.
///
/// Source: reference section 4, "Phone forms seen": SHA-256 of the twelve digits.
pub(crate) fn hash_of(phone: &Msisdn) -> String {
    hex::encode(Sha256::digest(phone.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::tests::check_spoken;

    fn face(payer: &str, name: &str) -> Option<Face> {
        Face::of(&PayerHint::read(payer), Name::of([name]).as_ref())
    }

    fn hash(payer: &str) -> Option<String> {
        match face(payer, "")? {
            Face::Phone { hash, .. } => Some(hash),
            Face::Masked { .. } => None,
        }
    }

    #[test]
    fn a_phone_and_its_hash_are_one_person_however_they_are_written() {
        let phone: Msisdn = "0712345678".parse().expect("a phone");
        let told = hash_of(&phone);
        assert_eq!(hash("254712345678"), Some(told.clone()));
        assert_eq!(hash(&told.to_uppercase()), Some(told));
        assert_ne!(hash("254712345678"), hash("254712345679"));
    }

    #[test]
    fn what_many_people_share_is_nobody_s_face() {
        let phone: Msisdn = "0712345678".parse().expect("a phone");
        let cut = format!("{}****", &hash_of(&phone)[..50]);
        assert!(face(&cut, "WANJIKU").is_none());
        assert!(face("2547 ***** 678", "").is_none());
        assert!(face("", "WANJIKU").is_none());
        assert!(Face::of_phone(Msisdn::ERASED).is_none());
        assert!(face("2547 ***** 678", "WANJIKU").is_some());
    }

    #[test]
    fn how_often_somebody_paid_can_be_said_at_a_counter() {
        assert_eq!(Visits::of(0), None);
        assert_eq!(Visits::of(9), Some(Visits::Often));
        for visits in [Visits::Once, Visits::Twice, Visits::Often] {
            check_spoken(visits.says());
        }
    }
}
