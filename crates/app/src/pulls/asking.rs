//! The task that pulls: when it asks, for which windows, and page by page.

use std::time::Duration;

use daraja::{Outcome, PullRequest, PullRow, PullWindow};
use domain::clock::Timestamp;
use domain::pull_windows::{EVERY, Plan, Stretch};

use super::{PullTrouble, pulled};
use crate::line::Line;
use crate::till::{Change, Till};

/// How much later than the last a pull begins at the earliest, whoever waits.
const LEAST: Duration = Duration::from_secs(5);

/// The most pages of one window. A page has a hundred rows: nobody sells that much in seven hours.
const MOST_PAGES: u32 = 1000;

/// How wrong the time of a plan may be before it is made anew.
const SKEW_MS: u64 = 60_000;

/// What came of a plan.
enum Carried {
    /// Everything was asked for.
    Out,
    /// The first answer tells another time than the plan was made by.
    WrongTime,
}

impl Till {
    /// Pulls whenever it is time, until the book is closed.
    pub(super) async fn pull_by_schedule(&self) {
        let (time, wake) = (&self.0.time, &self.0.pulls.wake);
        let (mut due, mut soonest) = (time.now(), time.now());
        while self.clerk().is_open() {
            if let Ok(None) = self.pull_line() {
                wake.notified().await;
                due = time.now();
                continue;
            }
            tokio::select! {
                biased;
                () = wake.notified() => {}
                () = time.sleep_until(due) => {}
            }
            time.sleep_until(soonest).await;
            let now = time.now();
            soonest = now.plus(LEAST);
            let trouble = self.pull().await.err();
            if let Some(trouble) = trouble {
                tracing::warn!(%trouble, "a pull did not cover all");
            }
            due = now.plus(self.until_next_pull());
            self.0.pulls.memory().trouble = trouble;
            self.announce(Change::Pulled);
        }
    }

    /// Ten minutes; while a sale waits for the proof of a payment, half as long as it has waited:
    /// rows come late, and a customer stands there.
    fn until_next_pull(&self) -> Duration {
        let unproved = self.clerk().readers().unproved_payments();
        let last = unproved.ok().and_then(|payments| payments.last().cloned());
        last.map_or(EVERY, |(_, given_at)| {
            (self.now().since(given_at) / 2).clamp(LEAST, EVERY)
        })
    }

    /// Asks for all that was not covered yet.
    async fn pull(&self) -> Result<(), PullTrouble> {
        let Some(line) = self.pull_line()? else {
            return Ok(());
        };
        if let Carried::WrongTime = self.carry_out(&line).await? {
            self.carry_out(&line).await?;
        }
        Ok(())
    }

    /// Plans, and asks window by window, oldest first. What is covered ends before the first window
    /// that was not answered; those after it are asked for all the same.
    async fn carry_out(&self, line: &Line) -> Result<Carried, PullTrouble> {
        let by = self.ahead_ms();
        let plan = Plan::of(self.covered_until()?, self.safaricoms_time());
        let begin = plan.windows.first().map(|window| window.from());
        let (mut gap, mut trouble) = (plan.gap, None);
        for window in plan.windows {
            let asked = self.pull_window(line, window).await;
            if self.ahead_ms().abs_diff(by) > SKEW_MS && trouble.is_none() {
                return Ok(Carried::WrongTime);
            }
            match asked {
                Ok(()) if trouble.is_none() => self.cover(window.to(), gap.take()).await?,
                Ok(()) => self.begin_coverage(begin).await?,
                Err(why) => {
                    self.begin_coverage(begin).await?;
                    let is_of_the_window = why.is_of_the_window();
                    let first = *trouble.get_or_insert(why);
                    if !is_of_the_window {
                        return Err(first);
                    }
                }
            }
        }
        trouble.map_or(Ok(Carried::Out), Err)
    }

    /// Asks for every page of a window, and writes down what each proves.
    async fn pull_window(&self, line: &Line, window: Stretch) -> Result<(), PullTrouble> {
        let (from, to) = (window.from(), window.to());
        let window = PullWindow::between(from, to, self.safaricoms_time());
        let window = window.map_err(|_| PullTrouble::Unclear)?;
        let (mut offset, mut former) = (0, Vec::new());
        for _ in 0..MOST_PAGES {
            let request = PullRequest {
                shortcode: pulled(line),
                window,
                offset,
            };
            match self.pull_page(line, &request).await? {
                (_, None) => return Ok(()),
                (rows, Some(_)) if rows == former => break,
                (rows, Some(next)) => (former, offset) = (rows, next),
            }
        }
        Err(PullTrouble::Endless)
    }

    /// Asks for a page; returns its rows, and where the next begins.
    async fn pull_page(
        &self,
        line: &Line,
        request: &PullRequest,
    ) -> Result<(Vec<PullRow>, Option<u32>), PullTrouble> {
        let reply = line.client.pull(request).await;
        if let Some(date) = reply.received.date {
            self.learn_time(date);
        }
        let page = match reply.said {
            Outcome::Accepted(page) => page,
            Outcome::Refused { refusal, .. } => return Err(PullTrouble::Refused(refusal)),
            Outcome::Unsure(unclear) => return Err(unclear.into()),
        };
        self.0.pulls.memory().last_answer_at = Some(self.now());
        if page.next.is_some() {
            self.hear_pull(reply.received.body).await?;
        }
        Ok((page.rows, page.next))
    }

    fn learn_time(&self, date: Timestamp) {
        let ahead = date.ms().saturating_sub(self.0.time.now().ms());
        self.0.pulls.memory().ahead_ms = Some(ahead);
    }

    /// How far Safaricom's time is ahead of the till's steady time; before the first answer, how
    /// far the time of day is.
    fn ahead_ms(&self) -> i64 {
        let told = self.0.pulls.memory().ahead_ms;
        told.unwrap_or_else(|| self.now().ms().saturating_sub(self.0.time.now().ms()))
    }

    fn safaricoms_time(&self) -> Timestamp {
        let ms = self.0.time.now().ms().saturating_add(self.ahead_ms());
        Timestamp::from_ms(ms)
    }
}
