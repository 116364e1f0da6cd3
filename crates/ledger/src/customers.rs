//! Customers as they are known from what they paid: learnt from each payment that is proved, while
//! the shop lets it, and forgotten when somebody says so.
//!
//! What is kept here of a person is projected, and goes when he is forgotten; the payments stay in
//! the journal and the inbox, as the law wants them. A payment of somebody who was forgotten
//! teaches nothing again. A customer has no name of ours: he is whoever paid a certain payment.

use domain::clock::Timestamp;
use domain::customers::Face;
use domain::ids::AttemptId;
use domain::party::Name;
use domain::phone::{Msisdn, PayerHint};
use domain::receipt::Receipt;
use domain::receipt::life::{Hearing, Kind};
use rusqlite::{Connection, OptionalExtension, Row};
use serde::{Deserialize, Serialize};

use crate::entry::{Entry, Written, body, json, text};
use crate::error::LedgerError;
use crate::journal::{self, Actor};
use crate::readers::Readers;
use crate::receipts::ReceiptRecord;
use crate::settings;
use crate::writer::Tx;

/// The setting that says whether customers are learnt and known: not when it is [`NOT_KNOWN`].
pub const KNOWS_CUSTOMERS: &str = "customers";

/// The value by which nothing is learnt or used.
pub const NOT_KNOWN: &str = "off";

/// How many customers a list holds at the most.
const MOST_LISTED: u32 = 200;

/// A customer who is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CustomerRecord {
    /// His last payment, by which he is named.
    pub known_by: Receipt,
    /// As much of his phone as is known: all of it where it was typed or shown.
    pub phone: PayerHint,
    /// What M-PESA calls him; nothing when it did not tell.
    pub name: Option<Name>,
    /// How often he paid.
    pub times: u32,
    /// When he paid last.
    pub last_at: Timestamp,
}

#[derive(Serialize, Deserialize)]
struct ForgottenBody {
    #[serde(skip_serializing_if = "Option::is_none")]
    receipt: Option<String>,
}

impl Tx<'_> {
    /// Forgets the customer who paid a payment, or all customers.
    ///
    /// # Errors
    /// When the book can't be written.
    pub fn forget_customers(
        &self,
        at: Timestamp,
        actor: Actor,
        of: Option<Receipt>,
    ) -> Result<(), LedgerError> {
        let entry = Entry::CustomersForgotten { of };
        journal::record(self, at, actor, &entry, None).map(drop)
    }
}

impl Readers {
    /// Tells whether customers are learnt and known.
    ///
    /// # Errors
    /// When the book can't be read.
    pub fn knows_customers(&self) -> Result<bool, LedgerError> {
        self.with(is_on)
    }

    /// Returns the customers who are known, who paid last first: of very many, the last two
    /// hundred.
    ///
    /// # Errors
    /// When the book can't be read.
    pub fn customers(&self) -> Result<Vec<CustomerRecord>, LedgerError> {
        self.with(|conn| {
            let query = format!("{SELECT} GROUP BY customer.id ORDER BY paid DESC LIMIT ?1");
            let found = conn
                .prepare_cached(&query)?
                .query_map([MOST_LISTED], read)?
                .collect::<Result<_, _>>()?;
            Ok(found)
        })
    }

    /// Returns how often whoever paid a payment did so before, as far as he is known: by others of
    /// his payments, and never while customers are not to be known.
    ///
    /// # Errors
    /// When the book can't be read.
    pub fn visits_before(&self, payment: &ReceiptRecord) -> Result<u32, LedgerError> {
        let told: Vec<_> = payment.sources.iter().map(|one| &one.hearing).collect();
        let Some(face) = face_of(&told) else {
            return Ok(0);
        };
        let others = "SELECT count(*) FROM customer_payment WHERE customer = ?1 AND receipt <> ?2";
        self.with(|conn| {
            if !is_on(conn)? {
                return Ok(0);
            }
            let customer = find(conn, &face)?;
            let mut count = conn.prepare_cached(others)?;
            Ok(count.query_row((customer, payment.number.as_str()), |row| row.get(0))?)
        })
    }
}

