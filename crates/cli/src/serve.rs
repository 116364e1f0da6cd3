//! `serve`: a till without a window. It takes calls, goes on asking for what is open, and tells
//! every change, until it is stopped.

use std::net::SocketAddr;

use app::{Change, Ports, Till};
use domain::eat::to_text;
use practice::Practice;
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;

use crate::args::{Lang, NOT_ASKED, Serve};
use crate::charge::sentence;
use crate::exit::{Exit, Failure};
use crate::line::Line;
use crate::orders::{Order, read_stdin};
use crate::output::Output;
use crate::place::Place;
use crate::stop;
use crate::views::sales::SaleView;
use crate::views::{Event, ReadyView, Told};

/// What is open.
struct Open {
    till: Till,
    practice: Option<Practice>,
    address: Option<SocketAddr>,
    /// Why it takes calls and can't prompt.
    trouble: Option<String>,
    changes: Receiver<Change>,
}

/// Runs a till until it is stopped.
pub(crate) async fn serve(
    args: &Serve,
    place: &Place,
    ports: Ports,
    output: Output,
) -> Result<Exit, Failure> {
    let stays_in = args.network.base_url.is_none();
    let mut open = match args.practice || (place.is_practice() && stays_in) {
        true => Open::practice(&place.for_practice(), ports).await?,
        false => Open::real(args, place, &ports).await?,
    };
    let ready = open.ready()?;
    output.result(&Event::Ready(ready), |_| open.said());
    open.run(args.stdin, output).await;
    open.close().await;
    output.meanwhile(&Event::Stopped {}, |_| "Stopped.".to_owned());
    Ok(Exit::Fine)
}

impl Open {
    async fn practice(place: &Place, ports: Ports) -> Result<Self, Failure> {
        let folder = place.book().parent().unwrap_or(place.book());
        let practice = Practice::open(folder, place.book(), ports).await?;
        Ok(Self {
            till: practice.till().clone(),
            changes: practice.till().changes(),
            practice: Some(practice),
            address: None,
            trouble: None,
        })
    }

    /// Opens a till that takes calls. One whose keyring is locked still does, if it can be called.
    async fn real(args: &Serve, place: &Place, ports: &Ports) -> Result<Self, Failure> {
        let till = place.open(ports)?;
        let changes = till.changes();
        let line = Line::listen(&till, &args.network, ports).await?;
        let address = line.address;
        let trouble = match line.connect(&till, place, ports).await {
            Ok(()) => till.clerk().trouble().map(|why| why.to_string()),
            Err(failure) if failure.code == "keyring" && address.is_some() => Some(failure.why),
            Err(failure) => return Err(failure),
        };
        Ok(Self {
            till,
            practice: None,
            address,
            trouble,
            changes,
        })
    }

    fn ready(&self) -> Result<ReadyView, Failure> {
        let clerk = self.till.clerk();
        Ok(ReadyView {
            environment: self.till.environment().name(),
            book: clerk.path().display().to_string(),
            address: self.address.map(|address| format!("http://{address}")),
            payee: self.till.payee(),
            can_prompt: self.till.can_prompt(),
            trouble: self.trouble.clone(),
            open_attempts: clerk.readers().open_ids()?.len(),
        })
    }

    fn said(&self) -> String {
        let calls = match self.address {
            Some(address) => format!("calls are taken at http://{address}"),
            None if self.practice.is_some() => "practice customers are at hand".to_owned(),
            None => "it works by asking".to_owned(),
        };
        let prompts = match &self.trouble {
            Some(why) => format!("no prompts can be sent: {why}"),
            None => format!("paid to {}", self.till.payee().unwrap_or_default()),
        };
        let environment = self.till.environment();
        format!("Ready ({environment}): {prompts}; {calls}.")
    }

    async fn run(&mut self, takes_orders: bool, output: Output) {
        let mut lines = takes_orders.then(read_stdin);
        let mut told = Told::default();
        let mut stopped = std::pin::pin!(stop::asked());
        loop {
            tokio::select! {
                change = self.changes.recv() => match change {
                    Ok(change) => tell(&change, &mut told, output),
                    Err(RecvError::Lagged(changes)) => say_missed(changes, output),
                    Err(RecvError::Closed) => return,
                },
                line = next(&mut lines) => match line {
                    Some((number, line)) => self.obey(number, &line, output).await,
                    None => lines = None,
                },
                () = &mut stopped => return,
            }
        }
    }

    async fn obey(&self, number: u64, line: &str, output: Output) {
        if line.trim().is_empty() {
            return;
        }
        let done = match Order::read(line) {
            Ok(order) => order.carry_out(&self.till, self.practice.as_ref()).await,
            Err(failure) => Err(failure),
        };
        match done {
            Ok(None) => {}
            Ok(Some(seen)) => output.result(&seen, |lang| listed(&seen, lang)),
            Err(failure) => output.failure(&failure, NOT_ASKED, Some(number)),
        }
    }

    async fn close(&self) {
        match &self.practice {
            Some(practice) => practice.close().await,
            None => self.till.close().await,
        }
    }
}

/// Waits for the next line; for ever when none can come any more.
async fn next(
    lines: &mut Option<tokio::sync::mpsc::Receiver<(u64, String)>>,
) -> Option<(u64, String)> {
    match lines {
        Some(lines) => lines.recv().await,
        None => std::future::pending().await,
    }
}

fn tell(change: &Change, told: &mut Told, output: Output) {
    match change {
        Change::Attempt(record) => {
            if let Some(view) = told.news(record) {
                output.result(&Event::Changed(view), |lang| row(record, lang));
            }
        }
        Change::Line => output.result(&Event::Connected {}, |_| {
            "Prompts can be sent now.".to_owned()
        }),
        Change::Sale(record) => {
            let event = Event::Sale(SaleView::of(record));
            output.result(&event, |lang| listed(&event, lang));
        }
        Change::Receipt(receipt) => {
            let code = receipt.as_str().to_owned();
            let text = format!("Heard of {code}");
            output.result(&Event::Receipt { code }, |_| text);
        }
        // Its news are told one by one.
        Change::Pulled | Change::People | Change::Case | Change::Gap(_) => {}
        Change::Alarm(about, alarm) => {
            let (about, alarm) = (about.to_string(), alarm.name());
            let text = format!("A person must look at {about}: {alarm}");
            output.result(&Event::Alarm { about, alarm }, |_| text);
        }
        Change::AlarmSeen(alarm) => {
            let alarm = alarm.to_string();
            let text = format!("Seen: {alarm}");
            output.result(&Event::AlarmSeen { alarm }, |_| text);
        }
    }
}

/// One line, which may go to a log: the phone is masked.
fn row(record: &app::AttemptRecord, lang: Lang) -> String {
    let terms = &record.attempt.terms;
    format!(
        "{}  sale {}  KES {}  {}  {}",
        to_text(record.drafted_at),
        record.sale_number.get(),
        terms.amount.money(),
        terms.phone.masked(),
        sentence(record, lang),
    )
}

/// What was looked at: one line a sale.
fn listed(seen: &Event, lang: Lang) -> String {
    let sales = match seen {
        Event::Sale(sale) => std::slice::from_ref(sale),
        Event::Sales(sales) => sales.as_slice(),
        _ => &[],
    };
    let lines: Vec<_> = sales.iter().map(|sale| sale.row(lang)).collect();
    lines.join("\n")
}

fn say_missed(changes: u64, output: Output) {
    output.meanwhile(&Event::Missed { changes }, |_| {
        format!("{changes} changes were not told: see `kaunta-cli history`.")
    });
}
