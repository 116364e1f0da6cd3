//! A till for the tests: a stand-in, a client that pushes to it, an ear for its callbacks.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use reqwest::Method;
use sandbox::{Config, ManualClock, Moment, Money, Phone, Push, Sandbox, Shop};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::sync::mpsc;

pub(crate) const PHONE: &str = "254712345678";
pub(crate) const POOR_PHONE: &str = "254798888999";
pub(crate) const TIMESTAMP: &str = "20261124120000";
pub(crate) const PUSH: &str = "/mpesa/stkpush/v1/processrequest";
pub(crate) const QUERY: &str = "/mpesa/stkpushquery/v1/query";

/// 24 November 2026, noon in Nairobi.
pub(crate) const NOON: Moment = Moment::from_unix_ms(1_795_510_800_000);

pub(crate) const ANYWHERE: SocketAddr =
    SocketAddr::new(std::net::IpAddr::V4(Ipv4Addr::LOCALHOST), 0);

pub(crate) struct Till {
    pub(crate) sandbox: Sandbox,
    pub(crate) clock: Arc<ManualClock>,
    pub(crate) http: reqwest::Client,
    pub(crate) token: String,
    pub(crate) ear: Ear,
}

/// A reply: HTTP status and JSON body; `Null` when the body is empty.
pub(crate) type Reply = (u16, Value);

impl Till {
    pub(crate) async fn open() -> Self {
        Self::with(|_| {}).await
    }

    /// Opens a till on a stand-in with other settings.
    pub(crate) async fn with(change: impl FnOnce(&mut Config)) -> Self {
        let clock = Arc::new(ManualClock::at(NOON));
        let mut config = Config {
            seed: Some(1),
            clock: clock.clone(),
            ..Config::default()
        };
        change(&mut config);
        let sandbox = Sandbox::start(config, ANYWHERE).await.unwrap();
        let mut till = Self {
            sandbox,
            clock,
            http: client(),
            token: String::new(),
            ear: Ear::open().await,
        };
        till.renew_token().await;
        till
    }

    pub(crate) async fn renew_token(&mut self) {
        let shop = self.sandbox.shop();
        let reply = self
            .http
            .get(self.url("/oauth/v1/generate?grant_type=client_credentials"))
            .basic_auth(&shop.consumer_key, Some(&shop.consumer_secret))
            .send()
            .await
            .unwrap();
        let (_, body) = read(reply).await;
        self.token = text(&body["access_token"]);
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("{}{path}", self.sandbox.base_url())
    }

    /// Calls one of Safaricom's paths.
    pub(crate) async fn call(&self, path: &str, body: &Value) -> Reply {
        let request = self
            .http
            .post(self.url(path))
            .bearer_auth(&self.token)
            .json(body);
        read(request.send().await.unwrap()).await
    }

    /// Returns a push without a fault, as texts, to be spoiled by a test.
    pub(crate) fn push_body(&self, phone: &str, amount: u64) -> Value {
        let shop = self.sandbox.shop();
        json!({
            "BusinessShortCode": shop.shortcode.asking(),
            "Password": password(shop, TIMESTAMP),
            "Timestamp": TIMESTAMP,
            "TransactionType": "CustomerPayBillOnline",
            "Amount": amount.to_string(),
            "PartyA": phone,
            "PartyB": shop.shortcode.receiving(),
            "PhoneNumber": phone,
            "CallBackURL": self.ear.url,
            "AccountReference": "S-000123",
            "TransactionDesc": "Sale",
        })
    }

    /// Pushes and returns the `CheckoutRequestID`.
    pub(crate) async fn push(&self, phone: &str, amount: u64) -> String {
        let (status, body) = self.call(PUSH, &self.push_body(phone, amount)).await;
        assert_eq!(status, 200, "{body}");
        text(&body["CheckoutRequestID"])
    }

    /// Registers the addresses of two ears; returns the reply.
    pub(crate) async fn register(&self, version: &str, confirmed: &Ear, validated: &Ear) -> Reply {
        let body = json!({
            "ShortCode": self.sandbox.shop().shortcode.asking(),
            "ResponseType": "Completed",
            "ConfirmationURL": confirmed.url,
            "ValidationURL": validated.url,
        });
        self.call(&format!("/mpesa/c2b/{version}/registerurl"), &body)
            .await
    }

