//! A JSON object, read leniently: names of any letter case, with or without blanks.
//!
//! A name that stands twice with different values says nothing: neither value is taken, since the
//! choice between two amounts or two receipts would be a guess. `contradicts_itself` tells it.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry as Place;
use std::fmt;
use std::str::FromStr;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::Parameters;
use crate::error::Error;

/// How deep contradictions are looked for; real bodies nest five levels.
const DEEPEST: u8 = 8;

/// A JSON object whose values are read when asked for.
#[derive(Default)]
pub(crate) struct Object<'a>(BTreeMap<String, Entry<'a>>);

/// What stands under a name.
enum Entry<'a> {
    One(&'a str),
    Contradictory,
}

/// A name as it is compared: `Response Status`, `responseStatus` and `ResponseStatus` are one.
pub(super) struct Name(pub(super) String);

/// A text whose lone surrogates became replacement signs.
struct Lossy(String);

impl<'a> Object<'a> {
    pub(crate) fn parse(text: &'a str) -> Result<Self, Error> {
        serde_json::from_str(text).map_err(|error| Error::NotJson {
            line: error.line(),
            column: error.column(),
        })
    }

    /// The object under a name.
    pub(crate) fn object(&self, name: &str) -> Option<Self> {
        Self::parse(self.raw(name)?).ok()
    }

    /// The objects under a name that holds one or a list of them; all else is left out.
    pub(crate) fn objects(&self, name: &str) -> Vec<Self> {
        self.raw(name).map(objects_in).unwrap_or_default()
    }

    /// The text or the digits under a name, trimmed; nothing when they are empty, of another kind
    /// or contradictory.
    pub(crate) fn text(&self, name: &str) -> Option<String> {
        let raw = self.raw(name)?;
        let text = match raw.as_bytes().first()? {
            b'"' => serde_json::from_str::<Lossy>(raw).ok()?.0,
            b'-' | b'0'..=b'9' => raw.to_owned(),
            _ => return None,
        };
        Some(text.trim().to_owned()).filter(|text| !text.is_empty())
    }

    /// The value under a name, when it is one of its kind.
    pub(crate) fn value<T: FromStr>(&self, name: &str) -> Option<T> {
        self.text(name)?.parse().ok()
    }

    /// Whether the name stands there, whatever its value and however often.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.0.contains_key(&Name::of(name).0)
    }

    /// The JSON under a name; nothing when it is contradictory.
    pub(crate) fn raw(&self, name: &str) -> Option<&'a str> {
        match self.0.get(&Name::of(name).0)? {
            Entry::One(raw) => Some(raw),
            Entry::Contradictory => None,
        }
    }

    /// Whether here, or in what it holds, one name has two values.
    pub(crate) fn contradicts_itself(&self) -> bool {
        self.contradicts_within(DEEPEST)
    }

    fn contradicts_within(&self, depth: u8) -> bool {
        let Some(depth) = depth.checked_sub(1) else {
            return false;
        };
        self.0.values().any(|entry| match entry {
            Entry::Contradictory => true,
            Entry::One(raw) if !raw.starts_with(['{', '[']) => false,
            Entry::One(raw) => {
                let inner = objects_in(raw);
                Parameters::of(&inner).contradict()
                    || inner.iter().any(|object| object.contradicts_within(depth))
            }
        })
    }

    fn insert(&mut self, name: Name, raw: &'a str) {
        match self.0.entry(name.0) {
            Place::Vacant(place) => _ = place.insert(Entry::One(raw)),
            Place::Occupied(place) if matches!(place.get(), Entry::One(same) if *same == raw) => {}
            Place::Occupied(mut place) => _ = place.insert(Entry::Contradictory),
        }
    }
}

impl Name {
    pub(super) fn of(text: &str) -> Self {
        let signs = text.chars().filter(|sign| !sign.is_whitespace());
        Self(signs.map(|sign| sign.to_ascii_lowercase()).collect())
    }
}

/// One object, or those of a list.
fn objects_in(raw: &str) -> Vec<Object<'_>> {
    match serde_json::from_str::<Vec<&RawValue>>(raw) {
        Ok(list) => list
            .iter()
            .filter_map(|item| Object::parse(item.get()).ok())
            .collect(),
        Err(_) => Object::parse(raw).into_iter().collect(),
    }
}

impl<'de> Deserialize<'de> for Object<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Members)
    }
}

struct Members;

impl<'de> Visitor<'de> for Members {
    type Value = Object<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Object<'de>, A::Error> {
        let mut object = Object::default();
        while let Some((name, value)) = members.next_entry::<Lossy, &'de RawValue>()? {
            object.insert(Name::of(&name.0), value.get());
        }
        Ok(object)
    }
}

