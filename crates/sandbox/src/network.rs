//! The one place where things happen: state, clock, post and folder together.
//!
//! A change is saved before anybody hears of it; its callbacks go out after that. Saving is a
//! small synchronous write under the lock: a stand-in serves one shop, and order matters more.

use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use tokio::sync::{Notify, watch};
use tokio::task::JoinSet;

use crate::callbacks::{Callback, CallbackNote};
use crate::clock::Moment;
use crate::config::Config;
use crate::ending::Ending;
use crate::error::Error;
use crate::folder::Folder;
use crate::state::State;

pub(crate) struct Network {
    pub(crate) config: Config,
    folder: Option<Folder>,
    state: Mutex<State>,
    /// Counts the changes; whoever watches looks again at each.
    changes: watch::Sender<u64>,
    /// Wakes the timekeeper, for another prompt may now be the first to end.
    due: Notify,
    postmen: Mutex<JoinSet<()>>,
}

impl Network {
    /// Starts anew or where the folder left off.
    pub(crate) fn open(config: Config) -> Result<Arc<Self>, Error> {
        let folder = config.folder.clone().map(Folder::open).transpose()?;
        let known = folder.as_ref().map(Folder::load).transpose()?.flatten();
        let mut state = known.unwrap_or_else(|| {
            let now = config.clock.now().unix_ms();
            State::new(config.seed.unwrap_or(now.unsigned_abs()))
        });
        state.rules = config.rules;
        state.note_interrupted_callbacks();
        Ok(Arc::new(Self {
            config,
            folder,
            state: Mutex::new(state),
            changes: watch::Sender::new(0),
            due: Notify::new(),
            postmen: Mutex::new(JoinSet::new()),
        }))
    }

    /// Looks at the state as it is now; what the look changes is not saved by itself.
    pub(crate) fn look<R>(self: &Arc<Self>, see: impl FnOnce(&mut State, Moment) -> R) -> R {
        let now = self.config.clock.now();
        if self.next_end().is_some_and(|end| end <= now) {
            self.settle();
        }
        see(&mut self.lock(), now)
    }

    /// Changes the state and saves it; when that fails nothing has changed.
    pub(crate) fn change<R>(
        self: &Arc<Self>,
        act: impl FnOnce(&mut State, Moment) -> R,
    ) -> Result<R, Error> {
        let mut state = self.lock();
        let now = self.config.clock.now();
        let act = |state: &mut State| {
            state.settle(now);
            act(state, now)
        };
        let result = match &self.folder {
            None => act(&mut state),
            Some(folder) => {
                let mut next = state.clone();
                let result = act(&mut next);
                folder.save(&next)?;
                *state = next;
                result
            }
        };
        let outbox = std::mem::take(&mut state.outbox);
        drop(state);
        self.changes.send_modify(|count| *count += 1);
        self.due.notify_one();
        self.deliver(outbox);
        Ok(result)
    }

    pub(crate) fn subscribe(&self) -> watch::Receiver<u64> {
        self.changes.subscribe()
    }

    /// Ends prompts as their time comes, until the stand-in stops.
    pub(crate) async fn keep_time(self: Arc<Self>, mut ending: Ending) {
        const RETRY: Duration = Duration::from_secs(1);
        let clock = Arc::clone(&self.config.clock);
        let mut not_before = clock.now();
        loop {
            let end = self.next_end().map(|end| end.max(not_before));
            let time_is_up = async {
                match end {
                    Some(end) => clock.sleep_until(end).await,
                    None => std::future::pending().await,
                }
            };
            tokio::select! {
                () = time_is_up => if !self.settle() {
                    not_before = clock.now().plus(RETRY);
                },
                () = self.due.notified() => {}
                () = ending.come() => return,
            }
        }
    }

    /// Waits for the callbacks that are under way.
    pub(crate) async fn finish_deliveries(&self) {
        let mut postmen =
            std::mem::take(&mut *self.postmen.lock().expect("no one panics holding it"));
        while postmen.join_next().await.is_some() {}
    }

    /// Ends the prompts whose time is over; false when that could not be saved.
    fn settle(self: &Arc<Self>) -> bool {
        self.change(|_, _| ())
            .inspect_err(|error| tracing::error!(?error, "prompts cannot end: not saved"))
            .is_ok()
    }

    fn next_end(&self) -> Option<Moment> {
        self.lock().due.first().map(|(end, _)| *end)
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().expect("no one panics holding the state")
    }

    fn deliver(self: &Arc<Self>, outbox: Vec<Callback>) {
        let mut postmen = self.postmen.lock().expect("no one panics holding it");
        while postmen.try_join_next().is_some() {}
        for callback in outbox {
            postmen.spawn(Arc::clone(self).carry(callback));
        }
    }

    /// Posts a callback once and notes what became of it.
    async fn carry(self: Arc<Self>, callback: Callback) {
        let Callback {
            checkout_request_id,
            note,
            letter,
        } = callback;
        let outcome = match self.config.post.post(letter).await {
            Ok(status) => CallbackNote::Answered { status },
            Err(error) => CallbackNote::Failed {
                why: error.to_string(),
            },
        };
        tracing::info!(?outcome, "callback");
        let noted =
            self.change(|state, _| state.note_callback(&checkout_request_id, note, outcome));
        if let Err(error) = noted {
            tracing::error!(?error, "the callback's outcome is not saved");
        }
    }
}
