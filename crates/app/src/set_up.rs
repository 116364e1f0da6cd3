//! Setting the shop up: proving its keys by a real call, keeping them, and finding them again.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use domain::callback_path::ShopId;
use domain::shortcode::Shortcode;
use ledger::Environment;
use vault::{Keyring, SecretKind, SecretName, Sensitive, VaultError};

use crate::error::AppError;
use crate::line::{Credentials, LineSetUp, ShopKey};
use crate::ports::Ports;
use crate::profile::{NOWHERE, Profile};
use crate::till::Till;

/// Where a till listens that a proxy or tunnel of the shop's exposes.
pub const USUAL_PORT: u16 = 8788;

/// Asks Safaricom for a token with these keys: the proof that they are right. Returns how long the
/// token is good for.
///
/// # Errors
/// [`AppError::KeysRefused`] says why there is none.
pub async fn prove(
    ports: &Ports,
    profile: &Profile,
    credentials: &Credentials,
) -> Result<Duration, AppError> {
    let client = credentials.client(profile, ports)?;
    client.check_keys().await.map_err(AppError::KeysRefused)
}

/// Makes a new name of a shop for its callback addresses: nobody types it, nobody guesses it.
pub fn new_shop(ports: &Ports) -> ShopId {
    let key = ShopKey::random(ports.entropy.as_ref());
    let name = format!("shop-{}", &key.expose()[..12]);
    name.parse()
        .expect("hex digits after a plain word make a name")
}

impl Till {
    /// Keeps a proved set-up, the secrets in the keyring and the rest in the book. A shop that was
    /// set up before keeps its name, and with it the paths of prompts that are out.
    ///
    /// # Errors
    /// [`AppError::StillAsking`]; or the keyring or the book can't keep it.
    pub async fn set_up(
        &self,
        keyring: Arc<dyn Keyring>,
        mut profile: Profile,
        credentials: Credentials,
    ) -> Result<(), AppError> {
        if let Some(kept) = self.profile()? {
            profile.shop = kept.shop;
        }
        self.must_not_ask_under_another(profile.shortcode)?;
        let secrets = Secrets::of(self.environment(), &profile.shop, keyring);
        let new_key = ShopKey::random(self.0.ports.entropy.as_ref());
        blocking(move || secrets.keep(&credentials, &new_key)).await?;
        profile.write(self.clerk(), self.now()).await
    }

    /// What was asked for under one number can't be asked about under another.
    fn must_not_ask_under_another(&self, number: Shortcode) -> Result<(), AppError> {
        let open = self.clerk().readers().open_attempts()?;
        let asked = open.into_iter().find(|record| {
            let askable = record.attempt.evidence.own_ids().is_some();
            askable && record.shortcode != number
        });
        match asked {
            Some(record) => Err(AppError::StillAsking(record.shortcode)),
            None => Ok(()),
        }
    }

    /// Returns what was kept of the shop in the book; nothing when it was never set up.
    ///
    /// # Errors
    /// When the book can't be read, or a setting is not what it should be.
    pub fn profile(&self) -> Result<Option<Profile>, AppError> {
        Profile::read(self.clerk().readers(), self.environment())
    }

    /// Returns what was kept of a shop in the keyring.
    ///
    /// # Errors
    /// When the keyring can't give it.
    pub async fn kept_secrets(
        &self,
        keyring: Arc<dyn Keyring>,
        shop: &ShopId,
    ) -> Result<(Credentials, ShopKey), AppError> {
        let secrets = Secrets::of(self.environment(), shop, keyring);
        blocking(move || secrets.find()).await
    }

    /// Connects with the set-up that was kept. A till that can be reached takes calls before its
    /// secrets are asked for, so a locked keyring loses no callback, and is tried again by itself;
    /// one that can't listen works by asking.
    ///
    /// # Errors
    /// [`AppError::NotSetUp`]; or the keyring can't give the secrets. [`AppError::Listen`] comes
    /// after all else was done.
    pub async fn connect_as_kept(&self, keyring: Arc<dyn Keyring>) -> Result<(), AppError> {
        let profile = self.profile()?.ok_or(AppError::NotSetUp)?;
        let listens = match profile.listening_address() {
            Some(address) => self
                .listen(address)
                .await
                .map(drop)
                .map_err(|error| AppError::Listen { address, error }),
            None => Ok(()),
        };
        self.connect_with(profile, keyring).await?;
        listens
    }

    /// Connects with the secrets that a keyring has for a profile. One that is locked is tried
    /// again by itself from now on.
    ///
    /// # Errors
    /// As [`Self::kept_secrets`] and [`Self::connect`].
    pub async fn connect_with(
        &self,
        profile: Profile,
        keyring: Arc<dyn Keyring>,
    ) -> Result<(), AppError> {
        let connected = self.open_line(profile.clone(), keyring.clone()).await;
        if connected.as_ref().is_err_and(AppError::is_of_the_moment) {
            self.keep_trying(profile, keyring);
        }
        connected
    }

