//! What `kaunta-cli explain` says of what Safaricom sends, told by the real program.

#![expect(clippy::unwrap_used, reason = "here a failed unwrap is a failed test")]

mod input;
mod program;
mod samples;
mod shape;
mod words;
