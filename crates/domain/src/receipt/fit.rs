//! Whether a receipt can be the one of an attempt that lacks its code.
//!
//! An STK payment also comes as a C2B confirmation and as a row of a pull. On a till such a one has
//! no reference and a masked phone, and may come before the callback: it must not be taken for
//! another customer's money. What fits is held for that attempt, and offered to nobody else.
//!
//! Source: reference section 4, "Does an STK push also give a C2B confirmation? Yes".

use std::time::Duration;

use super::life::{Hearing, Kind, Source};
use crate::attempt::{Attempt, Patience};
use crate::clock::Timestamp;
use crate::phone::PayerHint;
use crate::shortcode::Shortcode;

/// How far Safaricom's clock and the till's may be apart, and a confirmation's time be cut.
const SKEW: Duration = Duration::from_mins(2);

/// What the times of a pull may be off: nobody has checked whether they are UTC or East Africa's.
///
/// Source: reference section 6, `trxDate`.
const PULL_ZONE: Duration = Duration::from_hours(3);

/// An attempt as a receipt is held against it.
#[derive(Clone, Copy, Debug)]
pub struct Candidate<'a> {
    /// What was asked, and what is known of it.
    pub attempt: &'a Attempt,
    /// When it was asked for, by the till's time of day: counts where Safaricom told none.
    pub drafted_at: Timestamp,
    /// The number that it was to pay.
    pub shortcode: Shortcode,
    /// The reference that was sent with the prompt.
    pub reference: &'a str,
    /// How long a prompt may be on a phone.
    pub patience: Patience,
}

/// How well a receipt fits: the better the greater.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fit {
    /// Amount, number and time are right, and the payer is not told.
    Possible,
    /// What is shown of the payer's phone is right too.
    Likely,
    /// The whole phone, or the prompt's own reference.
    Sure,
}

/// How a receipt that fits several prompts stands to each: it is the one's with the greatest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Rank(Fit, Option<Timestamp>);

impl Fit {
    /// Ranks a fit. Prompts that what is shown of the payer fits are to one phone, as good as
    /// always, and it has one at a time: it answered the last that was asked for before it paid.
    pub fn rank(self, asked_at: Timestamp, paid_at: Option<Timestamp>) -> Rank {
        let was_before = paid_at.is_some_and(|paid| asked_at <= paid);
        let shows_payer = self >= Self::Likely;
        Rank(self, (shows_payer && was_before).then_some(asked_at))
    }
}

