//! What follows from a fact for others: facts of their own, written by the till in the same
//! transaction, so that a rebuild never decides anything anew.
//!
//! | when | then |
//! |---|---|
//! | a receipt fits an attempt that lacks its code and may be paid | held for it |
//! | its attempt has another code, or Safaricom answered that it was not paid | freed |
//! | an own answer shows that it does not fit, and the attempt's path does not name it | freed |
//! | it is held for a proved attempt that lacks its code, and nothing else is (now) | its code |
//! | the same, and it was freed while Safaricom called that attempt unpaid | its code |
//! | an own answer proves it, and the attempt's own path names it | the attempt is proved |
//! | the same, it shows the whole phone, and nobody can ask about the attempt | the same |
//! | it is the code of one attempt, and another names it | taken, for the other |
//! | it is the code of an attempt, and was given to a sale too | taken back from that sale |
//! | M-PESA does not know a receipt that was claimed for a sale | taken back from that sale |
//! | a business moved it, as an own answer says, and a sale has it | taken back from that sale |
//! | the result of a command counts now, and tells something new of a receipt | that |
//! | it went back, and a sale owes what it had paid | what is owed is settled by it |
//! | goods were given for a prompt, and nobody asks about it any more | its leg is withdrawn |
//! | what it tells of the account is not what the payments make it | found ([`balances`]) |
//!
//! A payment that the shop has M-PESA send back is held and found for no prompt: only one whose own
//! path names it with our ids has it.
//!
//! A payment that a person gave to a sale is held for no prompt that only may be paid; for one that
//! is, and lacks its code, it is: one shilling never settles two sales. The same holds of a claim.

use std::collections::BTreeSet;

use domain::attempt::{Answer, Code, Fact as AttemptFact, Patience, State as AttemptState};
use domain::clock::Timestamp;
use domain::ids::{AttemptId, SaleId};
use domain::receipt::Receipt;
use domain::receipt::fit::{Candidate, Fit, Rank};
use domain::receipt::life::{Belongs, Evidence, Fact, Hearing, Source, State as ReceiptState};
use rusqlite::{CachedStatement, Connection, OptionalExtension, ToSql};

use super::allocations::sales_of;
use super::known::{self, Heard};
use crate::attempts::{self, AttemptRecord};
use crate::balances;
use crate::commands;
use crate::entry::Entry;
use crate::error::LedgerError;
use crate::sale_facts::SaleFact;
use crate::sales;
use crate::writer::Tx;

/// How far apart an attempt's draft and a payment are looked for; the core decides what fits. Three
/// hours of it are the doubt about a pull's zone.
const NEAR_MS: i64 = 4 * 3_600_000;

/// That an attempt may be the one that a receipt pays: it lacks a code, and the core looks further.
const MAY_BE_ITS: &str = "receipt.number = ?1
    AND receipt.state IN ('reported', 'proved', 'conflicting')
    AND attempt.amount_cents = receipt.amount_cents
    AND attempt.state NOT IN ('drafted', 'refused')
    AND NOT EXISTS (SELECT 1 FROM receipt AS code WHERE code.attempt = attempt.id)";

/// Returns the next fact that follows from `entry` and is not written yet.
pub(crate) fn next(
    tx: &Tx<'_>,
    at: Timestamp,
    entry: &Entry,
) -> Result<Option<Entry>, LedgerError> {
    let receipts = match entry {
        Entry::Command { command, .. } => return commands::next(tx, *command),
        Entry::ReceiptFact {
            receipt,
            fact: Fact::Freed(attempt),
        } => [vec![receipt.clone()], held_for(tx, *attempt)?].concat(),
        Entry::ReceiptFact { receipt, .. } => vec![receipt.clone()],
        Entry::AttemptFact { attempt, fact } if is_news(fact) => concerned(tx, *attempt)?,
        _ => Vec::new(),
    };
    for receipt in &receipts {
        if let Some(next) = of_receipt(tx, at, receipt)? {
            return Ok(Some(next));
        }
    }
    for sale in sales_with(tx, entry)? {
        if let Some(fact) = sales::settled_by_what_went_back(tx, sale)? {
            return Ok(Some(Entry::SaleFact { sale, fact }));
        }
    }
    if let Some((sale, leg)) = entry
        .attempt()
        .map_or(Ok(None), |id| sales::given_up(tx, id))?
    {
        let fact = SaleFact::Withdrawn { leg };
        return Ok(Some(Entry::SaleFact { sale, fact }));
    }
    balances::next(tx, entry)
}

