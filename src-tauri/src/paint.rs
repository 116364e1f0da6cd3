//! Telling whoever measures the window when something was painted.

use std::io::Write;

/// Set to have the window say when it has painted.
const REPORT: &str = "KAUNTA_REPORT_PAINT";

/// Says on standard error what was painted, when somebody asked for it.
#[derive(Clone, Copy)]
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

    /// Returns what the page must run before anything else, so that it tells of each payment that
    /// it painted.
    pub(crate) fn script(self) -> String {
        format!("window.__KAUNTA_MEASURE__ = {};", self.wanted)
    }

    /// Says that something was painted: the `first` frame, the till `ready` for the cashier, or
    /// an attempt in a state.
    pub(crate) fn note(self, mark: &str) {
        if !self.wanted {
            return;
        }
        // Nobody left to read it is no fault of the till's.
        drop(writeln!(std::io::stderr(), "kaunta: painted {mark}"));
    }
}
