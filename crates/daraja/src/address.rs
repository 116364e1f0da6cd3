//! The two addresses of a shop: where Safaricom is, and where Safaricom calls back.

mod registered;

use std::fmt;
use std::net::{Ipv4Addr, Ipv6Addr};
use std::str::FromStr;

use url::{Host, Url};

use crate::error::Error;

pub use registered::{RegisteredUrl, UrlFault};

/// Where the API is: without a path of its own, without a slash at the end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BaseUrl(String);

/// Where Safaricom reports what came of a prompt. `Debug` hides the path, which is a secret.
#[derive(Clone, PartialEq, Eq)]
pub struct CallbackUrl(String);

impl BaseUrl {
    /// Safaricom's sandbox.
    pub fn sandbox() -> Self {
        Self("https://sandbox.safaricom.co.ke".to_owned())
    }

    /// Safaricom itself.
    pub fn production() -> Self {
        Self("https://api.safaricom.co.ke".to_owned())
    }

    /// A stand-in for Safaricom on any host of a network that is trusted or simulated: the only
    /// way to send without https to another machine.
    ///
    /// # Errors
    /// [`Error::BaseUrl`] when it is no http address.
    pub fn stand_in(text: &str) -> Result<Self, Error> {
        let url = Url::parse(text.trim()).map_err(|_| Error::BaseUrl)?;
        match url.scheme() {
            "http" | "https" => Ok(Self(trimmed(&url))),
            _ => Err(Error::BaseUrl),
        }
    }

    pub(crate) fn with(&self, path: &str) -> String {
        format!("{}{path}", self.0)
    }
}

/// Reads an https address, or an http address of this machine (where a stand-in listens).
impl FromStr for BaseUrl {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let url = Url::parse(text.trim()).map_err(|_| Error::BaseUrl)?;
        match url.scheme() {
            "https" => Ok(Self(trimmed(&url))),
            "http" if is_this_machine(&url) => Ok(Self(trimmed(&url))),
            _ => Err(Error::BaseUrl),
        }
    }
}

impl fmt::Display for BaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl CallbackUrl {
    /// The address as it is sent.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Reads a public https address without the words that Safaricom's firewall refuses, or an http
/// address of this machine (for a stand-in). Tunnels for developers pass here, unlike in a
/// [`RegisteredUrl`]: prompts of the sandbox are reported through them.
///
/// Source: C2B page, 2025, "URL requirements"; by practice they hold for prompts too.
impl FromStr for CallbackUrl {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        match UrlFault::of(text) {
            None | Some(UrlFault::Tunnel(_)) => Ok(Self(text.trim().to_owned())),
            Some(_) => Err(Error::CallbackUrl),
        }
    }
}

impl fmt::Debug for CallbackUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CallbackUrl(…)")
    }
}

fn trimmed(url: &Url) -> String {
    url.as_str().trim_end_matches('/').to_owned()
}

fn is_this_machine(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        Some(Host::Domain(name)) => name == "localhost",
        None => false,
    }
}

fn is_public(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(ip)) => is_public_v4(ip),
        Some(Host::Ipv6(ip)) => match ip.to_ipv4_mapped() {
            Some(ip) => is_public_v4(ip),
            None => !(ip.is_loopback() || ip.is_unspecified() || is_local_v6(ip)),
        },
        Some(Host::Domain(name)) => name.contains('.') && name.rsplit('.').next() != Some("local"),
        None => false,
    }
}

fn is_public_v4(ip: Ipv4Addr) -> bool {
    let shared = ip.octets()[0] == 100 && ip.octets()[1] & 0xc0 == 64;
    let local = ip.is_loopback() || ip.is_private() || ip.is_link_local();
    !(local || shared || ip.is_unspecified() || ip.is_broadcast())
}

fn is_local_v6(ip: Ipv6Addr) -> bool {
    ip.is_unique_local() || ip.is_unicast_link_local()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_api_is_reached_by_https_or_on_this_machine() {
        let check = |text: &str, expected: Option<&str>| {
            let read = text.parse::<BaseUrl>().ok().map(|base| base.to_string());
            assert_eq!(read.as_deref(), expected, "{text}");
        };
        check(
            "https://api.safaricom.co.ke/",
            Some("https://api.safaricom.co.ke"),
        );
        check("http://127.0.0.1:8080", Some("http://127.0.0.1:8080"));
        check("http://localhost:1", Some("http://localhost:1"));
        check("http://[::1]:1", Some("http://[::1]:1"));
        check("http://api.safaricom.co.ke", None);
        check("http://127.0.0.1.example.com", None);
        check("ftp://localhost", None);
        check("", None);
        assert!(BaseUrl::stand_in("http://daraja:80").is_ok());
    }

    #[test]
    fn safaricom_is_only_given_addresses_that_it_can_call() {
        let check = |text: &str, fits: bool| {
            assert_eq!(text.parse::<CallbackUrl>().is_ok(), fits, "{text}");
        };
        check("https://pos.example.co.ke/h/duka/1/5f2c9a", true);
        check("http://127.0.0.1:9000/h/duka/1/5f2c9a", true);
        check("http://pos.example.co.ke/h", false);
        check("https://127.0.0.1/h", false);
        check("https://192.168.1.10/h", false);
        check("https://100.64.0.1/h", false);
        check("https://0.0.0.0/h", false);
        check("https://[::1]/h", false);
        check("https://[::ffff:10.0.0.1]/h", false);
        check("https://[fe80::1]/h", false);
        check("https://196.201.212.69/h", true);
        check("https://abc.ngrok.io/h", true);
        check("https://localhost/h", false);
        check("https://till.local/h", false);
        check("https://pos.example.co.ke/MPESA/h", false);
        check("https://pos.example.co.ke/exec/h", false);
        check("pos.example.co.ke/h", false);
    }

    #[test]
    fn the_secret_path_is_not_in_debug_texts() {
        let url: CallbackUrl = "https://pos.example.co.ke/h/5f2c9a".parse().unwrap();
        assert!(!format!("{url:?}").contains("5f2c9a"));
        assert_eq!(url.as_str(), "https://pos.example.co.ke/h/5f2c9a");
    }
}
