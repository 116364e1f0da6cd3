//! The commands about customers who have goods on credit, and what they repay.

use app::{AppError, DebtorPerson};
use domain::ids::DebtorId;
use tauri::State;

use super::Answer;
use super::people::approval;
use super::sales::{money, sale_id, unknown};
use crate::counter::Counter;
use crate::views::debtors::DebtorView;
use crate::views::people::BadgeForm;
use crate::views::sales::SaleView;

/// Returns the debtors who are known, in the order of their names.
#[tauri::command]
#[specta::specta]
pub(crate) async fn debtors(counter: State<'_, Counter>) -> Answer<Vec<DebtorView>> {
    DebtorView::all(&counter.till().await?)
}

/// Returns what a debtor has on credit and his repayments, newest first.
#[tauri::command]
#[specta::specta]
pub(crate) async fn debtor_sales(counter: State<'_, Counter>, id: String) -> Answer<Vec<SaleView>> {
    let till = counter.till().await?;
    Ok(SaleView::all(
        &till.sales_of_debtor(debtor_id(&id)?)?,
        &till,
    ))
}

/// Adds a debtor. He has nothing on credit before an owner says how much he may owe.
#[tauri::command]
#[specta::specta]
pub(crate) async fn add_debtor(
    counter: State<'_, Counter>,
    name: String,
    phone: String,
) -> Answer<DebtorView> {
    let till = counter.till().await?;
    let added = till.add_debtor(who(&name, &phone)?).await?;
    Ok(DebtorView::of(&added))
}

/// Changes what a debtor is called, or his phone.
#[tauri::command]
#[specta::specta]
pub(crate) async fn change_debtor(
    counter: State<'_, Counter>,
    id: String,
    name: String,
    phone: String,
) -> Answer<DebtorView> {
    let till = counter.till().await?;
    let changed = till.change_debtor(debtor_id(&id)?, who(&name, &phone)?);
    Ok(DebtorView::of(&changed.await?))
}

/// Says how much a debtor may owe; the badge is an owner's.
#[tauri::command]
#[specta::specta]
pub(crate) async fn limit_debtor(
    counter: State<'_, Counter>,
    badge: BadgeForm,
    id: String,
    limit: String,
) -> Answer<DebtorView> {
    let till = counter.till().await?;
    let limited = till.limit_debtor(badge.read()?, debtor_id(&id)?, money(&limit)?);
    Ok(DebtorView::of(&limited.await?))
}

/// Erases who a debtor is, once nothing is owed.
#[tauri::command]
#[specta::specta]
pub(crate) async fn erase_debtor(counter: State<'_, Counter>, id: String) -> Answer<DebtorView> {
    let till = counter.till().await?;
    let erased = till.erase_debtor(debtor_id(&id)?).await?;
    Ok(DebtorView::of(&erased))
}

/// Gives so much of a sale on credit, all that no leg asks for if no amount is named; with the
/// badge of a second person beyond the debtor's limit.
#[tauri::command]
#[specta::specta]
pub(crate) async fn put_on_credit(
    counter: State<'_, Counter>,
    sale: String,
    debtor: String,
    amount: Option<String>,
    second: Option<BadgeForm>,
) -> Answer<SaleView> {
    let till = counter.till().await?;
    let amount = amount.map(|amount| money(&amount)).transpose()?;
    let agreed = approval(&till, second).await?;
    let lending = till.put_on_credit(sale_id(&sale)?, debtor_id(&debtor)?, amount, agreed);
    Ok(SaleView::of(&lending.await?, &till))
}

/// Opens a sale without goods by which a debtor repays so much.
#[tauri::command]
#[specta::specta]
pub(crate) async fn open_repayment(
    counter: State<'_, Counter>,
    debtor: String,
    amount: String,
) -> Answer<SaleView> {
    let till = counter.till().await?;
    let opening = till.open_repayment(debtor_id(&debtor)?, money(&amount)?);
    Ok(SaleView::of(&opening.await?, &till))
}

/// Gives a payment to a debtor, who repays by it; with the badge of a second person where it is
/// older than an hour.
#[tauri::command]
#[specta::specta]
pub(crate) async fn settle_debt(
    counter: State<'_, Counter>,
    receipt: String,
    debtor: String,
    second: Option<BadgeForm>,
) -> Answer<SaleView> {
    let till = counter.till().await?;
    let receipt = receipt.parse().map_err(|_| unknown())?;
    let agreed = approval(&till, second).await?;
    let settling = till.settle_debt(receipt, debtor_id(&debtor)?, agreed);
    Ok(SaleView::of(&settling.await?, &till))
}

fn debtor_id(text: &str) -> Answer<DebtorId> {
    text.parse().map_err(|_| unknown())
}

fn who(name: &str, phone: &str) -> Result<DebtorPerson, AppError> {
    Ok(DebtorPerson {
        name: name.parse()?,
        phone: phone.parse()?,
    })
}
