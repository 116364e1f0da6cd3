//! History: every payment of the book, found by any part of it.
//!
//! Prompts and payments that came by themselves are two lists: a payment that is a prompt's code,
//! or that the prompt names for which it is kept, is found as that prompt. A code that somebody
//! typed and nobody has told of is no payment.

use domain::clock::Timestamp;
use domain::eat::TradingDay;
use domain::money::Money;
use domain::receipt::Receipt;
use rusqlite::Connection;

use crate::attempts::{self, AttemptRecord};
use crate::error::LedgerError;
use crate::readers::Readers;
use crate::receipts::{self, ReceiptRecord};

/// How many rows a search returns at the most.
const MOST_ROWS: u32 = 200;

/// From how many signs on a text is looked for within codes, phones and names: less is in most.
const LEAST_SIGNS: usize = 3;

/// What of the history is looked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Search {
    /// The newest.
    Latest,
    /// All of one day.
    Day(TradingDay),
    /// A part of an M-PESA code or a name, some digits of a phone, a sale's number or an amount.
    Text(String),
}

/// By the journal's number: a clock that was once ahead must not hide what is new.
const LATEST_PROMPTS: &str = "SELECT subject FROM journal WHERE kind = 'attempt.drafted'
    ORDER BY seq DESC LIMIT ?1";

const PROMPTS_OF_DAY: &str = "SELECT id FROM attempt WHERE drafted_at_ms >= ?1
    AND drafted_at_ms < ?2 ORDER BY drafted_at_ms DESC, id DESC";

const PROMPTS_OF_TEXT: &str = "SELECT attempt.id FROM attempt JOIN leg ON leg.id = attempt.leg
        JOIN sale ON sale.id = leg.sale
    WHERE (:code <> '' AND attempt.receipt LIKE '%' || :code || '%')
        OR (:phone <> '' AND attempt.phone LIKE '%' || :phone || '%')
        OR sale.number = :sale OR attempt.amount_cents = :cents
        OR attempt.id IN (SELECT receipt.attempt FROM receipt_source INDEXED BY source_by_payer
            JOIN receipt ON receipt.number = receipt_source.receipt
            WHERE :name <> '' AND instr(upper(receipt_source.name), :name) > 0)
    ORDER BY attempt.drafted_at_ms DESC, attempt.id DESC LIMIT :most";

/// Holds of a payment that came by itself and is no prompt's code.
const BY_ITSELF: &str = "amount_cents IS NOT NULL AND NOT EXISTS (SELECT 1 FROM attempt AS holder
        WHERE holder.id = held_for AND holder.receipt = number)";

/// By time; `SQLite` takes the index by attempt by itself, and sorts all that have none.
const BY_TIME: &str =
    "SELECT number FROM receipt INDEXED BY receipt_by_itself WHERE attempt IS NULL";

/// Codes, names and phones are looked through in indexes that hold nothing else. A whole phone
/// finds what a mask shows of it, too.
const PAYMENTS_OF_TEXT: &str = "SELECT number FROM receipt INDEXED BY receipt_by_look
        WHERE :look <> '' AND replace(replace(number, 'O', '0'), 'I', '1') LIKE '%' || :look || '%'
    UNION SELECT receipt FROM receipt_source INDEXED BY source_by_payer
        WHERE (:name <> '' AND instr(upper(name), :name) > 0)
            OR (:phone <> '' AND payer LIKE '%' || :phone || '%')
            OR (length(:phone) = 12 AND :phone LIKE replace(payer, '***', '%'))
    UNION SELECT allocation.receipt FROM sale JOIN leg ON leg.sale = sale.id
        JOIN allocation ON allocation.leg = leg.id
        WHERE sale.number = :sale AND allocation.taken_back_seq IS NULL
    UNION SELECT number FROM receipt INDEXED BY receipt_free
        WHERE attempt IS NULL AND held_for IS NULL AND amount_cents = :cents
    UNION SELECT number FROM receipt INDEXED BY receipt_held
        WHERE held_for IS NOT NULL AND amount_cents = :cents";

/// What a text may be a part of; each is empty or none where it can't be.
struct Wanted {
    code: String,
    name: String,
    /// As phones stand in the book: with 254 for the first 0 of a whole one.
    phone: String,
    sale: Option<u32>,
    amount: Option<Money>,
}

impl Search {
    /// Returns how many rows are shown at the most: a day is shown whole.
    pub const fn most_rows(&self) -> usize {
        match self {
            Self::Latest | Self::Text(_) => MOST_ROWS as usize,
            Self::Day(_) => usize::MAX,
        }
    }

    /// Reads what was typed: nothing is the latest, a day is all of it.
    pub fn read(typed: &str, now: Timestamp) -> Self {
        let text = typed.trim();
        match TradingDay::typed(text, TradingDay::of(now)) {
            _ if text.is_empty() => Self::Latest,
            Some(day) => Self::Day(day),
            None => Self::Text(text.to_owned()),
        }
    }
}