    pub(crate) async fn open_line(
        &self,
        profile: Profile,
        keyring: Arc<dyn Keyring>,
    ) -> Result<(), AppError> {
        let (credentials, shop_key) = self.kept_secrets(keyring, &profile.shop).await?;
        self.connect(LineSetUp {
            profile,
            credentials,
            shop_key,
        })
    }
}

impl Profile {
    /// Returns where the till listens: nowhere when nobody can reach it, at its own address when
    /// that is of this machine, else where a proxy of the shop's expects it.
    pub fn listening_address(&self) -> Option<SocketAddr> {
        let usual = SocketAddr::from((Ipv4Addr::LOCALHOST, USUAL_PORT));
        match self.callback_base.strip_prefix("http://") {
            _ if self.callback_base == NOWHERE => None,
            Some(own) => Some(own.parse().unwrap_or(usual)),
            None => Some(usual),
        }
    }
}

/// The secrets of one shop in one environment.
struct Secrets {
    environment: vault::Environment,
    shop: String,
    keyring: Arc<dyn Keyring>,
}

impl Secrets {
    fn of(environment: Environment, shop: &ShopId, keyring: Arc<dyn Keyring>) -> Self {
        let environment = match environment {
            Environment::Practice => vault::Environment::Practice,
            Environment::Sandbox => vault::Environment::Sandbox,
            Environment::Production => vault::Environment::Production,
        };
        Self {
            environment,
            shop: shop.to_string(),
            keyring,
        }
    }

    fn keep(&self, credentials: &Credentials, new_key: &ShopKey) -> Result<(), AppError> {
        self.set(SecretKind::ConsumerKey, credentials.key.expose())?;
        self.set(SecretKind::ConsumerSecret, credentials.secret.expose())?;
        self.set(SecretKind::Passkey, credentials.passkey.expose())?;
        match &credentials.api_user {
            Some(user) => {
                self.set(SecretKind::InitiatorName, user.name.expose())?;
                self.set(SecretKind::InitiatorPassword, user.password.expose())?;
            }
            None => {
                for kind in [SecretKind::InitiatorName, SecretKind::InitiatorPassword] {
                    self.keyring.delete(&self.name(kind))?;
                }
            }
        }
        // The paths of prompts that are out were made with the key that is there.
        match self.get(SecretKind::ShopKey) {
            Err(VaultError::Absent) => self.set(SecretKind::ShopKey, new_key.expose()),
            other => other.map(drop),
        }
        .map_err(AppError::from)
    }

    fn find(&self) -> Result<(Credentials, ShopKey), AppError> {
        let key = self.get(SecretKind::ConsumerKey)?;
        let secret = self.get(SecretKind::ConsumerSecret)?;
        let passkey = self.get(SecretKind::Passkey)?;
        let name = self.find_or_empty(SecretKind::InitiatorName)?;
        let password = self.find_or_empty(SecretKind::InitiatorPassword)?;
        let credentials = Credentials::parse(key.expose(), secret.expose(), passkey.expose())?;
        let shop_key = ShopKey::kept(self.get(SecretKind::ShopKey)?.expose().to_owned());
        // Half of an API user is left where the power went between the two: no prompt needs him.
        if name.expose().is_empty() || password.expose().is_empty() {
            return Ok((credentials, shop_key));
        }
        let credentials = credentials.with_api_user(name.expose(), password.expose())?;
        Ok((credentials, shop_key))
    }

    fn get(&self, kind: SecretKind) -> Result<Sensitive, VaultError> {
        self.keyring.get(&self.name(kind))
    }

    fn find_or_empty(&self, kind: SecretKind) -> Result<Sensitive, VaultError> {
        match self.get(kind) {
            Err(VaultError::Absent) => Ok(Sensitive::new("")),
            found => found,
        }
    }

    fn set(&self, kind: SecretKind, secret: &str) -> Result<(), VaultError> {
        self.keyring.set(&self.name(kind), &Sensitive::new(secret))
    }

    fn name(&self, kind: SecretKind) -> SecretName {
        SecretName {
            environment: self.environment,
            shop: self.shop.clone(),
            kind,
        }
    }
}

/// Does what may block, as a keyring that asks for its password does, away from everything else.
async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, AppError> + Send + 'static,
) -> Result<T, AppError> {
    let done = tokio::task::spawn_blocking(work).await;
    done.unwrap_or(Err(AppError::Vault(VaultError::Absent)))
}
