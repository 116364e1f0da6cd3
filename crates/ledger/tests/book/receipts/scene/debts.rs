//! Goods on credit, and repayments.

use domain::ids::{DebtorId, LegId, SaleId};
use domain::money::Money;
use ledger::{DebtorPerson, DebtorRecord, LedgerError, Way};

use super::{BY, Scene};
use crate::shop::{NOW, evidence};

pub(crate) const DEBTOR: DebtorId = DebtorId::from_bytes([77; 16]);

fn kes(shillings: u64) -> Money {
    Money::from_cents(shillings * 100).expect("an amount")
}

impl Scene {
    /// Lets somebody have goods on credit for so much.
    pub(crate) fn add_debtor(&mut self, limit: u64) {
        let who = DebtorPerson {
            name: "Wanjiku".parse().expect("a name"),
            phone: "0711000000".parse().expect("a phone"),
        };
        let typed = evidence(Way::Counter, b"Wanjiku 0711000000");
        let added = self.shop.write(move |tx| {
            tx.add_debtor(NOW, BY, DEBTOR, (who, &typed))?;
            tx.limit_debtor(NOW, BY, DEBTOR, kes(limit))
        });
        added.expect("a debtor");
    }

    /// Gives so much of a parked sale on credit.
    pub(crate) fn lend(&mut self, sale: usize, shillings: u64) -> Result<(), LedgerError> {
        let (sale, leg) = (self.sales[sale], self.next_leg());
        let lent = (DEBTOR, kes(shillings));
        self.shop
            .write(move |tx| tx.put_on_credit(NOW, BY, (sale, leg), lent))
    }

    /// Parks a sale by which so much is to be repaid.
    pub(crate) fn park_repayment(&mut self, shillings: u64) {
        let id = SaleId::from_bytes([100 + u8::try_from(self.sales.len()).expect("few"); 16]);
        let repaid = (DEBTOR, kes(shillings));
        let opened = self
            .shop
            .write(move |tx| tx.open_repayment(NOW, BY, id, repaid));
        opened.expect("a repayment");
        self.sales.push(id);
    }

    pub(crate) fn debtor(&self) -> DebtorRecord {
        let found = self.shop.book.readers.debtor(DEBTOR);
        found.expect("a debtor")
    }

    /// A leg that no sale has yet.
    pub(super) fn next_leg(&self) -> LegId {
        let legs = self.sales().iter().map(|one| one.legs.len()).sum::<usize>();
        LegId::from_bytes([200 + u8::try_from(legs).expect("few"); 16])
    }
}
