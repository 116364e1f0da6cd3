//! The commands about sales: opened, paid by legs of any tender, called off, refunded.

use app::AppError;
use domain::ids::{LegId, SaleId};
use domain::money::Money;
use domain::sale::Heed;
use tauri::State;

use super::people::approval;
use super::{Answer, resolve};
use crate::counter::Counter;
use crate::errors::{CommandError, ErrorCode};
use crate::views::people::BadgeForm;
use crate::views::sales::{ApartView, OtherTender, PayoutWay, SaleView};

/// Opens a sale and parks it: nobody has said yet how it is paid.
#[tauri::command]
#[specta::specta]
pub(crate) async fn open_sale(counter: State<'_, Counter>, total: String) -> Answer<SaleView> {
    let till = counter.till().await?;
    let record = till.open_sale(money(&total)?).await?;
    Ok(SaleView::of(&record, &till))
}

/// Asks for a part of a sale on a phone; `anyway` although an earlier prompt to that phone has no
/// known end.
#[tauri::command]
#[specta::specta]
pub(crate) async fn prompt_leg(
    counter: State<'_, Counter>,
    sale: String,
    amount: String,
    phone: String,
    anyway: bool,
) -> Answer<SaleView> {
    let till = counter.till().await?;
    let amount = amount.parse().map_err(AppError::from)?;
    let phone = phone.parse().map_err(AppError::from)?;
    let prompting = till.prompt_leg(sale_id(&sale)?, amount, phone, resolve(anyway));
    Ok(SaleView::of(&prompting.await?, &till))
}

/// Asks for all that no leg asks for yet: on the phone that was prompted last, if none is named.
#[tauri::command]
#[specta::specta]
pub(crate) async fn prompt_rest(
    counter: State<'_, Counter>,
    sale: String,
    phone: Option<String>,
    anyway: bool,
) -> Answer<SaleView> {
    let till = counter.till().await?;
    let phone = phone.map(|phone| phone.parse()).transpose();
    let phone = phone.map_err(AppError::from)?;
    let prompting = till.prompt_rest(sale_id(&sale)?, phone, resolve(anyway));
    Ok(SaleView::of(&prompting.await?, &till))
}

/// Takes cash for a part of a sale; `handed` may be more, and is that part when nothing is said.
#[tauri::command]
#[specta::specta]
pub(crate) async fn take_cash(
    counter: State<'_, Counter>,
    sale: String,
    amount: String,
    handed: Option<String>,
) -> Answer<SaleView> {
    let till = counter.till().await?;
    let amount = money(&amount)?;
    let handed = handed.map_or(Ok(amount), |handed| money(&handed))?;
    let record = till.take_cash(sale_id(&sale)?, amount, handed).await?;
    Ok(SaleView::of(&record, &till))
}

/// Takes a card, or anything else that the shop takes, for a part of a sale.
#[tauri::command]
#[specta::specta]
pub(crate) async fn take_other(
    counter: State<'_, Counter>,
    sale: String,
    tender: OtherTender,
    amount: String,
) -> Answer<SaleView> {
    let till = counter.till().await?;
    let taking = till.take_other(sale_id(&sale)?, tender.into(), money(&amount)?);
    Ok(SaleView::of(&taking.await?, &till))
}

/// Chooses another way to pay for a leg; `anyway` although its prompt may still be paid.
#[tauri::command]
#[specta::specta]
pub(crate) async fn withdraw_leg(
    counter: State<'_, Counter>,
    leg: String,
    anyway: bool,
) -> Answer<SaleView> {
    let till = counter.till().await?;
    let record = till.withdraw_leg(leg_id(&leg)?, heed(anyway)).await?;
    Ok(SaleView::of(&record, &till))
}

/// Calls a sale off; `anyway` although a prompt may still be paid, or the sale is paid; with the
/// badge of a second person beyond the owner's limits.
#[tauri::command]
#[specta::specta]
pub(crate) async fn void_sale(
    counter: State<'_, Counter>,
    sale: String,
    reason: String,
    anyway: bool,
    second: Option<BadgeForm>,
) -> Answer<SaleView> {
    let till = counter.till().await?;
    let reason = reason.parse().map_err(AppError::from)?;
    let agreed = approval(&till, second).await?;
    let voiding = till.void_sale(sale_id(&sale)?, reason, heed(anyway), agreed);
    Ok(SaleView::of(&voiding.await?, &till))
}

/// Gives the goods of a sale before its money is proved; with the badge of whoever agrees.
#[tauri::command]
#[specta::specta]
pub(crate) async fn release_goods(
    counter: State<'_, Counter>,
    sale: String,
    badge: BadgeForm,
) -> Answer<SaleView> {
    let till = counter.till().await?;
    let record = till.release(sale_id(&sale)?, badge.read()?).await?;
    Ok(SaleView::of(&record, &till))
}

