//! What programs are told: plain data with stable names, made from the domain's types here and
//! nowhere else. Documented for their readers in `docs/cli.md`.

pub(crate) mod sales;

use std::collections::HashMap;

use app::{AttemptRecord, Moment, Rebuilt, ReceiptRecord, Report, Source, describe};
use domain::attempt::{Code, Patience, State};
use domain::clock::Timestamp;
use domain::ids::AttemptId;
use domain::money::Money;
use domain::words::Words;
use serde::Serialize;

use self::sales::SaleView;

/// One line of what a charge or a running till says.
#[derive(Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Event {
    /// The till runs.
    Ready(ReadyView),
    /// An attempt stands somewhere else.
    Changed(AttemptView),
    /// A sale stands somewhere else, or was asked for.
    Sale(SaleView),
    /// The sales that wait for money.
    Sales(Vec<SaleView>),
    /// Something new is known of a payment that Safaricom told of by itself.
    Receipt { code: String },
    /// A person must look at a prompt's payment or, by its code, at one that came by itself.
    Alarm { about: String, alarm: &'static str },
    /// Prompts can be sent from now on.
    Connected {},
    /// A person has seen an alarm; its id is as `alarms` shows it.
    AlarmSeen { alarm: String },
    /// So many changes came that some were not told: `history` has them.
    Missed { changes: u64 },
    /// Something was not done.
    Error(FailureView),
    /// Waiting for an attempt is over.
    Ended {
        why: &'static str,
        exit_code: u8,
        attempt: AttemptView,
    },
    /// The till was stopped.
    Stopped {},
}

/// A running till.
#[derive(Debug, Serialize)]
pub(crate) struct ReadyView {
    pub(crate) environment: &'static str,
    pub(crate) book: String,
    /// Where calls are taken, as `http://127.0.0.1:8788`.
    pub(crate) address: Option<String>,
    pub(crate) payee: Option<String>,
    pub(crate) can_prompt: bool,
    /// Why it can't prompt.
    pub(crate) trouble: Option<String>,
    /// How many attempts of earlier runs it goes on asking for.
    pub(crate) open_attempts: usize,
}

/// Why something was not done.
#[derive(Debug, Serialize)]
pub(crate) struct FailureView {
    pub(crate) code: &'static str,
    pub(crate) exit_code: u8,
    pub(crate) message: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) line: Option<u64>,
}

/// A sentence in both languages.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Phrase {
    en: &'static str,
    sw: &'static str,
}

/// A prompt and all that is known of it. Money in cents, times in milliseconds since 1970 (UTC).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[expect(clippy::struct_excessive_bools, reason = "each is asked for by itself")]
pub(crate) struct AttemptView {
    pub(crate) id: String,
    pub(crate) sale_id: String,
    pub(crate) sale_number: u32,
    pub(crate) ordinal: u32,
    pub(crate) amount_cents: u64,
    pub(crate) phone: String,
    pub(crate) shortcode: String,
    pub(crate) state: &'static str,
    pub(crate) live: bool,
    pub(crate) open: bool,
    pub(crate) watched: bool,
    pub(crate) give_goods: bool,
    pub(crate) receipt: Option<String>,
    pub(crate) code: Option<String>,
    pub(crate) cashier: Phrase,
    pub(crate) customer: Option<Phrase>,
    pub(crate) drafted_at_ms: i64,
    pub(crate) sent_at_ms: Option<i64>,
    pub(crate) prompted_at_ms: Option<i64>,
    pub(crate) answered_at_ms: Option<i64>,
    pub(crate) proved_at_ms: Option<i64>,
    pub(crate) prompt_ends_at_ms: Option<i64>,
}

/// A payment that came by itself.
#[derive(Debug, Serialize)]
pub(crate) struct PaymentView {
    code: String,
    amount_cents: Option<u64>,
    left_cents: u64,
    state: String,
    paid_at_ms: i64,
}

/// One fact of a payment's timeline.
#[derive(Debug, Serialize)]
pub(crate) struct MomentView {
    at_ms: i64,
    kind: String,
    source: &'static str,
    detail: Option<String>,
    words: Phrase,
}

/// What `book verify` proved.
#[derive(Debug, Serialize)]
pub(crate) struct ReportView {
    pub(crate) good: bool,
    pub(crate) rows: u64,
    pub(crate) erased: u64,
    pub(crate) head: String,
    pub(crate) findings: Vec<String>,
}

