//! What the diary holds of payments that nobody asked for.

use std::collections::{BTreeMap, BTreeSet};

use app::AppError;
use chrono::{NaiveDateTime, TimeDelta};
use domain::ids::{LegId, SaleId};
use domain::receipt::Receipt;
use ledger::SaleNumber;
use serde_json::Value;

/// What really happened with payments that nobody asked for.
#[derive(Default)]
pub(crate) struct Unasked {
    /// Whether the shop's addresses are registered, and its number signed up.
    pub(crate) signed_up: (bool, bool),
    /// Bodies on the shop's own path that were answered with success.
    pub(crate) notices: Vec<String>,
    /// Answers to pulls.
    pub(crate) pulls: Vec<Pull>,
    /// Until when a row was kept back from an answer.
    pub(crate) kept_back: BTreeMap<String, i64>,
    /// What people did with payments, cash and sales.
    pub(crate) acts: Vec<Act>,
    /// Sales that the till opened for nobody's prompt, and how many it may have opened.
    pub(crate) parked: BTreeSet<SaleId>,
    pub(crate) opening: usize,
    /// Sales of which the till first said that they are covered, with when.
    pub(crate) released: BTreeMap<SaleId, i64>,
    /// What goods that were brought back had cost, in cents, by sale.
    pub(crate) brought: BTreeMap<SaleId, i64>,
}

/// An answer to a pull that reached the till whole.
pub(crate) struct Pull {
    pub(crate) at_ms: i64,
    /// What it lists: in cents, by code.
    pub(crate) rows: BTreeMap<String, i64>,
    /// The rows of businesses.
    pub(crate) of_businesses: BTreeSet<String>,
    /// The time that it was about, when it says that there is no more of it.
    pub(crate) ends: Option<(i64, i64)>,
}

/// What Safaricom calls a payment of a business's.
pub(crate) const BUSINESS: &str = "Organization To Organization Transfer";

/// Something that a person did.
#[derive(Clone, Debug)]
pub(crate) struct Act {
    pub(crate) at_ms: i64,
    pub(crate) what: Deed,
    pub(crate) end: End,
}

/// What a person does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Deed {
    Gives {
        receipt: Receipt,
        sale: SaleId,
    },
    TakesBack {
        leg: LegId,
    },
    TakesMoney {
        sale: SaleId,
        cents: i64,
    },
    Voids {
        sale: SaleId,
    },
    /// What is owed is paid out, or cash is given for goods that are brought back.
    PaysOut {
        sale: SaleId,
        cents: i64,
    },
}

/// What came of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End {
    /// The till went down meanwhile, or could not say.
    Unknown,
    Refused,
    /// Another sale has the payment: this one.
    Used(SaleNumber),
    Done {
        at_ms: i64,
        leg: Option<LegId>,
    },
}

impl Unasked {
    /// Writes down that somebody begins to do something; returns by which number its end is told.
    pub(crate) fn begins(&mut self, at_ms: i64, what: Deed) -> usize {
        let end = End::Unknown;
        self.acts.push(Act { at_ms, what, end });
        self.acts.len() - 1
    }

    /// Writes down what came of it.
    pub(crate) fn ends(&mut self, act: usize, end: End) {
        self.acts[act].end = end;
    }

    /// Writes down an answer to a pull; one that lists nothing proves nothing.
    pub(crate) fn is_told(&mut self, at_ms: i64, asked: &[u8], body: &[u8]) {
        let answer: Value = serde_json::from_slice(body).unwrap_or_default();
        let lists = answer["Response"].as_array().into_iter().flatten();
        let listed: Vec<_> = lists.filter_map(Value::as_array).flatten().collect();
        let business = listed
            .iter()
            .filter(|row| row["transactiontype"] == BUSINESS);
        let of_businesses = business.filter_map(|one| Some(row(one)?.0)).collect();
        let says_so = match answer["ResponseCode"].as_str() {
            Some("1000") => answer["Response"].is_array() || answer["Transaction"].is_string(),
            Some("1001") => true,
            Some(_) => false,
            None => return,
        };
        let ends = (says_so && listed.is_empty()).then(|| window(asked));
        self.pulls.push(Pull {
            at_ms,
            rows: listed.iter().copied().filter_map(row).collect(),
            of_businesses,
            ends: ends.flatten(),
        });
    }

    /// Tells whether an answer that came by then lists so much of a payment.
    pub(crate) fn is_proved(&self, code: &str, by_ms: i64) -> Option<i64> {
        let pulls = self.pulls.iter().filter(|pull| pull.at_ms <= by_ms);
        pulls.filter_map(|pull| pull.rows.get(code)).copied().next()
    }

    /// Returns what was taken over the counter for a sale by then, or may have been.
    pub(crate) fn taken_by(&self, sale: SaleId, by_ms: i64) -> i64 {
        let acts = self.acts.iter().filter(|act| act.at_ms <= by_ms);
        let taken = acts.filter(|act| act.end != End::Refused);
        let cents = taken.filter_map(|act| match act.what {
            Deed::TakesMoney { sale: of, cents } if of == sale => Some(cents),
            _ => None,
        });
        cents.sum()
    }
}

impl Unasked {
    /// Returns what was surely paid out of a sale, and what may have been.
    pub(crate) fn paid_out(&self, sale: SaleId) -> (i64, i64) {
        let of_sale = self.acts.iter().filter_map(|act| match act.what {
            Deed::PaysOut { sale: of, cents } if of == sale => Some((act.end, cents)),
            _ => None,
        });
        let sum = |counts: fn(End) -> bool| {
            let counted = of_sale.clone().filter(move |(end, _)| counts(*end));
            counted.map(|(_, cents)| cents).sum()
        };
        (sum(End::is_done), sum(End::may_be_done))
    }
}

impl End {
    /// What an error tells of an act: a book that could not be written may have kept it.
    pub(crate) fn of_error(error: &AppError) -> Self {
        match error {
            AppError::PaymentUsed { sale, .. } => Self::Used(*sale),
            AppError::Book(ledger::LedgerError::NotFound(_)) => Self::Refused,
            AppError::Book(_) => Self::Unknown,
            _ => Self::Refused,
        }
    }

    /// Tells whether the till said that it did it.
    pub(crate) const fn is_done(self) -> bool {
        matches!(self, Self::Done { .. })
    }

    /// Tells whether the till may have done it.
    pub(crate) const fn may_be_done(self) -> bool {
        matches!(self, Self::Done { .. } | Self::Unknown)
    }
}

/// Reads a row of a pull.
pub(crate) fn row(row: &Value) -> Option<(String, i64)> {
    let shillings = row["amount"].as_str()?.strip_suffix(".00")?;
    let cents = shillings.parse::<i64>().ok()? * 100;
    Some((row["transactionId"].as_str()?.to_owned(), cents))
}

/// Reads which time a pull asks for; it is told in Nairobi's.
fn window(asked: &[u8]) -> Option<(i64, i64)> {
    let asked: Value = serde_json::from_slice(asked).ok()?;
    let moment = |name: &str| {
        let time = NaiveDateTime::parse_from_str(asked[name].as_str()?, "%Y-%m-%d %H:%M:%S");
        let utc = time.ok()? - TimeDelta::hours(3);
        Some(utc.and_utc().timestamp_millis())
    };
    Some((moment("StartDate")?, moment("EndDate")?))
}
