//! `book`: proving it, building it anew, its head, and reading its raw bodies again.

use app::{LedgerError, Ports, Rebuilt, Report, Retold, verify as prove};
use domain::words::Words;
use serde_json::json;

use crate::args::Lang;
use crate::exit::{Exit, Failure};
use crate::output::Output;
use crate::place::Place;
use crate::views::{RebuiltView, ReportView};

const GOOD: Words = Words::new("The book is good", "Kitabu ni kizima");
const HEALED: Words = Words::new("Put right", "Vilivyorekebishwa");
const KEPT: Words = Words::new(
    "The former book is kept as",
    "Kitabu cha awali kimehifadhiwa",
);
const NOT_REBUILT: Words = Words::new(
    "Nothing was changed: the journal or its evidence is damaged, nothing can be built from it",
    "Hakuna kilichobadilishwa: kumbukumbu zenyewe zimeharibika",
);
const SAME: Words = Words::new(
    "Every body is read as it was when it came",
    "Kila ujumbe unasomwa kama ulivyosomwa ulipokuja",
);
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

/// Builds all that is projected anew. Where journal or evidence are damaged, nothing is changed.
pub(crate) fn rebuild(place: &Place, output: Output) -> Result<Exit, Failure> {
    place.must_exist()?;
    let rebuilt = app::rebuild(place.book()).map_err(judge)?;
    output.result(&RebuiltView::from(&rebuilt), |lang| {
        said_anew(&rebuilt, lang)
    });
    Ok(match rebuilt.after.is_good() {
        true => Exit::Fine,
        false => Exit::Damaged,
    })
}

/// Shows the number and hash of the journal's last row.
pub(crate) fn head(place: &Place, output: Output) -> Result<Exit, Failure> {
    let head = place.read()?.head()?;
    let view = json!({ "seq": head.seq, "hash": head.hash });
    output.result(&view, |_| format!("{} {}", head.seq, head.hash));
    Ok(Exit::Fine)
}

/// Lists what today's program reads otherwise; with `write`, writes it as new facts.
pub(crate) async fn replay(write: bool, place: &Place, output: Output) -> Result<Exit, Failure> {
    place.must_exist()?;
    let differing = match write {
        true => {
            let till = place.open(&Ports::system()?)?;
            let differing = till.replay_and_write().await;
            till.close().await;
            differing?
        }
        false => app::replay(&place.read()?)?,
    };
    let rows: Vec<_> = differing.iter().map(retold).collect();
    output.result(
        &json!({ "differing": rows, "written": write }),
        |lang| match &differing[..] {
            [] => lang.of(SAME).to_owned(),
            differing => {
                let lines = differing.iter().map(ToString::to_string);
                lines.collect::<Vec<_>>().join("\n")
            }
        },
    );
    Ok(Exit::Fine)
}

fn retold(one: &Retold) -> serde_json::Value {
    json!({ "row": one.row, "then": one.then, "now": one.now })
}

fn said_anew(rebuilt: &Rebuilt, lang: Lang) -> String {
    let after = said(&rebuilt.after, lang);
    match &rebuilt.copy {
        Some(copy) => {
            let (healed, kept) = (rebuilt.before.findings.len(), copy.display());
            format!(
                "{after}\n{}: {healed}. {}: {kept}",
                lang.of(HEALED),
                lang.of(KEPT)
            )
        }
        None => format!("{}\n{after}", lang.of(NOT_REBUILT)),
    }
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
