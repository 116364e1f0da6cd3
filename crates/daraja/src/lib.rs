#![doc = include_str!("../README.md")]
#![deny(missing_docs)]

mod acknowledgement;
mod address;
mod c2b;
mod callback;
mod client;
mod credentials;
mod error;
mod error_body;
mod inbound;
mod initiator;
mod outcome;
mod pace;
mod pull;
mod push;
mod qr;
mod query;
mod redacted;
mod reply;
mod request;
mod result;
mod text;
mod token;
mod transport;
mod wire;

pub use acknowledgement::{Acknowledgement, AcknowledgementKind, Conversation};
pub use address::{BaseUrl, CallbackUrl, RegisteredUrl, UrlFault};
pub use c2b::{C2b, C2bKind, Stage};
pub use callback::StkCallback;
pub use client::{Client, Setup};
pub use credentials::{AppKeys, Merchant, Secret};
pub use error::Error;
pub use error_body::ErrorBody;
pub use inbound::{Body, Inbound, Other, Says, Weight};
pub use initiator::{Certificate, Initiator};
pub use outcome::Outcome;
pub use pace::Pace;
pub use pull::{PullRegistration, PullReply, PullRow, PullTime};
pub use push::{AccountReference, Description, PushRequest, Pushed};
pub use qr::{Png, QrReply};
pub use query::{Asked, QueryReply};
pub use reply::{Received, Reply, Unclear};
pub use request::{
    BalanceRequest, C2bVersion, OnSilence, Pixels, PullPage, PullRequest, PullSignUp, PullWindow,
    QrRequest, Registration, Remarks, ResultUrls, ReversalRequest, SignedUp, Simulation, StatusOf,
    StatusRequest,
};
pub use result::{
    Account, BalanceResult, More, ResultBody, ResultKind, ReversalResult, StatusResult,
    TimeOutNotice, TransactionState,
};
pub use text::Text;
pub use token::TokenReply;
pub use transport::http::{HttpTransport, TimeOuts};
pub use transport::{Cause, Method, Request, Response, Sending, Transport, TransportError};
pub use wire::{Parameters, WireStyle};
