//! The commands of the window: each reads what came, calls the till once, and shows the answer.
//! All are async, so that none holds up the window.

pub(crate) mod cases;
pub(crate) mod codes;
pub(crate) mod customers;
pub(crate) mod debtors;
pub(crate) mod kept;
pub(crate) mod limits;
pub(crate) mod notices;
pub(crate) mod payments;
pub(crate) mod people;
pub(crate) mod sales;
pub(crate) mod seen_codes;
pub(crate) mod sending_back;
pub(crate) mod to_pay;

use app::{Resolve, Search};
use domain::eat::TradingDay;
use domain::ids::AttemptId;
use tauri::State;

use crate::alarms::AlarmView;
use crate::counter::Counter;
use crate::errors::{CommandError, ErrorCode};
use crate::paint::Paints;
use crate::phones::{ActView, PhoneView};
use crate::set_up::{Proof, SetUpForm, SetUpView};
use crate::views::history::HistoryRowView;
use crate::views::{AttemptView, MomentView, TillView};

type Answer<T> = Result<T, CommandError>;

/// Tells what till is open.
#[tauri::command]
#[specta::specta]
pub(crate) async fn till(counter: State<'_, Counter>) -> Answer<TillView> {
    Ok(counter.view().await)
}

/// Opens a sale and asks for it on a phone; `anyway` although an earlier prompt has no known end.
#[tauri::command]
#[specta::specta]
pub(crate) async fn charge(
    counter: State<'_, Counter>,
    amount: String,
    phone: String,
    anyway: bool,
) -> Answer<AttemptView> {
    let till = counter.till().await?;
    let amount = amount.parse().map_err(app::AppError::from)?;
    let phone = phone.parse().map_err(app::AppError::from)?;
    let record = till.charge(amount, phone, resolve(anyway)).await?;
    Ok(AttemptView::of(&record, &till))
}

/// Asks again for the same leg: a human act, while no prompt is live.
#[tauri::command]
#[specta::specta]
pub(crate) async fn prompt_again(
    counter: State<'_, Counter>,
    attempt: String,
    anyway: bool,
) -> Answer<AttemptView> {
    let till = counter.till().await?;
    let record = till.prompt_again(id(&attempt)?, resolve(anyway)).await?;
    Ok(AttemptView::of(&record, &till))
}

/// Goes on to the next customer; the till goes on asking.
#[tauri::command]
#[specta::specta]
pub(crate) async fn stop_waiting(
    counter: State<'_, Counter>,
    attempt: String,
) -> Answer<AttemptView> {
    let till = counter.till().await?;
    let record = till.stop_waiting(id(&attempt)?).await?;
    Ok(AttemptView::of(&record, &till))
}

/// Asks Safaricom now.
#[tauri::command]
#[specta::specta]
pub(crate) async fn check_now(counter: State<'_, Counter>, attempt: String) -> Answer<AttemptView> {
    let till = counter.till().await?;
    let record = till.check_now(id(&attempt)?).await?;
    Ok(AttemptView::of(&record, &till))
}

/// Returns the attempts of which something is still to be found out.
#[tauri::command]
#[specta::specta]
pub(crate) async fn waiting(counter: State<'_, Counter>) -> Answer<Vec<AttemptView>> {
    let till = counter.till().await?;
    Ok(AttemptView::all(&till.waiting()?, &till))
}

/// Returns today's attempts, newest first.
#[tauri::command]
#[specta::specta]
pub(crate) async fn payments_today(counter: State<'_, Counter>) -> Answer<Vec<AttemptView>> {
    let till = counter.till().await?;
    let today = Search::Day(TradingDay::of(till.now()));
    Ok(AttemptView::all(&till.history(&today)?, &till))
}

/// Finds payments by code, phone, name, amount, sale or day; the latest when nothing is looked for.
#[tauri::command]
#[specta::specta]
pub(crate) async fn history(
    counter: State<'_, Counter>,
    search: String,
) -> Answer<Vec<HistoryRowView>> {
    let till = counter.till().await?;
    let search = Search::read(&search, till.now());
    Ok(HistoryRowView::all(&till.payments(&search)?, &till))
}

/// Returns what happened to an attempt.
#[tauri::command]
#[specta::specta]
pub(crate) async fn timeline(
    counter: State<'_, Counter>,
    attempt: String,
) -> Answer<Vec<MomentView>> {
    let moments = counter.till().await?.timeline(id(&attempt)?)?;
    Ok(moments.into_iter().map(MomentView::from).collect())
}

/// Returns what a person must see and nobody has seen yet, oldest first.
#[tauri::command]
#[specta::specta]
pub(crate) async fn alarms(counter: State<'_, Counter>) -> Answer<Vec<AlarmView>> {
    AlarmView::all(&counter.till().await?)
}

/// Writes down that a person has seen an alarm.
#[tauri::command]
#[specta::specta]
pub(crate) async fn alarm_seen(counter: State<'_, Counter>, alarm: String) -> Answer<()> {
    let till = counter.till().await?;
    let alarm = alarm
        .parse()
        .map_err(|_| CommandError::plain(ErrorCode::NoSuchPayment, "no such alarm"))?;
    Ok(till.alarm_seen(alarm).await?)
}

/// Returns the practice customers' phones.
#[tauri::command]
#[specta::specta]
pub(crate) async fn practice_phones(counter: State<'_, Counter>) -> Answer<Vec<PhoneView>> {
    Ok(counter.phones().await)
}

/// Does on a practice phone what a customer does.
#[tauri::command]
#[specta::specta]
pub(crate) async fn practice_answer(
    counter: State<'_, Counter>,
    phone: String,
    act: ActView,
) -> Answer<()> {
    counter.answer(&phone, act.into())
}

/// Returns how the shop is set up.
#[tauri::command]
#[specta::specta]
pub(crate) async fn set_up(counter: State<'_, Counter>) -> Answer<SetUpView> {
    counter.set_up_view().await
}

/// Proves a set-up by a real call, keeps it, and opens its till.
#[tauri::command]
#[specta::specta]
pub(crate) async fn prove_set_up(counter: State<'_, Counter>, form: SetUpForm) -> Answer<Proof> {
    counter.prove_set_up(form).await
}

/// Opens the encrypted file of secrets, and with it the line to Safaricom.
#[tauri::command]
#[specta::specta]
pub(crate) async fn unlock(counter: State<'_, Counter>, passphrase: String) -> Answer<TillView> {
    counter.unlock(&passphrase).await?;
    Ok(counter.view().await)
}

/// Notes that the screen has painted something.
#[tauri::command]
#[specta::specta]
pub(crate) async fn painted(paints: State<'_, Paints>, mark: String) -> Answer<()> {
    paints.note(&mark);
    Ok(())
}

fn id(text: &str) -> Answer<AttemptId> {
    text.parse()
        .map_err(|_| CommandError::plain(ErrorCode::NoSuchPayment, "no such payment"))
}

const fn resolve(anyway: bool) -> Resolve {
    if anyway {
        Resolve::AskAnyway
    } else {
        Resolve::Refuse
    }
}
