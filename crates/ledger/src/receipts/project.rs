//! Brings the tables of receipts up to date with one fact.

use std::collections::BTreeSet;

use domain::attempt::{Alarm, Fact as AttemptFact, Report};
use domain::clock::Timestamp;
use domain::ids::{AttemptId, SaleId};
use domain::money::{Balance, Money};
use domain::party::Name;
use domain::phone::PayerHint;
use domain::receipt::Receipt;
use domain::receipt::life::{Belongs, Evidence, Fact, Hearing, Kind, Reference, Source, State};
use domain::shortcode::ShortcodeNumber;
use rusqlite::{OptionalExtension, Row};

use super::allocations::{self, Given};
use super::known::{self, Heard};
use super::posting::{Position, repost};
use crate::alarms::{self, About};
use crate::attempts::{find_leg, find_shortcode};
use crate::customers;
use crate::error::LedgerError;
use crate::facts::payer;
use crate::sales::{self, money};
use crate::seen_codes;
use crate::writer::Tx;

/// A row of a receipt, as far as a change needs it.
#[derive(Clone, Debug)]
struct Before {
    attempt: Option<AttemptId>,
    position: Position,
    contradictions: u32,
    denied: bool,
}

/// Projects a fact of a receipt.
pub(crate) fn project(
    tx: &Tx<'_>,
    seq: i64,
    at: Timestamp,
    receipt: &Receipt,
    fact: &Fact,
) -> Result<Vec<Alarm>, LedgerError> {
    let before = prepare(tx, at, receipt)?;
    let (mut tells_otherwise, mut was_seen) = (false, None);
    match fact {
        Fact::Heard(hearing) => {
            was_seen = tell_of_seen(tx, (seq, at), receipt)?;
            let heard = Heard {
                at,
                attempt: None,
                hearing: hearing.clone(),
            };
            tells_otherwise = is_second_balance(tx, receipt, hearing)?;
            add_source(tx, seq, receipt, &heard)?;
        }
        Fact::Allocated { leg, money } => {
            allocations::add(tx, seq, receipt, (*leg, *money), Given::Knowingly)?;
        }
        Fact::Claimed { leg, money } => {
            allocations::add(tx, seq, receipt, (*leg, *money), Given::ByClaim)?;
        }
        Fact::Unallocated(leg) => allocations::take_back(tx, seq, receipt, *leg)?,
        _ => {}
    }
    let owner = before.attempt;
    let mut alarms = bring_up_to_date(tx, seq, receipt, &before, owner)?;
    if matches!(fact, Fact::Unallocated(_)) && owner.is_some() {
        alarms.push(Alarm::TakenFromSale);
    }
    if tells_otherwise {
        alarms.push(Alarm::TwoBalances);
    }
    alarms.extend(was_seen);
    Ok(alarms)
}

/// Finds the attempt whose code a receipt is, or for which it is held.
pub(crate) fn concerned_attempt(
    tx: &Tx<'_>,
    receipt: &Receipt,
) -> Result<Option<AttemptId>, LedgerError> {
    let attempt =
        tx.0.prepare_cached("SELECT coalesce(attempt, held_for) FROM receipt WHERE number = ?1")?
            .query_row([receipt.as_str()], |row| row.get::<_, Option<[u8; 16]>>(0))?;
    Ok(attempt.map(AttemptId::from_bytes))
}

/// Projects what a report on an attempt's own path names.
pub(crate) fn hear_report(
    tx: &Tx<'_>,
    (seq, at): (i64, Timestamp),
    attempt: AttemptId,
    fact: &AttemptFact,
) -> Result<Vec<Alarm>, LedgerError> {
    let AttemptFact::Reported(
        report @ Report {
            receipt: Some(receipt),
            ..
        },
    ) = fact
    else {
        return Ok(Vec::new());
    };
    let before = prepare(tx, at, receipt)?;
    let heard = Heard {
        at,
        attempt: Some(attempt),
        hearing: Hearing {
            source: Source::StkBody,
            amount: report.amount,
            payee: find_shortcode(tx.0, attempt)?.payee(),
            paid_at: report.paid_at,
            payer: report.payer.clone(),
            kind: Kind::Customer,
            reference: None,
            name: None,
            balance: None,
        },
    };
    let was_seen = tell_of_seen(tx, (seq, at), receipt)?;
    add_source(tx, seq, receipt, &heard)?;
    let owner = before.attempt;
    let mut alarms = bring_up_to_date(tx, seq, receipt, &before, owner)?;
    alarms.extend(was_seen);
    Ok(alarms)
}

