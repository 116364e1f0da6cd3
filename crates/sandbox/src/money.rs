//! The truth about money, for audits: what the wallets and the shop hold, and every receipt.

use serde::Serialize;

use crate::account::Accounts;
use crate::customers::Customer;
use crate::prompts::Push;
use crate::receipts::Receipt;
use crate::state::State;

/// What the stand-in knows of money, at one moment.
///
/// Always: each wallet opened with what it holds and what its receipts took; the shop's takings
/// are the sum of the receipts less what was given back.
#[derive(Debug, Clone, Serialize)]
pub struct Money {
    /// What the shop took less what it gave back, before charges, in whole shillings.
    pub shop_balance_kes: u64,
    /// What its accounts hold, charges and settlements considered.
    pub accounts: Accounts,
    /// The customers and their wallets.
    pub wallets: Vec<Customer>,
    /// Every payment, by receipt number.
    pub receipts: Vec<Receipt>,
    /// Every push that was acknowledged, by `CheckoutRequestID`, and what became of it.
    pub pushes: Vec<Push>,
}

impl State {
    pub(crate) fn money(&self) -> Money {
        Money {
            shop_balance_kes: self.takings_kes(),
            accounts: self.accounts(),
            wallets: self.customers.values().cloned().collect(),
            receipts: self.receipts().cloned().collect(),
            pushes: self.pushes.values().cloned().collect(),
        }
    }
}
