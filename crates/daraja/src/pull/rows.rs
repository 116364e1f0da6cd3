//! The answer to a pull: rows of payments by customers.
//!
//! The rows stand in a list in a list. How an answer without rows looks is not known for certain
//! (the documents print the text `[[]]`), so every form of nothing is taken for it.

use chrono::NaiveDateTime;
use domain::clock::Timestamp;
use domain::eat;
use domain::money::Money;
use domain::phone::PayerHint;
use domain::receipt::Receipt;
use serde_json::value::RawValue;

use crate::c2b::C2bKind;
use crate::error::Error;
use crate::text::Text;
use crate::wire::{Object, text_of};

/// The answer's pieces.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PullReply {
    /// Safaricom's id of the request.
    pub reference: Option<Text>,
    /// `1000` with rows, `1001` without.
    pub code: Option<Text>,
    /// The text beside the code.
    pub message: Option<Text>,
    /// The payments.
    pub rows: Vec<PullRow>,
    /// Whether there is a list, be it empty.
    pub listed: bool,
    /// How many entries were no rows at all. Ask for the window again by other means.
    pub unreadable: usize,
}

/// One payment; each piece that is missing, can't be read or contradicts itself is absent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PullRow {
    /// M-PESA's code of the payment.
    pub receipt: Option<Receipt>,
    /// When.
    pub at: Option<PullTime>,
    /// Whose phone paid.
    pub payer: PayerHint,
    /// Not described; not a phone in the samples.
    pub sender: Option<Text>,
    /// What was done.
    pub kind: Option<C2bKind>,
    /// What the customer typed as account.
    pub bill_reference: Option<Text>,
    /// How much, in cents.
    pub amount: Option<Money>,
    /// What the shop is called there.
    pub organization: Option<Text>,
}

/// `2020-08-05T10:13:00Z` as it stands there. It ends like UTC, but nobody has checked whether it
/// is not East Africa Time: so both readings are given, three hours apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PullTime(NaiveDateTime);

impl PullReply {
    /// Reads a body.
    ///
    /// # Errors
    /// [`Error::NotJson`], or [`Error::NotThat`] when it is not of this kind.
    pub fn parse(body: &[u8]) -> Result<Self, Error> {
        let text = text_of(body);
        let object = Object::parse(&text)?;
        let fits = Self::fits(&object);
        fits.then(|| Self::of(&object))
            .ok_or(Error::NotThat("an answer to a pull"))
    }

    /// Whether it says that there are no more rows: by its code, or by an empty list.
    pub fn is_empty(&self) -> bool {
        let said = match self.code.as_ref().map(Text::as_str) {
            Some("1001") => true,
            Some("1000") => self.listed,
            _ => false,
        };
        said && self.rows.is_empty() && self.unreadable == 0
    }

    pub(crate) fn fits(object: &Object<'_>) -> bool {
        object.has("ResponseRefID") && object.has("ResponseCode") && !object.has("ResultCode")
    }

    pub(crate) fn of(object: &Object<'_>) -> Self {
        let mut read = Self {
            reference: object.value("ResponseRefID"),
            code: object.value("ResponseCode"),
            message: object.value("ResponseMessage"),
            rows: Vec::new(),
            listed: object.has("Response") || object.has("Transaction"),
            unreadable: 0,
        };
        for name in ["Response", "Transaction"] {
            match (object.raw(name), object.text(name)) {
                (Some(_), Some(listed)) => read.take(&listed, 2),
                (Some(raw), None) if raw != "\"\"" => read.take(raw, 2),
                _ => read.unreadable += usize::from(object.raw(name).is_none() && object.has(name)),
            }
        }
        read
    }

    /// Takes a row, or the rows of a list, of which `depth` may stand in each other.
    fn take(&mut self, raw: &str, depth: u8) {
        let list = serde_json::from_str::<Vec<&RawValue>>(raw);
        match (list, Object::parse(raw)) {
            (Ok(list), _) if depth > 0 => {
                for item in list {
                    self.take(item.get(), depth - 1);
                }
            }
            (_, Ok(row)) => self.rows.push(PullRow::of(&row)),
            _ => self.unreadable += usize::from(raw != "null"),
        }
    }
}

impl PullRow {
    fn of(row: &Object<'_>) -> Self {
        Self {
            receipt: row.value("transactionId"),
            at: row.text("trxDate").and_then(|text| PullTime::read(&text)),
            payer: PayerHint::read(&row.text("msisdn").unwrap_or_default()),
            sender: row.value("sender"),
            kind: row.text("transactiontype").map(C2bKind::of),
            bill_reference: row.value("billreference"),
            amount: row.value("amount"),
            organization: row.value("organizationname"),
        }
    }
}

