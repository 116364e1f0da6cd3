//! What the shop is at Safaricom, but for its secrets: settings of the book.

use daraja::{BaseUrl, CallbackUrl, Certificate, WireStyle};
use domain::callback_path::ShopId;
use domain::clock::Timestamp;
use domain::shortcode::Shortcode;
use ledger::{Environment, Readers};

use crate::clerk::Clerk;
use crate::error::AppError;

const SHOP: &str = "shop.id";
const BUSINESS: &str = "shop.business";
const SHORTCODE: &str = "mpesa.shortcode";
const CALLBACK_BASE: &str = "mpesa.callback_base";
const BASE_URL: &str = "mpesa.base_url";
const WIRE: &str = "mpesa.wire";
const CERTIFICATE: &str = "mpesa.certificate";

/// Where callbacks go of a shop that nobody can reach: a host that can't exist, so that the secret
/// paths reach nobody. Such a till works by asking.
pub const NOWHERE: &str = "https://till.invalid";

/// What the shop is at Safaricom, but for its secrets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Profile {
    /// The shop's name in its callback addresses.
    pub shop: ShopId,
    /// The shop's name for people.
    pub business: String,
    /// The number that is paid.
    pub shortcode: Shortcode,
    /// The public address of the till; [`NOWHERE`] when it has none.
    pub callback_base: String,
    /// Where Safaricom is.
    pub base: BaseUrl,
    /// How numbers are written.
    pub wire: WireStyle,
    /// The certificate that Safaricom gave the owner, as text (PEM); empty for the one that is
    /// known for the environment.
    pub certificate: String,
}

/// A profile as it is typed: every field a text. Those of the network may be empty.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ProfileForm {
    /// The shop's name in its callback addresses.
    pub shop: String,
    /// The shop's name for people.
    pub business: String,
    /// `paybill:<number>` or `till:<store>/<till>`.
    pub shortcode: String,
    /// The public address of the till; empty when it has none.
    pub callback_base: String,
    /// Where Safaricom is; empty for its own address.
    pub base_url: String,
    /// `numbers` or `strings`; empty for strings.
    pub wire: String,
    /// The certificate that Safaricom gave the owner, as text (PEM); empty for the known one.
    pub certificate: String,
}

impl Profile {
    /// Reads a form.
    ///
    /// # Errors
    /// [`AppError::SetUp`] names the field that can't be right.
    pub fn parse(form: &ProfileForm, environment: Environment) -> Result<Self, AppError> {
        let callback_base = match form.callback_base.trim() {
            "" => NOWHERE,
            base => base.trim_end_matches('/'),
        };
        let probe = format!("{callback_base}/h").parse::<CallbackUrl>();
        probe.map_err(|error| wrong("callback_base", &error))?;
        let certificate = form.certificate.trim();
        if !certificate.is_empty() {
            let read = Certificate::read(certificate.as_bytes());
            read.map_err(|error| wrong("certificate", &error))?;
        }
        Ok(Self {
            certificate: certificate.to_owned(),
            shop: form.shop.parse().map_err(|error| wrong("shop", &error))?,
            business: form.business.trim().to_owned(),
            shortcode: form
                .shortcode
                .parse()
                .map_err(|error| wrong("shortcode", &error))?,
            callback_base: callback_base.to_owned(),
            base: match form.base_url.trim() {
                "" => default_base(environment),
                base => base.parse().map_err(|error| wrong("base_url", &error))?,
            },
            wire: match form.wire.as_str() {
                "" => WireStyle::default(),
                name => wire_named(name).ok_or_else(|| wrong("wire", &"numbers or strings"))?,
            },
        })
    }

    /// Reads the profile; nothing when the shop was never set up.
    ///
    /// # Errors
    /// When the book can't be read, or a setting is not what it should be.
    pub fn read(readers: &Readers, environment: Environment) -> Result<Option<Self>, AppError> {
        let setting = |name: &str| readers.setting(name).map(Option::unwrap_or_default);
        let form = ProfileForm {
            shop: setting(SHOP)?,
            business: setting(BUSINESS)?,
            shortcode: setting(SHORTCODE)?,
            callback_base: setting(CALLBACK_BASE)?,
            base_url: setting(BASE_URL)?,
            wire: setting(WIRE)?,
            certificate: setting(CERTIFICATE)?,
        };
        match form.shop.as_str() {
            "" => Ok(None),
            _ => Self::parse(&form, environment).map(Some),
        }
    }

    /// Reads the shop's M-PESA number alone; none before it is set up.
    ///
    /// # Errors
    /// When the book can't be read.
    pub(crate) fn read_shortcode(readers: &Readers) -> Result<Option<Shortcode>, AppError> {
        let kept = readers.setting(SHORTCODE)?;
        Ok(kept.and_then(|text| text.parse().ok()))
    }

    /// Writes the profile: each setting that changed is a fact of the journal.
    ///
    /// # Errors
    /// When the book can't be written.
    pub async fn write(&self, clerk: &Clerk, now: Timestamp) -> Result<(), AppError> {
        let settings = [
            (SHOP, self.shop.to_string()),
            (BUSINESS, self.business.clone()),
            (SHORTCODE, self.shortcode.to_string()),
            (CALLBACK_BASE, self.callback_base.clone()),
            (BASE_URL, self.base.to_string()),
            (WIRE, wire_name(self.wire).to_owned()),
            (CERTIFICATE, self.certificate.clone()),
        ];
        Ok(clerk.set(now, settings).await?)
    }
}

/// Returns Safaricom's own address for an environment.
pub fn default_base(environment: Environment) -> BaseUrl {
    match environment {
        Environment::Production => BaseUrl::production(),
        Environment::Sandbox | Environment::Practice => BaseUrl::sandbox(),
    }
}

/// Returns the name of a wire style, as in the settings and the interfaces.
pub const fn wire_name(style: WireStyle) -> &'static str {
    match style {
        WireStyle::Numbers => "numbers",
        WireStyle::Strings => "strings",
    }
}

/// Finds a wire style by its name.
pub fn wire_named(name: &str) -> Option<WireStyle> {
    [WireStyle::Numbers, WireStyle::Strings]
        .into_iter()
        .find(|style| wire_name(*style) == name)
}

fn wrong(field: &'static str, error: &impl ToString) -> AppError {
    AppError::SetUp {
        field,
        why: error.to_string(),
    }
}