/// Writes that a customer was forgotten; the subject is the payment by which he was named.
pub(crate) fn write(of: Option<&Receipt>) -> Written {
    let receipt = of.map(ToString::to_string);
    Written {
        kind: "customers.forgotten".into(),
        subject: None,
        body: json(&ForgottenBody { receipt }),
        personal: None,
    }
}

/// Reads it back.
pub(crate) fn read_fact(row: &Written) -> Result<Entry, String> {
    let ForgottenBody { receipt } = body(row)?;
    let of = receipt.map(|code| code.parse().map_err(text)).transpose()?;
    Ok(Entry::CustomersForgotten { of })
}

/// Takes out what is known of the customer who paid a payment, or of all.
pub(crate) fn project(tx: &Tx<'_>, of: Option<&Receipt>) -> Result<(), LedgerError> {
    let whose = "SELECT customer FROM customer_payment WHERE ?1 IS NULL OR receipt = ?1";
    let code = of.map(Receipt::as_str);
    let found: Vec<Option<i64>> =
        tx.0.prepare_cached(whose)?
            .query_map([code], |row| row.get(0))?
            .collect::<Result<_, _>>()?;
    let mut unlink =
        tx.0.prepare_cached("UPDATE customer_payment SET customer = NULL WHERE customer = ?1")?;
    let mut delete = tx.0.prepare_cached("DELETE FROM customer WHERE id = ?1")?;
    for customer in found.into_iter().flatten() {
        unlink.execute([customer])?;
        delete.execute([customer])?;
    }
    Ok(())
}

/// Learns from a payment who paid it: once it is proved, while customers are to be known, and never
/// from one of somebody who was forgotten. `asked` is the prompt whose code it is.
pub(crate) fn learn(
    tx: &Tx<'_>,
    receipt: &Receipt,
    asked: Option<AttemptId>,
    told: &[&Hearing],
) -> Result<(), LedgerError> {
    if !is_on(tx.0)? || is_forgotten(tx.0, receipt)? {
        return Ok(());
    }
    let is_proved = told.iter().any(|one| one.source.is_proof());
    let is_customer_s = told.iter().all(|one| one.kind == Kind::Customer);
    let typed = asked.map(|attempt| phone_of(tx.0, attempt)).transpose()?;
    let typed = typed.flatten().and_then(Face::of_phone);
    let face = typed
        .or_else(|| face_of(told))
        .filter(|_| is_proved && is_customer_s);
    let customer = face
        .map(|face| keep(tx, &face, name_in(told)))
        .transpose()?;
    link(tx, receipt, customer)
}

/// Says whose payment it is; of whom no payment is left, nothing is known any more.
fn link(tx: &Tx<'_>, receipt: &Receipt, customer: Option<i64>) -> Result<(), LedgerError> {
    let former = "DELETE FROM customer_payment WHERE receipt = ?1 AND customer IS NOT ?2
        RETURNING customer";
    let former: Option<i64> =
        tx.0.prepare_cached(former)?
            .query_row((receipt.as_str(), customer), |row| row.get(0))
            .optional()?;
    if let Some(customer) = customer {
        tx.0.prepare_cached(
            "INSERT OR IGNORE INTO customer_payment (receipt, customer) VALUES (?1, ?2)",
        )?
        .execute((receipt.as_str(), customer))?;
    }
    let orphan = "DELETE FROM customer WHERE id = ?1
        AND NOT EXISTS (SELECT 1 FROM customer_payment WHERE customer = ?1)";
    tx.0.prepare_cached(orphan)?.execute([former])?;
    Ok(())
}

