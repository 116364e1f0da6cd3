//! What the till was told of each prompt, read off the diary by Safaricom's documents alone.

use std::collections::{BTreeMap, BTreeSet};

use domain::ids::AttemptId;
use serde_json::Value;

use super::book::Book;
use super::truth::Truth;
use crate::diary::Diary;

/// The documented ends of a prompt by which no money moved: these, and no other code, are failures.
const FAILURES: [&str; 20] = [
    "1",
    "2",
    "3",
    "4",
    "8",
    "11",
    "17",
    "26",
    "1001",
    "1019",
    "1025",
    "1031",
    "1032",
    "1037",
    "2001",
    "2006",
    "2028",
    "2029",
    "8006",
    "SFC_IC0003",
];

/// Those of them that stand when questions alone tell them, twice, so far apart.
const STAND_WHEN_TOLD_TWICE: [&str; 4] = ["1", "1032", "2001", "8006"];
/// Ten seconds, less what a message is under way.
const TWICE_APART_MS: i64 = 9_500;

/// How long a prompt may be on a phone after it was asked for: three minutes, less what the till
/// may have waited for a connection, having written down that it sends.
pub(super) const PROMPT_MS: i64 = 150_000;

/// What a body on a prompt's path claims.
pub(super) struct Claim {
    pub(super) code: String,
    pub(super) checkout: Option<String>,
    pub(super) cents: Option<i64>,
    pub(super) phone: Option<String>,
    pub(super) receipt: Option<String>,
}

/// Something that was told of a prompt.
struct Word {
    at_ms: i64,
    code: String,
    /// Whether the till said that it has it.
    is_taken: bool,
}

/// All that was told.
pub(super) struct Told {
    by_path: BTreeMap<AttemptId, Vec<Word>>,
    by_answer: BTreeMap<AttemptId, Vec<Word>>,
    /// When Safaricom last answered a question about a prompt, whatever it said.
    last_answers: BTreeMap<AttemptId, Vec<i64>>,
}

impl Told {
    pub(super) fn read(diary: &Diary, truth: &Truth, book: &Book) -> Self {
        let mut told = Self {
            by_path: BTreeMap::new(),
            by_answer: BTreeMap::new(),
            last_answers: BTreeMap::new(),
        };
        let taken = diary.acknowledged.iter();
        let taken: BTreeSet<_> = taken.map(|(of, body)| (*of, body.as_str())).collect();
        for letter in &diary.letters {
            if let Some(claim) = Claim::read(letter.body.as_bytes()) {
                let word = Word {
                    at_ms: letter.at_ms,
                    code: claim.code,
                    is_taken: taken.contains(&(letter.attempt, letter.body.as_str())),
                };
                told.by_path.entry(letter.attempt).or_default().push(word);
            }
        }
        for answer in &diary.answers {
            let Some(attempt) = truth.attempt_with(&answer.checkout) else {
                continue;
            };
            let (at_ms, body) = (answer.at_ms, &answer.body);
            if !body.is_empty() {
                told.last_answers.entry(attempt).or_default().push(at_ms);
            }
            if let Some(code) = result(answer.status, body, &answer.checkout) {
                let words = told.by_answer.entry(attempt).or_default();
                words.push(Word {
                    at_ms,
                    code,
                    is_taken: true,
                });
            }
        }
        told.read_pulls(diary, truth, book);
        told
    }

    /// A payment that a pull lists is the proof of its prompt, and of the one that it is taken for.
    fn read_pulls(&mut self, diary: &Diary, truth: &Truth, book: &Book) {
        for pull in &diary.unasked.pulls {
            for code in pull.rows.keys() {
                self.is_listed(code, pull.at_ms, truth, book);
            }
        }
        for (at_ms, code, _) in &diary.asked_later.proofs {
            self.is_listed(code, *at_ms, truth, book);
        }
    }

    fn is_listed(&mut self, code: &str, at_ms: i64, truth: &Truth, book: &Book) {
        let truly = truth.receipts.get(code).and_then(|payment| payment.attempt);
        let taken = book.receipts.get(code).map(|(attempt, _)| *attempt);
        for attempt in truly.into_iter().chain(taken) {
            self.by_answer.entry(attempt).or_default().push(Word {
                at_ms,
                code: "0".to_owned(),
                is_taken: true,
            });
        }
    }

