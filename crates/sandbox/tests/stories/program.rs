//! The program `kaunta-sandbox` itself, started, killed and started again.

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use sandbox::Shop;
use serde_json::{Value, json};

use crate::till::{Ear, PHONE, PUSH, QUERY, TIMESTAMP, client, password, read};

/// A running program; killed when dropped, as by a power cut.
pub(crate) struct Program {
    child: Child,
    pub(crate) base: String,
    http: reqwest::Client,
}

impl Drop for Program {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

impl Program {
    /// Starts the program and reads from its first line where it listens.
    pub(crate) fn start(arguments: &[&str]) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_kaunta-sandbox"))
            .args(["--port", "0"])
            .args(arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let first = lines.next().unwrap().unwrap();
        let base = first.split_whitespace().last().unwrap().to_owned();
        // The rest is read, so that the program never writes to nobody.
        std::thread::spawn(move || lines.count());
        Self {
            child,
            base,
            http: client(),
        }
    }

    fn with_state(folder: &Path) -> Self {
        Self::start(&["--state", folder.to_str().unwrap()])
    }

    async fn get(&self, path: &str) -> Value {
        read(
            self.http
                .get(format!("{}{path}", self.base))
                .send()
                .await
                .unwrap(),
        )
        .await
        .1
    }

    async fn post(&self, path: &str, token: &str, body: &Value) -> Value {
        let request = self
            .http
            .post(format!("{}{path}", self.base))
            .bearer_auth(token);
        read(request.json(body).send().await.unwrap()).await.1
    }

    async fn token(&self) -> String {
        let shop = Shop::default();
        let url = format!(
            "{}/oauth/v1/generate?grant_type=client_credentials",
            self.base
        );
        let request = self
            .http
            .get(url)
            .basic_auth(shop.consumer_key, Some(shop.consumer_secret));
        read(request.send().await.unwrap()).await.1["access_token"]
            .as_str()
            .unwrap()
            .to_owned()
    }
}

fn signed(mut body: Value) -> Value {
    body["BusinessShortCode"] = 174_379.into();
    body["Password"] = password(&Shop::default(), TIMESTAMP).into();
    body["Timestamp"] = TIMESTAMP.into();
    body
}

#[tokio::test]
async fn the_program_says_whose_it_is() {
    let till = ["--seed", "7", "--till", "5123456", "--store", "7654321"];
    let about = Program::start(&till).get("/_sandbox").await;
    assert_eq!(about["seed"], 7);
    assert_eq!(about["shortcode"]["till"], "5123456");
}

#[tokio::test]
async fn a_killed_program_goes_on_with_its_open_prompt_and_its_tokens() {
    let folder = tempfile::tempdir().unwrap();
    let mut ear = Ear::open().await;
    let program = Program::with_state(folder.path());
    let token = program.token().await;
    let push = signed(json!({
        "TransactionType": "CustomerPayBillOnline", "Amount": 20, "PartyA": PHONE,
        "PartyB": "174379", "PhoneNumber": PHONE, "CallBackURL": ear.url,
        "AccountReference": "S-000123", "TransactionDesc": "Sale",
    }));
    let acknowledgement = program.post(PUSH, &token, &push).await;
    drop(program);

    let program = Program::with_state(folder.path());
    let answer = format!("/_sandbox/phones/{PHONE}/answer");
    let life = program.post(&answer, "", &json!({ "act": "accept" })).await;
    assert_eq!(life["outcome"], "paid");
    assert_eq!(ear.hear().await["Body"]["stkCallback"]["ResultCode"], 0);
    let id = json!({ "CheckoutRequestID": acknowledgement["CheckoutRequestID"] });
    let report = program.post(QUERY, &token, &signed(id)).await;
    assert_eq!(report["ResultCode"], "0");
}
