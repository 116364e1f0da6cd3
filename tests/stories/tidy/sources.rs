//! The project's own files, as the checks read them.

use std::path::{Path, PathBuf};

/// Folders that nobody wrote by hand.
const MADE: [&str; 6] = ["target", "node_modules", "dist", "gen", ".git", ".ci"];

/// A file and its text.
pub(super) struct Source {
    /// Where it is, from the project's root, with slashes.
    pub(super) path: String,
    pub(super) text: String,
}

impl Source {
    /// The name without folders.
    pub(super) fn name(&self) -> &str {
        self.path.rsplit('/').next().expect("a path has an end")
    }

    pub(super) fn lines(&self) -> usize {
        self.text.lines().count()
    }
}

/// Returns the project's root.
pub(super) fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.ancestors().nth(2).expect("two folders up").to_owned()
}

/// Reads every file under a folder of the project whose name has one of these ends.
pub(super) fn sources(folder: &str, ends: &[&str]) -> Vec<Source> {
    let mut found = Vec::new();
    collect(&root().join(folder), ends, &mut found);
    assert!(!found.is_empty(), "no {ends:?} in {folder:?}");
    found
}

fn collect(folder: &Path, ends: &[&str], found: &mut Vec<Source>) {
    for entry in std::fs::read_dir(folder).expect("a folder of the project") {
        let path = entry.expect("an entry").path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if path.is_dir() && !MADE.contains(&name.as_ref()) {
            collect(&path, ends, found);
        } else if path.is_file() && ends.iter().any(|end| name.ends_with(end)) {
            let text = std::fs::read_to_string(&path).expect("a text");
            let inside = path.strip_prefix(root()).expect("below the root");
            let path = inside.to_string_lossy().replace('\\', "/");
            found.push(Source { path, text });
        }
    }
}
