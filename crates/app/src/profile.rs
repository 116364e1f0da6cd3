//! What the shop is at Safaricom, but for its secrets: settings of the book.

use daraja::{BaseUrl, WireStyle};
use domain::callback_path::ShopId;
use domain::shortcode::Shortcode;
use ledger::{Actor, Environment, OWNER, Readers};

use crate::clerk::Clerk;
use crate::error::AppError;
use domain::clock::Timestamp;

const SHOP: &str = "shop.id";
const BUSINESS: &str = "shop.business";
const SHORTCODE: &str = "mpesa.shortcode";
const CALLBACK_BASE: &str = "mpesa.callback_base";
const BASE_URL: &str = "mpesa.base_url";
const WIRE: &str = "mpesa.wire";

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
}

impl Profile {
    /// Reads the profile; nothing when the shop was never set up.
    ///
    /// # Errors
    /// When the book can't be read, or a setting is not what it should be.
    pub fn read(readers: &Readers, environment: Environment) -> Result<Option<Self>, AppError> {
        let setting = |name: &str| readers.setting(name);
        let (Some(shop), Some(shortcode)) = (setting(SHOP)?, setting(SHORTCODE)?) else {
            return Ok(None);
        };
        let base = match setting(BASE_URL)? {
            Some(base) => base.parse().map_err(|error| wrong("base_url", &error))?,
            None => default_base(environment),
        };
        Ok(Some(Self {
            shop: shop.parse().map_err(|error| wrong("shop", &error))?,
            business: setting(BUSINESS)?.unwrap_or_default(),
            shortcode: shortcode
                .parse()
                .map_err(|error| wrong("shortcode", &error))?,
            callback_base: setting(CALLBACK_BASE)?.unwrap_or_else(|| NOWHERE.to_owned()),
            base,
            wire: setting(WIRE)?
                .as_deref()
                .and_then(wire_named)
                .unwrap_or_default(),
        }))
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
        ];
        let write = move |tx: &ledger::Tx<'_>| {
            settings
                .iter()
                .try_for_each(|(name, value)| tx.set(now, Actor::Person(OWNER), name, value))
        };
        Ok(clerk.write(write).await?)
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
