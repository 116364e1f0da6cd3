//! "We took your request": the answer to a push, a registration and all that is answered later.
//!
//! An acknowledgement says that a request was taken, never that money moved; it does not even
//! prove that the initiator's password is right.
//!
//! Source: pages of 2025 (the project's reference, sections 2, 4 and 5).

use domain::attempt::Ids;
use domain::ids::{ConversationId, OriginatorConversationId};

use crate::error::Error;
use crate::text::Text;
use crate::wire::{Object, text_of};

/// An acknowledgement's pieces.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Acknowledgement {
    /// What was acknowledged.
    pub kind: AcknowledgementKind,
    /// `0` when the request was taken; a registration may have none.
    pub code: Option<Text>,
    /// The text beside the code.
    pub description: Option<Text>,
    /// Names the prompt, after a push.
    pub prompt: Option<Ids>,
    /// Names the request, after all but a push: so that its result is known for what it is.
    pub conversation: Conversation,
    /// Whether one of its names has two values.
    pub contradictory: bool,
}

/// What was acknowledged, as far as the answer tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AcknowledgementKind {
    /// A prompt.
    Push,
    /// The addresses of C2B.
    Registration,
    /// A status, reversal or balance, whose result comes later; or a simulated payment.
    Request,
}

/// The ids that tie a result to its request.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Conversation {
    /// The gateway's id (`OriginatorConversationID`; C2B writes it without the first `n`).
    pub originator: Option<OriginatorConversationId>,
    /// M-PESA's id (`ConversationID`); C2B gives none.
    pub id: Option<ConversationId>,
}

impl Acknowledgement {
    /// Reads a body.
    ///
    /// # Errors
    /// [`Error::NotJson`], or [`Error::NotThat`] when it acknowledges nothing.
    pub fn parse(body: &[u8]) -> Result<Self, Error> {
        let text = text_of(body);
        let object = Object::parse(&text)?;
        Self::of(&object).ok_or(Error::NotThat("an acknowledgement"))
    }

    /// Whether the request was taken.
    pub fn is_taken(&self) -> bool {
        let code = self.code.as_ref().map(Text::as_str);
        match self.kind {
            AcknowledgementKind::Registration => !self.contradictory && code.is_none_or(is_zero),
            _ => code.is_some_and(is_zero),
        }
    }

    pub(crate) fn of(object: &Object<'_>) -> Option<Self> {
        Some(Self {
            kind: AcknowledgementKind::of(object)?,
            code: object.value("ResponseCode"),
            description: object.value("ResponseDescription"),
            prompt: prompt(object),
            conversation: Conversation::of(object),
            contradictory: object.contradicts_itself(),
        })
    }
}

impl AcknowledgementKind {
    /// A registration is told from a simulated payment by its text alone.
    fn of(object: &Object<'_>) -> Option<Self> {
        let has = |name| object.has(name);
        let succeeded = object
            .text("ResponseDescription")
            .is_some_and(|text| text.eq_ignore_ascii_case("success"));
        if has("ResultCode") || has("errorCode") || has("errorMessage") {
            None
        } else if has("CheckoutRequestID") || has("MerchantRequestID") {
            has("ResponseCode").then_some(Self::Push)
        } else if has("OriginatorCoversationID") && succeeded {
            Some(Self::Registration)
        } else {
            let named = has("ConversationID") || Conversation::of(object).originator.is_some();
            (named && has("ResponseCode")).then_some(Self::Request)
        }
    }
}

impl Conversation {
    fn of(object: &Object<'_>) -> Self {
        let originator = object.value("OriginatorConversationID");
        Self {
            originator: originator.or_else(|| object.value("OriginatorCoversationID")),
            id: object.value("ConversationID"),
        }
    }
}

fn is_zero(code: &str) -> bool {
    code == "0"
}

fn prompt(object: &Object<'_>) -> Option<Ids> {
    Some(Ids {
        merchant: object.value("MerchantRequestID")?,
        checkout: object.value("CheckoutRequestID")?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(body: &str, expected: Option<(AcknowledgementKind, bool)>) {
        let read = Acknowledgement::parse(body.as_bytes()).ok();
        assert_eq!(
            read.map(|ack| (ack.kind, ack.is_taken())),
            expected,
            "{body}"
        );
    }

    #[test]
    fn what_was_acknowledged_is_told_by_the_names_and_one_text() {
        use AcknowledgementKind::{Push, Registration, Request};
        check(
            r#"{"CheckoutRequestID":"1","ResponseCode":0}"#,
            Some((Push, true)),
        );
        check(
            r#"{"CheckoutRequestID":"1","ResponseCode":"1"}"#,
            Some((Push, false)),
        );
        check(
            r#"{"CheckoutRequestID":"1","ResponseCode":0,"ResultCode":0}"#,
            None,
        );
        let register = r#"{"OriginatorCoversationID":"1","ResponseDescription":"success"}"#;
        check(register, Some((Registration, true)));
        let simulated = r#"{"OriginatorCoversationID":"1","ResponseDescription":"Accept",
            "ResponseCode":"0"}"#;
        check(simulated, Some((Request, true)));
        check(
            r#"{"ConversationID":"1","ResponseCode":"0"}"#,
            Some((Request, true)),
        );
        check(
            r#"{"ConversationID":"1","ResponseCode":"0","errorCode":"1"}"#,
            None,
        );
        check(r#"{"ConversationID":"1"}"#, None);
        check("{}", None);
    }

    #[test]
    fn a_code_that_contradicts_itself_takes_nothing() {
        let body = r#"{"ConversationID":"1","ResponseCode":"0","ResponseCode":"1"}"#;
        check(body, Some((AcknowledgementKind::Request, false)));
        let register = r#"{"OriginatorCoversationID":"1","ResponseDescription":"success",
            "ResponseCode":"0","ResponseCode":"1"}"#;
        let read = Acknowledgement::parse(register.as_bytes()).unwrap();
        assert!(!read.is_taken());
    }
}
