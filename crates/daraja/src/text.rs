//! Texts of Safaricom's that are passed on as they came.

use std::convert::Infallible;
use std::fmt;
use std::str::FromStr;

/// A text as Safaricom sent it, trimmed. It may name people or repeat a secret, so `Debug` tells
/// its length alone.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Text(String);

impl Text {
    /// Shows the text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<String> for Text {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl FromStr for Text {
    type Err = Infallible;

    fn from_str(text: &str) -> Result<Self, Infallible> {
        Ok(Self(text.trim().to_owned()))
    }
}

impl fmt::Debug for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Text({} bytes)", self.0.len())
    }
}

/// Makes any text plain: letters, digits, hyphens and single blanks, at most so many of them.
pub(crate) fn plain(text: &str, longest: usize) -> String {
    let sign = |sign: char| match sign {
        '-' => '-',
        sign if sign.is_ascii_alphanumeric() => sign,
        _ => ' ',
    };
    let plain: String = text.chars().map(sign).collect();
    let words = plain.split_whitespace().collect::<Vec<_>>().join(" ");
    words[..words.len().min(longest)].trim_end().to_owned()
}
