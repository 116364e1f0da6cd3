//! The open till: its book, its line to Safaricom, and those who want to hear of changes.

use std::collections::{HashMap, HashSet};
use std::net::SocketAddr;
use std::path::Path;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::Duration;

use domain::attempt::{Alarm, Attempt, Patience};
use domain::clock::Timestamp;
use domain::ids::{AttemptId, CommandId};
use domain::receipt::Receipt;
use ledger::{About, AlarmId, AttemptRecord, Environment, SaleRecord};
use relay::{Limits, Listener, Relay};
use tokio::sync::{Notify, broadcast};

use crate::clerk::Clerk;
use crate::error::AppError;
use crate::line::{Line, LineSetUp};
use crate::ports::Ports;
use crate::pulls::Pulls;
use crate::steady::SteadyTime;

/// How many changes a listener may be behind before it must read everything anew.
const CHANGES_KEPT: usize = 1024;

/// How long a closing till waits for the answers to prompts that are being sent: a token and a
/// push take a minute at the most.
const LAST_ANSWERS: Duration = Duration::from_mins(1);

/// Something that the screen must show.
#[derive(Clone, Debug)]
pub enum Change {
    /// An attempt stands somewhere else.
    Attempt(Box<AttemptRecord>),
    /// A sale stands somewhere else. What only its prompts do is told of them alone.
    Sale(Box<SaleRecord>),
    /// Something new is known of a payment that Safaricom told of by itself or when it was asked.
    Receipt(Receipt),
    /// A person must look.
    Alarm(About, Alarm),
    /// The line to Safaricom is open: prompts can be sent.
    Line,
    /// A person has looked.
    AlarmSeen(AlarmId),
    /// Something was said of a payment that must be looked into.
    Case,
    /// A pull has ended, with news or without.
    Pulled,
    /// Somebody else is at the counter, or something is different with those who work here.
    People,
    /// What is known of the shop's account before a payment changed: an alarm about it may be gone.
    Gap(Receipt),
}

/// The open till. Cheap to clone.
#[derive(Clone)]
pub struct Till(pub(crate) Arc<Inner>);

pub(crate) struct Inner {
    pub(crate) clerk: Clerk,
    pub(crate) ports: Ports,
    pub(crate) time: SteadyTime,
    pub(crate) environment: Environment,
    line: RwLock<Option<Arc<Line>>>,
    changes: broadcast::Sender<Change>,
    watched: Mutex<HashMap<AttemptId, Arc<Notify>>>,
    relay: tokio::sync::Mutex<Option<Relay>>,
    pub(crate) pulls: Pulls,
    /// Wakes whoever waits for the result of a command.
    pub(crate) commands: Notify,
    /// The commands that this program drafted or took up: each is followed once, and none of them
    /// was left behind by an earlier one.
    pub(crate) own_commands: Mutex<HashSet<CommandId>>,
    /// Held by whoever shows his PIN: guesses wait for each other.
    pub(crate) pins: tokio::sync::Mutex<()>,
    /// Whether M-PESA is asked about payments that sales wait for.
    pub(crate) asks_status: AtomicBool,
    /// Shared by the prompts that are being sent; whoever has it alone knows that none is.
    pub(crate) sending: tokio::sync::RwLock<()>,
}

impl Till {
    /// Opens the book and the till. Nothing is asked of Safaricom before [`Self::connect`].
    ///
    /// # Errors
    /// When the book can't be opened.
    pub fn open(path: &Path, environment: Environment, ports: Ports) -> Result<Self, AppError> {
        let clerk = Clerk::open(path, environment, ports.clock.now())?;
        Self::with_clerk(clerk, environment, ports)
    }

    /// Makes the till of a book that is open: the simulation has a clerk of its own.
    ///
    /// # Errors
    /// When the book can't be read.
    pub fn with_clerk(
        clerk: Clerk,
        environment: Environment,
        ports: Ports,
    ) -> Result<Self, AppError> {
        let last = clerk.readers().last_instant()?;
        let time = SteadyTime::after(last, ports.clock.clone());
        Ok(Self(Arc::new(Inner {
            clerk,
            ports,
            time,
            environment,
            line: RwLock::default(),
            changes: broadcast::channel(CHANGES_KEPT).0,
            watched: Mutex::default(),
            relay: tokio::sync::Mutex::default(),
            pulls: Pulls::default(),
            commands: Notify::default(),
            own_commands: Mutex::default(),
            pins: tokio::sync::Mutex::default(),
            asks_status: AtomicBool::default(),
            sending: tokio::sync::RwLock::default(),
        })))
    }

    /// Opens the line to Safaricom, and takes up whatever was waiting when the till last stopped.
    /// Needs a tokio runtime.
    ///
    /// # Errors
    /// When the book can't be read or written.
    pub fn connect(&self, set_up: LineSetUp) -> Result<(), AppError> {
        let line = Line::open(set_up, self.0.environment, &self.0.ports)?;
        *self.0.line.write().unwrap_or_else(PoisonError::into_inner) = Some(line);
        self.resume()?;
        self.resume_commands()?;
        self.follow_unproved();
        self.resume_gaps()?;
        self.follow_pulls();
        Ok(())
    }

