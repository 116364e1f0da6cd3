//! What the till says in each state: first the money, then the cause, then the act.

use super::{Code, Conflict, State};
use crate::money::Money;
use crate::sale::{Filling, Standing};
use crate::words::Words;

/// What is said in a state: a sentence for the cashier, and one to say to the customer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sentences {
    /// For the cashier.
    pub cashier: Words,
    /// To say to the customer; none where there is nothing to say yet.
    pub customer: Option<Words>,
}

const NOTHING_SENT: Words = Words::new("Nothing has been sent yet.", "Hakuna kilichotumwa bado.");
const SENDING: Words = Words::new(
    "Sending the prompt to the phone.",
    "Ombi linatumwa kwenye simu.",
);
const ASK_FOR_PIN: Words = Words::new(
    "Ask the customer to enter the M-PESA PIN.",
    "Mwombe mteja aweke PIN ya M-PESA kwenye simu yake.",
);
const ENTER_PIN: Words = Words::new(
    "Please enter your M-PESA PIN on your phone.",
    "Tafadhali weka PIN yako ya M-PESA kwenye simu.",
);
const UNSURE: Words = Words::new(
    "Not known yet. The till keeps asking Safaricom. Do not ask the customer again.",
    "Bado haijulikani. Mashine inaendelea kuuliza Safaricom. Usimwombe mteja tena.",
);
const LOOK_AT_MESSAGES: Words = Words::new(
    "Did you get a message from M-PESA? Please wait a moment.",
    "Je, umepata ujumbe wa M-PESA? Tafadhali subiri kidogo.",
);
const CHECKING: Words = Words::new(
    "Reported as paid. Checking with Safaricom: keep the goods for a moment.",
    "Inathibitishwa na Safaricom. Subiri kidogo kabla ya kutoa bidhaa.",
);
const ONE_MOMENT: Words = Words::new(
    "Thank you. We are checking with Safaricom, one moment.",
    "Asante. Tunathibitisha na Safaricom, subiri kidogo.",
);
const PAID: Words = Words::new("Paid. Give the goods.", "Imelipwa. Mpe mteja bidhaa.");
const PAID_CODE_TO_FOLLOW: Words = Words::new(
    "Paid. Give the goods. The M-PESA code follows.",
    "Imelipwa. Mpe mteja bidhaa. Nambari ya M-PESA itafuata.",
);
const PAID_AGAIN: Words = Words::new(
    "Paid a second time. Give no goods for it: this money is owed to the customer.",
    "Imelipwa mara ya pili. Usitoe bidhaa tena: mteja anadai pesa hizi.",
);
const ASKING_EARLIER: Words = Words::new(
    "Not paid. An earlier prompt to this phone may be: Safaricom is being asked. Please wait.",
    "Haijalipwa. Ombi la awali kwa simu hii huenda limelipwa: tunauliza Safaricom. Subiri.",
);
const WE_OWE_YOU: Words = Words::new(
    "You have paid this twice. We owe you this second payment.",
    "Umelipa mara mbili. Malipo haya ya pili ni deni letu kwako.",
);
const PAID_IN_PART: Words = Words::new(
    "Paid. The sale is not covered yet: keep the goods.",
    "Imelipwa. Mauzo bado hayajakamilika: usitoe bidhaa.",
);
const PAID_AND_GIVEN: Words = Words::new(
    "Paid. The rest of the sale is not proved yet, and its goods were given.",
    "Imelipwa. Sehemu nyingine haijathibitishwa, na bidhaa zimetolewa.",
);
const GIVEN_UNPROVED: Words = Words::new(
    "Not proved yet, and the goods were given at risk. Safaricom is being asked.",
    "Bado haijathibitishwa, na bidhaa zimetolewa mapema. Safaricom inaulizwa.",
);
const PAID_TOO_MUCH: Words = Words::new(
    "Paid, and more than was needed. Give the goods; the rest is owed to the customer.",
    "Imelipwa, na zaidi ya kiasi kilichobaki. Mpe mteja bidhaa; pesa za ziada ni zake.",
);
const PAID_FOR_NOTHING: Words = Words::new(
    "Paid, but the sale is void. Give no goods: this money is owed to the customer.",
    "Imelipwa, lakini mauzo yamefutwa. Usitoe bidhaa: mteja anadai pesa hizi.",
);
const WE_OWE_YOU_ALL: Words = Words::new(
    "This sale was called off. We owe you this payment.",
    "Mauzo haya yamefutwa. Malipo haya ni deni letu kwako.",
);
const PAID_AGAIN_AND_SETTLED: Words = Words::new(
    "Paid a second time. Nothing of this money is owed any more. Give no goods for it.",
    "Imelipwa mara ya pili. Hakuna deni la pesa hizi tena. Usitoe bidhaa tena.",
);
const PAID_TOO_MUCH_AND_SETTLED: Words = Words::new(
    "Paid, and more than was needed: nothing of it is owed any more. Give the goods.",
    "Imelipwa, na zaidi ya kilichohitajika: hakuna deni tena. Mpe mteja bidhaa.",
);
const PAID_FOR_NOTHING_AND_SETTLED: Words = Words::new(
    "Paid, but the sale is void. Nothing of this money is owed any more. Give no goods.",
    "Imelipwa, lakini mauzo yamefutwa. Hakuna deni la pesa hizi tena. Usitoe bidhaa.",
);
const WE_OWE_YOU_NOTHING: Words = Words::new(
    "What we owed you of this payment is settled.",
    "Deni letu la malipo haya limekwisha.",
);
const PAID_AND_BROUGHT_BACK: Words = Words::new(
    "Paid, and goods of the sale were brought back. Give no more goods.",
    "Imelipwa, na bidhaa za mauzo haya zimerudishwa. Usitoe bidhaa tena.",
);
const REPAID: Words = Words::new(
    "Paid: the money repays what the customer owes. There are no goods to give.",
    "Imelipwa: pesa hizi zinalipa deni la mteja. Hakuna bidhaa za kutoa.",
);
const WE_OWE_YOU_THE_REST: Words = Words::new(
    "You have paid more than was needed. We owe you the rest.",
    "Umelipa zaidi ya kilichohitajika. Zilizobaki ni deni letu kwako.",
);
const THANK_YOU: Words = Words::new(
    "Thank you, your payment has come.",
    "Asante, malipo yako yamefika.",
);
const LAPSED: Words = Words::new(
    "No proof of payment within a day. Compare with Safaricom's statement.",
    "Hakuna uthibitisho wa malipo kwa siku nzima. Linganisha na taarifa ya Safaricom.",
);
const CALL_SUPERVISOR: Words = Words::new(
    "We must check this payment with the supervisor, please wait.",
    "Lazima tuthibitishe malipo haya na msimamizi, tafadhali subiri.",
);

