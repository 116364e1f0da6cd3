//! `WebKitWebDriver`, and the till that it starts.

use std::ffi::OsString;
use std::net::{Ipv4Addr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::Stdio;

use anyhow::{Context as _, Result};
use fantoccini::{Client, ClientBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::json;
use tokio::process::{Child, Command};

use crate::patience::until;

/// Where the till keeps its keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Keyring {
    /// In the keyring of this desk.
    OfTheDesk,
    /// There is none: nobody answers on the session bus.
    Missing,
}

/// The driver's process; it ends when this goes.
pub(crate) struct Driver {
    process: Child,
    port: u16,
}

impl Driver {
    /// Starts a driver. The till inherits its environment, and with it the data folder.
    pub(crate) fn start(data: &Path, keyring: Keyring) -> Result<Self> {
        let port = free_port()?;
        let mut command = Command::new("WebKitWebDriver");
        command
            .arg(format!("--port={port}"))
            .env("TAURI_WEBVIEW_AUTOMATION", "true")
            .env("KAUNTA_DATA_DIR", data)
            .kill_on_drop(true);
        if keyring == Keyring::Missing {
            command.env("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere");
        }
        let process = command
            .spawn()
            .context("WebKitWebDriver can't be started: scripts/setup.sh installs it")?;
        Ok(Self { process, port })
    }

    /// Opens the till's window.
    pub(crate) async fn open_till(&self, arguments: &[&str]) -> Result<Client> {
        let options = json!({ "binary": program("kaunta")?, "args": arguments });
        let wanted = [("webkitgtk:browserOptions".to_owned(), options)];
        let mut builder = ClientBuilder::new(HttpConnector::new());
        builder.capabilities(wanted.into_iter().collect());
        let address = format!("http://127.0.0.1:{}", self.port);
        until("the driver to open the till", async || {
            builder.connect(&address).await.ok()
        })
        .await
    }

    /// Returns the till's process id.
    pub(crate) fn till_id(&self) -> Result<String> {
        let id = self.process.id().context("the driver has ended")?;
        let children = std::fs::read_to_string(format!("/proc/{id}/task/{id}/children"))?;
        let first = children.split_whitespace().next();
        Ok(first.context("the driver has started no till")?.to_owned())
    }
}

/// Kills a process as a power cut would.
pub(crate) async fn kill(id: &str) -> Result<()> {
    let killed = Command::new("kill")
        .args(["-KILL", id])
        .stderr(Stdio::null())
        .status();
    killed.await?;
    wait_for_end(id).await
}

/// Returns the process that paints a till's page.
pub(crate) fn page_of(till: u32) -> Result<String> {
    let page = descendants(&till.to_string()).into_iter().find(|id| {
        let name = std::fs::read_to_string(format!("/proc/{id}/comm"));
        name.is_ok_and(|name| name.starts_with("WebKitWebProces"))
    });
    page.context("no process paints the page")
}

/// Returns all that a process has started, and what these have.
fn descendants(id: &str) -> Vec<String> {
    let tasks = std::fs::read_dir(format!("/proc/{id}/task"));
    let of = |task: std::fs::DirEntry| std::fs::read_to_string(task.path().join("children")).ok();
    let children: String = tasks
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(of)
        .collect();
    let each = children.split_whitespace().map(str::to_owned);
    each.flat_map(|child| [vec![child.clone()], descendants(&child)].concat())
        .collect()
}

/// Waits until a process is gone, or dead and only not yet buried by its parent.
pub(crate) async fn wait_for_end(id: &str) -> Result<()> {
    let stat = PathBuf::from(format!("/proc/{id}/stat"));
    until("the till to end", async || {
        let state = std::fs::read_to_string(&stat).unwrap_or_else(|_| ") Z".to_owned());
        state.contains(") Z").then_some(())
    })
    .await
}

/// Returns a built program of the workspace.
pub(crate) fn program(name: &str) -> Result<PathBuf> {
    let till = std::env::var_os("KAUNTA_PROGRAM").map(PathBuf::from);
    let till = till.context("KAUNTA_PROGRAM is not set: run scripts/window.sh")?;
    Ok(till.with_file_name(OsString::from(name)))
}

/// Returns a port that is free now.
pub(crate) fn free_port() -> Result<u16> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
    Ok(listener.local_addr()?.port())
}
