//! Where the shop's secrets come from: a file, the environment, or the keyring. Never the command
//! line, which every program of the machine can read.

use std::collections::BTreeMap;
use std::path::Path;

use app::{Credentials, Ports, ShopKey};
use vault::Sensitive;

use crate::args::Network;
use crate::exit::Failure;

/// The names of the secrets; as variables `KAUNTA_CONSUMER_KEY` and so on.
const NAMES: [&str; 6] = [
    "consumer_key",
    "consumer_secret",
    "passkey",
    "shop_key",
    "initiator_name",
    "initiator_password",
];
const PREFIX: &str = "KAUNTA_";

/// Secrets by name, and where they were found.
pub(crate) struct Given {
    secrets: BTreeMap<&'static str, Sensitive>,
    origin: String,
}

impl Given {
    /// Takes what was given to this run: a file, else the environment; nothing when neither was.
    pub(crate) fn of(network: &Network) -> Result<Option<Self>, Failure> {
        match &network.credentials {
            Some(path) => Self::from_file(path).map(Some),
            None => Ok(Some(Self::from_env()).filter(|given| !given.secrets.is_empty())),
        }
    }

    /// Reads the secrets that a shop needs.
    pub(crate) fn read(&self, ports: &Ports) -> Result<(Credentials, ShopKey), Failure> {
        let key = self.named("consumer_key")?;
        let credentials =
            Credentials::parse(key, self.named("consumer_secret")?, self.named("passkey")?)?;
        let optional = |name| self.secrets.get(name).map_or("", Sensitive::expose);
        let (user, password) = (optional("initiator_name"), optional("initiator_password"));
        let credentials = credentials.with_api_user(user, password)?;
        let shop_key = match self.secrets.get("shop_key") {
            Some(kept) => ShopKey::kept(kept.expose().to_owned()),
            None => ShopKey::random(ports.entropy.as_ref()),
        };
        Ok((credentials, shop_key))
    }

    fn from_env() -> Self {
        let found = NAMES.into_iter().filter_map(|name| {
            let value = std::env::var(variable(name)).ok()?;
            (!value.trim().is_empty()).then(|| (name, Sensitive::new(value.trim())))
        });
        Self {
            secrets: found.collect(),
            origin: "the environment".to_owned(),
        }
    }

    fn from_file(path: &Path) -> Result<Self, Failure> {
        let origin = path.display().to_string();
        let bad = |why: String| Failure::bad_input("bad_credentials", format!("{origin}: {why}"));
        let text = std::fs::read_to_string(path).map_err(|error| bad(error.to_string()))?;
        if is_open_to_others(path) {
            eprintln!("Warning: others can read {origin}: `chmod 600` makes it yours alone.");
        }
        let secrets = parse(&Sensitive::new(text)).map_err(bad)?;
        Ok(Self { secrets, origin })
    }

    fn named(&self, name: &str) -> Result<&str, Failure> {
        let missing = || {
            let why = format!("{} is missing in {}", variable(name), self.origin);
            Failure::bad_input("bad_credentials", why)
        };
        self.secrets
            .get(name)
            .map(Sensitive::expose)
            .ok_or_else(missing)
    }
}

/// Reads a JSON object, or lines of `NAME=VALUE`. Names may be written as variables. What is wrong
/// is told without a word of the contents.
fn parse(text: &Sensitive) -> Result<BTreeMap<&'static str, Sensitive>, String> {
    let text = text.expose().trim_start_matches('\u{feff}').trim();
    let mut secrets = BTreeMap::new();
    let mut take = |name: &str, value: &str| {
        if let Some(name) = known(name).filter(|_| !value.is_empty()) {
            secrets.insert(name, Sensitive::new(value));
        }
    };
    if text.starts_with('{') {
        let pairs: BTreeMap<String, String> = serde_json::from_str(text)
            .map_err(|error| format!("line {} is not JSON with texts as values", error.line()))?;
        for (name, value) in &pairs {
            take(name, value.trim());
        }
        return Ok(secrets);
    }
    for (number, line) in (1..).zip(text.lines().map(str::trim)) {
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let (name, value) = line
            .split_once('=')
            .ok_or_else(|| format!("line {number} is not NAME=VALUE"))?;
        take(name, value.trim().trim_matches(['"', '\'']));
    }
    Ok(secrets)
}

fn known(name: &str) -> Option<&'static str> {
    let name = name
        .trim()
        .trim_start_matches("export ")
        .to_ascii_uppercase();
    let name = name.strip_prefix(PREFIX).unwrap_or(&name);
    NAMES
        .into_iter()
        .find(|known| known.eq_ignore_ascii_case(name))
}

fn variable(name: &str) -> String {
    format!("{PREFIX}{}", name.to_ascii_uppercase())
}

#[cfg(unix)]
fn is_open_to_others(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    std::fs::metadata(path).is_ok_and(|file| file.permissions().mode() & 0o077 != 0)
}

/// Windows keeps a person's files from others by their folder.
#[cfg(not(unix))]
fn is_open_to_others(_: &Path) -> bool {
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: Result<&[(&str, &str)], &str>) {
        let found = parse(&Sensitive::new(text));
        let shown = found.as_ref().map(|secrets| {
            let pairs = secrets.iter().map(|(name, value)| (*name, value.expose()));
            pairs.collect::<Vec<_>>()
        });
        assert_eq!(
            shown.map_err(String::as_str),
            expected.map(<[_]>::to_vec),
            "{text:?}"
        );
    }

    #[test]
    fn both_forms_are_read_and_other_names_are_left_alone() {
        let both: &[_] = &[("consumer_key", "k"), ("passkey", "p=q")];
        check(
            "KAUNTA_CONSUMER_KEY=k\r\n# a note\n\npasskey = p=q\nPATH=/x",
            Ok(both),
        );
        check(
            "export KAUNTA_CONSUMER_KEY='k'\nKAUNTA_PASSKEY=\"p=q\"",
            Ok(both),
        );
        check(
            r#"{"consumer_key": "k", "passkey": "p=q", "other": ""}"#,
            Ok(both),
        );
        check(
            "\u{feff}{\"consumer_key\": \"k\", \"KAUNTA_PASSKEY\": \"p=q\"}",
            Ok(both),
        );
        check("passkey=", Ok(&[]));
    }

    #[test]
    fn what_is_wrong_is_told_without_the_contents() {
        check("consumer_key=k\nhush", Err("line 2 is not NAME=VALUE"));
        check(
            "{\"passkey\": \"hush",
            Err("line 1 is not JSON with texts as values"),
        );
        check(
            "{\"passkey\": 17}",
            Err("line 1 is not JSON with texts as values"),
        );
    }
}
