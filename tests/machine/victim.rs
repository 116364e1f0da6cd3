//! A shop whose till is under load: eight of Safaricom's connections report prompts that are out,
//! and a cashier charges customers who all pay. What was acknowledged is kept, to be looked for.

use std::collections::{HashMap, HashSet};
use std::net::SocketAddr;
use std::path::Path;
use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use app::{Environment, Ports, Till};
use domain::ids::AttemptId;
use rusqlite::{Connection, OpenFlags};
use sandbox::Act;
use serde_json::{Value, json};
use tokio::process::Command;
use tokio::time::timeout;

use crate::caller::{Call, Called, Callers, Numbered};
use crate::program::Serving;
use crate::prompts::Prompts;
use crate::shop::Shop;

const CALLERS: usize = 8;
/// Longer than a prompt lives: nobody waits for these, so that the till seldom asks for them.
const AGE: Duration = Duration::from_mins(4);

/// The shop, and what its till has acknowledged.
pub(crate) struct Victim {
    pub(crate) shop: Shop,
    attempts: Vec<AttemptId>,
    calls: Vec<Call>,
    waiting: Numbered,
    /// The callbacks that were answered with 200, by number.
    acknowledged: HashSet<usize>,
    /// The attempts of charges that the till told of.
    told: HashSet<String>,
    /// Those of them that it called paid.
    paid: HashSet<String>,
    charges: usize,
}

impl Victim {
    /// Opens a shop with so many prompts out.
    pub(crate) async fn open(prompts: usize) -> Result<Self> {
        Self::of(Shop::open(Some(Act::Accept)).await?, prompts).await
    }

    /// Writes so many prompts into a shop's book.
    pub(crate) async fn of(shop: Shop, prompts: usize) -> Result<Self> {
        let till = Till::open(&shop.book(), Environment::Sandbox, Ports::system()?)?;
        let prompts = Prompts::write(&till, prompts, AGE).await;
        till.close().await;
        let calls = prompts.calls();
        Ok(Self {
            shop,
            attempts: prompts.attempts().to_vec(),
            waiting: calls.iter().cloned().enumerate().collect(),
            calls,
            acknowledged: HashSet::new(),
            told: HashSet::new(),
            paid: HashSet::new(),
            charges: 0,
        })
    }

    /// Returns what runs the till.
    pub(crate) fn serve(&self) -> Command {
        let mut command = self.shop.connected(&["serve", "--stdin"]);
        // Whoever is turned away by the hundred is told of by the hundred.
        command.env("KAUNTA_LOG", "off");
        command
    }

    /// Loads a till until `instant`, or until it dies of itself, and kills it. Tells whether it had
    /// died.
    pub(crate) async fn die_under_load(
        &mut self,
        mut till: Serving,
        to: SocketAddr,
        instant: Duration,
    ) -> Result<bool> {
        let callers = Callers::start(to, CALLERS, std::mem::take(&mut self.waiting));
        // A till that is dead takes no order.
        drop(self.charge(&mut till, 2).await);
        let listening = async {
            while let Ok(Some(said)) = till.said().await {
                self.hear(&said);
            }
        };
        let died = timeout(instant, listening).await.is_ok();
        till.kill().await?;
        // The last line may be cut off.
        while let Ok(Some(said)) = till.said().await {
            self.hear(&said);
        }
        self.account(callers.end().await)?;
        Ok(died)
    }

    /// Takes some of the callbacks that are still to be posted.
    pub(crate) fn some(&mut self, count: usize) -> Numbered {
        let kept = self.waiting.len().saturating_sub(count);
        self.waiting.split_off(kept)
    }

    /// Keeps what was acknowledged, and puts back what was turned away; tells how many of these.
    pub(crate) fn account(&mut self, called: Called) -> Result<usize> {
        self.waiting.extend(called.left);
        let mut away = 0;
        for (number, status) in called.answers {
            match status {
                200 => _ = self.acknowledged.insert(number),
                503 => {
                    away += 1;
                    self.waiting.push((number, self.calls[number].clone()));
                }
                status => anyhow::bail!("call {number} was answered with {status}"),
            }
        }
        Ok(away)
    }

