//! How what happens to a command is written in the journal. Nothing of a person stands there.

use std::borrow::Cow;

use domain::callback_path::TagDigest;
use domain::clock::Timestamp;
use domain::command::{Fact, Found, Ids, Order, Outcome};
use domain::ids::{CommandId, PersonId};
use domain::money::Shillings;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::entry::{Entry, Written, body, json, text};
use crate::receipts::entries as receipts;

/// All that is fixed when a command is drafted.
#[derive(Clone, Debug)]
pub struct CommandDraft {
    /// What is asked for.
    pub order: Order,
    /// Digest of the secret part of its paths.
    pub tag_digest: TagDigest,
    /// Who agreed to it, where it needs a second person.
    pub approved_by: Option<PersonId>,
}

/// What the journal says of a command.
#[derive(Clone, Debug)]
pub enum CommandEntry {
    /// It was drafted.
    Drafted(CommandDraft),
    /// Something happened to it.
    Fact(Fact),
    /// A person found out what became of it.
    LookedUp {
        /// When.
        at: Timestamp,
        /// What.
        found: Found,
        /// Who agreed; nobody where there was nobody who could.
        approved_by: Option<PersonId>,
    },
    /// A body on its path could not be read as anything that Safaricom sends.
    Unread {
        /// Why.
        why: String,
    },
}

impl CommandEntry {
    /// Returns what happened to the command, if that is what it says.
    pub(crate) fn fact(&self) -> Option<Fact> {
        match self {
            Self::Fact(fact) => Some(fact.clone()),
            Self::LookedUp { at, found, .. } => Some(Fact::LookedUp {
                at: *at,
                found: found.clone(),
            }),
            Self::Drafted(_) | Self::Unread { .. } => None,
        }
    }
}

/// Every field that a body can have: each kind uses a few of them.
#[derive(Default, Serialize, Deserialize)]
struct CommandBody {
    #[serde(skip_serializing_if = "Option::is_none")]
    at_ms: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    order: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    receipt: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    amount_shillings: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    tag_digest: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    approved_by: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    originator: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    conversation: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    refusal: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<String>,
    /// What it tells of the payment, as the journal would say it: the kind, and its body.
    #[serde(skip_serializing_if = "Option::is_none")]
    tells: Option<(String, Value)>,
    #[serde(skip_serializing_if = "Option::is_none")]
    why: Option<String>,
}

/// Writes an entry.
pub(crate) fn write(command: CommandId, said: &CommandEntry) -> Written {
    let none = CommandBody::default;
    let when = |at: &Timestamp| CommandBody {
        at_ms: Some(at.ms()),
        ..none()
    };
    let (kind, body) = match said {
        CommandEntry::Drafted(draft) => ("command.drafted", draft.into()),
        CommandEntry::Unread { why } => {
            let why = Some(why.clone());
            ("command.body_unread", CommandBody { why, ..none() })
        }
        CommandEntry::LookedUp {
            at,
            found,
            approved_by,
        } => {
            let body = CommandBody {
                approved_by: approved_by.map(|person| person.to_string()),
                ..of_found(found, when(at))
            };
            ("command.looked_up", body)
        }
        CommandEntry::Fact(fact) => match fact {
            Fact::Sending { at } => ("command.sending", when(at)),
            Fact::Acknowledged { at, ids } => ("command.acknowledged", with(ids, when(at))),
            Fact::Refused(refusal) => {
                let refusal = Some(refusal.as_str().to_owned());
                ("command.refused", CommandBody { refusal, ..none() })
            }
            Fact::Unclear => ("command.unclear", none()),
            Fact::Ended(outcome) => ("command.ended", of_outcome(outcome)),
            Fact::TimedOut { ids } => ("command.timed_out", with(ids, none())),
            Fact::GaveUp { at } => ("command.gave_up", when(at)),
            Fact::LookedUp { at, found } => ("command.looked_up", of_found(found, when(at))),
        },
    };
    Written {
        kind: kind.into(),
        subject: Some(command.as_bytes().to_vec()),
        body: json(&body),
        personal: None,
    }
}

