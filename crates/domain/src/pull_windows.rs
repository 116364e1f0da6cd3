//! For which stretches of time Safaricom is asked what customers paid by themselves (a pull).
//!
//! Safaricom remembers two days. What is asked for begins an hour before the end of what was
//! covered, since a row may come late: that a payment is absent from an answer proves nothing. The
//! whole gap is asked for in windows whose edges are fixed on a grid, whenever somebody asks, so
//! that the rows behind one page do not move while the next is fetched; only the last window ends
//! at the present. Two windows that follow each other share an hour. What is older than Safaricom's
//! memory is a gap that only a statement closes.
//!
//! All times are by Safaricom's clock, as well as it is known. Absent on purpose: pages.
//!
//! Source: the project's reference, section 6 ("covers the last 48 hours only").

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use thiserror::Error;

use crate::clock::Timestamp;

/// How often an open till asks; every beginning stands on a grid of this.
pub const EVERY: Duration = Duration::from_mins(10);

/// What is asked for again, since rows may come late.
pub const OVERLAP: Duration = Duration::from_hours(1);

/// How far back is asked: what Safaricom remembers, less a minute for clocks that differ and for
/// the way there.
pub const REACH: Duration = Duration::from_mins(48 * 60 - 1);

/// How far apart the inner edges are.
pub const GRID: Duration = Duration::from_hours(6);

/// A stretch of time, of which the end is later than the beginning.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Stretch {
    from: Timestamp,
    to: Timestamp,
}

/// Not a stretch of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("not two instants, of which the second is later")]
pub struct StretchError;

/// What to ask for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// The windows, oldest first. Whoever was answered for one and all before it has covered all
    /// until its end.
    pub windows: Vec<Stretch>,
    /// What Safaricom does not remember any more: a statement is needed.
    pub gap: Option<Stretch>,
}

impl Stretch {
    /// Makes a stretch; none where it would be empty.
    pub fn between(from: Timestamp, to: Timestamp) -> Option<Self> {
        (from < to).then_some(Self { from, to })
    }

    /// Returns the first instant.
    pub const fn from(self) -> Timestamp {
        self.from
    }

    /// Returns the last instant.
    pub const fn to(self) -> Timestamp {
        self.to
    }
}

impl Plan {
    /// Plans what to ask for at this instant. Where nothing was covered yet, or until an instant
    /// that is more than an hour ahead, so that one of the clocks is wrong, nobody knows: all that
    /// Safaricom remembers is asked for, and nothing is called a gap.
    pub fn of(covered_until: Option<Timestamp>, now: Timestamp) -> Self {
        let covered = covered_until
            .filter(|until| *until <= now.plus(OVERLAP))
            .map(|until| until.min(now));
        let oldest = grid_after(before(now, REACH), EVERY);
        let begin = covered.map_or(oldest, |until| {
            oldest.max(grid_before(before(until, OVERLAP), EVERY))
        });
        let gap = covered
            .filter(|until| *until < oldest)
            .and_then(|until| Stretch::between(before(until, OVERLAP), oldest));
        let windows = windows(begin, now);
        Self { windows, gap }
    }
}

/// Writes `1795500000000..1795503600000`, in milliseconds: the book's form.
impl fmt::Display for Stretch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}..{}", self.from.ms(), self.to.ms())
    }
}

/// Reads the book's form.
impl FromStr for Stretch {
    type Err = StretchError;

    fn from_str(text: &str) -> Result<Self, StretchError> {
        let (from, to) = text.split_once("..").ok_or(StretchError)?;
        let instant = |text: &str| text.parse().map(Timestamp::from_ms);
        let (from, to) = instant(from)
            .and_then(|from| Ok((from, instant(to)?)))
            .map_err(|_| StretchError)?;
        Self::between(from, to).ok_or(StretchError)
    }
}

/// Cuts a stretch at the edges of the grid; an edge so near the beginning that the window after it
/// holds the one before it is none.
fn windows(begin: Timestamp, end: Timestamp) -> Vec<Stretch> {
    let first = grid_after(begin.plus(OVERLAP).plus(MOMENT), GRID);
    let edges = std::iter::successors(Some(first), |edge| Some(edge.plus(GRID)));
    let mut from = begin;
    let mut cut = Vec::new();
    for edge in edges.take_while(|edge| *edge < end) {
        cut.extend(Stretch::between(from, edge));
        from = before(edge, OVERLAP);
    }
    cut.extend(Stretch::between(from, end));
    cut
}

const MOMENT: Duration = Duration::from_millis(1);

fn before(at: Timestamp, span: Duration) -> Timestamp {
    Timestamp::from_ms(at.ms().saturating_sub(ms(span)))
}

/// Returns the last point of a grid that is not later.
fn grid_before(at: Timestamp, step: Duration) -> Timestamp {
    let past = at.ms().rem_euclid(ms(step));
    Timestamp::from_ms(at.ms().saturating_sub(past))
}

/// Returns the first point of a grid that is not earlier.
fn grid_after(at: Timestamp, step: Duration) -> Timestamp {
    let point = grid_before(at, step);
    if point == at { at } else { point.plus(step) }
}

