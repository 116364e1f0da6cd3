//! The truth about money, for audits: what the wallets and the shop hold, and every receipt.

use serde::Serialize;

use crate::customers::Customer;
use crate::prompts::Push;
use crate::receipts::Receipt;
use crate::state::State;

/// What the stand-in knows of money, at one moment.
///
/// Always: each wallet opened with what it holds and what its receipts took; the shop holds the
/// sum of the receipts.
#[derive(Debug, Clone, Serialize)]
pub struct Money {
    /// What the shop holds, in whole shillings.
    pub shop_balance_kes: u64,
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
            shop_balance_kes: self.shop_balance_kes,
            wallets: self.customers.values().cloned().collect(),
            receipts: self.receipts.values().cloned().collect(),
            pushes: self.pushes.values().cloned().collect(),
        }
    }
}
