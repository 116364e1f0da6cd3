//! The commands about what customers pay by themselves: it waits, is given to a sale, and taken
//! back.

use app::AppError;
use domain::money::Shillings;
use tauri::State;

use super::Answer;
use super::people::approval;
use super::sales::{heed, leg_id, sale_id, unknown};
use crate::counter::Counter;
use crate::views::payments::PaymentView;
use crate::views::people::BadgeForm;
use crate::views::sales::SaleView;

/// Returns the payments that belong to nobody yet, newest first.
#[tauri::command]
#[specta::specta]
pub(crate) async fn waiting_payments(counter: State<'_, Counter>) -> Answer<Vec<PaymentView>> {
    PaymentView::all(&counter.till().await?)
}

/// Gives a payment to a sale, or a `part` of it, so that the rest waits; `anyway` although a prompt
/// of the sale may still be paid; with the badge of a second person where it is older than the
/// sale.
#[tauri::command]
#[specta::specta]
pub(crate) async fn settle_payment(
    counter: State<'_, Counter>,
    receipt: String,
    part: Option<String>,
    sale: String,
    anyway: bool,
    second: Option<BadgeForm>,
) -> Answer<SaleView> {
    let till = counter.till().await?;
    let (receipt, sale) = (receipt.parse().map_err(|_| unknown())?, sale_id(&sale)?);
    let agreed = approval(&till, second).await?;
    let record = match part {
        None => till.settle(receipt, sale, heed(anyway), agreed).await?,
        Some(part) => {
            let part = part.parse().map_err(AppError::from)?;
            let share = (receipt, part);
            till.settle_part(share, sale, heed(anyway), agreed).await?
        }
    };
    Ok(SaleView::of(&record, &till))
}

/// Takes a payment back from a sale for a reason: it is free again; `anyway` although a warning was
/// given; with the badge of a second person beyond the owner's limits.
#[tauri::command]
#[specta::specta]
pub(crate) async fn take_back_payment(
    counter: State<'_, Counter>,
    leg: String,
    reason: String,
    anyway: bool,
    second: Option<BadgeForm>,
) -> Answer<SaleView> {
    let till = counter.till().await?;
    let why = (leg_id(&leg)?, reason.parse().map_err(AppError::from)?);
    let agreed = approval(&till, second).await?;
    let record = till.take_back(why, heed(anyway), agreed).await?;
    Ok(SaleView::of(&record, &till))
}

/// Lets a practice customer pay by himself.
#[tauri::command]
#[specta::specta]
pub(crate) async fn practice_pay(
    counter: State<'_, Counter>,
    phone: String,
    amount: String,
) -> Answer<()> {
    let amount: Shillings = amount.parse().map_err(AppError::from)?;
    counter.pay(&phone, amount)
}

/// Lets a practice customer take a payment back, as M-PESA does for one who says that it went
/// astray.
#[tauri::command]
#[specta::specta]
pub(crate) async fn practice_take_back(counter: State<'_, Counter>, code: String) -> Answer<()> {
    counter.customer_takes_back(&code)
}
