//! The commands about being told of what customers pay by themselves.

use app::AppError;
use domain::money::Money;
use domain::validation::Rules;
use tauri::State;

use super::Answer;
use crate::counter::Counter;
use crate::views::notices::{NoticesView, RegistrationView};

/// Returns how the shop hears of what customers pay by themselves.
#[tauri::command]
#[specta::specta]
pub(crate) async fn notices(counter: State<'_, Counter>) -> Answer<NoticesView> {
    NoticesView::of(&counter.till().await?)
}

/// Tells Safaricom where to report it.
#[tauri::command]
#[specta::specta]
pub(crate) async fn register_notices(counter: State<'_, Counter>) -> Answer<RegistrationView> {
    let till = counter.till().await?;
    Ok(till.register_notices().await?.into())
}

/// Sets the least and the most that the shop takes where Safaricom asks first; nothing typed is no
/// limit.
#[tauri::command]
#[specta::specta]
pub(crate) async fn set_validation_rules(
    counter: State<'_, Counter>,
    least: String,
    most: String,
) -> Answer<()> {
    let till = counter.till().await?;
    let rules = Rules {
        least: limit(&least)?,
        most: limit(&most)?,
    };
    Ok(till.set_validation_rules(rules).await?)
}

/// Signs the shop's number up for pulls; the phone is one that Safaricom knows as the shop's.
#[tauri::command]
#[specta::specta]
pub(crate) async fn sign_up_for_pulls(counter: State<'_, Counter>, phone: String) -> Answer<()> {
    let till = counter.till().await?;
    let nominated = phone.parse().map_err(AppError::from)?;
    Ok(till.sign_up_for_pulls(nominated).await?)
}

fn limit(text: &str) -> Result<Option<Money>, AppError> {
    match text.trim() {
        "" => Ok(None),
        amount => Ok(Some(amount.parse()?)),
    }
}
