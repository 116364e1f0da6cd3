//! How what happened to a person is written in the journal.
//!
//! The name, and the hash of the PIN, stand in the inbox and can be erased.

use domain::clock::Timestamp;
use domain::people::{PersonName, PinHash, Role};
use serde::{Deserialize, Serialize};

use crate::entry::{Written, body, json, personal, text};

/// Something that happened to somebody who works at the till.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PersonFact {
    /// He works here from now on.
    Added {
        /// What he may do.
        role: Role,
        /// What he is called; nothing when it was erased.
        name: Option<PersonName>,
    },
    /// He is called otherwise.
    Renamed {
        /// What he is called; nothing when it was erased.
        name: Option<PersonName>,
    },
    /// He may do something else.
    GivenRole {
        /// What he may do.
        role: Role,
    },
    /// He was let go.
    Left,
    /// He works here again.
    Returned,
    /// He got a PIN.
    PinSet {
        /// Its hash; nothing when it was erased.
        hash: Option<PinHash>,
    },
    /// A PIN was typed for him that is not his.
    PinRefused {
        /// When, by the steady time.
        at: Timestamp,
    },
    /// His PIN was typed.
    PinProved,
    /// He is at the counter from now on.
    Came,
}

#[derive(Serialize, Deserialize)]
struct RoleBody {
    role: String,
}

#[derive(Serialize, Deserialize)]
struct RefusedBody {
    at_ms: i64,
}

#[derive(Serialize, Deserialize)]
struct NamePersonal {
    name: String,
}

#[derive(Serialize, Deserialize)]
struct PinPersonal {
    hash: String,
}

#[derive(Serialize)]
struct NoBody {}

/// Writes a fact; the subject is filled in by the caller.
pub(crate) fn write(fact: &PersonFact) -> Written {
    let nothing = || json(&NoBody {});
    let of_role = |role: &Role| {
        let role = role.name().to_owned();
        json(&RoleBody { role })
    };
    let (kind, body, personal) = match fact {
        PersonFact::Added { role, name } => ("added", of_role(role), name_part(name.as_ref())),
        PersonFact::Renamed { name } => ("renamed", nothing(), name_part(name.as_ref())),
        PersonFact::GivenRole { role } => ("given_role", of_role(role), None),
        PersonFact::Left => ("left", nothing(), None),
        PersonFact::Returned => ("returned", nothing(), None),
        PersonFact::PinSet { hash } => ("pin_set", nothing(), pin_part(hash.as_ref())),
        PersonFact::PinRefused { at } => {
            let body = json(&RefusedBody { at_ms: at.ms() });
            ("pin_refused", body, None)
        }
        PersonFact::PinProved => ("pin_proved", nothing(), None),
        PersonFact::Came => ("came", nothing(), None),
    };
    Written {
        kind: format!("person.{kind}").into(),
        subject: None,
        body,
        personal,
    }
}

/// Reads a fact back; the error says what is wrong with the row.
pub(crate) fn read(row: &Written) -> Result<PersonFact, String> {
    match row.kind.trim_start_matches("person.") {
        "added" => Ok(PersonFact::Added {
            role: role(row)?,
            name: name(row)?,
        }),
        "renamed" => Ok(PersonFact::Renamed { name: name(row)? }),
        "given_role" => Ok(PersonFact::GivenRole { role: role(row)? }),
        "left" => Ok(PersonFact::Left),
        "returned" => Ok(PersonFact::Returned),
        "pin_set" => {
            let found: Option<PinPersonal> = personal(row)?;
            let hash = found.map(|found| PinHash::of_phc(found.hash));
            Ok(PersonFact::PinSet { hash })
        }
        "pin_refused" => {
            let RefusedBody { at_ms } = body(row)?;
            let at = Timestamp::from_ms(at_ms);
            Ok(PersonFact::PinRefused { at })
        }
        "pin_proved" => Ok(PersonFact::PinProved),
        "came" => Ok(PersonFact::Came),
        _ => Err("an unknown fact of a person".to_owned()),
    }
}

fn name_part(name: Option<&PersonName>) -> Option<String> {
    let name = name?.as_str().to_owned();
    Some(json(&NamePersonal { name }))
}

fn pin_part(hash: Option<&PinHash>) -> Option<String> {
    let hash = hash?.expose().to_owned();
    Some(json(&PinPersonal { hash }))
}

fn role(row: &Written) -> Result<Role, String> {
    let found: RoleBody = body(row)?;
    Role::named(&found.role).ok_or_else(|| "an unknown role".to_owned())
}

fn name(row: &Written) -> Result<Option<PersonName>, String> {
    let found: Option<NamePersonal> = personal(row)?;
    found
        .map(|found| found.name.parse().map_err(text))
        .transpose()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn any_fact() -> impl Strategy<Value = PersonFact> {
        let role = prop::sample::select(&Role::ALL[..]);
        let name =
            prop::option::of("[a-zA-Z']{1,40}".prop_map(|text| text.parse().expect("a name")));
        let hash = prop::option::of("[$a-z0-9=,]{1,90}".prop_map(PinHash::of_phc));
        let at = any::<i64>().prop_map(Timestamp::from_ms);
        prop_oneof![
            (role.clone(), name.clone()).prop_map(|(role, name)| PersonFact::Added { role, name }),
            name.prop_map(|name| PersonFact::Renamed { name }),
            role.prop_map(|role| PersonFact::GivenRole { role }),
            hash.prop_map(|hash| PersonFact::PinSet { hash }),
            at.prop_map(|at| PersonFact::PinRefused { at }),
            Just(PersonFact::Left),
            Just(PersonFact::Returned),
            Just(PersonFact::PinProved),
            Just(PersonFact::Came),
        ]
    }

    proptest! {
        #[test]
        fn every_fact_of_a_person_survives_the_journal(fact in any_fact()) {
            prop_assert_eq!(read(&write(&fact)), Ok(fact));
        }
    }

    #[test]
    fn neither_name_nor_pin_stands_in_the_body() {
        let name = "Achieng".parse().ok();
        let role = Role::Cashier;
        let hash = Some(PinHash::of_phc("$argon2id$v=19".to_owned()));
        let added = write(&PersonFact::Added { role, name }).body;
        let set = write(&PersonFact::PinSet { hash }).body;
        assert_eq!(
            [added.as_str(), set.as_str()],
            [r#"{"role":"cashier"}"#, "{}"]
        );
    }
}
