//! Reading a body, as far as it is allowed to go.

use axum::body::{Body, HttpBody};
use bytes::{Bytes, BytesMut};
use http_body_util::BodyExt;
use sha2::{Digest, Sha256};

use crate::Limits;

/// What came of reading a body.
pub(crate) enum Reception {
    /// All of it.
    Whole(Bytes),
    /// It was longer than allowed, and reading stopped.
    TooLong {
        announced_bytes: Option<u64>,
        read_bytes: u64,
        digest: [u8; 32],
    },
    /// It did not come in time, or the connection broke.
    Broken,
}

/// Reads a body within the limits.
pub(crate) async fn receive(body: Body, limits: &Limits) -> Reception {
    match tokio::time::timeout(limits.body, read(body, limits.body_bytes)).await {
        Ok(reception) => reception,
        Err(_late) => Reception::Broken,
    }
}

async fn read(mut body: Body, most: usize) -> Reception {
    let announced_bytes = body.size_hint().exact();
    let mut bytes = BytesMut::new();
    while let Some(frame) = body.frame().await {
        let Ok(frame) = frame else {
            return Reception::Broken;
        };
        bytes.extend_from_slice(frame.data_ref().map_or(&[][..], |data| data));
        if bytes.len() > most {
            return Reception::TooLong {
                announced_bytes,
                read_bytes: bytes.len() as u64,
                digest: Sha256::digest(&bytes).into(),
            };
        }
    }
    Reception::Whole(bytes.freeze())
}
