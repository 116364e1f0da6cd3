//! What the fuzzer once found interesting is read again, by the functions that it called.
//!
//! The kept corpora are in `fuzz/corpus`, one folder for each family of bodies, and every sample
//! of the reference is given to every family as well.

#[path = "../../../../fuzz/src/lib.rs"]
#[expect(unreachable_pub, reason = "the fuzz targets see it from outside")]
mod fuzz;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries =
        std::fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let paths = entries.map(|entry| entry.expect("an entry").path());
    paths.filter(|path| path.is_file()).collect()
}

/// Reads a file; the name of the one that fails is told.
fn replay(read: fn(&[u8]), file: &Path) {
    let bytes = std::fs::read(file).expect("a file of the corpus");
    let replayed = std::panic::catch_unwind(|| read(&bytes));
    assert!(replayed.is_ok(), "{} fails", file.display());
}

#[test]
fn no_kept_body_breaks_its_reader() {
    for (name, read) in fuzz::TARGETS {
        let kept = files(&root().join("fuzz/corpus").join(name));
        assert!(kept.len() >= 20, "{name} has {} files", kept.len());
        for file in kept {
            replay(read, &file);
        }
    }
}

#[test]
fn no_sample_breaks_any_reader() {
    let samples = files(&root().join("tests/fixtures/daraja"));
    assert!(samples.len() > 100);
    for (_, read) in fuzz::TARGETS {
        for file in &samples {
            replay(read, file);
        }
    }
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
