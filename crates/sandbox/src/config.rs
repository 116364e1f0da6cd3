//! What a stand-in is started with.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use crate::clock::{Clock, SystemClock};
use crate::credentials::Initiator;
use crate::outcomes::Act;
use crate::post::{HttpPost, Post};
use crate::shop::Shop;

/// The settings of a stand-in; the default is Safaricom's public sandbox shop, in memory.
#[derive(Clone)]
pub struct Config {
    /// Decides ids, tokens and receipts; `None` takes the moment of the start. A folder's state
    /// goes on with the seed that it was begun with.
    pub seed: Option<u64>,
    /// Where the state is kept; `None` forgets it at the end.
    pub folder: Option<PathBuf>,
    /// The shop that is paid.
    pub shop: Shop,
    /// Who may ask for status, reversal and balance.
    pub initiator: Initiator,
    /// How Safaricom's and the customers' side behave.
    pub rules: Rules,
    /// What time it is.
    pub clock: Arc<dyn Clock>,
    /// How callbacks are carried out.
    pub post: Arc<dyn Post>,
}

/// How Safaricom's and the customers' side behave.
#[derive(Debug, Clone, Copy)]
pub struct Rules {
    /// How long an unanswered prompt lives. Source: reference section 2, prompt life (60 s).
    pub prompt_life: Duration,
    /// After how long a phone that is off is given up; sooner than the prompt's life.
    pub phone_off_after: Duration,
    /// What customers do who have no standing behaviour of their own; `None` waits for a person.
    pub standing: Option<Act>,
    /// Where callbacks may go.
    pub callback_hosts: CallbackHosts,
    /// Which of Safaricom's two worlds it stands in for.
    pub environment: Environment,
    /// Whether the shop is asked before a payment is made. Source: reference section 4: off.
    pub validation: bool,
    /// What notices say of a payer's names.
    pub names: Names,
    /// What Safaricom takes of a payment, in basis points; 27 are what the samples' statement has.
    pub charge_bp: u16,
    /// The least that a payment may be, in shillings: below it code 2.
    pub least_kes: u64,
    /// The most that a payment may be, in shillings: above it code 3.
    pub most_kes: u64,
    /// The most that the shop's account may hold, in shillings: above it code 8.
    pub shop_limit_kes: Option<u64>,
    /// How long a status, reversal or balance request takes.
    pub result_after: Duration,
    /// How long a reversal waits for somebody's approval, beyond that.
    pub approval_after: Duration,
    /// How a security credential is checked.
    pub credentials: Credentials,
}

/// How a security credential is checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Credentials {
    /// Any 256 bytes will do, for whoever encrypts for Safaricom's own key.
    AnyBytes,
    /// It must hold the password, encrypted for the stand-in's own certificate.
    Decrypted,
}

/// Which of Safaricom's two worlds a stand-in stands in for. Source: reference section 4.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Environment {
    /// C2B addresses can be registered again and again, and payments simulated.
    Sandbox,
    /// C2B addresses can be registered one time only, and nothing is simulated.
    Production,
}

/// What notices say of a payer's names. Source: reference section 4, confirmation: both are seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Names {
    /// The first name; the other keys are absent, as in real notices.
    First,
    /// The first name; the other keys hold nothing, as in the documents.
    Blank,
}

/// Where callbacks may go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CallbackHosts {
    /// Anywhere, this machine included: without it a stand-in on a desk could reach nobody.
    Any,
    /// Only to public https addresses, as Safaricom. Source: reference section 2, `CallBackURL`.
    Public,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            seed: None,
            folder: None,
            shop: Shop::default(),
            initiator: Initiator::default(),
            rules: Rules::default(),
            clock: Arc::new(SystemClock),
            post: Arc::new(HttpPost),
        }
    }
}

impl Default for Rules {
    fn default() -> Self {
        Self {
            prompt_life: Duration::from_mins(1),
            phone_off_after: Duration::from_secs(10),
            standing: None,
            callback_hosts: CallbackHosts::Any,
            environment: Environment::Sandbox,
            validation: false,
            names: Names::First,
            charge_bp: 27,
            least_kes: 1,
            most_kes: 250_000,
            shop_limit_kes: None,
            result_after: Duration::from_secs(2),
            approval_after: Duration::ZERO,
            credentials: Credentials::AnyBytes,
        }
    }
}
