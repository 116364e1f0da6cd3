//! What the screens are told: plain data, made from the domain's types here and nowhere else.

pub(crate) mod cases;
pub(crate) mod codes;
pub(crate) mod customers;
pub(crate) mod debtors;
pub(crate) mod history;
pub(crate) mod kept;
pub(crate) mod limits;
pub(crate) mod notices;
pub(crate) mod payments;
pub(crate) mod people;
pub(crate) mod risk;
pub(crate) mod sales;
pub(crate) mod sending_back;
pub(crate) mod to_pay;

use app::{AttemptRecord, Environment, Moment, Till};
use domain::attempt::{Attempt, Code, State};
use domain::clock::Timestamp;
use domain::spoken;
use domain::words::Words;
use serde::{Deserialize, Serialize};
use specta::Type;
use specta_typescript::Number;

use crate::errors::CommandError;
use crate::set_up::ShortcodeKind;

/// A sentence in both languages.
#[derive(Clone, Debug, Serialize, Type)]
pub(crate) struct Phrase {
    en: String,
    sw: String,
}

/// Which Safaricom the till talks to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
#[serde(rename = "Environment")]
pub(crate) enum EnvironmentView {
    /// The stand-in that comes with the till.
    Practice,
    /// Safaricom's sandbox.
    Sandbox,
    /// Real money.
    Production,
}

/// Where an attempt stands; see the domain's `State`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub(crate) enum StateName {
    Drafted,
    Sending,
    Prompted,
    Refused,
    Unsure,
    Reported,
    Paid,
    Failed,
    Lapsed,
    Conflicting,
}

/// A prompt and all that a screen shows of it. Money in cents, times in milliseconds since 1970.
#[derive(Clone, Debug, Serialize, Type)]
#[expect(clippy::struct_excessive_bools, reason = "each is shown by itself")]
pub(crate) struct AttemptView {
    pub(crate) id: String,
    pub(crate) sale_id: String,
    pub(crate) sale_number: u32,
    #[specta(type = Number)]
    pub(crate) amount_cents: u64,
    /// Twelve digits, 254….
    pub(crate) phone: String,
    pub(crate) state: StateName,
    /// A prompt may be on the phone.
    pub(crate) live: bool,
    /// The till is still finding out.
    pub(crate) open: bool,
    /// Safaricom is being asked about an earlier prompt that stood in its way.
    pub(crate) awaits_earlier: bool,
    /// The cashier has not gone on to the next customer.
    pub(crate) watched: bool,
    pub(crate) receipt: Option<String>,
    /// Safaricom's code, for support.
    pub(crate) code: Option<String>,
    pub(crate) cashier: Phrase,
    pub(crate) customer: Option<Phrase>,
    /// The sale is covered by this proved money.
    pub(crate) give_goods: bool,
    /// What is said aloud of it; nothing before it is proved.
    pub(crate) spoken: Option<Phrase>,
    #[specta(type = Number)]
    pub(crate) drafted_at_ms: i64,
    #[specta(type = Option<Number>)]
    pub(crate) sent_at_ms: Option<i64>,
    #[specta(type = Option<Number>)]
    pub(crate) prompted_at_ms: Option<i64>,
    #[specta(type = Option<Number>)]
    pub(crate) answered_at_ms: Option<i64>,
    #[specta(type = Option<Number>)]
    pub(crate) proved_at_ms: Option<i64>,
    /// When the prompt can't be on the phone any more; none when it can't be there now.
    #[specta(type = Option<Number>)]
    pub(crate) prompt_ends_at_ms: Option<i64>,
}

/// The till as a whole.
#[derive(Clone, Debug, Serialize, Type)]
pub(crate) struct TillView {
    pub(crate) environment: EnvironmentView,
    pub(crate) business: String,
    /// The number that customers pay: never the store number.
    pub(crate) shortcode: Option<String>,
    /// Whether that is a `PayBill` or a till; none where it is not known.
    pub(crate) shortcode_kind: Option<ShortcodeKind>,
    pub(crate) shift_number: u32,
    pub(crate) can_prompt: bool,
    pub(crate) trouble: Option<CommandError>,
    #[specta(type = Number)]
    pub(crate) now_ms: i64,
    pub(crate) version: String,
}

