//! What a sale adds to what its customer owes (*deni*): goods on credit add to it, and what a
//! repayment keeps is taken off.
//!
//! A repayment is a sale without goods: its money comes, is taken back and goes back as any
//! sale's, and what did not come is no debt of its own but stays what it was.

use super::{Sale, Tender};
use crate::money::{Balance, Money};

/// What a sale is paid for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// Goods.
    Goods,
    /// What its customer owes: there are no goods.
    Repayment,
}

impl Sale {
    /// Returns what the customer owes for the goods that he has: nothing of a void sale.
    pub fn on_credit(&self) -> Money {
        if self.void {
            return Money::ZERO;
        }
        self.given_on_credit().saturating_sub(self.taken_off())
    }

    /// Returns what it adds to what its customer owes: less than nothing of a repayment.
    pub fn adds_to_debt(&self) -> Balance {
        match self.purpose {
            Purpose::Goods => self.on_credit().balance(),
            Purpose::Repayment => Balance::from_cents(-self.kept().balance().cents()),
        }
    }

    /// Returns what of the money that covers it went back by M-PESA without being owed: the
    /// customer of a repayment owes it again.
    pub fn forfeited(&self) -> Money {
        if self.void {
            return Money::ZERO;
        }
        let gone = self.kept().saturating_add(self.returned);
        self.covered().saturating_sub(gone)
    }

    /// Makes it a repayment, unless something was asked for or paid already.
    pub(super) fn repay(&mut self) {
        if !self.is_begun() {
            self.purpose = Purpose::Repayment;
        }
    }

    pub(super) fn given_on_credit(&self) -> Money {
        self.covered_by(|tender| tender == Tender::Credit)
    }

    /// What of the goods that were brought back was never paid: it is owed by nobody any more.
    pub(super) fn taken_off(&self) -> Money {
        self.returned.min(self.given_on_credit())
    }

    /// What of the goods that were brought back had been paid.
    pub(super) fn owed_again(&self) -> Money {
        self.returned.saturating_sub(self.taken_off())
    }
}
