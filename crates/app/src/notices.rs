//! Being told of what customers pay by themselves: the shop's own paths for it, their registration
//! with Safaricom, and what is answered when Safaricom asks first.
//!
//! The book keeps the digests of the paths' tags, so that a till whose keyring is locked takes
//! confirmations all the same.

use std::str::FromStr;

use daraja::{C2b, C2bVersion, OnSilence, Outcome, RegisteredUrl, Registration};
use domain::callback_path::{Notice, NoticePath, Tag, TagDigest};
use domain::money::Money;
use domain::refusal::Refusal;
use domain::shortcode::Shortcode;
use domain::validation::{Question, Rules, Verdict};
use ledger::Readers;

use crate::error::AppError;
use crate::line::Line;
use crate::profile::NOWHERE;
use crate::till::Till;

const LEAST: &str = "validation.least";
const MOST: &str = "validation.most";
/// What Safaricom answered to the last registration, as received.
const ANSWER: &str = "mpesa.registration_answer";

/// How the shop is registered for what customers pay by themselves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Registered {
    /// Safaricom took it now.
    Now(C2bVersion),
    /// Safaricom has addresses of the shop already: whose, it does not say.
    Before,
}

/// What a book tells of the shop's registration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoticeState {
    /// What Safaricom answered to the last registration, as received.
    pub answer: Option<String>,
    /// What the shop lets through when Safaricom asks first.
    pub rules: Rules,
}

impl Registered {
    /// Returns by which version of its service Safaricom took it, if it did now.
    pub const fn version(self) -> Option<u8> {
        match self {
            Self::Now(C2bVersion::V1) => Some(1),
            Self::Now(C2bVersion::V2) => Some(2),
            Self::Before => None,
        }
    }
}

impl NoticeState {
    /// Reads it beside whoever writes the book.
    ///
    /// # Errors
    /// When the book can't be read.
    pub fn read(readers: &Readers) -> Result<Self, AppError> {
        Ok(Self {
            answer: readers.setting(ANSWER)?,
            rules: rules_in(readers)?,
        })
    }
}

impl Till {
    /// Tells Safaricom where to report what customers pay by themselves: by version 2, else by
    /// version 1. The paths can be checked by the book before anybody hears of them.
    ///
    /// # Errors
    /// [`AppError::NotSetUp`]; [`AppError::NotRegistered`] says why not;
    /// [`AppError::MaybeRegistered`] when nothing clear came back; an address that Safaricom would
    /// not call; or the book can't be written.
    pub async fn register_notices(&self) -> Result<Registered, AppError> {
        let line = self.line()?;
        // In production it works once: addresses that reach nobody could not be mended from here.
        if line.callback_base == NOWHERE {
            return Err(AppError::SetUp {
                field: "callback_base",
                why: "the till has no public address".to_owned(),
            });
        }
        let registration = Registration {
            shortcode: line.merchant.shortcode().signer(),
            on_silence: OnSilence::Completed,
            confirmation: line.notice_url(Notice::Confirmation)?,
            validation: line.notice_url(Notice::Validation)?,
        };
        self.keep_digests(&line).await?;
        let newer = self.register_by(&line, C2bVersion::V2, &registration).await;
        match newer {
            // An app that owns version 1 alone is told that version 2 is not its.
            Err(AppError::NotRegistered(why)) if may_be_of_the_version(why) => {
                self.register_by(&line, C2bVersion::V1, &registration).await
            }
            registered => registered,
        }
    }

    /// Returns what Safaricom answered to the last registration, as received.
    ///
    /// # Errors
    /// When the book can't be read.
    pub fn registration_answer(&self) -> Result<Option<String>, AppError> {
        Ok(self.clerk().readers().setting(ANSWER)?)
    }

    /// Returns what the shop lets through when Safaricom asks first.
    ///
    /// # Errors
    /// When the book can't be read.
    pub fn validation_rules(&self) -> Result<Rules, AppError> {
        rules_in(self.clerk().readers())
    }

    /// Sets what the shop lets through when Safaricom asks first.
    ///
    /// # Errors
    /// [`AppError::SetUp`] for rules that no payment meets; or the book can't be written.
    pub async fn set_validation_rules(&self, rules: Rules) -> Result<(), AppError> {
        if !rules.let_some_through() {
            return Err(AppError::SetUp {
                field: "most",
                why: "no payment would be taken".to_owned(),
            });
        }
        let text = |amount: Option<Money>| amount.map_or_else(String::new, |one| one.to_string());
        let settings = [(LEAST, text(rules.least)), (MOST, text(rules.most))];
        self.keep(settings).await
    }

