//! The rules for addresses that are registered once: stricter than those that go with a prompt.

use std::fmt;
use std::str::FromStr;

use domain::callback_path::FORBIDDEN_WORDS;
use url::Url;

use super::{is_public, is_this_machine};
use crate::error::Error;

/// Services that Safaricom refuses, above all in production.
///
/// Source: C2B page, 2025, "URL requirements".
const TUNNELS: [&str; 3] = ["ngrok", "mockbin", "requestbin"];

/// An address for C2B: https on a public host, without forbidden words and tunnels; or http on
/// this machine, for a stand-in. `Debug` hides it, since its path is a secret.
#[derive(Clone, PartialEq, Eq)]
pub struct RegisteredUrl(String);

/// Why Safaricom would not call an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UrlFault {
    /// It is none.
    NotAnAddress,
    /// It does not begin with `https://`.
    NotHttps,
    /// Its host can't be reached from outside.
    NotPublic,
    /// It holds a word that Safaricom's firewall refuses.
    Word(&'static str),
    /// It leads to a tunnel for developers.
    Tunnel(&'static str),
}

impl RegisteredUrl {
    /// The address as it is sent.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for RegisteredUrl {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        match UrlFault::of(text) {
            None => Ok(Self(text.trim().to_owned())),
            Some(fault) => Err(Error::RegisteredUrl(fault)),
        }
    }
}

impl UrlFault {
    /// The first fault of an address, or nothing.
    ///
    /// Source: C2B page, 2025, "URL requirements"; by practice they hold for prompts too.
    pub fn of(text: &str) -> Option<Self> {
        let lower = text.trim().to_lowercase();
        let Ok(url) = Url::parse(&lower) else {
            return Some(Self::NotAnAddress);
        };
        let holds = |word: &&&str| lower.contains(**word);
        let word = FORBIDDEN_WORDS.iter().find(holds).copied();
        let tunnel = TUNNELS.iter().find(holds).copied();
        let here = is_this_machine(&url);
        match url.scheme() {
            "http" if here => word.map(Self::Word),
            "https" if !is_public(&url) => Some(Self::NotPublic),
            "https" => word.map(Self::Word).or(tunnel.map(Self::Tunnel)),
            _ => Some(Self::NotHttps),
        }
    }
}

impl fmt::Display for UrlFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotAnAddress => f.write_str("not a web address"),
            Self::NotHttps => f.write_str("the address must begin with https://"),
            Self::NotPublic => f.write_str("the address can't be reached from outside"),
            Self::Word(word) => write!(f, "Safaricom refuses addresses that hold {word:?}"),
            Self::Tunnel(name) => write!(f, "Safaricom refuses the addresses of {name}"),
        }
    }
}

impl fmt::Debug for RegisteredUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RegisteredUrl(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_rule_of_safaricom_s_has_its_own_fault() {
        let check = |text: &str, expected: Option<UrlFault>| {
            assert_eq!(UrlFault::of(text), expected, "{text}");
            assert_eq!(
                text.parse::<RegisteredUrl>().is_ok(),
                expected.is_none(),
                "{text}"
            );
        };
        check("https://pos.example.co.ke/c2b/confirm/9f3c", None);
        check("http://127.0.0.1:9000/c2b/confirm/9f3c", None);
        check("pos.example.co.ke", Some(UrlFault::NotAnAddress));
        check("http://pos.example.co.ke/c2b", Some(UrlFault::NotHttps));
        check("ftp://pos.example.co.ke/c2b", Some(UrlFault::NotHttps));
        check("https://10.0.0.7/c2b", Some(UrlFault::NotPublic));
        check("https://till/c2b", Some(UrlFault::NotPublic));
        for word in FORBIDDEN_WORDS {
            let upper = word.to_uppercase();
            let fault = UrlFault::of(&format!("https://pos.example.co.ke/{upper}/c2b"));
            assert!(
                matches!(fault, Some(UrlFault::Word(_))),
                "{word}: {fault:?}"
            );
        }
        check("https://ab12.Ngrok.io/c2b", Some(UrlFault::Tunnel("ngrok")));
        check(
            "https://requestbin.com/c2b",
            Some(UrlFault::Tunnel("requestbin")),
        );
    }

    #[test]
    fn the_secret_path_is_not_in_debug_texts() {
        let url: RegisteredUrl = "https://pos.example.co.ke/c2b/9f3c".parse().unwrap();
        assert!(!format!("{url:?}").contains("9f3c"));
        assert_eq!(url.as_str(), "https://pos.example.co.ke/c2b/9f3c");
    }
}
