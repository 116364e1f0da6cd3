//! `history` and `timeline`: looking at the book, beside whoever writes it.

use app::{AttemptRecord, Moment, Search, Source, describe};
use domain::eat::{TradingDay, to_text};
use domain::ids::AttemptId;
use serde_json::json;

use crate::args::{History, Lang};
use crate::exit::{Exit, Failure};
use crate::output::Output;
use crate::place::Place;
use crate::views::{AttemptView, MomentView, receipt_of};

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
    let mut records = place.read()?.history(&search)?;
    if let Some(day) = args.day {
        records.retain(|record| TradingDay::of(record.drafted_at) == day);
    }
    let views: Vec<_> = records.iter().map(AttemptView::of).collect();
    output.result(&json!({ "attempts": views }), |_| listed(&records));
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

fn listed(records: &[AttemptRecord]) -> String {
    match records {
        [] => "No payments.".to_owned(),
        records => records.iter().map(row).collect::<Vec<_>>().join("\n"),
    }
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
