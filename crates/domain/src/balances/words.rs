//! What the till says of a gap: how much, when, and whose payment it may be. Each sentence is
//! written whole in both languages; only the list of payments is put together.

use super::Finding;
use crate::clock::Timestamp;
use crate::eat::{self, TradingDay};
use crate::money::Money;
use crate::receipt::Receipt;
use crate::sale::Said;

/// A payment that may have been taken back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suspect {
    /// The payment.
    pub receipt: Receipt,
    /// When it was paid.
    pub paid_at: Timestamp,
    /// The number of the sale that has it, as the cashier knows it.
    pub sale: Option<String>,
    /// Who asked for it or gave it to that sale.
    pub cashier: Option<String>,
}

/// A stretch of time as it is said.
struct Between(String, String);

impl Finding {
    /// Says what was found between two instants. A day that is not today is named.
    pub fn says(
        &self,
        (since, until): (Timestamp, Timestamp),
        suspects: &[Suspect],
        today: TradingDay,
    ) -> Said {
        let when = Between(moment(since, today), moment(until, today));
        let amount = self.amount();
        match (self, suspects) {
            (Self::TakenBack(..), [one]) => when.taken_back(amount, one, today),
            (Self::TakenBack(..), several) => when.one_of(amount, several, today),
            (Self::TakenBackTogether(..), several) => when.together(amount, several, today),
            (Self::Left(_), _) => when.left(amount),
            (Self::Untold(_), _) => when.untold(amount),
        }
    }
}

/// Says that two messages tell of one payment, and differ in what the account holds after it.
pub fn two_balances(receipt: &Receipt) -> Said {
    Said {
        en: format!(
            "Keep the goods for {receipt} until it is proved: two messages tell of it, and differ \
             in what the account holds. Somebody may have made one up. Call the owner."
        ),
        sw: format!(
            "Usitoe bidhaa kwa {receipt} hadi ithibitishwe: jumbe mbili za malipo haya \
             zinapingana kuhusu salio. Huenda moja ni ya uongo. Mwite mwenye duka."
        ),
    }
}

impl Between {
    fn taken_back(&self, amount: Money, one: &Suspect, today: TradingDay) -> Said {
        let (en, sw) = self.left_the_account(amount);
        let Said { en: whose, sw: ya } = one.named(today);
        Said {
            en: format!(
                "{en} The customer of {whose} may have taken his payment back. Check with M-PESA \
                 before you give him goods or money."
            ),
            sw: format!(
                "{sw} Huenda mteja wa {ya} amejirudishia malipo yake. Uliza M-PESA kabla ya \
                 kumpa bidhaa au pesa."
            ),
        }
    }

    fn one_of(&self, amount: Money, suspects: &[Suspect], today: TradingDay) -> Said {
        let (en, sw) = self.left_the_account(amount);
        let Said {
            en: list,
            sw: orodha,
        } = listed(suspects, today);
        Said {
            en: format!("{en} One of these may have been taken back: {list}. Check with M-PESA."),
            sw: format!("{sw} Huenda moja ya haya limerudishwa: {orodha}. Uliza M-PESA."),
        }
    }

    fn together(&self, amount: Money, suspects: &[Suspect], today: TradingDay) -> Said {
        let (en, sw) = self.left_the_account(amount);
        let Said {
            en: list,
            sw: orodha,
        } = listed(suspects, today);
        Said {
            en: format!("{en} All of these may have been taken back: {list}. Check with M-PESA."),
            sw: format!("{sw} Huenda haya yote yamerudishwa: {orodha}. Uliza M-PESA."),
        }
    }

    fn left(&self, amount: Money) -> Said {
        let (en, sw) = self.left_the_account(amount);
        Said {
            en: format!("{en} No payment comes to that. Ask the owner whether he moved it."),
            sw: format!(
                "{sw} Hakuna malipo ya kiasi hicho. Muulize mwenye duka kama alizihamisha."
            ),
        }
    }

    fn untold(&self, amount: Money) -> Said {
        let Self(since, until) = self;
        Said {
            en: format!(
                "KES {amount} came to the M-PESA account between {since} and {until}, and M-PESA \
                 did not tell the till of it. Look for it in the M-PESA statement."
            ),
            sw: format!(
                "KES {amount} zimeingia kwenye akaunti ya M-PESA kati ya {since} na {until}, na \
                 M-PESA haikuiambia mashine. Zitafute kwenye taarifa ya M-PESA."
            ),
        }
    }

