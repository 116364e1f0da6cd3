//! Goods that are given before their money is proved.

use std::time::Duration;

use domain::clock::Timestamp;
use domain::ids::PersonId;
use domain::limits::Limits;
use domain::money::Money;
use domain::people::PinHash;
use ledger::{Account, By, LedgerError, OWNER, SaleRecord, Tx, Way};

use super::{BY, Scene};
use crate::shop::{NOW, evidence};

const PHC: &str = "$argon2id$v=19$m=19456,t=2,p=1$c2FsdA$aGFzaA";

/// When what is claimed and told of in a scene has waited for its proof.
pub(crate) fn later() -> Timestamp {
    NOW.plus(Duration::from_secs(30))
}

impl Scene {
    /// The owner, who works alone and has a PIN, lets goods for so much be at risk.
    pub(crate) fn let_risk(&mut self, shillings: u64) {
        let limits = Limits {
            at_risk: shillings.to_string().parse().expect("an amount"),
            ..Limits::default()
        };
        let (typed, hash) = (evidence(Way::Counter, b""), PinHash::of_phc(PHC.to_owned()));
        let write = move |tx: &Tx<'_>| {
            tx.set_limits(NOW, BY, limits)?;
            tx.set_pin(NOW, BY, OWNER, (hash, &typed))
        };
        self.shop.write(write).expect("set");
    }

    /// Gives the goods of a sale before its money is proved.
    pub(crate) fn release(&mut self, sale: &SaleRecord) -> Result<(), LedgerError> {
        self.release_by(sale, later(), Some(OWNER))
    }

    pub(crate) fn release_by(
        &mut self,
        sale: &SaleRecord,
        at: Timestamp,
        agreed: Option<PersonId>,
    ) -> Result<(), LedgerError> {
        let (sale, actor) = (sale.id, BY);
        let by = By { actor, agreed };
        self.shop.write(move |tx| tx.release(at, by, sale))
    }

    /// What is at risk of all sales, in shillings; the accounts say the same.
    pub(crate) fn at_risk(&self) -> i64 {
        let sales = self.shop.book.readers.sales_at_risk().expect("a book");
        let at_risk = sales.iter().map(|record| record.sale.at_risk());
        let at_risk = at_risk.fold(Money::ZERO, Money::saturating_add);
        let shillings = at_risk.balance().cents() / 100;
        assert_eq!(self.balance(Account::ClaimsOutstanding(OWNER)), shillings);
        assert_eq!(self.balance(Account::GoodsAtRisk), -shillings);
        shillings
    }
}
