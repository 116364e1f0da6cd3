//! What is said of an order to send a payment back: what M-PESA did with the money, and whether
//! cash may be handed out for it.

use super::{Command, Found, REVERSED_BEFORE, State};
use crate::money::Money;
use crate::result_code::ResultCode;
use crate::sale::{Said, said};
use crate::words::Words;

/// What is said where M-PESA can be told nothing.
pub const NO_API_USER: Words = Words::new(
    "M-PESA sends nothing back yet: Set-up lacks the API user or a public address. Call the owner.",
    "M-PESA hairudishi bado: Mipangilio haina API user au anwani ya umma. Mwite mwenye duka.",
);

/// How it stands with money that M-PESA was told to send back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SentBack {
    /// M-PESA is asked; what it does is to come.
    Asked,
    /// It went back.
    Done,
    /// It is still here.
    NotDone,
    /// Nobody knows: it is reserved, and no cash is handed out for it.
    Unknown,
}

impl Command {
    /// Says what is to be agreed to where a person found its money to be here; nothing of a
    /// question.
    pub fn says_here(&self) -> Option<Said> {
        let (amount, receipt) = (self.order.moves()?.money(), self.order.receipt());
        Some(said(
            format!("KES {amount} of {receipt} did not go back: may it be paid out again?"),
            format!("KES {amount} za {receipt} hazikurudi: zinaweza kutolewa tena?"),
        ))
    }

    /// Says what is to be agreed to where a person found its money to be gone.
    pub fn says_gone(&self) -> Option<Said> {
        let (amount, receipt) = (self.order.moves()?.money(), self.order.receipt());
        Some(said(
            format!("KES {amount} of {receipt} went back to the customer: is nothing of it owed?"),
            format!("KES {amount} za {receipt} zilirudi kwa mteja: hakuna deni lake tena?"),
        ))
    }

    /// Returns how it stands with the money of an order, and says it; nothing of a question.
    pub fn sent_back(&self) -> Option<(SentBack, Said)> {
        let amount = self.order.moves()?.money();
        Some(match self.state() {
            State::Drafted | State::Sending | State::Accepted => (SentBack::Asked, asked(amount)),
            State::Done => (SentBack::Done, done(amount)),
            State::Unsure => (SentBack::Unknown, unknown(amount)),
            State::Failed(code) if code.as_str() == REVERSED_BEFORE => {
                (SentBack::Unknown, before(amount))
            }
            State::Failed(code) => (SentBack::NotDone, failed(amount, &code)),
            State::Refused(_) => (SentBack::NotDone, not_taken(amount)),
            State::Settled(Found::Back { .. }) => (SentBack::Done, found_back(amount)),
            State::Settled(Found::Here) => (SentBack::NotDone, found_here(amount)),
        })
    }
}

fn asked(amount: Money) -> Said {
    said(
        format!("M-PESA is asked to send KES {amount} back. Hand out no cash for it."),
        format!("M-PESA imeombwa irudishe KES {amount}. Usitoe pesa taslimu kwa hizo."),
    )
}

fn done(amount: Money) -> Said {
    said(
        format!("KES {amount} went back to the customer by M-PESA."),
        format!("KES {amount} zimerudi kwa mteja kwa M-PESA."),
    )
}

fn unknown(amount: Money) -> Said {
    said(
        format!("Not known yet if KES {amount} went back. Do not hand cash out."),
        format!("Bado haijulikani kama KES {amount} zimerudi. Usitoe pesa taslimu."),
    )
}

fn before(amount: Money) -> Said {
    said(
        format!("M-PESA says that it was sent back before. Do not hand KES {amount} out in cash."),
        format!("M-PESA inasema ilisharudishwa. Usitoe KES {amount} kwa pesa taslimu."),
    )
}

fn found_back(amount: Money) -> Said {
    said(
        format!("KES {amount} went back to the customer: it was looked up at M-PESA."),
        format!("KES {amount} zimerudi kwa mteja: iliangaliwa M-PESA."),
    )
}

fn found_here(amount: Money) -> Said {
    said(
        format!("Not sent back: KES {amount} is still here. It was looked up at M-PESA."),
        format!("Hazijarudi: KES {amount} bado ziko hapa. Iliangaliwa M-PESA."),
    )
}

fn not_taken(amount: Money) -> Said {
    said(
        format!("Not sent back: KES {amount} is still here. M-PESA did not take the order."),
        format!("Hazijarudi: KES {amount} bado ziko hapa. M-PESA haikupokea agizo."),
    )
}

/// Says why M-PESA did not do it, where its code tells a person at the counter something.
///
/// Source: Reversal page, 2025 (the project's reference, section 5).
fn failed(amount: Money, code: &ResultCode) -> Said {
    match code.as_str() {
        "1" => said(
            format!(
                "Not sent back: KES {amount} is still here. The M-PESA account has too little."
            ),
            format!("Hazijarudi: KES {amount} bado ziko hapa. Akaunti ya M-PESA haina za kutosha."),
        ),
        "21" | "2001" => said(
            format!("Not sent back: KES {amount} is still here. M-PESA refuses the API user."),
            format!("Hazijarudi: KES {amount} bado ziko hapa. M-PESA inakataa API user."),
        ),
        "R000002" => said(
            format!("Not sent back: KES {amount} is still here. M-PESA does not take this code."),
            format!("Hazijarudi: KES {amount} bado ziko hapa. M-PESA haikubali nambari hii."),
        ),
        _ => said(
            format!("Not sent back: KES {amount} is still here. Try again, or pay it in cash."),
            format!("Hazijarudi: KES {amount} bado ziko hapa. Jaribu tena, au lipa taslimu."),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::tests::check_spoken;

    #[test]
    fn money_that_may_be_gone_is_never_said_to_be_here() {
        let most = Money::from_cents(Money::MAX_CENTS).expect("an amount");
        let code = |text: &str| text.parse::<ResultCode>().expect("a code");
        let here = [
            not_taken(most),
            found_here(most),
            failed(most, &code("1")),
            failed(most, &code("21")),
            failed(most, &code("R000002")),
            failed(most, &code("8006")),
        ];
        let elsewhere = [
            asked(most),
            done(most),
            found_back(most),
            unknown(most),
            before(most),
        ];
        for said in here.iter().chain(&elsewhere) {
            assert!(said.en.len() <= 120 && said.sw.len() <= 120, "{said:?}");
            assert!(said.en.ends_with('.') && said.sw.ends_with('.'), "{said:?}");
            assert!(
                said.en.contains("KES") && said.sw.contains("KES"),
                "{said:?}"
            );
            let is_here = said.en.contains("still here") && said.sw.contains("bado ziko hapa");
            assert_eq!(is_here, here.contains(said), "{said:?}");
        }
        check_spoken(NO_API_USER);
    }
}
