//! What is right and what is wrong, for the judge.

use std::collections::BTreeMap;

use domain::clock::Timestamp;
use domain::money::Money;
use domain::phone::Msisdn;
use domain::receipt::Receipt;

use crate::day::Target;
use crate::truth::{Meant, Truth};

/// What each payment is for, as far as it makes a difference.
pub(crate) struct Meaning {
    meant: BTreeMap<Receipt, Meant>,
    /// Payments of one payer over one amount: it is all the same which of them pays for what.
    alike: BTreeMap<(Msisdn, Money), Vec<Receipt>>,
}

impl Meaning {
    pub(crate) fn of(truth: &Truth) -> Self {
        let mut alike: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for (receipt, paid) in &truth.payments {
            let key = (paid.payer, paid.amount);
            alike.entry(key).or_default().push(receipt.clone());
        }
        let meant = truth
            .payments
            .iter()
            .map(|(receipt, paid)| (receipt.clone(), paid.meant));
        Self {
            meant: meant.collect(),
            alike,
        }
    }

    pub(crate) fn meant(&self, receipt: &Receipt) -> Meant {
        self.meant[receipt]
    }

    /// Tells whether a payment is for this; two payments that are alike, have both come, and are
    /// not `settled`, change places where that makes it so.
    pub(crate) fn is_right(
        &mut self,
        truth: &Truth,
        receipt: &Receipt,
        to: Target,
        at: Timestamp,
        settled: impl Fn(&Receipt) -> bool,
    ) -> bool {
        if is_for(self.meant[receipt], to) {
            return true;
        }
        let paid = &truth.payments[receipt];
        let alike = &self.alike[&(paid.payer, paid.amount)];
        let came = |other: &Receipt| truth.payments[other].at <= at && !settled(other);
        let mut others = alike
            .iter()
            .filter(|other| *other != receipt && came(other));
        let Some(other) = others.find(|other| is_for(self.meant[*other], to)) else {
            return false;
        };
        let (mine, its) = (self.meant[receipt], self.meant[other]);
        self.meant.insert(other.clone(), mine);
        self.meant.insert(receipt.clone(), its);
        true
    }
}

/// Tells whether a payment that is meant so may be settled to this. What is owed back for a sale
/// is no part of what pays for it.
pub(crate) fn is_for(meant: Meant, to: Target) -> bool {
    match (meant, to) {
        (Meant::Sale(sale) | Meant::Prompt(_, sale), Target::Sale(other)) => sale == other,
        (Meant::Debt(phone), Target::Debt(other)) => phone == other,
        _ => false,
    }
}
