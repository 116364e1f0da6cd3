//! A server for Safaricom's calls that runs beside the till.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;

use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use crate::inbox::Inbox;
use crate::limits::Limits;
use crate::server::{Listener, serve};

/// A running server. Dropped, it stops as by [`Relay::stop`], but nobody waits for it.
#[derive(Debug)]
pub struct Relay {
    address: SocketAddr,
    stop: oneshot::Sender<()>,
    serving: JoinHandle<()>,
}

impl Relay {
    /// Listens on an address (port 0 takes any free one) and serves until stopped.
    ///
    /// # Errors
    /// When the address can't be taken.
    pub async fn bind<I: Inbox>(
        address: SocketAddr,
        inbox: Arc<I>,
        limits: Limits,
    ) -> io::Result<Self> {
        Self::on(TcpListener::bind(address).await?, inbox, limits)
    }

    /// Serves what a listener accepts until stopped. Needs a tokio runtime.
    ///
    /// # Errors
    /// When the listener does not know its address.
    pub fn on<I: Inbox>(
        listener: impl Listener,
        inbox: Arc<I>,
        limits: Limits,
    ) -> io::Result<Self> {
        let address = listener.local_addr()?;
        let (stop, stopped) = oneshot::channel();
        // A dropped sender stops the server too.
        let shutdown = async move { drop(stopped.await) };
        let serving = tokio::spawn(serve(listener, inbox, limits, shutdown));
        Ok(Self {
            address,
            stop,
            serving,
        })
    }

    /// Returns the address it listens on, with the true port.
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// Takes no more connections, and returns when the requests under way are answered or
    /// overdue.
    pub async fn stop(self) {
        drop(self.stop);
        if let Err(broken) = self.serving.await {
            tracing::error!(%broken, "the relay had stopped by itself");
        }
    }
}