impl Readers {
    /// Returns the prompts that fit, newest first, at the most two hundred of a search by text or
    /// of the latest.
    ///
    /// # Errors
    /// When the book can't be read.
    pub fn history(&self, search: &Search) -> Result<Vec<AttemptRecord>, LedgerError> {
        self.with(|conn| match search {
            Search::Latest => attempts::find_all(conn, LATEST_PROMPTS, [MOST_ROWS]),
            Search::Day(day) => attempts::find_all(conn, PROMPTS_OF_DAY, within(*day)),
            Search::Text(text) => prompts_of(conn, &Wanted::read(text)),
        })
    }

    /// Returns the payments that came by themselves and fit, newest first by Safaricom's clock, as
    /// many as [`Self::history`].
    ///
    /// # Errors
    /// When the book can't be read.
    pub fn payments(&self, search: &Search) -> Result<Vec<ReceiptRecord>, LedgerError> {
        self.with(|conn| match search {
            Search::Latest => receipts::find_all(conn, &latest(), [MOST_ROWS]),
            Search::Day(day) => receipts::find_all(conn, &of_day(), within(*day)),
            Search::Text(text) => payments_of(conn, &Wanted::read(text)),
        })
    }
}

fn within(day: TradingDay) -> [i64; 2] {
    [day.begins().ms(), day.ends().ms()]
}

fn latest() -> String {
    format!("number IN ({BY_TIME} AND {BY_ITSELF} ORDER BY paid_at_ms DESC LIMIT ?1)")
}

fn of_day() -> String {
    format!("number IN ({BY_TIME} AND {BY_ITSELF} AND paid_at_ms >= ?1 AND paid_at_ms < ?2)")
}

fn of_text() -> String {
    format!(
        "number IN (SELECT number FROM receipt WHERE number IN ({PAYMENTS_OF_TEXT})
         AND +attempt IS NULL AND {BY_ITSELF} ORDER BY paid_at_ms DESC LIMIT :most)"
    )
}

fn prompts_of(conn: &Connection, wanted: &Wanted) -> Result<Vec<AttemptRecord>, LedgerError> {
    let named = rusqlite::named_params! {
        ":code": wanted.code, ":name": wanted.name, ":phone": wanted.phone, ":sale": wanted.sale,
        ":cents": wanted.cents(), ":most": MOST_ROWS,
    };
    attempts::find_all(conn, PROMPTS_OF_TEXT, named)
}

fn payments_of(conn: &Connection, wanted: &Wanted) -> Result<Vec<ReceiptRecord>, LedgerError> {
    let named = rusqlite::named_params! {
        ":most": MOST_ROWS, ":look": Receipt::looks(&wanted.code), ":name": wanted.name,
        ":phone": wanted.phone, ":sale": wanted.sale, ":cents": wanted.cents(),
    };
    receipts::find_all(conn, &of_text(), named)
}

impl Wanted {
    fn read(text: &str) -> Self {
        let signs: String = text.chars().filter(char::is_ascii_alphanumeric).collect();
        let is_number = signs.bytes().all(|sign| sign.is_ascii_digit());
        let phone = match signs.strip_prefix('0') {
            Some(national) if national.len() == 9 => format!("254{national}"),
            _ => signs.clone(),
        };
        let part = |text: String| {
            let is_enough = text.chars().count() >= LEAST_SIGNS;
            if is_enough { text } else { String::new() }
        };
        Self {
            code: part(signs.to_uppercase()),
            name: part(text.to_uppercase()),
            phone: if is_number {
                part(phone)
            } else {
                String::new()
            },
            sale: signs.parse().ok(),
            amount: text.parse().ok(),
        }
    }

    fn cents(&self) -> Option<i64> {
        self.amount.map(|amount| amount.balance().cents())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::migrations;

    #[test]
    fn no_search_reads_a_whole_table_of_payments() {
        let conn = migrations::newest();
        let payments = [latest(), of_day(), of_text()];
        let payments = payments.map(|which| format!("SELECT * FROM receipt WHERE {which}"));
        let prompts = [LATEST_PROMPTS, PROMPTS_OF_DAY].map(str::to_owned);
        for query in payments.iter().chain(&prompts) {
            let plan = format!("EXPLAIN QUERY PLAN {query}");
            let mut statement = conn.prepare(&plan).expect("a query");
            let steps = statement.raw_query().mapped(|row| row.get::<_, String>(3));
            for step in steps {
                let step = step.expect("a step");
                let by_index = step.contains("INDEX");
                assert!(!step.starts_with("SCAN") || by_index, "{step}");
            }
        }
    }

    #[test]
    fn a_text_is_a_part_of_what_it_can_be() {
        let check = |text: &str, code: &str, name: &str, phone: &str| {
            let Wanted {
                code: found,
                name: called,
                phone: called_by,
                ..
            } = Wanted::read(text);
            assert_eq!(
                (&*found, &*called, &*called_by),
                (code, name, phone),
                "{text}"
            );
        };
        check("0712 345 678", "0712345678", "0712 345 678", "254712345678");
        check("ukn5", "UKN5", "UKN5", "");
        check("Wanjiku M", "WANJIKUM", "WANJIKU M", "");
        check("67", "", "", "");
        check("\u{202e}%'", "", "\u{202e}%'", "");
    }
}
