//! What of an attempt a person must see, whoever stands at the counter by then.

/// What a person must see.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Alarm {
    /// Money was proved after the attempt had been given up.
    LateProof,
    /// Facts contradict each other.
    Conflict,
    /// The book can't read what it says of the attempt: nobody follows it any more.
    Unreadable,
    /// Money that a sale was paid with went back to whoever paid it.
    WentBack,
    /// A payment that a sale was paid with turned out to be a prompt's: the sale lacks it again.
    TakenFromSale,
    /// A result came for a question or order of ours that can't be the answer to it.
    StrangeResult,
    /// M-PESA does not know the code that was claimed for a sale: the sale lacks it again.
    ClaimDenied,
    /// Money left the shop's account, and nothing that the book knows explains it.
    MoneyLeft,
    /// Money came to the shop's account, and nobody told the till of it.
    MoneyUntold,
    /// Two bodies tell of one payment, and differ in what the account holds after it.
    TwoBalances,
    /// M-PESA did not send a payment back that the shop told it to: the money is still here.
    NotSentBack,
    /// Nobody knows whether M-PESA sent a payment back.
    MaybeSentBack,
    /// A payment came under a code for which goods were given on sight: they are not given again.
    SeenCodeCame,
}

impl Alarm {
    /// Every alarm.
    pub const ALL: [Self; 13] = [
        Self::LateProof,
        Self::Conflict,
        Self::Unreadable,
        Self::WentBack,
        Self::TakenFromSale,
        Self::StrangeResult,
        Self::ClaimDenied,
        Self::MoneyLeft,
        Self::MoneyUntold,
        Self::TwoBalances,
        Self::NotSentBack,
        Self::MaybeSentBack,
        Self::SeenCodeCame,
    ];

    /// Returns the alarm's name in the book and the interfaces.
    pub const fn name(self) -> &'static str {
        match self {
            Self::LateProof => "late_proof",
            Self::Conflict => "conflict",
            Self::Unreadable => "unreadable",
            Self::WentBack => "went_back",
            Self::TakenFromSale => "taken_from_sale",
            Self::StrangeResult => "strange_result",
            Self::ClaimDenied => "claim_denied",
            Self::MoneyLeft => "money_left",
            Self::MoneyUntold => "money_untold",
            Self::TwoBalances => "two_balances",
            Self::NotSentBack => "not_sent_back",
            Self::MaybeSentBack => "maybe_sent_back",
            Self::SeenCodeCame => "seen_code_came",
        }
    }

    /// Finds an alarm by its name in the book.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|alarm| alarm.name() == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_alarm_is_found_again_by_its_own_name() {
        for alarm in Alarm::ALL {
            assert_eq!(Alarm::named(alarm.name()), Some(alarm));
        }
        assert_eq!(Alarm::named("no alarm"), None);
    }
}
