//! A network that answers as it is told, a clock that stands still, and the sample payloads.

use std::collections::VecDeque;
use std::path::PathBuf;
use std::sync::atomic::{AtomicI64, AtomicU8, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use daraja::{
    AppKeys, BaseUrl, Client, Description, Merchant, Method, Pace, PushRequest, Request, Response,
    Sending, Setup, Text, Transport, TransportError, WireStyle,
};
use domain::attempt::Ids;
use domain::clock::{Clock, Entropy, Timestamp, Wait};
use domain::eat;
use tokio::sync::{Semaphore, watch};

pub(crate) const PASSKEY: &str = "bfb279f9aa9bdbcf158e97dd71a467cd2e0c893059b10f78e6b72ada1ed2c919";

/// A pace that holds nobody up.
const HASTY: Pace = Pace {
    burst: 1_000_000,
    interval: Duration::from_millis(1),
    prompt_patience: Duration::from_secs(10),
    patience: Duration::from_mins(1),
    first_pause: Duration::from_secs(1),
    longest_pause: Duration::from_mins(1),
};

pub(crate) type Answer = Result<Response, TransportError>;

/// A clock that moves only when it is told to, and wakes who waits for it.
pub(crate) struct StillClock {
    steady: watch::Sender<i64>,
    /// By how much somebody set the time of day off.
    set_off: AtomicI64,
}

/// Bytes that count up from one: no two fills are the same, and every run is.
#[derive(Default)]
pub(crate) struct Counting(AtomicU8);

/// Answers calls from a list, and tokens by number unless told otherwise.
pub(crate) struct Script {
    calls: Mutex<VecDeque<Answer>>,
    tokens: Mutex<VecDeque<Answer>>,
    pub(crate) seen: Mutex<Vec<Request>>,
    /// Closed, it holds every answer back.
    pub(crate) gate: Semaphore,
}

pub(crate) struct Scene {
    pub(crate) client: Client,
    pub(crate) script: Arc<Script>,
    pub(crate) clock: Arc<StillClock>,
}

impl StillClock {
    pub(crate) fn at(wire: &str) -> Self {
        Self {
            steady: watch::Sender::new(eat::from_wire(wire).unwrap().ms()),
            set_off: AtomicI64::new(0),
        }
    }

    pub(crate) fn advance(&self, by: Duration) {
        self.steady.send_replace(self.steady().plus(by).ms());
    }

    /// Sets the time of day; no time passes by that.
    pub(crate) fn set(&self, now: Timestamp) {
        let off = now.ms() - self.steady().ms();
        self.set_off.store(off, Ordering::Relaxed);
    }
}

impl Clock for StillClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_ms(self.steady().ms() + self.set_off.load(Ordering::Relaxed))
    }

    fn steady(&self) -> Timestamp {
        Timestamp::from_ms(*self.steady.borrow())
    }

    fn sleep_until(&self, until: Timestamp) -> Wait<'_> {
        let mut hands = self.steady.subscribe();
        Box::pin(async move {
            let come = hands.wait_for(|now| *now >= until.ms()).await;
            come.map(drop).expect("the clock outlives who waits for it");
        })
    }
}

impl From<u8> for Counting {
    fn from(first: u8) -> Self {
        Self(AtomicU8::new(first))
    }
}

impl Entropy for Counting {
    fn fill(&self, bytes: &mut [u8]) {
        for byte in bytes {
            *byte = self.0.fetch_add(1, Ordering::Relaxed).wrapping_add(1);
        }
    }
}

impl Script {
    pub(crate) fn new(calls: Vec<Answer>, tokens: Vec<Answer>) -> Self {
        Self {
            calls: Mutex::new(calls.into()),
            tokens: Mutex::new(tokens.into()),
            seen: Mutex::default(),
            gate: Semaphore::new(Semaphore::MAX_PERMITS),
        }
    }

    /// How often each method was used: tokens, then calls.
    pub(crate) fn counts(&self) -> (usize, usize) {
        let seen = self.seen.lock().unwrap();
        let tokens = seen
            .iter()
            .filter(|request| request.method == Method::Get)
            .count();
        (tokens, seen.len() - tokens)
    }

    pub(crate) fn authorizations(&self) -> Vec<String> {
        let seen = self.seen.lock().unwrap();
        let calls = seen.iter().filter(|request| request.method == Method::Post);
        calls
            .map(|request| request.authorization.expose().to_owned())
            .collect()
    }

