//! What a stand-in is started with.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use crate::clock::{Clock, SystemClock};
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
    /// How the customers' side behaves.
    pub rules: Rules,
    /// What time it is.
    pub clock: Arc<dyn Clock>,
    /// How callbacks are carried out.
    pub post: Arc<dyn Post>,
}

/// How the customers' side behaves.
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
        }
    }
}
