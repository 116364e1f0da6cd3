//! What the screens are told of a sale and its legs.

use app::{Apart, LegRecord, RefundRecord, SaleFact, SaleRecord, Till};
use domain::sale::{Payout, Purpose, Reason, Said, Standing, Tender};
use serde::{Deserialize, Serialize};
use specta::Type;
use specta_typescript::Number;

use super::debtors::DebtorView;
use super::payments::ReceivedView;
use super::risk::{GivenView, ReleaseView};
use super::{AttemptView, Phrase};

/// Where a sale stands; see the domain's `Standing`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub(crate) enum SaleState {
    /// Nothing was paid yet, or a leg still waits for money.
    Open,
    /// Nothing more is asked for, and money is lacking: `prompt_rest` asks for it.
    Short,
    /// Covered, and more came on top: owed to the customer.
    Over,
    /// Covered exactly.
    Covered,
    /// Its goods were given, and their money is not proved yet.
    AtRisk,
    /// Goods were brought back.
    Returned,
    /// What came repays a debt: there are no goods.
    Repaid,
    /// Called off.
    Void,
}

/// A means of payment; see the domain's `Tender`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "snake_case")]
#[serde(rename = "Tender")]
pub(crate) enum TenderView {
    Prompt,
    Received,
    Cash,
    Card,
    Other,
    Credit,
    Seen,
}

/// What is taken over the counter that is no cash.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub(crate) enum OtherTender {
    Card,
    Other,
}

/// A sale and all that a screen shows of it. Money in cents, times in milliseconds since 1970.
#[derive(Clone, Debug, Serialize, Type)]
pub(crate) struct SaleView {
    pub(crate) id: String,
    pub(crate) number: u32,
    #[specta(type = Number)]
    pub(crate) opened_at_ms: i64,
    #[specta(type = Number)]
    pub(crate) total_cents: u64,
    pub(crate) state: SaleState,
    #[specta(type = Number)]
    pub(crate) covered_cents: u64,
    /// What is not paid yet.
    #[specta(type = Number)]
    pub(crate) lacking_cents: u64,
    /// What of it no leg asks for: the most that a further leg can ask for.
    #[specta(type = Number)]
    pub(crate) unasked_cents: u64,
    /// The change that was due for all cash that was handed.
    #[specta(type = Number)]
    pub(crate) change_due_cents: u64,
    /// What is owed to the customer and was not paid out yet.
    #[specta(type = Number)]
    pub(crate) owed_cents: u64,
    /// What was handed out too much and can be brought back: no goods until it is.
    #[specta(type = Number)]
    pub(crate) overpaid_cents: u64,
    /// What was left as a tip of money that was another's: no goods until it is one no more.
    #[specta(type = Number)]
    pub(crate) no_tip_cents: u64,
    /// What was given back, or is owed, for goods that came back.
    #[specta(type = Number)]
    pub(crate) returned_cents: u64,
    /// What paid for goods that the customer has kept: the most that can be given back for them.
    #[specta(type = Number)]
    pub(crate) kept_cents: u64,
    /// What a void sale gives back over the counter.
    #[specta(type = Number)]
    pub(crate) give_back_cents: u64,
    /// Proved money covers the sale.
    pub(crate) give_goods: bool,
    /// The money first, then the act.
    pub(crate) says: Phrase,
    /// What of its goods is given, and covered by no money.
    #[specta(type = Number)]
    pub(crate) at_risk_cents: u64,
    /// That its goods were given before its money was proved.
    pub(crate) given: Option<GivenView>,
    /// Whether they can be given so; none where it is no question.
    pub(crate) release: Option<ReleaseView>,
    /// Why it was called off.
    pub(crate) void_reason: Option<String>,
    /// What became owed again and what left the shop, in that order.
    pub(crate) refunds: Vec<RefundView>,
    /// In the order in which they were added.
    pub(crate) legs: Vec<LegView>,
    /// Who has goods of it on credit, or repays by it what he owes.
    pub(crate) debtor: Option<DebtorView>,
    /// What it adds to what he owes; below zero, what a repayment kept.
    #[specta(type = Number)]
    pub(crate) debt_change_cents: i64,
    /// It has no goods: its money repays what the debtor owes.
    pub(crate) repays: bool,
}

