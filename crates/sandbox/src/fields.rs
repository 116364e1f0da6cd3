//! The fields of a request's body, in both spellings that Safaricom takes: texts and numbers.

use chrono::NaiveDateTime;
use http::HeaderMap;
use http::header::CONTENT_TYPE;
use serde_json::{Map, Value};

use crate::callback_url;
use crate::clock::TIMESTAMP;
use crate::config::CallbackHosts;
use crate::error_bodies::Refusal;
use crate::shop::Shop;

/// The body of a request.
pub(crate) struct Fields(Map<String, Value>);

impl Fields {
    /// Reads a body, which must say that it is JSON.
    ///
    /// Source: reference section 1: another content type gives "Invalid `BusinessShortCode`", or
    /// the name of another field; `blamed` is the one.
    pub(crate) fn read(
        headers: &HeaderMap,
        body: &[u8],
        blamed: &'static str,
    ) -> Result<Self, Refusal> {
        let kind = headers
            .get(CONTENT_TYPE)
            .and_then(|kind| kind.to_str().ok());
        if !kind.is_some_and(|kind| kind.starts_with("application/json")) {
            return Err(Refusal::Field(blamed));
        }
        serde_json::from_slice(body)
            .map(Self)
            .map_err(|_| Refusal::Payload)
    }

    /// Returns a text that is not empty.
    pub(crate) fn text(&self, name: &'static str) -> Result<&str, Refusal> {
        match self.0.get(name) {
            Some(Value::String(text)) if !text.is_empty() => Ok(text),
            _ => Err(Refusal::Field(name)),
        }
    }

    /// Returns a text of at most `longest` characters that is not empty.
    pub(crate) fn short_text(&self, name: &'static str, longest: usize) -> Result<&str, Refusal> {
        let text = self.text(name)?;
        if text.chars().count() <= longest {
            Ok(text)
        } else {
            Err(Refusal::Field(name))
        }
    }

    /// Returns a text of at most `longest` characters; `None` when it is absent, null or empty.
    pub(crate) fn at_most(
        &self,
        name: &'static str,
        longest: usize,
    ) -> Result<Option<String>, Refusal> {
        match self.0.get(name) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::String(text)) if text.is_empty() => Ok(None),
            Some(_) => self
                .short_text(name, longest)
                .map(|text| Some(text.to_owned())),
        }
    }

    /// Returns an address that the shop may be called at.
    pub(crate) fn address(
        &self,
        name: &'static str,
        hosts: CallbackHosts,
    ) -> Result<&str, Refusal> {
        let url = self.text(name)?;
        if callback_url::is_accepted(url, hosts) {
            Ok(url)
        } else {
            Err(Refusal::Field(name))
        }
    }

    /// Checks that a text is the expected one.
    pub(crate) fn expect(&self, name: &'static str, expected: &str) -> Result<(), Refusal> {
        if self.text(name)? == expected {
            Ok(())
        } else {
            Err(Refusal::Field(name))
        }
    }

    /// Returns the digits of a text or of a whole number.
    pub(crate) fn digits(&self, name: &'static str) -> Result<String, Refusal> {
        let digits = match self.0.get(name) {
            Some(Value::String(text)) => text.clone(),
            Some(Value::Number(number)) => number.to_string(),
            _ => String::new(),
        };
        let are_digits = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
        if are_digits {
            Ok(digits)
        } else {
            Err(Refusal::Field(name))
        }
    }

    /// Returns a shortcode: five to seven digits.
    pub(crate) fn shortcode(&self, name: &'static str) -> Result<String, Refusal> {
        let digits = self.digits(name)?;
        if (5..=7).contains(&digits.len()) {
            Ok(digits)
        } else {
            Err(Refusal::Field(name))
        }
    }

    /// Whether a field is there, empty or not.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }

    /// Checks that the request comes from the shop: shortcode, timestamp and password.
    ///
    /// Source: reference section 2, request fields and error body.
    pub(crate) fn check_shop(&self, shop: &Shop) -> Result<(), Refusal> {
        let shortcode = self.shortcode("BusinessShortCode")?;
        let password = self.text("Password")?;
        let timestamp = self.digits("Timestamp")?;
        // chrono would take fewer digits, too.
        let is_time = NaiveDateTime::parse_from_str(&timestamp, TIMESTAMP).is_ok();
        if timestamp.len() != 14 || !is_time {
            return Err(Refusal::Field("Timestamp"));
        }
        if shortcode != shop.shortcode.asking() {
            return Err(Refusal::NoMerchant);
        }
        if password != shop.password(&timestamp) {
            return Err(Refusal::WrongCredentials);
        }
        Ok(())
    }
}
