//! The script of faults: where something goes wrong, what, and when.
//!
//! The three are independent of each other, but for what makes no sense at a place. The same seed,
//! script and order of calls give the same faults. The switches of [`Faults`](crate::Faults) are
//! short for rules of a script.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::canned::Canned;
use crate::dice::Purpose;
use crate::error::Error;
use crate::faults::Faults;
use crate::hostile::Hostile;
use crate::mail::Kind;
use crate::outcomes::Outcome;
use crate::state::State;

/// A rule of the script.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fault {
    /// Where.
    pub at: Place,
    /// What.
    #[serde(rename = "do")]
    pub what: Mishap,
    /// When; always, if it is left out.
    #[serde(default)]
    pub when: When,
    /// How often a call or letter came to this rule so far.
    #[serde(default)]
    pub seen: u64,
}

/// Where something goes wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Place {
    /// Any call to the API.
    AnyCall,
    /// The call for a token.
    Token,
    /// The STK push.
    Push,
    /// The STK query.
    Query,
    /// Registering C2B addresses.
    Register,
    /// Simulating a payment.
    Simulate,
    /// The transaction status.
    Status,
    /// The reversal.
    Reversal,
    /// The account balance.
    Balance,
    /// Pull transactions, both calls.
    Pull,
    /// The dynamic QR.
    Qr,
    /// Any letter to the shop.
    AnyLetter,
    /// The callback of a push.
    Callback,
    /// The question whether a payment is wanted.
    Validation,
    /// The notice that a payment was made.
    Confirmation,
    /// The result of a status, reversal or balance request.
    Result,
}

/// What goes wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Mishap {
    /// A call: it is answered by an error, having been carried out or not.
    Refuse {
        /// The error.
        with: Canned,
        /// Whether it was carried out all the same.
        #[serde(default)]
        accepted: bool,
    },
    /// A call: it is answered by what no honest server sends, having been carried out or not.
    Lie {
        /// The answer.
        with: Hostile,
        /// Whether it was carried out all the same.
        #[serde(default)]
        accepted: bool,
    },
    /// A query: it tells this of a push, whatever is so.
    Tell {
        /// What it tells.
        outcome: Outcome,
    },
    /// A call: it is never answered, having been carried out or not.
    Silence {
        /// Whether it was carried out.
        accepted: bool,
    },
    /// A call: the connection is closed without an answer.
    HangUp {
        /// Whether it was carried out.
        accepted: bool,
    },
    /// A call: it is carried out, and the connection breaks in the middle of the answer.
    Cut,
    /// A call: it is carried out at once and answered later.
    Slow {
        /// How much later.
        seconds: u64,
    },
    /// A call: every token ends just before it.
    EndTokens,
    /// A push: it is acknowledged, reaches no phone and comes to this.
    End {
        /// What it comes to.
        outcome: Outcome,
    },
    /// A callback: it is written as years ago.
    Older,
    /// A result: the request is not carried out, and word of that goes to `QueueTimeOutURL`.
    TimeOut,
    /// A letter: it is never sent.
    Lose,
    /// A letter: it is sent twice, byte for byte the same.
    Twice,
    /// A letter: it is sent later.
    Late {
        /// How much later.
        seconds: u64,
    },
    /// A letter: it is sent later by chance, so that others overtake it.
    Shuffle {
        /// How much later at most.
        seconds: u64,
    },
    /// The callback of a paid push: a false one is sent before it.
    FailFirst {
        /// What the false one tells.
        outcome: Outcome,
        /// How long after it the true one follows.
        seconds: u64,
    },
}

/// When something goes wrong.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum When {
    /// Each time.
    #[default]
    Always,
    /// The first, the third and so on, counted from 1.
    Calls(Vec<u64>),
    /// By chance, one time in so many; the seed decides which.
    OneIn(u64),
}

