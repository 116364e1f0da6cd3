//! `book verify`: proving the book.

use app::{LedgerError, Report, verify as prove};
use domain::words::Words;

use crate::args::Lang;
use crate::exit::{Exit, Failure};
use crate::output::Output;
use crate::place::Place;
use crate::views::ReportView;

const GOOD: Words = Words::new("The book is good", "Kitabu ni kizima");
const DAMAGED: Words = Words::new("The book is damaged", "Kitabu kimeharibika");

/// Proves the book without changing it.
pub(crate) fn verify(place: &Place, output: Output) -> Result<Exit, Failure> {
    place.must_exist()?;
    let report = prove(place.book()).map_err(judge)?;
    output.result(&ReportView::from(&report), |lang| said(&report, lang));
    Ok(match report.is_good() {
        true => Exit::Fine,
        false => Exit::Damaged,
    })
}

/// A file that was a book and can't be read as one any more is damaged.
fn judge(error: LedgerError) -> Failure {
    let damaged = matches!(
        error,
        LedgerError::Unreadable { .. } | LedgerError::BadRow { .. } | LedgerError::Sql(_)
    );
    let failure = Failure::from(error);
    match damaged {
        true => Failure {
            exit: Exit::Damaged,
            code: "book_damaged",
            ..failure
        },
        false => failure,
    }
}

fn said(report: &Report, lang: Lang) -> String {
    let Report {
        rows, erased, head, ..
    } = report;
    let facts = format!("{rows} rows, {erased} erased, head {head}");
    if report.is_good() {
        return format!("{}: {facts}", lang.of(GOOD));
    }
    let findings = report
        .findings
        .iter()
        .map(|finding| format!("\n  {finding}"));
    format!(
        "{}: {facts}{}",
        lang.of(DAMAGED),
        findings.collect::<String>()
    )
}
