//! The stand-in as a program holds it.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use axum::Router;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinSet;

use crate::config::Config;
use crate::credentials::Initiator;
use crate::ending::End;
use crate::error::Error;
use crate::faults::Faults;
use crate::handsets::Handset;
use crate::mail::Mail;
use crate::money::Money;
use crate::network::Network;
use crate::outcomes::Act;
use crate::payments::{Payer, Payment, Wish};
use crate::phone::Phone;
use crate::prompts::Life;
use crate::script::Fault;
use crate::serve;
use crate::shop::Shop;
use crate::state::State;
use crate::urls::Urls;

/// A running stand-in for Safaricom; dropping it stops it without waiting.
pub struct Sandbox {
    network: Arc<Network>,
    router: Router,
    address: Option<SocketAddr>,
    end: End,
    tasks: Mutex<JoinSet<()>>,
}

impl Sandbox {
    /// Starts a stand-in that listens on an address; port 0 takes a free one.
    ///
    /// # Errors
    /// When the address or the folder cannot be used.
    pub async fn start(config: Config, address: SocketAddr) -> Result<Self, Error> {
        let failed = |source| Error::Listen { address, source };
        let listener = TcpListener::bind(address).await.map_err(failed)?;
        let mut sandbox = Self::open(config)?;
        sandbox.address = Some(listener.local_addr().map_err(failed)?);
        let serving = serve::serve(listener, sandbox.router.clone(), sandbox.end.ending());
        sandbox.tasks().spawn(serving);
        Ok(sandbox)
    }

    /// Starts a stand-in that listens nowhere: its caller hands it connections by
    /// [`converse`](Self::converse), as the simulation does. Needs a tokio runtime.
    ///
    /// # Errors
    /// When the folder cannot be used.
    pub fn open(config: Config) -> Result<Self, Error> {
        let network = Network::open(config)?;
        let end = End::new();
        let mut tasks = JoinSet::new();
        tasks.spawn(Arc::clone(&network).keep_time(end.ending()));
        Ok(Self {
            router: serve::routes(Arc::clone(&network), end.ending()),
            network,
            address: None,
            end,
            tasks: Mutex::new(tasks),
        })
    }

    /// Answers the requests of one connection until it closes.
    pub async fn converse(&self, stream: impl AsyncRead + AsyncWrite + Unpin) {
        serve::converse(stream, self.router.clone(), self.end.ending()).await;
    }

    /// Returns the base of all paths, such as `http://127.0.0.1:8787`; empty when it listens
    /// nowhere.
    pub fn base_url(&self) -> String {
        self.address
            .map(|address| format!("http://{address}"))
            .unwrap_or_default()
    }

    /// Returns the shop that is paid.
    pub fn shop(&self) -> &Shop {
        &self.network.config.shop
    }

    /// Returns who may ask for status, reversal and balance.
    pub fn initiator(&self) -> &Initiator {
        &self.network.config.initiator
    }

    /// Returns the seed that decides ids and receipts.
    pub fn seed(&self) -> u64 {
        self.network.look(|state, _| state.dice.seed())
    }

    /// Returns every customer's phone as it is now.
    pub fn phones(&self) -> Vec<Handset> {
        self.network
            .look(|state, _| state.handsets(&self.shop().name))
    }

    /// Lets a person act on the prompt that is open on a phone; returns the prompt's life.
    ///
    /// # Errors
    /// When there is no such phone, no open prompt, or the act cannot be saved.
    pub fn answer(&self, phone: &Phone, act: Act) -> Result<Life, Error> {
        self.network
            .change(|state, now| state.answer(phone, act, now))?
    }

    /// Sets what a customer does at once with every prompt from now on; `None` follows the rules
    /// of the start. A phone never seen becomes a customer.
    ///
    /// # Errors
    /// When it cannot be saved.
    pub fn set_standing(&self, phone: &Phone, act: Option<Act>) -> Result<(), Error> {
        self.network
            .change(|state, _| state.customer_of(phone).standing = act)
    }

    /// Lets a customer pay the shop by himself; for a till the account is empty.
    ///
    /// # Errors
    /// When it cannot be saved.
    pub fn pay(&self, phone: &Phone, amount_kes: u64, account: &str) -> Result<Payment, Error> {
        self.pay_as(Payer::Customer(phone.clone()), amount_kes, account)
    }