    /// Tells whether a tag is the one of the shop's path for a notice.
    pub(crate) fn admits_notice(&self, notice: Notice, tag: &Tag) -> Result<bool, AppError> {
        let kept = self.clerk().readers().setting(setting_of(notice))?;
        let digest = kept.and_then(|text| {
            let mut bytes = [0; 32];
            hex::decode_to_slice(text, &mut bytes).ok()?;
            Some(bytes)
        });
        // Without a path of its own a tag is compared all the same, so that it takes as long.
        let admits = TagDigest::from_bytes(digest.unwrap_or_default()).admits(tag);
        Ok(admits && digest.is_some())
    }

    /// Says whether the shop takes a payment: by its rules, and whatever is unclear or goes wrong
    /// here is taken.
    pub(crate) fn judge_question(&self, body: &[u8]) -> Verdict {
        let judged = self.validation_rules().and_then(|rules| {
            let shop = self.shop_number()?;
            Ok(match (rules.are_set(), shop, C2b::parse(body)) {
                (true, Some(shop), Ok(asked)) => self.judge_by(&rules, shop, &asked)?,
                _ => Verdict::Accepted,
            })
        });
        judged.unwrap_or_else(|error| {
            tracing::error!(?error, "a payment was taken without asking the rules");
            Verdict::Accepted
        })
    }

    /// A prompt on a number with validation passes through it as well.
    fn judge_by(&self, rules: &Rules, shop: Shortcode, asked: &C2b) -> Result<Verdict, AppError> {
        let question = Question {
            amount: asked.amount,
            shortcode: asked.shortcode,
        };
        let verdict = rules.judge(&question, shop, false);
        if verdict == Verdict::Accepted {
            return Ok(verdict);
        }
        let open = self.clerk().readers().open_attempts()?;
        let expected = open
            .iter()
            .any(|record| Some(record.attempt.terms.amount.money()) == asked.amount);
        Ok(rules.judge(&question, shop, expected))
    }

    async fn register_by(
        &self,
        line: &Line,
        version: C2bVersion,
        registration: &Registration,
    ) -> Result<Registered, AppError> {
        let reply = line.client.register(version, registration).await;
        let answer = String::from_utf8_lossy(&reply.received.body).into_owned();
        self.keep([(ANSWER, answer)]).await?;
        match reply.said {
            Outcome::Accepted(_) => Ok(Registered::Now(version)),
            Outcome::Refused {
                refusal: Refusal::AlreadyRegistered,
                ..
            } => Ok(Registered::Before),
            Outcome::Refused { refusal, .. } => Err(AppError::NotRegistered(refusal)),
            Outcome::Unsure(_) => Err(AppError::MaybeRegistered),
        }
    }

    async fn keep_digests(&self, line: &Line) -> Result<(), AppError> {
        let digest_of = |notice| {
            let digest = line.notice_path(notice).tag.digest();
            (setting_of(notice), hex::encode(digest.as_bytes()))
        };
        self.keep(Notice::ALL.map(digest_of)).await
    }

    pub(crate) async fn keep<const N: usize>(
        &self,
        settings: [(&'static str, String); N],
    ) -> Result<(), AppError> {
        Ok(self.clerk().set(self.now(), settings).await?)
    }

    pub(crate) fn read<T: FromStr>(&self, name: &str) -> Result<Option<T>, AppError> {
        read(self.clerk().readers(), name)
    }
}

impl Line {
    pub(crate) fn notice_path(&self, notice: Notice) -> NoticePath {
        let (key, shop) = (self.shop_key.expose().as_bytes(), self.shop.clone());
        let tag = Tag::of_notice(key, &shop, notice);
        NoticePath { shop, notice, tag }
    }

    fn notice_url(&self, notice: Notice) -> Result<RegisteredUrl, daraja::Error> {
        format!("{}{}", self.callback_base, self.notice_path(notice)).parse()
    }
}

/// Reads a setting; one that is no such value is as good as none.
pub(crate) fn read<T: FromStr>(readers: &Readers, name: &str) -> Result<Option<T>, AppError> {
    Ok(readers.setting(name)?.and_then(|text| text.parse().ok()))
}

fn rules_in(readers: &Readers) -> Result<Rules, AppError> {
    Ok(Rules {
        least: read(readers, LEAST)?,
        most: read(readers, MOST)?,
    })
}

const fn setting_of(notice: Notice) -> &'static str {
    match notice {
        Notice::Confirmation => "notices.confirmation_digest",
        Notice::Validation => "notices.validation_digest",
    }
}

/// Tells whether another version of the API may do what this one refused.
const fn may_be_of_the_version(why: Refusal) -> bool {
    !matches!(
        why,
        Refusal::HeldElsewhere | Refusal::NoToken | Refusal::TooFast
    )
}
