//! The commands about the owner's limits.

use tauri::State;

use super::Answer;
use crate::counter::Counter;
use crate::views::limits::{LimitsForm, LimitsView};
use crate::views::people::BadgeForm;

/// Returns what one person does alone at the till.
#[tauri::command]
#[specta::specta]
pub(crate) async fn limits(counter: State<'_, Counter>) -> Answer<LimitsView> {
    Ok(counter.till().await?.limits()?.into())
}

/// Sets it; the badge is an owner's.
#[tauri::command]
#[specta::specta]
pub(crate) async fn set_limits(
    counter: State<'_, Counter>,
    badge: BadgeForm,
    limits: LimitsForm,
) -> Answer<()> {
    let till = counter.till().await?;
    Ok(till.set_limits(badge.read()?, limits.read()?).await?)
}
