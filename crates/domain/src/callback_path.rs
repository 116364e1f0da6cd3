//! The secret paths on which Safaricom calls: `/h/<shop>/<attempt>/<tag>` reports one attempt,
//! `/h/<shop>/<notice>/<tag>` tells of what customers pay by themselves, and
//! `/h/<shop>/done-<command>/<tag>` brings the result of a command,
//! `/h/<shop>/late-<command>/<tag>` word that there will be none.
//!
//! Nothing that Safaricom sends is signed, so whoever knows a path can speak for it. The tag is an
//! HMAC that only the shop can make; the book keeps its digest, which is enough to check it.

use std::fmt;
use std::str::FromStr;

use hmac::{Hmac, Mac};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;
use thiserror::Error;

use crate::ids::{AttemptId, CommandId};

/// Words that Safaricom's firewall refuses in a URL, in any letter case.
///
/// Source: reference section 4, "URL rules".
pub const FORBIDDEN_WORDS: [&str; 8] = [
    "m-pesa",
    "mpesa",
    "safaricom",
    "exe",
    "exec",
    "cmd",
    "sql",
    "query",
];

/// A shop's short name in its callback addresses: 3 to 32 of `a-z`, `0-9` and `-`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ShopId(String);

/// The unguessable last part of a path: 128 bits. `Debug` hides it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Tag([u8; 16]);

/// SHA-256 of a tag: what the book keeps. Compared in constant time.
#[derive(Clone, Copy, Debug)]
pub struct TagDigest([u8; 32]);

/// Where one attempt is reported.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallbackPath {
    /// Whose attempt.
    pub shop: ShopId,
    /// Which attempt.
    pub attempt: AttemptId,
    /// The proof that the caller was told this path.
    pub tag: Tag,
}

/// What Safaricom tells or asks of a customer who pays by himself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Notice {
    /// Money has moved.
    Confirmation,
    /// Whether the shop takes the money, before it moves.
    Validation,
}

/// Where a shop is told or asked of customers who pay by themselves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoticePath {
    /// Which shop.
    pub shop: ShopId,
    /// What of.
    pub notice: Notice,
    /// The proof that the caller was told this path.
    pub tag: Tag,
}

/// What Safaricom tells of a command after it took it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum News {
    /// What came of it.
    Result,
    /// That no result will come.
    TimeOut,
}

/// Where news of one command come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CommandPath {
    /// Whose command.
    pub shop: ShopId,
    /// Which command.
    pub command: CommandId,
    /// What is told here.
    pub news: News,
    /// The proof that the caller was told this path: one tag for both.
    pub tag: Tag,
}

/// A path on which Safaricom calls.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SecretPath {
    /// One attempt's own.
    Attempt(CallbackPath),
    /// The shop's, for all that customers pay by themselves.
    Notice(NoticePath),
    /// One command's own.
    Command(CommandPath),
}

/// Why a text is not a path of ours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum PathError {
    /// Not of the form `/h/<shop>/<attempt, notice or command>/<tag>`.
    #[error("not a callback path")]
    NotAPath,
    /// The shop's name has other signs, another length, or a word that Safaricom refuses.
    #[error("a shop's name in addresses has 3 to 32 of a-z, 0-9 and -, and no word like mpesa")]
    ShopName,
}

impl Tag {
    /// Makes the tag of an attempt with the shop's key.
    pub fn of(shop_key: &[u8], shop: &ShopId, attempt: AttemptId) -> Self {
        Self::made(shop_key, shop, &attempt.to_string())
    }

    /// Makes the tag of a path for notices with the shop's key.
    pub fn of_notice(shop_key: &[u8], shop: &ShopId, notice: Notice) -> Self {
        Self::made(shop_key, shop, notice.segment())
    }

    /// Makes the tag of a command with the shop's key.
    pub fn of_command(shop_key: &[u8], shop: &ShopId, command: CommandId) -> Self {
        Self::made(shop_key, shop, &format!("command-{command}"))
    }

    fn made(shop_key: &[u8], shop: &ShopId, what: &str) -> Self {
        let mut mac =
            Hmac::<Sha256>::new_from_slice(shop_key).expect("a key of any length will do");
        mac.update(shop.0.as_bytes());
        mac.update(b"/");
        mac.update(what.as_bytes());
        let mut tag = [0; 16];
        tag.copy_from_slice(&mac.finalize().into_bytes()[..16]);
        Self(tag)
    }

    /// Returns the digest that the book keeps.
    pub fn digest(&self) -> TagDigest {
        TagDigest(Sha256::digest(self.0).into())
    }
}

impl TagDigest {
    /// Takes a digest from the book.
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// Returns the bytes to keep.
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// Tells in constant time whether the tag is the one that was digested.
    pub fn admits(&self, tag: &Tag) -> bool {
        self.0.ct_eq(&tag.digest().0).into()
    }
}

impl Notice {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Confirmation, Self::Validation];

    /// Its part of a path.
    const fn segment(self) -> &'static str {
        match self {
            Self::Confirmation => "paid",
            Self::Validation => "asked",
        }
    }
}

impl News {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Result, Self::TimeOut];

    /// With what its part of a path begins, before the command.
    const fn prefix(self) -> &'static str {
        match self {
            Self::Result => "done-",
            Self::TimeOut => "late-",
        }
    }

    fn read(segment: &str) -> Option<(Self, CommandId)> {
        let command = |news: Self| segment.strip_prefix(news.prefix())?.parse().ok();
        let mut both = Self::ALL.into_iter();
        both.find_map(|news| Some((news, command(news)?)))
    }
}

impl FromStr for ShopId {
    type Err = PathError;

