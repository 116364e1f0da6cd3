//! How a draft of an attempt is written in the journal. The phone stands in the inbox and can be
//! erased.

use domain::attempt::Terms;
use domain::callback_path::TagDigest;
use domain::ids::LegId;
use domain::money::Shillings;
use domain::phone::Msisdn;
use domain::shortcode::Shortcode;
use serde::{Deserialize, Serialize};

use super::{Written, body, json, personal, text};

/// All that is fixed when an attempt is drafted.
#[derive(Clone, Copy, Debug)]
pub struct Draft {
    /// The leg that it is for.
    pub leg: LegId,
    /// The number that is paid.
    pub shortcode: Shortcode,
    /// Digest of the secret part of its callback path.
    pub tag_digest: TagDigest,
    /// The amount and the phone.
    pub terms: Terms,
}

#[derive(Serialize, Deserialize)]
struct DraftBody {
    leg: String,
    shortcode: String,
    tag_digest: String,
    amount_shillings: u32,
}

/// The personal part of a draft.
#[derive(Serialize, Deserialize)]
struct DraftPersonal {
    phone: String,
}

/// Writes a draft; the subject is filled in by the caller.
pub(super) fn write(draft: &Draft) -> Written {
    let phone = draft.terms.phone.to_string();
    Written {
        kind: "attempt.drafted".into(),
        subject: None,
        body: json(&DraftBody::from(draft)),
        personal: Some(json(&DraftPersonal { phone })),
    }
}

/// Reads a draft back; the error says what is wrong with the row.
pub(super) fn read(row: &Written) -> Result<Draft, String> {
    let found: DraftBody = body(row)?;
    let phone = match personal::<DraftPersonal>(row)? {
        Some(personal) => personal.phone.parse().map_err(text)?,
        None => Msisdn::ERASED,
    };
    let mut tag_digest = [0; 32];
    hex::decode_to_slice(&found.tag_digest, &mut tag_digest).map_err(text)?;
    let amount = Shillings::new(found.amount_shillings).map_err(text)?;
    Ok(Draft {
        leg: found.leg.parse().map_err(text)?,
        shortcode: found.shortcode.parse().map_err(text)?,
        tag_digest: TagDigest::from_bytes(tag_digest),
        terms: Terms { amount, phone },
    })
}

impl From<&Draft> for DraftBody {
    fn from(draft: &Draft) -> Self {
        Self {
            leg: draft.leg.to_string(),
            shortcode: draft.shortcode.to_string(),
            tag_digest: hex::encode(draft.tag_digest.as_bytes()),
            amount_shillings: draft.terms.amount.get(),
        }
    }
}
