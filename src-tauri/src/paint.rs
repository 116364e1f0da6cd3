//! Telling whoever measures the window when something was painted.

use std::io::Write;

/// Set to have the window say when it has painted.
const REPORT: &str = "KAUNTA_REPORT_PAINT";

/// Says on standard error what was painted, when somebody asked for it.
pub(crate) struct Paints {
    wanted: bool,
}

impl Paints {
    /// Looks whether somebody asked for it.
    pub(crate) fn from_env() -> Self {
        Self {
            wanted: std::env::var_os(REPORT).is_some(),
        }
    }

    /// Says that something was painted: `first`, or an attempt in a state.
    pub(crate) fn note(&self, mark: &str) {
        if !self.wanted {
            return;
        }
        let line = match mark {
            "first" => "kaunta: window painted\n".to_owned(),
            mark => format!("kaunta: painted {mark}\n"),
        };
        // Nobody left to read it is no fault of the till's.
        drop(std::io::stderr().write_all(line.as_bytes()));
    }
}
