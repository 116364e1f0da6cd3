//! What the fuzzer once found interesting is read again, by the functions that it called.
//!
//! The kept corpora are in `fuzz/corpus`, one folder for each family of bodies, and every sample
//! of the reference is given to every family as well.

#[path = "../../../../fuzz/src/lib.rs"]
#[expect(unreachable_pub, reason = "the fuzz targets see it from outside")]
mod fuzz;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use serde_json::Value;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries =
        std::fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let paths = entries.map(|entry| entry.expect("an entry").path());
    paths.filter(|path| path.is_file()).collect()
}

/// Reads a body; the name of the one that fails is told.
fn replay(read: fn(&[u8]), body: &[u8], name: &str) {
    let replayed = std::panic::catch_unwind(|| read(body));
    assert!(replayed.is_ok(), "{name} fails");
}

fn replay_file(read: fn(&[u8]), file: &Path) {
    let body = std::fs::read(file).expect("a file of the corpus");
    replay(read, &body, &file.display().to_string());
}

/// The bodies that come of one when a text is put in the place of each of its values.
fn with_each_value(body: &Value, text: &str) -> Vec<(String, Vec<u8>)> {
    let mut places = Vec::new();
    leaves(body, String::new(), &mut places);
    let changed = places.into_iter().map(|place| {
        let mut body = body.clone();
        *body.pointer_mut(&place).expect("a place in it") = text.into();
        (place, body.to_string().into_bytes())
    });
    changed.collect()
}

fn leaves(value: &Value, place: String, found: &mut Vec<String>) {
    match value {
        Value::Object(members) => {
            for (name, inner) in members {
                leaves(inner, format!("{place}/{name}"), found);
            }
        }
        Value::Array(list) => {
            for (index, inner) in list.iter().enumerate() {
                leaves(inner, format!("{place}/{index}"), found);
            }
        }
        _ => found.push(place),
    }
}

#[test]
fn no_kept_body_breaks_its_reader() {
    for (name, read) in fuzz::TARGETS {
        let kept = files(&root().join("fuzz/corpus").join(name));
        assert!(kept.len() >= 20, "{name} has {} files", kept.len());
        for file in kept {
            replay_file(read, &file);
        }
    }
}

#[test]
fn no_sample_breaks_any_reader() {
    let samples = files(&root().join("tests/fixtures/daraja"));
    assert!(samples.len() > 100);
    for (_, read) in fuzz::TARGETS {
        for file in &samples {
            replay_file(read, file);
        }
    }
}

#[test]
fn a_phone_in_the_place_of_any_value_is_shown_nowhere() {
    let mut seen = 0;
    for file in files(&root().join("tests/fixtures/daraja")) {
        let text = std::fs::read_to_string(&file).expect("a sample");
        let Ok(body) = serde_json::from_str::<Value>(&text) else {
            continue;
        };
        for phone in ["254708374149", "for 254708374149, again"] {
            for (place, body) in with_each_value(&body, phone) {
                let name = format!("{} with a phone at {place}", file.display());
                for (_, read) in fuzz::TARGETS {
                    replay(read, &body, &name);
                }
                seen += 1;
            }
        }
    }
    assert!(seen > 1_500, "{seen} bodies");
}

#[test]
fn every_family_has_a_corpus_and_a_target_of_its_name() {
    let names: BTreeSet<_> = fuzz::TARGETS
        .iter()
        .map(|(name, _)| (*name).to_owned())
        .collect();
    let stem = |path: PathBuf| path.file_stem().unwrap().to_str().unwrap().to_owned();
    let targets = files(&root().join("fuzz/fuzz_targets"));
    assert_eq!(
        targets.into_iter().map(stem).collect::<BTreeSet<_>>(),
        names
    );
    let corpora = std::fs::read_dir(root().join("fuzz/corpus")).expect("the corpora");
    let corpora = corpora.map(|entry| stem(entry.expect("an entry").path()));
    assert_eq!(corpora.collect::<BTreeSet<_>>(), names);
}
