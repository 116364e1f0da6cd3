//! The transport of the shop: HTTP over reqwest.
//!
//! TLS is rustls with ring and Mozilla's roots compiled in. The roots of the machine were
//! rejected: reading them slows the start, a machine without any could not even practise on
//! loopback, and whoever adds a root to a shop's machine could read its keys.

use std::time::Duration;

use chrono::DateTime;
use domain::clock::Timestamp;
use reqwest::header::{AUTHORIZATION, CONTENT_TYPE, DATE, HeaderMap};
use reqwest::{redirect, retry};

use super::{Method, Request, Response, Sending, Transport, TransportError};
use crate::error::Error;

/// How long to wait for Safaricom.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TimeOuts {
    /// Until the connection stands; when it doesn't, nothing was sent.
    pub connect: Duration,
    /// Until the whole answer is there, the connection included.
    pub total: Duration,
}

/// Sends over the real network. It follows no redirect, repeats nothing, decodes no compression and
/// goes by no proxy.
#[derive(Debug, Clone)]
pub struct HttpTransport(reqwest::Client);

impl Default for TimeOuts {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(10),
            total: Duration::from_secs(30),
        }
    }
}

impl HttpTransport {
    /// Makes the transport.
    ///
    /// # Errors
    /// [`Error::HttpClient`] when TLS can't be set up.
    pub fn new(time_outs: TimeOuts) -> Result<Self, Error> {
        // An idle connection may be closed by the other side just as a prompt is written to it,
        // and then nobody knows whether it arrived: so each request has its own connection.
        reqwest::Client::builder()
            .tls_backend_preconfigured(tls()?)
            .user_agent(concat!("kaunta/", env!("CARGO_PKG_VERSION")))
            .redirect(redirect::Policy::none())
            .retry(retry::never())
            .no_proxy()
            // Said although nothing here can decode: another crate may switch reqwest's decoders
            // on, and a bomb of a kilobyte unpacks to a gigabyte.
            .no_gzip()
            .no_brotli()
            .no_deflate()
            .no_zstd()
            .pool_max_idle_per_host(0)
            .connect_timeout(time_outs.connect)
            .timeout(time_outs.total)
            .build()
            .map(Self)
            .map_err(|error| Error::HttpClient(error.into()))
    }

    async fn exchange(&self, request: Request) -> Result<Response, TransportError> {
        let answer = self.builder(request).send().await.map_err(classify)?;
        let (status, date) = (answer.status().as_u16(), date(answer.headers()));
        let body = bounded_body(answer).await?;
        Ok(Response { status, date, body })
    }

    fn builder(&self, request: Request) -> reqwest::RequestBuilder {
        let builder = match request.method {
            Method::Get => self.0.get(request.url),
            Method::Post => self
                .0
                .post(request.url)
                .header(CONTENT_TYPE, "application/json")
                .body(request.body),
        };
        builder.header(AUTHORIZATION, request.authorization.expose())
    }
}

impl Transport for HttpTransport {
    fn send(&self, request: Request) -> Sending<'_> {
        Box::pin(self.exchange(request))
    }
}

fn tls() -> Result<rustls::ClientConfig, Error> {
    let roots = rustls::RootCertStore {
        roots: webpki_roots::TLS_SERVER_ROOTS.to_vec(),
    };
    let provider = rustls::crypto::ring::default_provider();
    let config = rustls::ClientConfig::builder_with_provider(provider.into())
        .with_safe_default_protocol_versions()
        .map_err(|error| Error::HttpClient(error.into()))?;
    Ok(config.with_root_certificates(roots).with_no_client_auth())
}

fn classify(error: reqwest::Error) -> TransportError {
    let unsent = error.is_connect() || error.is_builder();
    let cause = error.without_url().into();
    if unsent {
        TransportError::NotSent(cause)
    } else {
        TransportError::MaybeSent(cause)
    }
}

async fn bounded_body(mut answer: reqwest::Response) -> Result<Vec<u8>, TransportError> {
    let mut body = Vec::new();
    while let Some(chunk) = answer.chunk().await.map_err(after_sending)? {
        if body.len() + chunk.len() > Response::MAX_BODY {
            return Err(TransportError::MaybeSent("the answer is too large".into()));
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

fn after_sending(error: reqwest::Error) -> TransportError {
    TransportError::MaybeSent(error.without_url().into())
}

fn date(headers: &HeaderMap) -> Option<Timestamp> {
    let text = headers.get(DATE)?.to_str().ok()?;
    let date = DateTime::parse_from_rfc2822(text).ok()?;
    Some(Timestamp::from_ms(date.timestamp_millis()))
}