/// Finds a customer, or begins to know him; what is told now that was not before is kept.
fn keep(tx: &Tx<'_>, face: &Face, name: Option<&Name>) -> Result<i64, LedgerError> {
    let name = name.map(Name::as_str);
    if let Some(id) = find(tx.0, face)? {
        if let Face::Phone { plain, .. } = face {
            let phone = plain.map(|phone| phone.to_string());
            tx.0.prepare_cached(
                "UPDATE customer SET phone = coalesce(phone, ?2), name = coalesce(?3, name)
                 WHERE id = ?1 AND hash IS NOT NULL",
            )?
            .execute((id, phone, name))?;
        }
        return Ok(id);
    }
    let (hash, phone, mask, name) = match face {
        Face::Phone { hash, plain } => (Some(hash), plain.map(|one| one.to_string()), None, name),
        Face::Masked {
            prefix,
            suffix,
            name,
        } => {
            let mask = Some(format!("{prefix}*{suffix}"));
            (None, None, mask, Some(name.as_str()))
        }
    };
    tx.0.prepare_cached("INSERT INTO customer (hash, phone, mask, name) VALUES (?1, ?2, ?3, ?4)")?
        .execute((hash, phone, mask, name))?;
    Ok(tx.0.last_insert_rowid())
}

/// Finds the customer with a face: a masked one is also somebody's whose whole phone is known.
fn find(conn: &Connection, face: &Face) -> Result<Option<i64>, LedgerError> {
    let found = match face {
        Face::Phone { hash, .. } => conn
            .prepare_cached("SELECT id FROM customer WHERE hash = ?1")?
            .query_row([hash], |row| row.get(0)),
        Face::Masked {
            prefix,
            suffix,
            name,
        } => conn
            .prepare_cached(
                "SELECT id FROM customer WHERE name = ?1
                     AND (mask = ?2 || '*' || ?3 OR phone LIKE ?2 || '%' || ?3)
                 ORDER BY id LIMIT 1",
            )?
            .query_row((name.as_str(), prefix, suffix), |row| row.get(0)),
    };
    Ok(found.optional()?)
}

/// Returns the face that tells most: a whole phone before its hash, that before a masked one.
fn face_of(told: &[&Hearing]) -> Option<Face> {
    let name = name_in(told);
    let faces = told.iter().filter_map(|one| Face::of(&one.payer, name));
    let rank = |face: &Face| match face {
        Face::Phone { plain: Some(_), .. } => 0,
        Face::Phone { plain: None, .. } => 1,
        Face::Masked { .. } => 2,
    };
    faces.min_by_key(rank)
}

fn name_in<'a>(told: &[&'a Hearing]) -> Option<&'a Name> {
    told.iter().find_map(|one| one.name.as_ref())
}

fn phone_of(conn: &Connection, attempt: AttemptId) -> Result<Option<Msisdn>, LedgerError> {
    let phone: Option<String> = conn
        .prepare_cached("SELECT phone FROM attempt WHERE id = ?1")?
        .query_row([attempt.as_bytes()], |row| row.get(0))?;
    Ok(phone.and_then(|phone| phone.parse().ok()))
}

fn is_on(conn: &Connection) -> Result<bool, LedgerError> {
    Ok(settings::find(conn, KNOWS_CUSTOMERS)?.as_deref() != Some(NOT_KNOWN))
}

fn is_forgotten(conn: &Connection, receipt: &Receipt) -> Result<bool, LedgerError> {
    let find = "SELECT 1 FROM customer_payment WHERE receipt = ?1 AND customer IS NULL";
    Ok(conn.prepare_cached(find)?.exists([receipt.as_str()])?)
}

/// With the newest payment of each: `SQLite` takes the other columns from the row of the maximum.
const SELECT: &str = "SELECT customer_payment.receipt, customer.phone, customer.mask,
        customer.hash, customer.name, count(*), max(receipt.paid_at_ms) AS paid
    FROM customer JOIN customer_payment ON customer_payment.customer = customer.id
    JOIN receipt ON receipt.number = customer_payment.receipt";

fn read(row: &Row<'_>) -> Result<CustomerRecord, rusqlite::Error> {
    let code: String = row.get(0)?;
    let shown: Option<String> = match row.get(1)? {
        None => row.get(2)?,
        phone => phone,
    };
    let hash: Option<String> = row.get(3)?;
    let shown = shown.or(hash).unwrap_or_default();
    let name: Option<String> = row.get(4)?;
    Ok(CustomerRecord {
        known_by: code.parse().map_err(|_| rusqlite::Error::InvalidQuery)?,
        phone: PayerHint::read(&shown),
        name: name.and_then(|name| Name::of([name.as_str()])),
        times: row.get(5)?,
        last_at: Timestamp::from_ms(row.get(6)?),
    })
}
