//! Bodies that say nothing to a shop, and why.

use std::fmt;

use crate::wire::Object;

/// Why a body is none that Safaricom sends to a shop.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Other {
    /// There is nothing.
    Empty,
    /// It is longer than any that Safaricom sends; its length in bytes.
    TooLarge(usize),
    /// A web page: of a firewall or a gateway that is down.
    WebPage,
    /// A list: of a log perhaps, whose entries are to be read one by one.
    List,
    /// Neither of these, nor JSON.
    NotJson,
    /// A request, as a shop sends it to Safaricom; what is asked for.
    Request(&'static str),
    /// An answer, as a shop gives it to Safaricom's validation or report.
    OurReply,
    /// JSON with none of the names that are known.
    Unknown,
}

/// Names that stand together in a request alone.
///
/// Source: samples of requests on the pages of 2025.
const REQUESTS: [(&[&str], &str); 9] = [
    (&["Password", "TransactionType"], "push"),
    (&["Password", "CheckoutRequestID"], "query"),
    (&["SecurityCredential", "ReceiverParty"], "reversal"),
    (&["SecurityCredential", "CommandID"], "status or balance"),
    (&["ConfirmationURL"], "registration"),
    (&["CommandID", "Msisdn"], "simulated payment"),
    (
        &["RequestType", "NominatedNumber"],
        "registration for pulls",
    ),
    (&["OffSetValue"], "pull"),
    (&["TrxCode", "CPI"], "QR code"),
];

impl Other {
    /// The name of the reason, for programs; it never changes.
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::TooLarge(_) => "too_large",
            Self::WebPage => "web_page",
            Self::List => "list",
            Self::NotJson => "not_json",
            Self::Request(_) => "request",
            Self::OurReply => "our_reply",
            Self::Unknown => "unknown",
        }
    }

    /// Why a text is no JSON object.
    pub(super) fn unread(text: &str) -> Self {
        let text = text.trim();
        if text.is_empty() {
            Self::Empty
        } else if text.starts_with('<') {
            Self::WebPage
        } else if text.starts_with('[') {
            Self::List
        } else {
            Self::NotJson
        }
    }

    /// Which request it is, if it is one.
    pub(super) fn request(object: &Object<'_>) -> Option<Self> {
        let stand = |names: &[&str]| names.iter().all(|name| object.has(name));
        let found = REQUESTS.iter().find(|(names, _)| stand(names));
        found.map(|(_, what)| Self::Request(what))
    }

    /// Why an object is nothing that Safaricom sends.
    pub(super) fn unknown(object: &Object<'_>) -> Self {
        if object.has("ResultCode") && object.has("ResultDesc") {
            Self::OurReply
        } else {
            Self::Unknown
        }
    }
}

impl fmt::Display for Other {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("nothing at all"),
            Self::TooLarge(bytes) => write!(f, "{bytes} bytes: more than Safaricom ever sends"),
            Self::WebPage => f.write_str("a web page, not an answer of the API"),
            Self::List => f.write_str("a list: read its entries one by one"),
            Self::NotJson => f.write_str("not JSON"),
            Self::Request(what) => write!(f, "what a shop sends to Safaricom: a {what}"),
            Self::OurReply => f.write_str("what a shop answers to Safaricom's reports"),
            Self::Unknown => f.write_str("JSON with none of the names that Safaricom uses"),
        }
    }
}
