//! What the screens are told of customers who have goods on credit.

use app::{DebtorRecord, Till};
use serde::Serialize;
use specta::Type;
use specta_typescript::Number;

use super::Phrase;
use crate::errors::CommandError;

/// Somebody who may have goods on credit. Money in cents, times in milliseconds since 1970.
#[derive(Clone, Debug, Serialize, Type)]
pub(crate) struct DebtorView {
    pub(crate) id: String,
    /// None when he was erased.
    pub(crate) name: Option<String>,
    /// 254 and nine digits; none when he was erased.
    pub(crate) phone: Option<String>,
    /// What he owes; below zero, what the shop owes him.
    #[specta(type = Number)]
    pub(crate) owes_cents: i64,
    /// What he owes, and nothing where the shop owes him.
    #[specta(type = Number)]
    pub(crate) debt_cents: u64,
    /// How much he may owe without a second person's agreement.
    #[specta(type = Number)]
    pub(crate) limit_cents: u64,
    /// What is left of that.
    #[specta(type = Number)]
    pub(crate) left_cents: u64,
    /// Since when he owes something without a break.
    #[specta(type = Option<Number>)]
    pub(crate) since_ms: Option<i64>,
    /// What he owes, in words.
    pub(crate) says: Phrase,
}

impl DebtorView {
    /// Shows the debtors who are known, in the order of their names.
    pub(crate) fn all(till: &Till) -> Result<Vec<Self>, CommandError> {
        Ok(till.debtors()?.iter().map(Self::of).collect())
    }

    /// Shows a debtor.
    pub(crate) fn of(record: &DebtorRecord) -> Self {
        let (who, account) = (record.who.as_ref(), record.account);
        Self {
            id: record.id.to_string(),
            name: who.map(|who| who.name.as_str().to_owned()),
            phone: who.map(|who| who.phone.to_string()),
            owes_cents: account.owes.cents(),
            debt_cents: account.debt().cents(),
            limit_cents: account.limit.cents(),
            left_cents: account.left().cents(),
            since_ms: record.since.map(domain::clock::Timestamp::ms),
            says: account.says().into(),
        }
    }
}