/// Reads a row whose kind begins with `command.` back.
pub(crate) fn read(command: CommandId, row: &Written) -> Result<Entry, String> {
    let found: CommandBody = body(row)?;
    let at = || {
        let ms = found.at_ms.ok_or("it tells no time")?;
        Ok::<_, String>(Timestamp::from_ms(ms))
    };
    let fact = match row.kind.as_ref() {
        "command.drafted" => {
            let said = CommandEntry::Drafted(draft(&found)?);
            return Ok(Entry::Command { command, said });
        }
        "command.body_unread" => {
            let why = found.why.unwrap_or_default();
            let said = CommandEntry::Unread { why };
            return Ok(Entry::Command { command, said });
        }
        "command.looked_up" => {
            let said = CommandEntry::LookedUp {
                at: at()?,
                found: found_by_a_person(&found)?,
                approved_by: approved_by(&found)?,
            };
            return Ok(Entry::Command { command, said });
        }
        "command.sending" => Fact::Sending { at: at()? },
        "command.acknowledged" => Fact::Acknowledged {
            at: at()?,
            ids: ids(&found)?.ok_or("it names no ids")?,
        },
        "command.refused" => {
            let refusal = found.refusal.as_deref().ok_or("it names no refusal")?;
            Fact::Refused(refusal.parse().map_err(text)?)
        }
        "command.unclear" => Fact::Unclear,
        "command.ended" => Fact::Ended(outcome(&found, at()?)?),
        "command.timed_out" => Fact::TimedOut { ids: ids(&found)? },
        "command.gave_up" => Fact::GaveUp { at: at()? },
        unknown => return Err(format!("its kind {unknown:?} is unknown")),
    };
    let said = CommandEntry::Fact(fact);
    Ok(Entry::Command { command, said })
}

impl From<&CommandDraft> for CommandBody {
    fn from(draft: &CommandDraft) -> Self {
        let CommandDraft {
            order,
            tag_digest,
            approved_by,
        } = draft;
        Self {
            approved_by: approved_by.map(|person| person.to_string()),
            order: Some(order.name().to_owned()),
            receipt: Some(order.receipt().to_string()),
            amount_shillings: order.moves().map(Shillings::get),
            tag_digest: Some(hex::encode(tag_digest.as_bytes())),
            ..Self::default()
        }
    }
}

fn with<'a>(ids: impl Into<Option<&'a Ids>>, body: CommandBody) -> CommandBody {
    let ids = ids.into();
    CommandBody {
        originator: ids.map(|ids| ids.originator.as_str().to_owned()),
        conversation: ids.map(|ids| ids.conversation.as_str().to_owned()),
        ..body
    }
}

fn of_outcome(outcome: &Outcome) -> CommandBody {
    let tells = outcome.tells.as_ref().map(|fact| {
        let Written { kind, body, .. } = receipts::write_fact(fact);
        let body = serde_json::from_str(&body).expect("what was just written as JSON");
        (kind.into_owned(), body)
    });
    let body = CommandBody {
        at_ms: Some(outcome.at.ms()),
        code: Some(outcome.code.as_str().to_owned()),
        tells,
        ..CommandBody::default()
    };
    with(&outcome.ids, body)
}

fn outcome(found: &CommandBody, at: Timestamp) -> Result<Outcome, String> {
    let code = found.code.as_deref().ok_or("it names no code")?;
    let told = found.tells.as_ref().map(|(kind, body)| {
        receipts::read_fact(&Written {
            kind: Cow::Owned(kind.clone()),
            subject: None,
            body: body.to_string(),
            personal: None,
        })
    });
    Ok(Outcome {
        at,
        ids: ids(found)?,
        code: code.parse().map_err(text)?,
        tells: told.transpose()?,
    })
}

fn ids(found: &CommandBody) -> Result<Option<Ids>, String> {
    let (Some(originator), Some(conversation)) = (&found.originator, &found.conversation) else {
        return Ok(None);
    };
    Ok(Some(Ids {
        originator: originator.parse().map_err(text)?,
        conversation: conversation.parse().map_err(text)?,
    }))
}

fn draft(found: &CommandBody) -> Result<CommandDraft, String> {
    let receipt = found.receipt.as_deref().ok_or("it names no payment")?;
    let receipt = receipt.parse().map_err(text)?;
    let mut tag_digest = [0; 32];
    let digits = found.tag_digest.as_deref().ok_or("it has no digest")?;
    hex::decode_to_slice(digits, &mut tag_digest).map_err(text)?;
    let order = match (found.order.as_deref(), found.amount_shillings) {
        (Some("status"), None) => Order::Status { receipt },
        (Some("reversal"), Some(amount)) => Order::Reversal {
            receipt,
            amount: Shillings::new(amount).map_err(text)?,
        },
        _ => return Err("an unknown order".to_owned()),
    };
    let tag_digest = TagDigest::from_bytes(tag_digest);
    Ok(CommandDraft {
        order,
        tag_digest,
        approved_by: approved_by(found)?,
    })
}

fn approved_by(found: &CommandBody) -> Result<Option<PersonId>, String> {
    let person = found.approved_by.as_deref().map(str::parse);
    person.transpose().map_err(text)
}

/// Writes what a person found: the reversal's own receipt, where it went back.
fn of_found(found: &Found, body: CommandBody) -> CommandBody {
    let by = match found {
        Found::Here => None,
        Found::Back { by } => Some(by.to_string()),
    };
    CommandBody {
        receipt: by,
        ..body
    }
}

