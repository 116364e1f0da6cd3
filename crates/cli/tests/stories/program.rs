//! The program, what it was told and what it says.

use std::path::PathBuf;
use std::process::Stdio;
use std::time::Duration;

use anyhow::{Context as _, Result};
use serde_json::Value;
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader, Lines};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};
use tokio::time::timeout;

/// Longer than anything here takes; only a failing story waits so long.
const LONGEST: Duration = Duration::from_mins(1);

/// How a run ended, and the JSON that it printed.
pub(crate) struct Run {
    pub(crate) exit: i32,
    pub(crate) lines: Vec<Value>,
    pub(crate) stderr: String,
}

/// A till that runs without a window; it ends when this goes.
pub(crate) struct Serving {
    pub(crate) process: Child,
    orders: ChildStdin,
    lines: Lines<BufReader<ChildStdout>>,
}

/// Returns the program with what it is told; it prints JSON.
pub(crate) fn cli(arguments: &[&str]) -> Command {
    let mut command = Command::new(program());
    command
        .args(arguments)
        .arg("--json")
        .stdin(Stdio::null())
        .kill_on_drop(true);
    for name in ["KAUNTA_DATA_DIR", "KAUNTA_CONSUMER_KEY", "KAUNTA_SHOP_KEY"] {
        command.env_remove(name);
    }
    command
}

/// Returns where the program is: cargo says so to its own tests; those of other packages run
/// beside it.
fn program() -> PathBuf {
    if let Some(own) = option_env!("CARGO_BIN_EXE_kaunta-cli") {
        return own.into();
    }
    let test = std::env::current_exe().expect("a running test");
    let folder = test.ancestors().nth(2).expect("a target folder");
    let program = folder.join("kaunta-cli");
    assert!(
        program.exists(),
        "build it first: cargo build --bins -p cli"
    );
    program
}

/// Runs it to its end.
pub(crate) async fn run(mut command: Command) -> Result<Run> {
    let output = timeout(LONGEST, command.output()).await??;
    let stdout = String::from_utf8(output.stdout)?;
    let lines = stdout.lines().map(serde_json::from_str);
    Ok(Run {
        exit: output.status.code().context("it was killed")?,
        lines: lines.collect::<Result<_, _>>()?,
        stderr: String::from_utf8(output.stderr)?,
    })
}

impl Serving {
    /// Starts it.
    pub(crate) fn start(mut command: Command) -> Result<Self> {
        let mut process = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let orders = process.stdin.take().context("a standard input")?;
        let stdout = process.stdout.take().context("a standard output")?;
        Ok(Self {
            process,
            orders,
            lines: BufReader::new(stdout).lines(),
        })
    }

    /// Gives it an order.
    pub(crate) async fn order(&mut self, order: &Value) -> Result<()> {
        let line = format!("{order}\n");
        Ok(self.orders.write_all(line.as_bytes()).await?)
    }

    /// Waits until it says something about `what`, such as `ready`, for which `wanted` holds.
    pub(crate) async fn hear(
        &mut self,
        what: &str,
        wanted: impl Fn(&Value) -> bool,
    ) -> Result<Value> {
        loop {
            let next = timeout(LONGEST, self.said()).await;
            let said = next.with_context(|| format!("waited in vain for {what}"))??;
            let said = said.context("it ended")?;
            if let Some(found) = said.get(what).filter(|found| wanted(found)) {
                return Ok(found.clone());
            }
        }
    }

    /// Waits for the next thing that it says; there is none once it has ended.
    pub(crate) async fn said(&mut self) -> Result<Option<Value>> {
        let line = self.lines.next_line().await?;
        Ok(line.map(|line| serde_json::from_str(&line)).transpose()?)
    }

    /// Kills it, as a power cut does.
    pub(crate) async fn kill(&mut self) -> Result<()> {
        Ok(self.process.kill().await?)
    }
}
