//! What the till says of a sale: first the money, then the act. Amounts stand in the sentences, so
//! each is written whole in both languages, once with and once without what may be lacking.

use super::{Payout, Purpose, Sale, Standing};
use crate::money::Money;
use crate::words::Words;

/// One sentence or two about a sale, in English and Swahili.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// English.
    pub en: String,
    /// Swahili, as it is spoken at a counter in Kenya.
    pub sw: String,
}

impl Said {
    /// Says another sentence after it.
    #[must_use]
    pub fn and(self, other: &Self) -> Self {
        said(
            format!("{} {}", self.en, other.en),
            format!("{} {}", self.sw, other.sw),
        )
    }
}

impl From<Words> for Said {
    fn from(Words { en, sw }: Words) -> Self {
        said(en, sw)
    }
}

impl Sale {
    /// Says where the sale stands.
    pub fn says(&self) -> Said {
        let too_much = self.overpaid();
        if too_much > Money::ZERO {
            let tip = self.to_hand_back(Payout::Tip);
            return overpaid(too_much.saturating_sub(tip), tip);
        }
        match self.standing() {
            Standing::Open if self.purpose == Purpose::Repayment => not_repaid(self.lacks()),
            Standing::AtRisk(money) => at_risk(money),
            Standing::Open if self.at_risk() > Money::ZERO => given_unpaid(self.lacks()),
            Standing::Short(lacking) if self.at_risk() > Money::ZERO => given_short(lacking),
            Standing::Open => open(self.lacks()),
            Standing::Short(lacking) => short(lacking),
            Standing::Covered if self.seen() > Money::ZERO => seen(self.seen(), self.change()),
            Standing::Over(owed) if self.seen() > Money::ZERO => seen_and_over(self.seen(), owed),
            Standing::Covered => covered(self.on_credit(), self.change()),
            Standing::Over(owed) => over(self.on_credit(), owed),
            Standing::Returned(owed) if self.lacks() > Money::ZERO => {
                returned_and_lacking(self.lacks(), owed)
            }
            Standing::Returned(Money::ZERO) if self.taken_off() > Money::ZERO => {
                taken_off(self.taken_off())
            }
            Standing::Returned(owed) => returned(self.returned, owed),
            Standing::Repaid(kept) if self.seen() > Money::ZERO => {
                repaid_on_sight(kept, self.seen())
            }
            Standing::Repaid(kept) => repaid((kept, self.forfeited()), self.change(), self.owed()),
            Standing::Void => void(self.gives_back(), self.owed()),
        }
    }
}

fn open(lacking: Money) -> Said {
    said(
        format!("KES {lacking} is not paid yet. Keep the goods."),
        format!("KES {lacking} bado haijalipwa. Usitoe bidhaa."),
    )
}

fn short(lacking: Money) -> Said {
    said(
        format!("KES {lacking} is still missing. Ask for it."),
        format!("Bado KES {lacking}. Omba kiasi hicho."),
    )
}

fn covered(on_credit: Money, change: Money) -> Said {
    match (on_credit, change) {
        (Money::ZERO, Money::ZERO) => said("Paid. Give the goods.", "Imelipwa. Mpe mteja bidhaa."),
        (Money::ZERO, change) => said(
            format!("Paid. Give KES {change} change, and the goods."),
            format!("Imelipwa. Rudisha chenji KES {change}, na umpe mteja bidhaa."),
        ),
        (credit, Money::ZERO) => said(
            format!("KES {credit} is on credit. Give the goods."),
            format!("KES {credit} ni deni. Mpe mteja bidhaa."),
        ),
        (credit, change) => said(
            format!("KES {credit} is on credit. Give KES {change} change, and the goods."),
            format!("KES {credit} ni deni. Rudisha chenji KES {change}, na umpe mteja bidhaa."),
        ),
    }
}

/// What was only seen is never called paid.
fn seen(seen: Money, change: Money) -> Said {
    match change {
        Money::ZERO => said(
            format!("KES {seen} by a code that was seen, not verified. Give the goods."),
            format!("KES {seen} kwa nambari iliyoonekana, haijathibitishwa. Mpe mteja bidhaa."),
        ),
        change => said(
            format!(
                "KES {seen} by a code seen, not verified. Give KES {change} change, and the goods."
            ),
            format!(
                "KES {seen} kwa nambari isiyothibitishwa. Rudisha chenji KES {change}, na bidhaa."
            ),
        ),
    }
}

fn repaid_on_sight(kept: Money, seen: Money) -> Said {
    said(
        format!("KES {kept} is repaid, KES {seen} of it by a code seen, not verified."),
        format!("KES {kept} ya deni imelipwa, KES {seen} kwa nambari isiyothibitishwa."),
    )
}

fn seen_and_over(seen: Money, owed: Money) -> Said {
    said(
        format!(
            "KES {seen} by a code seen, not verified. KES {owed} is owed. Give the goods once."
        ),
        format!("KES {seen} kwa nambari isiyothibitishwa. Mteja anadai KES {owed}. Toa mara moja."),
    )
}