    /// Tells whether prompts can be sent.
    pub fn can_prompt(&self) -> bool {
        self.line().is_ok()
    }

    /// Returns the number that customers pay.
    pub fn payee(&self) -> Option<String> {
        let number = self.shop_number().ok()??;
        Some(number.payee().to_string())
    }

    /// Returns the book's environment.
    pub fn environment(&self) -> Environment {
        self.0.environment
    }

    /// Returns the time of day.
    pub fn now(&self) -> Timestamp {
        self.0.ports.clock.now()
    }

    /// Returns when a prompt can't be on the phone any more, by the time of day; nothing when it
    /// can't be there now.
    pub fn prompt_ends_at(&self, attempt: &Attempt) -> Option<Timestamp> {
        let ends = attempt.prompt_ends_at(&self.patience())?;
        Some(self.0.time.on_the_wall(ends))
    }

    /// Returns how long the till is patient.
    pub fn patience(&self) -> Patience {
        Patience::default()
    }

    /// Returns the clerk, who writes and reads the book.
    pub fn clerk(&self) -> &Clerk {
        &self.0.clerk
    }

    /// Listens to changes from now on.
    pub fn changes(&self) -> broadcast::Receiver<Change> {
        self.0.changes.subscribe()
    }

    /// Takes Safaricom's calls on an address from now on; port 0 takes a free one.
    ///
    /// # Errors
    /// When nothing can listen there.
    pub async fn listen(&self, address: SocketAddr) -> std::io::Result<SocketAddr> {
        self.listen_on(tokio::net::TcpListener::bind(address).await?)
            .await
    }

    /// Takes Safaricom's calls by a listener from now on.
    ///
    /// # Errors
    /// When the listener does not know its address.
    pub async fn listen_on(&self, listener: impl Listener) -> std::io::Result<SocketAddr> {
        let relay = Relay::on(listener, Arc::new(self.clone()), Limits::default())?;
        let address = relay.address();
        tracing::info!(%address, "takes calls");
        let former = self.0.relay.lock().await.replace(relay);
        if let Some(former) = former {
            former.stop().await;
        }
        Ok(address)
    }

    /// Sends nothing any more, writes down the answers that are on their way, stops taking calls
    /// and closes the book. What waits is taken up at the next start.
    pub async fn close(&self) {
        *self.0.line.write().unwrap_or_else(PoisonError::into_inner) = None;
        // A prompt whose answer got lost has no id to ask with: what it paid could not be proved.
        tokio::select! {
            _none_is_sent = self.0.sending.write() => {}
            () = self.0.time.sleep(LAST_ANSWERS) => {}
        }
        self.end_pulls().await;
        if let Some(relay) = self.0.relay.lock().await.take() {
            relay.stop().await;
        }
        self.0.clerk.close();
        self.wake_watchers();
        self.0.commands.notify_waiters();
    }

    pub(crate) fn line(&self) -> Result<Arc<Line>, AppError> {
        let line = self.0.line.read().unwrap_or_else(PoisonError::into_inner);
        line.clone().ok_or(AppError::NotSetUp)
    }

    /// Tells everybody who listens, and whoever watches the attempt.
    pub(crate) fn tell(&self, record: &AttemptRecord, alarms: &[Alarm]) {
        self.announce(Change::Attempt(Box::new(record.clone())));
        if record.attempt.evidence.proved_at().is_some() {
            self.tell_sale_of(record);
        }
        self.tell_alarms(&About::Attempt(record.id), alarms);
        if let Some(watcher) = self.watched().get(&record.id) {
            watcher.notify_one();
        }
    }

    /// Tells everybody who listens that a person must look.
    pub(crate) fn tell_alarms(&self, about: &About, alarms: &[Alarm]) {
        for alarm in alarms {
            tracing::warn!(%about, ?alarm, "a person must look");
            self.announce(Change::Alarm(about.clone(), *alarm));
        }
    }

    /// Tells everybody who listens; nobody listening is no fault: the book has it.
    pub(crate) fn announce(&self, change: Change) {
        drop(self.0.changes.send(change));
    }

    /// Registers a watcher of an attempt, unless it has one.
    pub(crate) fn begin_watch(&self, id: AttemptId) -> Option<Arc<Notify>> {
        let mut watched = self.watched();
        if watched.contains_key(&id) {
            return None;
        }
        let wake = Arc::new(Notify::new());
        watched.insert(id, wake.clone());
        Some(wake)
    }

    /// Lets every watcher look again at once.
    pub(crate) fn wake_watchers(&self) {
        let watched = self.watched();
        watched.values().for_each(|watcher| watcher.notify_one());
    }

    pub(crate) fn end_watch(&self, id: AttemptId) {
        self.watched().remove(&id);
    }

    fn watched(&self) -> std::sync::MutexGuard<'_, HashMap<AttemptId, Arc<Notify>>> {
        self.0
            .watched
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}
