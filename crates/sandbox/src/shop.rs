//! The shop that takes the money: its numbers and its keys at Safaricom.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};

/// The shop as Safaricom knows it. `Debug` hides its keys.
#[derive(Clone)]
pub struct Shop {
    /// The name that the prompt shows.
    pub name: String,
    /// The numbers that it is paid by.
    pub shortcode: Shortcode,
    /// The app's consumer key.
    pub consumer_key: String,
    /// The app's consumer secret.
    pub consumer_secret: String,
    /// The passkey that makes the password of a push.
    pub passkey: String,
}

/// How the shop is paid.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Shortcode {
    /// One number for everything.
    PayBill {
        /// The `PayBill` number.
        number: String,
    },
    /// Buy Goods: two numbers, easily mixed up.
    Till {
        /// The store or head-office number: it asks, and makes the password.
        store: String,
        /// The till number printed in the shop: it receives.
        till: String,
    },
}

/// The public passkey of Safaricom's own sandbox. Source: reference section 10.
const PUBLIC_PASSKEY: &str = "bfb279f9aa9bdbcf158e97dd71a467cd2e0c893059b10f78e6b72ada1ed2c919";

impl Default for Shop {
    /// The `PayBill` of Safaricom's public sandbox. Source: reference section 10.
    fn default() -> Self {
        Self {
            name: "Duka la Mazoezi".to_owned(),
            shortcode: Shortcode::PayBill {
                number: "174379".to_owned(),
            },
            consumer_key: "practice-consumer-key".to_owned(),
            consumer_secret: "practice-consumer-secret".to_owned(),
            passkey: PUBLIC_PASSKEY.to_owned(),
        }
    }
}

impl fmt::Debug for Shop {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Shop")
            .field("name", &self.name)
            .field("shortcode", &self.shortcode)
            .finish_non_exhaustive()
    }
}

impl Shop {
    /// Returns the password of a push or query.
    ///
    /// Source: reference section 2, base64(shortcode + passkey + timestamp).
    pub(crate) fn password(&self, timestamp: &str) -> String {
        STANDARD.encode(format!(
            "{}{}{timestamp}",
            self.shortcode.asking(),
            self.passkey
        ))
    }

    /// Whether a Basic header's value carries the shop's key and secret.
    pub(crate) fn opens(&self, basic: &str) -> bool {
        let pair = format!("{}:{}", self.consumer_key, self.consumer_secret);
        STANDARD
            .decode(basic)
            .is_ok_and(|sent| sent == pair.as_bytes())
    }
}

impl Shortcode {
    /// Returns the number that asks: `BusinessShortCode` on the wire.
    pub fn asking(&self) -> &str {
        match self {
            Self::PayBill { number } => number,
            Self::Till { store, .. } => store,
        }
    }

    /// Whether a number is the shop's.
    pub(crate) fn has(&self, number: &str) -> bool {
        number == self.asking() || number == self.receiving()
    }

    /// Returns the number that receives: `PartyB` on the wire.
    pub fn receiving(&self) -> &str {
        match self {
            Self::PayBill { number } => number,
            Self::Till { till, .. } => till,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_password_of_the_official_sample_comes_out_the_same() {
        assert_eq!(
            Shop::default().password("20210628092408"),
            "MTc0Mzc5YmZiMjc5ZjlhYTliZGJjZjE1OGU5N2RkNzFhNDY3Y2QyZTBjODkzMDU5YjEwZjc4ZTZiNzJhZGEx\
             ZWQyYzkxOTIwMjEwNjI4MDkyNDA4"
        );
    }
}
