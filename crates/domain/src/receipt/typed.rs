//! A code that is read from a customer's phone, typed or scanned: what it may be, and what is said
//! of it. First what happened to the money, then the act.
//!
//! People take O for 0 and I for 1. That is forgiven where a code is looked for, and nowhere else:
//! what is found stands under its own spelling.

use std::time::Duration;

use super::{DateHint, Receipt, ReceiptError};
use crate::clock::Timestamp;
use crate::eat::{TradingDay, clock_time, to_day_and_minute};
use crate::money::Money;
use crate::sale::{Said, said};

/// Who pays first and is rung up then has paid within so long before.
const RUNG_UP_AFTER: Duration = Duration::from_hours(1);

/// What is known of a code that somebody typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Looked {
    /// A sale has it.
    Used {
        /// The sale's number, as people know it.
        sale: String,
        /// When it was given to it.
        at: Timestamp,
        /// Whether it was only claimed: nobody has heard of the payment yet.
        claimed: bool,
    },
    /// It paid for a sale on sight, and was not verified.
    Seen {
        /// The sale's number, as people know it.
        sale: String,
        /// When it was seen.
        at: Timestamp,
    },
    /// It is the code of a prompt, or kept for the one that it fits.
    OfAPrompt {
        /// The number of the prompt's sale.
        sale: String,
        /// Whether it is only kept for it: a person may free it.
        kept: bool,
    },
    /// It came in, and belongs to nobody: one key gives it to the sale.
    Found {
        /// What is left of it.
        left: Money,
        /// When it was paid.
        paid_at: Timestamp,
        /// Whether that is too long ago for a sale of now.
        old: bool,
    },
    /// The shop is sending it back, or may have.
    BeingSentBack,
    /// M-PESA does not know it, or what is told of it can't be right.
    Doubtful,
    /// It went back to whoever paid it.
    WentBack,
    /// A business moved it: it is no customer's.
    OfABusiness,
    /// Nobody has heard of it.
    Unknown(DateHint),
}

impl Receipt {
    /// Returns the code as it looks: O is 0 in it, I is 1. To search by, never to prove by.
    pub fn look(&self) -> String {
        Self::looks(self.as_str())
    }

    /// Returns a part of a code as it looks.
    pub fn looks(part: &str) -> String {
        part.replace('O', "0").replace('I', "1")
    }

    /// Reads a code that somebody typed or scanned; blanks and hyphens in it are dropped.
    ///
    /// # Errors
    /// [`ReceiptError`] says what keeps it from being a code.
    pub fn typed(text: &str) -> Result<Self, ReceiptError> {
        let signs = |sign: &char| !sign.is_whitespace() && *sign != '-';
        let code: String = text.chars().filter(signs).collect();
        match code.len() {
            10 => code.parse(),
            _ => Err(ReceiptError::Length),
        }
    }
}

/// Tells whether a payment is older than the sale that it is to pay for: it may be another one's,
/// whose customer shows his message twice.
pub fn is_older(paid_at: Timestamp, sale_opened_at: Timestamp) -> bool {
    sale_opened_at.since(paid_at) > RUNG_UP_AFTER
}

impl Looked {
    /// Tells what nobody has heard of, by the day that its signs tell.
    pub fn unknown(receipt: &Receipt, now: Timestamp) -> Self {
        Self::Unknown(receipt.date_hint(TradingDay::of(now)))
    }

    /// Tells whether it may be claimed for a sale.
    pub const fn may_be_claimed(&self) -> bool {
        matches!(self, Self::Unknown(_))
    }

