//! What a body is: any body, from a callback to a web page of a firewall.
//!
//! Callers who know what they wait for parse that. This is for all others: logs, the inbox, a
//! person who holds a body and wants to know what it says. It never fails: what is nothing known
//! is [`Body::Other`], with the reason.
//!
//! What comes by itself (callback, C2B, result) is unsigned: it *reports* and proves nothing. Only
//! an answer to a question that we asked ourselves proves, and for the body alone nobody can tell
//! who asked: see [`Weight`].

mod money;
mod other;

use std::fmt;

pub use money::{Says, Weight};
pub use other::Other;

use crate::acknowledgement::{Acknowledgement, AcknowledgementKind};
use crate::c2b::{C2b, Stage};
use crate::callback::{self, StkCallback};
use crate::error_body::ErrorBody;
use crate::pull::{PullRegistration, PullReply};
use crate::qr::QrReply;
use crate::query::QueryReply;
use crate::result::{ResultBody, ResultKind};
use crate::token::TokenReply;
use crate::wire::{Object, text_of};

/// A body as received, and what it is. `Debug` hides the bytes, which may name people.
#[derive(Clone)]
pub struct Inbound<'a> {
    /// The bytes, unknown names and all.
    pub raw: &'a [u8],
    /// What they are.
    pub body: Body,
    /// Whether a name in it has two values. Such a body says nothing of money, since what is
    /// absent may be what matters.
    pub contradictory: bool,
}

/// What a body is, with its pieces.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum Body {
    /// What came of a prompt, by itself.
    StkCallback(StkCallback),
    /// A payment by a customer, by itself: asked for or told.
    C2b(C2b),
    /// What came of a status, reversal or balance, by itself.
    Result(ResultBody),
    /// What came of a prompt, as the answer to a query.
    QueryReply(QueryReply),
    /// A request was taken.
    Acknowledgement(Acknowledgement),
    /// A request was not taken.
    Error(ErrorBody),
    /// Payments by customers, as the answer to a pull.
    PullReply(PullReply),
    /// The answer to a registration for pulls.
    PullRegistration(PullRegistration),
    /// A picture to pay by.
    Qr(QrReply),
    /// A token: a secret.
    Token(TokenReply),
    /// Something else.
    Other(Other),
}

impl<'a> Inbound<'a> {
    /// The largest body that is read, in bytes. Real ones are below 100 kB.
    pub const MAX_BODY: usize = 1 << 20;

    /// Says what a body is.
    pub fn read(raw: &'a [u8]) -> Self {
        if raw.len() > Self::MAX_BODY {
            let body = Body::Other(Other::TooLarge(raw.len()));
            return Self {
                raw,
                body,
                contradictory: false,
            };
        }
        let text = text_of(raw);
        let (body, contradictory) = match Object::parse(&text) {
            Ok(object) => {
                let contradictory = object.contradicts_itself();
                (Body::of(object), contradictory)
            }
            Err(_) => (Body::Other(Other::unread(&text)), false),
        };
        Self {
            raw,
            body,
            contradictory,
        }
    }

    /// What the body says about the customer's money. Whether that is to be believed is told by
    /// [`Body::weight`].
    pub fn says(&self) -> Says {
        match self.body.says() {
            Says::Nothing => Says::Nothing,
            _ if self.contradictory => Says::Unknown,
            says => says,
        }
    }
}

impl Body {
    /// The name of its kind, for programs; it never changes.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::StkCallback(_) => "stk_callback",
            Self::C2b(c2b) => match c2b.stage {
                Stage::Validation => "c2b_validation",
                Stage::Confirmation => "c2b_confirmation",
                Stage::NotTold => "c2b_payment",
            },
            Self::Result(result) => match result.kind() {
                ResultKind::Status => "status_result",
                ResultKind::Reversal => "reversal_result",
                ResultKind::Balance => "balance_result",
                ResultKind::NotTold => "result",
            },
            Self::QueryReply(_) => "query_reply",
            Self::Acknowledgement(taken) => match taken.kind {
                AcknowledgementKind::Push => "push_acknowledgement",
                AcknowledgementKind::Registration => "registration_acknowledgement",
                AcknowledgementKind::Request => "acknowledgement",
            },
            Self::Error(_) => "error",
            Self::PullReply(_) => "pull_reply",
            Self::PullRegistration(_) => "pull_registration",
            Self::Qr(_) => "qr_code",
            Self::Token(_) => "token",
            Self::Other(other) => other.as_str(),
        }
    }

    fn of(object: Object<'_>) -> Self {
        Self::told(&object)
            .or_else(|| Self::answered(&object))
            .unwrap_or_else(|| Self::by_itself(object))
    }

    /// Tells by names that nothing else has.
    fn told(object: &Object<'_>) -> Option<Self> {
        if let Some(result) = object.object("Result") {
            return Some(Self::Result(ResultBody::of(&result)));
        }
        Other::request(object)
            .map(Self::Other)
            .or_else(|| TokenReply::of(object).map(Self::Token))
            .or_else(|| QrReply::fits(object).then(|| Self::Qr(QrReply::of(object))))
            .or_else(|| C2b::fits(object).then(|| Self::C2b(C2b::of(object))))
    }

    fn answered(object: &Object<'_>) -> Option<Self> {
        if QueryReply::fits(object) {
            Some(Self::QueryReply(QueryReply::of(object)))
        } else if PullReply::fits(object) {
            Some(Self::PullReply(PullReply::of(object)))
        } else if PullRegistration::fits(object) {
            Some(Self::PullRegistration(PullRegistration::of(object)))
        } else if let Some(taken) = Acknowledgement::of(object) {
            Some(Self::Acknowledgement(taken))
        } else {
            ErrorBody::of(object).map(Self::Error)
        }
    }

    /// A callback in one of its wrappings, or nothing known.
    fn by_itself(object: Object<'_>) -> Self {
        let wrapped = object.object("Body").is_some() || object.has("stkCallback");
        let inner = callback::unwrapped(object);
        let named = ["CheckoutRequestID", "MerchantRequestID", "CallbackMetadata"];
        if inner.has("ResultCode") && (wrapped || named.iter().any(|name| inner.has(name))) {
            Self::StkCallback(StkCallback::of(&inner))
        } else {
            Self::Other(Other::unknown(&inner))
        }
    }
}

impl fmt::Debug for Inbound<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let contradictory = if self.contradictory {
            ", contradictory"
        } else {
            ""
        };
        write!(
            f,
            "Inbound({} bytes{contradictory}, {:?})",
            self.raw.len(),
            self.body
        )
    }
}
