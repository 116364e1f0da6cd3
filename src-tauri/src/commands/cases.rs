//! The commands about cases: what somebody says of a payment that must be looked into.

use app::{About, AppError};
use domain::case::Note;
use domain::ids::CaseId;
use tauri::State;

use super::Answer;
use super::sales::unknown;
use crate::counter::Counter;
use crate::views::cases::CaseView;

/// Returns the cases that are open, oldest first.
#[tauri::command]
#[specta::specta]
pub(crate) async fn open_cases(counter: State<'_, Counter>) -> Answer<Vec<CaseView>> {
    CaseView::all(&counter.till().await?)
}

/// Returns the cases of a payment, oldest first; it is named by its prompt's id, or by its code.
#[tauri::command]
#[specta::specta]
pub(crate) async fn cases_of(
    counter: State<'_, Counter>,
    payment: String,
) -> Answer<Vec<CaseView>> {
    let cases = counter.till().await?.cases_of(&about(&payment)?)?;
    Ok(cases.iter().map(CaseView::of).collect())
}

/// Opens a case on a payment and says why.
#[tauri::command]
#[specta::specta]
pub(crate) async fn open_case(
    counter: State<'_, Counter>,
    payment: String,
    why: String,
) -> Answer<CaseView> {
    let till = counter.till().await?;
    let record = till.open_case(about(&payment)?, note(&why)?).await?;
    Ok(CaseView::of(&record))
}

/// Adds a note to a case.
#[tauri::command]
#[specta::specta]
pub(crate) async fn note_case(
    counter: State<'_, Counter>,
    id: String,
    said: String,
) -> Answer<CaseView> {
    let till = counter.till().await?;
    let record = till.note_case(case_id(&id)?, note(&said)?).await?;
    Ok(CaseView::of(&record))
}

/// Closes a case with what came of it.
#[tauri::command]
#[specta::specta]
pub(crate) async fn close_case(
    counter: State<'_, Counter>,
    id: String,
    outcome: String,
) -> Answer<CaseView> {
    let till = counter.till().await?;
    let record = till.close_case(case_id(&id)?, note(&outcome)?).await?;
    Ok(CaseView::of(&record))
}

fn about(text: &str) -> Answer<About> {
    text.parse().map_err(|_| unknown())
}

fn case_id(text: &str) -> Answer<CaseId> {
    text.parse().map_err(|_| unknown())
}

fn note(text: &str) -> Result<Note, AppError> {
    Ok(text.parse()?)
}
