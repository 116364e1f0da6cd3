//! `cases`: what somebody says of payments, and is still looked into.

use app::{CaseRecord, NoteRecord};
use domain::case::Note;
use domain::eat::to_text;
use serde::Serialize;
use serde_json::json;

use crate::exit::{Exit, Failure};
use crate::output::Output;
use crate::place::Place;

/// A case that is open. Money in cents, times in milliseconds since 1970 (UTC).
#[derive(Debug, Serialize)]
struct CaseView {
    id: String,
    /// The payment's id, or its code.
    about: String,
    /// Null while none is known.
    code: Option<String>,
    /// Null when no sale has it.
    sale_number: Option<u32>,
    amount_cents: u64,
    opened_at_ms: i64,
    notes: Vec<NoteView>,
}

#[derive(Debug, Serialize)]
struct NoteView {
    at_ms: i64,
    /// Null when it was erased.
    by: Option<String>,
    /// Null when it was erased.
    said: Option<String>,
}

/// Lists the cases that are open, oldest first.
pub(crate) fn cases(place: &Place, output: Output) -> Result<Exit, Failure> {
    let cases = place.read()?.open_cases()?;
    let views: Vec<_> = cases.iter().map(CaseView::of).collect();
    output.result(&json!({ "cases": views }), |_| listed(&cases));
    Ok(Exit::Fine)
}

impl CaseView {
    fn of(record: &CaseRecord) -> Self {
        Self {
            id: record.id.to_string(),
            about: record.about.to_string(),
            code: record.code.as_ref().map(ToString::to_string),
            sale_number: record.sale.map(|(_, number)| number.get()),
            amount_cents: record.amount.cents(),
            opened_at_ms: record.opened_at.ms(),
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

fn listed(cases: &[CaseRecord]) -> String {
    match cases {
        [] => "No open cases.".to_owned(),
        cases => cases.iter().map(row).collect::<Vec<_>>().join("\n"),
    }
}

/// Time (East Africa), sale, amount, the payment; below it, each note.
fn row(record: &CaseRecord) -> String {
    let sale = record.sale.map(|(_, number)| number.get().to_string());
    let notes: String = record.notes.iter().map(note).collect();
    format!(
        "{}  sale {:<5} KES {:>9}  {}{notes}",
        to_text(record.opened_at),
        sale.as_deref().unwrap_or("-"),
        record.amount.to_string(),
        record.about,
    )
}

fn note(note: &NoteRecord) -> String {
    let by = note.by.as_ref().map_or("-", |name| name.as_str());
    let said = note.said.as_ref().map_or("-", Note::as_str);
    format!("\n    {} {by}: {said}", to_text(note.at))
}
