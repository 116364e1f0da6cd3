//! The stand-in over real HTTP, held against the samples of the reference.

#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot go on panics where it stands"
)]

mod acts;
mod addresses;
mod balance;
mod confirmations;
mod control;
mod faults;
mod letters;
mod lies;
mod limits;
mod page;
mod ports;
mod program;
mod pull;
mod qr;
mod query;
mod refusals;
mod requests;
mod restart;
mod reversal;
mod samples;
mod script;
mod seeds;
mod statement;
mod status;
mod till;
mod tokens;
mod validation;
mod walk_through;
