//! The keyring is locked when the till starts, and unlocked later.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use app::{AppError, Change};
use domain::attempt::{Code, State};
use sandbox::Act;
use tokio::sync::watch;
use vault::{Keyring, MemoryKeyring, SecretKind, SecretName, Sensitive, VaultError};

use crate::shop::Shop;

/// A keyring that somebody can lock.
#[derive(Default)]
struct Lockable {
    secrets: MemoryKeyring,
    locked: AtomicBool,
    refused: watch::Sender<u32>,
}

impl Lockable {
    fn lock(&self, locked: bool) {
        self.locked.store(locked, Ordering::Relaxed);
    }

    fn check(&self) -> Result<(), VaultError> {
        let why = || keyring::Error::NoStorageAccess("Locked".into());
        if !self.locked.load(Ordering::Relaxed) {
            return Ok(());
        }
        self.refused.send_modify(|times| *times += 1);
        Err(VaultError::Locked(why()))
    }
}

impl Keyring for Lockable {
    fn get(&self, name: &SecretName) -> Result<Sensitive, VaultError> {
        self.check()?;
        self.secrets.get(name)
    }

    fn set(&self, name: &SecretName, secret: &Sensitive) -> Result<(), VaultError> {
        self.check()?;
        self.secrets.set(name, secret)
    }

    fn delete(&self, name: &SecretName) -> Result<(), VaultError> {
        self.check()?;
        self.secrets.delete(name)
    }
}

async fn set_up(shop: &Shop, keyring: &Arc<Lockable>) {
    let line = shop.line();
    let kept = shop
        .till
        .set_up(keyring.clone(), line.profile, line.credentials);
    kept.await.expect("kept");
}

#[tokio::test]
async fn a_keyring_that_is_unlocked_after_the_start_is_found_without_anybody() {
    let shop = Shop::with(|_| ()).await;
    let keyring = Arc::new(Lockable::default());
    set_up(&shop, &keyring).await;
    shop.connect(shop.line());
    let id = shop.prompt().await;

    let shop = shop.reopen().await;
    keyring.lock(true);
    let mut changes = shop.till.changes();
    let locked = shop.till.connect_as_kept(keyring.clone()).await;
    assert!(matches!(locked, Err(AppError::Vault(_))), "{locked:?}");
    shop.answer(Act::Accept);
    shop.until_state(id, &State::Reported).await;
    assert!(!shop.till.can_prompt());

    keyring.lock(false);
    shop.advance(Duration::from_secs(15));
    while !matches!(changes.recv().await, Ok(Change::Line)) {}
    shop.advance(Duration::from_secs(10));
    shop.until_paid(id).await;
    assert!(matches!(shop.state(id), State::Paid(Code::Known(_))));
}

#[tokio::test]
async fn a_keyring_that_stays_locked_is_asked_ever_more_rarely() {
    let shop = Shop::with(|_| ()).await;
    let keyring = Arc::new(Lockable::default());
    set_up(&shop, &keyring).await;
    keyring.lock(true);
    assert!(shop.till.connect_as_kept(keyring.clone()).await.is_err());
    let mut changes = shop.till.changes();
    // After 15 s it is found locked once more; unlocked now, it is asked after 30 s, not before.
    let mut refused = keyring.refused.subscribe();
    shop.advance(Duration::from_secs(15));
    refused.changed().await.unwrap();
    settle().await;
    keyring.lock(false);
    shop.advance(Duration::from_secs(29));
    settle().await;
    assert!(!shop.till.can_prompt());
    shop.advance(Duration::from_secs(1));
    while !matches!(changes.recv().await, Ok(Change::Line)) {}
    assert!(shop.till.can_prompt());
}

/// Lets everything that can go on do so: a blocking thread among it.
async fn settle() {
    for _ in 0..50 {
        tokio::task::spawn_blocking(tokio::task::yield_now)
            .await
            .unwrap()
            .await;
    }
}

#[tokio::test]
async fn another_number_is_not_taken_while_prompts_under_the_old_one_are_asked_about() {
    let shop = Shop::open().await;
    shop.lose_callbacks();
    let id = shop.prompt().await;
    let mut line = shop.line();
    line.profile.shortcode = "paybill:600000".parse().unwrap();
    let keyring = Arc::new(MemoryKeyring::default());
    let set_up = |line: &app::LineSetUp| {
        let (profile, credentials) = (line.profile.clone(), line.credentials.clone());
        shop.till.set_up(keyring.clone(), profile, credentials)
    };
    let refused = set_up(&line).await;
    assert!(
        matches!(refused, Err(AppError::StillAsking(_))),
        "{refused:?}"
    );
    assert_eq!(shop.till.profile().unwrap(), None);

    shop.answer(Act::Accept);
    shop.advance(Duration::from_secs(10));
    shop.until_paid(id).await;
    set_up(&line)
        .await
        .expect("nothing is asked about any more");
}

/// As when the power goes between the two deletes of a set-up without him.
#[tokio::test]
async fn half_of_an_api_user_keeps_no_line_closed() {
    let shop = Shop::with(|_| ()).await;
    let keyring = Arc::new(MemoryKeyring::default());
    let line = shop.line_with_api_user();
    let name = SecretName {
        environment: vault::Environment::Sandbox,
        shop: line.profile.shop.to_string(),
        kind: SecretKind::InitiatorName,
    };
    let kept = (line.profile, line.credentials);
    let kept = shop.till.set_up(keyring.clone(), kept.0, kept.1).await;
    kept.expect("kept");
    keyring.delete(&name).expect("it was kept");

    let shop = shop.reopen().await;
    let connected = shop.till.connect_as_kept(keyring).await;
    connected.expect("the keys of the prompts are all there");
    assert!(shop.till.can_prompt());
    assert!(!shop.till.has_commands());
}
