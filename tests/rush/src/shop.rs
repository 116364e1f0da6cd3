//! The shop: its number and known customers, and how Safaricom tells it of payments.

use disk::Dice;
use domain::money::Money;
use domain::party::Name;
use domain::phone::{Msisdn, PayerHint};
use domain::shortcode::{Shortcode, ShortcodeNumber};
use sha2::{Digest, Sha256};

use crate::chance::weighed;
use crate::people::Person;
use crate::rates;

/// What the till knows of its shop before the day begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shop {
    /// The number that is paid.
    pub shortcode: Shortcode,
    /// Customers whose phone the shop has, as other days left them.
    pub known: Vec<KnownCustomer>,
}

/// A customer whom the shop knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownCustomer {
    /// His phone.
    pub phone: Msisdn,
    /// His name.
    pub name: Name,
    /// How often he paid here before.
    pub visits: u64,
    /// What he owes (*deni*).
    pub owes: Money,
}

/// How the payer's phone is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    Plain,
    Masked,
    MaskedTight,
    MaskedShort,
    Hashed,
    HashMasked,
    Absent,
}

/// How Safaricom tells this shop of payments.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Wire {
    pub(crate) form: Form,
    pub(crate) pull_form: Form,
    /// The number that confirmations name: of a till, one of its two.
    pub(crate) payee: ShortcodeNumber,
    /// Whether no confirmation ever comes.
    pub(crate) poll_only: bool,
    /// Whether the times of a pull are three hours early.
    pub(crate) pull_zone: bool,
    /// Whether all names are told, or the first only.
    pub(crate) all_names: bool,
    /// How far Safaricom's clock is ahead of the till's.
    pub(crate) skew_ms: i64,
}

impl Wire {
    pub(crate) fn draw(shortcode: Shortcode, dice: &mut Dice) -> Self {
        let forms = [
            (rates::FORM_MASKED, Form::Masked),
            (rates::FORM_MASKED_TIGHT, Form::MaskedTight),
            (rates::FORM_MASKED_SHORT, Form::MaskedShort),
            (rates::FORM_HASHED, Form::Hashed),
            (rates::FORM_HASH_MASKED, Form::HashMasked),
            (rates::FORM_PLAIN, Form::Plain),
        ];
        let by_store = rates::TOLD_BY_STORE_NUMBER.happens(dice);
        let pulled_plain = rates::PULL_FORM_PLAIN.happens(dice);
        let skew_ms = rates::SKEW.ms(dice);
        Self {
            form: weighed(&forms, dice),
            pull_form: if pulled_plain {
                Form::Plain
            } else {
                Form::Absent
            },
            payee: if by_store {
                shortcode.signer()
            } else {
                shortcode.payee()
            },
            poll_only: rates::POLL_ONLY_SHOP.happens(dice),
            pull_zone: rates::PULL_ZONE_OFF.happens(dice),
            all_names: rates::ALL_NAMES.happens(dice),
            skew_ms: if dice.percent(50) { skew_ms } else { -skew_ms },
        }
    }
}

impl Form {
    /// Shows a phone in this form.
    ///
    /// Source: reference section 4, "Phone forms seen".
    pub(crate) fn show(self, person: &Person) -> PayerHint {
        let phone = person.phone.as_str();
        let text = match self {
            Self::Plain => return PayerHint::Full(person.phone),
            Self::Absent => return PayerHint::Absent,
            Self::Masked => format!("{} ***** {}", &phone[..4], &phone[9..]),
            Self::MaskedTight => format!("{}*****{}", &phone[..4], &phone[9..]),
            Self::MaskedShort => format!("{}****{}", &phone[..5], &phone[9..]),
            Self::Hashed => hash(phone),
            Self::HashMasked => {
                let hash = hash(phone);
                format!("{} ***** {}", &hash[..34], &hash[39..])
            }
        };
        PayerHint::read(&text)
    }
}

fn hash(phone: &str) -> String {
    hex::encode(Sha256::digest(phone))
}
