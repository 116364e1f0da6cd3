//! A machine without a keyring service is told apart from one that has nothing stored.

#![cfg(all(unix, not(target_os = "macos")))]

use std::process::Command;

use vault::{Environment, Keyring, OsKeyring, SecretKind, SecretName, Sensitive, VaultError};

const INSIDE: &str = "KAUNTA_TEST_WITHOUT_BUS";

/// Runs itself again with a bus address where nothing listens: a process can't change its own.
#[test]
fn without_a_bus_every_call_says_that_there_is_no_keyring() {
    if std::env::var_os(INSIDE).is_some() {
        return check_no_keyring(&OsKeyring::new("kaunta-test"));
    }
    let folder = tempfile::tempdir().unwrap();
    let address = format!("unix:path={}", folder.path().join("bus").display());
    let inside = Command::new(std::env::current_exe().unwrap())
        .args([
            "--exact",
            "without_a_bus_every_call_says_that_there_is_no_keyring",
        ])
        .env("DBUS_SESSION_BUS_ADDRESS", address)
        .env(INSIDE, "1")
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&inside.stdout);
    assert!(
        inside.status.success() && told.contains("1 passed"),
        "{told}"
    );
}

fn check_no_keyring(keyring: &dyn Keyring) {
    let name = SecretName {
        environment: Environment::Sandbox,
        shop: "mama-njeri".to_owned(),
        kind: SecretKind::Passkey,
    };
    let answers = [
        keyring.get(&name).map(drop),
        keyring.set(&name, &Sensitive::new("bfb279f9")),
        keyring.delete(&name),
    ];
    for answer in answers {
        assert!(
            matches!(answer, Err(VaultError::NoKeyring(_))),
            "{answer:?}"
        );
    }
}
