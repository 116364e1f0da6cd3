//! The commands about one payment that may be sent back by M-PESA.

use app::AppError;
use domain::command::Found;
use domain::money::Shillings;
use domain::receipt::Receipt;
use tauri::State;

use super::Answer;
use super::people::approval;
use super::sales::unknown;
use crate::counter::Counter;
use crate::views::people::BadgeForm;
use crate::views::sending_back::PaymentPage;

/// Returns one payment, and how it stands with sending it back.
#[tauri::command]
#[specta::specta]
pub(crate) async fn payment_page(
    counter: State<'_, Counter>,
    receipt: String,
) -> Answer<PaymentPage> {
    PaymentPage::of(&read(&receipt)?, &counter.till().await?)
}

/// Asks M-PESA about a payment now.
#[tauri::command]
#[specta::specta]
pub(crate) async fn ask_about_payment(counter: State<'_, Counter>, receipt: String) -> Answer<()> {
    Ok(counter.till().await?.ask_about(read(&receipt)?).await?)
}

/// Tells M-PESA to send so much of a payment back; the badge is a second person's, above the
/// owner's limit.
#[tauri::command]
#[specta::specta]
pub(crate) async fn send_payment_back(
    counter: State<'_, Counter>,
    receipt: String,
    shillings: u32,
    badge: Option<BadgeForm>,
) -> Answer<PaymentPage> {
    let till = counter.till().await?;
    let receipt = read(&receipt)?;
    let amount = Shillings::new(shillings).map_err(AppError::from)?;
    let approval = approval(&till, badge).await?;
    till.send_back(receipt.clone(), amount, approval).await?;
    PaymentPage::of(&receipt, &till)
}

/// Writes down what somebody found of an order whose end M-PESA did not tell: the code of the
/// return, or none where it did not go back. The badge is a second person's, where there is one.
#[tauri::command]
#[specta::specta]
pub(crate) async fn settle_order(
    counter: State<'_, Counter>,
    receipt: String,
    returned_by: Option<String>,
    looked_in: String,
    badge: Option<BadgeForm>,
) -> Answer<PaymentPage> {
    let till = counter.till().await?;
    let receipt = read(&receipt)?;
    let by = returned_by.map(|typed| Receipt::typed(&typed)).transpose();
    let by = by.map_err(AppError::from)?;
    let found = by.map_or(Found::Here, |by| Found::Back { by });
    let looked_in = looked_in.parse().map_err(AppError::from)?;
    let approval = approval(&till, badge).await?;
    till.settle_order(receipt.clone(), found, looked_in, approval)
        .await?;
    PaymentPage::of(&receipt, &till)
}

pub(super) fn read(receipt: &str) -> Answer<Receipt> {
    receipt.parse().map_err(|_| unknown())
}
