//! Whether a payer's phone, as far as it is shown, is one that the shop knows.

use super::Payment;
use crate::customers::hash_of;
use crate::phone::{Msisdn, PayerHint};

/// How what is shown of a payer's phone agrees with a phone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Agreement {
    /// Another phone paid.
    Other,
    /// It can't be told.
    Unknown,
    /// What is shown of it agrees.
    Likely,
    /// The whole phone, or its hash, agrees.
    Same,
}

impl Payment<'_> {
    /// Tells how a phone agrees with all that is told of the payer: one source that shows another
    /// phone outweighs the rest.
    pub fn agreement(&self, phone: &Msisdn) -> Agreement {
        let told = self.heard.iter().map(|told| agreement(&told.payer, phone));
        let told: Vec<_> = told.collect();
        if told.contains(&Agreement::Other) {
            return Agreement::Other;
        }
        told.into_iter().max().unwrap_or(Agreement::Unknown)
    }
}

fn agreement(hint: &PayerHint, phone: &Msisdn) -> Agreement {
    let agrees = match hint {
        _ if *phone == Msisdn::ERASED => return Agreement::Unknown,
        PayerHint::Absent => return Agreement::Unknown,
        PayerHint::Hashed(told) => is_hash_of(told, phone),
        PayerHint::Full(_) | PayerHint::Masked { .. } => hint.may_be(phone),
    };
    match hint {
        _ if !agrees => Agreement::Other,
        PayerHint::Masked { .. } => Agreement::Likely,
        _ => Agreement::Same,
    }
}

/// Tells whether a hash, whole or with a hidden part, is the one of a phone.
///
/// Source: reference section 4, "Phone forms seen": SHA-256 of the twelve digits.
fn is_hash_of(told: &str, phone: &Msisdn) -> bool {
    let hash = hash_of(phone);
    let told = told.to_ascii_lowercase();
    match told.split_once('*') {
        None => told == hash,
        Some((begins, ends)) => {
            let ends = ends.trim_start_matches(['*', ' ']);
            hash.starts_with(begins.trim_end()) && hash.ends_with(ends)
        }
    }
}