    fn from_str(text: &str) -> Result<Self, PathError> {
        let sign = |byte: u8| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-');
        let refused = FORBIDDEN_WORDS.iter().any(|word| text.contains(word));
        if !(3..=32).contains(&text.len()) || !text.bytes().all(sign) || refused {
            return Err(PathError::ShopName);
        }
        Ok(Self(text.to_owned()))
    }
}

impl fmt::Display for ShopId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for Tag {
    type Err = PathError;

    fn from_str(text: &str) -> Result<Self, PathError> {
        let mut tag = [0; 16];
        hex::decode_to_slice(text, &mut tag).map_err(|_| PathError::NotAPath)?;
        Ok(Self(tag))
    }
}

impl fmt::Debug for Tag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Tag(<redacted>)")
    }
}

/// Writes the whole path, tag included: a secret.
impl fmt::Display for CallbackPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "/h/{}/{}/{}",
            self.shop,
            self.attempt,
            hex::encode(self.tag.0)
        )
    }
}

/// Writes the whole path, tag included: a secret.
impl fmt::Display for NoticePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (shop, notice) = (&self.shop, self.notice.segment());
        write!(f, "/h/{shop}/{notice}/{}", hex::encode(self.tag.0))
    }
}

/// Writes the whole path, tag included: a secret.
impl fmt::Display for CommandPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (shop, news, command) = (&self.shop, self.news.prefix(), self.command);
        write!(f, "/h/{shop}/{news}{command}/{}", hex::encode(self.tag.0))
    }
}

impl FromStr for SecretPath {
    type Err = PathError;

    fn from_str(text: &str) -> Result<Self, PathError> {
        let path = text.strip_prefix("/h/").ok_or(PathError::NotAPath)?;
        let parts: Vec<_> = path.split('/').collect();
        let [shop, what, tag] = parts[..] else {
            return Err(PathError::NotAPath);
        };
        let (shop, tag) = (shop.parse()?, tag.parse()?);
        if let Some((news, command)) = News::read(what) {
            return Ok(Self::Command(CommandPath {
                shop,
                command,
                news,
                tag,
            }));
        }
        let mut notices = Notice::ALL.into_iter();
        Ok(match notices.find(|notice| notice.segment() == what) {
            Some(notice) => Self::Notice(NoticePath { shop, notice, tag }),
            None => Self::Attempt(CallbackPath {
                shop,
                attempt: what.parse().map_err(|_| PathError::NotAPath)?,
                tag,
            }),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn path(key: &[u8], attempt: [u8; 16]) -> CallbackPath {
        let shop: ShopId = "mama-njeri".parse().expect("a shop's name");
        let attempt = AttemptId::from_bytes(attempt);
        CallbackPath {
            tag: Tag::of(key, &shop, attempt),
            shop,
            attempt,
        }
    }

    #[test]
    fn a_tag_fits_its_own_attempt_and_key_alone() {
        let own = path(b"key", [1; 16]);
        assert!(own.tag.digest().admits(&own.tag));
        assert!(!own.tag.digest().admits(&path(b"key", [2; 16]).tag));
        assert!(!own.tag.digest().admits(&path(b"other", [1; 16]).tag));
        assert!(!format!("{own:?}").contains(&hex::encode(own.tag.0)));
    }

    #[test]
    fn names_that_safaricom_refuses_are_refused() {
        for text in ["mpesa-shop", "sql", "ab", "Mama", "a/b", "my-m-pesa"] {
            assert_eq!(text.parse::<ShopId>(), Err(PathError::ShopName), "{text}");
        }
    }

    proptest! {
        #[test]
        fn a_path_survives_the_wire_and_holds_no_refused_word(key: [u8; 32], attempt: [u8; 16]) {
            let path = path(&key, attempt);
            let text = path.to_string();
            prop_assert!(FORBIDDEN_WORDS.iter().all(|word| !text.contains(word)));
            prop_assert_eq!(text.parse::<SecretPath>(), Ok(SecretPath::Attempt(path)));
        }

        #[test]
        fn a_path_for_notices_survives_the_wire_and_is_no_other_s(key: [u8; 32]) {
            let shop: ShopId = "mama-njeri".parse().expect("a shop's name");
            let tag = |notice| Tag::of_notice(&key, &shop, notice);
            prop_assert_ne!(tag(Notice::Confirmation), tag(Notice::Validation));
            for notice in Notice::ALL {
                let path = NoticePath { shop: shop.clone(), notice, tag: tag(notice) };
                let text = path.to_string();
                prop_assert!(FORBIDDEN_WORDS.iter().all(|word| !text.contains(word)));
                prop_assert_eq!(text.parse::<SecretPath>(), Ok(SecretPath::Notice(path)));
            }
        }

        #[test]
        fn a_command_s_paths_survive_the_wire_and_are_no_attempt_s(key: [u8; 32], id: [u8; 16]) {
            let shop: ShopId = "mama-njeri".parse().expect("a shop's name");
            let command = CommandId::from_bytes(id);
            let tag = Tag::of_command(&key, &shop, command);
            prop_assert_ne!(tag, Tag::of(&key, &shop, AttemptId::from_bytes(id)));
            for news in News::ALL {
                let path = CommandPath { shop: shop.clone(), command, news, tag };
                let text = path.to_string();
                prop_assert!(FORBIDDEN_WORDS.iter().all(|word| !text.contains(word)));
                prop_assert_eq!(text.parse::<SecretPath>(), Ok(SecretPath::Command(path)));
            }
        }

        #[test]
        fn no_text_makes_the_reader_panic(text in "/?h?/?\\PC*") {
            let _ = text.parse::<SecretPath>();
        }
    }
}