/// What `book rebuild` found and did.
#[derive(Debug, Serialize)]
pub(crate) struct RebuiltView {
    /// Where the former book is kept; NULL when nothing was changed.
    copy: Option<String>,
    before: ReportView,
    after: ReportView,
}

/// What was last told of each open attempt, so that nothing is told twice.
#[derive(Debug, Default)]
pub(crate) struct Told(HashMap<AttemptId, AttemptView>);

impl PaymentView {
    /// Shows a payment that came by itself, and nothing of who paid it.
    pub(crate) fn of(record: &ReceiptRecord) -> Self {
        Self {
            code: record.number.to_string(),
            amount_cents: record.amount.map(Money::cents),
            left_cents: record.left.cents(),
            state: record.state.clone(),
            paid_at_ms: record.paid_at.ms(),
        }
    }
}

impl AttemptView {
    /// Shows an attempt.
    pub(crate) fn of(record: &AttemptRecord) -> Self {
        let (attempt, evidence) = (&record.attempt, &record.attempt.evidence);
        let state = attempt.state();
        let sentences = record.sentences();
        let ms = |at: Option<Timestamp>| at.map(Timestamp::ms);
        Self {
            id: record.id.to_string(),
            sale_id: record.sale.to_string(),
            sale_number: record.sale_number.get(),
            ordinal: record.ordinal,
            amount_cents: attempt.terms.amount.money().cents(),
            phone: attempt.terms.phone.to_string(),
            shortcode: record.shortcode.to_string(),
            state: state.name(),
            live: evidence.is_live(),
            open: evidence.is_open(),
            watched: !evidence.is_left(),
            give_goods: record.gives_goods(),
            receipt: receipt_of(&state),
            code: code_of(&state),
            cashier: sentences.cashier.into(),
            customer: sentences.customer.map(Phrase::from),
            drafted_at_ms: record.drafted_at.ms(),
            sent_at_ms: ms(evidence.sending_at()),
            prompted_at_ms: ms(evidence.acknowledged_at()),
            answered_at_ms: ms(evidence.end_reported_at()),
            proved_at_ms: ms(evidence.proved_at()),
            prompt_ends_at_ms: ms(attempt.prompt_ends_at(&Patience::default())),
        }
    }
}

impl MomentView {
    /// Shows a fact.
    pub(crate) fn of(moment: &Moment) -> Self {
        Self {
            at_ms: moment.at.ms(),
            kind: moment.kind.clone(),
            source: Source::of(moment).name(),
            detail: moment.detail.clone(),
            words: describe(moment).into(),
        }
    }
}

impl From<&Report> for ReportView {
    fn from(report: &Report) -> Self {
        Self {
            good: report.is_good(),
            rows: report.rows,
            erased: report.erased,
            head: report.head.clone(),
            findings: report.findings.iter().map(ToString::to_string).collect(),
        }
    }
}

impl From<&Rebuilt> for RebuiltView {
    fn from(rebuilt: &Rebuilt) -> Self {
        Self {
            copy: rebuilt.copy.as_ref().map(|copy| copy.display().to_string()),
            before: ReportView::from(&rebuilt.before),
            after: ReportView::from(&rebuilt.after),
        }
    }
}

impl Told {
    /// Returns the view of an attempt if it says something new.
    pub(crate) fn news(&mut self, record: &AttemptRecord) -> Option<AttemptView> {
        let view = AttemptView::of(record);
        let before = match view.open {
            true => self.0.insert(record.id, view.clone()),
            false => self.0.remove(&record.id),
        };
        (before.as_ref() != Some(&view)).then_some(view)
    }
}

impl From<Words> for Phrase {
    fn from(words: Words) -> Self {
        Self {
            en: words.en,
            sw: words.sw,
        }
    }
}

/// Only a proved code is shown as one.
pub(crate) fn receipt_of(state: &State) -> Option<String> {
    match state {
        State::Paid(Code::Known(receipt)) => Some(receipt.to_string()),
        _ => None,
    }
}

fn code_of(state: &State) -> Option<String> {
    match state {
        State::Failed(code) => Some(code.to_string()),
        State::Refused(refusal) => Some(refusal.to_string()),
        _ => None,
    }
}
