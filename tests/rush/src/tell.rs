//! A day in words, one line an event: to be read, and to know a day again by its digest.

use std::fmt;

use domain::eat;
use domain::money::Balance;
use domain::party::Name;
use domain::phone::{Msisdn, PayerHint};
use domain::receipt::Receipt;
use domain::receipt::life::Reference;

use crate::day::{Day, Event, Heard, What};
use crate::truth::Truth;

/// Tells everything that is in a day: the people in it are invented, so nothing is hidden.
impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "seed {} {}", self.seed, self.shop.shortcode)?;
        for known in &self.shop.known {
            let (phone, name) = (known.phone, known.name.as_str());
            writeln!(
                f,
                "known {phone} {name} {} owes {}",
                known.visits, known.owes
            )?;
        }
        self.events
            .iter()
            .try_for_each(|event| writeln!(f, "{event}"))
    }
}

impl fmt::Display for Truth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (receipt, paid) in &self.payments {
            let at = eat::to_text(paid.at);
            write!(f, "{receipt} {at} {} by {}: ", paid.amount, paid.payer)?;
            writeln!(f, "{:?} {:?}", paid.meant, paid.situations)?;
        }
        Ok(())
    }
}

impl fmt::Display for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}.{:03} ",
            eat::to_text(self.at),
            self.at.ms().rem_euclid(1000)
        )?;
        match &self.what {
            What::SaleOpened(opened) => {
                let phone = opened
                    .phone
                    .map_or_else(String::new, |phone: Msisdn| phone.to_string());
                let (sale, number) = (opened.sale, &opened.reference);
                write!(f, "opened {sale} no. {number}: {} {phone}", opened.total)
            }
            What::SaleClosed(sale, how) => write!(f, "closed {sale} {how:?}"),
            What::PaymentHeard(heard) => heard.fmt(f),
            What::PromptOut(prompt) => {
                let (attempt, sale) = (prompt.attempt, prompt.sale);
                let (phone, reference) = (prompt.phone, &prompt.reference);
                write!(
                    f,
                    "prompt {attempt} {sale} {phone} {} {reference}",
                    prompt.amount
                )
            }
            What::PromptProved { attempt, receipt } => {
                let code = receipt.as_ref().map_or("to follow", Receipt::as_str);
                write!(f, "proved {attempt} {code}")
            }
            What::PromptFailed(attempt) => write!(f, "failed {attempt}"),
            What::PromptUnsure(attempt) => write!(f, "unsure {attempt}"),
            What::Settled { receipt, to } => write!(f, "settled {receipt} {to:?}"),
            What::SetAside(receipt) => write!(f, "aside {receipt}"),
            What::Midnight => write!(f, "midnight"),
        }
    }
}

impl fmt::Display for Heard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let hearing = &self.hearing;
        let (source, payee) = (hearing.source.name(), hearing.payee);
        let amount = hearing.amount.unwrap_or_default();
        let paid_at = hearing.paid_at.map_or_else(String::new, eat::to_wire);
        let phone = shown(&hearing.payer);
        let reference = hearing.reference.as_ref().map_or("", Reference::as_str);
        let name = self.name.as_ref().map_or("", Name::as_str);
        let balance = self.balance.map_or(0, Balance::cents);
        write!(
            f,
            "{source} {} {paid_at} {amount} to {payee} from [{phone}] {name} ",
            self.receipt
        )?;
        write!(
            f,
            "account [{reference}] {:?} {}",
            hearing.kind, self.transaction_type
        )?;
        write!(f, " balance {balance}")
    }
}

fn shown(payer: &PayerHint) -> String {
    match payer {
        PayerHint::Full(phone) => phone.to_string(),
        PayerHint::Masked { prefix, suffix } => format!("{prefix}*{suffix}"),
        PayerHint::Hashed(hash) => hash.clone(),
        PayerHint::Absent => String::new(),
    }
}
