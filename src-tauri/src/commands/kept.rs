//! The commands about payments that are kept for the prompt that each fits.

use domain::ids::AttemptId;
use tauri::State;

use super::Answer;
use super::people::approval;
use super::sales::unknown;
use super::sending_back::read;
use crate::counter::Counter;
use crate::views::kept::KeptView;
use crate::views::people::BadgeForm;
use crate::views::sending_back::PaymentPage;

/// Returns the payments that are kept for a prompt, newest first.
#[tauri::command]
#[specta::specta]
pub(crate) async fn kept_payments(counter: State<'_, Counter>) -> Answer<Vec<KeptView>> {
    let kept = counter.till().await?.kept_payments()?;
    Ok(kept.iter().map(KeptView::from).collect())
}

/// Frees a payment from the prompt that it is kept for; with the badge of a second person, where
/// there is one.
#[tauri::command]
#[specta::specta]
pub(crate) async fn free_payment(
    counter: State<'_, Counter>,
    receipt: String,
    prompt: String,
    second: Option<BadgeForm>,
) -> Answer<PaymentPage> {
    let till = counter.till().await?;
    let receipt = read(&receipt)?;
    let prompt: AttemptId = prompt.parse().map_err(|_| unknown())?;
    let agreed = approval(&till, second).await?;
    till.free_payment(receipt.clone(), prompt, agreed).await?;
    PaymentPage::of(&receipt, &till)
}
