//! What must be true of a book after a disaster.

use std::path::Path;

use disk::Row;

use crate::day;

/// Opens the shop on what a disaster left, and proves it: it opens; the row up to which everything
/// was acknowledged is there; another sale can be written; chain and projections hold. Returns the
/// number of the last row that was found.
pub(crate) fn prove(folder: &Path, acknowledged: Option<&Row>) -> Result<i64, String> {
    // Whether there is a file at all is asked of the system, which knows no simulated one.
    std::fs::write(day::book_in(folder), b"").map_err(|error| error.to_string())?;
    let mut book = day::open(folder).map_err(|error| format!("not opened: {error:?}"))?;
    let last = day::last_row(folder).map_err(|error| format!("not read: {error}"))?;
    if let Some(row) = acknowledged {
        let kept = day::row(folder, row.seq);
        if kept.as_ref() != Ok(row) {
            let seq = row.seq;
            return Err(format!("row {seq} was acknowledged, and now is {kept:?}"));
        }
    }
    day::one_more_sale(&mut book.writer).map_err(|error| format!("can't go on: {error:?}"))?;
    book.writer.close();
    drop(book.readers);
    let report = ledger::verify(&day::book_in(folder)).map_err(|error| error.to_string())?;
    if report.is_good() {
        Ok(last.map_or(0, |row| row.seq))
    } else {
        Err(format!("{:?}", report.findings))
    }
}
