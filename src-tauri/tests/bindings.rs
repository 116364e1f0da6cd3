//! Keeps `ui/src/ipc/bindings.ts` equal to what Rust says.

use specta_typescript::Typescript;

const PATH: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/ui/src/ipc/bindings.ts");

/// Writes the bindings when `KAUNTA_WRITE_BINDINGS` is set; else compares.
#[test]
fn the_bindings_are_current() {
    let folder = std::env::temp_dir().join(format!("kaunta-bindings-{}", std::process::id()));
    let fresh = folder.join("bindings.ts");
    kaunta::ipc()
        .export(Typescript::default(), &fresh)
        .expect("bindings");
    let fresh = std::fs::read_to_string(fresh).expect("written");
    std::fs::remove_dir_all(folder).expect("removed");
    if std::env::var_os("KAUNTA_WRITE_BINDINGS").is_some() {
        std::fs::write(PATH, &fresh).expect("written");
    }
    let kept = std::fs::read_to_string(PATH).unwrap_or_default();
    assert!(
        kept == fresh,
        "set KAUNTA_WRITE_BINDINGS=1 and run this test to write them anew"
    );
}
