//! The edges of the crate graph, as the table in the architecture's description has them.

use cargo_metadata::{Dependency, DependencyKind, Metadata, MetadataCommand, Package};

/// Each package of the workspace and what of ours it may stand on. Tests may reach further, but
/// for those of the sandbox: it must stay a second reading of the reference.
const EDGES: [(&str, &[&str]); 18] = [
    ("domain", &[]),
    ("vault", &[]),
    ("sandbox", &[]),
    ("daraja", &["domain"]),
    ("ledger", &["domain"]),
    ("relay", &["domain", "daraja"]),
    ("app", &["domain", "daraja", "ledger", "vault", "relay"]),
    ("practice", &["app", "sandbox"]),
    ("cli", &["app", "domain", "daraja", "vault", "practice"]),
    ("kaunta", &["app", "domain", "vault", "relay", "practice"]),
    ("bench", &[]),
    ("disk", &[]),
    ("machine", &[]),
    ("rush", &["disk", "domain"]),
    ("stories", &[]),
    ("torture", &[]),
    ("window", &[]),
    ("simulation", &[]),
];

/// Crates of others that some of ours alone may use. The simulated disk stands under `SQLite`.
const RESERVED: [(&str, &[&str]); 3] = [
    ("rusqlite", &["ledger", "disk"]),
    ("reqwest", &["daraja"]),
    ("tauri", &["kaunta"]),
];

fn workspace() -> Metadata {
    MetadataCommand::new()
        .no_deps()
        .exec()
        .expect("cargo describes its own workspace")
}

fn is_built_in(dependency: &Dependency) -> bool {
    dependency.kind != DependencyKind::Development
}

fn ours(package: &Package) -> impl Iterator<Item = &Dependency> {
    let of_the_workspace = |dependency: &&Dependency| dependency.path.is_some();
    package.dependencies.iter().filter(of_the_workspace)
}

#[test]
fn no_crate_stands_on_another_that_the_design_does_not_allow() {
    for package in workspace().packages {
        let name = package.name.as_str();
        let row = EDGES.iter().find(|(known, _)| *known == name);
        let (_, allowed) = row.unwrap_or_else(|| panic!("{name} is not in the table of edges"));
        for dependency in ours(&package).filter(|dependency| is_built_in(dependency)) {
            let to = dependency.name.as_str();
            assert!(allowed.contains(&to), "{name} must not depend on {to}");
        }
    }
}

#[test]
fn the_sandbox_reads_the_reference_by_itself_even_in_its_tests() {
    let packages = workspace().packages;
    let sandbox = packages.iter().find(|package| package.name == "sandbox");
    let sandbox = sandbox.expect("a stand-in");
    assert_eq!(ours(sandbox).count(), 0);
}

#[test]
fn sql_http_and_windows_have_one_home_each() {
    for package in workspace().packages {
        for dependency in package.dependencies.iter().filter(|one| is_built_in(one)) {
            for (theirs, homes) in RESERVED {
                let uses =
                    dependency.name == theirs || dependency.name.starts_with(&format!("{theirs}-"));
                let at_home = homes.contains(&package.name.as_str());
                assert!(!uses || at_home, "{} uses {theirs}", package.name);
            }
        }
    }
}
