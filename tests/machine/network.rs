//! The line to Safaricom is cut while a prompt is out, and mended: nobody is asked meanwhile, and
//! what was paid is found by itself.

use std::net::SocketAddr;
use std::sync::Arc;

use anyhow::{Context as _, Result, ensure};
use sandbox::{Act, CallbackFault, Faults};
use serde_json::{Value, json};
use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

use crate::program::Serving;
use crate::shop::{CUSTOMER, Shop};
use crate::tell;

/// A line that can be cut.
struct Cable {
    address: SocketAddr,
    whole: Arc<watch::Sender<bool>>,
}

impl Cable {
    async fn lay(to: SocketAddr) -> Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        let whole = Arc::new(watch::Sender::new(true));
        let state = Arc::clone(&whole);
        tokio::spawn(async move {
            while let Ok((near, _)) = listener.accept().await {
                tokio::spawn(carry(near, to, state.subscribe()));
            }
        });
        Ok(Self { address, whole })
    }

    fn be(&self, whole: bool) {
        self.whole.send_replace(whole);
    }
}

/// Carries a connection until the line is cut; over a cut line nothing goes at all.
async fn carry(mut near: TcpStream, to: SocketAddr, mut whole: watch::Receiver<bool>) {
    if !*whole.borrow() {
        return;
    }
    let Ok(mut far) = TcpStream::connect(to).await else {
        return;
    };
    tokio::select! {
        _carried = copy_bidirectional(&mut near, &mut far) => {}
        _cut = whole.wait_for(|whole| !whole) => {}
    }
}

#[tokio::test]
async fn a_cut_line_asks_nobody_and_what_was_paid_meanwhile_is_found() -> Result<()> {
    let shop = Shop::open(None).await?;
    shop.sandbox.set_faults(Faults {
        callbacks: CallbackFault::Lose,
        ..Faults::default()
    })?;
    let base = shop.sandbox.base_url();
    let to = base.strip_prefix("http://").context("an address")?;
    let cable = Cable::lay(to.parse()?).await?;
    let mut command = shop.command(&["serve", "--stdin", "--listen", "127.0.0.1:0"]);
    command.args(["--base-url", &format!("http://{}", cable.address)]);
    let mut till = Serving::start(command)?;
    till.hear("ready", |_| true).await?;
    till.order(&json!({ "charge": { "phone": CUSTOMER, "amount": "350" } }))
        .await?;
    till.hear("changed", |changed| changed["state"] == "prompted")
        .await?;

    cable.be(false);
    till.order(&json!({ "charge": { "phone": "0110000001", "amount": "40" } }))
        .await?;
    let ended = ["refused", "unsure"];
    let not_paid = |changed: &Value| {
        changed["amount_cents"] == 4000 && ended.iter().any(|state| changed["state"] == *state)
    };
    till.hear("changed", not_paid).await?;
    shop.sandbox.answer(&"254712345678".parse()?, Act::Accept)?;
    cable.be(true);
    let paid = till
        .hear("changed", |changed| changed["state"] == "paid")
        .await?;
    ensure!(paid["amount_cents"] == 35_000, "{paid}");
    ensure!(
        shop.sandbox.money().pushes.len() == 1,
        "somebody was asked over a cut line"
    );
    till.kill().await?;
    ensure!(shop.verify().await?.exit == 0);
    tell("a cut line: nobody asked over it, the payment made meanwhile found by asking");
    Ok(())
}