    /// Calls the control; the body is sent unless it is `Null`.
    pub(crate) async fn control(&self, method: Method, path: &str, body: Value) -> Reply {
        let mut request = self
            .http
            .request(method, self.url(&format!("/_sandbox{path}")));
        if !body.is_null() {
            request = request.json(&body);
        }
        read(request.send().await.unwrap()).await
    }

    pub(crate) async fn query(&self, id: &str) -> Reply {
        let shop = self.sandbox.shop();
        let body = json!({
            "BusinessShortCode": shop.shortcode.asking(),
            "Password": password(shop, TIMESTAMP),
            "Timestamp": TIMESTAMP,
            "CheckoutRequestID": id,
        });
        self.call(QUERY, &body).await
    }

    /// Waits until what the stand-in knows of a push is as asked for.
    pub(crate) async fn until(&self, id: &str, holds: impl Fn(&Push) -> bool) -> Money {
        let mut changes = self.sandbox.subscribe();
        loop {
            let money = self.sandbox.money();
            if money
                .pushes
                .iter()
                .any(|push| push.checkout_request_id.as_str() == id && holds(push))
            {
                return money;
            }
            changes.changed().await.unwrap();
        }
    }

    pub(crate) fn balance(&self, phone: &str) -> u64 {
        let phone = self::phone(phone);
        self.sandbox
            .phones()
            .into_iter()
            .find(|set| set.phone == phone)
            .unwrap()
            .balance_kes
    }
}

fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}

pub(crate) fn phone(text: &str) -> Phone {
    text.parse().unwrap()
}

pub(crate) fn password(shop: &Shop, timestamp: &str) -> String {
    STANDARD.encode(format!(
        "{}{}{timestamp}",
        shop.shortcode.asking(),
        shop.passkey
    ))
}

pub(crate) fn client() -> reqwest::Client {
    // Whoever comes second finds it installed.
    rustls::crypto::ring::default_provider()
        .install_default()
        .ok();
    reqwest::Client::new()
}

pub(crate) async fn read(reply: reqwest::Response) -> Reply {
    let status = reply.status().as_u16();
    let body = reply.bytes().await.unwrap();
    let body = if body.is_empty() {
        Value::Null
    } else {
        serde_json::from_slice(&body).unwrap()
    };
    (status, body)
}

/// What a till answers to a callback. Source: reference section 2, callback.
const ACCEPTED: &str = r#"{"ResultCode":0,"ResultDesc":"Accepted"}"#;

/// A receiver of callbacks.
pub(crate) struct Ear {
    pub(crate) url: String,
    heard: mpsc::UnboundedReceiver<(HeaderMap, String)>,
}

impl Ear {
    pub(crate) async fn open() -> Self {
        Self::answering(StatusCode::OK).await
    }

    /// Opens an ear that answers every callback with a status.
    pub(crate) async fn answering(status: StatusCode) -> Self {
        Self::saying(status, ACCEPTED.to_owned()).await
    }

    /// Opens an ear that answers every callback with a status and a body.
    pub(crate) async fn saying(status: StatusCode, answer: String) -> Self {
        let (sender, heard) = mpsc::unbounded_channel();
        let listen = move |State(sender): State<mpsc::UnboundedSender<_>>,
                           headers: HeaderMap,
                           body: String| async move {
            sender.send((headers, body)).unwrap();
            (status, answer)
        };
        let router = Router::new()
            .route("/h/{secret}", post(listen))
            .with_state(sender);
        let listener = TcpListener::bind(ANYWHERE).await.unwrap();
        let url = format!("http://{}/h/5f2c9a", listener.local_addr().unwrap());
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { url, heard }
    }

    /// Waits for the next callback; returns its body.
    pub(crate) async fn hear(&mut self) -> Value {
        serde_json::from_str(&self.hear_raw().await.1).unwrap()
    }

    pub(crate) async fn hear_raw(&mut self) -> (HeaderMap, String) {
        self.heard.recv().await.unwrap()
    }

    /// Opens an ear that takes connections and never says a word.
    pub(crate) async fn hanging() -> (Self, TcpListener) {
        let (sender, heard) = mpsc::unbounded_channel();
        drop(sender);
        let listener = TcpListener::bind(ANYWHERE).await.unwrap();
        let url = format!("http://{}/h/5f2c9a", listener.local_addr().unwrap());
        (Self { url, heard }, listener)
    }

    /// Whether nothing more was heard so far.
    pub(crate) fn is_silent(&mut self) -> bool {
        self.heard.try_recv().is_err()
    }
}