    /// Says it.
    pub fn says(&self) -> Said {
        match self {
            Self::Used {
                sale,
                at,
                claimed: false,
            } => said(
                format!(
                    "Not free: already used {} for sale {sale}.",
                    clock_time(*at)
                ),
                format!(
                    "Haiko huru: ilitumika {} kwa mauzo {sale}.",
                    clock_time(*at)
                ),
            ),
            Self::Used { sale, at, .. } => said(
                format!(
                    "Not proved: already claimed {} for sale {sale}.",
                    clock_time(*at)
                ),
                format!(
                    "Haijathibitishwa: ilidaiwa {} kwa mauzo {sale}.",
                    clock_time(*at)
                ),
            ),
            Self::Seen { sale, at } => said(
                format!(
                    "Not free: already seen {} for sale {sale}, and not verified.",
                    clock_time(*at)
                ),
                format!(
                    "Haiko huru: ilionekana {} kwa mauzo {sale}, haijathibitishwa.",
                    clock_time(*at)
                ),
            ),
            Self::OfAPrompt { sale, kept } => of_a_prompt(sale, *kept),
            Self::Found { left, paid_at, old } => found(*left, *paid_at, *old),
            Self::BeingSentBack => said(
                "Not free: the shop is sending this money back to the customer. Keep the goods.",
                "Haiko huru: duka linarudisha pesa hizi kwa mteja. Usitoe bidhaa.",
            ),
            Self::Doubtful => said(
                "Not paid: M-PESA does not know this code. Read it again, or take cash.",
                "Haijalipwa: M-PESA haitambui nambari hii. Isome tena, au pokea pesa taslimu.",
            ),
            Self::WentBack => said(
                "Not paid: this money went back to the customer. Keep the goods.",
                "Haijalipwa: pesa hizi zilirudi kwa mteja. Usitoe bidhaa.",
            ),
            Self::OfABusiness => said(
                "Not a customer's: a business moved this money. Keep the goods.",
                "Si ya mteja: biashara ilihamisha pesa hizi. Usitoe bidhaa.",
            ),
            Self::Unknown(DateHint::AnotherDay) => said(
                "Not received, and the code is of another day. Read it again, call the supervisor.",
                "Haijapokelewa, na nambari ni ya siku nyingine. Isome tena, mwite msimamizi.",
            ),
            Self::Unknown(DateHint::NoDate) => said(
                "Not received, and no M-PESA code looks like this. Read it again.",
                "Haijapokelewa, na nambari ya M-PESA haiko hivi. Isome tena.",
            ),
            Self::Unknown(DateHint::SameDay) => said(
                "Not received yet. Claim it for the sale, and keep the goods until it is proved.",
                "Bado haijapokelewa. Idai kwa mauzo haya, usitoe bidhaa hadi ithibitishwe.",
            ),
        }
    }
}

fn of_a_prompt(sale: &str, kept: bool) -> Said {
    if kept {
        return said(
            format!("Not free: it is kept for a prompt of sale {sale}."),
            format!("Haiko huru: imewekewa ombi la mauzo {sale}."),
        );
    }
    said(
        format!("Not free: it belongs to a prompt of sale {sale}."),
        format!("Haiko huru: ni ya ombi la mauzo {sale}."),
    )
}

