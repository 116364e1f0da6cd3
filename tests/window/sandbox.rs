//! Safaricom's stand-in in a process of its own, and its customers.

use std::collections::HashMap;
use std::process::Stdio;

use anyhow::{Context as _, Result, ensure};
use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::TcpStream;
use tokio::process::{Child, Command};

use crate::driver::program;

/// A customer with money from the start, as a cashier types the number.
pub(crate) const CUSTOMER: &str = "0712345678";

/// A running stand-in, and what it printed at the start.
pub(crate) struct Sandbox {
    _process: Child,
    greeting: HashMap<String, String>,
}

impl Sandbox {
    /// Starts one in which a prompt lives for 3 s, with a shop of these numbers.
    pub(crate) async fn start(shop: &[&str]) -> Result<Self> {
        let mut process = Command::new(program("kaunta-sandbox")?)
            .args(["--port", "0", "--seed", "7", "--prompt-life-s", "3"])
            .args(shop)
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .context("kaunta-sandbox is not built")?;
        let stdout = process.stdout.take().context("it has a standard output")?;
        let mut lines = BufReader::new(stdout).lines();
        let mut greeting = HashMap::new();
        while !greeting.contains_key("phones") {
            let line = lines.next_line().await?.context("it did not greet")?;
            let (label, value) = line.split_once("  ").context("a label and a value")?;
            greeting.insert(label.to_owned(), value.trim().to_owned());
        }
        Ok(Self {
            _process: process,
            greeting,
        })
    }

    /// Returns what it printed beside a label: `listening on`, `consumer key`, `passkey`.
    pub(crate) fn told(&self, label: &str) -> &str {
        &self.greeting[label]
    }

    /// Does what the customer does with the prompt on the phone.
    pub(crate) async fn answer(&self, act: &str) -> Result<()> {
        let path = format!("/_sandbox/phones/254{}/answer", &CUSTOMER[1..]);
        self.call("POST", &path, &json!({ "act": act })).await?;
        Ok(())
    }

    /// Lets the customer pay the shop's number by himself.
    pub(crate) async fn pay(&self, shillings: u32) -> Result<()> {
        self.pay_to(shillings, "0001").await
    }

    /// Gives the customer's wallet another name.
    pub(crate) async fn rename(&self, name: &str) -> Result<()> {
        let path = format!("/_sandbox/phones/254{}", &CUSTOMER[1..]);
        self.call("PATCH", &path, &json!({ "name": name })).await?;
        Ok(())
    }

    /// Lets the customer pay by himself, and type anything at all as account.
    pub(crate) async fn pay_to(&self, shillings: u32, account: &str) -> Result<()> {
        let payment = json!({
            "phone": format!("254{}", &CUSTOMER[1..]),
            "amount_kes": shillings,
            "account": account,
        });
        self.call("POST", "/_sandbox/payments", &payment).await?;
        Ok(())
    }

    /// Posts a confirmation to the address that the shop registered, as Safaricom does.
    pub(crate) async fn confirm(&self, body: &Value) -> Result<()> {
        let urls = self.call("GET", "/_sandbox/urls", &json!({})).await?;
        let address = urls["confirmation"].as_str().context("an address")?;
        let (host, path) = address
            .trim_start_matches("http://")
            .split_once('/')
            .context("a path")?;
        post(host, "POST", &format!("/{path}"), body).await?;
        Ok(())
    }

    /// Reports the newest prompt as paid with another amount, as a forger does who saw its secret
    /// address.
    pub(crate) async fn forge_report(&self) -> Result<()> {
        let money = self.call("GET", "/_sandbox/money", &json!({})).await?;
        let push = money["pushes"].as_array().and_then(|pushes| pushes.last());
        let push = push.context("no prompt went out")?;
        let address = push["callback_url"].as_str().context("an address")?;
        let (host, path) = address
            .trim_start_matches("http://")
            .split_once('/')
            .context("a path")?;
        let items = json!([
            { "Name": "Amount", "Value": 1 },
            { "Name": "MpesaReceiptNumber", "Value": "UKO0F0R6ED" },
        ]);
        let body = json!({ "Body": { "stkCallback": {
            "MerchantRequestID": push["merchant_request_id"],
            "CheckoutRequestID": push["checkout_request_id"],
            "ResultCode": 0,
            "CallbackMetadata": { "Item": items },
        }}});
        post(host, "POST", &format!("/{path}"), &body).await?;
        Ok(())
    }

    /// Loses every callback from now on.
    pub(crate) async fn lose_callbacks(&self) -> Result<()> {
        let faults = json!({ "callbacks": "lose" });
        self.call("PUT", "/_sandbox/faults", &faults).await?;
        Ok(())
    }

    /// Asks the control interface for something.
    async fn call(&self, method: &str, path: &str, body: &Value) -> Result<Value> {
        let host = self.told("listening on").trim_start_matches("http://");
        post(host, method, path, body).await
    }
}

/// Sends JSON and returns what was answered; nothing when the answer is empty.
async fn post(host: &str, method: &str, path: &str, body: &Value) -> Result<Value> {
    let body = body.to_string();
    let request = format!(
        "{method} {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\
         Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    );
    let mut stream = TcpStream::connect(host).await?;
    stream.write_all(request.as_bytes()).await?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await?;
    ensure!(answer.starts_with("HTTP/1.1 2"), "{path}: {answer}");
    let (_, body) = answer.split_once("\r\n\r\n").context("a whole answer")?;
    Ok(serde_json::from_str(body).unwrap_or_default())
}
