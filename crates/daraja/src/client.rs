//! The client: one per app key.

mod calls;

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use domain::attempt::Ids;
use domain::clock::{Clock, Entropy};
use domain::refusal::Refusal;
use tracing::Instrument;

use crate::address::BaseUrl;
use crate::credentials::{AppKeys, Merchant};
use crate::pace::{Pace, Pacer, Priority};
use crate::push::{self, PushRequest, Pushed};
use crate::query::{self, Asked};
use crate::redacted::{self, Redacted};
use crate::reply::{Delivery, Reply};
use crate::token::{Token, Tokens};
use crate::transport::{Method, Request, Transport, TransportError};
use crate::wire::WireStyle;

const PUSH: &str = "/mpesa/stkpush/v1/processrequest";
const QUERY: &str = "/mpesa/stkpushquery/v1/query";

/// What a client needs to know of the shop's app at Safaricom.
#[derive(Debug, Clone)]
pub struct Setup {
    /// Where the API is.
    pub base: BaseUrl,
    /// The keys of the app.
    pub keys: AppKeys,
    /// How numbers are written.
    pub style: WireStyle,
}

/// Talks to Safaricom with one app key. Share it: its token and its pace are for all callers.
pub struct Client {
    transport: Arc<dyn Transport>,
    clock: Arc<dyn Clock>,
    base: BaseUrl,
    style: WireStyle,
    tokens: Tokens,
    pacer: Pacer,
    calls: AtomicU64,
}

impl Client {
    /// Makes a client with the pace of [`Pace::default`]; nothing is sent yet.
    pub fn new(setup: Setup, transport: Arc<dyn Transport>, clock: Arc<dyn Clock>) -> Self {
        let Setup { base, keys, style } = setup;
        let pacer = Pacer::new(Pace::default(), clock.clone(), None);
        let tokens = Tokens::new(transport.clone(), clock.clone(), base.clone(), keys);
        Self {
            transport,
            clock,
            base,
            style,
            tokens,
            pacer,
            calls: AtomicU64::new(0),
        }
    }

    /// Sets the pace, and where the random part of pauses comes from: without one, tills that
    /// share a key come back all at once.
    #[must_use]
    pub fn paced(self, pace: Pace, entropy: Arc<dyn Entropy>) -> Self {
        let pacer = Pacer::new(pace, self.clock.clone(), Some(entropy));
        Self { pacer, ..self }
    }

    /// Checks that Safaricom gives a token for the keys; returns how long a new one is good for.
    ///
    /// # Errors
    /// Why it does not: [`Refusal::WrongKeys`], or why it could not be asked.
    pub async fn check_keys(&self) -> Result<Duration, Refusal> {
        self.pacer.turn(Priority::Act).await?;
        let token = self.tokens.get(None).instrument(self.span("token")).await;
        token
            .map(|token| token.lifetime)
            .map_err(|none| none.refusal)
    }

    /// Sends a prompt to a phone: once, and once more only when Safaricom rejected the token.
    ///
    /// Store the intent before calling: when this future is dropped, or the machine stops, the
    /// prompt may be out all the same.
    pub async fn push(&self, merchant: &Merchant, push: &PushRequest) -> Reply<Pushed> {
        let body = push::body(self.style, merchant, push, self.clock.now());
        let span = self.span("push");
        let sent = self
            .post(Priority::Prompt, PUSH, body)
            .instrument(span.clone());
        let reply = sent.await.judge(push::judge);
        tell(&span, "pushed", &reply);
        reply
    }

    /// Asks what came of a prompt whose ids our own acknowledgement gave.
    pub async fn ask(&self, merchant: &Merchant, prompt: &Ids) -> Reply<Asked> {
        let body = query::body(self.style, merchant, prompt, self.clock.now());
        let span = self.span("query");
        let sent = self
            .post(Priority::Question, QUERY, body)
            .instrument(span.clone());
        let reply = sent
            .await
            .judge(|sent, received| query::judge(sent, received, prompt));
        tell(&span, "asked", &reply);
        reply
    }

    /// Sends when it is its turn; answers that ask for a pause are heeded by all callers.
    async fn post(&self, priority: Priority, path: &str, body: Vec<u8>) -> Reply<Delivery> {
        if let Err(refusal) = self.pacer.turn(priority).await {
            return Reply::unanswered(Delivery::NotSent(refusal));
        }
        let reply = self.post_now(path, body).await;
        self.pacer.heed(&reply.received);
        reply
    }

    async fn post_now(&self, path: &str, body: Vec<u8>) -> Reply<Delivery> {
        let token = match self.tokens.get(None).await {
            Ok(token) => token,
            Err(none) => return none.into(),
        };
        let first = self.send(path, &token, body.clone()).await;
        if !first.rejects_token() {
            return first;
        }
        tracing::info!("the token was rejected");
        match self.tokens.get(Some(&token)).await {
            Ok(token) => self.send(path, &token, body).await,
            Err(none) => none.into(),
        }
    }

    async fn send(&self, path: &str, token: &Token, body: Vec<u8>) -> Reply<Delivery> {
        tracing::debug!(path, body = %Redacted(&body), "sending");
        let request = Request {
            method: Method::Post,
            url: self.base.with(path),
            authorization: token.authorization(),
            body,
        };
        match self.transport.send(request).await {
            Ok(response) => {
                let (status, body) = (response.status, Redacted(&response.body));
                tracing::debug!(status, %body, "answered");
                Reply::answered(response)
            }
            Err(error) => {
                let cause = std::error::Error::source(&error).map(ToString::to_string);
                tracing::warn!(cause, "{error}");
                Reply::unanswered(match error {
                    TransportError::NotSent(_) => Delivery::NotSent(Refusal::NotReached),
                    TransportError::MaybeSent(_) => Delivery::Lost,
                })
            }
        }
    }

    /// Numbers each call, so that its lines in the log are found together.
    fn span(&self, api: &'static str) -> tracing::Span {
        let call = self.calls.fetch_add(1, Ordering::Relaxed);
        tracing::info_span!("daraja", api, call)
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Client({})", self.base)
    }
}

/// Writes down what a call came to, with the id by which Safaricom finds it.
fn tell<T: fmt::Debug>(span: &tracing::Span, done: &str, reply: &Reply<T>) {
    let request_id = redacted::request_id(&reply.received.body);
    let (answer, said) = (&reply.received, &reply.said);
    tracing::info!(parent: span, request_id, ?answer, ?said, "{done}");
}
