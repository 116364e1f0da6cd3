//! What the window hears without asking: each change of an attempt, of the practice phones, and of
//! the till itself.

use app::{Change, Till};
use serde::Serialize;
use specta::Type;
use tauri::{AppHandle, Manager};
use tauri_specta::Event;
use tokio::sync::broadcast::error::RecvError;

use crate::counter::{Counter, Open};
use crate::phones::PhoneView;
use crate::views::{AttemptView, TillView};

/// An attempt stands somewhere else.
#[derive(Clone, Debug, Serialize, Type, Event)]
pub(crate) struct AttemptChanged(pub(crate) AttemptView);

/// The practice phones show something else.
#[derive(Clone, Debug, Serialize, Type, Event)]
pub(crate) struct PhonesChanged(pub(crate) Vec<PhoneView>);

/// Another till is open, or so much changed that everything must be read anew.
#[derive(Clone, Debug, Serialize, Type, Event)]
pub(crate) struct TillChanged(pub(crate) TillView);

/// Tells the window of every change of whatever till is open, for as long as the program runs.
pub(crate) async fn tell(app: AppHandle) {
    let counter = app.state::<Counter>();
    let mut turns = counter.turns();
    loop {
        turns.borrow_and_update();
        say(&app, &TillChanged(counter.view()));
        let telling = async {
            match counter.now_open() {
                Open::Practice(practice) => {
                    let till = practice.till().clone();
                    tokio::join!(tell_attempts(&app, till), tell_phones(&app, &practice));
                }
                Open::Real(till, _) => tell_attempts(&app, till).await,
                Open::Closed(..) => std::future::pending().await,
            }
        };
        tokio::select! {
            () = telling => {}
            changed = turns.changed() => if changed.is_err() { return },
        }
    }
}

async fn tell_attempts(app: &AppHandle, till: Till) {
    let mut changes = till.changes();
    let patience = till.patience();
    drop(till);
    loop {
        match changes.recv().await {
            Ok(Change::Attempt(record)) => {
                say(app, &AttemptChanged(AttemptView::of(&record, &patience)));
            }
            Ok(Change::Alarm(..)) => {}
            Err(RecvError::Lagged(_)) => say(app, &TillChanged(app.state::<Counter>().view())),
            Err(RecvError::Closed) => return std::future::pending().await,
        }
    }
}

async fn tell_phones(app: &AppHandle, practice: &practice::Practice) {
    let mut changes = practice.changes();
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
