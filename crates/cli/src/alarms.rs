//! `alarms`: what a person must see, and nobody has seen yet.

use app::{About, AlarmRecord, say_alarm};
use domain::clock::Timestamp;
use domain::eat::to_text;
use serde::Serialize;
use serde_json::json;

use crate::exit::{Exit, Failure};
use crate::output::Output;
use crate::place::Place;

/// An alarm that nobody has seen. Money in cents, times in milliseconds since 1970 (UTC).
#[derive(Debug, Serialize)]
struct AlarmView {
    id: String,
    alarm: &'static str,
    /// The payment's id; null when it is about a code.
    attempt: Option<String>,
    /// The code; null when it is about a prompt.
    code: Option<String>,
    /// Null when it is about no sale.
    sale_number: Option<u32>,
    amount_cents: u64,
    /// Null when it was erased.
    phone: Option<String>,
    /// What of the money is owed to the customer.
    surplus_cents: u64,
    raised_at_ms: i64,
    /// What is said of it, in English; null where its name says it.
    says: Option<String>,
}

/// Lists the alarms, oldest first.
pub(crate) fn alarms(place: &Place, output: Output) -> Result<Exit, Failure> {
    let alarms = place.read()?.alarms()?;
    let views: Vec<_> = alarms.iter().map(AlarmView::of).collect();
    output.result(&json!({ "alarms": views }), |_| listed(&alarms));
    Ok(Exit::Fine)
}

impl AlarmView {
    fn of(record: &AlarmRecord) -> Self {
        Self {
            id: record.id.to_string(),
            alarm: record.id.alarm().name(),
            attempt: matches!(record.about, About::Attempt(_)).then(|| record.about.to_string()),
            code: matches!(record.about, About::Receipt(_)).then(|| record.about.to_string()),
            sale_number: record.sale.map(|(_, number)| number.get()),
            amount_cents: record.amount.cents(),
            phone: record.phone.map(|phone| phone.to_string()),
            surplus_cents: record.surplus.cents(),
            raised_at_ms: record.raised_at.ms(),
            says: says(record),
        }
    }
}

fn listed(alarms: &[AlarmRecord]) -> String {
    match alarms {
        [] => "No alarms.".to_owned(),
        alarms => alarms.iter().map(row).collect::<Vec<_>>().join("\n"),
    }
}

/// Time (East Africa), sale, amount, phone, what it says, its id, the payment's id or code.
fn row(record: &AlarmRecord) -> String {
    let phone = record.phone.map(|phone| phone.local()).unwrap_or_default();
    let sale = record.sale.map(|(_, number)| number.get().to_string());
    let says = says(record).map(|says| format!("\n    {says}"));
    format!(
        "{}  sale {:<5} KES {:>9}  {phone}  {:<10}  {}  {}{}",
        to_text(record.raised_at),
        sale.as_deref().unwrap_or("-"),
        record.amount.to_string(),
        record.id.alarm().name(),
        record.id,
        record.about,
        says.unwrap_or_default(),
    )
}

/// What is said of money that came or left; the day is named, since nobody knows when it is read.
fn says(record: &AlarmRecord) -> Option<String> {
    say_alarm(record, Timestamp::default()).map(|said| said.en)
}
