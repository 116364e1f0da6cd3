//! What a receipt stands for in the double entry, and the transfers that bring it there.
//!
//! Only proved money is posted: in M-PESA, under the number that was paid, against suspense while
//! it is nobody's, against *receipt awaited* when it is the code of a proved attempt. What went
//! back is taken out again; of what was given to sales it is a refund. Because the book posts the
//! difference between where a receipt stood and where it stands, the order in which things become
//! known makes no difference, and nothing is posted twice.

use domain::money::Money;
use domain::shortcode::{Shortcode, ShortcodeNumber};

use crate::error::LedgerError;
use crate::transfers::{Account, post};
use crate::writer::Tx;

/// Where a receipt stands in the accounts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Position {
    /// The number under which it is posted; none while nothing is.
    pub(crate) payee: Option<ShortcodeNumber>,
    /// Whether it is the code of an attempt.
    pub(crate) is_code: bool,
    /// The money that came.
    pub(crate) came: Money,
    /// What of it went back.
    pub(crate) returned: Money,
    /// What of it fills legs of sales: suspense gave that to them.
    pub(crate) given: Money,
}

/// Posts what leads from one position to another.
pub(crate) fn repost(
    tx: &Tx<'_>,
    seq: i64,
    before: Position,
    after: Position,
) -> Result<(), LedgerError> {
    let mut changes: Vec<(Account, i64)> = Vec::new();
    let parts = after.parts().into_iter().map(|part| (part, 1));
    let parts = parts.chain(before.parts().into_iter().map(|part| (part, -1)));
    for ((account, cents), sign) in parts {
        match changes.iter_mut().find(|(known, _)| *known == account) {
            Some((_, sum)) => *sum += sign * cents,
            None => changes.push((account, sign * cents)),
        }
    }
    let (mut debits, mut credits): (Vec<_>, Vec<_>) = changes
        .into_iter()
        .filter(|(_, cents)| *cents != 0)
        .partition(|(_, cents)| *cents > 0);
    // Every position sums to zero, and so do the changes: no side is left over.
    while let (Some(debit), Some(credit)) = (debits.last_mut(), credits.last_mut()) {
        let cents = debit.1.min(-credit.1);
        let amount = Money::from_cents(cents.unsigned_abs()).unwrap_or_default();
        post(tx, seq, debit.0, credit.0, amount)?;
        (debit.1, credit.1) = (debit.1 - cents, credit.1 + cents);
        debits.retain(|(_, cents)| *cents != 0);
        credits.retain(|(_, cents)| *cents != 0);
    }
    Ok(())
}

impl Position {
    /// What it adds to each account: debits positive.
    fn parts(&self) -> Vec<(Account, i64)> {
        let Some(payee) = self.payee else {
            return Vec::new();
        };
        let (came, returned) = (self.came.balance().cents(), self.returned.balance().cents());
        // What waits in suspense goes back first.
        let waiting = self.came.saturating_sub(self.given).balance().cents();
        let (from, of_nobody) = if self.is_code {
            (Account::ReceiptAwaited, 0)
        } else {
            (Account::Suspense, returned.min(waiting))
        };
        vec![
            (Account::Mpesa(Shortcode::pay_bill(payee)), came - returned),
            (from, of_nobody - came),
            (Account::Refunds, returned - of_nobody),
        ]
    }
}