fn over(on_credit: Money, owed: Money) -> Said {
    match on_credit {
        Money::ZERO => said(
            format!(
                "Paid, and KES {owed} too much: owed to the customer. Give the goods, but only \
                 once."
            ),
            format!("Imelipwa, na KES {owed} zaidi: mteja anaidai. Toa bidhaa, mara moja tu."),
        ),
        credit => said(
            format!(
                "KES {credit} is on credit, KES {owed} is owed to the customer. Give the goods."
            ),
            format!("KES {credit} ni deni, na mteja anadai KES {owed}. Mpe mteja bidhaa."),
        ),
    }
}

fn not_repaid(lacking: Money) -> Said {
    said(
        format!("KES {lacking} of the debt is not paid yet."),
        format!("KES {lacking} ya deni bado haijalipwa."),
    )
}

/// What a repayment kept, and what of it went back by M-PESA; nothing is said of goods.
fn repaid((kept, forfeited): (Money, Money), change: Money, owed: Money) -> Said {
    match (forfeited, change, owed) {
        (Money::ZERO, Money::ZERO, Money::ZERO) => said(
            format!("KES {kept} is repaid."),
            format!("KES {kept} ya deni imelipwa."),
        ),
        (Money::ZERO, change, Money::ZERO) => said(
            format!("KES {kept} is repaid. Give KES {change} change."),
            format!("KES {kept} ya deni imelipwa. Rudisha chenji KES {change}."),
        ),
        (Money::ZERO, _, owed) => said(
            format!("KES {kept} is repaid, and KES {owed} too much: owed to the customer."),
            format!("KES {kept} ya deni imelipwa, na KES {owed} zaidi: mteja anaidai."),
        ),
        (back, ..) => said(
            format!("KES {back} of the repayment went back to the customer: it is owed again."),
            format!("KES {back} ya malipo ya deni imerudi kwa mteja: ni deni tena."),
        ),
    }
}

fn taken_off(money: Money) -> Said {
    said(
        format!("KES {money} is off the debt: goods came back. Give no more goods."),
        format!("Deni limepungua KES {money}: bidhaa zimerudi. Usitoe bidhaa tena."),
    )
}

fn at_risk(money: Money) -> Said {
    said(
        format!("Goods were given at risk: KES {money} is not proved yet."),
        format!("Bidhaa zimetolewa mapema: KES {money} bado haijathibitishwa."),
    )
}

fn given_unpaid(lacking: Money) -> Said {
    said(
        format!("KES {lacking} is not paid yet, and the goods were given. Give no more."),
        format!("KES {lacking} bado haijalipwa, na bidhaa zimetolewa. Usitoe tena."),
    )
}

fn given_short(lacking: Money) -> Said {
    said(
        format!("KES {lacking} is not paid, and the goods were given. Ask for it."),
        format!("KES {lacking} haijalipwa, na bidhaa zimetolewa. Omba kiasi hicho."),
    )
}

/// Too much was handed out, or left to the shop of money that was another's.
fn overpaid(handed_out: Money, tip: Money) -> Said {
    match handed_out {
        Money::ZERO => said(
            format!("KES {tip} was no tip: it was another's. Give no goods yet."),
            format!("KES {tip} haikuwa bakshishi: ilikuwa ya mwingine. Usitoe bidhaa."),
        ),
        handed_out => said(
            format!("KES {handed_out} too much was paid out: ask for it. Give no goods."),
            format!("KES {handed_out} zaidi imetolewa: omba irudishwe. Usitoe bidhaa."),
        ),
    }
}

fn returned(returned: Money, owed: Money) -> Said {
    match owed {
        Money::ZERO => said(
            format!("KES {returned} was given back for goods that came back. Nothing is owed."),
            format!("KES {returned} imerudishwa kwa bidhaa zilizorudi. Hakuna deni."),
        ),
        owed => said(
            format!("KES {owed} is owed to the customer: goods came back. Give no more goods."),
            format!("Mteja anadai KES {owed}: bidhaa zimerudi. Usitoe bidhaa tena."),
        ),
    }
}

/// Goods came back of it, and a payment that had paid for those that did not was another's, or
/// went back.
fn returned_and_lacking(lacking: Money, owed: Money) -> Said {
    match owed {
        Money::ZERO => said(
            format!(
                "KES {lacking} of it is missing again, and goods came back. Call the supervisor."
            ),
            format!("KES {lacking} zimekosekana tena, na bidhaa zimerudi. Mwite msimamizi."),
        ),
        owed => said(
            format!("KES {lacking} is missing again, and KES {owed} is owed. Call the supervisor."),
            format!(
                "KES {lacking} zimekosekana tena, na mteja anadai KES {owed}. Mwite msimamizi."
            ),
        ),
    }
}