impl Sentences {
    /// What is said of a prompt that an earlier one stood in the way of, until Safaricom has
    /// answered for that one.
    pub const ASKING_EARLIER: Self = Self {
        cashier: ASKING_EARLIER,
        customer: Some(LOOK_AT_MESSAGES),
    };

    /// What is said of a payment that its leg did not need any more.
    pub const PAID_AGAIN: Self = Self {
        cashier: PAID_AGAIN,
        customer: Some(WE_OWE_YOU),
    };

    /// Returns what is said of a prompt in the sale that it is for: a paid one gives the goods
    /// only when the sale is covered, and only by what the sale needed of it. That money of it is
    /// owed is said while so much still is `owed`.
    pub fn within(state: &State, standing: Standing, filling: Filling, owed: Money) -> Self {
        let pair = |cashier, customer| Self {
            cashier,
            customer: Some(customer),
        };
        let is_settled = owed == Money::ZERO;
        match (state, standing) {
            (State::Paid(_), Standing::Void) if is_settled => {
                pair(PAID_FOR_NOTHING_AND_SETTLED, WE_OWE_YOU_NOTHING)
            }
            (State::Paid(_), Standing::Void) => pair(PAID_FOR_NOTHING, WE_OWE_YOU_ALL),
            (State::Paid(_), _) if filling.to_leg == Money::ZERO && is_settled => {
                pair(PAID_AGAIN_AND_SETTLED, WE_OWE_YOU_NOTHING)
            }
            (State::Paid(_), _) if filling.to_leg == Money::ZERO => Self::PAID_AGAIN,
            (State::Paid(_), Standing::Open | Standing::Short(_)) => pair(PAID_IN_PART, THANK_YOU),
            (State::Paid(_), Standing::Repaid(_)) => pair(REPAID, THANK_YOU),
            (State::Paid(_), Standing::AtRisk(_)) => pair(PAID_AND_GIVEN, THANK_YOU),
            (State::Reported, Standing::AtRisk(_)) => Self {
                cashier: GIVEN_UNPROVED,
                customer: None,
            },
            (State::Paid(_), Standing::Returned(_)) => pair(PAID_AND_BROUGHT_BACK, THANK_YOU),
            (State::Paid(_), _) if filling.to_customer > Money::ZERO && is_settled => {
                pair(PAID_TOO_MUCH_AND_SETTLED, WE_OWE_YOU_NOTHING)
            }
            (State::Paid(_), _) if filling.to_customer > Money::ZERO => {
                pair(PAID_TOO_MUCH, WE_OWE_YOU_THE_REST)
            }
            _ => state.sentences(),
        }
    }
}

impl State {
    /// Returns what is said in this state.
    pub fn sentences(&self) -> Sentences {
        let (cashier, customer) = match self {
            Self::Drafted => (NOTHING_SENT, None),
            Self::Sending => (SENDING, None),
            Self::Prompted => (ASK_FOR_PIN, Some(ENTER_PIN)),
            Self::Refused(refusal) => (refusal.cashier(), Some(refusal.customer())),
            Self::Unsure => (UNSURE, Some(LOOK_AT_MESSAGES)),
            Self::Reported => (CHECKING, Some(ONE_MOMENT)),
            Self::Paid(Code::Known(_)) => (PAID, Some(THANK_YOU)),
            Self::Paid(Code::ToFollow) => (PAID_CODE_TO_FOLLOW, Some(THANK_YOU)),
            Self::Failed(code) => (code.meaning().cashier, Some(code.meaning().customer)),
            Self::Lapsed => (LAPSED, None),
            Self::Conflicting(conflict) => (conflict.words(), Some(CALL_SUPERVISOR)),
        };
        Sentences { cashier, customer }
    }

