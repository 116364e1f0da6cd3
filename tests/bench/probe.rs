//! What the disk itself costs: a page written in place and synced, again and again.

use std::fs::File;
use std::io::{Seek, SeekFrom, Write};
use std::path::Path;
use std::time::Instant;

use crate::caller::Slice;

const PAGE: [u8; 4096] = [7; 4096];

#[expect(clippy::disallowed_methods, reason = "a benchmark measures real time")]
pub(crate) fn fdatasyncs(folder: &Path, count: usize) -> Slice {
    let mut file = File::create(folder.join("probe")).expect("a file");
    file.write_all(&PAGE).expect("written");
    file.sync_all().expect("synced");
    let (began, mut each) = (Instant::now(), Vec::with_capacity(count));
    for _ in 0..count {
        let start = Instant::now();
        file.seek(SeekFrom::Start(0)).expect("sought");
        file.write_all(&PAGE).expect("written");
        file.sync_data().expect("synced");
        each.push(start.elapsed());
    }
    Slice::of(began.elapsed(), each)
}