/// Raises that goods were given on sight for the code of a payment that nobody has heard of so far.
/// It is said of the payment, also where that is a prompt's.
fn tell_of_seen(
    tx: &Tx<'_>,
    (seq, at): (i64, Timestamp),
    receipt: &Receipt,
) -> Result<Option<Alarm>, LedgerError> {
    let is_known = known::sources(tx.0, receipt)?.into_iter().next().is_some();
    if is_known || seen_codes::find(tx.0, receipt)?.is_none() {
        return Ok(None);
    }
    let alarm = Alarm::SeenCodeCame;
    alarms::project_raised(tx, seq, at, &About::Receipt(receipt.clone()), &[alarm])?;
    Ok(Some(alarm))
}

/// Makes a receipt the code of the attempt whose proof it rides on. One that had it because it only
/// fitted loses it; one that named it on its own path keeps it.
pub(crate) fn attach(
    tx: &Tx<'_>,
    (seq, at): (i64, Timestamp),
    receipt: &Receipt,
    attempt: AttemptId,
    amount: Money,
) -> Result<Vec<Alarm>, LedgerError> {
    let before = prepare(tx, at, receipt)?;
    if let Some(owner) = before.attempt
        && (owner == attempt || names_itself(tx, owner, receipt)?)
    {
        return Ok(Vec::new());
    }
    let mut alarms = Vec::new();
    for former in codes_of(tx, attempt)? {
        let before = prepare(tx, at, &former)?;
        remove_query(tx, &former)?;
        alarms.extend(bring_up_to_date(tx, seq, &former, &before, None)?);
    }
    remove_query(tx, receipt)?;
    let heard = Heard {
        at,
        attempt: Some(attempt),
        hearing: Hearing {
            source: Source::Query,
            amount: Some(amount),
            payee: find_shortcode(tx.0, attempt)?.payee(),
            paid_at: None,
            payer: PayerHint::Absent,
            kind: Kind::Customer,
            reference: None,
            name: None,
            balance: None,
        },
    };
    add_source(tx, seq, receipt, &heard)?;
    alarms.extend(bring_up_to_date(tx, seq, receipt, &before, Some(attempt))?);
    Ok(alarms)
}

/// Reads a receipt's row as it is before the change, or begins one.
fn prepare(tx: &Tx<'_>, at: Timestamp, receipt: &Receipt) -> Result<Before, LedgerError> {
    tx.0.prepare_cached(
        "INSERT OR IGNORE INTO receipt (number, state, paid_at_ms) VALUES (?1, 'claimed', ?2)",
    )?
    .execute((receipt.as_str(), at.ms()))?;
    let row =
        tx.0.prepare_cached(
            "SELECT attempt, payee, posted_cents, returned_cents, state, given_cents,
                 contradictions
             FROM receipt WHERE number = ?1",
        )?
        .query_row([receipt.as_str()], read_before)?;
    Ok(row)
}

fn read_before(row: &Row<'_>) -> Result<Before, rusqlite::Error> {
    let attempt = row.get::<_, Option<_>>(0)?.map(AttemptId::from_bytes);
    let (payee, state): (Option<u32>, String) = (row.get(1)?, row.get(4)?);
    Ok(Before {
        attempt,
        position: Position {
            payee: payee.and_then(|number| number.to_string().parse().ok()),
            is_code: attempt.is_some(),
            came: money(row.get(2)?),
            returned: money(row.get(3)?),
            given: money(row.get(5)?),
        },
        contradictions: row.get(6)?,
        denied: state == State::Disproved.name(),
    })
}

