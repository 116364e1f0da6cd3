//! Playing a customer who pays by himself: in the sandbox only, whose confirmations come when they
//! like (about four in ten).
//!
//! Source: C2B page, 2025 (the project's reference, section 4).

use domain::money::Shillings;
use domain::phone::Msisdn;
use domain::shortcode::Shortcode;
use serde::Serialize;

use super::written;
use crate::text::Text;

/// A payment that nobody makes.
#[derive(Debug, Clone)]
pub struct Simulation {
    /// Who is paid.
    pub shortcode: Shortcode,
    /// How much.
    pub amount: Shillings,
    /// Who pays: Safaricom's test number 254708374149.
    pub phone: Msisdn,
    /// What the customer typed as account; a till has none.
    pub bill_reference: Option<Text>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Body<'a> {
    short_code: u32,
    #[serde(rename = "CommandID")]
    command: &'static str,
    amount: u32,
    msisdn: Option<u64>,
    bill_ref_number: Option<&'a str>,
}

pub(crate) fn body(simulation: &Simulation) -> Vec<u8> {
    written(&Body {
        short_code: simulation.shortcode.payee().get(),
        command: simulation.shortcode.transaction_type(),
        amount: simulation.amount.get(),
        msisdn: simulation.phone.as_str().parse().ok(),
        bill_ref_number: simulation.bill_reference.as_ref().map(Text::as_str),
    })
}
