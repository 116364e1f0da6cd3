//! Double entry: every transfer takes from one account what it gives to another, so that all
//! accounts together are zero by construction.

use std::fmt;

use domain::ids::PersonId;
use domain::money::{Balance, Money};
use domain::shortcode::Shortcode;

use crate::error::LedgerError;
use crate::readers::Readers;
use crate::sales::ShiftNumber;
use crate::writer::Tx;

/// An account of the book. Debit is what the shop has, credit is where it came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Account {
    /// Money in M-PESA, known by its receipt, under the number that was paid.
    Mpesa(Shortcode),
    /// Money that is proved while its receipt is not known yet.
    ReceiptAwaited,
    /// Money that belongs to no sale yet.
    Suspense,
    /// Notes and coins in the drawer of a shift.
    Cash(ShiftNumber),
    /// Money that was paid by bank card.
    Card,
    /// Money that was paid by anything else that the shop takes.
    Other,
    /// What customers owe for goods that they have.
    CustomersCredit,
    /// Money whose code was seen on a phone, and that nothing verifies.
    Seen,
    /// Money for goods.
    Sales,
    /// Money for goods that was given back, or is owed again.
    Refunds,
    /// Money that came and was not needed.
    OwedToCustomers,
    /// Money that customers left to the shop.
    Tips,
    /// What somebody answers for: goods that he gave, and that no money covers.
    ClaimsOutstanding(PersonId),
    /// Goods that were given, and that no money covers.
    GoodsAtRisk,
}

impl fmt::Display for Account {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Mpesa(shortcode) => write!(f, "mpesa:{}", shortcode.payee()),
            Self::ReceiptAwaited => f.write_str("receipt_awaited"),
            Self::Suspense => f.write_str("suspense"),
            Self::Cash(shift) => write!(f, "cash:{shift}"),
            Self::Card => f.write_str("card"),
            Self::Other => f.write_str("other"),
            Self::CustomersCredit => f.write_str("customers_credit"),
            Self::Seen => f.write_str("seen"),
            Self::Sales => f.write_str("sales"),
            Self::Refunds => f.write_str("refunds"),
            Self::OwedToCustomers => f.write_str("owed_to_customers"),
            Self::Tips => f.write_str("tips"),
            Self::ClaimsOutstanding(person) => write!(f, "claims_outstanding:{person}"),
            Self::GoodsAtRisk => f.write_str("goods_at_risk"),
        }
    }
}

/// Moves money between two accounts because of the journal's row `seq`. No money, no transfer.
pub(crate) fn post(
    tx: &Tx<'_>,
    seq: i64,
    debit: Account,
    credit: Account,
    amount: Money,
) -> Result<(), LedgerError> {
    if amount == Money::ZERO {
        return Ok(());
    }
    let (debit, credit) = (debit.to_string(), credit.to_string());
    let mut account =
        tx.0.prepare_cached("INSERT OR IGNORE INTO account (name) VALUES (?1)")?;
    account.execute([&debit])?;
    account.execute([&credit])?;
    tx.0.prepare_cached(
        "INSERT INTO transfer (seq, debit, credit, amount_cents) VALUES (?1, ?2, ?3, ?4)",
    )?
    .execute((seq, debit, credit, amount.balance().cents()))?;
    Ok(())
}

impl Readers {
    /// Returns what an account holds: debits less credits.
    ///
    /// # Errors
    /// When the book can't be read.
    pub fn balance(&self, account: Account) -> Result<Balance, LedgerError> {
        self.with(|conn| {
            let sum = conn
                .prepare_cached(
                    "SELECT
                       coalesce((SELECT sum(amount_cents) FROM transfer WHERE debit = ?1), 0)
                       - coalesce((SELECT sum(amount_cents) FROM transfer WHERE credit = ?1), 0)",
                )?
                .query_row([account.to_string()], |row| row.get(0))?;
            Ok(Balance::from_cents(sum))
        })
    }
}
