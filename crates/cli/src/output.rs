//! What is said and where: results on stdout, what goes on meanwhile on stderr; with `--json`,
//! everything as one object to a line on stdout.

use std::io::Write;

use domain::words::Words;
use serde::Serialize;

use crate::args::Lang;
use crate::exit::Failure;
use crate::views::{Event, FailureView};

/// How to speak.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Output {
    json: bool,
    lang: Lang,
}

impl Output {
    /// Speaks as the arguments say.
    pub(crate) const fn new(json: bool, lang: Lang) -> Self {
        Self { json, lang }
    }

    /// Says a result: as JSON, or as the text that is made only then.
    pub(crate) fn result(self, json: &impl Serialize, text: impl FnOnce(Lang) -> String) {
        let line = if self.json {
            serde_json::to_string(json).expect("a view has a JSON form")
        } else {
            text(self.lang)
        };
        // Whoever listened is gone: the till and the book go on without him.
        drop(writeln!(std::io::stdout(), "{line}"));
    }

    /// Says what goes on: as JSON with the results, as text beside them.
    pub(crate) fn meanwhile(self, json: &impl Serialize, text: impl FnOnce(Lang) -> String) {
        if self.json {
            self.result(json, text);
        } else {
            drop(writeln!(std::io::stderr(), "{}", text(self.lang)));
        }
    }

    /// Says what was not done and why; `line` is that of the order on stdin.
    pub(crate) fn failure(self, failure: &Failure, not_done: Words, line: Option<u64>) {
        let sentence = |lang: Lang| format!("{}: {}.", lang.of(not_done), failure.why);
        let event = Event::Error(FailureView {
            code: failure.code,
            exit_code: failure.exit.number(),
            message: sentence(self.lang),
            line,
        });
        self.meanwhile(&event, sentence);
    }
}
