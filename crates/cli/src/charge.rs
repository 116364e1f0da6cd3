//! `charge`: asks a customer for money and waits until it is known what came of it.

use std::pin::pin;
use std::time::Duration;

use app::{AppError, AttemptRecord, Change, Ports, Resolve, Till};
use domain::attempt::State;
use domain::money::Shillings;
use domain::phone::Msisdn;
use domain::words::Words;
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;

use crate::args::{Charge, Lang};
use crate::exit::{Exit, Failure};
use crate::line::Line;
use crate::output::Output;
use crate::place::Place;
use crate::stop;
use crate::views::{AttemptView, Event, Told, receipt_of};

const NOT_KNOWN: Words = Words::new(
    "Not known yet, do not ask the customer again. The till goes on asking at its next start, \
     or with `kaunta-cli serve`.",
    "Bado haijulikani, usimwombe mteja tena. Mashine itaendelea kuuliza itakapowashwa, \
     au kwa `kaunta-cli serve`.",
);

/// Why waiting ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Why {
    /// It is known what came of it.
    Settled,
    /// The time to wait was over.
    Waited,
    /// Somebody asked to stop.
    Stopped,
}

/// What a cashier asks for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Ask {
    amount: Shillings,
    phone: Msisdn,
    resolve: Resolve,
}

/// Charges, and tells each change until the end.
pub(crate) async fn charge(
    args: &Charge,
    place: &Place,
    ports: Ports,
    output: Output,
) -> Result<Exit, Failure> {
    let ask = Ask::read(&args.amount, &args.phone, args.anyway)?;
    let till = place.open(&ports)?;
    let line = Line::listen(&till, &args.network, &ports).await?;
    line.connect(&till, place, &ports).await?;
    let changes = till.changes();
    let record = ask.send(&till).await?;
    let wait = Duration::from_secs(args.wait);
    let (record, why) = follow(&till, record, changes, wait, output).await;
    till.close().await;
    Ok(say_the_end(&record, why, output))
}

impl Ask {
    /// Reads what was typed.
    pub(crate) fn read(amount: &str, phone: &str, anyway: bool) -> Result<Self, AppError> {
        Ok(Self {
            amount: amount.parse()?,
            phone: phone.parse()?,
            resolve: resolve(anyway),
        })
    }

    /// Asks.
    pub(crate) async fn send(self, till: &Till) -> Result<AttemptRecord, AppError> {
        till.charge(self.amount, self.phone, self.resolve).await
    }
}

/// Reads what is said of an earlier prompt to the same phone.
pub(crate) const fn resolve(anyway: bool) -> Resolve {
    match anyway {
        true => Resolve::AskAnyway,
        false => Resolve::Refuse,
    }
}

/// Tells what changes until the attempt is settled or the waiting is over. What is on the wire is
/// waited for in any case: to leave it would make an unclear end of a clear one.
async fn follow(
    till: &Till,
    mut record: AttemptRecord,
    mut changes: Receiver<Change>,
    wait: Duration,
    output: Output,
) -> (AttemptRecord, Why) {
    let mut told = Told::default();
    let mut over = None;
    let (mut waited, mut stopped) = (pin!(tokio::time::sleep(wait)), pin!(stop::asked()));
    loop {
        if let Some(view) = told.news(&record) {
            output.meanwhile(&Event::Changed(view), |lang| progress(&record, lang));
        }
        match (is_settled(&record.attempt.state()), over) {
            (true, _) => return (record, Why::Settled),
            (false, Some(why)) if !is_on_the_wire(&record.attempt.state()) => return (record, why),
            (false, _) => {}
        }
        tokio::select! {
            change = changes.recv() => match change {
                Ok(Change::Attempt(changed)) if changed.id == record.id => record = *changed,
                // What else changes is of no concern here.
                Ok(_) => {}
                Err(RecvError::Lagged(_)) => record = till.attempt(record.id).unwrap_or(record),
                Err(RecvError::Closed) => return (record, Why::Stopped),
            },
            () = &mut waited, if over.is_none() => over = Some(Why::Waited),
            () = &mut stopped, if over.is_none() => over = Some(Why::Stopped),
        }
    }
}

const fn is_settled(state: &State) -> bool {
    match state {
        State::Refused(_)
        | State::Paid(_)
        | State::Failed(_)
        | State::Lapsed
        | State::Conflicting(_) => true,
        State::Drafted | State::Sending | State::Prompted | State::Unsure | State::Reported => {
            false
        }
    }
}

const fn is_on_the_wire(state: &State) -> bool {
    matches!(state, State::Drafted | State::Sending)
}

fn say_the_end(record: &AttemptRecord, why: Why, output: Output) -> Exit {
    let exit = Exit::of(&record.attempt.state());
    let event = Event::Ended {
        why: why.name(),
        exit_code: exit.number(),
        attempt: AttemptView::of(record),
    };
    output.result(&event, |lang| match why {
        Why::Settled => sentence(record, lang),
        Why::Waited | Why::Stopped => lang.of(NOT_KNOWN).to_owned(),
    });
    exit
}

/// Says where an attempt stands, with its code.
pub(crate) fn sentence(record: &AttemptRecord, lang: Lang) -> String {
    let cashier = lang.of(record.sentences().cashier);
    receipt_of(&record.attempt.state()).map_or(cashier.to_owned(), |receipt| {
        format!("{cashier} ({receipt})")
    })
}

/// Says what goes on; the end is said by itself.
fn progress(record: &AttemptRecord, lang: Lang) -> String {
    let (terms, state) = (&record.attempt.terms, record.attempt.state());
    let (amount, phone) = (terms.amount.money(), terms.phone.local());
    let sale = record.sale_number.get();
    let said = match is_settled(&state) {
        true => String::new(),
        false => sentence(record, lang),
    };
    let customer = record
        .sentences()
        .customer
        .map_or_else(String::new, |words| {
            format!("\n    \u{201c}{}\u{201d}", lang.of(words))
        });
    format!(
        "KES {amount}, {phone}, sale {sale}: {}. {said}{customer}",
        state.name()
    )
}

impl Why {
    const fn name(self) -> &'static str {
        match self {
            Self::Settled => "settled",
            Self::Waited => "waited",
            Self::Stopped => "stopped",
        }
    }
}
