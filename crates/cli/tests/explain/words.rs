//! The words, as people read them.

use std::path::Path;

use crate::program::{run, sample};

/// Samples whose whole text is kept in `golden/`, in both languages.
const GOLDEN: [&str; 7] = [
    "c2b_cf_docs_v2_masked.json",
    "err_500_001_1001_wrong_credentials.json",
    "pull_query_ok.json",
    "stk_cb_1032_docs_2024.json",
    "stk_cb_ok_2023_07_invalid_json.txt",
    "stk_cb_ok_docs_2019.json",
    "ts_result_2032_not_found.json",
];

fn told(name: &str, lang: &str) -> String {
    let file = sample(name);
    run(&["explain", "--lang", lang, file.to_str().unwrap()], b"").out
}

#[test]
fn every_golden_text_is_told_to_the_letter() {
    for name in GOLDEN {
        for lang in ["en", "sw"] {
            let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/explain/golden");
            let stem = name.split('.').next().unwrap();
            let text = std::fs::read_to_string(golden.join(format!("{stem}.{lang}.txt"))).unwrap();
            assert_eq!(told(name, lang), text, "{name} {lang}");
        }
    }
}

#[test]
fn the_example_in_the_documents_is_what_the_program_says() {
    let documents = include_str!("../../../../docs/cli.md");
    let told = told("stk_cb_ok_docs_2019.json", "en");
    let indented = told.lines().map(|line| match line {
        "" => "\n".to_owned(),
        line => format!("    {line}\n"),
    });
    let example: String = indented.collect();
    assert!(
        documents.contains(&example),
        "not in docs/cli.md:\n{example}"
    );
}
