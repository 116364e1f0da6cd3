//! The one place where things happen: state, clock, post and folder together.
//!
//! A change is saved before anybody hears of it; its letters go out after that. Saving is a
//! small synchronous write under the lock: a stand-in serves one shop, and order matters more.

use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use tokio::sync::{Notify, watch};
use tokio::task::JoinSet;

use crate::clock::Moment;
use crate::config::Config;
use crate::ending::Ending;
use crate::error::Error;
use crate::folder::Folder;
use crate::post::Letter;
use crate::state::State;

pub(crate) struct Network {
    pub(crate) config: Config,
    folder: Option<Folder>,
    state: Mutex<State>,
    /// Counts the changes; whoever watches looks again at each.
    changes: watch::Sender<u64>,
    /// Wakes the timekeeper, for something else may now be the first to happen.
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
        state.resume(&config);
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
        if self
            .next_due()
            .is_some_and(|end| end <= self.config.clock.now())
        {
            self.settle();
        }
        let mut state = self.lock();
        let now = self.now(&state);
        see(&mut state, now)
    }

    /// Changes the state and saves it; when that fails nothing has changed.
    pub(crate) fn change<R>(
        self: &Arc<Self>,
        act: impl FnOnce(&mut State, Moment) -> R,
    ) -> Result<R, Error> {
        let mut state = self.lock();
        let now = self.now(&state);
        let act = |state: &mut State| {
            state.settle(now);
            let result = act(state, now);
            state.settle(now);
            result
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

    /// Lets things happen as their time comes, until the stand-in stops.
    pub(crate) async fn keep_time(self: Arc<Self>, mut ending: Ending) {
        const RETRY: Duration = Duration::from_secs(1);
        let clock = Arc::clone(&self.config.clock);
        let mut not_before = clock.now();
        loop {
            let end = self.next_due().map(|end| end.max(not_before));
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

    /// Waits for the letters that are under way, and for those that their replies call for.
    pub(crate) async fn finish_deliveries(&self) {
        loop {
            let mut postmen =
                std::mem::take(&mut *self.postmen.lock().expect("no one panics holding it"));
            if postmen.is_empty() {
                return;
            }
            while postmen.join_next().await.is_some() {}
        }
    }

    /// Lets happen what is due; false when that could not be saved.
    fn settle(self: &Arc<Self>) -> bool {
        self.change(|_, _| ())
            .inspect_err(|error| tracing::error!(?error, "what is due cannot happen: not saved"))
            .is_ok()
    }

    /// Returns when the next thing is due, by the clock that is passed in.
    fn next_due(&self) -> Option<Moment> {
        let state = self.lock();
        let due = state.agenda.first().map(|(at, _)| *at);
        due.map(|at| at.shifted(-state.skew_s))
    }

    /// Returns what time Safaricom believes it is; nothing happens by that.
    pub(crate) fn time(&self) -> Moment {
        self.now(&self.lock())
    }

    /// Returns what time Safaricom believes it is.
    fn now(&self, state: &State) -> Moment {
        self.config.clock.now().shifted(state.skew_s)
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().expect("no one panics holding the state")
    }

    fn deliver(self: &Arc<Self>, outbox: Vec<(u64, Letter)>) {
        let mut postmen = self.postmen.lock().expect("no one panics holding it");
        while postmen.try_join_next().is_some() {}
        for (number, letter) in outbox {
            postmen.spawn(Arc::clone(self).carry(number, letter));
        }
    }

    /// Posts a letter once and notes what became of it.
    async fn carry(self: Arc<Self>, number: u64, letter: Letter) {
        let reply = self.config.post.post(letter).await;
        match &reply {
            Ok(reply) => tracing::info!("a letter was answered with {}", reply.status),
            Err(error) => tracing::info!(%error, "a letter"),
        }
        let noted = self.change(|state, now| state.note_reply(number, &reply, now));
        if let Err(error) = noted {
            tracing::error!(?error, "what became of a letter is not saved");
        }
    }
}