/// Something by which money became owed again or left the shop. Money in cents.
#[derive(Clone, Debug, Serialize, Type)]
pub(crate) struct RefundView {
    #[specta(type = Number)]
    pub(crate) at_ms: i64,
    pub(crate) what: RefundKind,
    #[specta(type = Number)]
    pub(crate) money_cents: u64,
    /// Why goods came back.
    pub(crate) reason: Option<String>,
}

/// What became of the money.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub(crate) enum RefundKind {
    /// Goods came back: it is owed.
    Returned,
    /// Handed out of the drawer.
    Cash,
    /// Left to the shop.
    Tip,
    /// So much of a payment went back by M-PESA by then.
    SentBack,
    /// Brought back by the customer: too much had been handed out.
    HandedBack,
    /// A tip no more: the money was another's.
    NoTip,
}

/// How what is owed is settled at the counter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub(crate) enum PayoutWay {
    Cash,
    Tip,
}

/// One tender of a sale. Money in cents.
#[derive(Clone, Debug, Serialize, Type)]
pub(crate) struct LegView {
    pub(crate) id: String,
    pub(crate) tender: TenderView,
    #[specta(type = Number)]
    pub(crate) amount_cents: u64,
    #[specta(type = Number)]
    pub(crate) covered_cents: u64,
    /// What was handed over the counter, change included.
    #[specta(type = Option<Number>)]
    pub(crate) handed_cents: Option<u64>,
    #[specta(type = Number)]
    pub(crate) change_cents: u64,
    /// Another way to pay was chosen for it.
    pub(crate) withdrawn: bool,
    /// Its prompts, earliest first.
    pub(crate) attempts: Vec<AttemptView>,
    /// The payment that was given to it; none of another tender.
    pub(crate) received: Option<ReceivedView>,
    /// The code that was seen on the customer's phone, and can't be verified.
    pub(crate) seen: Option<String>,
}

/// Another total for a sale, so that its payment can be told from another's.
#[derive(Clone, Debug, Serialize, Type)]
pub(crate) struct ApartView {
    #[specta(type = Number)]
    pub(crate) total_cents: u64,
    pub(crate) says: Phrase,
}

impl SaleView {
    /// Shows a sale.
    pub(crate) fn of(record: &SaleRecord, till: &Till) -> Self {
        let (sale, standing) = (&record.sale, record.sale.standing());
        let legs = record.legs.iter();
        Self {
            id: record.id.to_string(),
            number: record.number.get(),
            opened_at_ms: record.opened_at.ms(),
            total_cents: sale.total.cents(),
            state: SaleState::of(standing),
            covered_cents: sale.covered().cents(),
            lacking_cents: sale.lacks().cents(),
            unasked_cents: sale.unasked().cents(),
            change_due_cents: sale.change().cents(),
            owed_cents: sale.owed().cents(),
            overpaid_cents: sale.to_hand_back(Payout::Cash).cents(),
            no_tip_cents: sale.to_hand_back(Payout::Tip).cents(),
            returned_cents: sale.returned.cents(),
            kept_cents: sale.kept().cents(),
            give_back_cents: sale.gives_back().cents(),
            give_goods: standing.gives_goods(),
            says: record.says().into(),
            at_risk_cents: sale.at_risk().cents(),
            given: record.release.as_ref().map(GivenView::of),
            release: ReleaseView::of(record, till),
            void_reason: record.void_reason.as_ref().map(reason),
            refunds: record.refunds.iter().filter_map(RefundView::of).collect(),
            legs: legs.map(|leg| LegView::of(leg, till)).collect(),
            debtor: record.debtor.as_ref().map(DebtorView::of),
            debt_change_cents: sale.adds_to_debt().cents(),
            repays: sale.purpose == Purpose::Repayment,
        }
    }

