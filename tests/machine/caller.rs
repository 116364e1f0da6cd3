//! Safaricom's side of a callback: a connection that is kept, a body, a status.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use anyhow::{Context as _, Result};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::task::JoinSet;

/// A body and the path that it is posted to.
#[derive(Clone)]
pub(crate) struct Call {
    pub(crate) path: String,
    pub(crate) body: String,
}

/// Calls by their numbers.
pub(crate) type Numbered = Vec<(usize, Call)>;

/// Callers at work. They share what is to be posted, and end when it is, or when the till is gone.
pub(crate) struct Callers {
    tasks: JoinSet<()>,
    waiting: Arc<Mutex<Numbered>>,
    answers: Arc<Mutex<Vec<(usize, u16)>>>,
}

/// What came of the calls.
pub(crate) struct Called {
    /// Each call that was answered, with the status.
    pub(crate) answers: Vec<(usize, u16)>,
    /// The calls that nobody came to.
    pub(crate) left: Numbered,
}

impl Callers {
    /// Sets so many callers to work.
    pub(crate) fn start(to: SocketAddr, count: usize, calls: Numbered) -> Self {
        let (waiting, answers) = (Arc::new(Mutex::new(calls)), Arc::default());
        let mut tasks = JoinSet::new();
        for _ in 0..count {
            let (waiting, answers) = (Arc::clone(&waiting), Arc::clone(&answers));
            tasks.spawn(async move { drop(call_on(to, &waiting, &answers).await) });
        }
        Self {
            tasks,
            waiting,
            answers,
        }
    }

    /// Waits until they have nothing to do any more.
    pub(crate) async fn end(self) -> Called {
        self.tasks.join_all().await;
        let take =
            |calls: &Mutex<Numbered>| std::mem::take(&mut *calls.lock().expect("unpoisoned"));
        Called {
            answers: std::mem::take(&mut *self.answers.lock().expect("unpoisoned")),
            left: take(&self.waiting),
        }
    }
}

async fn call_on(
    to: SocketAddr,
    waiting: &Mutex<Numbered>,
    answers: &Mutex<Vec<(usize, u16)>>,
) -> Result<()> {
    let mut connection = TcpStream::connect(to).await?;
    connection.set_nodelay(true)?;
    let next = || waiting.lock().expect("unpoisoned").pop();
    while let Some((number, call)) = next() {
        let status = post(&mut connection, &call).await?;
        answers.lock().expect("unpoisoned").push((number, status));
        // Whoever was refused is hung up on.
        if status != 200 {
            connection = TcpStream::connect(to).await?;
        }
    }
    Ok(())
}

/// Posts on a connection and returns the status.
pub(crate) async fn post(connection: &mut TcpStream, call: &Call) -> Result<u16> {
    let Call { path, body } = call;
    let request = format!(
        "POST {path} HTTP/1.1\r\nhost: till\r\ncontent-type: application/json\r\n\
         content-length: {}\r\n\r\n{body}",
        body.len()
    );
    connection.write_all(request.as_bytes()).await?;
    let mut answer = Vec::with_capacity(512);
    loop {
        let read = connection.read_buf(&mut answer).await?;
        anyhow::ensure!(read > 0, "the till hung up");
        let text = String::from_utf8_lossy(&answer);
        let Some((head, body)) = text.split_once("\r\n\r\n") else {
            continue;
        };
        let length = head.to_ascii_lowercase();
        let length = length
            .lines()
            .find_map(|line| line.strip_prefix("content-length: ")?.trim().parse().ok());
        if body.len() >= length.unwrap_or(0) {
            let status = head.split(' ').nth(1).context("a status")?;
            return Ok(status.parse()?);
        }
    }
}
