//! A stand-in for Safaricom: its Daraja API, and customers with phones and wallets behind it.
//!
//! Written from the reference alone and on none of our own crates, so that one misreading cannot
//! hide on both sides; a test holds each body that it sends against a named sample.
//!
//! [`Sandbox::start`] runs it in a process (practice mode, tests); the program `kaunta-sandbox`
//! runs it by itself and is controlled over HTTP (see docs/sandbox.md). Time, randomness and the
//! post of letters are passed in by [`Config`].

mod account;
mod agenda;
mod balance;
mod callback_url;
mod callbacks;
mod canned;
mod clock;
mod config;
mod control;
mod credentials;
mod customers;
mod dice;
mod ending;
mod error;
mod error_bodies;
mod faults;
mod fields;
mod folder;
mod half;
mod handsets;
mod hostile;
mod ids;
mod mail;
mod mishaps;
mod money;
mod network;
mod notices;
mod outcomes;
mod page;
mod payments;
mod phone;
mod post;
mod prompts;
mod pull;
mod push;
mod qr;
mod query;
mod receipts;
mod requests;
mod results;
mod reversal;
mod sandbox;
mod script;
mod serve;
mod shop;
mod simulate;
mod state;
mod statement;
mod status;
mod tokens;
mod urls;
mod validation;

pub use account::{Accounts, Entry, Why};
pub use canned::Canned;
pub use clock::{Clock, ManualClock, Moment, SystemClock, Wait};
pub use config::{CallbackHosts, Config, Credentials, Environment, Names, Rules};
pub use credentials::Initiator;
pub use customers::Customer;
pub use error::Error;
pub use faults::{BusyPhone, CallbackFault, Faults, NewToken, PushReplyFault};
pub use handsets::{Handset, Paid, Prompt};
pub use hostile::Hostile;
pub use ids::CheckoutRequestId;
pub use mail::{CallbackNote, Kind, Mail};
pub use money::Money;
pub use outcomes::{Act, Outcome};
pub use payments::{Payment, PaymentEnd, Stage};
pub use phone::Phone;
pub use post::{Delivery, HttpPost, Letter, Post, Reply};
pub use prompts::{Life, Push};
pub use receipts::Receipt;
pub use sandbox::Sandbox;
pub use script::{Fault, Mishap, Place, When};
pub use shop::{Shop, Shortcode};
pub use statement::Layout;
pub use urls::{Unanswered, Urls, Version};
