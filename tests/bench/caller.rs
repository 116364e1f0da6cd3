//! Callers over real TCP: each keeps a connection, sends a request, reads its whole answer, and
//! stops the run when the answer is not 200.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::probe;

/// A request to a path.
#[derive(Clone)]
pub(crate) struct Call {
    pub(crate) path: String,
    pub(crate) body: String,
}

/// What a slice of calls took.
pub(crate) struct Slice {
    pub(crate) took: Duration,
    cpu: Duration,
    sorted: Vec<Duration>,
}

impl Slice {
    #[expect(
        clippy::float_arithmetic,
        reason = "a rate for people, far from any money"
    )]
    #[expect(clippy::cast_precision_loss, reason = "a few thousand calls")]
    pub(crate) fn per_second(&self) -> f64 {
        self.sorted.len() as f64 / self.took.as_secs_f64()
    }

    /// Returns how long so many of a thousand calls took at the most.
    pub(crate) fn within(&self, permille: usize) -> Duration {
        self.sorted[(self.sorted.len() - 1) * permille / 1000]
    }

    /// Returns what a call cost of processor time, the caller's part included.
    pub(crate) fn cpu_each(&self) -> Duration {
        self.cpu / u32::try_from(self.sorted.len()).expect("a few hundred thousand calls")
    }

    pub(crate) fn of(took: Duration, mut each: Vec<Duration>) -> Self {
        each.sort_unstable();
        Self {
            took,
            cpu: Duration::ZERO,
            sorted: each,
        }
    }
}

/// Sends all calls by so many callers at once.
#[expect(clippy::disallowed_methods, reason = "a benchmark measures real time")]
pub(crate) async fn send(to: SocketAddr, callers: usize, calls: Vec<Call>) -> Slice {
    let calls = Arc::new(Mutex::new(calls));
    let mut connections = Vec::with_capacity(callers);
    for _ in 0..callers {
        connections.push(TcpStream::connect(to).await.expect("a connection"));
    }
    let (began, cpu) = (Instant::now(), probe::cpu_time());
    let tasks: Vec<_> = connections
        .into_iter()
        .map(|connection| tokio::spawn(call_on(connection, calls.clone())))
        .collect();
    let mut each = Vec::new();
    for task in tasks {
        each.extend(task.await.expect("every answer is 200"));
    }
    Slice {
        cpu: probe::cpu_time().saturating_sub(cpu),
        ..Slice::of(began.elapsed(), each)
    }
}

#[expect(clippy::disallowed_methods, reason = "a benchmark measures real time")]
async fn call_on(mut connection: TcpStream, calls: Arc<Mutex<Vec<Call>>>) -> Vec<Duration> {
    connection.set_nodelay(true).expect("a socket");
    let mut each = Vec::new();
    let next = || calls.lock().expect("unpoisoned").pop();
    while let Some(Call { path, body }) = next() {
        let request = format!(
            "POST {path} HTTP/1.1\r\nhost: till\r\ncontent-type: application/json\r\n\
             content-length: {}\r\n\r\n{body}",
            body.len()
        );
        let began = Instant::now();
        connection
            .write_all(request.as_bytes())
            .await
            .expect("sent");
        let answer = read_answer(&mut connection).await;
        each.push(began.elapsed());
        assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    }
    each
}

async fn read_answer(connection: &mut TcpStream) -> String {
    let mut bytes = Vec::with_capacity(512);
    loop {
        assert!(
            connection.read_buf(&mut bytes).await.expect("an answer") > 0,
            "closed"
        );
        let text = String::from_utf8_lossy(&bytes);
        let Some((head, body)) = text.split_once("\r\n\r\n") else {
            continue;
        };
        let lower = head.to_ascii_lowercase();
        let length = lower
            .lines()
            .find_map(|line| line.strip_prefix("content-length: "));
        let length: usize = length
            .and_then(|text| text.trim().parse().ok())
            .unwrap_or(0);
        if body.len() >= length {
            return text.into_owned();
        }
    }
}
