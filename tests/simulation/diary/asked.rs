//! What the diary holds of questions and orders whose result comes later, and of codes that
//! customers show.

use std::collections::{BTreeMap, BTreeSet};

use domain::ids::PersonId;
use serde_json::Value;

/// What really happened with them.
#[derive(Default)]
pub(crate) struct Asked {
    /// What the till asked and ordered, if it may have reached Safaricom.
    pub(crate) requests: Vec<Request>,
    /// Results that were answered with success.
    pub(crate) taken: Vec<String>,
    /// What genuine results prove, when they set out: in cents, by code.
    pub(crate) proofs: Vec<(i64, String, i64)>,
    /// Codes of which a genuine result says that M-PESA does not know them.
    pub(crate) unknown: BTreeSet<String>,
    /// Codes of money that customers sent to friends, in shillings.
    pub(crate) to_friends: BTreeMap<String, u64>,
    /// Codes of payments that went back without the till's doing.
    pub(crate) back_untold: BTreeSet<String>,
    /// The second person, who agrees to what is sent back.
    pub(crate) second: Option<PersonId>,
}

/// A question about a payment, or the order to send it back.
pub(crate) struct Request {
    /// Where its result goes.
    pub(crate) path: String,
    pub(crate) code: String,
    /// How much is to go back; none of a question.
    pub(crate) cents: Option<i64>,
}

impl Asked {
    /// Writes down that the till asks or orders something.
    pub(crate) fn leaves(&mut self, body: &[u8]) {
        let body: Value = serde_json::from_slice(body).unwrap_or_default();
        let url = body["ResultURL"].as_str().unwrap_or_default();
        let shillings = body["Amount"].as_str().map(str::parse::<i64>);
        self.requests.push(Request {
            path: url[url.find("/h/").unwrap_or(0)..].to_owned(),
            code: body["TransactionID"]
                .as_str()
                .unwrap_or_default()
                .to_owned(),
            cents: shillings.and_then(Result::ok).map(|kes| kes * 100),
        });
    }

    /// Writes down that it surely did not reach anybody.
    pub(crate) fn left_not(&mut self, body: &[u8]) {
        let mut never = Self::default();
        never.leaves(body);
        let is_it = |one: &Request| never.requests.iter().any(|not| not.path == one.path);
        self.requests.retain(|request| !is_it(request));
    }

    /// Writes down what a result of Safaricom's tells that sets out on a path.
    pub(crate) fn is_told(&mut self, at_ms: i64, path: &str, body: &str) {
        let body: Value = serde_json::from_str(body).unwrap_or_default();
        let result = &body["Result"];
        let Some(request) = self.requests.iter().find(|request| request.path == path) else {
            return;
        };
        let told = |name: &str| parameter(result, name);
        let code = request.code.clone();
        match (
            result["ResultCode"].as_i64(),
            told("CreditPartyName"),
            told("Amount"),
        ) {
            (Some(2032), ..) => _ = self.unknown.insert(code),
            (Some(0), Some(payee), Some(amount)) if request.cents.is_none() => {
                let number = payee.as_str().and_then(|name| name.split(' ').next());
                let shop = number.is_some_and(|number| number.len() < 12);
                let spelled = amount.to_string();
                let shillings = spelled.split('.').next().map(str::parse::<i64>);
                if let (true, Some(Ok(kes))) = (shop, shillings) {
                    self.proofs.push((at_ms, code, kes * 100));
                }
            }
            _ => {}
        }
    }

    /// Tells what results that set out by then prove of a payment.
    pub(crate) fn is_proved(&self, code: &str, by_ms: i64) -> Option<i64> {
        let mut proofs = self.proofs.iter();
        let proof = proofs.find(|(at_ms, of, _)| of == code && *at_ms <= by_ms);
        proof.map(|(_, _, cents)| *cents)
    }

    /// Returns how much of a payment the till told M-PESA to send back.
    pub(crate) fn ordered(&self, code: &str) -> Option<i64> {
        let mut of_it = self.requests.iter().filter(|request| request.code == code);
        of_it.find_map(|request| request.cents)
    }
}

fn parameter<'a>(result: &'a Value, name: &str) -> Option<&'a Value> {
    let mut all = result["ResultParameters"]["ResultParameter"]
        .as_array()?
        .iter();
    let found = all.find(|one| one["Key"] == name)?;
    found.get("Value")
}
