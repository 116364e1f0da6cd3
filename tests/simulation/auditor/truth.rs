//! What truly moved, from the wallets' side. The stand-in's own list of payments is held against
//! the wallets first, so that a mistake there is no truth.

use std::collections::BTreeMap;

use domain::ids::AttemptId;
use sandbox::Money;

use crate::world::attempt_of;

/// A payment that moved.
struct Moved {
    at_ms: i64,
    cents: i64,
}

/// A prompt that went out.
pub(super) struct Prompt {
    pub(super) phone: String,
    pub(super) at_ms: i64,
    checkout: String,
}

/// A payment, as Safaricom has it.
#[derive(Debug)]
pub(super) struct Payment {
    /// The attempt whose prompt it answers, if it answers any of the till's.
    pub(super) attempt: Option<AttemptId>,
    pub(super) at_ms: i64,
    pub(super) cents: i64,
    /// The phone that paid; none when a business did.
    pub(super) phone: Option<String>,
    /// Whether it went back, whole or in part.
    pub(super) went_back: bool,
}

/// The payments that moved, by attempt and by receipt.
pub(super) struct Truth {
    moved: BTreeMap<AttemptId, Vec<Moved>>,
    /// The prompts that went out for the till.
    pub(super) prompts: BTreeMap<AttemptId, Prompt>,
    /// All payments, by code.
    pub(super) receipts: BTreeMap<String, Payment>,
}

impl Truth {
    pub(super) fn of(money: &Money) -> Self {
        let left_wallets: u64 = money
            .wallets
            .iter()
            .map(|who| who.opened_with_kes + who.fuliza_owed_kes - who.balance_kes)
            .sum();
        let of_business = money.receipts.iter().filter(|paid| paid.phone.is_none());
        let left_businesses: u64 = of_business.map(|paid| paid.amount_kes).sum();
        assert_eq!(
            left_wallets + left_businesses,
            money.shop_balance_kes,
            "what left the wallets reached the shop"
        );
        let mut truth = Self {
            moved: BTreeMap::new(),
            prompts: prompts(money),
            receipts: BTreeMap::new(),
        };
        for receipt in &money.receipts {
            let push = money.pushes.iter().find(|push| {
                Some(&push.checkout_request_id) == receipt.checkout_request_id.as_ref()
            });
            let attempt = push.and_then(|push| attempt_of(&push.callback_url));
            let cents = i64::try_from(receipt.amount_kes * 100).expect("a wallet's money");
            let at_ms = receipt.paid_at.unix_ms();
            let payment = Payment {
                attempt,
                at_ms,
                cents,
                phone: receipt
                    .phone
                    .as_ref()
                    .map(|phone| phone.as_str().to_owned()),
                went_back: receipt.reversed_by.is_some(),
            };
            truth.receipts.insert(receipt.number.clone(), payment);
            if let Some(attempt) = attempt {
                truth
                    .moved
                    .entry(attempt)
                    .or_default()
                    .push(Moved { at_ms, cents });
            }
        }
        truth
    }

    /// Returns for which attempt Safaricom gave a `CheckoutRequestID`.
    pub(super) fn attempt_with(&self, checkout: &str) -> Option<AttemptId> {
        let mut prompts = self.prompts.iter();
        let found = prompts.find(|(_, prompt)| prompt.checkout == checkout);
        found.map(|(id, _)| *id)
    }

    /// Returns what moved for an attempt, in cents.
    pub(super) fn moved_cents(&self, attempt: AttemptId) -> i64 {
        let moved = self.moved.get(&attempt);
        moved.into_iter().flatten().map(|moved| moved.cents).sum()
    }

    /// Returns what had moved for an attempt by a time, in cents.
    pub(super) fn moved_by(&self, attempt: AttemptId, by_ms: i64) -> i64 {
        let moved = self.moved.get(&attempt).into_iter().flatten();
        let before = moved.filter(|moved| moved.at_ms <= by_ms);
        before.map(|moved| moved.cents).sum()
    }
}

fn prompts(money: &Money) -> BTreeMap<AttemptId, Prompt> {
    let pushes = money.pushes.iter();
    let prompts = pushes.filter_map(|push| {
        let prompt = Prompt {
            phone: push.phone.as_str().to_owned(),
            at_ms: push.asked_at.unix_ms(),
            checkout: push.checkout_request_id.as_str().to_owned(),
        };
        Some((attempt_of(&push.callback_url)?, prompt))
    });
    prompts.collect()
}
