//! What a customer is shown who pays by himself.

use app::AppError;
use tauri::State;

use super::Answer;
use super::sales::sale_id;
use crate::counter::Counter;
use crate::views::to_pay::PayCodeView;

/// Returns what the customer of a sale is shown: for a part, or for all that no leg asks for yet.
#[tauri::command]
#[specta::specta]
pub(crate) async fn pay_code(
    counter: State<'_, Counter>,
    sale: String,
    part: Option<String>,
) -> Answer<PayCodeView> {
    let till = counter.till().await?;
    let part = part.map(|part| part.parse()).transpose();
    let part = part.map_err(AppError::from)?;
    let shown = till.pay_code(sale_id(&sale)?, part).await?;
    Ok(PayCodeView::of(&shown))
}
