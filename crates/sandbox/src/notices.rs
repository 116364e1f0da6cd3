//! The notices of a payment to the shop's registered addresses: the body that validation and
//! confirmation share, and the confirmation itself.
//!
//! Source: reference section 4, confirmation. All values are texts. One second lies between the
//! time here and that in the callback of the same payment, as in the sample pair of 2021.

use serde::Serialize;
use sha2::{Digest as _, Sha256};

use crate::account::decimal;
use crate::clock::{Moment, TIMESTAMP};
use crate::config::Names;
use crate::mail::Kind;
use crate::phone::Phone;
use crate::post::Letter;
use crate::receipts::{Receipt, Way};
use crate::shop::Shortcode;
use crate::state::State;
use crate::urls::{Urls, Version};

/// The body of a validation or a confirmation.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Notice {
    transaction_type: &'static str,
    #[serde(rename = "TransID")]
    trans_id: String,
    trans_time: String,
    trans_amount: String,
    business_short_code: String,
    bill_ref_number: String,
    invoice_number: &'static str,
    org_account_balance: String,
    #[serde(rename = "ThirdPartyTransID")]
    third_party_trans_id: String,
    #[serde(rename = "MSISDN")]
    msisdn: String,
    first_name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    middle_name: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    last_name: Option<&'static str>,
}

impl Notice {
    /// Writes what is known of a payment before it is made.
    pub(crate) fn new(receipt: &Receipt, urls: &Urls, state: &State) -> Self {
        let is_till = matches!(state.shop.shortcode, Shortcode::Till { .. });
        let way = receipt.way();
        let earlier = if way == Way::Push { -1 } else { 0 };
        let blank = (way != Way::Organisation && state.rules.names == Names::Blank).then_some("");
        let msisdn = receipt.phone.as_ref();
        Self {
            transaction_type: transaction_type(way, is_till),
            trans_id: receipt.number.clone(),
            trans_time: receipt.paid_at.shifted(earlier).written(TIMESTAMP),
            trans_amount: format!("{}.00", receipt.amount_kes),
            business_short_code: urls.short_code.clone(),
            bill_ref_number: account(receipt, is_till),
            invoice_number: if way == Way::Organisation { "OK" } else { "" },
            org_account_balance: String::new(),
            third_party_trans_id: receipt.third_party_id.clone(),
            msisdn: msisdn.map_or_else(String::new, |phone| hidden(phone, urls.version, is_till)),
            first_name: first_name(receipt),
            middle_name: blank,
            last_name: blank,
        }
    }

    /// Returns the body of the validation.
    pub(crate) fn before_payment(&self) -> String {
        serde_json::to_string(self).expect("texts can be written")
    }

    /// Returns the body of the confirmation.
    fn after_payment(mut self, balance_cents: i64) -> String {
        self.org_account_balance = decimal(balance_cents);
        self.before_payment()
    }
}

impl State {
    /// Tells the shop of a payment, if it has registered an address for it.
    pub(crate) fn send_confirmation(&mut self, receipt: &Receipt, now: Moment) {
        let Some(urls) = self.urls.clone() else {
            return;
        };
        let entries = self.account.iter().rev();
        let balance = entries.clone().find(|entry| entry.number == receipt.number);
        let balance_cents = balance.map_or(0, |entry| entry.balance_cents);
        let letter = Letter {
            url: urls.confirmation.clone(),
            business_short_code: urls.short_code.clone(),
            body: Notice::new(receipt, &urls, self).after_payment(balance_cents),
        };
        let kind = Kind::Confirmation {
            receipt: receipt.number.clone(),
        };
        self.hand_in(&kind, &letter, now);
    }
}

fn transaction_type(way: Way, is_till: bool) -> &'static str {
    match way {
        Way::Organisation => "Organization To Organization Transfer",
        _ if is_till => "Customer Merchant Payment",
        _ => "Pay Bill",
    }
}

/// What the customer typed, or the push's `AccountReference`; nothing for a till.
fn account(receipt: &Receipt, is_till: bool) -> String {
    if is_till && receipt.way() != Way::Organisation {
        String::new()
    } else {
        receipt.account_reference.clone()
    }
}

fn first_name(receipt: &Receipt) -> String {
    let name = receipt.payer.to_uppercase();
    match receipt.way() {
        Way::Organisation => name,
        _ => name.split(' ').next().unwrap_or_default().to_owned(),
    }
}

/// Hides a phone as the version of the addresses has it; a till's hash is hidden once more.
///
/// Source: reference section 4, phone forms.
fn hidden(phone: &Phone, version: Version, is_till: bool) -> String {
    let digits = phone.as_str();
    match version {
        Version::Two => format!("{} ***** {}", &digits[..4], &digits[9..]),
        Version::One => {
            let hash = hex::encode(Sha256::digest(digits));
            if is_till {
                format!("{} ***** {}", &hash[..34], &hash[39..])
            } else {
                hash
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phones_are_hidden_like_those_of_the_samples() {
        let phone: Phone = "254708374149".parse().unwrap();
        let hash = "bbff37cea44ac0b2d964ee0dfb8d2df8513dc7ba1b36129a929fc3fbd6dd4af4";
        assert_eq!(hidden(&phone, Version::Two, false), "2547 ***** 149");
        assert_eq!(hidden(&phone, Version::One, false), hash);
        let twice = hidden(&phone, Version::One, true);
        assert_eq!(twice, format!("{} ***** {}", &hash[..34], &hash[39..]));
        assert_eq!(twice.len(), 34 + 7 + 25);
    }
}