    /// Tells whether anything that was told by then ends a prompt that may still be on its phone.
    pub(super) fn has_ended(&self, attempt: AttemptId, by_ms: i64) -> bool {
        let by_path = words(&self.by_path, attempt, by_ms).any(Word::is_failure);
        let answers: Vec<_> = words(&self.by_answer, attempt, by_ms).collect();
        let stands = |word: &&Word| {
            let first = answers.iter().find(|first| first.code == word.code);
            STAND_WHEN_TOLD_TWICE.contains(&word.code.as_str())
                && first.is_some_and(|first| word.at_ms - first.at_ms >= TWICE_APART_MS)
        };
        by_path || answers.iter().any(|word| word.code == "0" || stands(word))
    }

    /// Tells whether the end was told at all, by whatever way.
    pub(super) fn names_a_failure(&self, attempt: AttemptId, by_ms: i64) -> bool {
        let by_path = words(&self.by_path, attempt, by_ms);
        let all = by_path.chain(words(&self.by_answer, attempt, by_ms));
        all.into_iter().any(Word::is_failure)
    }

    /// Tells whether a question about a prompt was answered in a span of time.
    pub(super) fn was_answered(&self, attempt: AttemptId, from_ms: i64, to_ms: i64) -> bool {
        let times = self.last_answers.get(&attempt).into_iter().flatten();
        times.into_iter().any(|at| (from_ms..=to_ms).contains(at))
    }

    /// Tells whether a question proved a payment by then.
    pub(super) fn is_proved(&self, attempt: AttemptId, by_ms: i64) -> bool {
        words(&self.by_answer, attempt, by_ms).any(|word| word.code == "0")
    }

    /// Tells whether answers to questions alone say that nobody paid.
    pub(super) fn is_denied(&self, attempt: AttemptId) -> bool {
        const EVER: i64 = i64::MAX;
        let mut answers = words(&self.by_answer, attempt, EVER);
        answers.any(Word::is_failure) && !self.is_proved(attempt, EVER)
    }

    /// Returns when a success was last reported on a prompt's path, and taken.
    pub(super) fn last_report_ms(&self, attempt: AttemptId) -> Option<i64> {
        let all = words(&self.by_path, attempt, i64::MAX);
        let reports = all.filter(|word| word.code == "0" && word.is_taken);
        reports.map(|word| word.at_ms).max()
    }
}

/// Tells whether a code is a documented failure.
pub(super) fn is_failure(code: &str) -> bool {
    FAILURES.contains(&code)
}

impl Word {
    fn is_failure(&self) -> bool {
        is_failure(&self.code)
    }
}

fn words(
    all: &BTreeMap<AttemptId, Vec<Word>>,
    attempt: AttemptId,
    by_ms: i64,
) -> impl Iterator<Item = &Word> {
    let words = all.get(&attempt).into_iter().flatten();
    words.filter(move |word| word.at_ms <= by_ms)
}

/// Reads the result that an answer tells of the prompt that was asked about.
fn result(status: u16, body: &[u8], checkout: &str) -> Option<String> {
    let answer: Value = serde_json::from_slice(body).ok()?;
    let is_taken = (200..300).contains(&status) && answer["ResponseCode"] == "0";
    let is_about_it = answer["CheckoutRequestID"] == checkout;
    (is_taken && is_about_it).then(|| text(&answer["ResultCode"]))?
}

impl Claim {
    pub(super) fn read(body: &[u8]) -> Option<Self> {
        let body: Value = serde_json::from_slice(body).ok()?;
        let callback = &body["Body"]["stkCallback"];
        let items = callback["CallbackMetadata"]["Item"].as_array();
        let item = |name: &str| {
            let mut items = items.into_iter().flatten();
            items
                .find(|item| item["Name"] == name)
                .map(|item| &item["Value"])
        };
        let whole = |amount: String| Some(amount.split('.').next()?.parse::<i64>().ok()? * 100);
        Some(Self {
            code: text(&callback["ResultCode"])?,
            checkout: text(&callback["CheckoutRequestID"]),
            cents: item("Amount").and_then(text).and_then(whole),
            phone: item("PhoneNumber").and_then(text),
            receipt: item("MpesaReceiptNumber").and_then(text),
        })
    }
}

fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}
