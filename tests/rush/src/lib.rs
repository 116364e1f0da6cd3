//! A corpus of rush-hour days: what a shop's till hears, what is true of it.
//!
//! A day comes from one seed ([`generate`]): a [`Day`], which is all that a matcher sees, and its
//! [`Truth`], which only the judge sees. Every rate is in [`rates`], with the reason for it. Absent
//! on purpose: a matcher.

mod arrivals;
mod chance;
mod cohort;
mod counter;
mod day;
mod generate;
mod paying;
mod people;
mod prompts;
pub mod rates;
mod shop;
mod strangers;
mod tell;
mod telling;
mod truth;

pub use chance::{Count, Share, Span};
pub use day::{Closing, Day, Event, Heard, OpenSale, Prompt, Target, What};
pub use generate::generate;
pub use shop::{KnownCustomer, Shop};
pub use truth::{Meant, Paid, Situation, Situations, Truth};
