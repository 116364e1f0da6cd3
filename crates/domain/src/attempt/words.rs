//! What the till says in each state: first the money, then the cause, then the act.

use super::{Code, Conflict, State};
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
const WE_OWE_YOU: Words = Words::new(
    "You have paid this twice. We owe you this second payment.",
    "Umelipa mara mbili. Malipo haya ya pili ni deni letu kwako.",
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
    /// What is said of a payment that its leg did not need any more.
    pub const PAID_AGAIN: Self = Self {
        cashier: PAID_AGAIN,
        customer: Some(WE_OWE_YOU),
    };
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
