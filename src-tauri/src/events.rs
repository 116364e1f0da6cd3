//! What the window hears without asking: each change of an attempt, of a sale, of the payments that
//! wait, of the alarms, of the practice phones, and of the till itself.

use app::{Change, Till};
use practice::Practice;
use serde::Serialize;
use specta::Type;
use tauri::{AppHandle, Manager};
use tauri_specta::Event;
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::watch;

use crate::alarms::AlarmView;
use crate::counter::{Counter, Open};
use crate::phones::PhoneView;
use crate::views::cases::CaseView;
use crate::views::payments::PaymentView;
use crate::views::people::PersonView;
use crate::views::sales::SaleView;
use crate::views::{AttemptView, TillView};

/// An attempt stands somewhere else.
#[derive(Clone, Debug, Serialize, Type, Event)]
pub(crate) struct AttemptChanged(pub(crate) AttemptView);

/// A sale stands somewhere else; what only its prompts do is told of them alone.
#[derive(Clone, Debug, Serialize, Type, Event)]
pub(crate) struct SaleChanged(pub(crate) SaleView);

/// Other payments wait, or other sales may be what they are for: all that wait now.
#[derive(Clone, Debug, Serialize, Type, Event)]
pub(crate) struct PaymentsChanged(pub(crate) Vec<PaymentView>);

/// Somebody must see something, or has seen it: all that is to be seen now.
#[derive(Clone, Debug, Serialize, Type, Event)]
pub(crate) struct AlarmsChanged(pub(crate) Vec<AlarmView>);

/// Something was said of a payment: all cases that are open now.
#[derive(Clone, Debug, Serialize, Type, Event)]
pub(crate) struct CasesChanged(pub(crate) Vec<CaseView>);

/// Somebody else is at the counter, or something is different with those who work here.
#[derive(Clone, Debug, Serialize, Type, Event)]
pub(crate) struct PeopleChanged(pub(crate) Vec<PersonView>);

/// The practice phones show something else.
#[derive(Clone, Debug, Serialize, Type, Event)]
pub(crate) struct PhonesChanged(pub(crate) Vec<PhoneView>);

/// Another till is open, or so much changed that everything must be read anew.
#[derive(Clone, Debug, Serialize, Type, Event)]
pub(crate) struct TillChanged(pub(crate) TillView);

/// Tells the window of every change of whatever till is open, for as long as the program runs.
pub(crate) async fn tell(app: AppHandle) {
    let counter = app.state::<Counter>();
    counter.first_opened().await;
    let mut turns = counter.turns();
    loop {
        turns.borrow_and_update();
        tokio::select! {
            () = tell_of(&app, counter.now_open()) => {}
            changed = turns.changed() => if changed.is_err() { return },
        }
    }
}

/// Tells of one till. It listens before the window is told to read, so that nothing falls between.
async fn tell_of(app: &AppHandle, open: Open) {
    let (till, practice) = match open {
        Open::Practice(practice) => (Some(practice.till().clone()), Some(practice)),
        Open::Real(till, _) => (Some(till), None),
        Open::Closed(..) => (None, None),
    };
    let changes = till.map(|till| (till.changes(), till));
    let phones = practice.map(|practice| (practice.changes(), practice));
    say(app, &TillChanged(app.state::<Counter>().view().await));
    let attempts = async {
        if let Some((changes, till)) = changes {
            tell_changes(app, changes, &till).await;
        }
    };
    let phones = async {
        if let Some((changes, practice)) = phones {
            tell_phones(app, changes, &practice).await;
        }
    };
    tokio::join!(attempts, phones);
    std::future::pending::<()>().await;
}

async fn tell_changes(app: &AppHandle, mut changes: Receiver<Change>, till: &Till) {
    loop {
        match changes.recv().await {
            Ok(Change::Attempt(record)) => {
                say(app, &AttemptChanged(AttemptView::of(&record, till)));
            }
            Ok(Change::Sale(record)) => {
                say(app, &SaleChanged(SaleView::of(&record, till)));
                tell_payments(app, till);
            }
            Ok(Change::Alarm(..) | Change::AlarmSeen(_) | Change::Gap(_)) => {
                match AlarmView::all(till) {
                    Ok(alarms) => say(app, &AlarmsChanged(alarms)),
                    Err(error) => tracing::error!(?error, "the alarms can't be read"),
                }
            }
            Ok(Change::Receipt(_)) => tell_payments(app, till),
            Ok(Change::Case) => match CaseView::all(till) {
                Ok(cases) => say(app, &CasesChanged(cases)),
                Err(error) => tracing::error!(?error, "the cases can't be read"),
            },
            // Its news are told one by one.
            Ok(Change::Pulled) => {}
            Ok(Change::People) => match PersonView::all(till) {
                Ok(people) => say(app, &PeopleChanged(people)),
                Err(error) => tracing::error!(?error, "the people can't be read"),
            },
            Ok(Change::Line) | Err(RecvError::Lagged(_)) => {
                say(app, &TillChanged(app.state::<Counter>().view().await));
            }
            Err(RecvError::Closed) => return,
        }
    }
}

fn tell_payments(app: &AppHandle, till: &Till) {
    match PaymentView::all(till) {
        Ok(payments) => say(app, &PaymentsChanged(payments)),
        Err(error) => tracing::error!(?error, "the payments can't be read"),
    }
}

async fn tell_phones(app: &AppHandle, mut changes: watch::Receiver<u64>, practice: &Practice) {
    while changes.changed().await.is_ok() {
        let phones = practice.phones().into_iter().map(PhoneView::from).collect();
        say(app, &PhonesChanged(phones));
    }
}

/// Tells the window; one that is closing hears nothing any more.
fn say<E: Event + Serialize + Clone>(app: &AppHandle, event: &E) {
    if let Err(error) = event.emit(app) {
        tracing::debug!(?error, "the window does not listen");
    }
}
