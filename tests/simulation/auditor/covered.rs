//! What the till says that it asked for: all of it was answered.

use super::Audit;

/// What a window may begin after the one before: texts of times have whole seconds.
const SECOND_MS: i64 = 2_000;
/// The till begins with what Safaricom remembers: two days, less the minutes of its grid, and less
/// the hour that its book may be behind.
const FIRST_MS: i64 = 48 * 3_600_000 - 75 * 60_000;

impl Audit<'_> {
    /// Each instant until which the till says that it asked for everything lies in a window that
    /// Safaricom listed to its end, or in a gap that the till names. The book's word alone counts:
    /// the till's memory is gone.
    pub(super) fn what_is_covered_was_answered(&self) {
        let Some(until) = self.tables.covered_until_ms else {
            return;
        };
        let diary = self.world.diary();
        let pulls = &diary.unasked.pulls;
        let Some(first) = pulls.first().map(|pull| pull.at_ms - FIRST_MS) else {
            return;
        };
        let mut known: Vec<_> = pulls.iter().filter_map(|pull| pull.ends).collect();
        drop(diary);
        known.extend(&self.tables.gaps);
        known.sort_unstable();
        let mut reached = first;
        for (from, to) in known {
            if from <= reached + SECOND_MS {
                reached = reached.max(to);
            }
        }
        if reached + SECOND_MS < until {
            self.found(&format!(
                "I3: all until {until} is said to be asked for, and from {reached} on it was not"
            ));
        }
    }
}
