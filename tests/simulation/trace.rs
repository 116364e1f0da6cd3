//! What happened, as a hash of all of it and the last lines in words. Equal hashes mean that two
//! runs were the same to the byte.

use std::collections::VecDeque;
use std::fmt;
use std::io::Write as _;
use std::time::Duration;

use sha2::{Digest, Sha256};

/// How many of the last lines are kept for whoever reads a failure.
const KEPT: usize = 60;

pub(crate) struct Trace {
    hash: Sha256,
    last: VecDeque<String>,
    /// Whether every line is told as it comes.
    aloud: bool,
}

impl Trace {
    pub(crate) fn new(aloud: bool) -> Self {
        Self {
            hash: Sha256::new(),
            last: VecDeque::new(),
            aloud,
        }
    }

    pub(crate) fn add(&mut self, age: Duration, what: fmt::Arguments<'_>) {
        let (s, ms) = (age.as_secs(), age.subsec_millis());
        let line = format!("{s:>7}.{ms:03} s  {what}");
        self.hash.update(line.as_bytes());
        self.hash.update(b"\n");
        if self.aloud {
            // Whoever closed the pipe has read enough.
            drop(writeln!(std::io::stdout(), "{line}"));
        }
        if self.last.len() == KEPT {
            self.last.pop_front();
        }
        self.last.push_back(line);
    }

    pub(crate) fn last(&self) -> Vec<String> {
        self.last.iter().cloned().collect()
    }

    pub(crate) fn digest(&self) -> String {
        hex::encode(&self.hash.clone().finalize()[..16])
    }
}