    fn left_the_account(&self, amount: Money) -> (String, String) {
        let Self(since, until) = self;
        (
            format!("KES {amount} left the M-PESA account between {since} and {until}."),
            format!("KES {amount} zimetoka kwenye akaunti ya M-PESA kati ya {since} na {until}."),
        )
    }
}

impl Suspect {
    /// Names it by its sale, or else by its code, with when and by whom.
    fn named(&self, today: TradingDay) -> Said {
        let at = moment(self.paid_at, today);
        let beside = match &self.cashier {
            Some(cashier) => format!("{at}, {cashier}"),
            None => at,
        };
        let named = |sale: &str, payment: &str| match &self.sale {
            Some(number) => format!("{sale} {number} ({beside})"),
            None => format!("{payment} {} ({beside})", self.receipt),
        };
        Said {
            en: named("sale", "payment"),
            sw: named("mauzo", "malipo"),
        }
    }
}

fn listed(suspects: &[Suspect], today: TradingDay) -> Said {
    let named: Vec<_> = suspects.iter().map(|one| one.named(today)).collect();
    let join = |of: fn(&Said) -> &str| named.iter().map(of).collect::<Vec<_>>().join(", ");
    Said {
        en: join(|said| &said.en),
        sw: join(|said| &said.sw),
    }
}

/// Writes `19:02`, or `24/11 19:02` of another day.
fn moment(at: Timestamp, today: TradingDay) -> String {
    if TradingDay::of(at) == today {
        eat::clock_time(at)
    } else {
        eat::to_day_and_minute(at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        eat::from_wire(text).expect("a moment")
    }

    fn suspect(sale: Option<&str>, cashier: Option<&str>) -> Suspect {
        Suspect {
            receipt: "UKN5T0I7QO".parse().expect("a code"),
            paid_at: at("20261124190100"),
            sale: sale.map(str::to_owned),
            cashier: cashier.map(str::to_owned),
        }
    }

    fn say(finding: &Finding, suspects: &[Suspect], today: &str) -> Said {
        let between = (at("20261124190200"), at("20261124190530"));
        finding.says(between, suspects, today.parse().expect("a day"))
    }

    #[test]
    fn a_payment_that_was_taken_back_is_told_with_its_sale_its_time_and_the_cashier() {
        let kes = Money::from_cents(35_000).expect("an amount");
        let one = Finding::TakenBack(kes, Vec::new());
        let amina = suspect(Some("0214"), Some("Amina"));
        let said = say(&one, std::slice::from_ref(&amina), "2026-11-24");
        let (left, whose) = (
            "KES 350 left the M-PESA account between 19:02 and 19:05.",
            "The customer of sale 0214 (19:01, Amina) may have taken his payment back.",
        );
        assert!(
            said.en.starts_with(left) && said.en.contains(whose),
            "{said:?}"
        );
        assert!(said.sw.contains("mauzo 0214 (19:01, Amina)"), "{said:?}");
        let later = say(&one, &[suspect(None, None)], "2026-11-25");
        let dated = "payment UKN5T0I7QO (24/11 19:01)";
        assert!(later.en.contains(dated), "{later:?}");
        let two = say(&one, &[amina, suspect(None, None)], "2026-11-24");
        let both = "sale 0214 (19:01, Amina), payment UKN5T0I7QO (19:01).";
        assert!(two.en.contains(both), "{two:?}");
    }

    #[test]
    fn every_finding_is_said_in_both_languages_with_its_amount_first() {
        let kes = Money::from_cents(124_000).expect("an amount");
        for name in ["taken_back", "taken_back_together", "left", "untold"] {
            let finding = Finding::from_parts(name, kes, Vec::new()).expect("a finding");
            assert_eq!(finding.name(), name);
            let said = say(&finding, &[suspect(Some("0001"), None)], "2026-11-24");
            for text in [&said.en, &said.sw] {
                assert!(
                    text.starts_with("KES 1,240 ") && text.ends_with('.'),
                    "{text}"
                );
                assert!(!text.contains("  "), "{text}");
            }
        }
        assert_eq!(Finding::from_parts("none", kes, Vec::new()), None);
    }
}
