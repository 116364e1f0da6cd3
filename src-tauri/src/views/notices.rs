//! What the screens are told of how the shop hears of what customers pay by themselves.

use app::{AppError, NOWHERE, PullState, PullTrouble, Registered, Till};
use domain::clock::Timestamp;
use domain::money::Money;
use domain::pull_windows::Stretch;
use domain::refusal::Refusal;
use serde::Serialize;
use specta::Type;
use specta_typescript::Number;

use crate::errors::CommandError;

/// How the shop hears of what customers pay by themselves. Money in cents.
#[derive(Clone, Debug, Serialize, Type)]
pub(crate) struct NoticesView {
    /// Safaricom has a public address to call.
    pub(crate) can_be_reached: bool,
    /// What Safaricom answered to the last registration, as received.
    pub(crate) answer: Option<String>,
    /// The least that the shop takes where Safaricom asks first.
    #[specta(type = Option<Number>)]
    pub(crate) least_cents: Option<u64>,
    /// The most that it takes there.
    #[specta(type = Option<Number>)]
    pub(crate) most_cents: Option<u64>,
    pub(crate) pulls: PullsView,
}

/// How the shop stands with pulls. Times in milliseconds since 1970.
#[derive(Clone, Debug, Serialize, Type)]
pub(crate) struct PullsView {
    pub(crate) signed_up: bool,
    /// Until when Safaricom was asked for everything.
    #[specta(type = Option<Number>)]
    pub(crate) covered_until_ms: Option<i64>,
    /// When it answered last, since the till was opened.
    #[specta(type = Option<Number>)]
    pub(crate) last_answer_at_ms: Option<i64>,
    /// Why the last question did not cover all.
    pub(crate) trouble: Option<Cause>,
    /// What only a statement tells any more.
    pub(crate) gaps: Vec<GapView>,
}

/// A time of which nothing is known.
#[derive(Clone, Copy, Debug, Serialize, Type)]
pub(crate) struct GapView {
    #[specta(type = Number)]
    pub(crate) from_ms: i64,
    #[specta(type = Number)]
    pub(crate) to_ms: i64,
}

/// How Safaricom took the addresses.
#[derive(Clone, Copy, Debug, Serialize, Type)]
pub(crate) struct RegistrationView {
    /// It took them now; else it has addresses of the shop already.
    pub(crate) now: bool,
    /// By which version of its service.
    pub(crate) version: Option<u8>,
}

/// Why Safaricom did not register the shop, sign it up, or answer a pull. A variant stands for all
/// that the same act mends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Cause {
    Keys,
    Number,
    Address,
    NoRight,
    HeldElsewhere,
    TooOften,
    Blocked,
    Unreachable,
    Request,
    Lost,
    Unclear,
    Endless,
    Book,
}

impl NoticesView {
    /// Shows how a till hears of them.
    pub(crate) fn of(till: &Till) -> Result<Self, CommandError> {
        let (profile, rules) = (till.profile()?, till.validation_rules()?);
        Ok(Self {
            can_be_reached: profile.is_some_and(|kept| kept.callback_base != NOWHERE),
            answer: till.registration_answer()?,
            least_cents: rules.least.map(Money::cents),
            most_cents: rules.most.map(Money::cents),
            pulls: till.pulls()?.into(),
        })
    }
}

impl From<PullState> for PullsView {
    fn from(state: PullState) -> Self {
        let ms = |at: Option<Timestamp>| at.map(Timestamp::ms);
        Self {
            signed_up: state.signed_up,
            covered_until_ms: ms(state.covered_until),
            last_answer_at_ms: ms(state.last_answer_at),
            trouble: state.last_error.map(Cause::from),
            gaps: state.gaps.into_iter().map(GapView::from).collect(),
        }
    }
}

impl From<Stretch> for GapView {
    fn from(gap: Stretch) -> Self {
        Self {
            from_ms: gap.from().ms(),
            to_ms: gap.to().ms(),
        }
    }
}

impl From<Registered> for RegistrationView {
    fn from(registered: Registered) -> Self {
        let version = registered.version();
        Self {
            now: version.is_some(),
            version,
        }
    }
}

impl Cause {
    /// Tells why a registration or a sign-up was refused, if one was.
    pub(crate) fn of(error: &AppError) -> Option<Self> {
        match error {
            AppError::NotRegistered(why) | AppError::NotSignedUp(why) => Some((*why).into()),
            // The address is read before it is sent: some words Safaricom does not take in it.
            AppError::Daraja(_) => Some(Self::Address),
            _ => None,
        }
    }
}

impl From<Refusal> for Cause {
    fn from(why: Refusal) -> Self {
        match why {
            Refusal::WrongKeys | Refusal::TokenRejected => Self::Keys,
            Refusal::WrongShortcode => Self::Number,
            Refusal::BadCallbackUrl => Self::Address,
            Refusal::ProductNotEnabled => Self::NoRight,
            Refusal::HeldElsewhere => Self::HeldElsewhere,
            Refusal::TooFast | Refusal::QuotaUsedUp => Self::TooOften,
            Refusal::Blocked => Self::Blocked,
            Refusal::NotReached | Refusal::NoToken | Refusal::StoppedBeforeSending => {
                Self::Unreachable
            }
            _ => Self::Request,
        }
    }
}

impl From<PullTrouble> for Cause {
    fn from(trouble: PullTrouble) -> Self {
        match trouble {
            PullTrouble::Refused(why) => why.into(),
            PullTrouble::Lost => Self::Lost,
            PullTrouble::Endless => Self::Endless,
            PullTrouble::Book => Self::Book,
            _ => Self::Unclear,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_refusal_of_a_registration_names_what_mends_it() {
        let check = |why, expected| {
            assert_eq!(Cause::of(&AppError::NotRegistered(why)), Some(expected));
            assert_eq!(Cause::of(&AppError::NotSignedUp(why)), Some(expected));
        };
        check(Refusal::TokenRejected, Cause::Keys);
        check(Refusal::WrongShortcode, Cause::Number);
        check(Refusal::BadCallbackUrl, Cause::Address);
        check(Refusal::HeldElsewhere, Cause::HeldElsewhere);
        check(Refusal::NotReached, Cause::Unreachable);
        check(Refusal::BadField, Cause::Request);
        assert_eq!(Cause::of(&AppError::MaybeRegistered), None);
    }
}