fn ms(span: Duration) -> i64 {
    i64::try_from(span.as_millis()).expect("days are few milliseconds")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const MINUTE: i64 = 60_000;
    const HOUR: i64 = 60 * MINUTE;
    /// A point of both grids: 24 November 2026, 09:00 in Nairobi.
    const NINE: i64 = 1_795_500_000_000;

    fn at(ms: i64) -> Timestamp {
        Timestamp::from_ms(NINE + ms)
    }

    fn stretch(from: i64, to: i64) -> Stretch {
        Stretch::between(at(from), at(to)).expect("a stretch")
    }

    fn check(covered: Option<i64>, now: i64, windows: &[(i64, i64)], gap: Option<(i64, i64)>) {
        let plan = Plan::of(covered.map(at), at(now));
        let expected: Vec<_> = windows
            .iter()
            .map(|(from, to)| stretch(*from, *to))
            .collect();
        assert_eq!(plan.windows, expected, "{covered:?} at {now}");
        let gap = gap.map(|(from, to)| stretch(from, to));
        assert_eq!(plan.gap, gap, "{covered:?} at {now}");
    }

    #[test]
    fn an_open_till_asks_for_the_last_ten_minutes_and_an_hour() {
        let now = 2 * HOUR + 3 * MINUTE;
        check(Some(now - 10 * MINUTE), now, &[(50 * MINUTE, now)], None);
        check(Some(now), now, &[(HOUR, now)], None);
        // Ten minutes after an edge the window before it is still asked for; later it is not.
        let now = 10 * MINUTE;
        let both = [(-70 * MINUTE, 0), (-HOUR, now)];
        check(Some(now - 20 * MINUTE), now, &both, None);
        check(Some(0), now, &[(-HOUR, now)], None);
    }

    #[test]
    fn a_night_is_asked_for_in_windows_of_the_grid_that_share_an_hour() {
        let expected = [
            (-14 * HOUR, -12 * HOUR),
            (-13 * HOUR, -6 * HOUR),
            (-7 * HOUR, 0),
        ];
        check(Some(-13 * HOUR), 0, &expected, None);
    }

    #[test]
    fn what_safaricom_forgot_is_a_gap_and_what_nobody_asked_for_yet_is_none() {
        let oldest = -48 * HOUR + 10 * MINUTE;
        let of = |covered| Plan::of(covered, at(0));
        assert_eq!(
            of(Some(at(-72 * HOUR))).gap,
            Some(stretch(-73 * HOUR, oldest))
        );
        assert_eq!(of(Some(at(oldest))).gap, None);
        assert_eq!(of(Some(at(HOUR))), of(Some(at(0))), "clocks differ");
        for nothing in [None, Some(at(HOUR + 1)), Some(at(1_000 * HOUR))] {
            let plan = of(nothing);
            assert_eq!(plan.gap, None, "{nothing:?}");
            assert_eq!(plan.windows[0].from(), at(oldest), "{nothing:?}");
        }
    }

    #[test]
    fn a_stretch_survives_its_text_and_other_texts_are_none() {
        let one = stretch(0, HOUR);
        assert_eq!(one.to_string().parse(), Ok(one));
        for text in ["", "..", "1..", "1..1", "2..1", "a..b", "1..2..3", "1 .. 2"] {
            assert_eq!(text.parse::<Stretch>(), Err(StretchError), "{text}");
        }
    }

    /// Any two instants of some weeks, mostly less than two days apart.
    fn instants() -> impl Strategy<Value = (Timestamp, Timestamp)> {
        let days = prop_oneof![4 => 0..50 * HOUR, 1 => 0..500 * HOUR];
        (0..1_000 * HOUR, days).prop_map(|(from, span)| (at(from), at(from + span)))
    }

    fn on_grid(at: Timestamp, step: Duration) -> bool {
        at.ms() % ms(step) == 0
    }

    proptest! {
        #[test]
        fn no_instant_is_left_out((covered, now) in instants()) {
            let plan = Plan::of(Some(covered), now);
            let first = plan.windows[0].from();
            match plan.gap {
                None => prop_assert!(first <= covered),
                Some(gap) => {
                    prop_assert!(now.since(covered) + EVERY > REACH);
                    prop_assert_eq!((gap.from(), gap.to()), (before(covered, OVERLAP), first));
                }
            }
            prop_assert!(now.since(covered) <= REACH || plan.gap.is_some());
            prop_assert_eq!(plan.windows.last().map(|one| one.to()), Some(now));
        }

        #[test]
        fn windows_share_an_hour_and_stay_within_safaricom_s_memory(
            (covered, now) in instants(),
        ) {
            let plan = Plan::of(Some(covered), now);
            for pair in plan.windows.windows(2) {
                prop_assert_eq!(pair[0].to().since(pair[1].from()), OVERLAP);
                prop_assert!(pair[0].from() < pair[1].from() && pair[0].to() < pair[1].to());
            }
            for one in &plan.windows {
                prop_assert!(now.since(one.from()) <= REACH);
                prop_assert!(one.to().since(one.from()) <= GRID + OVERLAP + OVERLAP);
            }
            prop_assert!(plan.windows.len() <= 9);
        }

        #[test]
        fn edges_are_the_same_whenever_somebody_asks((covered, now) in instants()) {
            let plan = Plan::of(Some(covered), now);
            prop_assert!(plan.windows.iter().all(|one| on_grid(one.from(), EVERY)));
            let last = plan.windows.len() - 1;
            prop_assert!(plan.windows[..last].iter().all(|one| on_grid(one.to(), GRID)));
        }

        #[test]
        fn no_clock_makes_it_panic(covered: i64, now: i64) {
            let plan = Plan::of(Some(Timestamp::from_ms(covered)), Timestamp::from_ms(now));
            prop_assert!(plan.windows.len() <= 9);
        }

        #[test]
        fn no_text_makes_the_reader_panic(text in "\\PC*") {
            let _ = text.parse::<Stretch>();
        }
    }
}