fn found(left: Money, paid_at: Timestamp, old: bool) -> Said {
    let (time, day) = (clock_time(paid_at), to_day_and_minute(paid_at));
    if old {
        return said(
            format!(
                "KES {left} came in by this code, but on {day}: is it for this sale? A second \
                 person must agree."
            ),
            format!(
                "KES {left} zimeingia kwa nambari hii, lakini {day}: ni za mauzo haya? Mtu wa \
                 pili akubali."
            ),
        );
    }
    said(
        format!("KES {left} came in by this code at {time}. Give it to the sale?"),
        format!("KES {left} zimeingia saa {time} kwa nambari hii. Zipe mauzo haya?"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_typed_code_forgives_what_the_eye_does_not_see_in_searching_alone() {
        let typed = Receipt::typed(" ukn5t-0i7 qo ").expect("a code");
        assert_eq!(typed.as_str(), "UKN5T0I7QO");
        assert_eq!(typed.look(), "UKN5T017Q0");
        let other: Receipt = "UKN5TOI7Q0".parse().expect("a code");
        assert_eq!(other.look(), typed.look());
        assert_ne!(other, typed);
        for text in ["", "UKN5T0I7Q", "UKN5T0I7QOX", "UKN5T0I7Q."] {
            assert!(Receipt::typed(text).is_err(), "{text:?}");
        }
    }

    #[test]
    fn who_has_a_code_and_since_when_is_said_in_both_languages() {
        // 24 November 2026, 19:02 in Nairobi.
        let at = Timestamp::from_ms(1_795_536_120_000);
        let used = |claimed| Looked::Used {
            sale: "0214".to_owned(),
            at,
            claimed,
        };
        let said = used(false).says();
        assert_eq!(said.en, "Not free: already used 19:02 for sale 0214.");
        assert_eq!(said.sw, "Haiko huru: ilitumika 19:02 kwa mauzo 0214.");
        assert!(
            used(true)
                .says()
                .en
                .starts_with("Not proved: already claimed 19:02")
        );
    }

    #[test]
    fn what_came_in_is_said_with_its_time_and_what_is_old_with_its_day() {
        // 24 November 2026, 19:02 in Nairobi.
        let paid_at = Timestamp::from_ms(1_795_536_120_000);
        let said = |old| {
            let left = Money::from_cents(35_000).expect("an amount");
            Looked::Found { left, paid_at, old }.says()
        };
        assert!(said(false).en.contains("at 19:02"));
        assert!(said(true).en.contains("on 24/11 19:02"));
        assert!(said(true).sw.contains("24/11 19:02"));
    }

    #[test]
    fn a_payment_is_older_than_a_sale_that_was_opened_more_than_an_hour_after() {
        let check = |minutes: u64, expected| {
            let paid_at = Timestamp::from_ms(1_795_536_120_000);
            let opened_at = paid_at.plus(Duration::from_mins(minutes));
            assert_eq!(is_older(paid_at, opened_at), expected, "{minutes}");
            assert!(!is_older(opened_at, paid_at), "paid after it was opened");
        };
        check(0, false);
        check(60, false);
        check(61, true);
        check(24 * 60, true);
    }

    #[test]
    fn every_answer_can_be_said_and_only_what_nobody_heard_of_can_be_claimed() {
        let code: Receipt = "UKO5T0I7QO".parse().expect("a code");
        let now = Timestamp::from_ms(1_795_500_000_000);
        let found = |old| Looked::Found {
            left: Money::from_cents(Money::MAX_CENTS).expect("an amount"),
            paid_at: now,
            old,
        };
        let all = [
            Looked::OfAPrompt {
                sale: "0214".to_owned(),
                kept: true,
            },
            Looked::OfAPrompt {
                sale: "0214".to_owned(),
                kept: false,
            },
            Looked::Seen {
                sale: "0214".to_owned(),
                at: now,
            },
            found(false),
            found(true),
            Looked::BeingSentBack,
            Looked::Doubtful,
            Looked::WentBack,
            Looked::OfABusiness,
            Looked::unknown(&code, now),
            Looked::Unknown(DateHint::AnotherDay),
            Looked::Unknown(DateHint::NoDate),
        ];
        for answer in all {
            let Said { en, sw } = answer.says();
            assert!(en.len() <= 130 && sw.len() <= 130 && en != sw, "{en} {sw}");
            let unknown = matches!(answer, Looked::Unknown(_));
            assert_eq!(answer.may_be_claimed(), unknown);
        }
        assert_eq!(
            Looked::unknown(&code, now),
            Looked::Unknown(DateHint::SameDay)
        );
    }

    proptest! {
        #[test]
        fn no_typed_text_makes_the_reader_panic(text in "\\PC*") {
            if let Ok(code) = Receipt::typed(&text) {
                prop_assert_eq!(code.as_str().len(), 10);
                let look: Receipt = code.look().parse().expect("a code");
                prop_assert_eq!(look.look(), code.look());
            }
        }
    }
}