/// The sales that owe more or less because of an entry, or money of whose payments went back.
fn sales_with(tx: &Tx<'_>, entry: &Entry) -> Result<Vec<SaleId>, LedgerError> {
    match entry {
        Entry::SaleFact { sale, .. } => Ok(vec![*sale]),
        Entry::AttemptFact { attempt, fact } if is_news(fact) => {
            let find = "SELECT leg.sale FROM attempt JOIN leg ON leg.id = attempt.leg
                WHERE attempt.id = ?1";
            let sale = tx.0.prepare_cached(find)?;
            sales_found(sale, attempt.as_bytes())
        }
        Entry::ReceiptFact { receipt, .. } => {
            let mut sales = sales_of(tx, receipt)?;
            let find = "SELECT leg.sale FROM receipt JOIN attempt ON attempt.id = receipt.attempt
                JOIN leg ON leg.id = attempt.leg WHERE receipt.number = ?1";
            sales.extend(sales_found(tx.0.prepare_cached(find)?, receipt.as_str())?);
            Ok(sales)
        }
        _ => Ok(Vec::new()),
    }
}

fn sales_found(mut find: CachedStatement<'_>, by: impl ToSql) -> Result<Vec<SaleId>, LedgerError> {
    let sales = find
        .query_map([by], |row| Ok(SaleId::from_bytes(row.get(0)?)))?
        .collect::<Result<_, _>>()?;
    Ok(sales)
}

/// Tells whether a fact can change whose a receipt is. The two most frequent ones can't.
fn is_news(fact: &AttemptFact) -> bool {
    match fact {
        AttemptFact::Left => false,
        AttemptFact::Answered { answer, .. } => *answer != Answer::Open,
        _ => true,
    }
}

/// The receipts whose fate a fact of an attempt can change: those that are its, are held for it or
/// named by it, and free ones of its amount and time. The index is named because `SQLite` takes the
/// one by attempt by itself, and walks through every receipt that has none.
fn concerned(tx: &Tx<'_>, attempt: AttemptId) -> Result<Vec<Receipt>, LedgerError> {
    let numbers =
        tx.0.prepare_cached(
            "SELECT number FROM receipt WHERE attempt = :id
             UNION SELECT number FROM receipt WHERE held_for = :id
             UNION SELECT receipt FROM attempt WHERE id = :id AND receipt IS NOT NULL
             UNION SELECT number FROM attempt JOIN receipt INDEXED BY receipt_free
                 ON attempt.id = :id
                 AND receipt.amount_cents = attempt.amount_cents
                 AND receipt.paid_at_ms BETWEEN attempt.asked_at_ms - :near
                     AND attempt.asked_at_ms + :near
                 WHERE receipt.attempt IS NULL AND receipt.held_for IS NULL",
        )?
        .query_map(
            rusqlite::named_params! { ":id": attempt.as_bytes(), ":near": NEAR_MS },
            |row| row.get::<_, String>(0),
        )?
        .collect::<Result<Vec<_>, _>>()?;
    Ok(numbers
        .iter()
        .filter_map(|number| number.parse().ok())
        .collect())
}

