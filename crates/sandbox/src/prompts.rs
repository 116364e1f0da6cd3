//! STK pushes from their acceptance to their end.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::agenda::Due;
use crate::clock::Moment;
use crate::error::Error;
use crate::ids::CheckoutRequestId;
use crate::mail::CallbackNote;
use crate::outcomes::{Act, Outcome};
use crate::payments::{Payer, Wish};
use crate::phone::Phone;
use crate::receipts::Receipt;
use crate::state::State;

/// A push that was acknowledged, and what became of it.
#[derive(Clone, Serialize, Deserialize)]
pub struct Push {
    /// The gateway's id for the request.
    pub merchant_request_id: String,
    /// The gateway's id for the prompt.
    pub checkout_request_id: CheckoutRequestId,
    /// The number that asked.
    pub business_short_code: String,
    /// The phone that was prompted.
    pub phone: Phone,
    /// The amount, in whole shillings.
    pub amount_kes: u64,
    /// The account that the prompt shows.
    pub account_reference: String,
    /// Where the result is posted.
    pub callback_url: String,
    /// When the push was taken.
    pub asked_at: Moment,
    /// Whether the prompt is open.
    pub life: Life,
    /// What became of the callback, one note for each time it was sent.
    pub callbacks: Vec<CallbackNote>,
    /// How often the open prompt was queried: the two replies take turns.
    #[serde(skip)]
    pub(crate) queried: u64,
}

/// Hides the address: its path holds a secret.
impl fmt::Debug for Push {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Push")
            .field("checkout_request_id", &self.checkout_request_id)
            .field("phone", &self.phone)
            .field("amount_kes", &self.amount_kes)
            .field("life", &self.life)
            .field("callbacks", &self.callbacks)
            .finish_non_exhaustive()
    }
}

/// Whether a prompt is open.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum Life {
    /// The prompt is on the screen, or on its way to a phone that is off.
    Open {
        /// When it ends by itself.
        ends_at: Moment,
        /// What it ends in by itself.
        ends_in: Outcome,
    },
    /// The prompt has its result.
    Ended {
        /// When.
        at: Moment,
        /// The result.
        outcome: Outcome,
        /// The receipt number when money moved.
        receipt: Option<String>,
    },
}

impl State {
    /// Puts a push on its customer's screen and lets a customer act who always does the same.
    pub(crate) fn open_prompt(&mut self, push: Push) {
        let (id, phone, now) = (
            push.checkout_request_id.clone(),
            push.phone.clone(),
            push.asked_at,
        );
        if let Life::Open { ends_at, .. } = push.life {
            self.agenda.insert((ends_at, Due::Prompt(id.clone())));
        }
        self.pushes.insert(id.clone(), push);
        let customer = self.customer_of(&phone);
        customer.prompt = Some(id);
        if let Some(act) = customer.standing.or(self.rules.standing) {
            self.answer(&phone, act, now)
                .expect("the prompt was opened just now");
        }
    }

    /// Keeps a push that comes to nothing without any prompt.
    pub(crate) fn end_unprompted(&mut self, push: Push, outcome: Outcome) {
        let (id, now) = (push.checkout_request_id.clone(), push.asked_at);
        self.pushes.insert(id.clone(), push);
        self.finish(&id, outcome, None, now);
    }

    /// Lets the customer act on the prompt that is open on the phone; returns the prompt's life.
    pub(crate) fn answer(&mut self, phone: &Phone, act: Act, now: Moment) -> Result<Life, Error> {
        let customer = self
            .customers
            .get_mut(phone)
            .ok_or_else(|| Error::NoSuchPhone(phone.clone()))?;
        let id = customer
            .prompt
            .clone()
            .ok_or_else(|| Error::NoPrompt(phone.clone()))?;
        let enters_pin = matches!(act, Act::Accept | Act::WrongPin);
        match act {
            _ if enters_pin && customer.is_locked() => {
                self.finish(&id, Outcome::PinLocked, None, now);
            }
            Act::Accept => {
                customer.wrong_pins = 0;
                self.accept(&id, now);
            }
            Act::WrongPin => {
                customer.wrong_pins += 1;
                self.finish(&id, Outcome::WrongPin, None, now);
            }
            Act::TooLittleMoney => self.finish(&id, Outcome::TooLittleMoney, None, now),
            Act::Cancel => self.finish(&id, Outcome::Cancelled, None, now),
            Act::Ignore => {}
            Act::PhoneOff => self.lose_reach(&id, now),
        }
        Ok(self.pushes[&id].life.clone())
    }

    /// Lets the customer enter a PIN, right or wrong.
    pub(crate) fn enter_pin(
        &mut self,
        phone: &Phone,
        pin: &str,
        now: Moment,
    ) -> Result<Life, Error> {
        let customer = self.customers.get(phone);
        let act = if customer.is_some_and(|who| who.pin == pin) {
            Act::Accept
        } else {
            Act::WrongPin
        };
        self.answer(phone, act, now)
    }

    /// Ends a prompt whose time is over.
    pub(crate) fn lapse(&mut self, id: &CheckoutRequestId, at: Moment) {
        if let Life::Open { ends_in, .. } = self.pushes[id].life {
            self.finish(id, ends_in, None, at);
        }
    }

    /// Ends a push: the prompt is gone, and the callback goes out.
    pub(crate) fn finish(
        &mut self,
        id: &CheckoutRequestId,
        outcome: Outcome,
        receipt: Option<&Receipt>,
        now: Moment,
    ) {
        self.take_off_screen(id);
        self.push_mut(id).life = Life::Ended {
            at: now,
            outcome,
            receipt: receipt.map(|receipt| receipt.number.clone()),
        };
        self.send_callback(id, outcome, receipt, now);
    }

    /// Pays a push whose PIN was right.
    fn accept(&mut self, id: &CheckoutRequestId, now: Moment) {
        self.take_off_screen(id);
        let push = &self.pushes[id];
        let wish = Wish {
            checkout_request_id: Some(id.clone()),
            payer: Payer::Customer(push.phone.clone()),
            amount_kes: push.amount_kes,
            account_reference: push.account_reference.clone(),
        };
        self.pay(wish, now);
    }

    /// Takes a prompt off its phone, so that it can end no more by itself.
    fn take_off_screen(&mut self, id: &CheckoutRequestId) {
        let push = &self.pushes[id];
        if let Life::Open { ends_at, .. } = push.life {
            self.agenda.remove(&(ends_at, Due::Prompt(id.clone())));
        }
        let phone = push.phone.clone();
        let customer = self.customer_of(&phone);
        if customer.prompt.as_ref() == Some(id) {
            customer.prompt = None;
        }
    }

    /// Lets a prompt end sooner, for its phone is off.
    fn lose_reach(&mut self, id: &CheckoutRequestId, now: Moment) {
        let given_up_after = self.rules.phone_off_after;
        let push = self.push_mut(id);
        let given_up_at = push.asked_at.plus(given_up_after).max(now);
        if let Life::Open { ends_at, ends_in } = &mut push.life {
            let was = std::mem::replace(ends_at, given_up_at.min(*ends_at));
            let is = *ends_at;
            *ends_in = Outcome::Unreachable;
            self.agenda.remove(&(was, Due::Prompt(id.clone())));
            self.agenda.insert((is, Due::Prompt(id.clone())));
        }
        self.settle(now);
    }
}
