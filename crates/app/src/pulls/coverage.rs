//! Until when everything was asked for, and what nobody can ask for any more.

use std::time::Duration;

use domain::clock::Timestamp;
use domain::pull_windows::Stretch;
use ledger::Readers;

use crate::error::AppError;
use crate::notices::read;
use crate::till::Till;

const COVERED_UNTIL: &str = "pulls.covered_until_ms";
/// Stretches, with a blank between two.
const GAPS: &str = "pulls.gaps";

/// How far the book may be behind.
const BEHIND: Duration = Duration::from_hours(1);

impl Till {
    /// Returns until when everything was asked for.
    pub(super) fn covered_until(&self) -> Result<Option<Timestamp>, AppError> {
        let known = self.0.pulls.memory().covered_until;
        known.map_or_else(|| kept(self.clerk().readers()), |until| Ok(Some(until)))
    }

    /// Takes it that everything until an instant was asked for, but for a gap: that is in the book
    /// before anything later counts as covered.
    pub(super) async fn cover(
        &self,
        until: Timestamp,
        gap: Option<Stretch>,
    ) -> Result<(), AppError> {
        let until = self.not_less_by_a_doubtful_time(until)?;
        let kept = kept(self.clerk().readers())?;
        let is_behind = kept.is_none_or(|kept| until < kept || until.since(kept) >= BEHIND);
        match gap {
            Some(gap) => self.keep_gap(until, gap).await?,
            None if is_behind => self.keep_as_till([(COVERED_UNTIL, text(until))]).await?,
            None => {}
        }
        self.0.pulls.memory().covered_until = Some(until);
        Ok(())
    }

    /// Takes it, where nothing was covered yet, that everything before an instant was: what is
    /// asked for in vain from there on is missing. Before Safaricom told its time, nobody knows.
    pub(super) async fn begin_coverage(&self, at: Option<Timestamp>) -> Result<(), AppError> {
        let knows_time = self.0.pulls.memory().ahead_ms.is_some();
        match at {
            Some(at) if knows_time && self.covered_until()?.is_none() => self.cover(at, None).await,
            _ => Ok(()),
        }
    }

    /// Writes down what was covered as far as the book does not know it.
    pub(super) async fn keep_coverage(&self) -> Result<(), AppError> {
        let until = self.0.pulls.memory().covered_until;
        match until {
            Some(until) => self.keep_as_till([(COVERED_UNTIL, text(until))]).await,
            None => Ok(()),
        }
    }

    /// Forgets what was covered. The gaps stay: what was paid in them is still not known.
    pub(super) async fn forget_coverage(&self) -> Result<(), AppError> {
        self.keep_as_till([(COVERED_UNTIL, String::new())]).await?;
        self.0.pulls.memory().covered_until = None;
        Ok(())
    }

    /// Before Safaricom told its time, a clock that is behind must not make a gap of what was
    /// covered.
    fn not_less_by_a_doubtful_time(&self, until: Timestamp) -> Result<Timestamp, AppError> {
        if self.0.pulls.memory().ahead_ms.is_some() {
            return Ok(until);
        }
        Ok(self
            .covered_until()?
            .map_or(until, |known| known.max(until)))
    }

    async fn keep_gap(&self, until: Timestamp, gap: Stretch) -> Result<(), AppError> {
        tracing::warn!(%gap, "nobody can ask for this time any more: a statement is needed");
        let mut gaps = gaps(self.clerk().readers())?;
        gaps.push(gap);
        let gaps: Vec<_> = gaps.iter().map(ToString::to_string).collect();
        let settings = [(COVERED_UNTIL, text(until)), (GAPS, gaps.join(" "))];
        self.keep_as_till(settings).await
    }

    async fn keep_as_till<const N: usize>(
        &self,
        settings: [(&'static str, String); N],
    ) -> Result<(), AppError> {
        let now = self.now();
        Ok(self.clerk().set_by_itself(now, settings).await?)
    }
}

/// Returns until when everything was asked for, as a book knows it.
pub(super) fn kept(readers: &Readers) -> Result<Option<Timestamp>, AppError> {
    Ok(read(readers, COVERED_UNTIL)?.map(Timestamp::from_ms))
}

/// Returns what only a statement can tell.
pub(super) fn gaps(readers: &Readers) -> Result<Vec<Stretch>, AppError> {
    let kept = readers.setting(GAPS)?.unwrap_or_default();
    let read = |text: &str| {
        let stretch = text.parse();
        stretch.map_err(|_| tracing::error!(text, "a gap of the pulls can't be read"))
    };
    Ok(kept
        .split(' ')
        .filter(|one| !one.is_empty())
        .flat_map(read)
        .collect())
}

fn text(at: Timestamp) -> String {
    at.ms().to_string()
}
