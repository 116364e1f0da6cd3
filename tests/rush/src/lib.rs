//! A corpus of rush-hour days: what a shop's till hears, what is true of it, and a judge.
//!
//! A day comes from one seed ([`generate`]): a [`Day`], which is all that a matcher sees, and its
//! [`Truth`], which only the judge sees. [`judge`] lives through a day with a [`Matcher`] and a
//! model cashier, and counts what became of each payment. Every rate is in [`rates`], with the
//! reason for it. `docs/matching.md` tells what is counted. Absent on purpose: a matcher.

mod arrivals;
mod chance;
mod cohort;
mod counter;
mod day;
mod generate;
mod judge;
mod matcher;
mod paying;
mod people;
mod prompts;
pub mod rates;
mod score;
mod shop;
mod strangers;
mod tell;
mod telling;
mod truth;
mod verdict;

pub use chance::{Count, Share, Span};
pub use day::{Closing, Day, Event, Heard, OpenSale, Prompt, Target, What};
pub use generate::generate;
pub use judge::judge;
pub use matcher::{Action, Matcher};
pub use score::{Score, Tally};
pub use shop::{KnownCustomer, Shop};
pub use truth::{Meant, Paid, Situation, Situations, Truth};
