//! The line to Safaricom: whom to call, in whose name, and where to be called back.

use std::sync::Arc;

use daraja::{AppKeys, BaseUrl, CallbackUrl, Client, Merchant, Setup, WireStyle};
use domain::callback_path::{CallbackPath, ShopId, Tag};
use domain::ids::AttemptId;

use crate::ports::Ports;

/// What a line is made of.
#[derive(Clone, Debug)]
pub struct LineSetUp {
    /// The shop's name in its callback addresses.
    pub shop: ShopId,
    /// Where Safaricom is.
    pub base: BaseUrl,
    /// How numbers are written.
    pub wire: WireStyle,
    /// The keys of the shop's app.
    pub keys: AppKeys,
    /// The shop's number and its passkey.
    pub merchant: Merchant,
    /// Makes the secret part of each callback path.
    pub shop_key: daraja::Secret,
    /// The public address under which the till (or nothing) is reached, as `https://shop.co.ke`.
    pub callback_base: String,
}

/// An open line.
pub(crate) struct Line {
    pub(crate) client: Client,
    pub(crate) merchant: Merchant,
    pub(crate) shop: ShopId,
    shop_key: daraja::Secret,
    callback_base: String,
}

impl Line {
    pub(crate) fn open(set_up: LineSetUp, ports: &Ports) -> Arc<Self> {
        let LineSetUp {
            shop,
            base,
            wire,
            keys,
            merchant,
            shop_key,
            callback_base,
        } = set_up;
        let setup = Setup {
            base,
            keys,
            style: wire,
        };
        let client = Client::new(setup, ports.transport.clone(), ports.clock.clone());
        let callback_base = callback_base.trim_end_matches('/').to_owned();
        Arc::new(Self {
            client,
            merchant,
            shop,
            shop_key,
            callback_base,
        })
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
