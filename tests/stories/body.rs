//! Bodies that somebody posts to the till: as Safaricom writes them, or as an attacker would.

use domain::attempt::Ids;
use serde_json::{Value, json};

/// A callback to be written.
pub(crate) struct Body {
    ids: Option<Ids>,
    code: u32,
    items: Vec<Value>,
}

impl Body {
    /// Says that KES `amount` were paid by a phone, in Safaricom's digits.
    pub(crate) fn paid(amount: u32, phone: &str) -> Self {
        Self {
            ids: None,
            code: 0,
            items: vec![item("Amount", amount), item("PhoneNumber", phone)],
        }
    }

    /// Says that the prompt ended with a code.
    pub(crate) fn ended(code: u32) -> Self {
        Self {
            ids: None,
            code,
            items: Vec::new(),
        }
    }

    /// Names the prompt.
    pub(crate) fn about(mut self, ids: Ids) -> Self {
        self.ids = Some(ids);
        self
    }

    /// Names M-PESA's code.
    pub(crate) fn with_receipt(mut self, receipt: &str) -> Self {
        self.items.push(item("MpesaReceiptNumber", receipt));
        self
    }

    /// Writes it.
    pub(crate) fn text(&self) -> String {
        let mut callback = json!({ "ResultCode": self.code, "ResultDesc": "As the code says." });
        if let Some(ids) = &self.ids {
            callback["MerchantRequestID"] = ids.merchant.as_str().into();
            callback["CheckoutRequestID"] = ids.checkout.as_str().into();
        }
        if !self.items.is_empty() {
            callback["CallbackMetadata"] = json!({ "Item": self.items });
        }
        json!({ "Body": { "stkCallback": callback } }).to_string()
    }
}

fn item(name: &str, value: impl Into<Value>) -> Value {
    let value: Value = value.into();
    json!({ "Name": name, "Value": value })
}
