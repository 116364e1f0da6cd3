//! What the screens are told of customers who are known from what they paid.

use app::{Acquaintance, CustomerRecord, Till};
use serde::Serialize;
use specta::Type;
use specta_typescript::Number;

use super::payments::shown;
use crate::errors::CommandError;

/// Whether customers are known, and who.
#[derive(Clone, Debug, Serialize, Type)]
pub(crate) struct CustomersView {
    pub(crate) known: bool,
    /// Who paid last first; also what was learnt before customers were to be strangers.
    pub(crate) customers: Vec<CustomerView>,
}

/// A customer of whom something was learnt. Times in milliseconds since 1970.
#[derive(Clone, Debug, Serialize, Type)]
pub(crate) struct CustomerView {
    /// His last payment, by which he is named.
    pub(crate) receipt: String,
    /// Twelve signs, 254…, what is hidden of them as •; none where only a hash is told.
    pub(crate) phone: Option<String>,
    /// What M-PESA calls him: anything at all.
    pub(crate) name: Option<String>,
    pub(crate) times: u32,
    #[specta(type = Number)]
    pub(crate) last_at_ms: i64,
}

impl CustomersView {
    /// Shows whether customers are known, and who.
    pub(crate) fn of(till: &Till) -> Result<Self, CommandError> {
        Ok(Self {
            known: till.acquaintance()? == Acquaintance::Known,
            customers: till.customers()?.iter().map(CustomerView::of).collect(),
        })
    }
}

impl CustomerView {
    fn of(record: &CustomerRecord) -> Self {
        Self {
            receipt: record.known_by.to_string(),
            phone: shown(&record.phone),
            name: record.name.as_ref().map(|name| name.as_str().to_owned()),
            times: record.times,
            last_at_ms: record.last_at.ms(),
        }
    }
}