    fn answer(&self, method: Method) -> Answer {
        match method {
            Method::Post => self
                .calls
                .lock()
                .unwrap()
                .pop_front()
                .expect("a scripted answer"),
            Method::Get => self.tokens.lock().unwrap().pop_front().unwrap_or_else(|| {
                let number = self.counts().0;
                ok(
                    200,
                    &format!(r#"{{"access_token":"token-{number}","expires_in":"3599"}}"#),
                )
            }),
        }
    }
}

impl Transport for Script {
    fn send(&self, request: Request) -> Sending<'_> {
        let method = request.method;
        self.seen.lock().unwrap().push(request);
        let answer = self.answer(method);
        Box::pin(async move {
            let _open = self.gate.acquire().await.unwrap();
            answer
        })
    }
}

impl Scene {
    pub(crate) fn new(calls: Vec<Answer>) -> Self {
        Self::with_tokens(calls, Vec::new())
    }

    pub(crate) fn with_tokens(calls: Vec<Answer>, tokens: Vec<Answer>) -> Self {
        Self::of(Script::new(calls, tokens), WireStyle::Strings)
    }

    pub(crate) fn of(script: Script, style: WireStyle) -> Self {
        Self::paced(script, style, HASTY)
    }

    pub(crate) fn paced(script: Script, style: WireStyle, pace: Pace) -> Self {
        let script = Arc::new(script);
        let clock = Arc::new(StillClock::at("20210628092408"));
        let setup = setup(BaseUrl::sandbox(), style);
        let client = Client::new(setup, script.clone(), clock.clone());
        let client = client.paced(pace, Arc::new(Counting::default()));
        Self {
            client,
            script,
            clock,
        }
    }
}

pub(crate) fn setup(base: BaseUrl, style: WireStyle) -> Setup {
    Setup {
        base,
        keys: AppKeys::new("consumer-key", "hush-hush").unwrap(),
        style,
    }
}

pub(crate) fn merchant() -> Merchant {
    Merchant::new("paybill:174379".parse().unwrap(), PASSKEY).unwrap()
}

pub(crate) fn push() -> PushRequest {
    PushRequest {
        amount: "1".parse().unwrap(),
        phone: "254708374149".parse().unwrap(),
        callback: "https://mydomain.com/path".parse().unwrap(),
        reference: "CompanyXLTD".parse().unwrap(),
        description: Description::of("Payment of X"),
    }
}

pub(crate) fn prompt(merchant: &str, checkout: &str) -> Ids {
    Ids {
        merchant: merchant.parse().unwrap(),
        checkout: checkout.parse().unwrap(),
    }
}

#[expect(clippy::unnecessary_wraps, reason = "it stands in lists of answers")]
pub(crate) fn ok(status: u16, body: &str) -> Answer {
    Ok(Response {
        status,
        date: None,
        body: body.as_bytes().to_vec(),
    })
}

pub(crate) fn not_sent() -> Answer {
    Err(TransportError::NotSent("refused".into()))
}

pub(crate) fn maybe_sent() -> Answer {
    Err(TransportError::MaybeSent("timed out".into()))
}

pub(crate) fn samples() -> PathBuf {
    PathBuf::from(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../tests/fixtures/daraja"
    ))
}

/// A sample as an answer; files of raw HTTP hold their own status.
pub(crate) fn sample(name: &str, status: u16) -> Answer {
    let text = std::fs::read_to_string(samples().join(name)).unwrap();
    if !text.starts_with("HTTP/") {
        return ok(status, &text);
    }
    let (head, body) = text.split_once("\n\n").unwrap_or((&text, ""));
    ok(
        head.split(' ').nth(1).unwrap().parse().unwrap(),
        body.trim(),
    )
}

/// A sample as it lies there.
pub(crate) fn bytes(name: &str) -> Vec<u8> {
    std::fs::read(samples().join(name)).unwrap()
}

/// A text, or nothing when there is none.
pub(crate) fn shown(text: Option<&Text>) -> &str {
    text.map_or("", Text::as_str)
}

pub(crate) fn json(name: &str) -> serde_json::Value {
    serde_json::from_slice(&std::fs::read(samples().join(name)).unwrap()).unwrap()
}
