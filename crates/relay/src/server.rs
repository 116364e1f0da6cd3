//! Serving with deadlines and seats: `axum::serve` never drops a slow caller.

use std::convert::Infallible;
use std::io;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinSet;
use tower::ServiceExt;

use crate::inbox::Inbox;
use crate::seats::{Seat, Seats};
use crate::{Limits, router};

/// What a connection may hold of requests not yet read, in bytes: twice the least that hyper takes.
const BUFFER: usize = 16 * 1024;

/// How long to wait after the system refused a connection (usually: too many open files).
const BREATH: Duration = Duration::from_millis(100);

/// Where connections come from: the system's network in the shop, another in the simulation.
pub trait Listener: Send + Sync + 'static {
    /// A connection.
    type Stream: AsyncRead + AsyncWrite + Unpin + Send + 'static;

    /// Waits for the next connection and says who is at its other end.
    ///
    /// # Errors
    /// When this one was not accepted; the next one may be.
    fn accept(&self) -> impl Future<Output = io::Result<(Self::Stream, SocketAddr)>> + Send;

    /// Returns the address it listens on, with the true port.
    ///
    /// # Errors
    /// When the system does not say.
    fn local_addr(&self) -> io::Result<SocketAddr>;
}

impl Listener for TcpListener {
    type Stream = TcpStream;

    async fn accept(&self) -> io::Result<(TcpStream, SocketAddr)> {
        self.accept().await
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        self.local_addr()
    }
}

/// Serves the way in until `shutdown` ends; calls under way are then answered first.
pub async fn serve<I: Inbox>(
    listener: impl Listener,
    inbox: Arc<I>,
    limits: Limits,
    shutdown: impl Future<Output = ()> + Send,
) {
    let router = router(inbox, limits);
    let seats = Seats::new(limits);
    let (close, closing) = watch::channel(false);
    let mut conversations = JoinSet::new();
    let mut shutdown = pin!(shutdown);
    loop {
        tokio::select! {
            () = &mut shutdown => break,
            Some(_ended) = conversations.join_next() => {}
            (stream, peer) = accept(&listener) => {
                if let Some(seat) = seats.take(peer.ip()) {
                    let visit = Visit { peer, limits, closing: closing.clone(), _seat: seat };
                    conversations.spawn(visit.converse(stream, router.clone()));
                }
            }
        }
    }
    drop(listener);
    close.send_replace(true);
    while conversations.join_next().await.is_some() {}
}

async fn accept<L: Listener>(listener: &L) -> (L::Stream, SocketAddr) {
    loop {
        match listener.accept().await {
            Ok(accepted) => return accepted,
            Err(error) => {
                tracing::warn!(%error, "a connection was not accepted");
                tokio::time::sleep(BREATH).await;
            }
        }
    }
}

/// One connection's circumstances.
struct Visit {
    peer: SocketAddr,
    limits: Limits,
    closing: watch::Receiver<bool>,
    _seat: Seat,
}

impl Visit {
    /// Answers requests until the caller, a deadline or the shutdown ends it.
    async fn converse(
        mut self,
        stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
        router: Router,
    ) {
        let peer = self.peer;
        let service = service_fn(move |request| answer(router.clone(), peer, request));
        let connection = http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(self.limits.head)
            .max_buf_size(BUFFER)
            .serve_connection(TokioIo::new(stream), service);
        let mut connection = pin!(connection);
        tokio::select! {
            _ended = connection.as_mut() => return,
            () = tokio::time::sleep(self.limits.age) => {}
            _ = self.closing.wait_for(|closing| *closing) => {}
        }
        connection.as_mut().graceful_shutdown();
        // Whoever does not take his answer by then has lost it; the body is stored all the same.
        let _ended = tokio::time::timeout(self.limits.farewell, connection).await;
    }
}

async fn answer(
    router: Router,
    peer: SocketAddr,
    mut request: hyper::Request<Incoming>,
) -> Result<axum::response::Response, Infallible> {
    request.extensions_mut().insert(peer);
    router.oneshot(request).await
}