    /// Orders charges of customers who were never asked before.
    async fn charge(&mut self, till: &mut Serving, count: usize) -> Result<()> {
        for _ in 0..count {
            self.charges += 1;
            let phone = format!("0110{:06}", self.charges);
            till.order(&json!({ "charge": { "phone": phone, "amount": "350" } }))
                .await?;
        }
        Ok(())
    }

    fn hear(&mut self, said: &Value) {
        let Some(changed) = said.get("changed") else {
            return;
        };
        let id = changed["id"].as_str().unwrap_or_default().to_owned();
        if changed["state"] == "paid" {
            self.paid.insert(id.clone());
        }
        self.told.insert(id);
    }

    /// Looks for all that was acknowledged, and proves the book.
    pub(crate) fn check(&self) -> Result<()> {
        let book = open(&self.shop.book())?;
        self.callbacks_are_there(&book)?;
        self.charges_are_there(&book)?;
        self.nobody_was_asked_twice()?;
        let report = ledger::verify(&self.shop.book())?;
        ensure!(report.is_good(), "{:?}", report.findings);
        Ok(())
    }

    fn callbacks_are_there(&self, book: &Connection) -> Result<()> {
        let mut bodies: HashMap<Vec<u8>, Vec<Vec<u8>>> = HashMap::new();
        let query = "SELECT journal.subject, inbox.body FROM journal
             JOIN inbox ON inbox.id = journal.inbox WHERE inbox.way = 'callback'";
        let mut statement = book.prepare(query)?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            bodies.entry(row.get(0)?).or_default().push(row.get(1)?);
        }
        for number in &self.acknowledged {
            let (id, call) = (self.attempts[*number], &self.calls[*number]);
            let found = bodies.get(id.as_bytes().as_slice());
            let same = |body: &&Vec<u8>| body.as_slice() == call.body.as_bytes();
            let count = found.map_or(0, |found| found.iter().filter(same).count());
            ensure!(
                count == 1,
                "the body of call {number} is there {count} times"
            );
        }
        Ok(())
    }

    fn charges_are_there(&self, book: &Connection) -> Result<()> {
        let state = |id: &str| -> Result<String> {
            let id: AttemptId = id.parse()?;
            let state = "SELECT state FROM attempt WHERE id = ?1";
            let found = book.query_row(state, [id.as_bytes()], |row| row.get(0));
            found.with_context(|| format!("{id} was told of and is not in the book"))
        };
        for id in &self.told {
            state(id)?;
        }
        for id in &self.paid {
            let state = state(id)?;
            ensure!(state == "paid", "{id} was paid, and is {state} now");
        }
        Ok(())
    }

    /// One prompt to each customer; and who paid is never told that he did not.
    fn nobody_was_asked_twice(&self) -> Result<()> {
        let money = self.shop.sandbox.money();
        let mut phones = HashSet::new();
        for push in &money.pushes {
            ensure!(
                phones.insert(push.phone.clone()),
                "somebody was asked twice"
            );
        }
        let book = open(&self.shop.book())?;
        let lost = "SELECT count(*) FROM attempt
             WHERE phone = ?1 AND state IN ('refused', 'failed', 'drafted')";
        for push in &money.pushes {
            let lost: i64 = book.query_row(lost, [push.phone.as_str()], |row| row.get(0))?;
            ensure!(
                lost == 0,
                "somebody was asked, and the book says that he was not"
            );
        }
        Ok(())
    }

    /// Returns how many callbacks were acknowledged so far.
    pub(crate) fn acknowledged(&self) -> usize {
        self.acknowledged.len()
    }
}

/// Opens a book to look into it.
pub(crate) fn open(book: &Path) -> Result<Connection> {
    let reading = OpenFlags::SQLITE_OPEN_READ_ONLY;
    let book = Connection::open_with_flags(book, reading)?;
    book.busy_timeout(Duration::from_secs(5))?;
    Ok(book)
}

/// Reads where a till that is ready takes calls.
pub(crate) fn address(ready: &Value) -> Result<SocketAddr> {
    let address = ready["address"].as_str().context("an address")?;
    Ok(address.trim_start_matches("http://").parse()?)
}
