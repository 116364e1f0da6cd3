//! What a call came to, with the bytes that say so.

use std::fmt;

use domain::clock::Timestamp;
use domain::refusal::Refusal;
use domain::result_code::ResultCode;

use crate::error_body::ErrorBody;
use crate::transport::Response;

/// A judgement, and the answer that it rests on.
#[derive(Debug, Clone)]
pub struct Reply<T> {
    /// What Safaricom said, judged.
    pub said: T,
    /// What Safaricom said, as received.
    pub received: Received,
}

/// An answer as received, for the archive. `Debug` hides the body, which may name people.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Received {
    /// The HTTP status; nothing when no answer came.
    pub status: Option<u16>,
    /// Safaricom's time by the `Date` header.
    pub date: Option<Timestamp>,
    /// The body; empty when no answer came.
    pub body: Vec<u8>,
}

/// Why an answer decides nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Unclear {
    /// No whole answer came, though the request may have arrived.
    Lost,
    /// The question was not put, so there is nothing to judge. Only questions end so.
    NotAsked(Refusal),
    /// An error that does not say whether something was sent.
    Unlisted(ErrorBody),
    /// Not JSON: empty, HTML or plain text.
    NotJson,
    /// JSON, but what it must hold is missing or contradicts itself.
    Incomplete,
    /// The answer is about another prompt.
    OtherPrompt,
    /// A result code that is not final.
    Undecided(ResultCode),
}

/// Whether a request was answered at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Delivery {
    /// The answer stands beside it.
    Answered,
    /// Nothing was sent, for this cause.
    NotSent(Refusal),
    /// It may have been sent.
    Lost,
}

impl Unclear {
    /// The name under which the cause is stored; it never changes.
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Lost => "lost",
            Self::NotAsked(_) => "not_asked",
            Self::Unlisted(_) => "unlisted",
            Self::NotJson => "not_json",
            Self::Incomplete => "incomplete",
            Self::OtherPrompt => "other_prompt",
            Self::Undecided(_) => "undecided",
        }
    }
}

impl fmt::Display for Unclear {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Reply<Delivery> {
    pub(crate) fn answered(response: Response) -> Self {
        Self {
            said: Delivery::Answered,
            received: response.into(),
        }
    }

    pub(crate) fn unanswered(said: Delivery) -> Self {
        Self {
            said,
            received: Received::default(),
        }
    }

    pub(crate) fn rejects_token(&self) -> bool {
        let error = ErrorBody::read(&self.received.body);
        self.said == Delivery::Answered && error.is_some_and(|error| error.rejects_token())
    }

    pub(crate) fn judge<T>(self, judge: impl FnOnce(Delivery, &Received) -> T) -> Reply<T> {
        Reply {
            said: judge(self.said, &self.received),
            received: self.received,
        }
    }
}

impl From<Response> for Received {
    fn from(response: Response) -> Self {
        Self {
            status: Some(response.status),
            date: response.date,
            body: response.body,
        }
    }
}

impl fmt::Debug for Received {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "Received(status {:?}, {} bytes)",
            self.status,
            self.body.len()
        )
    }
}
