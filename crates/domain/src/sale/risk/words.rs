//! What is said of goods that are given before their money is proved. First the money, then the
//! goods, then the act.

use super::NotReleasable;
use crate::attempt::Alarm;
use crate::money::Money;
use crate::people::PersonName;
use crate::receipt::Receipt;
use crate::sale::{Said, said};

/// Goods that were given at risk, and whose money turned out not to be here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Given<'a> {
    /// What is not paid.
    pub money: Money,
    /// The code for which they were given, where one is known.
    pub code: Option<&'a Receipt>,
    /// Who gave them.
    pub by: Option<&'a PersonName>,
    /// Who agreed.
    pub agreed: Option<&'a PersonName>,
}

impl NotReleasable {
    /// Says why the goods are kept.
    pub fn says(&self) -> Said {
        match self {
            Self::WaitsForNothing => said(
                "Nothing is put at risk: the sale waits for no payment.",
                "Hakuna kinachohatarishwa: mauzo hayasubiri malipo.",
            ),
            Self::Given => said(
                "The goods of this sale were given before. Give none again.",
                "Bidhaa za mauzo haya zilishatolewa. Usitoe tena.",
            ),
            Self::WentBack => said(
                "Keep the goods: a payment of this sale went back to the customer.",
                "Usitoe bidhaa: malipo ya mauzo haya yalirudi kwa mteja.",
            ),
            Self::NotPaid { left } => said(
                format!("Keep the goods: KES {left} is paid by no code and no message."),
                format!("Usitoe bidhaa: KES {left} haina nambari wala ujumbe wa malipo."),
            ),
            Self::Doubtful => said(
                "Keep the goods: what is told of the payment can't be right.",
                "Usitoe bidhaa: habari za malipo haya haziwezi kuwa sahihi.",
            ),
            Self::TooSoon { wait } => {
                let seconds = wait.as_millis().div_ceil(1000);
                said(
                    format!("Proof may still come. Keep the goods for {seconds} s yet."),
                    format!("Uthibitisho huenda ukaja. Usitoe bidhaa kwa sekunde {seconds}."),
                )
            }
            Self::BeyondLimit { left: Money::ZERO } => said(
                "Keep the goods: the owner lets nothing more be unproved.",
                "Usitoe bidhaa: mwenye duka haruhusu zaidi bila uthibitisho.",
            ),
            Self::BeyondLimit { left } => said(
                format!("Keep the goods: the owner lets only KES {left} more be unproved."),
                format!("Usitoe bidhaa: mwenye duka anaruhusu KES {left} tu bila uthibitisho."),
            ),
        }
    }
}

/// Asks whether goods are to be given before so much is proved.
pub fn release(money: Money) -> Said {
    said(
        format!("KES {money} is not proved. Give the goods all the same, at the shop's risk?"),
        format!("KES {money} haijathibitishwa. Toa bidhaa hata hivyo, kwa hasara ya duka?"),
    )
}

impl Given<'_> {
    /// Says what came of it, where `alarm` tells that its payment is not, or is another's.
    pub fn says(&self, alarm: Alarm) -> Option<Said> {
        let why = self.why(alarm)?;
        let (who, money) = (self.who(), self.money);
        Some(said(
            format!(
                "KES {money} is not paid, and the goods were given: {}. {}",
                why.en, who.en
            ),
            format!(
                "KES {money} haijalipwa, na bidhaa zilitolewa: {}. {}",
                why.sw, who.sw
            ),
        ))
    }

    fn why(&self, alarm: Alarm) -> Option<Said> {
        let (en, sw) = match self.code {
            Some(code) => (format!("code {code}"), format!("nambari {code}")),
            None => ("the payment".to_owned(), "malipo".to_owned()),
        };
        match alarm {
            Alarm::ClaimDenied => Some(said(
                format!("M-PESA does not know {en}"),
                format!("M-PESA haitambui {sw}"),
            )),
            Alarm::TakenFromSale => Some(said(
                format!("{en} is for another sale"),
                format!("{sw} ni ya mauzo mengine"),
            )),
            Alarm::Conflict => Some(said(
                format!("what is told of {en} can't be right"),
                format!("habari za {sw} haziwezi kuwa sahihi"),
            )),
            _ => None,
        }
    }

    fn who(&self) -> Said {
        let by = self.by.map_or("?", PersonName::as_str);
        match self.agreed.map_or("?", PersonName::as_str) {
            agreed if agreed == by => said(
                format!("Given by {by}, who works alone."),
                format!("Zilitolewa na {by}, anayefanya kazi peke yake."),
            ),
            agreed => said(
                format!("Given by {by}, agreed to by {agreed}."),
                format!("Zilitolewa na {by}, kwa idhini ya {agreed}."),
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn kes(shillings: u64) -> Money {
        Money::from_cents(shillings * 100).expect("an amount")
    }

    #[test]
    fn every_reason_and_the_question_can_be_said_at_a_counter() {
        let most = Money::from_cents(Money::MAX_CENTS).expect("an amount");
        let wait = Duration::from_millis(29_001);
        let left = Money::ZERO;
        let reasons = [
            NotReleasable::WaitsForNothing,
            NotReleasable::Given,
            NotReleasable::WentBack,
            NotReleasable::NotPaid { left: most },
            NotReleasable::Doubtful,
            NotReleasable::TooSoon { wait },
            NotReleasable::BeyondLimit { left },
            NotReleasable::BeyondLimit { left: most },
        ];
        let reasons = reasons.map(|why| why.says());
        for Said { en, sw } in reasons.iter().chain([&release(most)]) {
            assert!(en.len() <= 110 && sw.len() <= 110 && en != sw, "{en} {sw}");
        }
        let soon = NotReleasable::TooSoon { wait }.says();
        assert!(soon.en.contains("for 30 s"), "{soon:?}");
    }

    #[test]
    fn who_gave_goods_that_nothing_pays_for_is_said_with_who_agreed_and_the_code() {
        let name = |text: &str| text.parse::<PersonName>().expect("a name");
        let (achieng, wanjiku) = (name("Achieng"), name("Wanjiku"));
        let code = "UKN5T0I7QA".parse().expect("a code");
        let given = Given {
            money: kes(350),
            code: Some(&code),
            by: Some(&achieng),
            agreed: Some(&wanjiku),
        };
        let denied = given.says(Alarm::ClaimDenied).expect("words");
        let expected = "KES 350 is not paid, and the goods were given: M-PESA does not know code \
            UKN5T0I7QA. Given by Achieng, agreed to by Wanjiku.";
        assert_eq!(denied.en, expected);
        assert!(denied.sw.contains("kwa idhini ya Wanjiku"), "{denied:?}");
        let code = None;
        let alone = Given {
            code,
            agreed: Some(&achieng),
            ..given
        };
        let contradicted = alone.says(Alarm::Conflict).expect("words");
        assert!(contradicted.en.ends_with("who works alone."));
        assert_eq!(given.says(Alarm::LateProof), None);
    }
}
