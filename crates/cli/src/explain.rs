//! `kaunta-cli explain`: says what a body of Safaricom's is, what happened to the money, why, and
//! what to do next.
//!
//! The judgement is `daraja`'s; here it is put into words. Nothing is logged, for a body names
//! people. Absent on purpose: any question to Safaricom, and any look into the book.

mod facts;
mod labels;
mod pieces;
mod sentences;
mod spelling;
mod view;

use std::fs::File;
use std::io::{self, IsTerminal, Read, Write};
use std::path::Path;

use daraja::{Body, Inbound, Other};

use crate::exit::{Exit, Failure};
use crate::output::Output;
use pieces::Piece;
use view::View;

/// Explains every body of a file, or of stdin for `-`.
pub(crate) fn explain(file: &Path, output: Output) -> Result<Exit, Failure> {
    let bytes = read(file).map_err(|error| unreadable(file, &error))?;
    if bytes.len() > Inbound::MAX_BODY {
        return Err(Failure::bad_input("too_large", TOO_LARGE));
    }
    let text = String::from_utf8_lossy(bytes.strip_prefix(BOM).unwrap_or(&bytes));
    let mut exit = Exit::Fine;
    let pieces = pieces::of(&text);
    for (number, piece) in (1..).zip(&pieces) {
        let read = Inbound::read(piece.body.as_bytes());
        if !is_known(&read.body, piece) {
            exit = Exit::BadInput;
        }
        let view = View::of(&read, piece);
        output.result(&view, |lang| view.text(lang, number, pieces.len()));
    }
    Ok(exit)
}

const BOM: &[u8] = b"\xef\xbb\xbf";
const TOO_LARGE: &str = "the input is longer than 1 MiB, more than Safaricom ever sends; \
                         give it in smaller pieces";

/// Reads at most one byte more than is explained.
fn read(file: &Path) -> io::Result<Vec<u8>> {
    let longest = u64::try_from(Inbound::MAX_BODY).unwrap_or(u64::MAX);
    let mut bytes = Vec::new();
    if file == Path::new("-") {
        let stdin = io::stdin();
        if stdin.is_terminal() {
            // Whoever can't be told can still paste.
            drop(writeln!(io::stderr(), "Paste a body, then press Ctrl-D."));
        }
        stdin.lock().take(longest + 1).read_to_end(&mut bytes)?;
    } else {
        File::open(file)?
            .take(longest + 1)
            .read_to_end(&mut bytes)?;
    }
    Ok(bytes)
}

fn unreadable(file: &Path, error: &io::Error) -> Failure {
    let why = format!("{} can't be read: {error}", file.display());
    Failure::bad_input("unreadable", why)
}

/// An empty answer is one, when it has a head.
fn is_known(body: &Body, piece: &Piece<'_>) -> bool {
    match body {
        Body::Other(Other::Empty) => piece.head.is_some(),
        Body::Other(other) => {
            matches!(other, Other::Request(_) | Other::OurReply | Other::WebPage)
        }
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::args::Lang;

    fn explained(text: &str) -> Vec<String> {
        let pieces = pieces::of(text);
        let tell = |(number, piece): (usize, &Piece<'_>)| {
            let read = Inbound::read(piece.body.as_bytes());
            let view = View::of(&read, piece);
            let shown = [Lang::En, Lang::Sw].map(|lang| view.text(lang, number, pieces.len()));
            let json = serde_json::to_string(&view).unwrap();
            [json, shown.join("\n")].join("\n")
        };
        (1..).zip(&pieces).map(tell).collect()
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic_or_stay_silent(
            bytes in proptest::collection::vec(any::<u8>(), 0..400),
        ) {
            prop_assert!(!explained(&String::from_utf8_lossy(&bytes)).is_empty());
        }

        #[test]
        fn no_value_makes_it_panic_or_moves_the_cursor(
            name in "TransID|TransAmount|FirstName|MSISDN|ResultCode|errorCode|ResponseRefID",
            value in "\\PC{0,20}[\u{1b}\u{7}\u{202e}\u{9b}\n]\\PC{0,20}",
        ) {
            let value = serde_json::Value::from(value);
            let body = format!(r#"{{"TransID":"RKL51ZDR4F","errorMessage":"x","{name}":{value}}}"#);
            for shown in explained(&body) {
                let text = shown.split_once('\n').map_or("", |(_, text)| text);
                let moves = |sign: char| sign != '\n' && sign.is_control() || sign == '\u{202e}';
                prop_assert!(!text.contains(moves), "{text:?}");
            }
        }
    }
}
