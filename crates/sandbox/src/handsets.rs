//! The customers' phones as somebody in the shop would see them.

use std::fmt;

use serde::Serialize;

use crate::clock::Moment;
use crate::customers::Customer;
use crate::ids::CheckoutRequestId;
use crate::outcomes::Act;
use crate::phone::Phone;
use crate::prompts::{Life, Push};
use crate::receipts::Receipt;
use crate::state::State;

/// A customer's phone: whose it is, what the wallet holds, what is on the screen.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct Handset {
    /// The phone.
    pub phone: Phone,
    /// The name that the wallet is registered in.
    pub name: String,
    /// What the wallet holds, in whole shillings.
    pub balance_kes: u64,
    /// What the customer always does; `None` when a person decides each time.
    pub standing: Option<Act>,
    /// The prompt on the screen.
    pub prompt: Option<Prompt>,
    /// The last payment that did not go back.
    pub last_paid: Option<Paid>,
}

/// A payment as its customer knows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Paid {
    /// The receipt number.
    pub number: String,
    /// How much, in whole shillings.
    pub amount_kes: u64,
}

/// Hides the name.
impl fmt::Debug for Handset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Handset")
            .field("phone", &self.phone)
            .field("balance_kes", &self.balance_kes)
            .field("standing", &self.standing)
            .field("prompt", &self.prompt)
            .finish_non_exhaustive()
    }
}

/// A prompt on a screen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Prompt {
    /// The gateway's id for the prompt.
    pub checkout_request_id: CheckoutRequestId,
    /// The amount, in whole shillings.
    pub amount_kes: u64,
    /// Who asks.
    pub business_name: String,
    /// For which account.
    pub account_reference: String,
    /// When it was asked.
    pub asked_at: Moment,
    /// When it ends by itself.
    pub ends_at: Moment,
}

impl State {
    /// Returns every phone, the smallest number first.
    pub(crate) fn handsets(&self, business_name: &str) -> Vec<Handset> {
        let handset = |who: &Customer| Handset {
            phone: who.phone.clone(),
            name: who.name.clone(),
            balance_kes: who.balance_kes,
            standing: who.standing.or(self.rules.standing),
            prompt: who
                .prompt
                .as_ref()
                .and_then(|id| self.pushes[id].on_screen(business_name)),
            last_paid: self.last_paid(&who.phone),
        };
        self.customers.values().map(handset).collect()
    }

    fn last_paid(&self, phone: &Phone) -> Option<Paid> {
        let of_phone = |one: &&Receipt| one.phone.as_ref() == Some(phone);
        let paid = self.receipts().filter(of_phone);
        let last = paid.filter(|one| one.reversed_by.is_none());
        last.max_by_key(|one| one.paid_at).map(|one| Paid {
            number: one.number.clone(),
            amount_kes: one.amount_kes,
        })
    }
}

impl Push {
    fn on_screen(&self, business_name: &str) -> Option<Prompt> {
        let Life::Open { ends_at, .. } = self.life else {
            return None;
        };
        Some(Prompt {
            checkout_request_id: self.checkout_request_id.clone(),
            amount_kes: self.amount_kes,
            business_name: business_name.to_owned(),
            account_reference: self.account_reference.clone(),
            asked_at: self.asked_at,
            ends_at,
        })
    }
}