impl Place {
    /// Says which API a path is.
    pub(crate) fn of_path(path: &str) -> Option<Self> {
        Some(match path {
            "/oauth/v1/generate" => Self::Token,
            "/mpesa/stkpush/v1/processrequest" => Self::Push,
            "/mpesa/stkpushquery/v1/query" => Self::Query,
            "/mpesa/c2b/v1/registerurl" | "/mpesa/c2b/v2/registerurl" => Self::Register,
            "/mpesa/c2b/v1/simulate" | "/mpesa/c2b/v2/simulate" => Self::Simulate,
            "/mpesa/transactionstatus/v1/query" => Self::Status,
            "/mpesa/reversal/v1/request" => Self::Reversal,
            "/mpesa/accountbalance/v1/query" => Self::Balance,
            "/pulltransactions/v1/register" | "/pulltransactions/v1/query" => Self::Pull,
            "/mpesa/qrcode/v1/generate" => Self::Qr,
            _ => return None,
        })
    }

    /// Says which letter it is.
    pub(crate) fn of_letter(kind: &Kind) -> Self {
        match kind {
            Kind::Callback { .. } => Self::Callback,
            Kind::Validation { .. } => Self::Validation,
            Kind::Confirmation { .. } => Self::Confirmation,
            Kind::Result { .. } => Self::Result,
        }
    }

    fn is_letter(self) -> bool {
        use Place::{AnyLetter, Callback, Confirmation, Result, Validation};
        matches!(
            self,
            AnyLetter | Callback | Validation | Confirmation | Result
        )
    }

    fn covers(self, place: Self) -> bool {
        match self {
            Self::AnyCall => !place.is_letter(),
            Self::AnyLetter => place.is_letter(),
            _ => self == place,
        }
    }
}

impl Fault {
    /// Refuses what cannot happen at its place.
    pub(crate) fn check(&self) -> Result<(), Error> {
        use Mishap::{End, FailFirst, Late, Lose, Older, Shuffle, Tell, TimeOut, Twice};
        let fits = match self.what {
            Tell { .. } => self.at == Place::Query,
            End { outcome } => self.at == Place::Push && outcome != Outcome::Paid,
            FailFirst { outcome, .. } => self.at == Place::Callback && outcome != Outcome::Paid,
            Older => self.at == Place::Callback,
            TimeOut => self.at == Place::Result,
            Lose | Twice | Late { .. } | Shuffle { .. } => self.at.is_letter(),
            _ => !self.at.is_letter(),
        };
        if fits && self.when != When::OneIn(0) {
            Ok(())
        } else {
            Err(Error::NotAFault(format!("{self:?}")))
        }
    }
}

impl State {
    /// Returns what goes wrong with a call or letter now, in the order of the script.
    pub(crate) fn mishaps(&mut self, place: Place) -> Vec<Mishap> {
        let mut happening: Vec<_> = self.faults.mishap(place).into_iter().collect();
        let mut script = std::mem::take(&mut self.script);
        for fault in script.iter_mut().filter(|fault| fault.at.covers(place)) {
            fault.seen += 1;
            if self.is_time_for(fault) {
                happening.push(fault.what.clone());
            }
        }
        self.script = script;
        happening
    }

    /// Whether anything may go wrong there at all.
    pub(crate) fn has_mishaps(&self, place: Place) -> bool {
        let is_scripted = self.script.iter().any(|fault| fault.at.covers(place));
        is_scripted || self.faults.mishap(place).is_some()
    }

    /// Whether any fault is on at all.
    pub(crate) fn has_faults(&self) -> bool {
        !self.script.is_empty() || self.skew_s != 0 || self.faults != Faults::default()
    }

    fn is_time_for(&mut self, fault: &Fault) -> bool {
        match &fault.when {
            When::Always => true,
            When::Calls(calls) => calls.contains(&fault.seen),
            When::OneIn(count) => self.by_chance(*count) == 0,
        }
    }

