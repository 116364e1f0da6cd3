//! Every keyring keeps, replaces and forgets secrets the same way, and tells its own troubles.

#![expect(
    clippy::unwrap_used,
    reason = "a test fails by panicking, in its helpers too"
)]

use std::fs;
use std::io::Write;
use std::path::PathBuf;

use sha2::{Digest, Sha256};
use vault::{
    Environment, Keyring, MemoryKeyring, OsKeyring, SealedFile, SecretKind, SecretName, Sensitive,
    VaultError,
};

fn name(kind: SecretKind) -> SecretName {
    SecretName {
        environment: Environment::Sandbox,
        shop: "mama-njeri".to_owned(),
        kind,
    }
}

fn passphrase() -> Sensitive {
    Sensitive::new("four plain kiswahili words")
}

/// Holds any keyring to the port's promises.
fn check(keyring: &dyn Keyring) {
    let (passkey, shop_key) = (name(SecretKind::Passkey), name(SecretKind::ShopKey));
    assert!(matches!(keyring.get(&passkey), Err(VaultError::Absent)));
    keyring.set(&passkey, &Sensitive::new("first")).unwrap();
    keyring
        .set(&passkey, &Sensitive::new("bfb279f9-ä"))
        .unwrap();
    keyring.set(&shop_key, &Sensitive::new("other")).unwrap();
    assert_eq!(keyring.get(&passkey).unwrap().expose(), "bfb279f9-ä");
    keyring.delete(&passkey).unwrap();
    keyring.delete(&passkey).unwrap();
    assert!(matches!(keyring.get(&passkey), Err(VaultError::Absent)));
    assert_eq!(keyring.get(&shop_key).unwrap().expose(), "other");
    keyring.delete(&shop_key).unwrap();
}

/// A sealed file with one secret, in a folder of its own.
fn sealed() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("secrets");
    let file = SealedFile::create(&path, &passphrase()).unwrap();
    file.set(
        &name(SecretKind::Passkey),
        &Sensitive::new("bfb279f9aa9bdbcf"),
    )
    .unwrap();
    (folder, path)
}

#[test]
fn memory_keeps_replaces_and_forgets() {
    check(&MemoryKeyring::default());
}

#[test]
fn a_sealed_file_keeps_replaces_and_forgets() {
    let folder = tempfile::tempdir().unwrap();
    check(&SealedFile::create(&folder.path().join("secrets"), &passphrase()).unwrap());
}

/// Runs where `KAUNTA_TEST_KEYRING` says that the keyring is there for tests, which
/// `scripts/desk.sh` sees to: nobody's own keyring is written to by surprise.
#[test]
fn the_systems_keyring_keeps_replaces_and_forgets() {
    if std::env::var_os("KAUNTA_TEST_KEYRING").is_some() {
        return check(&OsKeyring::new(format!(
            "kaunta-test-{}",
            std::process::id()
        )));
    }
    // Past the test runner, which would swallow it.
    let told = "SKIPPED the_systems_keyring_keeps_replaces_and_forgets: run scripts/desk.sh\n";
    std::io::stderr().write_all(told.as_bytes()).unwrap();
    assert!(
        std::env::var_os("CI").is_none(),
        "continuous integration must test a real keyring"
    );
}

#[test]
fn a_sealed_file_opens_again_with_its_passphrase_alone() {
    let (_folder, path) = sealed();
    let file = SealedFile::open(&path, &passphrase()).unwrap();
    let secret = file.get(&name(SecretKind::Passkey)).unwrap();
    assert_eq!(secret.expose(), "bfb279f9aa9bdbcf");
    let wrong = SealedFile::open(&path, &Sensitive::new("another"));
    assert!(matches!(wrong, Err(VaultError::WrongPassphrase)));
}

#[test]
fn a_sealed_file_shows_no_secret_and_is_its_owners_alone() {
    let (_folder, path) = sealed();
    let bytes = fs::read(&path).unwrap();
    for text in ["bfb279f9aa9bdbcf", "passkey", "mama-njeri"] {
        assert!(
            !bytes
                .windows(text.len())
                .any(|window| window == text.as_bytes()),
            "{text}"
        );
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(
            fs::metadata(&path).unwrap().permissions().mode() & 0o777,
            0o600
        );
    }
}

#[test]
fn a_changed_or_cut_sealed_file_is_damaged_and_not_a_wrong_passphrase() {
    let (_folder, path) = sealed();
    let whole = fs::read(&path).unwrap();
    for place in (0..whole.len()).filter(|place| *place != 13) {
        let mut changed = whole.clone();
        changed[place] ^= 1;
        check_damaged(&path, &changed, place);
    }
    for length in 0..whole.len() {
        check_damaged(&path, &whole[..length], length);
    }
}

fn check_damaged(path: &PathBuf, bytes: &[u8], place: usize) {
    fs::write(path, bytes).unwrap();
    let opened = SealedFile::open(path, &passphrase());
    assert!(
        matches!(opened, Err(VaultError::Damaged)),
        "at byte {place}"
    );
}

/// A forger can make the checksum fit, and then still lacks the key.
#[test]
fn a_forged_sealed_file_does_not_open() {
    let (_folder, path) = sealed();
    let mut forged = fs::read(&path).unwrap();
    let sealed = forged.len() - 32;
    forged[sealed - 20] ^= 1;
    let checksum = Sha256::digest(&forged[..sealed]);
    forged[sealed..].copy_from_slice(&checksum);
    fs::write(&path, &forged).unwrap();
    let opened = SealedFile::open(&path, &passphrase());
    assert!(matches!(opened, Err(VaultError::WrongPassphrase)));
}

#[test]
fn a_sealed_file_of_a_newer_release_is_refused_and_kept() {
    let (_folder, path) = sealed();
    let mut newer = fs::read(&path).unwrap();
    newer[13] = 2;
    fs::write(&path, &newer).unwrap();
    let opened = SealedFile::open(&path, &passphrase());
    assert!(matches!(
        opened,
        Err(VaultError::NewerFile { found: 2, known: 1 })
    ));
    assert_eq!(fs::read(&path).unwrap(), newer);
}

#[test]
fn an_existing_sealed_file_is_never_written_over() {
    let (_folder, path) = sealed();
    let before = fs::read(&path).unwrap();
    assert!(matches!(
        SealedFile::create(&path, &passphrase()),
        Err(VaultError::File(_))
    ));
    assert_eq!(fs::read(&path).unwrap(), before);
}

#[test]
fn a_file_that_can_not_be_opened_is_set_aside_and_not_deleted() {
    let (_folder, path) = sealed();
    let before = fs::read(&path).unwrap();
    let other = Sensitive::new("the one that I remember");
    for number in ["1", "2"] {
        let old = fs::read(&path).unwrap();
        SealedFile::begin_anew(&path, &other).unwrap();
        let aside = path.with_added_extension(number);
        assert_eq!(fs::read(aside).unwrap(), old);
    }
    assert_eq!(fs::read(path.with_added_extension("1")).unwrap(), before);
    let begun = SealedFile::open(&path, &other).unwrap();
    let absent = begun.get(&name(SecretKind::Passkey));
    assert!(matches!(absent, Err(VaultError::Absent)));
}
