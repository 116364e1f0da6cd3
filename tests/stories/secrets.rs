//! After a day's work neither the shop's folder nor the log holds a secret.

use std::io::Write;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use app::{Credentials, LineSetUp};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use domain::attempt::State;
use domain::ids::AttemptId;
use sandbox::{Act, PushReplyFault};
use tracing::subscriber::DefaultGuard;
use tracing_subscriber::fmt::MakeWriter;
use vault::MemoryKeyring;

use crate::body::Body;
use crate::shop::{AMOUNT, PHONE, Shop};

const KEY: &str = "canary-consumer-key-5d1c7";
const SECRET: &str = "canary-consumer-secret-b20e9";
const PASSKEY: &str = "canary-passkey-0f3a8";

/// Everything that was logged, at the finest level.
#[derive(Clone, Default)]
pub(crate) struct Log(Arc<Mutex<Vec<Vec<u8>>>>);

impl Log {
    /// Listens to everything that this test program says from now on.
    fn open() -> Self {
        let log = Self::default();
        tracing_subscriber::fmt()
            .with_max_level(tracing::Level::TRACE)
            .with_writer(log.clone())
            .with_ansi(false)
            .init();
        log
    }

    /// Listens to everything that this thread says until the guard is gone.
    pub(crate) fn of_this_thread() -> (Self, DefaultGuard) {
        let log = Self::default();
        let listener = tracing_subscriber::fmt()
            .with_max_level(tracing::Level::TRACE)
            .with_writer(log.clone())
            .with_ansi(false)
            .finish();
        (log, tracing::subscriber::set_default(listener))
    }

    pub(crate) fn text(&self) -> String {
        let said = self.0.lock().expect("nobody panics while he writes");
        String::from_utf8_lossy(&said.concat()).into_owned()
    }

    /// Counts what was said.
    pub(crate) fn events(&self) -> usize {
        self.0.lock().expect("nobody panics while he writes").len()
    }
}

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        let mut log = self.0.lock().expect("nobody panics while he writes");
        log.push(bytes.to_vec());
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl MakeWriter<'_> for Log {
    type Writer = Self;

    fn make_writer(&self) -> Self {
        self.clone()
    }
}

/// Sets a shop up with keys that are found again wherever they leak.
async fn open_shop() -> Shop {
    let shop = Shop::with(|config| {
        config.shop.consumer_key = KEY.to_owned();
        config.shop.consumer_secret = SECRET.to_owned();
        config.shop.passkey = PASSKEY.to_owned();
    })
    .await;
    let keyring = Arc::new(MemoryKeyring::default());
    let LineSetUp {
        profile,
        credentials,
        ..
    } = shop.line();
    let set_up = shop.till.set_up(keyring, profile, credentials);
    set_up.await.expect("a keyring in memory");
    shop.connect(shop.line());
    shop
}

/// Sells, fails, is attacked and is set up wrongly: all that may say too much.
async fn work_a_day(shop: &Shop) -> Vec<AttemptId> {
    let paid = shop.prompt().await;
    let mut forged = shop.path(paid);
    assert_eq!(shop.post(&forged, "no callback").await, 200);
    forged.attempt = AttemptId::from_bytes([9; 16]);
    assert_eq!(shop.post(&forged, "no callback").await, 404);
    shop.answer(Act::Accept);
    shop.until_paid(paid).await;

    let cheap = Body::paid(1, PHONE).about(shop.own_ids(paid));
    shop.report(paid, &cheap.text()).await;
    shop.advance(Duration::from_hours(1));

    shop.set_faults(sandbox::Faults {
        push_reply: PushReplyFault::HangUp,
        ..sandbox::Faults::default()
    });
    let asked = shop.charge_at(PHONE, AMOUNT, app::Resolve::AskAnyway).await;
    let unsure = asked.expect("a draft").id;
    shop.until_state(unsure, &State::Unsure).await;
    vec![paid, unsure]
}

/// Tries keys that Safaricom does not know, and an address where nobody is.
async fn be_refused(shop: &Shop) {
    let ports = crate::ports::ports(shop.till_clock.clone(), 1);
    let LineSetUp {
        mut profile,
        credentials,
        ..
    } = shop.line();
    let wrong = Credentials::parse("canary-other-key", "canary-other-secret", PASSKEY);
    let wrong = wrong.expect("all three are there");
    let refused = app::prove(&ports, &profile, &wrong).await;
    tracing::error!(error = ?refused.unwrap_err(), ?wrong, "as a shell would log it");
    profile.base = "http://127.0.0.1:1".parse().expect("an address");
    let refused = app::prove(&ports, &profile, &credentials).await;
    tracing::error!(error = ?refused.unwrap_err(), line = ?shop.line(), "and so this");
}

/// Lists everything that must not be found, with what it is.
fn secrets(shop: &Shop, attempts: &[AttemptId]) -> Vec<(&'static str, Vec<u8>)> {
    let basic = BASE64_STANDARD.encode(format!("{KEY}:{SECRET}"));
    // A password begins with number and passkey; groups of three bytes do not know what follows.
    let signed = format!("174379{PASSKEY}");
    let password = BASE64_STANDARD.encode(&signed[..signed.len() / 3 * 3]);
    let line = shop.line();
    let mut secrets = vec![
        (
            "a consumer key or secret, or the passkey",
            b"canary".to_vec(),
        ),
        ("the shop's key", line.shop_key.expose().into()),
        ("the keys of a token request", basic.into()),
        ("the password of a push", password.into()),
        ("a token", b"Bearer".to_vec()),
    ];
    for attempt in attempts {
        let path = shop.path(*attempt).to_string();
        let tag = path.rsplit('/').next().expect("its last part");
        secrets.push(("a tag in bytes", hex::decode(tag).expect("hex digits")));
        secrets.push(("a tag", tag.into()));
    }
    secrets
}

#[tokio::test]
async fn no_secret_is_in_the_folder_or_the_log_and_no_phone_in_the_log() {
    let log = Log::open();
    let shop = open_shop().await;
    let attempts = work_a_day(&shop).await;
    be_refused(&shop).await;
    let secrets = secrets(&shop, &attempts);
    let log = log.text();
    assert!(log.contains("pushed"), "the log is of this run: {log}");
    let logged = |needle: &[u8]| log.as_bytes().windows(needle.len()).any(|at| at == needle);
    for (what, secret) in &secrets {
        assert!(!shop.folder_holds(secret), "{what} is in the folder");
        assert!(!logged(secret), "{what} is in the log");
    }
    assert!(!logged(b"712345678"), "a phone is in the log");
    assert!(shop.folder_holds(b"254712345678"), "the search finds");

    shop.till.close().await;
    for (what, secret) in &secrets {
        assert!(!shop.folder_holds(secret), "{what} is in the closed book");
    }
}
