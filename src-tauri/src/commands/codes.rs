//! The commands about codes that are read from a customer's phone.

use app::AppError;
use domain::receipt::Receipt;
use tauri::State;

use super::Answer;
use super::people::approval;
use super::sales::{heed, sale_id};
use crate::counter::Counter;
use crate::errors::CommandError;
use crate::views::codes::CodeView;
use crate::views::people::BadgeForm;
use crate::views::sales::SaleView;

/// Says what is known of a code that somebody typed or scanned.
#[tauri::command]
#[specta::specta]
pub(crate) async fn look_up_code(counter: State<'_, Counter>, typed: String) -> Answer<CodeView> {
    let till = counter.till().await?;
    Ok(till.look_up(code(&typed)?)?.into())
}

/// Claims a code for a sale, or gives the payment that has come by it; `anyway` although a prompt
/// of the sale may still be paid; with the badge of a second person for an old one.
#[tauri::command]
#[specta::specta]
pub(crate) async fn claim_code(
    counter: State<'_, Counter>,
    typed: String,
    sale: String,
    anyway: bool,
    second: Option<BadgeForm>,
) -> Answer<SaleView> {
    let till = counter.till().await?;
    let agreed = approval(&till, second).await?;
    let claiming = till.claim(code(&typed)?, sale_id(&sale)?, heed(anyway), agreed);
    Ok(SaleView::of(&claiming.await?, &till))
}

pub(super) fn code(typed: &str) -> Result<Receipt, CommandError> {
    Ok(Receipt::typed(typed).map_err(AppError::from)?)
}
