//! What each secret is called in a keyring.

use std::fmt;

/// Which Safaricom a secret is for. The three never mix.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Environment {
    /// The stand-in that comes with the till.
    Practice,
    /// Safaricom's sandbox.
    Sandbox,
    /// Real money.
    Production,
}

/// What a secret does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum SecretKind {
    /// The app's name towards Safaricom's token service.
    ConsumerKey,
    /// The app's password towards it.
    ConsumerSecret,
    /// What signs STK pushes for a shortcode.
    Passkey,
    /// What the tags of callback paths are made with: ours, Safaricom never sees it.
    ShopKey,
    /// The name of the shop's API user at M-PESA, who asks for statuses and orders reversals.
    InitiatorName,
    /// That user's password.
    InitiatorPassword,
}

/// One secret of one shop in one environment. Prints as `practice/mama-njeri/passkey`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SecretName {
    /// Which Safaricom.
    pub environment: Environment,
    /// The shop's short name, as in its callback addresses.
    pub shop: String,
    /// Which of the shop's secrets.
    pub kind: SecretKind,
}

impl fmt::Display for Environment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Practice => "practice",
            Self::Sandbox => "sandbox",
            Self::Production => "production",
        })
    }
}

impl fmt::Display for SecretKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::ConsumerKey => "consumer-key",
            Self::ConsumerSecret => "consumer-secret",
            Self::Passkey => "passkey",
            Self::ShopKey => "shop-key",
            Self::InitiatorName => "initiator-name",
            Self::InitiatorPassword => "initiator-password",
        })
    }
}

impl fmt::Display for SecretName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}/{}", self.environment, self.shop, self.kind)
    }
}
