//! What was paid out too much, and is handed back.

use domain::sale::Payout;
use ledger::{LedgerError, Tx};

use super::{BY, Scene};
use crate::shop::NOW;

impl Scene {
    /// Takes back so much of what was paid out too much of a parked sale.
    pub(crate) fn hand_back(
        &mut self,
        sale: usize,
        shillings: u64,
        how: Payout,
    ) -> Result<(), LedgerError> {
        let (sale, money) = (self.sales[sale], shillings.to_string().parse());
        let money = money.expect("an amount");
        let write = move |tx: &Tx<'_>| tx.hand_back(NOW, BY, sale, (money, how));
        self.shop.write(write)
    }
}
