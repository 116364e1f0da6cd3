//! What a body tells, piece by piece, in a form that can be shown. Secrets stay where they are.

mod results;

use daraja::{
    Account, Acknowledgement, Body, C2b, Conversation, ErrorBody, Other, PullRegistration,
    PullReply, PullRow, PullTime, QrReply, QueryReply, StkCallback, Text,
};
use domain::clock::Timestamp;
use domain::ids::{CheckoutRequestId, MerchantRequestId};
use domain::money::Money;
use domain::receipt::Receipt;

use super::labels::{self, Label};
use super::spelling::{code, kes, kind, name, payer, shown, time};

/// An error about a token repeats the token after these words.
const REFUSED_TOKEN: &str = "invalid access token";

/// A piece with its label.
pub(crate) type Told = (&'static Label, String);

/// What a body tells; what it does not tell is absent.
#[derive(Debug, Default)]
pub(crate) struct Facts {
    pub(crate) code: Option<String>,
    pub(crate) receipt: Option<Receipt>,
    pub(crate) amount: Option<Money>,
    pub(crate) at: Option<Timestamp>,
    pub(crate) payer: Option<String>,
    pub(crate) ids: Vec<Told>,
    pub(crate) details: Vec<Told>,
    /// The rows of a pull.
    pub(crate) payments: Vec<Facts>,
    /// What a balance is made of.
    pub(crate) accounts: Vec<Account>,
}

impl Facts {
    pub(crate) fn of(body: &Body) -> Self {
        match body {
            Body::StkCallback(callback) => Self::of_callback(callback),
            Body::C2b(payment) => Self::of_c2b(payment),
            Body::Result(result) => Self::of_result(result),
            Body::QueryReply(reply) => Self::of_query_reply(reply),
            Body::Error(error) => Self::of_error(error),
            Body::PullReply(reply) => Self::of_pull(reply),
            Body::Acknowledgement(taken) => Self::of_acknowledgement(taken),
            Body::PullRegistration(answer) => Self::of_registration(answer),
            Body::Qr(reply) => Self::of_qr(reply),
            Body::Token(reply) => Self::default().and(
                &labels::LIFETIME,
                Some(reply.lifetime.as_secs().to_string()),
            ),
            Body::Other(Other::Request(what)) => {
                Self::default().and(&labels::ASKS, Some((*what).to_owned()))
            }
            _ => Self::default(),
        }
    }

    /// Adds a detail that is there.
    pub(crate) fn and(mut self, label: &'static Label, value: Option<String>) -> Self {
        self.details.extend(value.map(|value| (label, value)));
        self
    }

    fn of_callback(callback: &StkCallback) -> Self {
        let told = Self {
            code: code(callback.result.as_ref()),
            receipt: callback.receipt.clone(),
            amount: callback.amount,
            at: callback.paid_at,
            payer: payer(&callback.payer),
            ..Self::default()
        };
        told.with_prompt(callback.merchant.as_ref(), callback.checkout.as_ref())
            .and(&labels::TEXT, shown(callback.description.as_ref()))
    }

    fn of_c2b(payment: &C2b) -> Self {
        let told = Self {
            receipt: payment.receipt.clone(),
            amount: payment.amount,
            at: payment.paid_at,
            payer: payer(&payment.payer),
            ..Self::default()
        };
        told.with_id(&labels::REQUEST, shown(payment.third_party.as_ref()))
            .and(&labels::NAME, payment.name.as_ref().map(name))
            .and(&labels::ACCOUNT, shown(payment.bill_reference.as_ref()))
            .and(
                &labels::SHORTCODE,
                payment.shortcode.map(|number| number.to_string()),
            )
            .and(&labels::TYPE, payment.kind.as_ref().map(kind))
            .and(&labels::BALANCE, payment.balance.map(kes))
    }

    fn of_query_reply(reply: &QueryReply) -> Self {
        let told = Self {
            code: code(reply.result.as_ref()),
            ..Self::default()
        };
        told.with_prompt(reply.merchant.as_ref(), reply.checkout.as_ref())
            .and(&labels::TEXT, shown(reply.description.as_ref()))
            .and(&labels::RESPONSE, shown(reply.response.as_ref()))
    }

    fn of_acknowledgement(taken: &Acknowledgement) -> Self {
        let (merchant, checkout) = taken.prompt.as_ref().map_or((None, None), |ids| {
            (Some(&ids.merchant), Some(&ids.checkout))
        });
        Self::default()
            .with_code(taken.code.as_ref())
            .with_prompt(merchant, checkout)
            .with_conversation(&taken.conversation)
            .and(&labels::TEXT, shown(taken.description.as_ref()))
    }

    fn of_registration(answer: &PullRegistration) -> Self {
        let shortcode = answer.shortcode.map(|number| number.to_string());
        Self::default()
            .with_code(answer.status.as_ref())
            .with_id(&labels::REQUEST, shown(answer.reference.as_ref()))
            .and(&labels::TEXT, shown(answer.description.as_ref()))
            .and(&labels::SHORTCODE, shortcode)
    }

    fn of_qr(reply: &QrReply) -> Self {
        let picture = reply
            .picture
            .as_ref()
            .map(|picture| picture.as_bytes().len());
        Self::default()
            .with_code(reply.code.as_ref())
            .with_id(&labels::REQUEST, shown(reply.request.as_ref()))
            .and(&labels::TEXT, shown(reply.description.as_ref()))
            .and(&labels::BYTES, picture.map(|bytes| bytes.to_string()))
    }

    /// The text of a refused token repeats the token.
    fn of_error(error: &ErrorBody) -> Self {
        let filled = |text: &String| (!text.is_empty()).then(|| text.clone());
        let secret = error.message.to_ascii_lowercase().find(REFUSED_TOKEN);
        let text = match secret {
            Some(at) => error
                .message
                .get(at..at + REFUSED_TOKEN.len())
                .map(str::to_owned),
            None => filled(&error.message),
        };
        let told = Self {
            code: filled(&error.code),
            ..Self::default()
        };
        told.with_id(&labels::REQUEST, filled(&error.request_id))
            .and(&labels::TEXT, text)
    }

    fn of_pull(reply: &PullReply) -> Self {
        let told = Self {
            payments: reply.rows.iter().map(Self::of_row).collect(),
            ..Self::default()
        };
        let unreadable = Some(reply.unreadable).filter(|rows| *rows > 0);
        told.with_code(reply.code.as_ref())
            .with_id(&labels::REQUEST, shown(reply.reference.as_ref()))
            .and(&labels::TEXT, shown(reply.message.as_ref()))
            .and(&labels::UNREADABLE, unreadable.map(|rows| rows.to_string()))
    }

    /// Nobody knows in which zone the time of a row is written: both readings are given.
    fn of_row(row: &PullRow) -> Self {
        let told = Self {
            receipt: row.receipt.clone(),
            amount: row.amount,
            payer: payer(&row.payer),
            ..Self::default()
        };
        told.and(&labels::IF_EAT, row.at.and_then(PullTime::if_eat).map(time))
            .and(&labels::IF_UTC, row.at.map(|at| time(at.if_utc())))
            .and(&labels::ACCOUNT, shown(row.bill_reference.as_ref()))
            .and(&labels::TYPE, row.kind.as_ref().map(kind))
            .and(&labels::SENDER, shown(row.sender.as_ref()))
            .and(&labels::PAYEE, shown(row.organization.as_ref()))
    }

    fn with_code(mut self, code: Option<&Text>) -> Self {
        self.code = shown(code);
        self
    }

    fn with_id(mut self, label: &'static Label, id: Option<String>) -> Self {
        self.ids.extend(id.map(|id| (label, id)));
        self
    }

    fn with_prompt(
        self,
        merchant: Option<&MerchantRequestId>,
        checkout: Option<&CheckoutRequestId>,
    ) -> Self {
        self.with_id(&labels::CHECKOUT, checkout.map(|id| id.as_str().to_owned()))
            .with_id(&labels::MERCHANT, merchant.map(|id| id.as_str().to_owned()))
    }

    fn with_conversation(self, ids: &Conversation) -> Self {
        let originator = ids.originator.as_ref().map(|id| id.as_str().to_owned());
        let conversation = ids.id.as_ref().map(|id| id.as_str().to_owned());
        self.with_id(&labels::ORIGINATOR, originator)
            .with_id(&labels::CONVERSATION, conversation)
    }
}
