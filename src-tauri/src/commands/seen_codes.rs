//! The commands about codes that are taken on sight, since nobody can verify them.

use app::AppError;
use tauri::State;

use super::Answer;
use super::codes::code;
use super::people::approval;
use super::sales::{money, sale_id};
use crate::counter::Counter;
use crate::views::people::BadgeForm;
use crate::views::sales::SaleView;

/// Returns where money goes that the till can't ask about; none where no code is taken on sight.
#[tauri::command]
#[specta::specta]
pub(crate) async fn paid_to(counter: State<'_, Counter>) -> Answer<Option<String>> {
    let paid_to = counter.till().await?.paid_to()?;
    Ok(paid_to.map(|place| place.to_string()))
}

/// Says where such money goes; none: no code is taken on sight. The badge is an owner's.
#[tauri::command]
#[specta::specta]
pub(crate) async fn set_paid_to(
    counter: State<'_, Counter>,
    badge: BadgeForm,
    place: Option<String>,
) -> Answer<()> {
    let till = counter.till().await?;
    let place = place.map(|text| text.parse()).transpose();
    let place = place.map_err(AppError::from)?;
    Ok(till.set_paid_to(badge.read()?, place).await?)
}

/// Lets a code that was seen on the customer's phone pay for so much of a sale; with the badge of a
/// second person beyond the owner's limits.
#[tauri::command]
#[specta::specta]
pub(crate) async fn take_seen_code(
    counter: State<'_, Counter>,
    sale: String,
    typed: String,
    amount: String,
    second: Option<BadgeForm>,
) -> Answer<SaleView> {
    let till = counter.till().await?;
    let agreed = approval(&till, second).await?;
    let (sale, code, amount) = (sale_id(&sale)?, code(&typed)?, money(&amount)?);
    let taking = till.take_seen_code(sale, code, amount, agreed);
    Ok(SaleView::of(&taking.await?, &till))
}