/// Reads all that is known anew, writes the row and posts the difference.
fn bring_up_to_date(
    tx: &Tx<'_>,
    seq: i64,
    receipt: &Receipt,
    before: &Before,
    owner: Option<AttemptId>,
) -> Result<Vec<Alarm>, LedgerError> {
    let (evidence, sources) = known::find(tx.0, receipt, seq)?;
    let belongs = owner.map_or(Belongs::ToNobody, |_| Belongs::ToAnAttempt);
    let state = evidence.state(belongs);
    let sales = sales_paid_by(tx, receipt, [before.attempt, owner])?;
    let losses_before = losses(tx, &sales)?;
    allocations::follow_claim(tx, &evidence)?;
    if owner.is_none() && evidence.settles() {
        allocations::settle(tx, seq, &evidence)?;
    }
    let after = Position {
        payee: payee_of_proof(&evidence),
        is_code: owner.is_some(),
        came: evidence.proved_amount().unwrap_or_default(),
        returned: evidence.reversed(),
        given: allocations::given(tx, receipt)?,
    };
    repost(tx, seq, before.position, after)?;
    let held = evidence.held_for().next().filter(|_| owner.is_none());
    tx.0.prepare_cached(
        "UPDATE receipt SET attempt = :attempt, held_for = :held, amount_cents = :amount,
             state = :state, paid_at_ms = coalesce(:paid, paid_at_ms), proved_at_ms = :proved,
             payee = :payee, posted_cents = :posted, returned_cents = :returned,
             given_cents = :given, left_cents = :left, contradictions = :contradictions
         WHERE number = :number",
    )?
    .execute(rusqlite::named_params! {
        ":number": receipt.as_str(),
        ":attempt": owner.as_ref().map(|id| id.as_bytes().as_slice()),
        ":held": held.as_ref().map(|id| id.as_bytes().as_slice()),
        ":amount": evidence.amount().and_then(cents),
        ":state": state.name(),
        ":paid": paid_at(&sources).map(Timestamp::ms),
        ":proved": proved_at(&sources).map(Timestamp::ms),
        ":payee": after.payee.map(ShortcodeNumber::get),
        ":posted": after.came.balance().cents(),
        ":returned": after.returned.balance().cents(),
        ":given": after.given.balance().cents(),
        ":left": evidence.left(belongs).balance().cents(),
        ":contradictions": evidence.contradictions(),
    })?;
    let told: Vec<_> = sources.iter().map(|heard| &heard.hearing).collect();
    customers::learn(tx, receipt, owner, &told)?;
    sales
        .iter()
        .try_for_each(|sale| sales::keep_standing(tx, seq, *sale))?;
    let losses = losses(tx, &sales)?;
    let is_lost = losses
        .iter()
        .zip(&losses_before)
        .any(|(now, before)| now > before);
    let sale_has_it = evidence.allocations().next().is_some();
    let denied = state == State::Disproved && sale_has_it;
    let no_customer_s = sale_has_it && evidence.is_proved_a_business_s();
    let claim_denied = denied && evidence.claim().is_some();
    let contradicted = evidence.contradictions() > before.contradictions;
    let raised = [
        (
            contradicted || no_customer_s || (denied && !claim_denied && !before.denied),
            Alarm::Conflict,
        ),
        (claim_denied, Alarm::ClaimDenied),
        (is_lost, Alarm::WentBack),
    ];
    let news = raised.into_iter().filter(|(is, _)| *is);
    Ok(news.map(|(_, alarm)| alarm).collect())
}

/// The sales that a payment was ever given to, and those of the prompts whose code it was or is.
fn sales_paid_by(
    tx: &Tx<'_>,
    receipt: &Receipt,
    prompts: [Option<AttemptId>; 2],
) -> Result<BTreeSet<SaleId>, LedgerError> {
    let mut sales: BTreeSet<_> = allocations::sales_of(tx, receipt)?.into_iter().collect();
    for prompt in prompts.into_iter().flatten() {
        let leg = find_leg(tx, prompt)?;
        sales.insert(sales::sale_of(tx.0, leg)?);
    }
    Ok(sales)
}

/// What each of these sales lost by payments that went back.
fn losses(tx: &Tx<'_>, paid: &BTreeSet<SaleId>) -> Result<Vec<Money>, LedgerError> {
    let lost = |sale: &SaleId| Ok(sales::load(tx.0, *sale)?.lost());
    paid.iter().map(lost).collect()
}

/// The number that the best proof names.
fn payee_of_proof(evidence: &Evidence) -> Option<ShortcodeNumber> {
    let proofs = evidence.hearings().filter(|heard| heard.source.is_proof());
    let proofs = proofs.filter(|heard| heard.amount.is_some());
    proofs.last().map(|heard| heard.payee)
}

