//! `POST /mpesa/transactionstatus/v1/query`: what became of a payment, by its receipt.
//!
//! Source: reference section 5, transaction status. Names and phones are shown in full here.
//! The receipts of reversals are not known to it: the reference has no such result.

use std::sync::Arc;

use axum::response::Response;
use http::HeaderMap;

use crate::clock::Moment;
use crate::error_bodies::{Gate, Refusal};
use crate::fields::Fields;
use crate::network::Network;
use crate::outcomes::Code;
use crate::receipts::{Receipt, Way};
use crate::requests::{Call, Form, Task, acknowledge};
use crate::results::{Answer, Parameter, Parameters, occasion};
use crate::shop::Shortcode;
use crate::state::State;

const FORM: Form = Form {
    command: "TransactionStatusQuery",
    party: "PartyA",
    identifier_type: "IdentifierType",
    identifier: "4",
    shortest_remarks: 1,
    acknowledgement: "Accept the service request successfully.",
};

pub(crate) fn take(
    network: &Arc<Network>,
    headers: &HeaderMap,
    body: &[u8],
) -> Result<Response, Refusal> {
    network.check_token(headers, Gate::C2b)?;
    let fields = Fields::read(headers, body, "BusinessShortCode")?;
    let call = Call::read(&fields, &FORM, network)?;
    let receipt = fields.at_most("TransactionID", 20)?;
    let conversation_id = fields.at_most("OriginalConversationID", 100)?;
    if receipt.is_none() && conversation_id.is_none() {
        return Err(Refusal::Field("TransactionID"));
    }
    let task = Task::Status {
        receipt,
        conversation_id,
    };
    acknowledge(network, &FORM, call, task)
}

impl State {
    /// Tells of a payment; the receipt goes before the conversation when both are given.
    pub(crate) fn status(
        &self,
        number: Option<&str>,
        conversation_id: Option<&str>,
        call: &Call,
        at: Moment,
    ) -> Answer {
        let by_conversation = |receipt: &&Receipt| {
            let ids = [
                &receipt.conversation_id,
                &receipt.originator_conversation_id,
            ];
            conversation_id.is_some_and(|id| ids.iter().any(|known| *known == id))
        };
        let found = match number {
            Some(number) => self.receipt(number),
            None => self.receipts().find(by_conversation),
        };
        let Some(receipt) = found else {
            let text = "The transaction receipt number does not exist.";
            return Answer::plain(Code::Number(2032), text, occasion(call), at);
        };
        let text = "The service request is processed successfully.";
        Answer {
            parameters: Parameters::Many(self.told_of(receipt)),
            ..Answer::plain(Code::Number(0), text, occasion(call), at)
        }
    }

    fn told_of(&self, receipt: &Receipt) -> Vec<Parameter> {
        let shop = format!(
            "{} - {:<40}",
            self.shop.shortcode.receiving(),
            self.shop.name
        );
        vec![
            Parameter::text("DebitPartyName", &receipt.party()),
            Parameter::text("CreditPartyName", &shop),
            Parameter::text_or_bare(
                "OriginatorConversationID",
                Some(&receipt.originator_conversation_id),
            ),
            Parameter::moment("InitiatedTime", receipt.paid_at),
            Parameter::bare("CreditPartyCharges"),
            Parameter::text("DebitAccountType", "MMF Account For Customer"),
            Parameter::bare("TransactionReason"),
            Parameter::text("ReasonType", receipt.reason_type(&self.shop.shortcode)),
            Parameter::text("TransactionStatus", "Completed"),
            Parameter::moment("FinalisedTime", receipt.paid_at),
            Parameter::number("Amount", format!("{}.0", receipt.amount_kes)),
            Parameter::text_or_bare("ConversationID", Some(&receipt.conversation_id)),
            Parameter::text("ReceiptNo", &receipt.number),
        ]
    }
}

impl Receipt {
    /// Names the payer in full: phone and name, or the organisation.
    pub(crate) fn party(&self) -> String {
        match &self.phone {
            Some(phone) => format!("{} - {}", phone.as_str(), self.payer.to_uppercase()),
            None => self.payer.to_uppercase(),
        }
    }

    /// Returns the reason type. Source: reference sections 5 and 9, those seen; OD is Fuliza.
    pub(crate) fn reason_type(&self, shortcode: &Shortcode) -> &'static str {
        let is_lent = self.fuliza_kes > 0;
        match (self.way(), shortcode) {
            (Way::Organisation, _) => "Business Pay Bill",
            (Way::Push, Shortcode::Till { .. }) => "Pay Merchant",
            (Way::Typed, Shortcode::Till { .. }) => "Customer Buy Goods Online",
            (Way::Push, Shortcode::PayBill { .. }) if is_lent => "Pay Utility with OD via STK",
            (Way::Typed, Shortcode::PayBill { .. }) if is_lent => "Pay Utility with OD Online",
            (Way::Push, Shortcode::PayBill { .. }) => "Pay Utility",
            (Way::Typed, Shortcode::PayBill { .. }) => "Pay Bill Online",
        }
    }
}
