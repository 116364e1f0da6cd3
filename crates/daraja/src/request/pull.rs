//! Asking for what customers paid by themselves in the last two days.
//!
//! Source: Pull page, 2025, and a working client (the project's reference, section 6).

use std::fmt;
use std::time::Duration;

use domain::clock::Timestamp;
use domain::eat;
use domain::phone::Msisdn;
use domain::shortcode::ShortcodeNumber;
use serde::Serialize;

use super::written;
use crate::address::CallbackUrl;
use crate::error::Error;
use crate::pull::{PullRegistration, PullReply, PullRow};
use crate::text::Text;
use crate::wire::Object;

pub(crate) const REGISTER: &str = "/pulltransactions/v1/register";
pub(crate) const QUERY: &str = "/pulltransactions/v1/query";

/// What is needed once before the first pull.
#[derive(Debug, Clone)]
pub struct PullSignUp {
    /// The live number.
    pub shortcode: ShortcodeNumber,
    /// A phone that Safaricom knows as the shop's.
    pub nominated: Msisdn,
    /// An address of the shop.
    pub callback: CallbackUrl,
}

/// What came of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SignedUp {
    /// It is signed up now.
    Now,
    /// It was before.
    Before,
}

/// One page of payments.
#[derive(Debug, Clone)]
pub struct PullRequest {
    /// Who was paid.
    pub shortcode: ShortcodeNumber,
    /// When.
    pub window: PullWindow,
    /// How many rows to skip: 0 at first, then [`PullPage::next`].
    pub offset: u32,
}

/// A window of at most 48 hours that began at most 48 hours ago: Safaricom keeps no more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PullWindow {
    from: Timestamp,
    to: Timestamp,
}

/// What came back. `Debug` tells how much, not what.
#[derive(Clone, PartialEq, Eq)]
pub struct PullPage {
    /// The payments.
    pub rows: Vec<PullRow>,
    /// How many entries could not be read as rows.
    pub unreadable: usize,
    /// Where the next page begins; nothing after the last. The size of a page is not known, so
    /// only a page without rows is the last.
    pub next: Option<u32>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct SignUpBody<'a> {
    short_code: String,
    request_type: &'static str,
    nominated_number: String,
    #[serde(rename = "CallBackURL")]
    callback: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Body {
    short_code: String,
    start_date: String,
    end_date: String,
    off_set_value: String,
}

impl PullWindow {
    /// How far back Safaricom knows.
    pub const LONGEST: Duration = Duration::from_hours(48);

    /// Makes a window.
    ///
    /// # Errors
    /// [`Error::PullWindow`] when it is empty, longer than 48 hours, or began longer ago.
    pub fn between(from: Timestamp, to: Timestamp, now: Timestamp) -> Result<Self, Error> {
        let fits = from < to && to.since(from) <= Self::LONGEST && now.since(from) <= Self::LONGEST;
        fits.then_some(Self { from, to }).ok_or(Error::PullWindow)
    }

    /// Makes the window of the time just past, at most 48 hours of it.
    pub fn last(back: Duration, now: Timestamp) -> Self {
        let back = back.clamp(Duration::from_secs(1), Self::LONGEST);
        let ms = i64::try_from(back.as_millis()).expect("48 hours are few milliseconds");
        let from = Timestamp::from_ms(now.ms().saturating_sub(ms));
        Self { from, to: now }
    }
}

impl fmt::Debug for PullPage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            rows,
            unreadable,
            next,
        } = self;
        write!(
            f,
            "PullPage({} rows, {unreadable} unreadable, next {next:?})",
            rows.len()
        )
    }
}

pub(crate) fn sign_up_body(sign_up: &PullSignUp) -> Vec<u8> {
    written(&SignUpBody {
        short_code: sign_up.shortcode.to_string(),
        request_type: "Pull",
        nominated_number: sign_up.nominated.local().replace(' ', ""),
        callback: sign_up.callback.as_str(),
    })
}

pub(crate) fn signed_up(object: &Object<'_>) -> Option<SignedUp> {
    match PullRegistration::of(object)
        .status
        .as_ref()
        .map(Text::as_str)
    {
        Some("1000") => Some(SignedUp::Now),
        Some("1001") => Some(SignedUp::Before),
        _ => None,
    }
}

pub(crate) fn body(request: &PullRequest) -> Vec<u8> {
    written(&Body {
        short_code: request.shortcode.to_string(),
        start_date: eat::to_text(request.window.from),
        end_date: eat::to_text(request.window.to),
        off_set_value: request.offset.to_string(),
    })
}

/// Reads a page, or nothing when the answer has another code, or a good one without any list.
pub(crate) fn page(object: &Object<'_>, offset: u32) -> Option<PullPage> {
    let reply = PullReply::of(object);
    let code = reply.code.as_ref().map(Text::as_str);
    let entries = reply.rows.len() + reply.unreadable;
    if !matches!(code, Some("1000" | "1001")) || (entries == 0 && !reply.is_empty()) {
        return None;
    }
    let skipped = u32::try_from(entries).unwrap_or(u32::MAX);
    Some(PullPage {
        rows: reply.rows,
        unreadable: reply.unreadable,
        next: (entries > 0).then(|| offset.saturating_add(skipped)),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_is_no_longer_and_no_older_than_safaricom_remembers() {
        let at = |hours: i64| Timestamp::from_ms(hours * 3_600_000);
        let check = |from: i64, to: i64, now: i64, fits: bool| {
            let window = PullWindow::between(at(from), at(to), at(now));
            assert_eq!(window.is_ok(), fits, "{from} to {to} at {now}");
        };
        check(0, 48, 48, true);
        check(0, 1, 1, true);
        check(0, 49, 49, false);
        check(0, 1, 49, false);
        check(1, 1, 1, false);
        check(2, 1, 2, false);
        let longest = PullWindow::between(at(2), at(50), at(50)).unwrap();
        assert_eq!(PullWindow::last(Duration::from_hours(100), at(50)), longest);
        let shortest = PullWindow::last(Duration::ZERO, at(50));
        assert!(shortest.from < shortest.to);
    }
}
