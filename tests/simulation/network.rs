//! The network of the world: requests over turmoil's connections, and who listens.
//!
//! Absent: TLS, which none of what is tested here looks at, and connections that are kept.

use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::pin::pin;
use std::sync::{Arc, Mutex};

use bytes::Bytes;
use chrono::DateTime;
use daraja::{Method, Response, Sending, Transport, TransportError};
use domain::clock::Timestamp;
use http_body_util::{BodyExt as _, Full, Limited};
use hyper::client::conn::http1;
use hyper::{HeaderMap, Request, Uri};
use hyper_util::rt::TokioIo;
use sandbox::{Delivery, Letter, Post, Reply};
use turmoil::net::{TcpListener, TcpStream};

use crate::late_rows::LateRows;
use crate::proxy::Proxy;
use crate::safaricom::results;
use crate::world::{World, is_pull};

/// Where the till takes calls, and where Safaricom does: turmoil numbers its hosts in this order.
pub(crate) const TILL: SocketAddr = SocketAddr::new(IpAddr::V4(Ipv4Addr::new(192, 168, 0, 1)), 80);
pub(crate) const SAFARICOM: SocketAddr =
    SocketAddr::new(IpAddr::V4(Ipv4Addr::new(192, 168, 0, 2)), 80);

/// How long a caller waits for a connection, and for the whole answer: as the shop's transport.
const CONNECT_MS: u64 = 10_000;
const TOTAL_MS: u64 = 30_000;

/// Listens on every address of the host it is called on.
pub(crate) async fn listen() -> io::Result<TcpListener> {
    TcpListener::bind((Ipv4Addr::UNSPECIFIED, 80)).await
}

/// The till's way in.
pub(crate) struct Door(pub(crate) TcpListener);

impl relay::Listener for Door {
    type Stream = TcpStream;

    async fn accept(&self) -> io::Result<(TcpStream, SocketAddr)> {
        self.0.accept().await
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        self.0.local_addr()
    }
}

/// Why there was no answer.
enum Broken {
    NotSent(String),
    MaybeSent(String),
}

/// Sends a request by a connection of its own and reads the whole answer.
async fn exchange(
    world: &World,
    address: SocketAddr,
    request: Request<Full<Bytes>>,
) -> Result<Response, Broken> {
    let connect = pin!(TcpStream::connect(address));
    let stream = tokio::select! {
        stream = connect => stream.map_err(|error| Broken::NotSent(error.to_string()))?,
        () = world.time.sleep(CONNECT_MS) => return Err(Broken::NotSent("too late".to_owned())),
    };
    tokio::select! {
        answer = converse(stream, request) => answer.map_err(Broken::MaybeSent),
        () = world.time.sleep(TOTAL_MS) => Err(Broken::MaybeSent("no answer in time".to_owned())),
    }
}

async fn converse(stream: TcpStream, request: Request<Full<Bytes>>) -> Result<Response, String> {
    let text = |error: hyper::Error| error.to_string();
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await.map_err(text)?;
    // Whoever drops the sender lets the connection end.
    let answer = async move {
        let answer = sender.send_request(request).await.map_err(text)?;
        let (status, date) = (answer.status().as_u16(), date(answer.headers()));
        let body = Limited::new(answer.into_body(), Response::MAX_BODY).collect();
        let body = body.await.map_err(|error| error.to_string())?;
        let body = body.to_bytes().to_vec();
        Ok(Response { status, date, body })
    };
    let (answer, _closed) = tokio::join!(answer, connection);
    answer
}

/// Posts a body to the till as anybody could; returns the status, if there was an answer.
pub(crate) async fn post(world: &World, path: &str, body: &str) -> Option<u16> {
    let request = Request::post(path)
        .header("host", TILL.to_string())
        .header("content-type", "application/json;charset=UTF-8")
        .body(Full::new(Bytes::from(body.to_owned())))
        .ok()?;
    let answer = exchange(world, TILL, request).await;
    answer.ok().map(|answer| answer.status)
}

/// Reads what time Safaricom has.
fn date(headers: &HeaderMap) -> Option<Timestamp> {
    let text = headers.get("date")?.to_str().ok()?;
    let date = DateTime::parse_from_rfc2822(text).ok()?;
    Some(Timestamp::from_ms(date.timestamp_millis()))
}

/// The way from the till, or the attacker, to Safaricom.
pub(crate) struct Wire {
    pub(crate) world: Arc<World>,
    /// Whether it is the till's: what a till sends is held against the rules.
    pub(crate) is_till: bool,
    pub(crate) proxy: Mutex<Proxy>,
    pub(crate) late_rows: LateRows,
}

impl Transport for Wire {
    fn send(&self, request: daraja::Request) -> Sending<'_> {
        Box::pin(self.carry(request))
    }
}

impl Wire {
    async fn carry(&self, asked: daraja::Request) -> Result<Response, TransportError> {
        let unsent = |error: String| TransportError::NotSent(error.into());
        let uri: Uri = asked
            .url
            .parse()
            .map_err(|_| unsent("no address".to_owned()))?;
        let path = uri
            .path_and_query()
            .map_or("/", |path| path.as_str())
            .to_owned();
        let method = match asked.method {
            Method::Get => "GET",
            Method::Post => "POST",
        };
        let request = Request::builder()
            .method(method)
            .uri(&path)
            .header("host", SAFARICOM.to_string())
            .header("content-type", "application/json")
            .header("authorization", asked.authorization.expose())
            .body(Full::new(Bytes::from(asked.body.clone())))
            .map_err(|error| unsent(error.to_string()))?;
        let asked_ms = self.world.time.now_ms();
        if self.is_till {
            self.world.sees_call(&path, &asked.body);
        }
        let answer = exchange(&self.world, SAFARICOM, request).await;
        let answer = match answer {
            Ok(answer) => Ok(self.passed(&path, answer)),
            Err(Broken::NotSent(why)) => Err(unsent(why)),
            Err(Broken::MaybeSent(why)) => Err(TransportError::MaybeSent(why.into())),
        };
        if self.is_till {
            self.world.saw_call((asked_ms, &path, &asked.body), &answer);
        }
        answer
    }

    /// Lets an answer come by the proxy, as long as anything goes wrong.
    fn passed(&self, path: &str, mut answer: Response) -> Response {
        if is_pull(path) && self.world.tells_businesses {
            LateRows::tell_businesses(&self.world, &mut answer);
        }
        if is_pull(path) && !self.world.is_calm() {
            self.late_rows.keep_back(&self.world, &mut answer);
        }
        if path.contains("stkpushquery") && !self.world.is_calm() {
            let mut proxy = self.proxy.lock().expect("nobody panics in between");
            if let Some(done) = proxy.pass(&mut answer) {
                self.world.came(done);
            }
        }
        answer
    }
}

/// How Safaricom's letters reach the till. Each goes once.
pub(crate) struct Postman(pub(crate) Arc<World>);

impl Post for Postman {
    fn post(&self, letter: Letter) -> Delivery<'_> {
        Box::pin(async move {
            let path = letter.url.parse::<Uri>().ok();
            let path = path.as_ref().map_or("/", Uri::path).to_owned();
            let body = results::as_told(&self.0, &path, &letter.body).unwrap_or(letter.body);
            self.0.sees_letter(&path, &body);
            let status = post(&self.0, &path, &body).await;
            self.0.saw_letter(&path, &body, status);
            match status {
                Some(status) => Ok(Reply {
                    status,
                    body: Vec::new(),
                }),
                None => Err(sandbox::Error::Undelivered("no answer".to_owned())),
            }
        })
    }
}
