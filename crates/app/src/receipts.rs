//! Payments that Safaricom tells of by itself or when it is asked: confirmations and pulls. They
//! are written down, and the book finds the prompt that each fits, or the sale that has it.
//!
//! Absent on purpose: the times of pulls.

use std::collections::BTreeSet;

use daraja::{C2b, C2bKind, PullReply, PullRow, Stage};
use domain::attempt::Alarm;
use domain::ids::AttemptId;
use domain::party::Party;
use domain::receipt::life::{Hearing, Kind, Reference, Source};
use domain::shortcode::{Shortcode, ShortcodeNumber};
use ledger::{AttemptRecord, LedgerError, ReceiptRecord, Recorded, SaleRecord, Told, Tx, Way};

use crate::error::AppError;
use crate::profile::Profile;
use crate::till::{Change, Till};

/// What a fact changed besides its own attempt.
#[derive(Debug)]
pub(crate) struct Others {
    /// Attempts, each with what a person must see.
    attempts: Vec<(AttemptRecord, Vec<Alarm>)>,
    /// Sales that have a payment which came by itself.
    sales: Vec<SaleRecord>,
}

impl Till {
    /// Writes down the bytes of a C2B confirmation, readable or not; it is on disk when this
    /// returns. The same bytes are written once: tells whether they were new. A confirmation is not
    /// signed: it proves nothing.
    ///
    /// # Errors
    /// When the book can't be read or written: then it must not be answered with success.
    pub async fn hear_confirmation(&self, body: Vec<u8>) -> Result<bool, AppError> {
        let told = read_confirmation(&body, self.shop_number()?);
        self.hear_notice(told, body).await
    }

    /// Writes down a body on the shop's path for confirmations, with what it tells or why it tells
    /// nothing.
    pub(crate) async fn hear_notice(
        &self,
        told: Result<Told, String>,
        body: Vec<u8>,
    ) -> Result<bool, AppError> {
        let now = self.now();
        let evidence = self.evidence(Way::Confirmation, body);
        let write = move |tx: &Tx<'_>| {
            let recorded = tx.take_body(now, told, &evidence)?;
            Ok((others(tx, &recorded)?, recorded))
        };
        let herald = self.clone();
        let tell = move |(others, recorded): &(Others, Option<Recorded>)| {
            herald.tell_others(others, recorded.as_slice());
            herald.tell_receipts(recorded);
        };
        let (_, recorded) = self.0.clerk.write_then(write, tell).await?;
        self.await_gaps(recorded.as_slice());
        Ok(recorded.is_some())
    }

    /// Writes down what is new of Safaricom's answer to a pull, which proves what it lists. Returns
    /// how many facts were new.
    ///
    /// # Errors
    /// The shop has no M-PESA number yet; the book can't be read or written.
    pub async fn hear_pull(&self, body: Vec<u8>) -> Result<usize, AppError> {
        let payee = self.shop_number()?.ok_or(AppError::NotSetUp)?.payee();
        let (rows, unreadable) = read_pull(&body, payee);
        let now = self.now();
        let evidence = self.evidence(Way::Pull, body);
        let write = move |tx: &Tx<'_>| {
            let recorded = tx.take_answer(now, rows, unreadable, &evidence)?;
            Ok((others(tx, &recorded)?, recorded))
        };
        let herald = self.clone();
        let tell = move |(others, recorded): &(Others, Vec<Recorded>)| {
            herald.tell_others(others, recorded);
            herald.tell_receipts(recorded);
        };
        let (_, recorded) = self.0.clerk.write_then(write, tell).await?;
        self.await_gaps(&recorded);
        Ok(recorded.len())
    }

    /// Returns the receipts of an attempt, each with its sources and their times.
    ///
    /// # Errors
    /// When the book can't be read.
    pub fn receipts(&self, attempt: AttemptId) -> Result<Vec<ReceiptRecord>, AppError> {
        Ok(self.clerk().readers().receipts_of(attempt)?)
    }

    /// Tells of attempts that a fact of something else changed.
    pub(crate) fn tell_others(&self, others: &Others, recorded: &[Recorded]) {
        for (record, alarms) in &others.attempts {
            self.tell(record, alarms);
        }
        for sale in &others.sales {
            self.tell_sale(sale.clone());
        }
        for one in recorded {
            if let Some(about) = &one.about {
                self.tell_alarms(about, &one.alarms);
            }
        }
        self.tell_gaps(recorded);
    }

    /// Tells of the payments about which something was written down.
    pub(crate) fn tell_receipts<'a>(&self, recorded: impl IntoIterator<Item = &'a Recorded>) {
        for receipt in recorded.into_iter().filter_map(|one| one.receipt.as_ref()) {
            self.announce(Change::Receipt(receipt.clone()));
        }
    }

    /// Returns the payments that belong to nobody yet and are held for no prompt, newest first.
    ///
    /// # Errors
    /// When the book can't be read.
    pub fn free_receipts(&self) -> Result<Vec<ReceiptRecord>, AppError> {
        Ok(self.clerk().readers().free_receipts()?)
    }

    /// Returns the number that the shop is paid under; none before it is set up. The line may be
    /// closed, and customers pay all the same.
    ///
    /// # Errors
    /// When the book can't be read.
    pub fn shop_number(&self) -> Result<Option<Shortcode>, AppError> {
        match self.line() {
            Ok(line) => Ok(Some(line.merchant.shortcode())),
            Err(_) => Profile::read_shortcode(self.clerk().readers()),
        }
    }
}

