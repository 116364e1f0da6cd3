//! STK pushes from their acceptance to their end, and what moves when one is paid.

use serde::{Deserialize, Serialize};

use crate::callbacks::CallbackNote;
use crate::clock::Moment;
use crate::error::Error;
use crate::ids::CheckoutRequestId;
use crate::outcomes::{Act, Outcome};
use crate::phone::Phone;
use crate::receipts::Receipt;
use crate::state::State;

/// A push that was acknowledged, and what became of it.
#[derive(Debug, Clone, Serialize, Deserialize)]
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
            self.due.insert((ends_at, id.clone()));
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
        self.end(&id, outcome, now);
    }

    /// Lets the customer act on the prompt that is open on the phone; returns the prompt's life.
    pub(crate) fn answer(&mut self, phone: &Phone, act: Act, now: Moment) -> Result<Life, Error> {
        let customer = self
            .customers
            .get(phone)
            .ok_or_else(|| Error::NoSuchPhone(phone.clone()))?;
        let id = customer
            .prompt
            .clone()
            .ok_or_else(|| Error::NoPrompt(phone.clone()))?;
        let affordable = customer.balance_kes >= self.pushes[&id].amount_kes;
        match act {
            Act::Accept if affordable => self.end(&id, Outcome::Paid, now),
            Act::Accept | Act::TooLittleMoney => self.end(&id, Outcome::TooLittleMoney, now),
            Act::WrongPin => self.end(&id, Outcome::WrongPin, now),
            Act::Cancel => self.end(&id, Outcome::Cancelled, now),
            Act::Ignore => {}
            Act::PhoneOff => self.lose_reach(&id, now),
        }
        Ok(self.pushes[&id].life.clone())
    }

    /// Ends every prompt whose time is over.
    pub(crate) fn settle(&mut self, now: Moment) {
        while let Some((at, id)) = self.due.first().cloned().filter(|(at, _)| *at <= now) {
            if let Life::Open { ends_in, .. } = self.pushes[&id].life {
                self.end(&id, ends_in, at);
            }
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
            self.due.remove(&(was, id.clone()));
            self.due.insert((is, id.clone()));
        }
        self.settle(now);
    }

    /// Ends a push: moves the money if it is paid, and sends the callback.
    fn end(&mut self, id: &CheckoutRequestId, outcome: Outcome, now: Moment) {
        let push = &self.pushes[id];
        if let Life::Open { ends_at, .. } = push.life {
            self.due.remove(&(ends_at, id.clone()));
        }
        let phone = push.phone.clone();
        let customer = self.customer_of(&phone);
        if customer.prompt.as_ref() == Some(id) {
            customer.prompt = None;
        }
        let receipt = (outcome == Outcome::Paid).then(|| self.pay(id, now));
        let number = receipt.as_ref().map(|receipt| receipt.number.clone());
        self.push_mut(id).life = Life::Ended {
            at: now,
            outcome,
            receipt: number,
        };
        self.send_callback(id, outcome, receipt.as_ref());
    }

    /// Moves the money of a push from the wallet to the shop.
    fn pay(&mut self, id: &CheckoutRequestId, now: Moment) -> Receipt {
        let number = self.next_receipt_number(now);
        let push = &self.pushes[id];
        let receipt = Receipt {
            number: number.clone(),
            checkout_request_id: id.clone(),
            phone: push.phone.clone(),
            amount_kes: push.amount_kes,
            account_reference: push.account_reference.clone(),
            paid_at: now,
        };
        self.customer_of(&receipt.phone).balance_kes -= receipt.amount_kes;
        self.shop_balance_kes += receipt.amount_kes;
        self.receipts.insert(number, receipt.clone());
        receipt
    }
}
