//! Payments on their way from a wallet to the shop: judged, validated by the shop, made.
//!
//! One way for all: an accepted prompt, a customer who types the number by himself, an
//! organisation.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::agenda::Due;
use crate::clock::Moment;
use crate::dice::Purpose;
use crate::ids::CheckoutRequestId;
use crate::outcomes::Outcome;
use crate::phone::Phone;
use crate::post::Reply;
use crate::receipts::Receipt;
use crate::state::State;
use crate::urls::Unanswered;
use crate::validation::Verdict;

/// How long the shop may take to validate. Source: reference section 4, validation.
const TIME_TO_VALIDATE: Duration = Duration::from_secs(8);

/// What a customer may pay in a day, in shillings. Source: reference section 2, amounts.
const DAILY_LIMIT_KES: u64 = 500_000;

/// A payment, and how far it has come.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Payment {
    /// The receipt as it is, or as it will be when the payment is made.
    pub receipt: Receipt,
    /// How far it has come.
    #[serde(flatten)]
    pub stage: Stage,
}

/// How far a payment has come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum Stage {
    /// The shop is asked whether it wants the money.
    Validating {
        /// When the answer is no longer waited for.
        until: Moment,
    },
    /// It was made, or nothing moved.
    Ended {
        /// When.
        at: Moment,
        /// Which of the two.
        #[serde(flatten)]
        end: PaymentEnd,
    },
}

/// What a payment came to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "end", rename_all = "snake_case")]
pub enum PaymentEnd {
    /// Money moved.
    Paid,
    /// M-PESA refused it.
    Failed {
        /// Why.
        outcome: Outcome,
    },
    /// The shop's validation refused it.
    Rejected {
        /// The shop's code, such as `C2B00012`.
        code: String,
    },
    /// The shop's validation did not answer, and the shop registered that this refuses.
    Unanswered,
}

/// What somebody wants to pay. No `Debug`: it may hold a name.
#[derive(Clone)]
pub(crate) struct Wish {
    pub(crate) checkout_request_id: Option<CheckoutRequestId>,
    pub(crate) payer: Payer,
    pub(crate) amount_kes: u64,
    pub(crate) account_reference: String,
}

/// Who wants to pay.
#[derive(Clone)]
pub(crate) enum Payer {
    Customer(Phone),
    Organisation(String),
}

impl State {
    /// Takes a payment up: it is made at once unless the shop is to validate it.
    pub(crate) fn pay(&mut self, wish: Wish, now: Moment) -> Payment {
        let receipt = self.draft(wish, now);
        let number = receipt.number.clone();
        let until = now.plus(TIME_TO_VALIDATE);
        let payment = Payment {
            receipt: receipt.clone(),
            stage: Stage::Validating { until },
        };
        self.payments.insert(number.clone(), payment);
        let outcome = self.judge(&receipt, now);
        if outcome != Outcome::Paid {
            self.close(&number, PaymentEnd::Failed { outcome }, now);
        } else if self.ask_for_validation(&receipt, now) {
            self.agenda.insert((until, Due::Validation(number.clone())));
        } else {
            self.make(&number, now);
        }
        self.payments[&number].clone()
    }

    /// Takes the shop's reply to a validation; one that comes too late changes nothing.
    pub(crate) fn hear_validation(&mut self, number: &str, reply: Option<&Reply>, now: Moment) {
        let Some(Stage::Validating { until }) = self.payments.get(number).map(|it| &it.stage)
        else {
            return;
        };
        self.agenda
            .remove(&(*until, Due::Validation(number.to_owned())));
        match reply.map_or(Verdict::None, Verdict::read) {
            Verdict::Accepted { third_party_id } => {
                self.payment_mut(number).receipt.third_party_id = third_party_id;
                self.make(number, now);
            }
            Verdict::Rejected { code } => self.close(number, PaymentEnd::Rejected { code }, now),
            Verdict::None => self.miss_validation(number, now),
        }
    }

    /// Does what the shop registered for a validation without an answer.
    pub(crate) fn miss_validation(&mut self, number: &str, now: Moment) {
        match self.urls.as_ref().map(|urls| urls.unanswered) {
            Some(Unanswered::Cancelled) => self.close(number, PaymentEnd::Unanswered, now),
            _ => self.make(number, now),
        }
    }