    /// Returns the state's name in the book, the interfaces and the documents.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Drafted => "drafted",
            Self::Sending => "sending",
            Self::Prompted => "prompted",
            Self::Refused(_) => "refused",
            Self::Unsure => "unsure",
            Self::Reported => "reported",
            Self::Paid(_) => "paid",
            Self::Failed(_) => "failed",
            Self::Lapsed => "lapsed",
            Self::Conflicting(_) => "conflicting",
        }
    }
}

impl Conflict {
    fn words(self) -> Words {
        match self {
            Self::Amount(_) => Words::new(
                "Keep the goods. A message names another amount. Call the supervisor.",
                "Usitoe bidhaa. Ujumbe unataja kiasi kingine. Mwite msimamizi.",
            ),
            Self::Phone => Words::new(
                "Keep the goods. A message names another phone. Call the supervisor.",
                "Usitoe bidhaa. Ujumbe unataja simu nyingine. Mwite msimamizi.",
            ),
            Self::Ids => Words::new(
                "Keep the goods. A message belongs to another payment. Call the supervisor.",
                "Usitoe bidhaa. Ujumbe ni wa malipo mengine. Mwite msimamizi.",
            ),
            Self::SecondReceipt => Words::new(
                "Keep the goods. Two M-PESA codes came for one prompt. Call the supervisor.",
                "Usitoe bidhaa. Nambari mbili za M-PESA zimekuja. Mwite msimamizi.",
            ),
            Self::ReceiptTaken => Words::new(
                "Keep the goods. Its M-PESA code stands for another payment. Call the supervisor.",
                "Usitoe bidhaa. Nambari hii ni ya malipo mengine. Mwite msimamizi.",
            ),
            Self::ReportedButFailed => Words::new(
                "Keep the goods. A message says paid, Safaricom says not. Call the supervisor.",
                "Usitoe bidhaa. Ujumbe unasema imelipwa, Safaricom inakataa. Mwite msimamizi.",
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::tests::check_spoken;

    #[test]
    fn a_paid_prompt_gives_goods_only_when_its_sale_is_covered_by_it() {
        let kes = |shillings: u64| Money::from_cents(shillings * 100).expect("an amount");
        let check_owing = |owed, standing, to_leg, to_customer, cashier: Words| {
            let filling = Filling {
                to_leg: kes(to_leg),
                to_customer: kes(to_customer),
            };
            let paid = State::Paid(Code::ToFollow);
            let said = Sentences::within(&paid, standing, filling, kes(owed));
            assert_eq!(said.cashier, cashier, "{standing:?} {owed}");
            check_spoken(said.cashier);
            said.customer.into_iter().for_each(check_spoken);
        };
        let check = |standing, to_leg, to_customer, cashier| {
            check_owing(100, standing, to_leg, to_customer, cashier);
        };
        let check_settled = |standing, to_leg, to_customer, cashier| {
            check_owing(0, standing, to_leg, to_customer, cashier);
        };
        check_settled(Standing::Covered, 350, 0, PAID_CODE_TO_FOLLOW);
        check_settled(Standing::Short(kes(150)), 200, 0, PAID_IN_PART);
        check_settled(Standing::Covered, 0, 350, PAID_AGAIN_AND_SETTLED);
        check_settled(Standing::Covered, 250, 100, PAID_TOO_MUCH_AND_SETTLED);
        check_settled(Standing::Returned(kes(1)), 350, 0, PAID_AND_BROUGHT_BACK);
        check_settled(Standing::Void, 350, 0, PAID_FOR_NOTHING_AND_SETTLED);
        check(Standing::Covered, 350, 0, PAID_CODE_TO_FOLLOW);
        check(Standing::Over(kes(350)), 350, 0, PAID_CODE_TO_FOLLOW);
        check(Standing::Over(kes(350)), 0, 350, PAID_AGAIN);
        check(Standing::Over(kes(100)), 250, 100, PAID_TOO_MUCH);
        check(Standing::Open, 200, 0, PAID_IN_PART);
        check(Standing::Short(kes(150)), 200, 0, PAID_IN_PART);
        check(Standing::AtRisk(kes(150)), 200, 0, PAID_AND_GIVEN);
        check(Standing::Short(kes(150)), 0, 200, PAID_AGAIN);
        check(Standing::Returned(kes(1)), 350, 0, PAID_AND_BROUGHT_BACK);
        check(Standing::Repaid(kes(350)), 350, 0, REPAID);
        check(Standing::Repaid(kes(350)), 0, 350, PAID_AGAIN);
        check(Standing::Void, 350, 0, PAID_FOR_NOTHING);
        check(Standing::Void, 0, 350, PAID_FOR_NOTHING);
    }
}
