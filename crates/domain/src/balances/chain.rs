//! The order in which payments came to the account, and where the balance is not what they make it.

use std::cmp::Reverse;

use super::{Gap, Note, SLACK};
use crate::money::Balance;

/// Finds the gaps between neighbours, oldest first. The notes may be in any order, and one may be
/// among them many times; a payment of which two confirmations tell different balances, or more
/// money than came, tells nothing of the account.
pub fn gaps(notes: impl IntoIterator<Item = Note>) -> Vec<Gap> {
    let chain = in_order(without_contested(notes));
    let neighbours = chain.iter().zip(chain.iter().skip(1));
    let gaps = neighbours.map(|(after, before)| between(after, before));
    gaps.filter(|gap| gap.change != Balance::default())
        .collect()
}

fn between(after: &Note, before: &Note) -> Gap {
    let change = before.held().cents().saturating_sub(after.holds.cents());
    Gap {
        after: after.clone(),
        before: before.clone(),
        change: Balance::from_cents(change),
    }
}

/// Returns one note of each payment that has one; of several times, the earliest.
fn without_contested(notes: impl IntoIterator<Item = Note>) -> Vec<Note> {
    let mut notes: Vec<_> = notes.into_iter().collect();
    notes.sort_by(|a, b| (&a.receipt, a.paid_at).cmp(&(&b.receipt, b.paid_at)));
    let of_one = notes.chunk_by(|one, other| one.receipt == other.receipt);
    let agreed = of_one.filter_map(|told| {
        let first = told.first()?;
        let same = |note: &Note| (note.holds, note.amount) == (first.holds, first.amount);
        (told.iter().all(same) && first.held() >= Balance::default()).then(|| first.clone())
    });
    agreed.collect()
}

/// Orders payments as they came to the account. Times are whole seconds and may be off by one or
/// two: of payments that close to each other, the one that follows best on the balance is the next,
/// and where none does, the one before which the account held least.
fn in_order(mut notes: Vec<Note>) -> Vec<Note> {
    notes.sort_by(|a, b| (a.paid_at, a.holds, &a.receipt).cmp(&(b.paid_at, b.holds, &b.receipt)));
    let mut chain: Vec<Note> = Vec::with_capacity(notes.len());
    while let Some(first) = notes.first() {
        let near = first.paid_at.plus(SLACK);
        let rivals = notes.iter().take_while(|note| note.paid_at <= near);
        let rivals = || rivals.clone().enumerate();
        let follows = chain.last().and_then(|last| {
            let fits = rivals().filter(|(_, note)| follows(last, note));
            let best = fits.max_by_key(|(place, note)| (note.held(), Reverse(*place)));
            best.map(|(place, _)| place)
        });
        let least = || rivals().min_by_key(|(_, note)| note.held());
        let next = follows.or_else(|| least().map(|(place, _)| place));
        chain.push(notes.remove(next.unwrap_or_default()));
    }
    chain
}

/// Tells whether nothing but charges was taken between two payments.
fn follows(last: &Note, next: &Note) -> bool {
    let taken = last.holds.cents().checked_sub(next.held().cents());
    let taken = taken.and_then(|cents| u64::try_from(cents).ok());
    taken.is_some_and(|cents| cents <= last.charges_until(next).cents())
}