impl Candidate<'_> {
    /// Tells how well what a source says fits an attempt that lacks its code and may be paid;
    /// `None` where it does not fit.
    pub fn fit(&self, heard: &Hearing) -> Option<Fit> {
        let may_be_paid = self.attempt.evidence.may_be_paid();
        self.likeness(heard).filter(|_| may_be_paid)
    }

    /// Tells how well what a source says fits the attempt, whether or not that has a code already.
    pub fn likeness(&self, heard: &Hearing) -> Option<Fit> {
        let right_money = heard.amount == Some(self.attempt.terms.amount.money())
            && heard.payee == self.shortcode.payee()
            && heard.kind == Kind::Customer;
        let may_be = heard.payer.may_be(&self.attempt.terms.phone);
        if !right_money || !may_be {
            return None;
        }
        match (self.shortcode, &heard.reference) {
            // Whoever pays a PayBill by hand types a reference of his own. No two prompts have the
            // same: it counts also where somebody had set the clock.
            (Shortcode::PayBill { .. }, Some(told)) => {
                (told.as_str() == self.reference).then_some(Fit::Sure)
            }
            _ if !self.is_in_time(heard) => None,
            _ => Some(match heard.payer {
                PayerHint::Full(_) => Fit::Sure,
                PayerHint::Masked { .. } => Fit::Likely,
                PayerHint::Hashed(_) | PayerHint::Absent => Fit::Possible,
            }),
        }
    }

    fn is_in_time(&self, heard: &Hearing) -> bool {
        // Safaricom tells of payments by its own clock, and a till's may be wrong from the start.
        let taken = self.attempt.evidence.taken_at();
        let sent = taken.unwrap_or(self.drafted_at);
        let last = sent.plus(self.patience.prompt).plus(SKEW);
        let within = |paid: Timestamp| paid.plus(SKEW) >= sent && paid <= last;
        let zones = |paid: Timestamp| match heard.source {
            Source::Pull => within(paid) || within(paid.plus(PULL_ZONE)),
            _ => within(paid),
        };
        heard.paid_at.is_none_or(zones)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::attempt::{Answer, Fact, Ids, Terms};
    use crate::eat;
    use crate::money::{Money, Shillings};
    use crate::receipt::life::Reference;

    const SENT: Timestamp = Timestamp::from_ms(1_795_500_000_000);

    fn attempt(facts: &[Fact]) -> Attempt {
        let terms = Terms {
            amount: Shillings::new(350).expect("within limits"),
            phone: "0712345678".parse().expect("a phone"),
        };
        let sent = Attempt::draft(terms).knowing(&Fact::Sending { at: SENT });
        facts.iter().fold(sent, Attempt::knowing)
    }

    fn heard() -> Hearing {
        Hearing {
            source: Source::C2bBody,
            amount: Money::from_cents(35_000),
            payee: "5123456".parse().expect("a number"),
            paid_at: Some(SENT),
            payer: PayerHint::Absent,
            kind: Kind::Customer,
            reference: None,
            name: None,
            balance: None,
        }
    }

    fn fit_of(attempt: &Attempt, shortcode: &str, heard: &Hearing) -> Option<Fit> {
        let candidate = Candidate {
            attempt,
            drafted_at: SENT,
            shortcode: shortcode.parse().expect("a shortcode"),
            reference: "0214-1",
            patience: Patience::default(),
        };
        candidate.fit(heard)
    }

    fn check(change: impl FnOnce(&mut Hearing), expected: Option<Fit>) {
        let mut heard = heard();
        change(&mut heard);
        let fit = fit_of(&attempt(&[]), "till:7654321/5123456", &heard);
        assert_eq!(fit, expected, "{heard:?}");
    }

    #[test]
    fn money_number_kind_and_payer_must_be_right() {
        check(|_| (), Some(Fit::Possible));
        check(|heard| heard.amount = Money::from_cents(35_100), None);
        check(|heard| heard.amount = None, None);
        check(
            |heard| heard.payee = "7654321".parse().expect("a number"),
            None,
        );
        check(|heard| heard.kind = Kind::Organization, None);
        let payer =
            |text: &'static str| move |heard: &mut Hearing| heard.payer = PayerHint::read(text);
        check(payer("254712345678"), Some(Fit::Sure));
        check(payer("2547 ***** 678"), Some(Fit::Likely));
        check(payer("2547 ***** 679"), None);
        check(payer("254712345679"), None);
        let hash = "ec59ead34e9e674f659b8602d4742a5053 ***** 134b8da0889ccb542bb64bb95";
        check(payer(hash), Some(Fit::Possible));
    }

    #[test]
    fn only_what_is_paid_while_the_prompt_may_be_on_the_phone_fits() {
        let paid = |seconds: i64| {
            let at = Timestamp::from_ms(SENT.ms() + seconds * 1000);
            move |heard: &mut Hearing| heard.paid_at = Some(at)
        };
        check(paid(-120), Some(Fit::Possible));
        check(paid(-121), None);
        check(paid(300), Some(Fit::Possible));
        check(paid(301), None);
        check(|heard| heard.paid_at = None, Some(Fit::Possible));
        let pulled = |hours: i64| {
            let at = Timestamp::from_ms(SENT.ms() - hours * 3_600_000);
            move |heard: &mut Hearing| {
                heard.source = Source::Pull;
                heard.paid_at = Some(at);
            }
        };
        check(pulled(3), Some(Fit::Possible));
        check(pulled(2), None);
    }

    #[test]
    fn a_pay_bill_is_known_by_the_reference_of_the_prompt() {
        let check = |typed: Option<&str>, expected| {
            let heard = Hearing {
                reference: typed.and_then(Reference::read),
                ..heard()
            };
            let fit = fit_of(&attempt(&[]), "paybill:5123456", &heard);
            assert_eq!(fit, expected, "{typed:?}");
        };
        check(Some("0214-1"), Some(Fit::Sure));
        check(Some("0214-2"), None);
        check(Some("rent"), None);
        check(None, Some(Fit::Possible));
    }

    #[test]
    fn when_it_was_asked_for_is_told_by_the_id_of_our_acknowledgement_whatever_our_clock_says() {
        let hour = Duration::from_hours(1);
        let taken = eat::to_text(SENT.plus(hour));
        let digits = |part: std::ops::Range<usize>| taken[part].replace([':', ' '], "");
        let date = [digits(8..10), digits(5..7), digits(0..4), digits(11..19)].concat();
        let ids = Ids {
            merchant: "1".parse().expect("an id"),
            checkout: format!("ws_CO_{date}001712345678").parse().expect("an id"),
        };
        let known = attempt(&[Fact::Acknowledged { at: SENT, ids }]);
        let fit = |paid_at: Timestamp| {
            let heard = Hearing {
                paid_at: Some(paid_at),
                ..heard()
            };
            fit_of(&known, "till:7654321/5123456", &heard)
        };
        assert_eq!(fit(SENT.plus(hour)), Some(Fit::Possible));
        assert_eq!(fit(SENT), None);
    }

    #[test]
    fn of_prompts_to_one_phone_the_last_that_was_asked_for_before_it_paid_ranks_highest() {
        let at = |seconds| SENT.plus(Duration::from_secs(seconds));
        let rank = |fit: Fit, drafted, paid: u64| fit.rank(at(drafted), Some(at(paid)));
        assert!(rank(Fit::Sure, 12, 30) > rank(Fit::Sure, 0, 30));
        assert!(rank(Fit::Sure, 12, 9) < rank(Fit::Sure, 0, 9));
        assert!(rank(Fit::Likely, 12, 30) > rank(Fit::Likely, 0, 30));
        assert!(rank(Fit::Sure, 12, 9) > rank(Fit::Likely, 0, 9));
        // Who is not shown may hold any phone: no time tells them apart.
        assert_eq!(rank(Fit::Possible, 12, 30), rank(Fit::Possible, 0, 30));
        assert_eq!(Fit::Sure.rank(at(12), None), Fit::Sure.rank(at(0), None));
    }

    #[test]
    fn the_reference_of_a_prompt_is_its_own_whatever_the_clock_says() {
        let paid_late = |typed: &str| {
            let heard = Hearing {
                paid_at: Some(SENT.plus(Duration::from_hours(1))),
                reference: Reference::read(typed),
                ..heard()
            };
            fit_of(&attempt(&[]), "paybill:5123456", &heard)
        };
        assert_eq!(
            paid_late("0214-1"),
            Some(Fit::Sure),
            "somebody set the clock"
        );
        assert_eq!(paid_late(""), None);
    }

    #[test]
    fn an_attempt_that_has_its_code_or_was_not_paid_takes_none() {
        let check = |facts: &[Fact], expected| {
            let fit = fit_of(&attempt(facts), "till:7654321/5123456", &heard());
            assert_eq!(fit, expected, "{facts:?}");
        };
        let answered = |answer| Fact::Answered { at: SENT, answer };
        let over = Fact::PromptOver { at: SENT };
        let cancelled = || "1032".parse().expect("a code");
        let fits = Some(Fit::Possible);
        check(&[answered(Answer::Open)], fits);
        check(&[answered(Answer::Paid)], fits);
        check(std::slice::from_ref(&over), fits);
        check(&[Fact::HorizonReached { reports: 0 }], fits);
        let hearsay = Fact::ReportedEnd {
            at: SENT,
            ids: None,
            code: cancelled(),
        };
        check(&[hearsay], fits);
        check(&[answered(Answer::Ended(cancelled())), over], None);
        check(&[Fact::Refused(crate::refusal::Refusal::TooFast)], None);
        let code = Fact::CodeFound("UKN5T0I7QO".parse().expect("a code"));
        check(&[answered(Answer::Paid), code], None);
    }
}
