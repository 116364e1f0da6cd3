//! Requests whose result comes later: status, reversal and balance, as far as they are alike.
//!
//! Source: reference section 5, common part. The acknowledgement says that the request was taken,
//! and nothing of whether the initiator is known or the receipt exists.

use std::fmt;
use std::sync::Arc;

use axum::response::Response;
use http::StatusCode;
use serde::{Deserialize, Serialize};

use crate::agenda::Due;
use crate::clock::Moment;
use crate::dice::Purpose;
use crate::error_bodies::{Refusal, json};
use crate::fields::Fields;
use crate::mail::Kind;
use crate::network::Network;
use crate::post::Letter;
use crate::results::Answer;
use crate::script::{Mishap, Place};
use crate::state::State;

/// A request that was acknowledged and is not carried out yet.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Request {
    pub(crate) due_at: Moment,
    pub(crate) originator_conversation_id: String,
    pub(crate) conversation_id: String,
    call: Call,
    task: Task,
}

/// What is asked for.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Task {
    /// What became of a payment, by its receipt or by the conversation it was paid in.
    Status {
        receipt: Option<String>,
        conversation_id: Option<String>,
    },
    /// To give a payment back, or a part of it.
    Reversal { receipt: String, amount_kes: u64 },
    /// What the shop's accounts hold.
    Balance,
}

/// What every such request says.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Call {
    is_trusted: bool,
    is_for_the_shop: bool,
    result_url: String,
    timeout_url: String,
    pub(crate) occasion: Option<String>,
}

/// Hides the address: its path may hold a secret.
impl fmt::Debug for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Call")
            .field("is_trusted", &self.is_trusted)
            .field("is_for_the_shop", &self.is_for_the_shop)
            .finish_non_exhaustive()
    }
}

/// How one kind of request names its parts, and what they must be.
pub(crate) struct Form {
    pub(crate) command: &'static str,
    pub(crate) party: &'static str,
    pub(crate) identifier_type: &'static str,
    pub(crate) identifier: &'static str,
    /// How short the remarks may be.
    pub(crate) shortest_remarks: usize,
    pub(crate) acknowledgement: &'static str,
}

#[derive(Serialize)]
struct Acknowledgement {
    #[serde(rename = "OriginatorConversationID")]
    originator_conversation_id: String,
    #[serde(rename = "ConversationID")]
    conversation_id: String,
    #[serde(rename = "ResponseCode")]
    code: &'static str,
    #[serde(rename = "ResponseDescription")]
    description: &'static str,
}

impl Call {
    /// Checks the fields that all requests have.
    pub(crate) fn read(fields: &Fields, form: &Form, network: &Network) -> Result<Self, Refusal> {
        let name = fields.text("Initiator")?;
        let credential = fields.text("SecurityCredential")?;
        let config = &network.config;
        let is_trusted = config
            .initiator
            .is(name, credential, config.rules.credentials)
            .ok_or(Refusal::Field("SecurityCredential"))?;
        fields.expect("CommandID", form.command)?;
        let party = fields.shortcode(form.party)?;
        if fields.digits(form.identifier_type)? != form.identifier {
            return Err(Refusal::Field(form.identifier_type));
        }
        let hosts = config.rules.callback_hosts;
        let result_url = fields.address("ResultURL", hosts)?.to_owned();
        let timeout_url = fields.address("QueueTimeOutURL", hosts)?.to_owned();
        let remarks = fields.short_text("Remarks", 100)?;
        if remarks.chars().count() < form.shortest_remarks {
            return Err(Refusal::Field("Remarks"));
        }
        Ok(Self {
            is_trusted,
            is_for_the_shop: config.shop.shortcode.has(&party),
            result_url,
            timeout_url,
            occasion: fields.at_most("Occasion", 100)?,
        })
    }
}

/// Keeps a request until its result is due, and acknowledges it.
pub(crate) fn acknowledge(
    network: &Arc<Network>,
    form: &Form,
    call: Call,
    task: Task,
) -> Result<Response, Refusal> {
    let (originator_conversation_id, conversation_id) = network
        .change(|state, now| state.take_request(call, task, now))
        .map_err(|_| Refusal::Internal)?;
    let acknowledgement = Acknowledgement {
        originator_conversation_id,
        conversation_id,
        code: "0",
        description: form.acknowledgement,
    };
    Ok(json(StatusCode::OK, &acknowledgement))
}

impl State {
    fn take_request(&mut self, call: Call, task: Task, now: Moment) -> (String, String) {
        let approval = match task {
            Task::Reversal { .. } => self.rules.approval_after,
            _ => std::time::Duration::ZERO,
        };
        let due_at = now.plus(self.rules.result_after).plus(approval);
        let mut throw = self.dice.throw(Purpose::Conversation);
        let request = Request {
            due_at,
            originator_conversation_id: throw.gateway_id(),
            conversation_id: throw.conversation_id(now),
            call,
            task,
        };
        let ids = (
            request.originator_conversation_id.clone(),
            request.conversation_id.clone(),
        );
        let number = self
            .requests
            .last_key_value()
            .map_or(1, |(last, _)| last + 1);
        self.requests.insert(number, request);
        self.agenda.insert((due_at, Due::Request(number)));
        ids
    }

    /// Carries a request out and sends its result; or lets it time out, and sends word of that.
    pub(crate) fn carry_out(&mut self, number: u64, at: Moment) {
        let request = self.requests.remove(&number).expect("it was on the agenda");
        let mishaps = self.mishaps(Place::Result);
        let (url, answer) = if mishaps.contains(&Mishap::TimeOut) {
            (
                &request.call.timeout_url,
                Answer::timed_out(&request.call, at),
            )
        } else {
            (&request.call.result_url, self.answer_to(&request, at))
        };
        let letter = Letter {
            url: url.clone(),
            business_short_code: self.shop.shortcode.asking().to_owned(),
            body: answer.body(&request),
        };
        let kind = Kind::Result {
            conversation_id: request.conversation_id,
        };
        self.hand_in_with(&mishaps, &kind, &letter, at);
    }

    fn answer_to(&mut self, request: &Request, at: Moment) -> Answer {
        if !request.call.is_trusted {
            return Answer::untrusted(&request.call, at);
        }
        if !request.call.is_for_the_shop {
            return Answer::not_allowed(&request.call, at);
        }
        match &request.task {
            Task::Status {
                receipt,
                conversation_id,
            } => self.status(
                receipt.as_deref(),
                conversation_id.as_deref(),
                &request.call,
                at,
            ),
            Task::Reversal {
                receipt,
                amount_kes,
            } => self.reverse(receipt, *amount_kes, at),
            Task::Balance => self.balance(at),
        }
    }
}
