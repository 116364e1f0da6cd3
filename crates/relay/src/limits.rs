//! How long and how much a caller may take.

use std::time::Duration;

/// Limits of the way in. Safaricom's honest calls stay far below the defaults.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Longest body, in bytes. Default: 64 KiB; a callback has about one.
    pub body_bytes: usize,
    /// From the connection's start, or the last answer, to the end of a request's headers; so it
    /// ends idle connections as well. Default: 5 s.
    pub head: Duration,
    /// From the end of the headers to the end of the body. Default: 5 s.
    pub body: Duration,
    /// How old a connection may grow before it is asked to end. Default: 5 min.
    pub age: Duration,
    /// What a connection that was asked to end still gets for its last answer. Default: 10 s.
    pub farewell: Duration,
    /// Connections at a time. Default: 512, half of the usual limit on open files.
    pub connections: usize,
    /// Connections at a time from one address. Default: 384: a proxy of the shop's carries all
    /// calls, and yet nobody takes every seat.
    pub connections_per_peer: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            body_bytes: 64 * 1024,
            head: Duration::from_secs(5),
            body: Duration::from_secs(5),
            age: Duration::from_mins(5),
            farewell: Duration::from_secs(10),
            connections: 512,
            connections_per_peer: 384,
        }
    }
}
