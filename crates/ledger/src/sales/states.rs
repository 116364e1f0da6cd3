//! Where each sale stands: read from its tables, brought up to date with each fact, and the money
//! of it moved between accounts.

use domain::clock::Timestamp;
use domain::ids::{AttemptId, LegId, SaleId, ShiftId};
use domain::money::Money;
use domain::sale::{
    Effect, Fact, Fill, Filling, Leg, Payment, Payout, Prompts, Purpose, Sale, Tender, step,
};
use rusqlite::{Connection, OptionalExtension, Row};

use super::{SaleNumber, ShiftNumber, debts, refunds, risk};
use crate::error::LedgerError;
use crate::sale_facts::SaleFact;
use crate::seen_codes;
use crate::transfers::{Account, post};
use crate::writer::Tx;

/// The attempts that may still turn out to be paid.
const UNSETTLED: &str = "(attempt.live = 1
    OR attempt.state IN ('unsure', 'reported', 'conflicting'))";

pub(crate) fn project_sale(
    tx: &Tx<'_>,
    at: Timestamp,
    sale: SaleId,
    number: SaleNumber,
    shift: ShiftId,
    total: Money,
) -> Result<(), LedgerError> {
    tx.0.prepare_cached(
        "INSERT INTO sale (id, number, shift, total_cents, opened_at_ms)
         VALUES (?1, ?2, ?3, ?4, ?5)",
    )?
    .execute((
        sale.as_bytes(),
        number.get(),
        shift.as_bytes(),
        total.balance().cents(),
        at.ms(),
    ))?;
    Ok(())
}

pub(crate) fn project_leg(
    tx: &Tx<'_>,
    seq: i64,
    leg: LegId,
    sale: SaleId,
    tender: Tender,
    amount: Money,
) -> Result<(), LedgerError> {
    tx.0.prepare_cached(
        "INSERT INTO leg (id, sale, tender, amount_cents, ordinal)
         SELECT ?1, ?2, ?3, ?4, coalesce(max(ordinal), 0) + 1 FROM leg WHERE sale = ?2",
    )?
    .execute((
        leg.as_bytes(),
        sale.as_bytes(),
        tender.name(),
        amount.balance().cents(),
    ))?;
    keep_standing(tx, seq, sale)
}

pub(crate) fn project_fact(
    tx: &Tx<'_>,
    seq: i64,
    sale: SaleId,
    fact: &SaleFact,
) -> Result<(), LedgerError> {
    let shift = match fact {
        SaleFact::Taken { shift, .. }
        | SaleFact::Seen { shift, .. }
        | SaleFact::Voided { shift, .. }
        | SaleFact::PaidOut { shift, .. }
        | SaleFact::HandedBack { shift, .. } => Some(*shift),
        SaleFact::OnCredit { .. }
        | SaleFact::Repays { .. }
        | SaleFact::Withdrawn { .. }
        | SaleFact::TotalAgreed { .. }
        | SaleFact::Returned { .. }
        | SaleFact::SentBack { .. }
        | SaleFact::Released { .. } => None,
    };
    match fact {
        SaleFact::Voided { reason, .. } => {
            let said = reason.as_ref().map(domain::sale::Reason::as_str);
            tx.0.prepare_cached("UPDATE sale SET void_reason = ?2 WHERE id = ?1")?
                .execute((sale.as_bytes(), said))?;
        }
        SaleFact::OnCredit { debtor, .. } => {
            debts::name_debtor(tx, sale, *debtor, Purpose::Goods)?;
        }
        SaleFact::Repays { debtor } => {
            debts::name_debtor(tx, sale, *debtor, Purpose::Repayment)?;
        }
        SaleFact::Seen { leg, code, .. } => seen_codes::project(tx, seq, *leg, code)?,
        SaleFact::Released { by, .. } => risk::answers_for(tx, sale, *by)?,
        _ => {}
    }
    change_sale(tx, seq, sale, shift, &fact.meaning())?;
    let sharing = refunds::that_share(tx, sale, fact)?;
    let mut sales = std::iter::once(sale).chain(sharing);
    sales.try_for_each(|sale| keep_standing(tx, seq, sale))
}

/// Fills a leg with proved money from suspense: only what leg and sale still lack. The rest is owed
/// to the customer.
pub(crate) fn fill_leg(
    tx: &Tx<'_>,
    seq: i64,
    leg: LegId,
    by: Payment,
    money: Money,
) -> Result<(), LedgerError> {
    change(tx, seq, leg, &Fact::Filled { leg, by, money })
}

