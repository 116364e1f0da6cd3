//! `POST /mpesa/reversal/v1/request`: giving a payment back, or a part of it.
//!
//! Source: reference section 5, reversal. A payment is given back once, in whole or in part; what
//! a second reversal of the rest would come to the reference does not tell, and here it is
//! refused as the second reversal that it is.

use std::sync::Arc;

use axum::response::Response;
use http::HeaderMap;

use crate::account::{Why, cents, decimal};
use crate::clock::Moment;
use crate::dice::Purpose;
use crate::error::Error;
use crate::error_bodies::{Gate, Refusal};
use crate::fields::Fields;
use crate::network::Network;
use crate::outcomes::Code;
use crate::push::amount;
use crate::receipts::Receipt;
use crate::requests::{Call, Form, Task, acknowledge};
use crate::results::{Answer, Parameter, Parameters};
use crate::state::State;

/// The identifier type is misspelt so by Safaricom; the right spelling is refused.
const FORM: Form = Form {
    command: "TransactionReversal",
    party: "ReceiverParty",
    identifier_type: "RecieverIdentifierType",
    identifier: "11",
    shortest_remarks: 2,
    acknowledgement: "Accept the service request successfully.",
};

const TIMEOUT_URL: &str = "https://internalsandbox.safaricom.co.ke/mpesa/reversalresults/v1/submit";

pub(crate) fn take(
    network: &Arc<Network>,
    headers: &HeaderMap,
    body: &[u8],
) -> Result<Response, Refusal> {
    network.check_token(headers, Gate::Stk)?;
    let fields = Fields::read(headers, body, "RecieverIdentifierType")?;
    let call = Call::read(&fields, &FORM, network)?;
    let receipt = fields.text("TransactionID")?.to_owned();
    if receipt.len() != 10 || !receipt.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return Err(Refusal::Field("TransactionID"));
    }
    let task = Task::Reversal {
        receipt,
        amount_kes: amount(&fields)?,
    };
    acknowledge(network, &FORM, call, task)
}

impl State {
    /// Gives a payment back, if that can be.
    pub(crate) fn reverse(&mut self, number: &str, amount_kes: u64, at: Moment) -> Answer {
        let fails = |code, text| Answer::plain(code, text, timeout_url(), at);
        let Some(receipt) = self.receipt(number).cloned() else {
            let text = "The OriginalTransactionID is invalid.";
            return fails(Code::Text("R000002"), text);
        };
        if receipt.reversed_by.is_some() {
            let text = "The transaction has already been reversed.";
            return fails(Code::Text("R000001"), text);
        }
        if amount_kes > receipt.amount_kes {
            let text = "The OriginalTransactionID is invalid.";
            return fails(Code::Text("R000002"), text);
        }
        if cents(amount_kes) > self.balance_cents() {
            let text = "The balance is insufficient for the transaction.";
            return fails(Code::Number(1), text);
        }
        self.give_back(&receipt, amount_kes, at)
    }

    /// Lets a customer take his payment back: he tells M-PESA that it went astray, and nobody tells
    /// the shop.
    ///
    /// # Errors
    /// When no customer made such a payment, it went back before, or the shop holds too little.
    pub(crate) fn take_back(&mut self, number: &str, at: Moment) -> Result<(), Error> {
        let paid = self.receipt(number).filter(|one| one.phone.is_some());
        let amount_kes = paid.map(|one| one.amount_kes);
        let went_back = |state: &Self| {
            let receipt = state.receipt(number);
            receipt.is_some_and(|one| one.reversed_by.is_some())
        };
        match amount_kes {
            Some(amount_kes) if !went_back(self) => _ = self.reverse(number, amount_kes, at),
            _ => return Err(Error::NotTakenBack(number.to_owned())),
        }
        if went_back(self) {
            Ok(())
        } else {
            Err(Error::TooLittle)
        }
    }

    fn give_back(&mut self, receipt: &Receipt, amount_kes: u64, at: Moment) -> Answer {
        let own = self.receipt_number(Purpose::Receipt, at);
        let linked = Some(receipt.number.clone());
        self.enter(own.clone(), linked, at, Why::Reversal, -cents(amount_kes));
        if let Some(phone) = &receipt.phone {
            self.customer_of(phone).give_back(amount_kes);
        }
        self.payment_mut(&receipt.number).receipt.reversed_by = Some(own.clone());
        let holds = decimal(self.balance_cents());
        let account = format!("Utility Account|KES|{holds}|{holds}|0.00|0.00");
        let shop = format!("{} - {}", self.shop.shortcode.asking(), self.shop.name);
        let parameters = vec![
            Parameter::text("DebitAccountBalance", &account),
            Parameter::number("Amount", format!("{amount_kes}.00")),
            Parameter::moment("TransCompletedTime", at),
            Parameter::text("OriginalTransactionID", &receipt.number),
            Parameter::number("Charge", "0.00".to_owned()),
            Parameter::text("CreditPartyPublicName", &receipt.party()),
            Parameter::text("DebitPartyPublicName", &shop),
        ];
        let text = "The service request is processed successfully.";
        Answer {
            transaction_id: own,
            parameters: Parameters::Many(parameters),
            ..Answer::plain(Code::Number(0), text, timeout_url(), at)
        }
    }
}

/// What every result of a reversal refers to, an address within Safaricom.
fn timeout_url() -> Parameter {
    Parameter::text("QueueTimeoutURL", TIMEOUT_URL)
}
