//! Lists of named values: `CallbackMetadata.Item`, `ResultParameters.ResultParameter` and
//! `ReferenceData.ReferenceItem`.
//!
//! Values are found by name: their places move from year to year, and names have changed too
//! (`Conversation ID`). A name without a value says nothing; one with two values neither.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use super::Object;
use super::object::Name;
use crate::text::Text;

/// The named values of a body, found in any letter case and with or without blanks. `Debug` shows
/// their number alone.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Parameters(BTreeMap<String, Said>);

#[derive(Clone, PartialEq, Eq)]
enum Said {
    Nothing,
    One(Text),
    Contradictory,
}

impl Parameters {
    /// The text or the digits under a name; nothing when it has none, or two.
    pub fn text(&self, name: &str) -> Option<&Text> {
        match self.0.get(&Name::of(name).0)? {
            Said::One(text) => Some(text),
            Said::Nothing | Said::Contradictory => None,
        }
    }

    /// The value under a name, when it is one of its kind.
    pub fn value<T: FromStr>(&self, name: &str) -> Option<T> {
        self.text(name)?.as_str().parse().ok()
    }

    /// Whether the name stands there, with or without a value.
    pub fn has(&self, name: &str) -> bool {
        self.0.contains_key(&Name::of(name).0)
    }

    /// Whether one name has two values.
    pub fn contradict(&self) -> bool {
        self.0.values().any(|said| *said == Said::Contradictory)
    }

    /// The values that can be read, by their names in lower case without blanks.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Text)> {
        self.0.iter().filter_map(|(name, said)| match said {
            Said::One(text) => Some((name.as_str(), text)),
            Said::Nothing | Said::Contradictory => None,
        })
    }

    /// Reads a list of `{"Name", "Value"}` or `{"Key", "Value"}`.
    pub(crate) fn of(items: &[Object<'_>]) -> Self {
        let mut read = Self::default();
        for item in items {
            let Some(name) = item.text("Name").or_else(|| item.text("Key")) else {
                continue;
            };
            let value = match item.text("Value") {
                Some(text) => Said::One(Text::from(text)),
                None => Said::Nothing,
            };
            read.join(Name::of(&name).0, value);
        }
        read
    }

    fn join(&mut self, name: String, said: Said) {
        let known = self.0.entry(name).or_insert(Said::Nothing);
        if *known == Said::Nothing {
            *known = said;
        } else if said != Said::Nothing && *known != said {
            *known = Said::Contradictory;
        }
    }
}

impl fmt::Debug for Parameters {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Parameters({})", self.0.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(items: &str, read: Option<&str>, contradict: bool) {
        let body = format!(r#"{{"Item": {items}}}"#);
        let parameters = Parameters::of(&Object::parse(&body).unwrap().objects("Item"));
        assert_eq!(parameters.text("amount").map(Text::as_str), read, "{items}");
        assert_eq!(parameters.contradict(), contradict, "{items}");
    }

    #[test]
    fn a_value_is_found_by_its_name() {
        check(
            r#"[{"Name":"Balance"},{"Name":"Amount","Value":1.00}]"#,
            Some("1.00"),
            false,
        );
        check(r#"{"Key":"AMOUNT","Value":"1"}"#, Some("1"), false);
        check(
            r#"[{"Name":"Amount"},{"Name":"Amount","Value":5}]"#,
            Some("5"),
            false,
        );
        check(
            r#"[{"Name":"Amount","Value":5},{"Name":"Amount","Value":5}]"#,
            Some("5"),
            false,
        );
        check(r#"[{"Name":"Amount"}]"#, None, false);
        check(r#"[{"Value":"5"},7,"Amount"]"#, None, false);
    }

    #[test]
    fn a_name_with_two_values_has_none() {
        check(
            r#"[{"Name":"Amount","Value":1},{"Name":"amount","Value":1000}]"#,
            None,
            true,
        );
    }

    #[test]
    fn values_are_not_in_debug_texts() {
        let body = r#"{"Item": {"Key":"DebitPartyName","Value":"254700000016 - JANE DOE"}}"#;
        let parameters = Parameters::of(&Object::parse(body).unwrap().objects("Item"));
        assert_eq!(format!("{parameters:?}"), "Parameters(1)");
    }
}