fn of_receipt(tx: &Tx<'_>, at: Timestamp, receipt: &Receipt) -> Result<Option<Entry>, LedgerError> {
    let (evidence, sources) = known::find(tx.0, receipt, i64::MAX)?;
    let belongs = owner_of(tx.0, receipt)?;
    let denied = evidence.state(Belongs::ToNobody) == ReceiptState::Disproved;
    let is_taken = if belongs.is_some() || evidence.is_proved_a_business_s() {
        evidence.allocations().next()
    } else {
        evidence.claim().filter(|_| denied)
    };
    if let Some((leg, _)) = is_taken {
        return Ok(Some(of(receipt, Fact::Unallocated(leg))));
    }
    let given = evidence.allocations().next();
    if let Some(owner) = belongs {
        return lost_to(tx, receipt, (&evidence, &sources), owner);
    }
    if let Some(holder) = evidence.held_for().next() {
        return of_held(tx, at, receipt, &evidence, holder);
    }
    if commands::was_ordered_back(tx.0, receipt)? {
        return Ok(None);
    }
    let counts = |record: &AttemptRecord| match given {
        Some(_) => record.attempt.state() == AttemptState::Paid(Code::ToFollow),
        None => true,
    };
    let fits = best_fit(tx, receipt, &evidence, counts)?;
    match fits {
        Some(attempt) => Ok(Some(of(receipt, Fact::Held(attempt)))),
        None => found_again(tx, receipt, &evidence),
    }
}

/// What follows for a prompt that Safaricom called unpaid, so that its payment was freed, and then
/// paid after all: the payment is its code, as it would be if it had been kept for it all the time.
fn found_again(
    tx: &Tx<'_>,
    receipt: &Receipt,
    evidence: &Evidence,
) -> Result<Option<Entry>, LedgerError> {
    let freed = evidence.was_held_for();
    for attempt in freed.filter(|attempt| evidence.was_freed_from(*attempt)) {
        let record = attempts::find(tx.0, attempt)?;
        let known = &record.attempt.evidence;
        let was_denied = known.was_called_unpaid() && !known.has_lost(receipt);
        let lacks_code = record.attempt.state() == AttemptState::Paid(Code::ToFollow);
        if was_denied
            && lacks_code
            && is_heard_of_beside_the_prompts(evidence)
            && fit(&record, evidence).is_some()
            && !fits_another_freed(tx, receipt, &record)?
        {
            let fact = AttemptFact::CodeFound(receipt.clone());
            return Ok(Some(Entry::AttemptFact { attempt, fact }));
        }
    }
    Ok(None)
}

