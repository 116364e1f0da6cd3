//! The commands about customers who are known from what they paid.

use app::Acquaintance;
use tauri::State;

use super::Answer;
use super::sales::unknown;
use crate::counter::Counter;
use crate::views::customers::CustomersView;

/// Returns whether customers are known, and who.
#[tauri::command]
#[specta::specta]
pub(crate) async fn customers(counter: State<'_, Counter>) -> Answer<CustomersView> {
    CustomersView::of(&counter.till().await?)
}

/// Lets customers be known from now on, or not.
#[tauri::command]
#[specta::specta]
pub(crate) async fn know_customers(
    counter: State<'_, Counter>,
    known: bool,
) -> Answer<CustomersView> {
    let till = counter.till().await?;
    let with = if known {
        Acquaintance::Known
    } else {
        Acquaintance::Strangers
    };
    till.set_acquaintance(with).await?;
    CustomersView::of(&till)
}

/// Erases what was learnt of the customer who paid this, or of all.
#[tauri::command]
#[specta::specta]
pub(crate) async fn forget_customers(
    counter: State<'_, Counter>,
    receipt: Option<String>,
) -> Answer<CustomersView> {
    let till = counter.till().await?;
    let of = receipt.map(|code| code.parse().map_err(|_| unknown()));
    till.forget_customers(of.transpose()?).await?;
    CustomersView::of(&till)
}
