//! One token for all calls of one app key.
//!
//! A new token may end the one before, so there is one cache, one request at a time, and all who
//! wait for it share its end, good or bad.
//!
//! Source: Authorization page, 2025 (lifetime of 3600 s; FAQ on former tokens).

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use domain::clock::{Clock, Timestamp};
use domain::refusal::Refusal;
use tokio::sync::Mutex;
use zeroize::Zeroize;

use crate::address::BaseUrl;
use crate::credentials::{AppKeys, Secret};
use crate::error::Error;
use crate::error_body::ErrorBody;
use crate::reply::{Delivery, Received, Reply};
use crate::transport::{Method, Request, Response, Transport, TransportError};
use crate::wire::{Object, text_of};

const PATH: &str = "/oauth/v1/generate?grant_type=client_credentials";
/// No token lives longer, whatever the answer says.
const LIFETIME: Duration = Duration::from_hours(1);
/// How long before its end a token is renewed.
const EARLY: Duration = Duration::from_mins(5);

/// The answer to a request for a token. `Debug` hides the token.
#[derive(Debug, Clone)]
pub struct TokenReply {
    /// The token itself.
    pub token: Secret,
    /// How long it lives; at most an hour, and an hour when it is not said.
    pub lifetime: Duration,
}

/// A token as callers hold it.
#[derive(Debug, Clone)]
pub(crate) struct Token {
    authorization: Arc<Secret>,
    /// How long it was good for when it was new.
    pub(crate) lifetime: Duration,
    renew_at: Timestamp,
}

/// Why there is no token: whatever was to be sent with it was surely not sent.
#[derive(Debug, Clone)]
pub(crate) struct NoToken {
    pub(crate) refusal: Refusal,
    pub(crate) received: Received,
}

/// The cache, and the only place that asks for tokens.
pub(crate) struct Tokens {
    transport: Arc<dyn Transport>,
    clock: Arc<dyn Clock>,
    base: BaseUrl,
    keys: AppKeys,
    /// How often Safaricom was asked; read without the lock to see whose turn a caller waited for.
    rounds: AtomicU64,
    last: Mutex<Option<Result<Token, NoToken>>>,
}

impl TokenReply {
    /// Reads a body. `expires_in` is text in live answers and a number in documents.
    ///
    /// # Errors
    /// [`Error::NotJson`], or [`Error::NotThat`] when it holds no token that fits in a header.
    pub fn parse(body: &[u8]) -> Result<Self, Error> {
        let text = text_of(body);
        let object = Object::parse(&text)?;
        Self::of(&object).ok_or(Error::NotThat("a token"))
    }

    pub(crate) fn of(object: &Object<'_>) -> Option<Self> {
        let token = Secret::new(object.text("access_token")?);
        let fits = token.expose().bytes().all(|byte| byte.is_ascii_graphic());
        let lifetime = object
            .value("expires_in")
            .map_or(LIFETIME, Duration::from_secs);
        fits.then(|| Self {
            token,
            lifetime: lifetime.min(LIFETIME),
        })
    }
}

impl Token {
    /// The value of the `Authorization` header.
    pub(crate) fn authorization(&self) -> Secret {
        Secret::clone(&self.authorization)
    }

    fn is(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.authorization, &other.authorization)
    }
}

impl Tokens {
    pub(crate) fn new(
        transport: Arc<dyn Transport>,
        clock: Arc<dyn Clock>,
        base: BaseUrl,
        keys: AppKeys,
    ) -> Self {
        let (rounds, last) = (AtomicU64::new(0), Mutex::new(None));
        Self {
            transport,
            clock,
            base,
            keys,
            rounds,
            last,
        }
    }

    /// Gives a token that is still good, and is not the one that was rejected.
    pub(crate) async fn get(&self, rejected: Option<&Token>) -> Result<Token, NoToken> {
        let called_in = self.rounds.load(Ordering::Acquire);
        let mut last = self.last.lock().await;
        let answered_meanwhile = self.rounds.load(Ordering::Acquire) != called_in;
        match &*last {
            Some(Ok(token)) if self.is_good(token, rejected) => return Ok(token.clone()),
            Some(Err(failure)) if answered_meanwhile => return Err(failure.clone()),
            _ => {}
        }
        let asked = self.ask().await;
        self.rounds.fetch_add(1, Ordering::Release);
        *last = Some(asked.clone());
        asked
    }

    fn is_good(&self, token: &Token, rejected: Option<&Token>) -> bool {
        let fresh = self.clock.steady() < token.renew_at;
        fresh && !rejected.is_some_and(|rejected| rejected.is(token))
    }

    async fn ask(&self) -> Result<Token, NoToken> {
        let asked_at = self.clock.steady();
        let request = Request {
            method: Method::Get,
            url: self.base.with(PATH),
            authorization: self.keys.basic(),
            body: Vec::new(),
        };
        let answer = self.transport.send(request).await;
        let token = answer
            .map_err(|error| NoToken::unanswered(&error))
            .and_then(|answer| read(answer, asked_at));
        match &token {
            Ok(_) => tracing::debug!("got a token"),
            Err(none) => tracing::warn!(cause = %none.refusal, answer = ?none.received, "no token"),
        }
        token
    }
}

impl NoToken {
    fn unanswered(error: &TransportError) -> Self {
        let refusal = match error {
            TransportError::NotSent(_) => Refusal::NotReached,
            TransportError::MaybeSent(_) => Refusal::NoToken,
        };
        Self {
            refusal,
            received: Received::default(),
        }
    }
}

impl From<NoToken> for Reply<Delivery> {
    fn from(none: NoToken) -> Self {
        Self {
            said: Delivery::NotSent(none.refusal),
            received: none.received,
        }
    }
}

fn read(mut answer: Response, asked_at: Timestamp) -> Result<Token, NoToken> {
    if let Ok(reply) = TokenReply::parse(&answer.body) {
        answer.body.zeroize();
        let early = EARLY.min(reply.lifetime / 2);
        let bearer = Secret::new(format!("Bearer {}", reply.token.expose()));
        return Ok(Token {
            authorization: Arc::new(bearer),
            lifetime: reply.lifetime,
            renew_at: asked_at.plus(reply.lifetime.saturating_sub(early)),
        });
    }
    let refusal = refusal(&answer);
    Err(NoToken {
        refusal,
        received: answer.into(),
    })
}

/// Source: Authorization page, 2025; a wrong key was seen to give 400 with an empty body.
fn refusal(answer: &Response) -> Refusal {
    let error = ErrorBody::read(&answer.body);
    let listed = error.as_ref().and_then(ErrorBody::refusal);
    let code = error.as_ref().map(|error| error.code.as_str());
    match (listed, code, answer.status) {
        (Some(Refusal::TokenRejected), ..) | (None, Some("400.008.01"), _) => Refusal::WrongKeys,
        (Some(listed), ..) => listed,
        (None, Some("400.008.02"), _) => Refusal::BadPayload,
        (None, None, 400 | 401) if answer.body.is_empty() => Refusal::WrongKeys,
        (None, None, 403) => Refusal::Blocked,
        _ => Refusal::NoToken,
    }
}