impl PullTime {
    /// Reads `2020-08-05T10:13:00Z`, with or without the letters.
    pub fn read(text: &str) -> Option<Self> {
        let text = text.trim().trim_end_matches('Z').replacen('T', " ", 1);
        let read = NaiveDateTime::parse_from_str(&text, "%Y-%m-%d %H:%M:%S%.f");
        read.ok().map(Self)
    }

    /// The instant, if what is written is UTC.
    pub fn if_utc(self) -> Timestamp {
        Timestamp::from_ms(self.0.and_utc().timestamp_millis())
    }

    /// The instant, if what is written is East Africa Time.
    pub fn if_eat(self) -> Option<Timestamp> {
        eat::from_wire(&self.0.format("%Y%m%d%H%M%S").to_string())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(fields: &str) -> PullReply {
        let body = format!(r#"{{"ResponseRefID":"1","ResponseCode":"1001"{fields}}}"#);
        PullReply::parse(body.as_bytes()).unwrap()
    }

    #[test]
    fn every_form_of_nothing_is_an_answer_without_rows() {
        for fields in [
            "",
            r#","Response":[]"#,
            r#","Response":[[]]"#,
            r#","Response":null"#,
            r#","Response":"""#,
            r#","Transaction":"[[]]""#,
            r#","Transaction":"[]","Response":[[]]"#,
        ] {
            let reply = read(fields);
            assert!(reply.is_empty(), "{fields}: {reply:?}");
        }
    }

    #[test]
    fn a_code_that_promises_rows_is_no_answer_without_a_list() {
        let body = br#"{"ResponseRefID":"1","ResponseCode":"1000"}"#;
        assert!(!PullReply::parse(body).unwrap().is_empty());
        let body = br#"{"ResponseRefID":"1","ResponseCode":"1000","Response":[[]]}"#;
        assert!(PullReply::parse(body).unwrap().is_empty());
    }

    #[test]
    fn rows_are_found_in_every_nesting_and_what_is_none_is_counted() {
        let check = |fields: &str, rows: usize, unreadable: usize| {
            let reply = read(fields);
            assert_eq!(
                (reply.rows.len(), reply.unreadable),
                (rows, unreadable),
                "{fields}"
            );
            assert!(!reply.is_empty(), "{fields}");
        };
        check(r#","Response":{"transactionId":"yzlyrEsRG1"}"#, 1, 0);
        check(r#","Response":[{"transactionId":"yzlyrEsRG1"}]"#, 1, 0);
        check(
            r#","Response":[[{"amount":"1"},{"amount":"2"}],[{"amount":"3"}]]"#,
            3,
            0,
        );
        check(r#","Response":"[[{\"amount\":1}]]""#, 1, 0);
        check(r#","Response":[[[{"amount":1}]]]"#, 0, 1);
        check(r#","Response":[[7,"x",{}]]"#, 1, 2);
        check(r#","Response":"none""#, 0, 1);
        check(r#","Response":[],"Response":[[{"amount":1}]]"#, 0, 1);
    }

    #[test]
    fn a_row_that_names_two_amounts_names_none() {
        let reply = read(r#","Response":[[{"amount":"1","Amount":"1000"}]]"#);
        assert_eq!(reply.rows[0].amount, None);
    }

    #[test]
    fn the_time_of_a_row_is_read_in_both_zones() {
        let at = PullTime::read("2020-08-05T10:13:00Z").unwrap();
        let shown = |at: Timestamp| eat::to_text(at);
        assert_eq!(shown(at.if_utc()), "2020-08-05 13:13:00");
        assert_eq!(
            at.if_eat().map(shown).as_deref(),
            Some("2020-08-05 10:13:00")
        );
        assert_eq!(PullTime::read("2020-08-05 10:13:00"), Some(at));
        for text in ["", "Z", "2020-08-05", "2020-13-05T10:13:00Z", "now"] {
            assert_eq!(PullTime::read(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_rows_make_it_panic(rows in "[\\[\\]{}\":,a-z0-9]{0,60}", time in "\\PC{0,30}") {
            let _ = PullTime::read(&time);
            for rows in [rows.clone(), serde_json::Value::from(rows).to_string()] {
                let body = format!(r#"{{"ResponseRefID":1,"ResponseCode":1,"Response":{rows}}}"#);
                let _ = PullReply::parse(body.as_bytes());
            }
        }
    }
}
