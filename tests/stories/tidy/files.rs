//! Sizes, names and words that the house rules allow. Functions are measured by clippy.

use super::sources::{Source, root, sources};

const LONGEST_RUST: usize = 500;
const LONGEST_SVELTE: usize = 300;
const LARGEST_MEDIAN: usize = 200;
const COLUMNS: usize = 100;
/// Names that say nothing of what a file holds, and the old place of a module's root.
const NAMELESS: [&str; 9] = [
    "util", "utils", "helper", "helpers", "manager", "managers", "service", "services", "mod",
];

/// Words that stand in no Rust file; put together here, so that this one does not hold them.
const NOWHERE: [&str; 4] = [
    concat!("#[", "ignore"),
    concat!("#[", "allow("),
    concat!("#![", "allow("),
    concat!("todo", "!("),
];

/// Words that stand in no test.
const NOT_IN_TESTS: [&str; 2] = [concat!("thread::", "sleep("), concat!("time::", "sleep(")];

fn rust() -> Vec<Source> {
    sources("", &[".rs"])
}

#[test]
fn no_file_outgrows_its_cap() {
    for (end, cap) in [(".rs", LONGEST_RUST), (".svelte", LONGEST_SVELTE)] {
        for file in sources("", &[end]) {
            assert!(
                file.lines() <= cap,
                "{} has {} lines",
                file.path,
                file.lines()
            );
        }
    }
}

#[test]
fn the_median_rust_file_is_short() {
    let mut lines: Vec<_> = rust().iter().map(Source::lines).collect();
    lines.sort_unstable();
    let median = lines[lines.len() / 2];
    assert!(median <= LARGEST_MEDIAN, "{median} lines");
}

#[test]
fn no_line_of_rust_is_wider_than_a_page() {
    for file in rust() {
        for (number, line) in file.text.lines().enumerate() {
            let place = format!("{}:{}", file.path, number + 1);
            assert!(line.chars().count() <= COLUMNS, "{place} is too wide");
        }
    }
}

#[test]
fn every_file_is_named_for_what_it_holds() {
    for file in sources("", &[".rs", ".ts", ".svelte"]) {
        let stem = file
            .name()
            .split('.')
            .next()
            .unwrap_or_default()
            .to_lowercase();
        assert!(!NAMELESS.contains(&stem.as_str()), "{}", file.path);
    }
}

#[test]
fn nothing_is_left_undone_silenced_or_slept_away() {
    for file in rust() {
        for word in NOWHERE {
            assert!(!file.text.contains(word), "{} has {word}", file.path);
        }
        let is_test = file.path.split('/').any(|part| part == "tests");
        for word in NOT_IN_TESTS.iter().filter(|_| is_test) {
            assert!(!file.text.contains(word), "{} has {word}", file.path);
        }
    }
}

#[test]
fn migrations_are_numbered_without_a_gap_and_named_for_what_they_do() {
    let mut names: Vec<_> = sources("migrations", &[".sql"])
        .iter()
        .map(|file| file.name().to_owned())
        .filter(|name| name != "schema.sql")
        .collect();
    names.sort();
    for (index, name) in names.iter().enumerate() {
        let wanted = format!("{:04}_", index + 1);
        let words = name
            .strip_prefix(&wanted)
            .and_then(|rest| rest.strip_suffix(".sql"));
        let words = words.unwrap_or_else(|| panic!("{name} should begin with {wanted}"));
        let plain = |word: &str| !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase());
        let words: Vec<_> = words.split('_').collect();
        assert!(words.len() >= 2 && words.into_iter().all(plain), "{name}");
    }
}

#[test]
fn the_screens_reach_rust_by_one_door() {
    for file in sources("ui/src", &[".ts", ".svelte"]) {
        let at_the_door = file.path.starts_with("ui/src/ipc/");
        let calls = file.text.contains("invoke(") || file.text.contains("@tauri-apps/api/core");
        assert!(at_the_door || !calls, "{} calls Rust by itself", file.path);
    }
}

#[test]
fn the_changelog_has_a_place_for_what_comes_next() {
    let text = std::fs::read_to_string(root().join("CHANGELOG.md")).unwrap();
    assert!(text.lines().any(|line| line == "## [Unreleased]"));
}

#[test]
fn a_fault_of_the_program_ends_no_shipped_till() {
    let text = std::fs::read_to_string(root().join("Cargo.toml")).unwrap();
    let aborts = text.lines().any(|line| line.starts_with("panic ="));
    assert!(!aborts, "the writer's net holds only where a panic unwinds");
}