    /// Says after how long each copy of a letter leaves; there may be none.
    pub(crate) fn delays(&mut self, mishaps: &[Mishap]) -> Vec<Duration> {
        let mut delays = vec![Duration::ZERO];
        for mishap in mishaps {
            match mishap {
                Mishap::Lose => delays.clear(),
                Mishap::Twice => delays.extend(delays.clone()),
                Mishap::Late { seconds } | Mishap::FailFirst { seconds, .. } => {
                    let later = Duration::from_secs(*seconds);
                    for delay in &mut delays {
                        *delay += later;
                    }
                }
                Mishap::Shuffle { seconds } => {
                    for delay in &mut delays {
                        let most_ms = seconds.saturating_mul(1000).max(1);
                        *delay += Duration::from_millis(self.by_chance(most_ms));
                    }
                }
                _ => {}
            }
        }
        delays
    }

    fn by_chance(&mut self, bound: u64) -> u64 {
        let bound = usize::try_from(bound).unwrap_or(usize::MAX);
        self.dice.throw(Purpose::Fault).below(bound) as u64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn state(rule: &str) -> State {
        let mut state = State::new(7);
        state.script = vec![serde_json::from_str(rule).unwrap()];
        state
    }

    /// Says at which of ten calls something goes wrong.
    fn hits(state: &mut State, place: Place) -> Vec<usize> {
        (1..=10)
            .filter(|_| !state.mishaps(place).is_empty())
            .collect()
    }

    #[test]
    fn counted_calls_alone_go_wrong() {
        let mut state = state(r#"{"at":"query","do":"cut","when":{"calls":[2,5]}}"#);
        assert!(hits(&mut state, Place::Push).is_empty());
        assert_eq!(hits(&mut state, Place::Query), [2, 5]);
    }

    #[test]
    fn chance_is_decided_by_the_seed() {
        let rule = r#"{"at":"any_call","do":"cut","when":{"one_in":3}}"#;
        let first = hits(&mut state(rule), Place::Token);
        assert_eq!(first, hits(&mut state(rule), Place::Token));
        assert!((1..10).contains(&first.len()), "{first:?}");
    }

    #[test]
    fn letters_are_lost_doubled_and_delayed_by_the_same_list() {
        let seconds = Duration::from_secs;
        let late = Mishap::Late { seconds: 5 };
        for (mishaps, expected) in [
            (vec![], vec![seconds(0)]),
            (vec![Mishap::Lose], vec![]),
            (
                vec![Mishap::Twice, late.clone()],
                vec![seconds(5), seconds(5)],
            ),
            (vec![late, Mishap::Lose], vec![]),
        ] {
            assert_eq!(State::new(7).delays(&mishaps), expected, "{mishaps:?}");
        }
        let shuffled = State::new(7).delays(&[Mishap::Twice, Mishap::Shuffle { seconds: 60 }]);
        assert!(shuffled[0] != shuffled[1], "{shuffled:?}");
        assert!(
            shuffled.iter().all(|delay| *delay < seconds(60)),
            "{shuffled:?}"
        );
    }

    #[test]
    fn what_makes_no_sense_at_a_place_is_refused() {
        for (rule, holds) in [
            (r#"{"at":"push","do":{"end":{"outcome":"expired"}}}"#, true),
            (r#"{"at":"push","do":{"end":{"outcome":"paid"}}}"#, false),
            (
                r#"{"at":"query","do":{"end":{"outcome":"expired"}}}"#,
                false,
            ),
            (
                r#"{"at":"push","do":{"tell":{"outcome":"expired"}}}"#,
                false,
            ),
            (r#"{"at":"push","do":"lose"}"#, false),
            (r#"{"at":"any_letter","do":"lose"}"#, true),
            (r#"{"at":"callback","do":"cut"}"#, false),
            (r#"{"at":"token","do":"cut","when":{"one_in":0}}"#, false),
        ] {
            let fault: Fault = serde_json::from_str(rule).unwrap();
            assert_eq!(fault.check().is_ok(), holds, "{rule}");
        }
    }
}