    /// Shows sales.
    pub(crate) fn all(records: &[SaleRecord], till: &Till) -> Vec<Self> {
        let shown = |record| Self::of(record, till);
        records.iter().map(shown).collect()
    }
}

impl RefundView {
    fn of(record: &RefundRecord) -> Option<Self> {
        let (what, money, said) = match &record.fact {
            SaleFact::Returned { money, reason } => (RefundKind::Returned, money, reason.as_ref()),
            SaleFact::PaidOut { money, how, .. } => (RefundKind::of(*how), money, None),
            SaleFact::SentBack { money, .. } => (RefundKind::SentBack, money, None),
            SaleFact::HandedBack { money, how, .. } => (RefundKind::taken_in(*how), money, None),
            SaleFact::Taken { .. }
            | SaleFact::Seen { .. }
            | SaleFact::Withdrawn { .. }
            | SaleFact::OnCredit { .. }
            | SaleFact::Repays { .. }
            | SaleFact::TotalAgreed { .. }
            | SaleFact::Released { .. }
            | SaleFact::Voided { .. } => {
                return None;
            }
        };
        Some(Self {
            at_ms: record.at.ms(),
            what,
            money_cents: money.cents(),
            reason: said.map(reason),
        })
    }
}

impl RefundKind {
    const fn of(how: Payout) -> Self {
        match how {
            Payout::Cash => Self::Cash,
            Payout::Tip => Self::Tip,
        }
    }

    const fn taken_in(how: Payout) -> Self {
        match how {
            Payout::Cash => Self::HandedBack,
            Payout::Tip => Self::NoTip,
        }
    }
}

impl From<PayoutWay> for Payout {
    fn from(how: PayoutWay) -> Self {
        match how {
            PayoutWay::Cash => Self::Cash,
            PayoutWay::Tip => Self::Tip,
        }
    }
}

impl LegView {
    fn of(record: &LegRecord, till: &Till) -> Self {
        let leg = &record.leg;
        let attempts = record.attempts.iter();
        Self {
            id: record.id.to_string(),
            tender: TenderView::of(leg.tender),
            amount_cents: leg.amount.cents(),
            covered_cents: leg.covered.cents(),
            handed_cents: leg.handed.map(domain::money::Money::cents),
            change_cents: leg.change.cents(),
            withdrawn: leg.withdrawn,
            attempts: attempts
                .map(|attempt| AttemptView::of(attempt, till))
                .collect(),
            received: ReceivedView::of(record),
            seen: record.seen.as_ref().map(ToString::to_string),
        }
    }
}

impl SaleState {
    const fn of(standing: Standing) -> Self {
        match standing {
            Standing::Open => Self::Open,
            Standing::Short(_) => Self::Short,
            Standing::Over(_) => Self::Over,
            Standing::Covered => Self::Covered,
            Standing::AtRisk(_) => Self::AtRisk,
            Standing::Returned(_) => Self::Returned,
            Standing::Repaid(_) => Self::Repaid,
            Standing::Void => Self::Void,
        }
    }
}

impl TenderView {
    const fn of(tender: Tender) -> Self {
        match tender {
            Tender::Prompt => Self::Prompt,
            Tender::Received => Self::Received,
            Tender::Cash => Self::Cash,
            Tender::Card => Self::Card,
            Tender::Other => Self::Other,
            Tender::Credit => Self::Credit,
            Tender::Seen => Self::Seen,
        }
    }
}

impl From<Apart> for ApartView {
    fn from(proposed: Apart) -> Self {
        Self {
            total_cents: proposed.total.cents(),
            says: proposed.says.into(),
        }
    }
}

impl From<OtherTender> for Tender {
    fn from(tender: OtherTender) -> Self {
        match tender {
            OtherTender::Card => Self::Card,
            OtherTender::Other => Self::Other,
        }
    }
}

impl From<Said> for Phrase {
    fn from(said: Said) -> Self {
        Self {
            en: said.en,
            sw: said.sw,
        }
    }
}

fn reason(reason: &Reason) -> String {
    reason.as_str().to_owned()
}