/// One fact of a payment's timeline.
#[derive(Clone, Debug, Serialize, Type)]
#[serde(rename = "Moment")]
pub(crate) struct MomentView {
    #[specta(type = Number)]
    pub(crate) at_ms: i64,
    pub(crate) kind: String,
    pub(crate) words: Phrase,
    pub(crate) source: String,
    /// What the person is called who did it; none when nobody did, or it was erased.
    pub(crate) by: Option<String>,
}

impl AttemptView {
    /// Shows an attempt.
    pub(crate) fn of(record: &AttemptRecord, till: &Till) -> Self {
        let (attempt, evidence) = (&record.attempt, &record.attempt.evidence);
        let state = attempt.state();
        let sentences = record.sentences();
        let ms = |at: Option<Timestamp>| at.map(Timestamp::ms);
        Self {
            id: record.id.to_string(),
            sale_id: record.sale.to_string(),
            sale_number: record.sale_number.get(),
            amount_cents: attempt.terms.amount.money().cents(),
            phone: attempt.terms.phone.to_string(),
            state: StateName::of(&state),
            live: evidence.is_live(),
            open: evidence.is_open(),
            awaits_earlier: evidence.awaits_earlier(),
            watched: !evidence.is_left(),
            receipt: receipt_of(&state),
            code: code_of(&state),
            cashier: sentences.cashier.into(),
            customer: sentences.customer.map(Phrase::from),
            give_goods: record.gives_goods(),
            spoken: spoken_of(attempt, &state),
            drafted_at_ms: record.drafted_at.ms(),
            sent_at_ms: ms(evidence.sending_at()),
            prompted_at_ms: ms(evidence.acknowledged_at()),
            answered_at_ms: ms(evidence.end_reported_at()),
            proved_at_ms: ms(evidence.proved_at()),
            prompt_ends_at_ms: ms(till.prompt_ends_at(attempt)),
        }
    }

    /// Shows attempts.
    pub(crate) fn all(records: &[AttemptRecord], till: &Till) -> Vec<Self> {
        records
            .iter()
            .map(|record| Self::of(record, till))
            .collect()
    }
}

impl From<Moment> for MomentView {
    fn from(moment: Moment) -> Self {
        Self {
            at_ms: moment.at.ms(),
            words: app::describe(&moment).into(),
            source: app::Source::of(&moment).name().to_owned(),
            by: moment.by.as_ref().map(|name| name.as_str().to_owned()),
            kind: moment.kind,
        }
    }
}

impl From<Words> for Phrase {
    fn from(words: Words) -> Self {
        Self {
            en: words.en.to_owned(),
            sw: words.sw.to_owned(),
        }
    }
}

impl From<Environment> for EnvironmentView {
    fn from(environment: Environment) -> Self {
        match environment {
            Environment::Practice => Self::Practice,
            Environment::Sandbox => Self::Sandbox,
            Environment::Production => Self::Production,
        }
    }
}

impl From<EnvironmentView> for Environment {
    fn from(view: EnvironmentView) -> Self {
        match view {
            EnvironmentView::Practice => Self::Practice,
            EnvironmentView::Sandbox => Self::Sandbox,
            EnvironmentView::Production => Self::Production,
        }
    }
}

impl StateName {
    fn of(state: &State) -> Self {
        match state {
            State::Drafted => Self::Drafted,
            State::Sending => Self::Sending,
            State::Prompted => Self::Prompted,
            State::Refused(_) => Self::Refused,
            State::Unsure => Self::Unsure,
            State::Reported => Self::Reported,
            State::Paid(_) => Self::Paid,
            State::Failed(_) => Self::Failed,
            State::Lapsed => Self::Lapsed,
            State::Conflicting(_) => Self::Conflicting,
        }
    }
}

/// Only what is proved is said aloud.
fn spoken_of(attempt: &Attempt, state: &State) -> Option<Phrase> {
    let amount = attempt.terms.amount.money();
    matches!(state, State::Paid(_)).then(|| spoken::paid(amount, None).into())
}

/// Only a proved code is shown as one.
fn receipt_of(state: &State) -> Option<String> {
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
