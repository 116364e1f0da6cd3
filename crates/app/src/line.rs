//! The line to Safaricom: whom to call, in whose name, and where to be called back.

use std::sync::Arc;

use daraja::{AppKeys, CallbackUrl, Certificate, Client, Initiator, Merchant, Pace, Secret, Setup};
use domain::callback_path::{CallbackPath, ShopId, Tag};
use domain::clock::Entropy;
use domain::ids::AttemptId;
use ledger::Environment;

use crate::error::AppError;
use crate::ports::Ports;
use crate::profile::Profile;

/// The shop's secrets at Safaricom.
#[derive(Clone, Debug)]
pub struct Credentials {
    pub(crate) key: Secret,
    pub(crate) secret: Secret,
    pub(crate) passkey: Secret,
    pub(crate) api_user: Option<ApiUser>,
}

/// The shop's user at M-PESA who may ask and order what has a result to come.
#[derive(Clone, Debug)]
pub(crate) struct ApiUser {
    pub(crate) name: Secret,
    pub(crate) password: Secret,
}

/// The secret from which the tags of all callback paths are made.
#[derive(Clone, Debug)]
pub struct ShopKey(Secret);

/// What a line is made of.
#[derive(Clone, Debug)]
pub struct LineSetUp {
    /// What the shop is.
    pub profile: Profile,
    /// Its secrets.
    pub credentials: Credentials,
    /// Makes the tags.
    pub shop_key: ShopKey,
}

/// An open line.
pub(crate) struct Line {
    pub(crate) client: Client,
    pub(crate) merchant: Merchant,
    /// The shop's name for people; empty when it has none.
    pub(crate) business: String,
    /// In whose name commands are sent; none where the shop has no API user.
    pub(crate) initiator: Option<Initiator>,
    pub(crate) shop: ShopId,
    pub(crate) shop_key: ShopKey,
    pub(crate) callback_base: String,
}

impl Credentials {
    /// Takes the secrets as the owner pasted them.
    ///
    /// # Errors
    /// When one is empty.
    pub fn parse(key: &str, secret: &str, passkey: &str) -> Result<Self, AppError> {
        Ok(Self {
            key: entered("consumer_key", key)?,
            secret: entered("consumer_secret", secret)?,
            passkey: entered("passkey", passkey)?,
            api_user: None,
        })
    }

    /// Adds the shop's API user as the owner pasted it; nothing where both are empty.
    ///
    /// # Errors
    /// When one is empty alone.
    pub fn with_api_user(self, name: &str, password: &str) -> Result<Self, AppError> {
        if name.trim().is_empty() && password.trim().is_empty() {
            return Ok(self);
        }
        let api_user = ApiUser {
            name: entered("initiator_name", name)?,
            password: entered("initiator_password", password)?,
        };
        Ok(Self {
            api_user: Some(api_user),
            ..self
        })
    }

    /// Makes a client that calls with these keys.
    pub(crate) fn client(&self, profile: &Profile, ports: &Ports) -> Result<Client, AppError> {
        let keys = AppKeys::new(self.key.expose(), self.secret.expose())?;
        let setup = Setup {
            base: profile.base.clone(),
            keys,
            style: profile.wire,
        };
        let client = Client::new(setup, ports.transport.clone(), ports.clock.clone());
        Ok(client.paced(Pace::default(), ports.entropy.clone()))
    }
}

impl ApiUser {
    /// Encrypts the password for Safaricom.
    fn initiator(
        &self,
        profile: &Profile,
        environment: Environment,
        ports: &Ports,
    ) -> Result<Initiator, AppError> {
        let certificate = match (profile.certificate.as_str(), environment) {
            ("", Environment::Production) => Certificate::production(),
            ("", Environment::Sandbox | Environment::Practice) => Certificate::sandbox(),
            (own, _) => Certificate::read(own.as_bytes())?,
        };
        let (name, password) = (self.name.expose(), self.password.expose());
        let (shortcode, entropy) = (profile.shortcode, ports.entropy.as_ref());
        Ok(Initiator::new(
            shortcode,
            name,
            password,
            &certificate,
            entropy,
        )?)
    }
}

impl ShopKey {
    /// Makes a new key of 256 bits, in hex.
    pub fn random(entropy: &dyn Entropy) -> Self {
        let mut bytes = [0; 32];
        entropy.fill(&mut bytes);
        Self::kept(hex::encode(bytes))
    }

    /// Takes a key that was kept.
    pub fn kept(text: String) -> Self {
        Self(Secret::new(text))
    }

    /// Shows the key, to keep it.
    pub fn expose(&self) -> &str {
        self.0.expose()
    }
}

impl Line {
    pub(crate) fn open(
        set_up: LineSetUp,
        environment: Environment,
        ports: &Ports,
    ) -> Result<Arc<Self>, AppError> {
        let LineSetUp {
            profile,
            credentials,
            shop_key,
        } = set_up;
        let merchant = Merchant::new(profile.shortcode, credentials.passkey.expose())?;
        let client = credentials.client(&profile, ports)?;
        let api_user = credentials.api_user.as_ref();
        let initiator = api_user.map(|user| user.initiator(&profile, environment, ports));
        let initiator = initiator.transpose()?;
        let Profile {
            shop,
            business,
            callback_base,
            ..
        } = profile;
        Ok(Arc::new(Self {
            client,
            merchant,
            business,
            initiator,
            shop,
            shop_key,
            callback_base,
        }))
    }

    /// Returns the tag of an attempt's path.
    pub(crate) fn tag(&self, attempt: AttemptId) -> Tag {
        Tag::of(self.shop_key.expose().as_bytes(), &self.shop, attempt)
    }

    /// Returns the address on which Safaricom reports an attempt.
    pub(crate) fn callback(&self, attempt: AttemptId) -> Result<CallbackUrl, daraja::Error> {
        let path = CallbackPath {
            shop: self.shop.clone(),
            attempt,
            tag: self.tag(attempt),
        };
        format!("{}{path}", self.callback_base).parse()
    }
}

fn entered(field: &'static str, text: &str) -> Result<Secret, AppError> {
    match text.trim() {
        "" => Err(AppError::SetUp {
            field,
            why: "it is missing".to_owned(),
        }),
        text => Ok(Secret::new(text.to_owned())),
    }
}