/// Reads what facts changed besides their own attempts, as it is now.
pub(crate) fn others<'a>(
    tx: &Tx<'_>,
    recorded: impl IntoIterator<Item = &'a Recorded>,
) -> Result<Others, LedgerError> {
    let (mut attempts, mut sales) = (Vec::new(), BTreeSet::new());
    for one in recorded {
        for (id, alarms) in &one.others {
            attempts.push((tx.attempt(*id)?, alarms.clone()));
        }
        sales.extend(&one.sales);
    }
    let sales = sales.into_iter().map(|id| tx.sale(id));
    Ok(Others {
        attempts,
        sales: sales.collect::<Result<_, _>>()?,
    })
}

pub(crate) fn read_confirmation(body: &[u8], shop: Option<Shortcode>) -> Result<Told, String> {
    let read = C2b::parse(body).map_err(|error| error.to_string())?;
    if read.stage == Stage::Validation {
        return Err("it asks whether the shop takes money, and none has moved".to_owned());
    }
    let payee = read
        .shortcode
        .map(|number| paid_number(number, shop))
        .or_else(|| shop.map(Shortcode::payee));
    let hearing = Hearing {
        source: Source::C2bBody,
        amount: read.amount,
        payee: payee.ok_or("it names no number that was paid")?,
        paid_at: read.paid_at,
        payer: read.payer,
        kind: kind_of(read.kind.as_ref()),
        reference: read
            .bill_reference
            .and_then(|typed| Reference::read(typed.as_str())),
        name: read.name,
        balance: read.balance,
    };
    let receipt = read.receipt.ok_or("it names no M-PESA code")?;
    Ok(Told { receipt, hearing })
}

/// Of a till, a confirmation may name either of its two numbers.
///
/// Source: reference section 4, "Which number to register for a till".
fn paid_number(told: ShortcodeNumber, shop: Option<Shortcode>) -> ShortcodeNumber {
    shop.filter(|shop| shop.signer() == told)
        .map_or(told, Shortcode::payee)
}

/// Returns the rows that tell of a receipt, and how many tell of none.
fn read_pull(body: &[u8], payee: ShortcodeNumber) -> (Vec<Told>, usize) {
    let Ok(reply) = PullReply::parse(body) else {
        return (Vec::new(), 1);
    };
    let count = reply.rows.len();
    let rows: Vec<_> = reply
        .rows
        .into_iter()
        .filter_map(|row| read_row(row, payee))
        .collect();
    let nameless = count - rows.len();
    (rows, reply.unreadable + nameless)
}

fn read_row(row: PullRow, payee: ShortcodeNumber) -> Option<Told> {
    let hearing = Hearing {
        source: Source::Pull,
        amount: row.amount,
        payee,
        paid_at: row.at.and_then(daraja::PullTime::if_eat),
        payer: row.payer,
        kind: kind_of(row.kind.as_ref()),
        reference: row
            .bill_reference
            .and_then(|typed| Reference::read(typed.as_str())),
        name: row.sender.and_then(|told| Party::read(told.as_str()).name),
        balance: None,
    };
    let receipt = row.receipt?;
    Some(Told { receipt, hearing })
}

fn kind_of(kind: Option<&C2bKind>) -> Kind {
    match kind {
        Some(C2bKind::Organization) => Kind::Organization,
        _ => Kind::Customer,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shop() -> Option<Shortcode> {
        "till:7654321/5123456".parse().ok()
    }

    fn read(change: &str, to: &str) -> Result<Told, String> {
        let body = r#"{"TransactionType":"Customer Merchant Payment","TransID":"UKN5T0I7QO",
            "TransTime":"20261124090000","TransAmount":"350.00","BusinessShortCode":"7654321",
            "BillRefNumber":"","OrgAccountBalance":"25.00","MSISDN":"2547 ***** 678",
            "FirstName":"WANJIKU"}"#;
        read_confirmation(body.replace(change, to).as_bytes(), shop())
    }

    #[test]
    fn a_confirmation_tells_of_money_under_the_number_that_is_paid() {
        let told = read("", "").expect("a confirmation");
        assert_eq!(told.receipt.as_str(), "UKN5T0I7QO");
        assert_eq!(
            told.hearing.payee.get(),
            5_123_456,
            "its store number was told"
        );
        assert_eq!(told.hearing.amount, "350".parse().ok());
        assert_eq!(
            (told.hearing.kind, told.hearing.reference),
            (Kind::Customer, None)
        );
        let elsewhere = read("7654321", "600966").expect("a confirmation");
        assert_eq!(elsewhere.hearing.payee.get(), 600_966);
        let company = "Organization To Organization Transfer";
        let moved = read("Customer Merchant Payment", company).expect("a confirmation");
        assert_eq!(moved.hearing.kind, Kind::Organization);
    }

    #[test]
    fn a_body_that_tells_of_no_money_says_why() {
        let why = |change, to| read(change, to).expect_err("unread");
        assert_eq!(why("UKN5T0I7QO", ""), "it names no M-PESA code");
        let validation = why(
            r#""OrgAccountBalance":"25.00""#,
            r#""OrgAccountBalance":"""#,
        );
        assert!(validation.contains("none has moved"), "{validation}");
        assert!(why("{", "<").contains("JSON"));
    }

    #[test]
    fn the_rows_of_a_pull_are_read_and_what_is_none_is_counted() {
        let payee = "174379".parse().expect("a number");
        let body = br#"{"ResponseRefID":"1","ResponseCode":"1000","Response":[[
            {"transactionId":"UKN5T0I7QO","trxDate":"2026-11-24T09:00:00Z","amount":"350.00"},
            {"amount":"1"}, 7]]}"#;
        let (rows, unreadable) = read_pull(body, payee);
        assert_eq!((rows.len(), unreadable), (1, 2));
        assert_eq!(rows[0].hearing.source, Source::Pull);
        assert_eq!(read_pull(b"<html>", payee), (Vec::new(), 1));
    }
}