fn void(gives_back: Money, owed: Money) -> Said {
    match (gives_back, owed) {
        (Money::ZERO, Money::ZERO) => said(
            "Nothing is to be paid: the sale is void. Give no goods.",
            "Hakuna cha kulipa: mauzo yamefutwa. Usitoe bidhaa.",
        ),
        (back, Money::ZERO) => said(
            format!("Give back KES {back}: the sale is void. Give no goods."),
            format!("Rudisha KES {back}: mauzo yamefutwa. Usitoe bidhaa."),
        ),
        (Money::ZERO, owed) => said(
            format!("KES {owed} is owed to the customer: the sale is void. Give no goods."),
            format!("Mteja anadai KES {owed}: mauzo yamefutwa. Usitoe bidhaa."),
        ),
        (back, owed) => said(
            format!("Give back KES {back}; KES {owed} is owed to the customer. The sale is void."),
            format!("Rudisha KES {back}; mteja anadai KES {owed}. Mauzo yamefutwa."),
        ),
    }
}

/// Makes a sentence in both languages.
pub(crate) fn said(en: impl Into<String>, sw: impl Into<String>) -> Said {
    let (en, sw) = (en.into(), sw.into());
    Said { en, sw }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kes(shillings: u64) -> Money {
        Money::from_cents(shillings * 100).expect("an amount")
    }

    fn most() -> Money {
        Money::from_cents(Money::MAX_CENTS).expect("an amount")
    }

    #[track_caller]
    #[expect(
        clippy::needless_pass_by_value,
        reason = "each sentence is made to be checked"
    )]
    fn check(said: Said, en: &str, sw: &str) {
        assert!(said.en.starts_with(en), "{said:?}");
        assert!(said.sw.starts_with(sw), "{said:?}");
        assert!(said.en.len() <= 110 && said.sw.len() <= 110, "{said:?}");
    }

    #[test]
    fn what_is_on_credit_or_repaid_says_how_much_it_is() {
        let (none, most) = (Money::ZERO, most());
        check(
            covered(kes(300), none),
            "KES 300 is on credit.",
            "KES 300 ni deni.",
        );
        check(covered(most, most), "KES", "KES");
        check(over(kes(300), kes(20)), "KES 300 is on", "KES 300 ni deni");
        check(
            not_repaid(kes(300)),
            "KES 300 of the debt",
            "KES 300 ya deni",
        );
        check(
            repaid((kes(300), none), none, none),
            "KES 300 is repaid.",
            "KES 300 ya deni",
        );
        check(repaid((most, none), most, none), "KES", "KES");
        check(repaid((most, none), none, most), "KES", "KES");
        check(repaid((none, most), none, none), "KES", "KES");
        check(
            taken_off(kes(100)),
            "KES 100 is off",
            "Deni limepungua KES 100",
        );
    }

    #[test]
    fn each_standing_says_how_much_money_it_is_about() {
        let most = most();
        check(open(kes(350)), "KES 350 is not paid", "KES 350 bado");
        check(
            short(kes(150)),
            "KES 150 is still missing.",
            "Bado KES 150.",
        );
        let none = Money::ZERO;
        check(covered(none, none), "Paid. Give the goods.", "Imelipwa.");
        check(
            covered(none, kes(50)),
            "Paid. Give KES 50 change",
            "Imelipwa. Rudisha chenji KES 50",
        );
        check(
            over(none, kes(1_240)),
            "Paid, and KES 1,240 too much",
            "Imelipwa, na KES 1,240 zaidi",
        );
        let given_back = returned(kes(100), Money::ZERO);
        check(given_back, "KES 100 was given back", "KES 100 imerudishwa");
        let owed = returned(kes(100), kes(40));
        check(owed, "KES 40 is owed", "Mteja anadai KES 40");
        let handed_out = overpaid(kes(50), Money::ZERO);
        check(handed_out, "KES 50 too much", "KES 50 zaidi");
        check(overpaid(Money::ZERO, most), "KES", "KES");
        let unverified = seen(kes(350), Money::ZERO);
        check(
            unverified,
            "KES 350 by a code that was seen",
            "KES 350 kwa nambari",
        );
        let much = kes(250_000);
        check(seen(much, much), "KES 250,000 by", "KES 250,000 kwa");
        check(seen_and_over(much, much), "KES 250,000", "KES 250,000");
        check(repaid_on_sight(much, much), "KES 250,000", "KES 250,000");
        check(returned(most, most), "KES", "Mteja anadai");
        check(at_risk(kes(350)), "Goods were given", "Bidhaa zimetolewa");
        check(given_unpaid(most), "KES", "KES");
        check(given_short(kes(350)), "KES 350 is not paid", "KES 350");
        let missing = returned_and_lacking(kes(250), Money::ZERO);
        check(missing, "KES 250 of it is missing", "KES 250 zimekosekana");
        check(
            returned_and_lacking(kes(250_000), kes(250_000)),
            "KES",
            "KES",
        );
        check(void(Money::ZERO, Money::ZERO), "Nothing", "Hakuna");
        check(
            void(kes(20), Money::ZERO),
            "Give back KES 20",
            "Rudisha KES 20",
        );
        check(
            void(Money::ZERO, kes(30)),
            "KES 30 is owed",
            "Mteja anadai KES 30",
        );
        check(
            void(kes(20), kes(30)),
            "Give back KES 20; KES 30",
            "Rudisha KES 20; mteja anadai",
        );
        check(void(most, most), "Give back", "Rudisha");
    }
}
