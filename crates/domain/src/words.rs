//! What the till says, in both languages of the counter.
//!
//! Sentences tell first what happened to the money, then why, then what to do. They are written
//! by hand in both languages and never put together from pieces, so that each can be said aloud.

/// One sentence in English and Swahili.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Words {
    /// English.
    pub en: &'static str,
    /// Swahili, as it is spoken at a counter in Kenya.
    pub sw: &'static str,
}

impl Words {
    /// Pairs a sentence with its translation.
    pub const fn new(en: &'static str, sw: &'static str) -> Self {
        Self { en, sw }
    }
}

/// Makes one line of what a person typed: breaks, other control signs and rows of blanks count as
/// one blank.
pub(crate) fn one_line(text: &str) -> String {
    let words = text.split(|sign: char| sign.is_whitespace() || sign.is_control());
    let words: Vec<_> = words.filter(|word| !word.is_empty()).collect();
    words.join(" ")
}

#[cfg(test)]
pub(crate) mod tests {
    use super::Words;

    /// Words that frighten or say nothing: none of them may reach a screen.
    const FORBIDDEN: [&str; 7] = [
        "transaction",
        "pending",
        "processing",
        "error",
        "muamala",
        "hitilafu",
        "_",
    ];

    /// Checks that a sentence can be said at a counter.
    pub(crate) fn check_spoken(words: Words) {
        for text in [words.en, words.sw] {
            let lower = text.to_lowercase();
            assert!(text.len() >= 10, "too short to tell anything: {text:?}");
            assert!(text.len() <= 110, "too long for a card: {text:?}");
            assert!(text.ends_with(['.', '?']), "no sentence: {text:?}");
            assert!(
                text.trim() == text && !text.contains("  "),
                "stray blanks: {text:?}"
            );
            for word in FORBIDDEN {
                assert!(!lower.contains(word), "{word:?} in {text:?}");
            }
        }
        assert_ne!(words.en, words.sw, "not translated");
    }

    /// Checks that both languages open with the same word about the money.
    pub(crate) fn check_money_comes_first(words: Words, openings: &[(&str, &str)]) {
        let fits = |(en, sw): &(&str, &str)| words.en.starts_with(en) && words.sw.starts_with(sw);
        assert!(
            openings.iter().any(fits),
            "the money does not come first: {words:?}"
        );
    }
}
