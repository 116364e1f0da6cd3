//! Where bodies go: the port that the till implements.

use std::future::Future;
use std::net::IpAddr;

use domain::callback_path::CallbackPath;

/// A body that came on an admitted path.
#[derive(Clone, Debug)]
pub struct Delivery {
    /// The path on which it came.
    pub path: CallbackPath,
    /// The bytes as they came, JSON or not.
    pub body: Vec<u8>,
    /// Who sent it, as far as the connection tells.
    pub peer: Option<IpAddr>,
}

/// Why a body could not be stored: it is answered with 503, never with success.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the body could not be stored: {0}")]
pub struct NotStored(pub String);

/// Keeps what comes in.
pub trait Inbox: Send + Sync + 'static {
    /// Tells in constant time whether this path was given to Safaricom. An unknown attempt and a
    /// wrong tag look the same.
    ///
    /// # Errors
    /// When the book can't be read.
    fn admits(&self, path: &CallbackPath) -> Result<bool, NotStored>;

    /// Stores a body. It is answered with success only after this has returned: the body is then
    /// on disk, whatever it holds.
    ///
    /// # Errors
    /// When it is not on disk.
    fn store(&self, delivery: Delivery) -> impl Future<Output = Result<(), NotStored>> + Send;
}
