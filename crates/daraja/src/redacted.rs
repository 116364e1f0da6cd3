//! Bodies as they may stand in a log: phones masked, secrets and names gone.
//!
//! Only what is known to be harmless is shown, so that a new name in Safaricom's bodies is hidden
//! until somebody has looked at it. What is shown is made one line, and is never the evidence: the
//! body as received is in the [`Reply`](crate::Reply).

use std::fmt;

use domain::phone::Msisdn;
use domain::veil::veiled;
use serde_json::{Map, Value};

use crate::wire::{Object, text_of};

/// The longest body that is shown, and the longest that is made of it, in bytes.
const LONGEST: usize = 4096;

/// Names whose values are shown, in lower case without blanks. Phones in them are masked.
const SHOWN: [&str; 42] = [
    "amount",
    "businessshortcode",
    "checkoutrequestid",
    "commandid",
    "conversationid",
    "customermessage",
    "enddate",
    "errorcode",
    "errormessage",
    "expires_in",
    "faultstring",
    "identifiertype",
    "merchantrequestid",
    "mpesareceiptnumber",
    "offsetvalue",
    "originatorconversationid",
    "originatorcoversationid",
    "receiptno",
    "receiverparty",
    "recieveridentifiertype",
    "requestid",
    "responsecode",
    "responsedescription",
    "responsemessage",
    "responserefid",
    "responsestatus",
    "responsetype",
    "resultcode",
    "resultdesc",
    "resulttype",
    "shortcode",
    "size",
    "startdate",
    "timestamp",
    "transactiondate",
    "transactionid",
    "transactionstatus",
    "transactiontype",
    "transamount",
    "transid",
    "transtime",
    "trxcode",
];
/// Of these the digits are no phone's.
const TIMES: [&str; 3] = ["timestamp", "transactiondate", "transtime"];
/// Phones.
const PHONES: [&str; 4] = ["msisdn", "nominatednumber", "partya", "phonenumber"];
/// Where Safaricom puts the id of a request.
const REQUEST_IDS: [&str; 6] = [
    "requestId",
    "MerchantRequestID",
    "OriginatorConversationID",
    "OriginatorCoversationID",
    "ConversationID",
    "ResponseRefID",
];

/// A body that is written without what must not be read.
pub(crate) struct Redacted<'a>(pub(crate) &'a [u8]);

/// The id by which Safaricom finds a request; phones in it are masked.
pub(crate) fn request_id(body: &[u8]) -> Option<String> {
    let text = text_of(body);
    let object = Object::parse(&text).ok()?;
    let id = REQUEST_IDS.iter().find_map(|name| object.text(name))?;
    Some(veiled(&id.chars().take(64).collect::<String>()))
}

impl fmt::Display for Redacted<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let read = (self.0.len() <= LONGEST).then(|| serde_json::from_slice::<Value>(self.0));
        match read {
            Some(Ok(value)) => write!(f, "{}", redacted("", value)),
            Some(Err(_)) | None => write!(f, "({} bytes)", self.0.len()),
        }
    }
}

fn redacted(name: &str, value: Value) -> Value {
    let name = plain(name);
    let is_one_of = |names: &[&str]| names.contains(&name.as_str());
    match value {
        Value::Object(members) => Value::Object(members_of(members)),
        Value::Array(list) => list.into_iter().map(|item| redacted(&name, item)).collect(),
        Value::Null => Value::Null,
        value if is_one_of(&PHONES) => phone(&value),
        value if is_one_of(&TIMES) && is_time(&value) => value,
        Value::String(text) if is_one_of(&SHOWN) => Value::from(without_token(&veiled(&text))),
        Value::Number(number) if is_one_of(&SHOWN) => Value::from(veiled(&number.to_string())),
        _ => Value::from("…"),
    }
}

/// In a pair of name and value the name decides.
fn members_of(members: Map<String, Value>) -> Map<String, Value> {
    let title = members
        .get("Name")
        .or_else(|| members.get("Key"))
        .and_then(Value::as_str);
    let title = title.map(plain).unwrap_or_default();
    let known = SHOWN.contains(&title.as_str()) || PHONES.contains(&title.as_str());
    let show = |(name, value): (String, Value)| {
        let value = match plain(&name).as_str() {
            "name" | "key" if known => Value::from(title.as_str()),
            "value" if known => redacted(&title, value),
            plain => redacted(plain, value),
        };
        (shown_name(&name), value)
    };
    members.into_iter().map(show).collect()
}

