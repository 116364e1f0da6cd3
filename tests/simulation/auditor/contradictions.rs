//! Contradictions are shown: a body that can't be true of its prompt leaves it to a person, and the
//! money that comes under one is nobody's until he decides.

use std::collections::BTreeSet;

use domain::ids::AttemptId;

use super::Audit;
use super::book::Standing;
use super::told::{self, Claim};

impl Audit<'_> {
    pub(super) fn contradictions_are_shown(&self) {
        for (id, attempt) in &self.book.attempts {
            let Some((seq, what)) = self.contradiction(*id, attempt) else {
                continue;
            };
            if attempt.state != "conflicting" {
                let state = &attempt.state;
                self.found(&format!("I5: {id} is {state}, and a body names {what}"));
            }
            if attempt.proof_seq.is_some_and(|proof| proof > seq) {
                self.world.came("proof under a contradiction");
                if attempt.settled_cents > 0 {
                    self.found(&format!(
                        "I5: {id} filled its leg, and a body had named {what}"
                    ));
                }
            }
        }
        for (id, attempt) in &self.book.attempts {
            let is_conflict = attempt.state == "conflicting";
            if is_conflict && !self.book.conflict_alarms.contains(id) {
                self.found(&format!("I5: nobody is told of the contradiction of {id}"));
            }
        }
    }

    /// Somebody who knows a prompt's path and its ids named another payment's code there, before
    /// that payment's own body came: then nobody can know, and a person is told of both.
    pub(super) fn was_named_first(&self, receipt: &str, by: AttemptId, truly: AttemptId) -> bool {
        let are_told = [by, truly].iter().all(|id| {
            let attempt = self.book.attempts.get(id);
            let is_conflict = attempt.is_some_and(|attempt| attempt.state == "conflicting");
            is_conflict && self.book.conflict_alarms.contains(id)
        });
        let mut letters = self.book.letters.iter();
        let first = letters.find(|(of, _, body)| {
            let Some(attempt) = self.book.attempts.get(of) else {
                return false;
            };
            Claim::read(body).is_some_and(|claim| {
                let names = claim.code == "0" && claim.receipt.as_deref() == Some(receipt);
                names && claim.checkout.is_some() && claim.checkout == attempt.checkout
            })
        });
        are_told && first.is_some_and(|(of, ..)| *of == by)
    }

    /// Finds the first body that can't be true of a prompt: where it stands in the book, and what
    /// is wrong.
    fn contradiction(&self, id: AttemptId, attempt: &Standing) -> Option<(i64, &'static str)> {
        let mut receipts = BTreeSet::new();
        let bodies = self.book.letters.iter().filter(|(of, ..)| *of == id);
        let read = bodies.filter_map(|(_, seq, body)| Some((*seq, Claim::read(body)?)));
        read.filter_map(|(seq, claim)| {
            let what = differs(attempt, &claim, &mut receipts)?;
            Some((seq, what))
        })
        .min()
    }
}

fn differs(
    attempt: &Standing,
    claim: &Claim,
    receipts: &mut BTreeSet<String>,
) -> Option<&'static str> {
    let is_success = claim.code == "0";
    if !is_success && !told::is_failure(&claim.code) {
        return None;
    }
    if claim.checkout.is_some() && attempt.checkout.is_some() && claim.checkout != attempt.checkout
    {
        return Some("other ids");
    }
    if !is_success {
        return None;
    }
    receipts.extend(claim.receipt.clone());
    let is_whole = |phone: &&String| phone.len() == 12;
    let phone = claim.phone.as_ref().filter(is_whole);
    match claim.cents {
        Some(cents) if cents != attempt.asked_cents => Some("another amount"),
        _ if phone.is_some_and(|phone| Some(phone) != attempt.phone.as_ref()) => {
            Some("another phone")
        }
        _ if receipts.len() > 1 => Some("a second code"),
        _ => None,
    }
}
