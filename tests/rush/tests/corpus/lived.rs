//! Days lived through, as many as are asked for.

use std::io::Write as _;

use rush::{Day, Matcher, Score, Truth, generate, judge};

/// Where the seeds of the corpus begin. The corpus of the issue is the 10,000 days from here.
pub(crate) const FIRST_SEED: u64 = 1;
const DAYS: u64 = 300;

/// Returns the seeds of this run: `KAUNTA_DAYS` of them from `KAUNTA_SEED` on.
pub(crate) fn seeds() -> impl Iterator<Item = u64> {
    let read = |name: &str| std::env::var(name).ok().and_then(|text| text.parse().ok());
    let first = read("KAUNTA_SEED").unwrap_or(FIRST_SEED);
    first..first + read("KAUNTA_DAYS").unwrap_or(DAYS)
}

/// Judges over all days of this run the matchers that are made for each.
pub(crate) fn judge_all<'a, M, F>(make: F, days: &'a [(Day, Truth)]) -> Score
where
    M: Matcher,
    F: Fn(&'a Truth) -> M,
{
    let mut score = Score::default();
    for (day, truth) in days {
        score.add(judge(&make(truth), day, truth));
    }
    score
}

/// Makes the days of this run in parts, so that ten thousand of them do not stand in memory.
pub(crate) fn in_parts(mut each: impl FnMut(&[(Day, Truth)])) {
    let seeds: Vec<u64> = seeds().collect();
    for part in seeds.chunks(100) {
        let days: Vec<_> = part.iter().map(|seed| generate(*seed)).collect();
        each(&days);
    }
}

/// Says something on standard error, past the test runner's capture.
pub(crate) fn say(text: &str) {
    let mut out = std::io::stderr();
    out.write_all(text.as_bytes()).expect("a standard error");
}

/// Says what only somebody wants to read who asked for a number of days.
pub(crate) fn say_at_length(text: &str) {
    if std::env::var_os("KAUNTA_DAYS").is_some() {
        say(text);
    }
}