    /// Says what a payment comes to. Source: reference section 2, result codes and amounts.
    fn judge(&self, receipt: &Receipt, now: Moment) -> Outcome {
        let (amount, rules) = (receipt.amount_kes, &self.rules);
        let holds = u64::try_from(self.balance_cents() / 100).unwrap_or(0);
        if amount < rules.least_kes {
            return Outcome::BelowMinimum;
        } else if amount > rules.most_kes {
            return Outcome::AboveMaximum;
        } else if rules
            .shop_limit_kes
            .is_some_and(|limit| holds + amount > limit)
        {
            return Outcome::ShopFull;
        }
        let Some(who) = receipt.phone.as_ref().map(|phone| &self.customers[phone]) else {
            return Outcome::Paid;
        };
        if self.paid_that_day(&who.phone, now) + amount > DAILY_LIMIT_KES {
            Outcome::OverDailyLimit
        } else if !who.can_pay(amount) {
            Outcome::TooLittleMoney
        } else {
            Outcome::Paid
        }
    }

    fn draft(&mut self, wish: Wish, now: Moment) -> Receipt {
        let (phone, payer) = match wish.payer {
            Payer::Customer(phone) => {
                let name = self.customer_of(&phone).name.clone();
                (Some(phone), name)
            }
            Payer::Organisation(name) => (None, name),
        };
        let number = self.next_receipt_number(now);
        let mut throw = self.dice.throw(Purpose::Conversation);
        Receipt {
            number,
            checkout_request_id: wish.checkout_request_id,
            phone,
            payer,
            amount_kes: wish.amount_kes,
            fuliza_kes: 0,
            account_reference: wish.account_reference,
            paid_at: now,
            third_party_id: String::new(),
            conversation_id: throw.conversation_id(now),
            originator_conversation_id: throw.gateway_id(),
            reversed_by: None,
        }
    }

    /// Moves the money, unless the wallet was emptied meanwhile, and tells of it.
    fn make(&mut self, number: &str, now: Moment) {
        let mut receipt = self.payments[number].receipt.clone();
        let outcome = self.judge(&receipt, now);
        if outcome != Outcome::Paid {
            return self.close(number, PaymentEnd::Failed { outcome }, now);
        }
        receipt.paid_at = now;
        if let Some(phone) = &receipt.phone {
            receipt.fuliza_kes = self.customer_of(phone).take(receipt.amount_kes);
        }
        self.payment_mut(number).receipt = receipt.clone();
        self.enter_payment(number, receipt.amount_kes, now);
        self.close(number, PaymentEnd::Paid, now);
        self.send_confirmation(&receipt, now);
    }

    /// Ends a payment, and the push that it belongs to.
    fn close(&mut self, number: &str, end: PaymentEnd, now: Moment) {
        let outcome = end.outcome();
        let payment = self.payment_mut(number);
        payment.stage = Stage::Ended { at: now, end };
        if let Some(id) = payment.receipt.checkout_request_id.clone() {
            let receipt = self.receipt(number).cloned();
            self.finish(&id, outcome, receipt.as_ref(), now);
        }
    }

    pub(crate) fn payment_mut(&mut self, number: &str) -> &mut Payment {
        self.payments
            .get_mut(number)
            .expect("a payment is kept for ever")
    }

    fn paid_that_day(&self, phone: &Phone, now: Moment) -> u64 {
        let day = now.in_nairobi().date_naive();
        let fits = |receipt: &&Receipt| {
            receipt.phone.as_ref() == Some(phone)
                && receipt.paid_at.in_nairobi().date_naive() == day
        };
        let receipts = self.receipts().filter(fits);
        receipts.map(|receipt| receipt.amount_kes).sum()
    }
}

impl Payment {
    /// Takes a receipt of a file that was written before payments were kept.
    pub(crate) fn of_old(receipt: Receipt) -> Self {
        let (at, end) = (receipt.paid_at, PaymentEnd::Paid);
        Self {
            receipt,
            stage: Stage::Ended { at, end },
        }
    }

    /// Returns the receipt when money moved.
    pub(crate) fn paid(&self) -> Option<&Receipt> {
        let is_paid = matches!(
            self.stage,
            Stage::Ended {
                end: PaymentEnd::Paid,
                ..
            }
        );
        is_paid.then_some(&self.receipt)
    }
}

impl PaymentEnd {
    /// Says what a push comes to whose payment ends so.
    ///
    /// What the shop's refusal gives there the reference does not tell: 2006 is our choice.
    fn outcome(&self) -> Outcome {
        match self {
            Self::Paid => Outcome::Paid,
            Self::Failed { outcome } => *outcome,
            Self::Rejected { .. } | Self::Unanswered => Outcome::Declined,
        }
    }
}