    /// Lets an organisation pay the shop.
    ///
    /// # Errors
    /// When it cannot be saved.
    pub fn transfer(&self, from: &str, amount_kes: u64, account: &str) -> Result<Payment, Error> {
        self.pay_as(Payer::Organisation(from.to_owned()), amount_kes, account)
    }

    /// Gives a payment, or a part of it, back, as the portal does for the shop, and Safaricom for a
    /// customer who asks; tells whether money moved.
    ///
    /// # Errors
    /// When it cannot be saved.
    pub fn give_back(&self, number: &str, amount_kes: u64) -> Result<bool, Error> {
        let is_back = |state: &State| {
            let receipt = state.receipt(number);
            receipt.is_some_and(|receipt| receipt.reversed_by.is_some())
        };
        self.network.change(|state, now| {
            let was_back = is_back(state);
            let _result_that_nobody_waits_for = state.reverse(number, amount_kes, now);
            is_back(state) && !was_back
        })
    }

    /// Lets a customer take a payment back, by its receipt number. Nobody tells the shop: what its
    /// account holds is in the next confirmation.
    ///
    /// # Errors
    /// When no customer made such a payment, it went back before, the shop holds too little, or it
    /// cannot be saved.
    pub fn take_back(&self, number: &str) -> Result<(), Error> {
        self.network
            .change(|state, now| state.take_back(number, now))?
    }

    /// Returns a payment that did not begin with a push, as it is now, by its receipt number.
    pub fn payment(&self, number: &str) -> Option<Payment> {
        self.network
            .look(|state, _| state.payments.get(number).cloned())
    }

    /// Returns where the shop wants to hear of payments.
    pub fn urls(&self) -> Option<Urls> {
        self.network.look(|state, _| state.urls.clone())
    }

    /// Returns the newest letters, oldest first.
    pub fn letters(&self) -> Vec<Mail> {
        self.network
            .look(|state, _| state.mail.values().cloned().collect())
    }

    /// Returns the truth about money.
    pub fn money(&self) -> Money {
        self.network.look(|state, _| state.money())
    }

    /// Returns the faults that are on.
    pub fn faults(&self) -> Faults {
        self.network.look(|state, _| state.faults)
    }

    /// Switches faults on and off.
    ///
    /// # Errors
    /// When it cannot be saved.
    pub fn set_faults(&self, faults: Faults) -> Result<(), Error> {
        self.network.change(|state, _| state.faults = faults)
    }

    /// Returns the script of faults, each with how often it was come to.
    pub fn script(&self) -> Vec<Fault> {
        self.network.look(|state, _| state.script.clone())
    }

    /// Sets another script of faults.
    ///
    /// # Errors
    /// When something cannot go wrong at its place, or it cannot be saved.
    pub fn set_script(&self, script: Vec<Fault>) -> Result<(), Error> {
        script.iter().try_for_each(Fault::check)?;
        self.network.change(|state, _| state.script = script)
    }

    /// Sets Safaricom's clock ahead of the machine's by some seconds, or behind it.
    ///
    /// # Errors
    /// When it cannot be saved.
    pub fn set_skew(&self, seconds: i64) -> Result<(), Error> {
        self.network.change(|state, _| state.skew_s = seconds)
    }

    /// Returns a counter that moves whenever phones or money may have changed.
    pub fn subscribe(&self) -> watch::Receiver<u64> {
        self.network.subscribe()
    }

    /// Stops: takes no more connections, finishes requests and callbacks that are under way.
    pub async fn stop(&self) {
        self.end.begin();
        let mut tasks = std::mem::take(&mut *self.tasks());
        while tasks.join_next().await.is_some() {}
        self.network.finish_deliveries().await;
    }

    fn pay_as(&self, payer: Payer, amount_kes: u64, account: &str) -> Result<Payment, Error> {
        let wish = Wish {
            checkout_request_id: None,
            payer,
            amount_kes,
            account_reference: account.to_owned(),
        };
        self.network.change(|state, now| state.pay(wish, now))
    }

    fn tasks(&self) -> std::sync::MutexGuard<'_, JoinSet<()>> {
        self.tasks.lock().expect("no one panics holding the tasks")
    }
}