/// A name that is not plain may be anything, a phone too.
fn shown_name(name: &str) -> String {
    let is_plain = |sign: char| sign.is_ascii_alphanumeric() || matches!(sign, ' ' | '_');
    if name.len() <= 40 && name.chars().all(is_plain) {
        veiled(name)
    } else {
        "…".to_owned()
    }
}

fn plain(name: &str) -> String {
    let signs = name.chars().filter(|sign| !sign.is_whitespace());
    signs.map(|sign| sign.to_ascii_lowercase()).collect()
}

fn phone(value: &Value) -> Value {
    let text = value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned);
    let masked = text.parse::<Msisdn>().map(|phone| phone.masked());
    Value::from(masked.unwrap_or_else(|_| "…".to_owned()))
}

fn is_time(value: &Value) -> bool {
    let text = value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned);
    domain::eat::from_wire(&text).is_some()
}

/// An error may repeat the token that it refuses.
fn without_token(text: &str) -> String {
    const REFUSED: &str = "invalid access token";
    match text.to_ascii_lowercase().find(REFUSED) {
        Some(at) => text[..at + REFUSED.len()].to_owned(),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn check(body: &str, shown: &str) {
        assert_eq!(Redacted(body.as_bytes()).to_string(), shown, "{body}");
    }

    #[test]
    fn what_is_harmless_is_shown_and_nothing_else() {
        check(
            r#"{"ResultCode":0,"NewName":"x"}"#,
            r#"{"NewName":"…","ResultCode":"0"}"#,
        );
        check(
            r#"{"Response Status":"1000"}"#,
            r#"{"Response Status":"1000"}"#,
        );
        check(
            r#"{"Password":"MTc0","Timestamp":"20210628092408"}"#,
            r#"{"Password":"…","Timestamp":"20210628092408"}"#,
        );
        check(
            r#"{"PhoneNumber":254708374149,"PartyA":"254708374149"}"#,
            r#"{"PartyA":"07•• ••• 149","PhoneNumber":"07•• ••• 149"}"#,
        );
        check(
            r#"{"CheckoutRequestID":"ws_CO_180920261803512708374149"}"#,
            r#"{"CheckoutRequestID":"ws_CO_…"}"#,
        );
        check(r#"{"Timestamp":"254708374149"}"#, r#"{"Timestamp":"…"}"#);
        check(
            r#"{"access_token":"c9SQxWW","expires_in":"3599"}"#,
            r#"{"access_token":"…","expires_in":"3599"}"#,
        );
        check(
            r#"{"errorMessage":"Error - Invalid Access Token - c9SQxWW"}"#,
            r#"{"errorMessage":"Error - Invalid Access Token"}"#,
        );
        check("<html>254708374149</html>", "(25 bytes)");
        check(r#"{"254708374149":1}"#, r#"{"…":"…"}"#);
    }

    #[test]
    fn a_pair_is_shown_by_its_name() {
        check(
            r#"{"Item":[{"Name":"Amount","Value":1.00},{"Name":"Balance","Value":7},
            {"Name":"PhoneNumber","Value":254708374149}]}"#,
            concat!(
                r#"{"Item":[{"Name":"amount","Value":"1.0"},{"Name":"…","Value":"…"},"#,
                r#"{"Name":"phonenumber","Value":"07•• ••• 149"}]}"#
            ),
        );
    }

    #[test]
    fn a_request_is_found_by_its_id() {
        let check = |body: &str, id: Option<&str>| {
            assert_eq!(request_id(body.as_bytes()).as_deref(), id, "{body}");
        };
        check(r#"{"requestId":"1494-250373-3"}"#, Some("1494-250373-3"));
        check(
            r#"{"MerchantRequestID":"29115-34620561-1"}"#,
            Some("29115-34620561-1"),
        );
        check(
            r#"{"requestId":"ws_CO_180920261803512708374149"}"#,
            Some("ws_CO_…"),
        );
        check(r#"{"requestId":""}"#, None);
        check("<html>", None);
    }

    proptest! {
        #[test]
        fn no_phone_is_ever_shown(name in "[A-Za-z ]{1,20}", around in "[a-z -]{0,8}") {
            let body = format!(
                r#"{{"{name}":"{around}254708374149{around}","errorMessage":"{around}0708374149"}}"#
            );
            let shown = Redacted(body.as_bytes()).to_string();
            prop_assert!(!shown.contains("708374149"), "{}", shown);
        }

        #[test]
        fn no_bytes_make_it_panic(body in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _ = (Redacted(&body).to_string(), request_id(&body));
        }
    }
}