/// Empties a leg of the payment that was given to it.
pub(crate) fn empty_leg(tx: &Tx<'_>, seq: i64, leg: LegId) -> Result<(), LedgerError> {
    let delete = "DELETE FROM fill WHERE leg = ?1 AND attempt IS NULL";
    change(tx, seq, leg, &Fact::TakenBack { leg })?;
    tx.0.prepare_cached(delete)?.execute([leg.as_bytes()])?;
    Ok(())
}

/// Brings the sale of a leg up to date with a fact of money that came by M-PESA.
fn change(tx: &Tx<'_>, seq: i64, leg: LegId, fact: &Fact) -> Result<(), LedgerError> {
    change_sale(tx, seq, sale_of(tx.0, leg)?, None, fact)
}

fn change_sale(
    tx: &Tx<'_>,
    seq: i64,
    sale: SaleId,
    shift: Option<ShiftId>,
    fact: &Fact,
) -> Result<(), LedgerError> {
    let (after, effects) = step(load(tx.0, sale)?, fact);
    store(tx, sale, &after)?;
    store_fills(tx, &after)?;
    move_money(tx, seq, (sale, shift), after.purpose, &effects)
}

/// Reads all that is known of how a sale is paid.
pub(crate) fn load(conn: &Connection, id: SaleId) -> Result<Sale, LedgerError> {
    let frame = conn
        .prepare_cached(
            "SELECT total_cents, state = 'void', returned_cents, paid_out_cents, repays,
                 tips_cents
             FROM sale WHERE id = ?1",
        )?
        .query_row([id.as_bytes()], read_frame)
        .optional()?;
    let frame = frame.ok_or(LedgerError::NotFound("sale"))?;
    let legs = conn
        .prepare_cached(
            "SELECT id, tender, amount_cents, covered_cents, handed_cents, change_cents,
                 withdrawn, freed_cents, released_cents
             FROM leg WHERE sale = ?1",
        )?
        .query_map([id.as_bytes()], read_leg)?
        .collect::<Result<_, _>>()?;
    let fills = conn
        .prepare_cached(
            "SELECT fill.attempt, fill.leg, fill.to_leg_cents, fill.to_customer_cents,
                 fill.sent_back_cents
             FROM leg JOIN fill ON fill.leg = leg.id WHERE leg.sale = ?1",
        )?
        .query_map([id.as_bytes()], read_fill)?
        .collect::<Result<_, _>>()?;
    Ok(Sale {
        legs,
        fills,
        went_back: refunds::went_back(conn, id)?,
        ..frame
    })
}

/// Keeps where a sale stands after something became known of its payments.
pub(crate) fn keep_standing(tx: &Tx<'_>, seq: i64, id: SaleId) -> Result<(), LedgerError> {
    let sale = load(tx.0, id)?;
    store(tx, id, &sale)?;
    debts::owe_again(tx, seq, id, &sale)
}

/// Finds the sale of a leg.
pub(crate) fn sale_of(conn: &Connection, leg: LegId) -> Result<SaleId, LedgerError> {
    let sale = conn
        .prepare_cached("SELECT sale FROM leg WHERE id = ?1")?
        .query_row([leg.as_bytes()], |row| row.get(0))
        .optional()?;
    sale.map(SaleId::from_bytes)
        .ok_or(LedgerError::NotFound("leg"))
}

/// Counts the prompts of a sale that count for what may be done to it.
pub(crate) fn prompts(conn: &Connection, sale: SaleId) -> Result<Prompts, LedgerError> {
    let query = format!(
        "SELECT coalesce(sum(attempt.live), 0), coalesce(sum({UNSETTLED}), 0)
         FROM leg JOIN attempt ON attempt.leg = leg.id WHERE leg.sale = ?1"
    );
    let prompts = conn
        .prepare_cached(&query)?
        .query_row([sale.as_bytes()], |row| {
            let (live, unsettled) = (row.get(0)?, row.get(1)?);
            Ok(Prompts { live, unsettled })
        })?;
    Ok(prompts)
}