/// Tells whether another payment was freed from an attempt, too, and may be its code as well.
fn fits_another_freed(
    tx: &Tx<'_>,
    receipt: &Receipt,
    record: &AttemptRecord,
) -> Result<bool, LedgerError> {
    for other in concerned(tx, record.id)? {
        let (evidence, _) = known::find(tx.0, &other, i64::MAX)?;
        let may_be = evidence.was_freed_from(record.id) && fit(record, &evidence).is_some();
        if other != *receipt && may_be {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Tells whether anything but bodies on a prompt's own path, and that prompt's query, tells of a
/// receipt. Whoever knows one such path can name any code on it; with the ids of our own
/// acknowledgement it is the code by itself, without them it is nothing.
fn is_heard_of_beside_the_prompts(evidence: &Evidence) -> bool {
    let mut sources = evidence.hearings().map(|heard| heard.source);
    sources.any(|source| !matches!(source, Source::StkBody | Source::Query))
}

/// What follows for attempts that name or hold a receipt which is another's code.
fn lost_to(
    tx: &Tx<'_>,
    receipt: &Receipt,
    (evidence, sources): (&Evidence, &[Heard]),
    owner: AttemptId,
) -> Result<Option<Entry>, LedgerError> {
    let on_whose_path = sources.iter().filter_map(|heard| heard.attempt);
    let others: BTreeSet<_> = evidence.was_held_for().chain(on_whose_path).collect();
    if others.iter().all(|other| *other == owner) {
        return Ok(None);
    }
    let names = |attempt| {
        let evidence = attempts::find(tx.0, attempt)?.attempt.evidence;
        Ok::<_, LedgerError>((evidence.named_receipt() == Some(receipt), evidence))
    };
    let (owner_names, _) = names(owner)?;
    for attempt in others.into_iter().filter(|other| *other != owner) {
        let (loser_names, loser) = names(attempt)?;
        // A code that only fits its owner goes to whom its own path names, once he is proved.
        if loser_names && !owner_names {
            continue;
        }
        if (loser_names || loser.has_found(receipt)) && !loser.has_lost(receipt) {
            let fact = AttemptFact::CodeTaken(receipt.clone());
            return Ok(Some(Entry::AttemptFact { attempt, fact }));
        }
        if evidence.held_for().any(|holder| holder == attempt) {
            return Ok(Some(of(receipt, Fact::Freed(attempt))));
        }
    }
    Ok(None)
}

/// What follows for a receipt that is held for an attempt.
fn of_held(
    tx: &Tx<'_>,
    at: Timestamp,
    receipt: &Receipt,
    evidence: &Evidence,
    holder: AttemptId,
) -> Result<Option<Entry>, LedgerError> {
    let record = attempts::find(tx.0, holder)?;
    let attempt = &record.attempt;
    if !attempt.evidence.may_be_paid() || attempt.evidence.has_lost(receipt) {
        return Ok(Some(of(receipt, Fact::Freed(holder))));
    }
    let fit = fit(&record, evidence);
    let named_with_our_ids = attempt.evidence.names_with_our_ids(receipt);
    // Whoever knows the path alone names nothing where our own question can be asked.
    let named = match attempt.evidence.own_ids() {
        Some(_) => named_with_our_ids,
        None => attempt.evidence.named_receipt() == Some(receipt),
    };
    if !named_with_our_ids && commands::was_ordered_back(tx.0, receipt)? {
        return Ok(None);
    }
    if !named && fit.is_none() && is_answered(evidence) {
        return Ok(Some(of(receipt, Fact::Freed(holder))));
    }
    let is_its = match attempt.evidence.own_ids() {
        _ if named => fit.is_some(),
        // Without an id of our own nobody can ask: what shows the whole phone has to do.
        None => fit == Some(Fit::Sure),
        Some(_) => false,
    };
    let fact = match attempt.state() {
        AttemptState::Paid(Code::ToFollow)
            if is_heard_of_beside_the_prompts(evidence)
                && fit.is_some()
                && is_alone(tx, holder)? =>
        {
            AttemptFact::CodeFound(receipt.clone())
        }
        AttemptState::Paid(_) | AttemptState::Conflicting(_) => return Ok(None),
        _ if is_its && is_answered(evidence) => AttemptFact::Answered {
            at,
            answer: Answer::Paid,
        },
        _ => return Ok(None),
    };
    let attempt = holder;
    Ok(Some(Entry::AttemptFact { attempt, fact }))
}

/// Finds the attempt that a receipt fits best; of two that it fits as well, the one drafted first.
fn best_fit(
    tx: &Tx<'_>,
    receipt: &Receipt,
    evidence: &Evidence,
    counts: impl Fn(&AttemptRecord) -> bool,
) -> Result<Option<AttemptId>, LedgerError> {
    let paid_at = evidence.telling().filter_map(|heard| heard.paid_at).min();
    let mut best: Option<(Rank, AttemptId)> = None;
    for record in candidates(tx, receipt, evidence)?
        .into_iter()
        .filter(counts)
    {
        let fit = fit(&record, evidence).filter(|_| !evidence.was_freed_from(record.id));
        let rank = fit.map(|fit| fit.rank(record.asked_at(), paid_at));
        if let Some(rank) = rank
            && best.is_none_or(|(known, _)| rank > known)
        {
            best = Some((rank, record.id));
        }
    }
    Ok(best.map(|(_, attempt)| attempt))
}

/// The attempts whose code a receipt may be: those that were asked for about when it was paid, and
/// the one whose reference it names, whenever the till says that was: clocks are set.
fn candidates(
    tx: &Tx<'_>,
    receipt: &Receipt,
    evidence: &Evidence,
) -> Result<Vec<AttemptRecord>, LedgerError> {
    let near = format!(
        "SELECT attempt.id FROM receipt JOIN attempt
             ON attempt.asked_at_ms BETWEEN receipt.paid_at_ms - ?2 AND receipt.paid_at_ms + ?2
         WHERE {MAY_BE_ITS} ORDER BY attempt.asked_at_ms, attempt.id"
    );
    let named = format!(
        "SELECT attempt.id FROM receipt JOIN sale ON sale.number = ?2
         JOIN leg ON leg.sale = sale.id
         JOIN attempt ON attempt.leg = leg.id AND attempt.ordinal = ?3
         WHERE {MAY_BE_ITS}"
    );
    let mut found = attempts::find_all(tx.0, &near, (receipt.as_str(), NEAR_MS))?;
    let told = evidence
        .telling()
        .filter_map(|heard| heard.reference.as_ref());
    for (sale, ordinal) in told.filter_map(|told| attempts::read_reference(told.as_str())) {
        let params = (receipt.as_str(), sale, ordinal);
        found.extend(attempts::find_all(tx.0, &named, params)?);
    }
    Ok(found)
}

/// How well a receipt fits an attempt that lacks its code and may be paid.
fn fit(record: &AttemptRecord, evidence: &Evidence) -> Option<Fit> {
    let reference = record.reference();
    let candidate = candidate(record, &reference);
    best_told(evidence, |heard| candidate.fit(heard))
}

fn candidate<'a>(record: &'a AttemptRecord, reference: &'a str) -> Candidate<'a> {
    Candidate {
        attempt: &record.attempt,
        drafted_at: record.drafted_at,
        shortcode: record.shortcode,
        reference,
        patience: Patience::default(),
    }
}

/// The best of all that counts of a receipt: no source may speak against it.
fn best_told(evidence: &Evidence, fit: impl Fn(&Hearing) -> Option<Fit>) -> Option<Fit> {
    let fits: Option<Vec<_>> = evidence.telling().map(fit).collect();
    fits?.into_iter().max()
}

/// Tells whether a prompt's code can be no other customer's: its own path named it with our ids, or
/// it shows the whole phone or the prompt's own reference. What is nobody's code is its payer's.
pub(crate) fn is_surely_whose_it_is(
    conn: &Connection,
    receipt: &Receipt,
) -> Result<bool, LedgerError> {
    let Some(owner) = owner_of(conn, receipt)? else {
        return Ok(true);
    };
    let record = attempts::find(conn, owner)?;
    let (known, _) = known::find(conn, receipt, i64::MAX)?;
    let named = record.attempt.evidence.names_with_our_ids(receipt);
    let reference = record.reference();
    let candidate = candidate(&record, &reference);
    let likeness = best_told(&known, |heard| candidate.likeness(heard));
    Ok(named || likeness == Some(Fit::Sure))
}

/// Tells whether an answer to a question of ours, of which the attempt's own query is none, proves
/// the receipt.
fn is_answered(evidence: &Evidence) -> bool {
    evidence.hearings().any(|heard| {
        let by_itself = heard.source.is_proof() && heard.source != Source::Query;
        by_itself && heard.amount.is_some()
    })
}

fn is_alone(tx: &Tx<'_>, holder: AttemptId) -> Result<bool, LedgerError> {
    Ok(held_for(tx, holder)?.len() == 1)
}

fn held_for(tx: &Tx<'_>, holder: AttemptId) -> Result<Vec<Receipt>, LedgerError> {
    let numbers =
        tx.0.prepare_cached("SELECT number FROM receipt WHERE held_for = ?1 ORDER BY number")?
            .query_map([holder.as_bytes()], |row| row.get::<_, String>(0))?
            .collect::<Result<Vec<_>, _>>()?;
    Ok(numbers
        .iter()
        .filter_map(|number| number.parse().ok())
        .collect())
}

fn owner_of(conn: &Connection, receipt: &Receipt) -> Result<Option<AttemptId>, LedgerError> {
    let owner = conn
        .prepare_cached("SELECT attempt FROM receipt WHERE number = ?1")?
        .query_row([receipt.as_str()], |row| row.get::<_, Option<[u8; 16]>>(0))
        .optional()?;
    Ok(owner.flatten().map(AttemptId::from_bytes))
}

fn of(receipt: &Receipt, fact: Fact) -> Entry {
    let receipt = receipt.clone();
    Entry::ReceiptFact { receipt, fact }
}
