//! What the screens are told of cases.

use app::{CaseRecord, NoteRecord, Till};
use serde::Serialize;
use specta::Type;
use specta_typescript::Number;

use crate::errors::CommandError;

/// What somebody says of a payment that must be looked into. Money in cents, times in milliseconds
/// since 1970.
#[derive(Clone, Debug, Serialize, Type)]
pub(crate) struct CaseView {
    pub(crate) id: String,
    /// The payment: its prompt's id, or its code where it is no prompt's.
    pub(crate) payment: String,
    /// Its M-PESA code; none while none is known.
    pub(crate) code: Option<String>,
    /// None when no sale has it.
    pub(crate) sale_number: Option<u32>,
    #[specta(type = Number)]
    pub(crate) amount_cents: u64,
    #[specta(type = Number)]
    pub(crate) opened_at_ms: i64,
    /// None while it is open.
    #[specta(type = Option<Number>)]
    pub(crate) closed_at_ms: Option<i64>,
    /// First why it was opened; in a closed one, last what came of it.
    pub(crate) notes: Vec<NoteView>,
}

/// Something that was said in a case.
#[derive(Clone, Debug, Serialize, Type)]
#[serde(rename = "CaseNote")]
pub(crate) struct NoteView {
    #[specta(type = Number)]
    pub(crate) at_ms: i64,
    /// What the person is called who said it; none when it was erased.
    pub(crate) by: Option<String>,
    /// Anything at all; none when it was erased.
    pub(crate) said: Option<String>,
}

impl CaseView {
    /// Shows the cases that are open, oldest first.
    pub(crate) fn all(till: &Till) -> Result<Vec<Self>, CommandError> {
        Ok(till.open_cases()?.iter().map(Self::of).collect())
    }

    /// Shows a case.
    pub(crate) fn of(record: &CaseRecord) -> Self {
        Self {
            id: record.id.to_string(),
            payment: record.about.to_string(),
            code: record.code.as_ref().map(ToString::to_string),
            sale_number: record.sale.map(|(_, number)| number.get()),
            amount_cents: record.amount.cents(),
            opened_at_ms: record.opened_at.ms(),
            closed_at_ms: record.closed_at.map(domain::clock::Timestamp::ms),
            notes: record.notes.iter().map(NoteView::of).collect(),
        }
    }
}

impl NoteView {
    fn of(note: &NoteRecord) -> Self {
        Self {
            at_ms: note.at.ms(),
            by: note.by.as_ref().map(|name| name.as_str().to_owned()),
            said: note.said.as_ref().map(|said| said.as_str().to_owned()),
        }
    }
}
