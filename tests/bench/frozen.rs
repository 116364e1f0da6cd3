//! How long Safaricom waits for the answer to a validation while the window stands still.
//!
//! The real window stands on a practice book with the owner's limits. Its main thread, which draws
//! and takes keys, is stopped as a debugger does it; every other thread goes on. Each question is
//! over an amount that the limits refuse, so that the rules and the prompts are looked at.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::mpsc;
use std::thread::{self, JoinHandle};

use anyhow::{Context as _, Result, bail};
use app::{DataFolder, Environment, Ports, Till};
use domain::validation::Rules;
use nix::sys::ptrace;
use nix::sys::wait::{WaitPidFlag, waitpid};
use nix::unistd::Pid;

use crate::caller::{self, Call, Slice};
use crate::program::Program;

/// Questions for each row.
const COUNT: usize = 2_000;
/// Those who ask at once.
const CALLERS: usize = 4;

/// The main thread of a program, stopped until this is thawed.
struct Frozen {
    thaw: mpsc::Sender<()>,
    tracer: JoinHandle<Result<()>>,
}

/// Measures and prints.
pub(crate) async fn run() -> Result<()> {
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR"))?;
    let data = DataFolder::at(folder.path());
    let environment = Environment::Practice;
    std::fs::create_dir_all(data.of(environment))?;
    let till = Till::open(&data.book(environment), environment, Ports::system()?)?;
    let rules = Rules {
        least: Some("10".parse()?),
        most: None,
    };
    till.set_validation_rules(rules).await?;
    till.close().await;

    let mut window = Program::till(folder.path())?;
    let (address, _) = window.line("takes calls address=").await?;
    let address: SocketAddr = address.parse().context("an address")?;
    window.line("painted ready").await?;
    let call = question(&data.of(environment))?;
    row("window runs", &ask(address, &call).await);
    let frozen = Frozen::freeze(window.id()?)?;
    let stood_still = ask(address, &call).await;
    frozen.thaw()?;
    row("window frozen", &stood_still);
    window.end().await
}

async fn ask(address: SocketAddr, call: &Call) -> Slice {
    caller::send(address, CALLERS, vec![call.clone(); COUNT]).await
}

/// Returns a question on the path that the till has registered with the stand-in.
fn question(practice: &Path) -> Result<Call> {
    let kept = std::fs::read(practice.join("safaricom").join("sandbox.json"))?;
    let kept: serde_json::Value = serde_json::from_slice(&kept)?;
    let url = kept
        .pointer("/urls/validation")
        .and_then(|url| url.as_str());
    let url = url.context("the till has registered no address")?;
    let path = url.find("/h/").context("its path")?;
    let number = kept.pointer("/urls/short_code").context("its number")?;
    let body = serde_json::json!({
        "TransactionType": "Pay Bill", "TransID": "UKS7RUSH01", "TransTime": "20261128120000",
        "TransAmount": "5.00", "BusinessShortCode": number, "BillRefNumber": "0001",
        "OrgAccountBalance": "", "MSISDN": "2547 ***** 678", "FirstName": "WANJIKU",
    });
    Ok(Call {
        path: url[path..].to_owned(),
        body: body.to_string(),
    })
}

fn row(state: &str, took: &Slice) {
    println!(
        "validation: {state:<13} p50 {:.1?}  p99 {:.1?}  max {:.1?}, {CALLERS} at once",
        took.within(500),
        took.within(990),
        took.within(1000),
    );
}

impl Frozen {
    /// Stops the main thread of a process that this one has started.
    fn freeze(id: u32) -> Result<Self> {
        let main = Pid::from_raw(id.try_into()?);
        let (thaw, thawed) = mpsc::channel();
        let (stopped, is_stopped) = mpsc::channel();
        // Only the thread that has stopped another may let it go on.
        let tracer = thread::spawn(move || {
            ptrace::seize(main, ptrace::Options::empty())?;
            ptrace::interrupt(main)?;
            waitpid(main, Some(WaitPidFlag::__WALL))?;
            stopped.send(())?;
            thawed.recv()?;
            Ok(ptrace::detach(main, None)?)
        });
        if is_stopped.recv().is_err() {
            match tracer.join() {
                Ok(Err(error)) => return Err(error),
                _ => bail!("the window's main thread could not be stopped"),
            }
        }
        Ok(Self { thaw, tracer })
    }

    fn thaw(self) -> Result<()> {
        self.thaw.send(())?;
        let done = self.tracer.join();
        done.unwrap_or_else(|_| bail!("the tracer ended early"))
    }
}
