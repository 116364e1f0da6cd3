#![doc = include_str!("../README.md")]

mod address;
mod callback;
mod client;
mod credentials;
mod error;
mod error_body;
mod push;
mod query;
mod reply;
mod token;
mod transport;
mod wire;

pub use address::{BaseUrl, CallbackUrl};
pub use callback::StkCallback;
pub use client::{Client, Setup};
pub use credentials::{AppKeys, Merchant, Secret};
pub use error::Error;
pub use error_body::ErrorBody;
pub use push::{AccountReference, Description, PushRequest, Pushed};
pub use query::Asked;
pub use reply::{Received, Reply, Unclear};
pub use transport::http::{HttpTransport, TimeOuts};
pub use transport::{Cause, Method, Request, Response, Sending, Transport, TransportError};
pub use wire::WireStyle;
