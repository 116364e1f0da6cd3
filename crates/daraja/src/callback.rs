//! What Safaricom reports about a prompt: a callback.
//!
//! Callbacks are not signed, so this is a report and no proof. Reading is lenient, for money may
//! hang on it: numbers or texts, four wrappings, missing pieces. A piece that stands twice with
//! different values is absent, for choosing one would be a guess. Whoever receives a body stores
//! it first; one that can't be read is kept for a person to look at.
//!
//! Source: Express page, 2025, and real bodies of 2017 to 2026 (the project's reference,
//! section 2, "Callback").

use domain::attempt::Ids;
use domain::clock::Timestamp;
use domain::eat;
use domain::ids::{CheckoutRequestId, MerchantRequestId};
use domain::money::Money;
use domain::phone::PayerHint;
use domain::receipt::Receipt;
use domain::result_code::ResultCode;

use crate::error::Error;
use crate::text::Text;
use crate::wire::{Object, Parameters, text_of};

/// A callback's pieces; each that is missing or can't be read is absent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StkCallback {
    /// Names the request.
    pub merchant: Option<MerchantRequestId>,
    /// Names the prompt.
    pub checkout: Option<CheckoutRequestId>,
    /// How it ended.
    pub result: Option<ResultCode>,
    /// The text beside the code, for the log: it changes from year to year.
    pub description: Option<Text>,
    /// What was paid, in cents.
    pub amount: Option<Money>,
    /// M-PESA's code of the payment.
    pub receipt: Option<Receipt>,
    /// When it was paid, in whole seconds.
    pub paid_at: Option<Timestamp>,
    /// Whose phone paid.
    pub payer: PayerHint,
}

impl StkCallback {
    /// Reads a body: `Body.stkCallback`, `stkCallback`, `Body` or the pieces by themselves.
    ///
    /// # Errors
    /// [`Error::NotJson`] and [`Error::NotACallback`]; neither holds anything of the body.
    pub fn parse(body: &[u8]) -> Result<Self, Error> {
        let text = text_of(body);
        let read = Self::of(&unwrapped(Object::parse(&text)?));
        let is_one = read.result.is_some() || read.checkout.is_some() || read.merchant.is_some();
        is_one.then_some(read).ok_or(Error::NotACallback)
    }

    /// Both ids, when both are named.
    pub fn ids(&self) -> Option<Ids> {
        let (merchant, checkout) = (self.merchant.clone()?, self.checkout.clone()?);
        Some(Ids { merchant, checkout })
    }

    /// Reads what [`unwrapped`] gives.
    pub(crate) fn of(callback: &Object<'_>) -> Self {
        let data = callback.object("CallbackMetadata").unwrap_or_default();
        let items = Parameters::of(&data.objects("Item"));
        let payer = items.text("PhoneNumber").map_or("", Text::as_str);
        let paid_at = items.text("TransactionDate").map(Text::as_str);
        Self {
            merchant: callback.value("MerchantRequestID"),
            checkout: callback.value("CheckoutRequestID"),
            result: callback.value("ResultCode"),
            description: callback.value("ResultDesc"),
            amount: items.value("Amount"),
            receipt: items.value("MpesaReceiptNumber"),
            paid_at: paid_at.and_then(eat::from_wire),
            payer: PayerHint::read(payer),
        }
    }
}

