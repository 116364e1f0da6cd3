//! What the pieces of a body are called, for programs and for people.

use daraja::Body;
use domain::words::Words;

/// A name for programs, which never changes, and one for people.
#[derive(Debug)]
pub(crate) struct Label {
    pub(crate) name: &'static str,
    pub(crate) words: Words,
}

const fn label(name: &'static str, en: &'static str, sw: &'static str) -> Label {
    let words = Words::new(en, sw);
    Label { name, words }
}

pub(crate) static CODE: Label = label("code", "code", "msimbo");
pub(crate) static RECEIPT: Label = label("receipt", "M-PESA code", "code ya M-PESA");
pub(crate) static AMOUNT: Label = label("amount_cents", "amount", "kiasi");
pub(crate) static AT: Label = label("at", "time", "wakati");
pub(crate) static PAYER: Label = label("payer", "payer", "mlipaji");

pub(crate) static MERCHANT: Label = label("merchant_request", "request", "maombi");
pub(crate) static CHECKOUT: Label = label("checkout_request", "prompt", "ombi la simu");
pub(crate) static ORIGINATOR: Label = label("originator", "originator", "mwanzishi");
pub(crate) static CONVERSATION: Label = label("conversation", "conversation", "mazungumzo");
pub(crate) static REQUEST: Label = label("request", "request", "maombi");

pub(crate) static TEXT: Label = label("text", "text", "maelezo");
pub(crate) static RESPONSE: Label = label("response", "response", "jibu");
pub(crate) static HTTP: Label = label("http", "HTTP", "HTTP");
pub(crate) static NAME: Label = label("name", "name", "jina");
pub(crate) static ACCOUNT: Label = label("account", "account typed", "akaunti iliyoandikwa");
pub(crate) static SHORTCODE: Label = label("shortcode", "paid to", "ililipwa kwa");
pub(crate) static BALANCE: Label = label("balance", "shop's balance", "salio la duka");
pub(crate) static TYPE: Label = label("type", "type", "aina");
pub(crate) static STATE: Label = label("state", "state", "hali");
pub(crate) static PAYEE: Label = label("payee", "payee", "mlipwaji");
pub(crate) static REASON: Label = label("reason", "reason", "sababu");
pub(crate) static ORIGINAL: Label = label("original", "code of payment", "code ya malipo");
pub(crate) static CHARGE: Label = label("charge", "charge", "ada");
pub(crate) static BYTES: Label = label("bytes", "bytes", "baiti");
pub(crate) static ASKS: Label = label("asks", "asks for", "inaomba");
pub(crate) static LIFETIME: Label = label("lifetime_s", "lives for (s)", "inadumu (s)");
pub(crate) static IF_EAT: Label = label("at_if_eat", "time, if local", "wakati, wa hapa");
pub(crate) static IF_UTC: Label = label("at_if_utc", "time, if UTC", "wakati, wa UTC");
pub(crate) static SENDER: Label = label("sender", "sender", "mtumaji");
pub(crate) static BREAKS: Label = label("breaks_at", "breaks at", "inakatika");
pub(crate) static UNREADABLE: Label = label("unreadable", "unreadable rows", "safu zisizosomeka");

/// What a body is, as the heading of its explanation.
pub(crate) fn title(body: &Body) -> Words {
    match body.kind() {
        "stk_callback" => Words::new(
            "Callback: what came of a prompt",
            "Callback: matokeo ya ombi la simu",
        ),
        "c2b_validation" => Words::new(
            "C2B validation: may this customer pay?",
            "C2B validation: je, mteja huyu alipe?",
        ),
        "c2b_confirmation" => Words::new(
            "C2B confirmation: a customer paid by himself",
            "C2B confirmation: mteja amelipa mwenyewe",
        ),
        "c2b_payment" => Words::new(
            "C2B validation or confirmation",
            "C2B validation au confirmation",
        ),
        "status_result" => Words::new(
            "Result of a transaction status",
            "Matokeo ya hali ya malipo",
        ),
        "reversal_result" => Words::new("Result of a reversal", "Matokeo ya kurudisha pesa"),
        "balance_result" => Words::new(
            "Result of an account balance",
            "Matokeo ya salio la akaunti",
        ),
        "result" => Words::new("Result of an earlier request", "Matokeo ya maombi ya awali"),
        "query_reply" => Words::new(
            "Answer to a query about a prompt",
            "Jibu la swali kuhusu ombi la simu",
        ),
        "push_acknowledgement" => {
            Words::new("Acknowledgement of a prompt", "Ombi la simu limepokelewa")
        }
        "registration_acknowledgement" => Words::new(
            "Acknowledgement of C2B addresses",
            "Anwani za C2B zimepokelewa",
        ),
        "acknowledgement" => Words::new("Acknowledgement of a request", "Maombi yamepokelewa"),
        "error" => Words::new(
            "Error: a request was not taken",
            "Kosa: maombi hayakupokelewa",
        ),
        "pull_reply" => Words::new("Answer to a pull: payments", "Jibu la pull: malipo"),
        "pull_registration" => Words::new(
            "Answer to a registration for pulls",
            "Jibu la usajili wa pull",
        ),
        "qr_code" => Words::new("QR code", "QR code"),
        "token" => Words::new("Access token: a secret", "Access token: ni siri"),
        "request" => Words::new("A request by a shop", "Maombi ya duka"),
        "our_reply" => Words::new(
            "What a shop answers to Safaricom",
            "Jibu la duka kwa Safaricom",
        ),
        "empty" => Words::new("Nothing at all", "Hakuna kitu"),
        "web_page" => Words::new("A web page", "Ukurasa wa tovuti"),
        "list" => Words::new("A list", "Orodha"),
        "unknown" => Words::new("Unknown names", "Majina yasiyojulikana"),
        _ => Words::new("A body that can't be read", "Ujumbe usiosomeka"),
    }
}
