//! A payment that is kept for the prompt that it fits: what is said of it, and what it risks to
//! free it. That anybody else may have it, is said before a person agrees to it.

use super::Receipt;
use crate::attempt::{Attempt, Code, State};
use crate::money::Money;
use crate::sale::{Said, said};

/// Says why a payment is kept for the prompt of a sale.
pub fn kept(attempt: &Attempt, sale: &str) -> Said {
    match attempt.state() {
        State::Paid(Code::ToFollow) => said(
            format!("Kept for a prompt of sale {sale}, which is paid: it may be its payment."),
            format!("Yamewekewa ombi la mauzo {sale} lililolipwa: huenda ndiyo malipo yake."),
        ),
        _ if attempt.evidence.is_open() => said(
            format!("Kept for a prompt of sale {sale}: Safaricom is still asked if it paid that."),
            format!("Yamewekewa ombi la mauzo {sale}: Safaricom bado inaulizwa kama yalililipa."),
        ),
        _ => said(
            format!("Kept for a prompt of sale {sale}, and nobody can prove that it paid that."),
            format!("Yamewekewa ombi la mauzo {sale}, na hakuna wa kuthibitisha kuwa yalililipa."),
        ),
    }
}

/// Asks whether it is to be free for any sale.
pub fn free(money: Money, receipt: &Receipt, sale: &str) -> Said {
    said(
        format!(
            "Free KES {money}, code {receipt}? Any sale may have it then: if it did pay the prompt \
             of sale {sale}, that sale loses it."
        ),
        format!(
            "Achilia KES {money}, nambari {receipt}? Mauzo yoyote yanaweza kuzipata: kama zililipa \
             ombi la mauzo {sale}, mauzo hayo yanazikosa."
        ),
    )
}
