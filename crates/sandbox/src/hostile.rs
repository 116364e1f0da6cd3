//! Answers that no honest server gives, for callers who must survive them.
//!
//! All come under HTTP 200 as JSON, so that nothing but reading them tells.

use std::io::{self, Write as _};
use std::pin::Pin;
use std::task::{Context, Poll};

use axum::body::Body;
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;
use http::header::{CONTENT_ENCODING, CONTENT_TYPE};
use hyper::body::Frame;
use serde::{Deserialize, Serialize};

use crate::post::JSON;

/// A body that nobody should trust.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Hostile {
    /// One text of ten megabytes.
    Huge,
    /// A quarter of a gigabyte of blanks, of no announced length.
    Endless,
    /// A hundred thousand lists, each in the other.
    Deep,
    /// Every key twice, with other values.
    KeysTwice,
    /// Numbers beyond every number.
    BeyondNumbers,
    /// Half of a character.
    HalfCharacter,
    /// Ten megabytes that were packed into some kilobytes.
    Bomb,
    /// Plain words.
    Words,
}

const MEGABYTE: usize = 1 << 20;

impl Hostile {
    /// Writes the answer.
    pub(crate) fn reply(self) -> Response {
        let json = [(CONTENT_TYPE, JSON)];
        match self {
            Self::Huge => {
                let filler = "x".repeat(10 * MEGABYTE);
                (json, format!(r#"{{"ResponseCode":"{filler}"}}"#)).into_response()
            }
            Self::Endless => (json, Body::new(Endless { left: 4096 })).into_response(),
            Self::Deep => (json, "[".repeat(100_000)).into_response(),
            Self::KeysTwice => {
                let body = r#"{"ResponseCode":"0","ResultCode":"0","ResultCode":"1032",
                    "access_token":"a","access_token":"b","ResponseCode":"1",
                    "CheckoutRequestID":"ws_CO_1","CheckoutRequestID":"ws_CO_2"}"#;
                (json, body).into_response()
            }
            Self::BeyondNumbers => {
                let body = r#"{"ResponseCode":1e400,"ResultCode":-1e400,"expires_in":1e400}"#;
                (json, body).into_response()
            }
            Self::HalfCharacter => {
                let body = r#"{"ResponseCode":"0","CheckoutRequestID":"\ud800"}"#;
                (json, body).into_response()
            }
            Self::Bomb => {
                let packed = packed(&vec![b' '; 10 * MEGABYTE]).unwrap_or_default();
                (json, [(CONTENT_ENCODING, "gzip")], packed).into_response()
            }
            Self::Words => (json, "OK, accepted").into_response(),
        }
    }
}

fn packed(bytes: &[u8]) -> io::Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes)?;
    encoder.finish()
}

/// Blanks, in pieces of 64 KiB.
#[derive(Debug)]
struct Endless {
    left: u32,
}

static BLANKS: [u8; 64 * 1024] = [b' '; 64 * 1024];

impl hyper::body::Body for Endless {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        let left = self.left.checked_sub(1);
        self.left = left.unwrap_or(0);
        let frame = left.map(|_| Ok(Frame::data(Bytes::from_static(&BLANKS))));
        Poll::Ready(frame)
    }
}
