//! What is said before a payment is sent back, and of why it is not. First what happens to the
//! money, then the act.

use super::NotReversible;
use crate::money::{Money, Shillings};
use crate::receipt::Receipt;
use crate::sale::{Said, said};

impl NotReversible {
    /// Says why nothing, or not so much, is sent back.
    pub fn says(&self) -> Said {
        match self {
            Self::Held => said(
                "Not sent back: this money is kept for a prompt that may be paid by it.",
                "Hazirudishwi: pesa hizi zimewekewa ombi ambalo huenda limelipwa nazo.",
            ),
            Self::MaybeAnothers => said(
                "Not by M-PESA: this may be another customer's payment. Pay what is owed in cash.",
                "Si kwa M-PESA: huenda malipo haya ni ya mteja mwingine. Lipa deni kwa taslimu.",
            ),
            Self::OfABusiness => said(
                "Not sent back: a business moved this money. It is no customer's.",
                "Hazirudishwi: pesa hizi zilihamishwa na biashara. Si za mteja.",
            ),
            Self::Unproved => said(
                "Not sent back yet: M-PESA has not proved this payment. Ask M-PESA first.",
                "Bado hazirudishwi: M-PESA haijathibitisha malipo haya. Uliza M-PESA kwanza.",
            ),
            Self::WentBack => said(
                "Not a second time: of this payment money went back before.",
                "Si mara ya pili: sehemu ya malipo haya ilisharudi.",
            ),
            Self::MoreThanOwed { left: Money::ZERO } => said(
                "Not sent back: nothing of this payment is owed to the customer or free.",
                "Hazirudishwi: hakuna sehemu ya malipo haya inayodaiwa au iliyo huru.",
            ),
            Self::MoreThanOwed { left } => said(
                format!("Not sent back: only KES {left} of this payment is owed or free."),
                format!("Hazirudishwi: KES {left} tu za malipo haya zinadaiwa au ziko huru."),
            ),
        }
    }
}

/// Says that so much of a payment can be sent back.
pub fn can_be_sent_back(amount: Shillings) -> Said {
    let amount = amount.money();
    said(
        format!("KES {amount} can go back to the customer by M-PESA."),
        format!("KES {amount} zinaweza kurudi kwa mteja kwa M-PESA."),
    )
}

/// Asks whether so much of a payment is to be sent back; `payer` is the phone as far as it is
/// known.
pub fn send_back(amount: Shillings, receipt: &Receipt, payer: Option<&str>) -> Said {
    let amount = amount.money();
    match payer {
        Some(payer) => said(
            format!("Send KES {amount} of {receipt} back to {payer}? This can't be undone."),
            format!("Rudisha KES {amount} za {receipt} kwa {payer}? Haiwezi kutenduliwa."),
        ),
        None => said(
            format!("Send KES {amount} of {receipt} back to whoever paid? This can't be undone."),
            format!("Rudisha KES {amount} za {receipt} kwa aliyelipa? Haiwezi kutenduliwa."),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reason_and_the_question_can_be_said_at_a_counter() {
        let kes = |shillings: u64| Money::from_cents(shillings * 100).expect("an amount");
        let reason = |left| NotReversible::MoreThanOwed { left }.says();
        let receipt = "UKN5T0I7QA".parse().expect("a code");
        let most = Shillings::new(Shillings::MAX).expect("an amount");
        let all = [
            NotReversible::Held.says(),
            NotReversible::MaybeAnothers.says(),
            NotReversible::OfABusiness.says(),
            NotReversible::Unproved.says(),
            NotReversible::WentBack.says(),
            reason(Money::ZERO),
            reason(kes(1_240)),
            can_be_sent_back(most),
            send_back(most, &receipt, Some("0712 345 678")),
            send_back(most, &receipt, None),
        ];
        for said in &all {
            for text in [&said.en, &said.sw] {
                assert!(text.len() <= 110, "too long: {text}");
                assert!(text.ends_with(['.', '?']), "no sentence: {text}");
            }
            let others = all.iter().filter(|other| *other == said).count();
            assert_eq!(others, 1, "said of two things: {said:?}");
        }
        let asked = send_back(most, &receipt, Some("0712 345 678"));
        assert!(
            asked
                .en
                .contains("KES 250,000 of UKN5T0I7QA back to 0712 345 678")
        );
    }
}
