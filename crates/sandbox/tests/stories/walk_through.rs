//! `docs/sandbox.md` does what it says: its blocks are run, and their output is what it shows.

#![cfg(unix)]

use std::path::{Path, PathBuf};
use std::process::Command;

use sandbox::Fault;

use crate::program::Program;
use crate::till::Till;

/// Parts the outputs of the blocks.
const PARTED: char = '\u{1e}';

/// A fenced block of the document.
struct Block {
    kind: String,
    text: String,
}

fn blocks() -> Vec<Block> {
    let file = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../docs/sandbox.md");
    let document = std::fs::read_to_string(file).unwrap();
    let fenced = document.split("\n```").skip(1).step_by(2);
    let block = |block: &str| {
        let (kind, text) = block.split_once('\n').unwrap();
        Block {
            kind: kind.to_owned(),
            text: text.to_owned(),
        }
    };
    fenced.map(block).collect()
}

/// Returns the settings that the document starts the program with, but for the port.
fn arguments(blocks: &[Block]) -> Vec<&str> {
    let start = blocks.iter().find(|block| block.kind == "sh").unwrap();
    let (_, arguments) = start.text.split_once("-- --port 8787").unwrap();
    arguments.split_whitespace().collect()
}

/// Runs the blocks in one shell; returns the output of each.
fn run(script: &str, folder: &Path) -> Vec<String> {
    let output = Command::new("bash")
        .args(["-euo", "pipefail", "-c", script])
        .current_dir(folder)
        .output()
        .unwrap();
    let told = String::from_utf8(output.stdout).unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{told}\n{errors}");
    told.split(PARTED)
        .map(|part| part.trim().to_owned())
        .collect()
}

/// Whether a line is as shown; `…` stands for anything.
fn is_as_shown(shown: &str, line: &str) -> bool {
    let mut parts = shown.split('…');
    let first = parts.next().unwrap_or_default();
    let Some(mut rest) = line.strip_prefix(first) else {
        return false;
    };
    let mut parts = parts.peekable();
    if parts.peek().is_none() {
        return rest.is_empty();
    }
    while let Some(part) = parts.next() {
        if parts.peek().is_none() {
            return rest.ends_with(part);
        }
        match rest.find(part) {
            Some(place) => rest = &rest[place + part.len()..],
            None => return false,
        }
    }
    true
}

#[test]
fn dots_stand_for_anything_and_nothing_else_does() {
    for (shown, line, holds) in [
        ("a…c", "abc", true),
        ("a…c", "ac", true),
        ("a…c", "abcd", false),
        ("…c…", "abcd", true),
        ("a…b…c", "a-b-b-c", true),
        ("abc", "abcd", false),
        ("a…x…c", "abc", false),
    ] {
        assert_eq!(is_as_shown(shown, line), holds, "{shown} {line}");
    }
}

#[test]
fn the_walk_through_shows_what_happens() {
    let blocks = blocks();
    let program = Program::start(&arguments(&blocks));
    let mut code = Vec::new();
    let mut shown = Vec::new();
    for pair in blocks.windows(2).filter(|pair| pair[0].kind == "bash") {
        assert_eq!(
            pair[1].kind, "text",
            "no output is shown for {}",
            pair[0].text
        );
        code.push(pair[0].text.as_str());
        shown.push(pair[1].text.trim());
    }
    let script = code.join(&format!("\nprintf '{PARTED}'\n"));
    let script = script.replace("http://127.0.0.1:8787", &program.base);
    let folder = tempfile::tempdir().unwrap();
    let told = run(&script, folder.path());
    assert!(shown.len() >= 9, "only {} blocks", shown.len());
    assert_eq!(shown.len(), told.len());
    for (shown, told) in shown.iter().zip(&told) {
        let pairs: Vec<_> = shown.lines().zip(told.lines()).collect();
        assert_eq!(shown.lines().count(), told.lines().count(), "{told}");
        for (shown, line) in pairs {
            assert!(is_as_shown(shown, line), "shown: {shown}\n told: {line}");
        }
    }
}

#[tokio::test]
async fn every_script_that_is_shown_is_taken() {
    let till = Till::open().await;
    let blocks = blocks();
    let scripts: Vec<_> = blocks.iter().filter(|block| block.kind == "json").collect();
    assert_eq!(scripts.len(), 3);
    for block in scripts {
        let script: Vec<Fault> = serde_json::from_str(&block.text).unwrap();
        till.sandbox.set_script(script).unwrap();
    }
}