fn found_by_a_person(found: &CommandBody) -> Result<Found, String> {
    let by = found.receipt.as_deref().map(str::parse);
    let by = by.transpose().map_err(text)?;
    Ok(by.map_or(Found::Here, |by| Found::Back { by }))
}

#[cfg(test)]
mod tests {
    use domain::money::Money;
    use domain::receipt::life;
    use domain::refusal::Refusal;
    use proptest::prelude::*;

    use super::*;

    fn any_ids() -> impl Strategy<Value = Option<Ids>> {
        prop::option::of(
            ("[0-9-]{5,30}x", "AG_[0-9a-f_]{5,30}").prop_map(|(one, other)| Ids {
                originator: one.parse().expect("an id"),
                conversation: other.parse().expect("an id"),
            }),
        )
    }

    fn any_told() -> impl Strategy<Value = Option<life::Fact>> {
        let back = ("[A-Z0-9]{10}", 1u64..1000).prop_map(|(by, cents)| life::Fact::Reversed {
            by: by.parse().expect("a receipt"),
            amount: Money::from_cents(cents).expect("an amount"),
        });
        prop::option::of(prop_oneof![back, Just(life::Fact::Disproved)])
    }

    fn any_fact() -> impl Strategy<Value = Fact> {
        let at = any::<i64>().prop_map(Timestamp::from_ms);
        let ids = ids("10571-1", "AG_1");
        prop_oneof![
            at.clone().prop_map(|at| Fact::Sending { at }),
            at.clone().prop_map(move |at| Fact::Acknowledged {
                at,
                ids: ids.clone()
            }),
            Just(Fact::Refused(Refusal::NotReached)),
            Just(Fact::Unclear),
            (at.clone(), any_ids(), "[A-Z0-9]{1,10}", any_told()).prop_map(
                |(at, ids, code, tells)| {
                    let code = code.parse().expect("a code");
                    Fact::Ended(Outcome {
                        at,
                        ids,
                        code,
                        tells,
                    })
                }
            ),
            any_ids().prop_map(|ids| Fact::TimedOut { ids }),
            at.prop_map(|at| Fact::GaveUp { at }),
        ]
    }

    fn ids(originator: &str, conversation: &str) -> Ids {
        Ids {
            originator: originator.parse().expect("an id"),
            conversation: conversation.parse().expect("an id"),
        }
    }

    proptest! {
        #[test]
        fn every_fact_of_a_command_survives_the_journal(id: [u8; 16], fact in any_fact()) {
            let id = CommandId::from_bytes(id);
            match read(id, &write(id, &CommandEntry::Fact(fact.clone()))) {
                Ok(Entry::Command { command, said: CommandEntry::Fact(found) }) => {
                    prop_assert_eq!((command, found), (id, fact));
                }
                other => prop_assert!(false, "{:?}", other),
            }
        }

        #[test]
        fn what_a_person_found_survives_the_journal(
            id: [u8; 16], at: i64, by in prop::option::of("[A-Z0-9]{10}"),
        ) {
            let id = CommandId::from_bytes(id);
            let said = CommandEntry::LookedUp {
                at: Timestamp::from_ms(at),
                found: by.map_or(Found::Here, |by| Found::Back { by: by.parse().expect("a code") }),
                approved_by: Some(PersonId::from_bytes([7; 16])),
            };
            match read(id, &write(id, &said)) {
                Ok(Entry::Command { said: found, .. }) => {
                    prop_assert_eq!(format!("{found:?}"), format!("{said:?}"));
                }
                other => prop_assert!(false, "{:?}", other),
            }
        }

        #[test]
        fn every_draft_survives_the_journal(id: [u8; 16], digest: [u8; 32], moved: Option<u8>) {
            let receipt = "SKE52PAWR9".parse().expect("a receipt");
            let order = match moved {
                Some(amount) => Order::Reversal {
                    receipt,
                    amount: Shillings::new(u32::from(amount) + 1).expect("an amount"),
                },
                None => Order::Status { receipt },
            };
            let tag_digest = TagDigest::from_bytes(digest);
            let id = CommandId::from_bytes(id);
            let approved_by = Some(PersonId::from_bytes([7; 16]));
            let draft = CommandDraft { order: order.clone(), tag_digest, approved_by };
            match read(id, &write(id, &CommandEntry::Drafted(draft))) {
                Ok(Entry::Command { said: CommandEntry::Drafted(found), .. }) => {
                    prop_assert_eq!(found.order, order);
                    prop_assert_eq!(found.tag_digest.as_bytes(), tag_digest.as_bytes());
                }
                other => prop_assert!(false, "{:?}", other),
            }
        }
    }
}
