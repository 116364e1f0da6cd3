//! The set-up screen's form, and how it is shown and kept.

use std::time::Duration;

use app::{AppError, Credentials, Environment, Profile, ProfileForm, Till, wire_name};
use domain::shortcode::Shortcode;
use serde::{Deserialize, Serialize};
use specta::Type;
use specta_typescript::Number;

use crate::views::EnvironmentView;

/// `PayBill` or Buy Goods till.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ShortcodeKind {
    #[default]
    PayBill,
    Till,
}

/// How numbers are written to Safaricom.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub(crate) enum WireStyle {
    Numbers,
    #[default]
    Strings,
}

/// What is known of the keyring.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub(crate) enum KeyringState {
    /// It works, or was not needed yet.
    Ready,
    /// There is none on this machine.
    Missing,
    /// It is locked.
    Locked,
    /// The secrets are in an encrypted file that wants its passphrase.
    Sealed,
}

/// How the shop is set up. Secrets are never read back.
#[derive(Clone, Debug, Serialize, Type)]
pub(crate) struct SetUpView {
    pub(crate) environment: EnvironmentView,
    pub(crate) kind: ShortcodeKind,
    pub(crate) pay_bill: String,
    pub(crate) store: String,
    pub(crate) till: String,
    pub(crate) callback_base: String,
    pub(crate) base_url: String,
    pub(crate) wire: WireStyle,
    pub(crate) certificate: String,
    pub(crate) secrets_kept: bool,
    pub(crate) keyring: KeyringState,
}

/// What the owner typed.
#[derive(Clone, Deserialize, Type)]
pub(crate) struct SetUpForm {
    pub(crate) environment: EnvironmentView,
    pub(crate) kind: ShortcodeKind,
    pub(crate) pay_bill: String,
    pub(crate) store: String,
    pub(crate) till: String,
    pub(crate) callback_base: String,
    pub(crate) base_url: String,
    pub(crate) wire: WireStyle,
    /// The certificate that Safaricom gave the owner (PEM); empty for the known one.
    pub(crate) certificate: String,
    pub(crate) consumer_key: String,
    pub(crate) consumer_secret: String,
    pub(crate) passkey: String,
    /// The shop's API user at M-PESA, and his password; both empty without one.
    pub(crate) initiator_name: String,
    pub(crate) initiator_password: String,
    /// Set when the secrets shall go to an encrypted file instead of the keyring.
    pub(crate) passphrase: Option<String>,
    /// Begins a new encrypted file and sets the one that can't be opened aside.
    pub(crate) new_file: bool,
}

/// Safaricom's answer to the keys: a token, and where it came from. Practice needs none.
#[derive(Clone, Debug, Default, Serialize, Type)]
pub(crate) struct Proof {
    #[specta(type = Number)]
    pub(crate) expires_in_s: u64,
    pub(crate) base_url: String,
}

impl ShortcodeKind {
    /// Tells what a till's number is.
    pub(crate) fn of(till: &Till) -> Option<Self> {
        match till.shop_number().ok()?? {
            Shortcode::PayBill { .. } => Some(Self::PayBill),
            Shortcode::Till { .. } => Some(Self::Till),
        }
    }
}

impl SetUpForm {
    /// Reads the form in the name of `shop`.
    pub(crate) fn read(&self, shop: String) -> Result<(Profile, Credentials), AppError> {
        let credentials =
            Credentials::parse(&self.consumer_key, &self.consumer_secret, &self.passkey)?
                .with_api_user(&self.initiator_name, &self.initiator_password)?;
        let form = ProfileForm {
            shop,
            business: String::new(),
            shortcode: match self.kind {
                ShortcodeKind::PayBill => format!("paybill:{}", self.pay_bill.trim()),
                ShortcodeKind::Till => format!("till:{}/{}", self.store.trim(), self.till.trim()),
            },
            callback_base: self.callback_base.clone(),
            base_url: self.base_url.clone(),
            wire: match self.wire {
                WireStyle::Numbers => "numbers".to_owned(),
                WireStyle::Strings => "strings".to_owned(),
            },
            certificate: self.certificate.clone(),
        };
        Ok((Profile::parse(&form, self.environment.into())?, credentials))
    }
}

impl Proof {
    /// Shows that Safaricom gave a token that is good for so long.
    pub(crate) fn by(profile: &Profile, lifetime: Duration) -> Self {
        Self {
            expires_in_s: lifetime.as_secs(),
            base_url: profile.base.to_string(),
        }
    }
}

impl SetUpView {
    /// Shows the set-up of a till.
    pub(crate) fn of(till: &Till, keyring: KeyringState) -> Result<Self, AppError> {
        let kept = Profile::read(till.clerk().readers(), till.environment())?;
        let blank = Self::blank(till.environment(), keyring);
        let Some(profile) = kept else {
            return Ok(blank);
        };
        let (kind, pay_bill, store, till) = match profile.shortcode {
            Shortcode::PayBill { number } => (
                ShortcodeKind::PayBill,
                number.to_string(),
                String::new(),
                String::new(),
            ),
            Shortcode::Till { store, till } => (
                ShortcodeKind::Till,
                String::new(),
                store.to_string(),
                till.to_string(),
            ),
        };
        let wire = match wire_name(profile.wire) {
            "numbers" => WireStyle::Numbers,
            _ => WireStyle::Strings,
        };
        let callback_base = match profile.callback_base.as_str() {
            app::NOWHERE => String::new(),
            base => base.to_owned(),
        };
        let base_url = match profile.base {
            base if base == app::default_base(blank.environment.into()) => String::new(),
            own => own.to_string(),
        };
        let secrets_kept = keyring == KeyringState::Ready;
        Ok(Self {
            kind,
            pay_bill,
            store,
            till,
            callback_base,
            base_url,
            wire,
            certificate: profile.certificate,
            secrets_kept,
            ..blank
        })
    }

    /// Shows that nothing is set up.
    pub(crate) fn blank(environment: Environment, keyring: KeyringState) -> Self {
        Self {
            environment: environment.into(),
            kind: ShortcodeKind::default(),
            pay_bill: String::new(),
            store: String::new(),
            till: String::new(),
            callback_base: String::new(),
            base_url: String::new(),
            wire: WireStyle::default(),
            certificate: String::new(),
            secrets_kept: false,
            keyring,
        }
    }
}
