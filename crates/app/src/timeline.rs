//! The timeline of a payment in words.

use domain::refusal::Refusal;
use domain::result_code::ResultCode;
use domain::words::Words;
use ledger::Moment;

/// From whom a fact of the timeline came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// Somebody at the till.
    Cashier,
    /// The till by itself.
    Till,
    /// Safaricom, in answer to the till.
    Safaricom,
    /// An unsigned body: a callback on the attempt's secret path, or a confirmation.
    Callback,
}

impl Source {
    /// Tells from whom a fact came.
    pub fn of(moment: &Moment) -> Self {
        match moment.kind.as_str() {
            "attempt.reported" | "attempt.reported_end" | "attempt.body_unread" => Self::Callback,
            "receipt.heard" if moment.detail.as_deref() == Some("confirmation") => Self::Callback,
            _ if moment.actor == "safaricom" => Self::Safaricom,
            _ if moment.actor == "till" => Self::Till,
            _ => Self::Cashier,
        }
    }

    /// Returns the name for the interfaces.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Cashier => "cashier",
            Self::Till => "till",
            Self::Safaricom => "safaricom",
            Self::Callback => "callback",
        }
    }
}

/// Says what happened.
pub fn describe(moment: &Moment) -> Words {
    let code = || moment.detail.as_deref()?.parse::<ResultCode>().ok();
    let refusal = || moment.detail.as_deref()?.parse::<Refusal>().ok();
    match moment.kind.as_str() {
        "attempt.drafted" => Words::new("Asked for at the till.", "Imeombwa kwenye mashine."),
        "attempt.sending" => Words::new("Sent to Safaricom.", "Imetumwa kwa Safaricom."),
        "attempt.acknowledged" => {
            Words::new("Safaricom took the prompt.", "Safaricom imepokea ombi.")
        }
        "attempt.refused" => refusal().map_or(NOT_SENT, Refusal::cashier),
        "attempt.unclear" => Words::new(
            "Safaricom gave no clear answer.",
            "Safaricom haikutoa jibu lililo wazi.",
        ),
        "attempt.reported" => Words::new(
            "A message says that the customer has paid.",
            "Ujumbe unasema mteja amelipa.",
        ),
        "attempt.reported_end" | "attempt.answered_end" => {
            code().map_or(ENDED, |code| code.meaning().cashier)
        }
        "attempt.answered_paid" => Words::new(
            "Safaricom confirms: paid.",
            "Safaricom inathibitisha: imelipwa.",
        ),
        "attempt.answered_open" => {
            Words::new("Safaricom does not know yet.", "Safaricom bado haijui.")
        }
        "attempt.prompt_over" => {
            Words::new("The prompt's time is over.", "Muda wa ombi umekwisha.")
        }
        "attempt.horizon_reached" => Words::new(
            "The till stopped asking after a day.",
            "Mashine imeacha kuuliza baada ya siku moja.",
        ),
        "attempt.left" => Words::new(
            "The cashier went on; the till kept asking.",
            "Keshia ameendelea; mashine inaendelea kuuliza.",
        ),
        "attempt.code_found" => Words::new(
            "Its M-PESA code was found among what came in.",
            "Nambari yake ya M-PESA imepatikana.",
        ),
        "attempt.code_taken" => Words::new(
            "The M-PESA code that came stands for another payment.",
            "Nambari ya M-PESA iliyokuja ni ya malipo mengine.",
        ),
        "attempt.earlier_asked" => Words::new(
            "Safaricom was asked about the earlier prompt to this phone.",
            "Safaricom imeulizwa kuhusu ombi la awali kwa simu hii.",
        ),
        "attempt.unreadable" => Words::new(
            "What the book says of this payment can't be read.",
            "Yaliyoandikwa kitabuni kuhusu malipo haya hayasomeki.",
        ),
        "alarm.seen" => Words::new("Somebody has seen the alarm.", "Mtu ameona tahadhari."),
        "attempt.body_unread" => Words::new(
            "A message came that could not be read; it is kept.",
            "Ujumbe usiosomeka umekuja; umehifadhiwa.",
        ),
        kind if kind.starts_with("receipt.") => of_receipt(moment),
        _ => Words::new(
            "Something else was written down.",
            "Jambo lingine limeandikwa.",
        ),
    }
}

/// Says what became known of its receipt.
fn of_receipt(moment: &Moment) -> Words {
    match (moment.kind.as_str(), moment.detail.as_deref()) {
        ("receipt.heard", Some("confirmation")) => Words::new(
            "A confirmation of the payment came.",
            "Uthibitisho wa malipo umekuja.",
        ),
        ("receipt.heard", _) => Words::new(
            "Safaricom's own list has the payment.",
            "Malipo yapo kwenye orodha ya Safaricom.",
        ),
        ("receipt.held", _) => Words::new(
            "A payment is kept for this prompt: amount and time fit.",
            "Malipo yamewekewa ombi hili: kiasi na muda vinalingana.",
        ),
        ("receipt.freed", _) => Words::new(
            "The payment is not kept for this prompt any more.",
            "Malipo hayajawekewa ombi hili tena.",
        ),
        ("receipt.reversed", _) => Words::new(
            "Money of this payment went back.",
            "Pesa za malipo haya zimerudishwa.",
        ),
        ("receipt.disproved", _) => Words::new(
            "M-PESA does not know this code.",
            "M-PESA haitambui nambari hii.",
        ),
        _ => Words::new("Its code was typed.", "Nambari yake imeandikwa."),
    }
}

const NOT_SENT: Words = Words::new("Not sent.", "Haijatumwa.");
const ENDED: Words = Words::new("The prompt ended.", "Ombi limekwisha.");

#[cfg(test)]
mod tests {
    use super::*;
    use domain::clock::Timestamp;

    #[test]
    fn every_kind_of_the_journal_is_described() {
        let facts = include_str!("../../ledger/src/facts.rs");
        let kinds = facts.split('"').filter(|text| text.starts_with("attempt."));
        for kind in kinds.chain([
            "attempt.drafted",
            "attempt.body_unread",
            "attempt.unreadable",
            "alarm.seen",
        ]) {
            let moment = Moment {
                at: Timestamp::from_ms(0),
                actor: "till".to_owned(),
                by: None,
                kind: kind.to_owned(),
                detail: None,
            };
            assert!(!describe(&moment).en.contains("Something else"), "{kind}");
        }
    }
}
