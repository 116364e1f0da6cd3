//! The way in over real TCP: what is stored, what is answered, and who is sent away.

#![expect(
    clippy::unwrap_used,
    reason = "a test fails by panicking, in its helpers too"
)]

mod answers;
mod counter;
mod slow_callers;
