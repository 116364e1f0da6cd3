//! How what happened to a case is written in the journal.
//!
//! What was said may name a customer, so it stands in the inbox and can be erased.

use domain::case::Note;
use domain::ids::AttemptId;
use domain::receipt::Receipt;
use serde::{Deserialize, Serialize};

use crate::alarms::About;
use crate::entry::{Written, body, json, personal, text};

/// Something that happened to a case. Each says something; nothing when that was erased.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CaseFact {
    /// It was opened.
    Opened {
        /// What it is about.
        about: About,
        /// Why.
        why: Option<Note>,
    },
    /// Something was noted.
    Noted {
        /// What.
        note: Option<Note>,
    },
    /// It was closed.
    Closed {
        /// What came of it.
        outcome: Option<Note>,
    },
}

/// Of a prompt its id stands there, of a payment its code.
#[derive(Serialize, Deserialize)]
struct OpenedBody {
    #[serde(skip_serializing_if = "Option::is_none")]
    attempt: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    receipt: Option<String>,
}

#[derive(Serialize)]
struct NoBody {}

#[derive(Serialize, Deserialize)]
struct SaidPersonal {
    said: String,
}

impl CaseFact {
    /// Returns what was said.
    pub(crate) const fn said(&self) -> Option<&Note> {
        match self {
            Self::Opened { why: said, .. }
            | Self::Noted { note: said }
            | Self::Closed { outcome: said } => said.as_ref(),
        }
    }
}

/// Writes a fact; the subject is filled in by the caller.
pub(crate) fn write(fact: &CaseFact) -> Written {
    let (kind, body) = match fact {
        CaseFact::Opened { about, .. } => ("case.opened", json(&OpenedBody::of(about))),
        CaseFact::Noted { .. } => ("case.noted", json(&NoBody {})),
        CaseFact::Closed { .. } => ("case.closed", json(&NoBody {})),
    };
    Written {
        kind: kind.into(),
        subject: None,
        body,
        personal: fact.said().map(|note| {
            let said = note.as_str().to_owned();
            json(&SaidPersonal { said })
        }),
    }
}

/// Reads a fact back; the error says what is wrong with the row.
pub(crate) fn read(row: &Written) -> Result<CaseFact, String> {
    let said: Option<SaidPersonal> = personal(row)?;
    let said = said.map(|found| found.said.parse().map_err(text));
    let said = said.transpose()?;
    match row.kind.as_ref() {
        "case.opened" => Ok(CaseFact::Opened {
            about: body::<OpenedBody>(row)?.about()?,
            why: said,
        }),
        "case.noted" => Ok(CaseFact::Noted { note: said }),
        "case.closed" => Ok(CaseFact::Closed { outcome: said }),
        unknown => Err(format!("its kind {unknown:?} is unknown")),
    }
}

impl OpenedBody {
    fn of(about: &About) -> Self {
        let (attempt, receipt) = match about {
            About::Attempt(attempt) => (Some(attempt.to_string()), None),
            About::Receipt(receipt) => (None, Some(receipt.to_string())),
        };
        Self { attempt, receipt }
    }

    fn about(self) -> Result<About, String> {
        match (self.attempt, self.receipt) {
            (Some(attempt), None) => {
                let attempt: AttemptId = attempt.parse().map_err(text)?;
                Ok(About::Attempt(attempt))
            }
            (None, Some(receipt)) => {
                let receipt: Receipt = receipt.parse().map_err(text)?;
                Ok(About::Receipt(receipt))
            }
            _ => Err("it names no payment".to_owned()),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn any_fact() -> impl Strategy<Value = CaseFact> {
        let attempt = any::<[u8; 16]>().prop_map(|id| About::Attempt(AttemptId::from_bytes(id)));
        let receipt = "[A-Z0-9]{10}".prop_map(|code| About::Receipt(code.parse().expect("a code")));
        let said = "\\PC{0,80}x".prop_map(|text| text.parse().expect("a note"));
        let said = prop::option::of(said);
        prop_oneof![
            (prop_oneof![attempt, receipt], said.clone())
                .prop_map(|(about, why)| CaseFact::Opened { about, why }),
            said.clone().prop_map(|note| CaseFact::Noted { note }),
            said.prop_map(|outcome| CaseFact::Closed { outcome }),
        ]
    }

    proptest! {
        #[test]
        fn every_fact_of_a_case_survives_the_journal(fact in any_fact()) {
            prop_assert_eq!(read(&write(&fact)), Ok(fact));
        }
    }

    #[test]
    fn no_body_says_what_was_noted() {
        let said: Option<Note> = "Achieng paid twice".parse().ok();
        let about = About::Attempt(AttemptId::from_bytes([1; 16]));
        let why = said.clone();
        let outcome = said.clone();
        for fact in [
            CaseFact::Opened { about, why },
            CaseFact::Noted { note: said },
            CaseFact::Closed { outcome },
        ] {
            assert!(!write(&fact).body.contains("Achieng"));
        }
    }
}
