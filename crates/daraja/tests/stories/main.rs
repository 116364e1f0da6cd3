//! What the client makes of Safaricom's answers, from samples, scripts and real connections.

#![expect(clippy::unwrap_used, reason = "here a failed unwrap is a failed test")]

mod callbacks;
mod calls;
mod http;
mod pushes;
mod queries;
mod requests;
mod samples;
mod script;
mod tokens;
