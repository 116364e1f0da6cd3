//! Who Safaricom names as a side of a payment, cleaned of what its exports add.
//!
//! Names are shown to people and are no key of anything: they are masked, cut or absent as
//! Safaricom likes, and may be spelled by whoever registered the line.

use std::fmt;

use crate::phone::PayerHint;
use crate::shortcode::ShortcodeNumber;

/// A person's or a business's name, blanks tidied. `Debug` hides it.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Name(String);

/// One side of a payment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Party {
    /// Its phone, when it is a person's.
    pub phone: PayerHint,
    /// Its `PayBill`, store or till number, when it is a business.
    pub shortcode: Option<ShortcodeNumber>,
    /// What it is called.
    pub name: Option<Name>,
}

impl Name {
    /// Makes one name of its parts (first, middle, last); nothing when all are empty.
    pub fn of<'a>(parts: impl IntoIterator<Item = &'a str>) -> Option<Self> {
        let words: Vec<_> = parts.into_iter().flat_map(str::split_whitespace).collect();
        (!words.is_empty()).then(|| Self(words.join(" ")))
    }

    /// Shows the name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Name(…)")
    }
}

impl Party {
    /// Reads `254700000016 - JANE DOE`, `25470****111 - ALICE **** EXAMPLE`,
    /// `4130669 - SAMPLE COUNTY HOSPITAL    `, `254…- Customer Credits`, a number or a name alone.
    /// Never fails: what can't be read as a number is the name.
    ///
    /// Source: reference sections 5 and 9, results and statements of 2017 to 2026.
    pub fn read(text: &str) -> Self {
        let (number, name) = text.split_once('-').unwrap_or((text, ""));
        let shortcode = number.parse().ok();
        let phone = match shortcode {
            Some(_) => PayerHint::Absent,
            None => PayerHint::read(number),
        };
        if shortcode.is_none() && phone == PayerHint::Absent {
            let name = Name::of([text]);
            return Self {
                phone,
                shortcode,
                name,
            };
        }
        Self {
            phone,
            shortcode,
            name: Name::of([name]),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn check(text: &str, shortcode: Option<&str>, phone: &str, name: Option<&str>) {
        let party = Party::read(text);
        let number = party.shortcode.map(|number| number.to_string());
        assert_eq!(number.as_deref(), shortcode, "{text:?}");
        assert_eq!(party.phone, PayerHint::read(phone), "{text:?}");
        assert_eq!(party.name.as_ref().map(Name::as_str), name, "{text:?}");
    }

    #[test]
    fn number_and_name_are_told_apart() {
        check(
            "254700000016 - JANE DOE",
            None,
            "254700000016",
            Some("JANE DOE"),
        );
        check(
            "254708374149 - JOHN  K.  DOE ",
            None,
            "254708374149",
            Some("JOHN K. DOE"),
        );
        check(
            "4130669 - SAMPLE COUNTY HOSPITAL      ",
            Some("4130669"),
            "",
            Some("SAMPLE COUNTY HOSPITAL"),
        );
        check(
            "600992 - Safaricom Daraja 992",
            Some("600992"),
            "",
            Some("Safaricom Daraja 992"),
        );
        check(
            "25470****111 - ALICE **** EXAMPLE",
            None,
            "25470****111",
            Some("ALICE **** EXAMPLE"),
        );
        check(
            "254700000111- Customer Credits",
            None,
            "254700000111",
            Some("Customer Credits"),
        );
        check("254700000111", None, "254700000111", None);
        check("600000", Some("600000"), "", None);
        check("SP", None, "", Some("SP"));
        check("MARY-ANN DOE", None, "", Some("MARY-ANN DOE"));
        check("600000 - A - B", Some("600000"), "", Some("A - B"));
        check("  ", None, "", None);
    }

    #[test]
    fn a_name_is_made_of_the_parts_that_are_there() {
        let name = |parts: [&str; 3]| Name::of(parts).map(|name| name.as_str().to_owned());
        assert_eq!(name(["JOHN", "", "DOE"]).as_deref(), Some("JOHN DOE"));
        assert_eq!(name([" John ", "\u{a0}", ""]).as_deref(), Some("John"));
        assert_eq!(name(["", " ", ""]), None);
    }

    #[test]
    fn neither_name_nor_phone_is_in_debug_texts() {
        let shown = format!("{:?}", Party::read("254700000016 - JANE DOE"));
        assert!(
            !shown.contains("JANE") && !shown.contains("700000016"),
            "{shown}"
        );
    }

    proptest! {
        #[test]
        fn no_text_makes_the_reader_panic(text in "\\PC*") {
            let _ = Party::read(&text);
        }
    }
}
