//! Why a payment may be for a sale, said to the cashier who decides.

use super::{Agreement, Reason, Spelling};
use crate::words::Words;

impl Reason {
    /// Says the reason.
    pub const fn says(self) -> Words {
        match self {
            Self::AmountExact => AMOUNT_EXACT,
            Self::AmountShort => AMOUNT_SHORT,
            Self::AmountOver => AMOUNT_OVER,
            Self::Reference(Spelling::Exact) => REFERENCE_EXACT,
            Self::Reference(Spelling::OneEdit) => REFERENCE_ONE_EDIT,
            Self::Payer(Agreement::Same) => PAYER_SAME,
            Self::Payer(Agreement::Likely) => PAYER_LIKELY,
            Self::Payer(Agreement::Other) => PAYER_OTHER,
            Self::Payer(Agreement::Unknown) => PAYER_UNKNOWN,
            Self::InTime => IN_TIME,
            Self::RungUpAfter => RUNG_UP_AFTER,
            Self::Waited => WAITED,
            Self::WaitedLong => WAITED_LONG,
            Self::Prompted => PROMPTED,
            Self::PaidBefore(visits) => visits.says(),
        }
    }

    /// Says the reason of a debt.
    pub const fn says_of_a_debt(self) -> Words {
        match self {
            Self::AmountExact => DEBT_EXACT,
            Self::Payer(Agreement::Same) => DEBTOR_SAME,
            Self::Payer(Agreement::Likely) => DEBTOR_LIKELY,
            other => other.says(),
        }
    }
}

const DEBT_EXACT: Words = Words::new(
    "It is just what the customer owes.",
    "Ni kiasi kile kile cha deni la mteja.",
);
const DEBTOR_SAME: Words = Words::new(
    "It came from the phone of this debtor.",
    "Imetoka kwa simu ya mdaiwa huyu.",
);
const DEBTOR_LIKELY: Words = Words::new(
    "What is shown of the phone agrees with the debtor's.",
    "Sehemu ya simu inayoonekana inalingana na ya mdaiwa.",
);
const AMOUNT_EXACT: Words = Words::new(
    "It is just what the sale lacks.",
    "Ni kiasi kile kile kinachobaki kwa mauzo.",
);
const AMOUNT_SHORT: Words = Words::new(
    "It is a little less than the sale lacks.",
    "Ni pungufu kidogo ya kinachobaki kwa mauzo.",
);
const AMOUNT_OVER: Words = Words::new(
    "It is a little more than the sale lacks.",
    "Ni zaidi kidogo ya kinachobaki kwa mauzo.",
);
const REFERENCE_EXACT: Words = Words::new(
    "The customer typed the number of this sale.",
    "Mteja ameandika nambari ya mauzo haya.",
);
const REFERENCE_ONE_EDIT: Words = Words::new(
    "What was typed is one sign off its number.",
    "Kilichoandikwa kinakaribia nambari yake.",
);
const PAYER_SAME: Words = Words::new(
    "It came from the phone that was typed for it.",
    "Imetoka kwa simu iliyoandikwa kwa mauzo haya.",
);
const PAYER_LIKELY: Words = Words::new(
    "What is shown of the phone agrees with it.",
    "Sehemu ya simu inayoonekana inalingana nayo.",
);
const PAYER_OTHER: Words = Words::new(
    "Another phone was typed for it.",
    "Simu nyingine iliandikwa kwa mauzo haya.",
);
const PAYER_UNKNOWN: Words = Words::new(
    "The phone can't be compared.",
    "Simu haiwezi kulinganishwa.",
);
const IN_TIME: Words = Words::new(
    "It came soon after the sale was rung up.",
    "Ilikuja mara tu baada ya mauzo kuandikwa.",
);
const RUNG_UP_AFTER: Words = Words::new(
    "The sale was rung up just after it came.",
    "Mauzo yaliandikwa mara tu baada ya kuja.",
);
const WAITED: Words = Words::new(
    "The sale had been waiting for some minutes.",
    "Mauzo yalikuwa yamesubiri dakika kadhaa.",
);
const WAITED_LONG: Words = Words::new(
    "The sale had been waiting for long.",
    "Mauzo yalikuwa yamesubiri muda mrefu.",
);
const PROMPTED: Words = Words::new(
    "A prompt for the sale may be on a phone.",
    "Huenda ombi la mauzo haya liko kwa simu.",
);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::tests::check_spoken;

    #[test]
    fn every_reason_can_be_said_at_a_counter() {
        let payer = [
            Agreement::Same,
            Agreement::Likely,
            Agreement::Other,
            Agreement::Unknown,
        ];
        let spelling = [Spelling::Exact, Spelling::OneEdit];
        let others = [
            Reason::AmountExact,
            Reason::AmountShort,
            Reason::AmountOver,
            Reason::InTime,
            Reason::RungUpAfter,
            Reason::Waited,
            Reason::WaitedLong,
            Reason::Prompted,
        ];
        let payers = payer.map(Reason::Payer).into_iter();
        let all = payers.chain(spelling.map(Reason::Reference)).chain(others);
        all.for_each(|reason| {
            check_spoken(reason.says());
            check_spoken(reason.says_of_a_debt());
        });
    }
}