/// Counts the prompts of a leg that may still turn out to be paid.
pub(crate) fn count_unsettled(conn: &Connection, leg: LegId) -> Result<u32, LedgerError> {
    let query = format!("SELECT count(*) FROM attempt WHERE leg = ?1 AND {UNSETTLED}");
    let count = conn
        .prepare_cached(&query)?
        .query_row([leg.as_bytes()], |row| row.get(0))?;
    Ok(count)
}

/// Reads a sale and its number from two columns; both are NULL where there is none.
pub(crate) fn sale_in(
    row: &Row<'_>,
    first: usize,
) -> Result<Option<(SaleId, SaleNumber)>, rusqlite::Error> {
    let Some(id) = row.get(first)? else {
        return Ok(None);
    };
    let number = SaleNumber::new(row.get(first + 1)?);
    Ok(Some((SaleId::from_bytes(id), number)))
}

/// Reads an amount that the schema's own checks keep from being negative.
pub(crate) fn money(cents: i64) -> Money {
    u64::try_from(cents)
        .ok()
        .and_then(Money::from_cents)
        .unwrap_or(Money::ZERO)
}

fn store(tx: &Tx<'_>, id: SaleId, sale: &Sale) -> Result<(), LedgerError> {
    tx.0.prepare_cached(
        "UPDATE sale SET state = ?2, returned_cents = ?3, paid_out_cents = ?4, total_cents = ?5,
             debt_cents = ?6, at_risk_cents = ?7, tips_cents = ?8
         WHERE id = ?1",
    )?
    .execute((
        id.as_bytes(),
        sale.standing().name(),
        sale.returned.balance().cents(),
        sale.paid_out.balance().cents(),
        sale.total.balance().cents(),
        sale.adds_to_debt().cents(),
        sale.at_risk().balance().cents(),
        sale.tips.balance().cents(),
    ))?;
    let mut update = tx.0.prepare_cached(
        "UPDATE leg SET covered_cents = ?2, handed_cents = ?3, change_cents = ?4, withdrawn = ?5,
             amount_cents = ?6, freed_cents = ?7, released_cents = ?8
         WHERE id = ?1",
    )?;
    for (id, leg) in &sale.legs {
        update.execute((
            id.as_bytes(),
            leg.covered.balance().cents(),
            leg.handed.map(|handed| handed.balance().cents()),
            leg.change.balance().cents(),
            leg.withdrawn,
            leg.amount.balance().cents(),
            leg.freed.balance().cents(),
            leg.released.balance().cents(),
        ))?;
    }
    Ok(())
}

fn store_fills(tx: &Tx<'_>, sale: &Sale) -> Result<(), LedgerError> {
    let upsert = |conflict: &str| {
        let query = format!(
            "INSERT INTO fill (attempt, leg, to_leg_cents, to_customer_cents, sent_back_cents)
             VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT {conflict} DO UPDATE
             SET to_leg_cents = excluded.to_leg_cents,
                 to_customer_cents = excluded.to_customer_cents,
                 sent_back_cents = excluded.sent_back_cents"
        );
        tx.0.prepare_cached(&query)
    };
    let mut of_prompt = upsert("(attempt)")?;
    let mut received = upsert("(leg) WHERE attempt IS NULL")?;
    for (payment, fill) in &sale.fills {
        let (attempt, statement) = match payment {
            Payment::Prompt(attempt) => (Some(attempt.as_bytes()), &mut of_prompt),
            Payment::Received(_) => (None, &mut received),
        };
        statement.execute((
            attempt,
            fill.leg.as_bytes(),
            fill.filling.to_leg.balance().cents(),
            fill.filling.to_customer.balance().cents(),
            fill.sent_back.balance().cents(),
        ))?;
    }
    Ok(())
}

