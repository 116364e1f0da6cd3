//! A served way in whose disk is the test itself, and a caller who speaks raw HTTP.

use std::net::SocketAddr;
use std::sync::Arc;

use domain::callback_path::{CallbackPath, Notice, NoticePath, SecretPath, ShopId, Tag, TagDigest};
use domain::ids::AttemptId;
use domain::validation::{Rejection, Verdict};
use relay::{Admission, Delivery, Inbox, InboxError, Limits, Refusal, Relay, Stored};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::{mpsc, oneshot};

type Kept = Result<Stored, InboxError>;

/// What the server asks of its disk.
pub(crate) enum Asked {
    Store(Delivery, oneshot::Sender<Kept>),
    Refuse(Refusal),
}

/// A book with one attempt, which passes each wish on to the test.
struct Book {
    digest: TagDigest,
    readable: bool,
    asked: mpsc::UnboundedSender<Asked>,
}

impl Inbox for Book {
    fn admits(&self, path: &SecretPath) -> Result<Admission, InboxError> {
        if !self.readable {
            return Err(broken());
        }
        let own = match path {
            SecretPath::Attempt(path) => self.digest.admits(&path.tag),
            SecretPath::Notice(told) => told.tag == notice_path(told.notice).tag,
            SecretPath::Command(path) => self.digest.admits(&path.tag),
        };
        Ok(if own {
            Admission::Admitted
        } else {
            Admission::Unknown
        })
    }

    /// Takes whatever does not begin with a minus.
    fn judge(&self, body: &[u8]) -> Verdict {
        match body.first() {
            Some(b'-') => Verdict::Rejected(Rejection::Amount),
            _ => Verdict::Accepted,
        }
    }

    async fn store(&self, delivery: Delivery) -> Kept {
        let (answer, verdict) = oneshot::channel();
        self.asked.send(Asked::Store(delivery, answer)).unwrap();
        verdict.await.unwrap()
    }

    async fn refuse(&self, refusal: Refusal) -> Result<(), InboxError> {
        self.asked.send(Asked::Refuse(refusal)).unwrap();
        Ok(())
    }
}

/// A way in that is being served, until it is dropped.
pub(crate) struct Counter {
    pub(crate) relay: Relay,
    pub(crate) asked: mpsc::UnboundedReceiver<Asked>,
}

impl Counter {
    pub(crate) async fn open(limits: Limits) -> Self {
        Self::with_book(limits, true).await
    }

    pub(crate) async fn with_book(limits: Limits, readable: bool) -> Self {
        let (asking, asked) = mpsc::unbounded_channel();
        let digest = path().tag.digest();
        let book = Book {
            digest,
            readable,
            asked: asking,
        };
        let any_port = SocketAddr::from(([127, 0, 0, 1], 0));
        let relay = Relay::bind(any_port, Arc::new(book), limits).await.unwrap();
        Self { relay, asked }
    }

    /// Waits for the next call that is to be stored.
    pub(crate) async fn delivery(&mut self) -> (Delivery, oneshot::Sender<Kept>) {
        match self.asked.recv().await {
            Some(Asked::Store(delivery, answer)) => (delivery, answer),
            _ => panic!("a call to store was expected"),
        }
    }

    /// Calls with the text, and leaves the connection open.
    pub(crate) async fn call(&self, request: &[u8]) -> TcpStream {
        let mut stream = TcpStream::connect(self.relay.address()).await.unwrap();
        stream.write_all(request).await.unwrap();
        stream
    }

    /// Calls and waits for the whole answer, up to the connection's end.
    pub(crate) async fn ask(&self, request: &[u8]) -> String {
        hear(self.call(request).await).await
    }
}

/// Reads to the end. A reset is an end as well.
pub(crate) async fn hear(mut stream: TcpStream) -> String {
    let mut answer = Vec::new();
    let _end = stream.read_to_end(&mut answer).await;
    String::from_utf8(answer).unwrap()
}

/// The one attempt's own path.
pub(crate) fn path() -> CallbackPath {
    let shop: ShopId = "mama-njeri".parse().unwrap();
    let attempt = AttemptId::from_bytes([7; 16]);
    CallbackPath {
        tag: Tag::of(b"the shop's key", &shop, attempt),
        shop,
        attempt,
    }
}

/// The shop's path for a notice.
pub(crate) fn notice_path(notice: Notice) -> NoticePath {
    let shop: ShopId = "mama-njeri".parse().unwrap();
    NoticePath {
        tag: Tag::of_notice(b"the shop's key", &shop, notice),
        shop,
        notice,
    }
}

/// A whole POST request that asks for the connection's end after the answer.
pub(crate) fn post(path: &str, body: &str) -> Vec<u8> {
    let length = body.len();
    format!(
        "POST {path} HTTP/1.1\r\nHost: till\r\nContent-Type: application/json\r\n\
         Connection: close\r\nContent-Length: {length}\r\n\r\n{body}"
    )
    .into_bytes()
}

pub(crate) fn broken() -> InboxError {
    InboxError::Book("the disk is full".into())
}