/// Asked for bytes, `serde_json` lets lone surrogates pass; asked for text, it refuses the body.
impl<'de> Deserialize<'de> for Lossy {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_bytes(Bytes)
    }
}

struct Bytes;

impl Visitor<'_> for Bytes {
    type Value = Lossy;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text")
    }

    fn visit_str<E>(self, text: &str) -> Result<Lossy, E> {
        Ok(Lossy(text.to_owned()))
    }

    fn visit_bytes<E>(self, bytes: &[u8]) -> Result<Lossy, E> {
        Ok(Lossy(String::from_utf8_lossy(bytes).into_owned()))
    }
}

#[cfg(test)]
mod tests {
    use domain::money::Money;
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn amounts_are_read_as_written_whatever_their_kind() {
        let check = |json: &str, cents: Option<u64>| {
            let body = format!(r#"{{"Amount": {json}}}"#);
            let read = Object::parse(&body).unwrap().value::<Money>("amount");
            assert_eq!(read.map(Money::cents), cents, "{json}");
        };
        check("1", Some(100));
        check("1.0", Some(100));
        check("1.00", Some(100));
        check("0.29", Some(29));
        check("\"10500.00\"", Some(1_050_000));
        check("\" 5.00 \"", Some(500));
        check("10500.000", Some(1_050_000));
        for other in [
            "1.005", "-1", "1e400", "1e2", "\"\"", "null", "true", "[1]", "{}",
        ] {
            check(other, None);
        }
    }

    #[test]
    fn one_item_or_many_are_read_alike() {
        let check = |json: &str, names: &[&str]| {
            let object = Object::parse(json).unwrap();
            let items = object.objects("Item");
            let read: Vec<_> = items.iter().filter_map(|item| item.text("n")).collect();
            assert_eq!(read, names, "{json}");
        };
        check(r#"{"Item": {"n": "a"}}"#, &["a"]);
        check(r#"{"Item": [{"n": "a"}, 7, {"n": 8}]}"#, &["a", "8"]);
        check(r#"{"Item": "none"}"#, &[]);
        check(r"{}", &[]);
    }

    #[test]
    fn names_are_found_in_every_spelling() {
        for name in [
            "Response Status",
            "responseStatus",
            "RESPONSESTATUS",
            " R esponseStatus",
        ] {
            let body = format!(r#"{{"{name}": "1000"}}"#);
            let read = Object::parse(&body).unwrap().text("ResponseStatus");
            assert_eq!(read.as_deref(), Some("1000"), "{name}");
        }
    }

    #[test]
    fn a_name_with_two_values_has_none() {
        let check = |json: &str, read: Option<&str>, contradictory: bool| {
            let object = Object::parse(json).unwrap();
            assert_eq!(object.text("Amount").as_deref(), read, "{json}");
            assert_eq!(object.contradicts_itself(), contradictory, "{json}");
            assert!(object.has("Amount"), "{json}");
        };
        check(r#"{"Amount": 1, "Amount": 1}"#, Some("1"), false);
        check(r#"{"Amount": 1, "Amount": 1000}"#, None, true);
        check(r#"{"Amount": 1, "amount": "1"}"#, None, true);
        check(r#"{"Amount": 1, "Am\u006funt": 2}"#, None, true);
        check(r#"{"Amount": 1, "Amount": 2, "Amount": 1}"#, None, true);
        check(
            r#"{"Amount": 1, "Deep": [{"a": 1, "a": 2}]}"#,
            Some("1"),
            true,
        );
    }

    #[test]
    fn lone_surrogates_hide_neither_their_text_nor_the_rest() {
        let object = Object::parse(r#"{"\ud800": 1, "Name": "J\udfffN", "Amount": 2}"#).unwrap();
        assert_eq!(object.text("Amount").as_deref(), Some("2"));
        let name = object.text("Name").unwrap();
        assert!(name.starts_with('J') && name.ends_with('N'), "{name}");
    }

    #[test]
    fn endless_nesting_is_refused_or_skipped_without_a_crash() {
        let depth = 100_000;
        for (open, close) in [("[", "]"), (r#"{"a":"#, "}")] {
            let (open, close) = (open.repeat(depth), close.repeat(depth));
            let nested = format!(r#"{{"a": {open}1{close}}}"#);
            if let Ok(object) = Object::parse(&nested) {
                assert!(object.text("a").is_none() && !object.contradicts_itself());
            }
        }
    }

    proptest! {
        #[test]
        fn digits_are_kept_to_the_last(number in "(0|[1-9][0-9]{0,30})(\\.[0-9]{1,30})?") {
            let body = format!(r#"{{"Value": {number}}}"#);
            prop_assert_eq!(Object::parse(&body).unwrap().text("Value"), Some(number));
        }
    }
}
