//! What the log tells of each call, and what it must never tell.

use std::io;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use daraja::{PullRequest, PullWindow, Remarks, StatusOf, StatusRequest};
use domain::clock::Timestamp;

use crate::requests::{initiator, urls};
use crate::script::{PASSKEY, Scene, maybe_sent, merchant, ok, prompt, push, sample};

/// The password that [`initiator`] uses.
const PASSWORD: &str = "Hush#2026";

const ROWS: &str = r#"{"ResponseRefID":"26178-42530161-2","ResponseCode":"1000","Response":[[
    {"transactionId":"RKL51ZDR4F","msisdn":254708374149,"sender":"JANE DOE",
    "billreference":"0708374149","amount":"168.00","organizationname":"DUKA"}]]}"#;

#[tokio::test]
async fn the_log_names_every_request_and_holds_no_secret_no_phone_and_no_name() {
    let log = Log::default();
    // For the whole binary, since a log of one thread misses lines when tests run side by side;
    // so the lines of other tests are searched too.
    tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_writer(log.clone())
        .init();
    let credential = call_everything().await;
    let text = log.text();
    for told in [
        "TokenRejected",
        "timed out",
        "2654-4b64-97ff-b827b542881d3130",
        "1236-7134259-1",
        "26178-42530161-2",
        "\"PhoneNumber\":\"07•• ••• 149\"",
        "\"Password\":\"…\"",
    ] {
        assert!(text.contains(told), "{told} is not in {text}");
    }
    for hidden in [
        "708374149",
        "token-1",
        "token-2",
        "hush-hush",
        PASSKEY,
        PASSWORD,
        &credential,
        "Bearer",
        "Basic",
        "JANE",
        "DUKA",
        "5f2c9a",
        "9f3c",
    ] {
        assert!(!text.contains(hidden), "{hidden} in {text}");
    }
}

/// Makes calls whose requests and answers hold all that is secret, and gives the credential.
async fn call_everything() -> String {
    let rejected = r#"{"requestId":"ws_CO_28092026100512708374149","errorCode":"401.002.01",
        "errorMessage":"Error Occurred - Invalid Access Token - token-1"}"#;
    let scene = Scene::new(vec![
        ok(401, rejected),
        ok(401, rejected),
        maybe_sent(),
        sample("stk_ack_docs_2024.json", 200),
        sample("ts_ack.json", 200),
        ok(200, ROWS),
    ]);
    let client = &scene.client;
    client.push(&merchant(), &push()).await;
    let prompt = prompt("m-1", "ws_CO_28092026100512708374149");
    client.ask(&merchant(), &prompt).await;
    client.push(&merchant(), &push()).await;
    let initiator = initiator("testapi", "600782");
    let about = StatusOf::Receipt("NEF61H8J60".parse().unwrap());
    let asked = StatusRequest {
        about,
        urls: urls("status"),
        remarks: Remarks::of("ok"),
    };
    client.status(&initiator, &asked).await;
    let credential = credential_of_the_last(&scene);
    let window = PullWindow::last(
        Duration::from_hours(1),
        Timestamp::from_ms(1_800_000_000_000),
    );
    let shortcode = "600984".parse().unwrap();
    client
        .pull(&PullRequest {
            shortcode,
            window,
            offset: 0,
        })
        .await;
    credential
}

fn credential_of_the_last(scene: &Scene) -> String {
    let seen = scene.script.seen.lock().unwrap();
    let body: serde_json::Value = serde_json::from_slice(&seen.last().unwrap().body).unwrap();
    body["SecurityCredential"].as_str().unwrap().to_owned()
}

/// Where the log is written to, so that it can be read.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Log {
    fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }
}

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl tracing_subscriber::fmt::MakeWriter<'_> for Log {
    type Writer = Self;

    fn make_writer(&self) -> Self {
        self.clone()
    }
}
