//! What is known after a call: done, surely not done, or neither.

use domain::refusal::Refusal;

use crate::error_body::ErrorBody;
use crate::reply::{Delivery, Received, Unclear};
use crate::wire::{Object, text_of};

/// What is known after a call other than a push or a query, which have their own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome<T> {
    /// Safaricom took it. Where a result follows, nothing has happened yet.
    Accepted(T),
    /// Nothing was done.
    Refused {
        /// Why, and by its words what helps.
        refusal: Refusal,
        /// What Safaricom wrote; nothing when Safaricom was not asked.
        error: Option<ErrorBody>,
    },
    /// It may have been done. What moves money must not be asked for again before somebody knows.
    Unsure(Unclear),
}

/// Says what an answer means. `accepted` reads it as what is hoped for, or as nothing.
pub(crate) fn judge<T>(
    sent: Delivery,
    received: &Received,
    accepted: impl FnOnce(&Object<'_>) -> Option<T>,
) -> Outcome<T> {
    match sent {
        Delivery::Answered => judge_body(&received.body, accepted),
        Delivery::Lost => Outcome::Unsure(Unclear::Lost),
        Delivery::NotSent(refusal) => Outcome::Refused {
            refusal,
            error: ErrorBody::read(&received.body),
        },
    }
}

fn judge_body<T>(body: &[u8], accepted: impl FnOnce(&Object<'_>) -> Option<T>) -> Outcome<T> {
    let text = text_of(body);
    let Ok(object) = Object::parse(&text) else {
        return Outcome::Unsure(Unclear::NotJson);
    };
    if object.contradicts_itself() {
        return Outcome::Unsure(Unclear::Incomplete);
    }
    let Some(error) = ErrorBody::of(&object) else {
        return accepted(&object).map_or(Outcome::Unsure(Unclear::Incomplete), Outcome::Accepted);
    };
    match error.refusal() {
        Some(refusal) => Outcome::Refused {
            refusal,
            error: Some(error),
        },
        None => Outcome::Unsure(Unclear::Unlisted(error)),
    }
}
