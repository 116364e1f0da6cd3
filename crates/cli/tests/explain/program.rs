//! The real program, run with a given input.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;

/// What the program said, and how it ended.
pub(crate) struct Said {
    pub(crate) exit: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

/// Runs it with arguments and an input.
pub(crate) fn run(arguments: &[&str], input: &[u8]) -> Said {
    let mut child = Command::new(env!("CARGO_BIN_EXE_kaunta-cli"))
        .args(arguments)
        .env("KAUNTA_LOG", "trace")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A program that refuses its input may be gone before it has read it all.
    drop(child.stdin.take().unwrap().write_all(input));
    let ended = child.wait_with_output().unwrap();
    Said {
        exit: ended.status.code().unwrap(),
        out: String::from_utf8(ended.stdout).unwrap(),
        err: String::from_utf8(ended.stderr).unwrap(),
    }
}

/// Explains a file as JSON.
pub(crate) fn explained(file: &Path) -> (i32, Vec<Value>) {
    let said = run(&["explain", "--json", file.to_str().unwrap()], b"");
    assert_eq!(said.err, "", "{}", file.display());
    (said.exit, objects(&said.out))
}

/// Explains an input as JSON.
pub(crate) fn explained_from_stdin(input: &[u8]) -> (i32, Vec<Value>) {
    let said = run(&["explain", "--json"], input);
    (said.exit, objects(&said.out))
}

/// The samples of the reference.
pub(crate) fn samples() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures/daraja")
}

/// One of them.
pub(crate) fn sample(name: &str) -> PathBuf {
    samples().join(name)
}

fn objects(lines: &str) -> Vec<Value> {
    let object = |line| serde_json::from_str(line).unwrap();
    lines.lines().map(object).collect()
}
