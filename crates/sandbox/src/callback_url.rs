//! Which addresses of the shop are taken: `CallBackURL` and its like.
//!
//! Source: reference section 2, lengths, amounts, time; section 4, URL rules.

use std::net::IpAddr;

use http::Uri;

use crate::config::CallbackHosts;

/// Words that must not stand anywhere in the URL, in any letter case.
const FORBIDDEN: [&str; 8] = [
    "mpesa",
    "m-pesa",
    "safaricom",
    "exe",
    "exec",
    "cmd",
    "sql",
    "query",
];

/// Hosts that lend addresses, refused where addresses must be public.
const LENT: [&str; 3] = ["ngrok", "mockbin", "requestbin"];

/// Whether a callback may go to the URL.
pub(crate) fn is_accepted(url: &str, hosts: CallbackHosts) -> bool {
    let lower = url.to_ascii_lowercase();
    if FORBIDDEN.iter().any(|word| lower.contains(word)) {
        return false;
    }
    let Ok(uri) = url.parse::<Uri>() else {
        return false;
    };
    let host = uri.host().unwrap_or_default();
    match (uri.scheme_str(), hosts) {
        (Some("http" | "https"), CallbackHosts::Any) => !host.is_empty(),
        (Some("https"), CallbackHosts::Public) => is_public(host),
        _ => false,
    }
}

fn is_public(host: &str) -> bool {
    match host.trim_matches(['[', ']']).parse() {
        Ok(IpAddr::V4(ip)) => {
            !(ip.is_private() || ip.is_loopback() || ip.is_link_local() || ip.is_unspecified())
        }
        Ok(IpAddr::V6(ip)) => {
            !(ip.is_loopback() || ip.is_unique_local() || ip.is_unicast_link_local())
        }
        Err(_) => host.contains('.') && !LENT.iter().any(|name| host.contains(name)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_are_judged_as_safaricom_judges_them() {
        use CallbackHosts::{Any, Public};
        for (url, hosts, holds) in [
            ("https://pos.example.co.ke/h/5f2c9a", Public, true),
            ("http://pos.example.co.ke/h/5f2c9a", Public, false),
            ("https://localhost/h", Public, false),
            ("https://192.168.1.4/h", Public, false),
            ("https://[::1]/h", Public, false),
            ("https://5f2c9a.ngrok.io/h", Public, false),
            ("http://127.0.0.1:4000/h/5f2c9a", Any, true),
            ("ftp://pos.example.co.ke/h", Any, false),
            ("/h/5f2c9a", Any, false),
            ("", Any, false),
            ("https://pos.example.co.ke/MPesa/5f2c9a", Any, false),
            ("https://pos.example.co.ke/h?Query=1", Any, false),
        ] {
            assert_eq!(is_accepted(url, hosts), holds, "{url}");
        }
    }
}
