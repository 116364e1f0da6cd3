//! Catching up on payments that nobody reported: pull transactions.
//!
//! Source: Pull page, 2025, and older samples (the project's reference, section 6).

mod registered;
mod rows;

pub use registered::PullRegistration;
pub use rows::{PullReply, PullRow, PullTime};
