//! What the disk itself costs: a page written in place and synced, again and again. And what this
//! process has used of the processor.

use std::fs::File;
use std::io::{Seek, SeekFrom, Write};
use std::path::Path;
use std::time::{Duration, Instant};

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

/// Returns the processor time of this process since its start, in all its threads.
pub(crate) fn cpu_time() -> Duration {
    let stat = std::fs::read_to_string("/proc/self/stat").expect("Linux");
    // The name in parentheses may hold blanks. Ticks are hundredths of a second.
    let (_, fields) = stat.rsplit_once(')').expect("a name");
    let ticks = fields.split_whitespace().skip(11).take(2);
    let ticks: u64 = ticks
        .map(|text| text.parse::<u64>().expect("a count"))
        .sum();
    Duration::from_millis(ticks * 10)
}
