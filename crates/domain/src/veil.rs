//! Hiding phone numbers in texts that are shown in logs.
//!
//! Texts of Safaricom's may hold a phone where nobody expects one: in an error's text, or in the
//! place of a code. Whoever shows such a text in a log shows it veiled.

/// As many digits in a row may be a phone: `712345678`.
const PHONE_DIGITS: usize = 9;

/// Returns the text with one sign, `…`, for every row of digits that is long enough for a phone.
pub fn veiled(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(begin) = rest.find(|sign: char| sign.is_ascii_digit()) {
        let (before, row) = rest.split_at(begin);
        let end = row.find(|sign: char| !sign.is_ascii_digit());
        let (digits, after) = row.split_at(end.unwrap_or(row.len()));
        let long = digits.len() >= PHONE_DIGITS;
        shown.extend([before, if long { "…" } else { digits }]);
        rest = after;
    }
    shown + rest
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_phone_in_a_text_is_hidden() {
        let check = |text: &str, shown: &str| assert_eq!(veiled(text), shown);
        check("254712345678", "…");
        check("for 0712345678, again", "for …, again");
        check("ws_CO_180920261803512708374149", "ws_CO_…");
        check("712345678 é 712345679", "… é …");
    }

    #[test]
    fn codes_and_ids_stay_as_they_are() {
        for text in [
            "",
            "500.001.1001",
            "16813-1590513-1",
            "NLJ7RT61SV",
            "12345678",
            "é7",
        ] {
            assert_eq!(veiled(text), text);
        }
    }

    proptest! {
        #[test]
        fn no_text_shows_nine_digits_in_a_row(text in "[0-9a-z]{0,60}") {
            let shown = veiled(&text);
            let mut rows = shown.split(|sign: char| !sign.is_ascii_digit());
            prop_assert!(rows.all(|row| row.len() < PHONE_DIGITS), "{}", shown);
        }
    }
}