/// Moves money between accounts as a fact demands; what is handed concerns a shift's drawer, what
/// is at risk whoever gave the goods of the sale.
fn move_money(
    tx: &Tx<'_>,
    seq: i64,
    (sale, shift): (SaleId, Option<ShiftId>),
    purpose: Purpose,
    effects: &[Effect],
) -> Result<(), LedgerError> {
    let place = |tender| match tender {
        Tender::Prompt | Tender::Received => Ok(Account::Suspense),
        Tender::Cash => shift_number(tx.0, shift).map(Account::Cash),
        Tender::Card => Ok(Account::Card),
        Tender::Other => Ok(Account::Other),
        Tender::Credit => Ok(Account::CustomersCredit),
        Tender::Seen => Ok(Account::Seen),
    };
    let (earned, given_back) = match purpose {
        Purpose::Goods => (Account::Sales, Account::Refunds),
        Purpose::Repayment => (Account::CustomersCredit, Account::CustomersCredit),
    };
    for effect in effects {
        let (debit, credit, amount) = match *effect {
            Effect::Earn(tender, money) => (place(tender)?, earned, money),
            Effect::Owe(money) => (Account::Suspense, Account::OwedToCustomers, money),
            Effect::GiveBack(tender, money) if tender.is_mpesa() => {
                (given_back, Account::OwedToCustomers, money)
            }
            Effect::GiveBack(tender, money) => (given_back, place(tender)?, money),
            Effect::Unearn(money) => (earned, Account::Suspense, money),
            Effect::Unowe(money) => (Account::OwedToCustomers, Account::Suspense, money),
            Effect::Return(money) => (given_back, Account::OwedToCustomers, money),
            Effect::Unreturn(money) => (Account::OwedToCustomers, given_back, money),
            Effect::Unsend(money) => (Account::Refunds, Account::OwedToCustomers, money),
            Effect::PayOut(Payout::Cash, money) => {
                (Account::OwedToCustomers, place(Tender::Cash)?, money)
            }
            Effect::PayOut(Payout::Tip, money) => (Account::OwedToCustomers, Account::Tips, money),
            Effect::TakeIn(Payout::Cash, money) => {
                (place(Tender::Cash)?, Account::OwedToCustomers, money)
            }
            Effect::TakeIn(Payout::Tip, money) => (Account::Tips, Account::OwedToCustomers, money),
            // The receipt has it among the refunds: what was owed is none.
            Effect::SendBack(money) => (Account::OwedToCustomers, Account::Refunds, money),
            Effect::Risk(money) => (risk::claims_of(tx.0, sale)?, Account::GoodsAtRisk, money),
            Effect::Unrisk(money) => (Account::GoodsAtRisk, risk::claims_of(tx.0, sale)?, money),
        };
        post(tx, seq, debit, credit, amount)?;
    }
    Ok(())
}

fn shift_number(conn: &Connection, shift: Option<ShiftId>) -> Result<ShiftNumber, LedgerError> {
    let shift = shift.ok_or(LedgerError::NotFound("shift"))?;
    let number = conn
        .prepare_cached("SELECT number FROM shift WHERE id = ?1")?
        .query_row([shift.as_bytes()], |row| row.get(0))
        .optional()?;
    number
        .map(ShiftNumber)
        .ok_or(LedgerError::NotFound("shift"))
}

/// Reads what a sale is without its legs and fills.
fn read_frame(row: &Row<'_>) -> Result<Sale, rusqlite::Error> {
    Ok(Sale {
        void: row.get(1)?,
        returned: money(row.get(2)?),
        paid_out: money(row.get(3)?),
        tips: money(row.get(5)?),
        purpose: if row.get(4)? {
            Purpose::Repayment
        } else {
            Purpose::Goods
        },
        ..Sale::open(money(row.get(0)?))
    })
}

fn read_leg(row: &Row<'_>) -> Result<(LegId, Leg), rusqlite::Error> {
    let (tender, handed): (String, Option<i64>) = (row.get(1)?, row.get(4)?);
    let leg = Leg {
        tender: Tender::named(&tender).unwrap_or(Tender::Other),
        amount: money(row.get(2)?),
        covered: money(row.get(3)?),
        freed: money(row.get(7)?),
        handed: handed.map(money),
        change: money(row.get(5)?),
        withdrawn: row.get(6)?,
        released: money(row.get(8)?),
    };
    Ok((LegId::from_bytes(row.get(0)?), leg))
}

fn read_fill(row: &Row<'_>) -> Result<(Payment, Fill), rusqlite::Error> {
    let leg = LegId::from_bytes(row.get(1)?);
    let payment = match row.get::<_, Option<[u8; 16]>>(0)? {
        Some(attempt) => Payment::Prompt(AttemptId::from_bytes(attempt)),
        None => Payment::Received(leg),
    };
    let filling = Filling {
        to_leg: money(row.get(2)?),
        to_customer: money(row.get(3)?),
    };
    let fill = Fill {
        leg,
        filling,
        sent_back: money(row.get(4)?),
    };
    Ok((payment, fill))
}