/// Returns the sales whose goods were given and are covered by no money, oldest first.
#[tauri::command]
#[specta::specta]
pub(crate) async fn sales_at_risk(counter: State<'_, Counter>) -> Answer<Vec<SaleView>> {
    let till = counter.till().await?;
    Ok(SaleView::all(&till.sales_at_risk()?, &till))
}

/// Proposes another total for a sale that could be mistaken for another open one.
#[tauri::command]
#[specta::specta]
pub(crate) async fn apart(counter: State<'_, Counter>, sale: String) -> Answer<Option<ApartView>> {
    let proposed = counter.till().await?.apart(sale_id(&sale)?)?;
    Ok(proposed.map(ApartView::from))
}

/// Writes down that the customer of a sale was asked for a shilling less or more.
#[tauri::command]
#[specta::specta]
pub(crate) async fn agree_total(
    counter: State<'_, Counter>,
    sale: String,
    total: String,
) -> Answer<SaleView> {
    let till = counter.till().await?;
    let agreed = till.agree_total(sale_id(&sale)?, money(&total)?).await?;
    Ok(SaleView::of(&agreed, &till))
}

/// Pays out what is owed to the customer; with the badge of a second person beyond the owner's
/// limits.
#[tauri::command]
#[specta::specta]
pub(crate) async fn pay_out(
    counter: State<'_, Counter>,
    sale: String,
    amount: String,
    how: PayoutWay,
    second: Option<BadgeForm>,
) -> Answer<SaleView> {
    let till = counter.till().await?;
    let agreed = approval(&till, second).await?;
    let paying = till.pay_out(sale_id(&sale)?, money(&amount)?, how.into(), agreed);
    Ok(SaleView::of(&paying.await?, &till))
}

/// Takes back what was paid out too much: the cash that the customer brings, or a tip that was
/// none.
#[tauri::command]
#[specta::specta]
pub(crate) async fn hand_back(
    counter: State<'_, Counter>,
    sale: String,
    amount: String,
    how: PayoutWay,
) -> Answer<SaleView> {
    let till = counter.till().await?;
    let taking = till.hand_back(sale_id(&sale)?, money(&amount)?, how.into());
    Ok(SaleView::of(&taking.await?, &till))
}

/// Gives back cash for goods that are brought back; `returned` was for such when the screen showed
/// it; with the badge of a second person beyond the owner's limits.
#[tauri::command]
#[specta::specta]
pub(crate) async fn refund_in_cash(
    counter: State<'_, Counter>,
    sale: String,
    amount: String,
    returned: String,
    reason: String,
    second: Option<BadgeForm>,
) -> Answer<SaleView> {
    let till = counter.till().await?;
    let reason = reason.parse().map_err(AppError::from)?;
    let (amount, returned) = (money(&amount)?, money(&returned)?);
    let agreed = approval(&till, second).await?;
    let refunding = till.refund_in_cash(sale_id(&sale)?, amount, returned, reason, agreed);
    Ok(SaleView::of(&refunding.await?, &till))
}

/// Returns the sales that wait for money, oldest first.
#[tauri::command]
#[specta::specta]
pub(crate) async fn open_sales(counter: State<'_, Counter>) -> Answer<Vec<SaleView>> {
    let till = counter.till().await?;
    Ok(SaleView::all(&till.open_sales()?, &till))
}

/// Returns today's sales, newest first.
#[tauri::command]
#[specta::specta]
pub(crate) async fn sales_today(counter: State<'_, Counter>) -> Answer<Vec<SaleView>> {
    let till = counter.till().await?;
    Ok(SaleView::all(&till.sales_today()?, &till))
}

/// Returns one sale.
#[tauri::command]
#[specta::specta]
pub(crate) async fn sale(counter: State<'_, Counter>, sale: String) -> Answer<SaleView> {
    let till = counter.till().await?;
    let record = till.sale(sale_id(&sale)?)?;
    Ok(SaleView::of(&record, &till))
}

pub(super) fn sale_id(text: &str) -> Answer<SaleId> {
    text.parse().map_err(|_| unknown())
}

pub(super) fn leg_id(text: &str) -> Answer<LegId> {
    text.parse().map_err(|_| unknown())
}

pub(super) fn unknown() -> CommandError {
    CommandError::plain(ErrorCode::NoSuchPayment, "no such sale")
}

/// Reads an amount that need not be one that M-PESA takes.
pub(super) fn money(text: &str) -> Answer<Money> {
    text.parse()
        .map_err(|error| CommandError::plain(ErrorCode::NoAmount, error))
}

pub(super) const fn heed(anyway: bool) -> Heed {
    if anyway { Heed::GoOn } else { Heed::Stop }
}
