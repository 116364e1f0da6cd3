//! The port by which callbacks leave, and its everyday side over plain HTTP.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use bytes::Bytes;
use http::header::{CONTENT_TYPE, HOST};
use http::{Request, Uri};
use http_body_util::{BodyExt as _, Collected, Full, Limited};
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use serde::{Deserialize, Serialize};
use tokio::net::TcpStream;

use crate::error::Error;

/// How long the receiver may take to answer.
const PATIENCE: Duration = Duration::from_secs(10);

/// How much of a receiver's answer is read; a longer one, or one that breaks off, counts as none.
const LONGEST_BODY: usize = 64 * 1024;

/// A letter that is ready to go: a callback, or another call to the shop.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Letter {
    /// Where it goes.
    pub url: String,
    /// The value of the header `BusinessShortCode`. Source: reference section 2, callback.
    pub business_short_code: String,
    /// The JSON body, byte for byte.
    pub body: String,
}

/// Hides the phones and names in the body, and the secret that a path may hold.
impl fmt::Debug for Letter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Letter")
            .field("bytes", &self.body.len())
            .finish_non_exhaustive()
    }
}

/// What the receiver answered; the body counts for a validation alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    /// The HTTP status.
    pub status: u16,
    /// The body; empty when it was longer than any answer should be.
    pub body: Vec<u8>,
}

/// A delivery under way: the receiver's reply, or why there is none.
pub type Delivery<'a> = Pin<Box<dyn Future<Output = Result<Reply, Error>> + Send + 'a>>;

/// A way to carry callbacks out; the simulation has its own.
pub trait Post: Send + Sync + 'static {
    /// Posts a letter once.
    fn post(&self, letter: Letter) -> Delivery<'_>;
}

/// The post over plain HTTP/1.1, one connection for each letter.
///
/// It speaks no TLS: an https address is noted as undelivered.
#[derive(Debug, Clone, Copy, Default)]
pub struct HttpPost;

/// The content type of every body. Source: reference section 2, callback.
pub(crate) const JSON: &str = "application/json;charset=UTF-8";

impl Post for HttpPost {
    fn post(&self, letter: Letter) -> Delivery<'_> {
        Box::pin(async move {
            match tokio::time::timeout(PATIENCE, send(letter)).await {
                Ok(sent) => sent,
                Err(_) => Err(Error::Undelivered("no answer in time".to_owned())),
            }
        })
    }
}

async fn send(letter: Letter) -> Result<Reply, Error> {
    let uri: Uri = letter.url.parse().map_err(undelivered)?;
    let (Some("http"), Some(authority)) = (uri.scheme_str(), uri.authority()) else {
        return Err(Error::Undelivered(
            "the stand-in posts to http addresses alone".to_owned(),
        ));
    };
    let host = authority.host().trim_matches(['[', ']']);
    let port = authority.port_u16().unwrap_or(80);
    let stream = TcpStream::connect((host, port))
        .await
        .map_err(undelivered)?;
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream))
        .await
        .map_err(undelivered)?;
    let request = Request::post(uri.path_and_query().map_or("/", |path| path.as_str()))
        .header(HOST, authority.as_str())
        .header(CONTENT_TYPE, JSON)
        .header("BusinessShortCode", letter.business_short_code)
        .body(Full::new(Bytes::from(letter.body)))
        .map_err(undelivered)?;
    // Whoever drops the body and the sender lets the connection end.
    let reply = async move {
        let reply = sender.send_request(request).await.map_err(undelivered)?;
        let status = reply.status().as_u16();
        let body = Limited::new(reply.into_body(), LONGEST_BODY).collect();
        let body = body.await.map(Collected::to_bytes).unwrap_or_default();
        Ok(Reply {
            status,
            body: body.to_vec(),
        })
    };
    let (reply, _) = tokio::join!(reply, connection);
    reply
}

fn undelivered(error: impl fmt::Display) -> Error {
    Error::Undelivered(error.to_string())
}