/// Takes off `Body` and `stkCallback`, as far as they are there.
pub(crate) fn unwrapped(body: Object<'_>) -> Object<'_> {
    let inner = body.object("Body").unwrap_or(body);
    inner.object("stkCallback").unwrap_or(inner)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn all_four_wrappings_tell_the_same() {
        let bare = r#"{"CheckoutRequestID":"ws_CO_1","ResultCode":"0"}"#;
        let plain = StkCallback::parse(bare.as_bytes()).unwrap();
        assert_eq!(plain.result.as_ref().map(ResultCode::as_str), Some("0"));
        for wrapped in [
            format!(r#"{{"Body":{{"stkCallback":{bare}}}}}"#),
            format!(r#"{{"stkCallback":{bare}}}"#),
            format!(r#"{{"Body":{bare}}}"#),
            format!("\u{feff} {bare}\n"),
        ] {
            assert_eq!(
                StkCallback::parse(wrapped.as_bytes()).unwrap(),
                plain,
                "{wrapped}"
            );
        }
    }

    #[test]
    fn what_is_no_callback_is_refused_with_a_reason() {
        for body in [
            "",
            "hello",
            "<html>",
            "[]",
            "7",
            "null",
            "\"Body\"",
            "{\"Body\":",
        ] {
            let error = StkCallback::parse(body.as_bytes()).unwrap_err();
            assert!(matches!(error, Error::NotJson { .. }), "{body}: {error}");
        }
        for body in [
            "{}",
            r#"{"Body":{}}"#,
            r#"{"ResultCode":null}"#,
            r#"{"ResultCode":[0]}"#,
        ] {
            let error = StkCallback::parse(body.as_bytes()).unwrap_err();
            assert!(matches!(error, Error::NotACallback), "{body}: {error}");
        }
    }

    #[test]
    fn pieces_of_the_wrong_kind_are_absent_and_the_rest_is_kept() {
        let body = r#"{"ResultCode":0,"ResultDesc":7,"MerchantRequestID":{},"CallbackMetadata":
            {"Item":[{"Name":"Amount","Value":1e400},{"Name":"TransactionDate","Value":1.5},
            {"Name":"MpesaReceiptNumber","Value":"nlj7rt61sv"},{"Name":"PhoneNumber"},[],"x"]}}"#;
        let read = StkCallback::parse(body.as_bytes()).unwrap();
        assert_eq!(
            (read.amount, read.paid_at, read.merchant),
            (None, None, None)
        );
        assert_eq!(read.receipt, "NLJ7RT61SV".parse().ok());
        assert_eq!(read.payer, PayerHint::Absent);
        assert_eq!(read.description, "7".parse().ok());
    }

    #[test]
    fn a_piece_with_two_values_is_absent_and_never_guessed() {
        let body = r#"{"ResultCode":0,"CheckoutRequestID":"ws_CO_1","CheckoutRequestID":"ws_CO_2",
            "MerchantRequestID":"1","CallbackMetadata":{"Item":[{"Name":"Amount","Value":1},
            {"Name":"Amount","Value":1000},{"Name":"MpesaReceiptNumber","Value":"NLJ7RT61SV"},
            {"Name":"MpesaReceiptNumber","Value":"NLJ7RT61SW"}]}}"#;
        let read = StkCallback::parse(body.as_bytes()).unwrap();
        assert_eq!((read.checkout.as_ref(), read.amount), (None, None));
        assert_eq!((read.ids(), read.receipt), (None, None));
        let twice = r#"{"ResultCode":0,"ResultCode":1032,"MerchantRequestID":"1"}"#;
        assert_eq!(StkCallback::parse(twice.as_bytes()).unwrap().result, None);
    }

    #[test]
    fn a_masked_payer_and_broken_letters_hide_no_payment() {
        let mut body = br#"{"ResultCode":0,"ResultDesc":"caf"#.to_vec();
        body.push(0xe9);
        body.extend_from_slice(br#"","CallbackMetadata":{"Item":"#);
        body.extend_from_slice(br#"{"Name":"PhoneNumber","Value":"2547 ***** 126"}}}"#);
        let read = StkCallback::parse(&body).unwrap();
        assert!(matches!(read.payer, PayerHint::Masked { .. }));
    }

    #[test]
    fn neither_texts_nor_a_phone_in_a_wrong_place_are_in_debug_texts() {
        let body = r#"{"ResultCode":254708374149,"ResultDesc":"for 254708374149",
            "CallbackMetadata":{"Item":{"Name":"MpesaReceiptNumber","Value":254708374149}}}"#;
        let shown = format!("{:?}", StkCallback::parse(body.as_bytes()).unwrap());
        assert!(!shown.contains("708374149"), "{shown}");
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(body in proptest::collection::vec(any::<u8>(), 0..300)) {
            let _ = StkCallback::parse(&body);
        }

        #[test]
        fn no_values_make_it_panic(code in "\\PC{0,20}", value in "\\PC{0,40}") {
            for value in [value.clone(), serde_json::Value::from(value).to_string()] {
                let body = format!(
                    r#"{{"Body":{{"stkCallback":{{"ResultCode":"{code}","CallbackMetadata":{{
                    "Item":[{{"Name":"Amount","Value":{value}}}]}}}}}}}}"#
                );
                let _ = StkCallback::parse(body.as_bytes());
            }
        }
    }
}