/// When it was paid: by the earliest source, a pull's time only if it is alone.
fn paid_at(sources: &[Heard]) -> Option<Timestamp> {
    let of = |counts: fn(Source) -> bool| {
        let counted = sources.iter().filter(|heard| counts(heard.hearing.source));
        counted.filter_map(|heard| heard.hearing.paid_at).min()
    };
    of(|source| source != Source::Pull).or_else(|| of(|_| true))
}

fn proved_at(sources: &[Heard]) -> Option<Timestamp> {
    let proofs = sources.iter().filter(|heard| {
        let hearing = &heard.hearing;
        hearing.source.is_proof() && hearing.amount.is_some()
    });
    proofs.map(|heard| heard.at).min()
}

fn add_source(tx: &Tx<'_>, seq: i64, receipt: &Receipt, heard: &Heard) -> Result<(), LedgerError> {
    let hearing = &heard.hearing;
    tx.0.prepare_cached(
        "INSERT INTO receipt_source (receipt, source, seq, heard_at_ms, attempt, amount_cents,
             payee, paid_at_ms, kind, payer, reference, name, balance_cents)
         VALUES (:receipt, :source, :seq, :at, :attempt, :amount, :payee, :paid, :kind, :payer,
             :reference, :name, :balance)",
    )?
    .execute(rusqlite::named_params! {
        ":receipt": receipt.as_str(),
        ":source": hearing.source.name(),
        ":seq": seq,
        ":at": heard.at.ms(),
        ":attempt": heard.attempt.as_ref().map(|id| id.as_bytes().as_slice()),
        ":amount": hearing.amount.and_then(cents),
        ":payee": hearing.payee.get(),
        ":paid": hearing.paid_at.map(Timestamp::ms),
        ":kind": hearing.kind.name(),
        ":payer": payer(&hearing.payer),
        ":reference": hearing.reference.as_ref().map(Reference::as_str),
        ":name": hearing.name.as_ref().map(Name::as_str),
        ":balance": hearing.balance.map(Balance::cents),
    })?;
    Ok(())
}

/// Tells whether a body is the first that tells of another balance after a payment than those
/// before it.
fn is_second_balance(
    tx: &Tx<'_>,
    receipt: &Receipt,
    hearing: &Hearing,
) -> Result<bool, LedgerError> {
    let Some(balance) = hearing.balance else {
        return Ok(false);
    };
    let told = "SELECT count(DISTINCT balance_cents) = 1 AND max(balance_cents) <> ?2
        FROM receipt_source WHERE receipt = ?1 AND balance_cents IS NOT NULL";
    let params = (receipt.as_str(), balance.cents());
    let differs: Option<bool> =
        tx.0.prepare_cached(told)?
            .query_row(params, |row| row.get(0))?;
    Ok(differs.unwrap_or_default())
}

/// No money is no amount.
fn cents(amount: Money) -> Option<i64> {
    (amount > Money::ZERO).then(|| amount.balance().cents())
}

/// Takes the proof back that a receipt had as an attempt's code.
fn remove_query(tx: &Tx<'_>, receipt: &Receipt) -> Result<(), LedgerError> {
    let delete = "DELETE FROM receipt_source WHERE receipt = ?1 AND source = 'query'";
    tx.0.prepare_cached(delete)?.execute([receipt.as_str()])?;
    Ok(())
}

/// Tells whether an attempt's own path named this receipt.
fn names_itself(tx: &Tx<'_>, attempt: AttemptId, receipt: &Receipt) -> Result<bool, LedgerError> {
    let named =
        tx.0.prepare_cached(
            "SELECT 1 FROM receipt_source WHERE receipt = ?1 AND source = 'callback'
             AND attempt = ?2",
        )?
        .query_row((receipt.as_str(), attempt.as_bytes()), |_| Ok(()))
        .optional()?;
    Ok(named.is_some())
}

fn codes_of(tx: &Tx<'_>, attempt: AttemptId) -> Result<Vec<Receipt>, LedgerError> {
    let numbers =
        tx.0.prepare_cached("SELECT number FROM receipt WHERE attempt = ?1")?
            .query_map([attempt.as_bytes()], |row| row.get::<_, String>(0))?
            .collect::<Result<Vec<_>, _>>()?;
    Ok(numbers
        .iter()
        .filter_map(|number| number.parse().ok())
        .collect())
}
