//! The result of a reversal: whether money went back.

use domain::clock::Timestamp;
use domain::eat;
use domain::money::Money;
use domain::party::Party;
use domain::receipt::Receipt;

use super::{Account, ResultBody};
use crate::text::Text;

/// What came of a reversal. Whether it was done says [`ResultBody::is_done`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReversalResult {
    /// The code of the reversal itself, a new one; a placeholder when it failed.
    pub receipt: Option<Receipt>,
    /// The code of the payment that was sent back.
    pub original: Option<Receipt>,
    /// How much went back, in cents.
    pub amount: Option<Money>,
    /// What the shop paid for it, in cents.
    pub charge: Option<Money>,
    /// When, in whole seconds.
    pub completed_at: Option<Timestamp>,
    /// Who got the money back.
    pub credit: Option<Party>,
    /// Who gave it: the shop.
    pub debit: Option<Party>,
    /// What the shop's account holds now.
    pub account: Option<Account>,
}

impl ReversalResult {
    pub(super) fn of(body: &ResultBody) -> Self {
        let all = &body.parameters;
        let party = |name| all.text(name).map(|text| Party::read(text.as_str()));
        let completed_at = all.text("TransCompletedTime").map(Text::as_str);
        Self {
            receipt: body.transaction.clone(),
            original: all.value("OriginalTransactionID"),
            amount: all.value("Amount"),
            charge: all.value("Charge"),
            completed_at: completed_at.and_then(eat::from_wire),
            credit: party("CreditPartyPublicName"),
            debit: party("DebitPartyPublicName"),
            account: all
                .text("DebitAccountBalance")
                .and_then(|text| Account::read(text.as_str())),
        }
    }
}
