//! What programs are told of a sale and its legs.

use app::{LegRecord, RefundRecord, SaleFact, SaleRecord};
use domain::clock::Timestamp;
use domain::eat::to_text;
use domain::money::Money;
use domain::people::PersonName;
use domain::sale::Payout;
use serde::Serialize;

use super::AttemptView;
use crate::args::Lang;

/// A sale and all that is known of it. Money in cents, times in milliseconds since 1970 (UTC).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct SaleView {
    pub(crate) id: String,
    pub(crate) number: u32,
    pub(crate) opened_at_ms: i64,
    pub(crate) total_cents: u64,
    pub(crate) state: &'static str,
    pub(crate) covered_cents: u64,
    pub(crate) lacking_cents: u64,
    pub(crate) unasked_cents: u64,
    pub(crate) change_due_cents: u64,
    pub(crate) owed_cents: u64,
    /// What was handed out too much and can be brought back.
    pub(crate) overpaid_cents: u64,
    /// What was left as a tip of money that was another's.
    pub(crate) no_tip_cents: u64,
    pub(crate) give_back_cents: u64,
    pub(crate) give_goods: bool,
    pub(crate) says: SaidView,
    pub(crate) void_reason: Option<String>,
    pub(crate) returned_cents: u64,
    pub(crate) at_risk_cents: u64,
    /// Who gave its goods before their money was proved, and who agreed.
    pub(crate) given_by: Option<String>,
    pub(crate) agreed_by: Option<String>,
    pub(crate) refunds: Vec<RefundView>,
    pub(crate) legs: Vec<LegView>,
}

/// One tender of a sale.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct LegView {
    pub(crate) id: String,
    pub(crate) tender: &'static str,
    pub(crate) amount_cents: u64,
    pub(crate) covered_cents: u64,
    pub(crate) handed_cents: Option<u64>,
    pub(crate) change_cents: u64,
    pub(crate) withdrawn: bool,
    pub(crate) attempts: Vec<AttemptView>,
    /// The code that was seen on the customer's phone, and can't be verified; null of another
    /// tender.
    pub(crate) seen_code: Option<String>,
}

/// Something by which money became owed again or left the shop.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct RefundView {
    pub(crate) at_ms: i64,
    pub(crate) what: &'static str,
    pub(crate) money_cents: u64,
    pub(crate) reason: Option<String>,
}

/// What is said of a sale, in both languages.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct SaidView {
    pub(crate) en: String,
    pub(crate) sw: String,
}

impl SaleView {
    /// Shows a sale.
    pub(crate) fn of(record: &SaleRecord) -> Self {
        let (sale, standing, said) = (&record.sale, record.sale.standing(), record.says());
        let (reason, given) = (record.void_reason.as_ref(), record.release.as_ref());
        let name = |name: Option<&PersonName>| name.map(|name| name.as_str().to_owned());
        Self {
            id: record.id.to_string(),
            number: record.number.get(),
            opened_at_ms: record.opened_at.ms(),
            total_cents: sale.total.cents(),
            state: standing.name(),
            covered_cents: sale.covered().cents(),
            lacking_cents: sale.lacks().cents(),
            unasked_cents: sale.unasked().cents(),
            change_due_cents: sale.change().cents(),
            owed_cents: sale.owed().cents(),
            overpaid_cents: sale.to_hand_back(Payout::Cash).cents(),
            no_tip_cents: sale.to_hand_back(Payout::Tip).cents(),
            give_back_cents: sale.gives_back().cents(),
            give_goods: standing.gives_goods(),
            says: SaidView {
                en: said.en,
                sw: said.sw,
            },
            void_reason: reason.map(|reason| reason.as_str().to_owned()),
            returned_cents: sale.returned.cents(),
            at_risk_cents: sale.at_risk().cents(),
            given_by: given.and_then(|given| name(given.by.as_ref())),
            agreed_by: given.and_then(|given| name(given.agreed.as_ref())),
            refunds: record.refunds.iter().filter_map(RefundView::of).collect(),
            legs: record.legs.iter().map(LegView::of).collect(),
        }
    }
}

impl SaleView {
    /// Says it in one line, which may go to a log.
    pub(crate) fn row(&self, lang: Lang) -> String {
        let says = match lang {
            Lang::En => &self.says.en,
            Lang::Sw => &self.says.sw,
        };
        let opened = to_text(Timestamp::from_ms(self.opened_at_ms));
        format!(
            "{opened}  sale {}  {}  {says}  {}",
            self.number, self.state, self.id
        )
    }
}

impl RefundView {
    fn of(record: &RefundRecord) -> Option<Self> {
        let (what, money, reason) = match &record.fact {
            SaleFact::Returned { money, reason } => ("returned", money, reason.as_ref()),
            SaleFact::PaidOut { money, how, .. } => (how.name(), money, None),
            SaleFact::SentBack { money, .. } => ("sent_back", money, None),
            SaleFact::HandedBack { money, how, .. } => match how {
                Payout::Cash => ("handed_back", money, None),
                Payout::Tip => ("no_tip", money, None),
            },
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
            reason: reason.map(|reason| reason.as_str().to_owned()),
        })
    }
}

impl LegView {
    fn of(record: &LegRecord) -> Self {
        let leg = &record.leg;
        Self {
            id: record.id.to_string(),
            tender: leg.tender.name(),
            amount_cents: leg.amount.cents(),
            covered_cents: leg.covered.cents(),
            handed_cents: leg.handed.map(Money::cents),
            change_cents: leg.change.cents(),
            withdrawn: leg.withdrawn,
            attempts: record.attempts.iter().map(AttemptView::of).collect(),
            seen_code: record.seen.as_ref().map(ToString::to_string),
        }
    }
}
