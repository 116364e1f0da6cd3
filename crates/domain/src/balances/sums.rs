//! Which of several amounts come to a sum.

use std::collections::BTreeSet;

use super::Payment;
use crate::money::Money;
use crate::receipt::Receipt;

/// The most sums that are kept in mind.
const MOST_SUMS: usize = 4096;

/// Returns the most that some of the amounts come to together without being more than `limit`.
pub(super) fn most_within(amounts: impl Iterator<Item = Money>, limit: Money) -> Money {
    let mut sums = BTreeSet::from([Money::ZERO]);
    for amount in amounts {
        let with = sums.iter().filter_map(|sum| sum.checked_add(amount));
        let with: Vec<_> = with.filter(|sum| *sum <= limit).collect();
        sums.extend(with);
        while sums.len() > MOST_SUMS {
            sums.pop_first();
        }
    }
    sums.last().copied().unwrap_or_default()
}

/// Returns what the three largest come to together.
pub(super) fn three_largest(payments: &[&Payment]) -> Money {
    let mut amounts: Vec<_> = payments.iter().map(|payment| payment.amount).collect();
    amounts.sort_unstable();
    let largest = amounts.into_iter().rev().take(3);
    largest.fold(Money::ZERO, Money::saturating_add)
}

/// Finds two or three payments whose sum fits, if there is one choice of them and no other.
pub(super) fn the_only_few(
    payments: &[&Payment],
    fits: impl Fn(Money) -> bool,
) -> Option<Vec<Receipt>> {
    let mut found = choices(payments).filter(|few| {
        let amounts = few.iter().map(|payment| payment.amount);
        fits(amounts.fold(Money::ZERO, Money::saturating_add))
    });
    let (only, other) = (found.next()?, found.next());
    let named = only.into_iter().map(|payment| payment.receipt.clone());
    other.is_none().then(|| named.collect())
}

/// Every two and every three of them.
fn choices<'a>(payments: &'a [&'a Payment]) -> impl Iterator<Item = Vec<&'a Payment>> {
    payments.iter().enumerate().flat_map(move |(one, first)| {
        let later = payments.iter().enumerate().skip(one + 1);
        later.flat_map(move |(two, second)| {
            let third = payments.iter().skip(two + 1);
            let threes = third.map(move |third| vec![*first, *second, *third]);
            std::iter::once(vec![*first, *second]).chain(threes)
        })
    })
}
