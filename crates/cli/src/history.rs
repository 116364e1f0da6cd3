//! `history` and `timeline`: looking at the book, beside whoever writes it.

use app::{AttemptRecord, Found, Moment, ReceiptRecord, Search, Source, describe};
use domain::eat::{TradingDay, to_text};
use domain::ids::AttemptId;
use serde_json::json;

use crate::args::{History, Lang};
use crate::exit::{Exit, Failure};
use crate::output::Output;
use crate::place::Place;
use crate::views::{AttemptView, MomentView, PaymentView, receipt_of};

/// Lists the payments that fit.
pub(crate) fn history(args: &History, place: &Place, output: Output) -> Result<Exit, Failure> {
    let text = args
        .search
        .as_deref()
        .map(str::trim)
        .filter(|text| !text.is_empty());
    let search = match (text, args.day) {
        (Some(text), _) => Search::Text(text.to_owned()),
        (None, Some(day)) => Search::Day(day),
        (None, None) => Search::Latest,
    };
    let mut found = Found::all(&place.read()?, &search)?;
    if let Some(day) = args.day {
        found.retain(|one| TradingDay::of(one.at()) == day);
    }
    let attempts = found.iter().filter_map(|one| match one {
        Found::Prompt(record) => Some(AttemptView::of(record)),
        Found::ByItself(_) => None,
    });
    let payments = found.iter().filter_map(|one| match one {
        Found::Prompt(_) => None,
        Found::ByItself(record) => Some(PaymentView::of(record)),
    });
    let (attempts, payments) = (attempts.collect::<Vec<_>>(), payments.collect::<Vec<_>>());
    let told = json!({ "attempts": attempts, "payments": payments });
    output.result(&told, |_| listed(&found));
    Ok(Exit::Fine)
}

/// Tells what happened to a payment.
pub(crate) fn timeline(id: &str, place: &Place, output: Output) -> Result<Exit, Failure> {
    let id: AttemptId = id.trim().parse().map_err(|_| {
        Failure::bad_input("no_such_payment", "a payment's id is as `history` shows it")
    })?;
    let readers = place.read()?;
    let (record, moments) = (readers.attempt(id)?, readers.timeline(id)?);
    let views: Vec<_> = moments.iter().map(MomentView::of).collect();
    let told = json!({ "attempt": AttemptView::of(&record), "moments": views });
    output.result(&told, |lang| {
        let lines = moments.iter().map(|moment| said(moment, lang));
        [row(&record)]
            .into_iter()
            .chain(lines)
            .collect::<Vec<_>>()
            .join("\n")
    });
    Ok(Exit::Fine)
}

fn listed(found: &[Found]) -> String {
    let line = |one: &Found| match one {
        Found::Prompt(record) => row(record),
        Found::ByItself(record) => by_itself(record),
    };
    match found {
        [] => "No payments.".to_owned(),
        found => found.iter().map(line).collect::<Vec<_>>().join("\n"),
    }
}

/// Time (East Africa), amount, state, code of a payment that came by itself.
fn by_itself(record: &ReceiptRecord) -> String {
    format!(
        "{}  by itself  KES {:>9}  {:<23}  {}",
        to_text(record.paid_at),
        record.amount.unwrap_or(record.left).to_string(),
        record.state,
        record.number,
    )
}

/// Time (East Africa), sale, amount, phone, state, code, id.
fn row(record: &AttemptRecord) -> String {
    let (terms, state) = (&record.attempt.terms, record.attempt.state());
    format!(
        "{}  sale {:<5} KES {:>9}  {}  {:<11}  {:<10}  {}",
        to_text(record.drafted_at),
        record.sale_number.get(),
        terms.amount.money().to_string(),
        terms.phone.local(),
        state.name(),
        receipt_of(&state).unwrap_or_default(),
        record.id,
    )
}

fn said(moment: &Moment, lang: Lang) -> String {
    let source = Source::of(moment).name();
    let words = lang.of(describe(moment));
    format!("{}  {source:<9}  {words}", to_text(moment.at))
}
