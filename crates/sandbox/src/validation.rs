//! The shop's say before a payment is made, for shops that have validation switched on.
//!
//! Source: reference section 4, validation.

use serde_json::Value;

use crate::clock::Moment;
use crate::mail::Kind;
use crate::notices::Notice;
use crate::post::{Letter, Reply};
use crate::receipts::Receipt;
use crate::state::State;

/// What the shop said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// It wants the money.
    Accepted {
        /// What comes back in the confirmation.
        third_party_id: String,
    },
    /// It does not.
    Rejected {
        /// Such as `C2B00011`; the code picks the message that the customer gets.
        code: String,
    },
    /// Nothing that can be understood.
    None,
}

impl Verdict {
    /// Reads a reply: codes are texts in the present documents, numbers in older ones.
    pub(crate) fn read(reply: &Reply) -> Self {
        let body: Value = serde_json::from_slice(&reply.body).unwrap_or_default();
        let code = match &body["ResultCode"] {
            Value::String(code) => code.clone(),
            Value::Number(code) => code.to_string(),
            _ => return Self::None,
        };
        if reply.status != 200 {
            return Self::None;
        }
        if code != "0" {
            return Self::Rejected { code };
        }
        let third_party_id = body["ThirdPartyTransID"].as_str().unwrap_or_default();
        Self::Accepted {
            third_party_id: third_party_id.to_owned(),
        }
    }
}

impl State {
    /// Asks the shop, if it has validation and an address for it; says whether it was asked.
    pub(crate) fn ask_for_validation(&mut self, receipt: &Receipt, now: Moment) -> bool {
        let Some(urls) = self.urls.clone().filter(|_| self.rules.validation) else {
            return false;
        };
        let letter = Letter {
            url: urls.validation.clone(),
            business_short_code: urls.short_code.clone(),
            body: Notice::new(receipt, &urls, self).before_payment(),
        };
        let kind = Kind::Validation {
            receipt: receipt.number.clone(),
        };
        self.hand_in(&kind, &letter, now);
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn verdict(status: u16, body: &str) -> Verdict {
        Verdict::read(&Reply {
            status,
            body: body.as_bytes().to_vec(),
        })
    }

    fn accepted(id: &str) -> Verdict {
        Verdict::Accepted {
            third_party_id: id.to_owned(),
        }
    }

    #[test]
    fn zero_accepts_as_text_and_as_number_and_any_other_code_rejects() {
        let rejected = |code: &str| Verdict::Rejected {
            code: code.to_owned(),
        };
        for (body, expected) in [
            (
                r#"{"ResultCode":"0","ResultDesc":"Accepted"}"#,
                accepted(""),
            ),
            (r#"{"ResultCode":0}"#, accepted("")),
            (
                r#"{"ResultCode":"0","ThirdPartyTransID":"S-1"}"#,
                accepted("S-1"),
            ),
            (
                r#"{"ResultCode":"C2B00012","ResultDesc":"Rejected"}"#,
                rejected("C2B00012"),
            ),
            (r#"{"ResultCode":1}"#, rejected("1")),
        ] {
            assert_eq!(verdict(200, body), expected, "{body}");
        }
    }

    #[test]
    fn what_cannot_be_understood_is_no_answer() {
        for (status, body) in [
            (200, ""),
            (200, "OK"),
            (200, "{}"),
            (500, r#"{"ResultCode":0}"#),
        ] {
            assert_eq!(verdict(status, body), Verdict::None, "{status} {body}");
        }
    }
}
