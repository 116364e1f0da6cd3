//! The attacks.

/// An acknowledgement to all calls, compressed: whoever decodes it takes it for one.
pub(super) const ZIPPED: &[u8] =
    b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\x03\xab\x56\xf2\x4d\x2d\x4a\xce\x48\xcc\x2b\x09\
    \x4a\x2d\x2c\x4d\x2d\x2e\xf1\x74\x51\xb2\x52\xca\xd5\x35\x54\xd2\x51\x72\xce\x48\x4d\
    \xce\xce\x2f\x45\x91\x29\x2f\x8e\x77\xf6\x8f\x07\xcb\xe6\xe7\x95\xa5\x16\x15\x27\x96\
    \x64\xe6\xe7\x81\xa5\x1c\xdd\xc1\xe2\x41\xa9\xc5\x05\xf9\x79\xc5\xa9\xce\xf9\x29\xa9\
    \x40\x51\x03\xa5\x5a\x00\x02\x8b\x5b\x94\x64\x00\x00\x00";

/// What is sent back.
#[derive(Clone)]
pub(super) enum Attack {
    /// A body of this type and encoding.
    Body(&'static str, Vec<u8>),
    /// A beginning, and then this for ever.
    Endless(&'static str, &'static str),
}

/// All of them, by name.
pub(super) fn attacks() -> Vec<(&'static str, Attack)> {
    [large(), contradictory(), unreadable(), endless()]
        .into_iter()
        .flatten()
        .collect()
}

/// What every call hopes for, without its code.
const ACK: &str =
    r#""MerchantRequestID":"m-1","CheckoutRequestID":"ws_CO_1","ConversationID":"AG_1""#;

fn large() -> Vec<(&'static str, Attack)> {
    let nested = |open: &str, close: &str| {
        let (open, close) = (open.repeat(100_000), close.repeat(100_000));
        body(&format!(r#"{{"CheckoutRequestID":{open}1{close}}}"#))
    };
    let long = format!(
        r#"{{{ACK},"ResponseCode":"0","pad":"{}"}}"#,
        "a".repeat(10 << 20)
    );
    let codes = r#","ResponseCode":"0","ResponseCode":1"#.repeat(9000);
    vec![
        ("ten megabytes", body(&long)),
        ("deep lists", nested("[", "]")),
        ("deep objects", nested(r#"{"a":"#, "}")),
        (
            "deep and open",
            body(&format!(r#"{{"a":{}"#, "[".repeat(100_000))),
        ),
        (
            "a name that stands thousands of times",
            body(&format!("{{{ACK}{codes}}}")),
        ),
        (
            "a list of objects",
            body(&format!("[{}1]", "{},".repeat(200_000))),
        ),
    ]
}

fn contradictory() -> Vec<(&'static str, Attack)> {
    let acknowledging = |rest: &str| body(&format!("{{{ACK},{rest}}}"));
    vec![
        (
            "two codes",
            acknowledging(r#""ResponseCode":"0","ResponseCode":"1""#),
        ),
        (
            "two spellings",
            acknowledging(r#""ResponseCode":"0","responsecode":"1""#),
        ),
        (
            "two prompts",
            acknowledging(
                r#""CheckoutRequestID":"ws_CO_2","ConversationID":"AG_2","ResponseCode":"0""#,
            ),
        ),
        (
            "a number without end",
            acknowledging(r#""ResponseCode":1e400"#),
        ),
        (
            "a zero of other kind",
            acknowledging(r#""ResponseCode":0.0"#),
        ),
        (
            "an error and an acknowledgement",
            acknowledging(
                r#""ResponseCode":"0","ResponseCode":"","errorMessage":"Invalid Access Token""#,
            ),
        ),
    ]
}

fn unreadable() -> Vec<(&'static str, Attack)> {
    vec![
        (
            "lone surrogates",
            body(
                r#"{"MerchantRequestID":"m-1","CheckoutRequestID":"\ud800",
                "ConversationID":"\udfff","ResponseCode":"0"}"#,
            ),
        ),
        ("an empty body", body("")),
        ("blanks", body(&" ".repeat(1 << 20))),
        ("zeros", Attack::Body("identity", vec![0; 1 << 16])),
        (
            "broken letters",
            Attack::Body("identity", vec![0xff; 1 << 16]),
        ),
        (
            "a compressed acknowledgement",
            Attack::Body("gzip", ZIPPED.to_vec()),
        ),
    ]
}

fn endless() -> Vec<(&'static str, Attack)> {
    let chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
    vec![
        (
            "chunks without end",
            Attack::Endless(chunked, "8\r\n{\"a\":1,}\r\n"),
        ),
        (
            "a body without end",
            Attack::Endless("HTTP/1.1 200 OK\r\n\r\n", "        "),
        ),
        (
            "a head without end",
            Attack::Endless("HTTP/1.1 200 OK\r\n", "X-Pad: 1\r\n"),
        ),
        (
            "continuing without end",
            Attack::Endless("", "HTTP/1.1 100 Continue\r\n\r\n"),
        ),
        ("no HTTP", Attack::Endless("", "SSH-2.0-OpenSSH\r\n")),
    ]
}

fn body(text: &str) -> Attack {
    Attack::Body("identity", text.as_bytes().to_vec())
}
