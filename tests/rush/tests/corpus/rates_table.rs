//! The page about matching says what the rates are, and says so truly.

use std::path::Path;

use rush::rates;

#[test]
fn the_page_about_matching_has_every_rate_as_it_is() {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let page = here
        .ancestors()
        .nth(2)
        .expect("two folders up")
        .join("docs/matching.md");
    let page = std::fs::read_to_string(page).expect("the page");
    let rows = rates::table();
    let wanted: Vec<String> = rows
        .iter()
        .map(|row| format!("| `{}` | {} | {} |", row.name, row.value, row.why))
        .collect();
    let told: Vec<&str> = page.lines().filter(|line| is_rate(line)).collect();
    assert!(
        told == wanted,
        "the table should be:\n{}",
        wanted.join("\n")
    );
}

/// Tells a row of the table of rates: its first cell is a constant's name, and no setting's.
fn is_rate(line: &str) -> bool {
    let cell = line
        .strip_prefix("| `")
        .and_then(|rest| rest.split_once("` |"));
    let is_name = |name: &str| {
        name.bytes()
            .all(|sign| sign.is_ascii_uppercase() || sign == b'_')
    };
    cell.is_some_and(|(name, _)| is_name(name) && !name.starts_with("KAUNTA_"))
}
