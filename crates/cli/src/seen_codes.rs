//! `seen`: where customers pay that the till can't ask about, so that a code pays on sight.

use app::{AppError, Badge, PersonRecord, Till};
use domain::sale::PaidTo;
use serde_json::json;

use crate::exit::{Exit, Failure};
use crate::output::Output;
use crate::people::as_owner;
use crate::place::Place;

/// Shows it.
pub(crate) fn show(place: &Place, output: Output) -> Result<Exit, Failure> {
    say(place.read()?.paid_to()?.as_ref(), output);
    Ok(Exit::Fine)
}

/// Sets it, as the owner; nothing: no code pays on sight.
pub(crate) async fn set(
    paid_to: Option<&String>,
    place: &Place,
    output: Output,
) -> Result<Exit, Failure> {
    let paid_to = paid_to.map(|text| text.parse::<PaidTo>()).transpose();
    let paid_to = paid_to.map_err(AppError::from)?;
    let set = paid_to.clone();
    let act = async |till: &Till, owner: Badge, _: &[PersonRecord]| {
        Ok(till.set_paid_to(owner, set).await?)
    };
    as_owner(place, act).await?;
    say(paid_to.as_ref(), output);
    Ok(Exit::Fine)
}

fn say(paid_to: Option<&PaidTo>, output: Output) {
    let view = json!({ "paid_to": paid_to.map(PaidTo::as_str) });
    output.result(&view, |_| match paid_to {
        Some(place) => format!("Codes pay on sight, not verified: {place}"),
        None => "No code pays on sight.".to_owned(),
    });
}
