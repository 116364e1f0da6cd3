//! What the client makes of Safaricom's answers, from samples, scripts and real connections.

#![expect(clippy::unwrap_used, reason = "here a failed unwrap is a failed test")]

mod callbacks;
mod calls;
mod example;
mod fixtures;
mod hostile;
mod http;
mod initiators;
mod logs;
mod outcomes;
mod paces;
mod payments;
mod pushes;
mod queries;
mod received;
mod requests;
mod results;
mod script;
mod tokens;
