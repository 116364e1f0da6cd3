//! The programs with a window, started from outside; they say on standard error what they painted.

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result};
use tokio::io::{AsyncBufReadExt as _, BufReader, Lines};
use tokio::process::{Child, ChildStderr, Command};
use tokio::time::timeout;

/// Longer than anything here takes; only a broken program is waited for so long.
const LONGEST: Duration = Duration::from_mins(1);

/// A running program; it ends when this goes.
pub(crate) struct Program {
    process: Child,
    lines: Lines<BufReader<ChildStderr>>,
    started: Instant,
}

impl Program {
    /// Starts the till's window on a data folder.
    pub(crate) fn till(data: &Path) -> Result<Self> {
        let mut command = Command::new(path("kaunta")?);
        command
            .env("KAUNTA_DATA_DIR", data)
            .env("KAUNTA_LOG", "app::till=info")
            .env("NO_COLOR", "1");
        Self::start(command)
    }

    /// Starts a bare Tauri window.
    pub(crate) fn bare() -> Result<Self> {
        Self::start(Command::new(path("examples/bare")?))
    }

    #[expect(clippy::disallowed_methods, reason = "a benchmark measures real time")]
    fn start(mut command: Command) -> Result<Self> {
        command
            .env("KAUNTA_REPORT_PAINT", "1")
            .stderr(Stdio::piped())
            .kill_on_drop(true);
        let started = Instant::now();
        let mut process = command.spawn().context("scripts/bench.sh builds it")?;
        let stderr = process.stderr.take().context("a standard error")?;
        Ok(Self {
            process,
            lines: BufReader::new(stderr).lines(),
            started,
        })
    }

    /// Waits for a line with a mark; returns what follows it, and how long after the start it came.
    pub(crate) async fn line(&mut self, mark: &str) -> Result<(String, Duration)> {
        loop {
            let next = timeout(LONGEST, self.lines.next_line()).await;
            let line = next.with_context(|| format!("waited in vain for {mark}"))??;
            let line = line.with_context(|| format!("it ended before {mark}"))?;
            if let Some((_, rest)) = line.split_once(mark) {
                return Ok((rest.trim().to_owned(), self.started.elapsed()));
            }
        }
    }

    /// Returns the memory of the program and its web view in KiB: each page that several processes
    /// share counts by its share (PSS).
    pub(crate) fn memory_kib(&self) -> Result<u64> {
        let mut kib = 0;
        for process in family(self.id()?) {
            let rollup = std::fs::read_to_string(format!("/proc/{process}/smaps_rollup"))?;
            let pss = rollup.lines().find_map(|line| line.strip_prefix("Pss:"));
            let pss = pss.and_then(|pss| pss.split_whitespace().next());
            kib += pss.context("a line of PSS")?.parse::<u64>()?;
        }
        Ok(kib)
    }

    /// Returns its process id.
    pub(crate) fn id(&self) -> Result<u32> {
        self.process.id().context("it has ended")
    }

    /// Ends it and waits until it is gone.
    pub(crate) async fn end(mut self) -> Result<()> {
        Ok(self.process.kill().await?)
    }
}

/// Returns a process and all that it started.
fn family(id: u32) -> Vec<u32> {
    let tasks = std::fs::read_dir(format!("/proc/{id}/task"));
    let children: String = tasks
        .into_iter()
        .flatten()
        .filter_map(|task| std::fs::read_to_string(task.ok()?.path().join("children")).ok())
        .collect();
    let ids = children.split_whitespace().filter_map(|id| id.parse().ok());
    std::iter::once(id).chain(ids.flat_map(family)).collect()
}

fn path(name: &str) -> Result<PathBuf> {
    let till = std::env::var_os("KAUNTA_PROGRAM").map(PathBuf::from);
    let till = till.context("KAUNTA_PROGRAM is not set: run scripts/bench.sh")?;
    Ok(till.with_file_name(name))
}
