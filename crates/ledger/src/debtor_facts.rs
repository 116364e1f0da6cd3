//! How what happened to a debtor is written in the journal.
//!
//! Name and phone stand in the inbox and can be erased.

use domain::money::Money;
use domain::people::PersonName;
use domain::phone::Msisdn;
use serde::{Deserialize, Serialize};

use crate::entry::{Written, body, json, personal, text};

/// Something that happened to somebody who may have goods on credit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DebtorFact {
    /// He became one.
    Added {
        /// Who he is; nothing when it was erased.
        who: Option<DebtorPerson>,
    },
    /// He is called otherwise, or has another phone.
    Changed {
        /// Who he is; nothing when it was erased.
        who: Option<DebtorPerson>,
    },
    /// An owner said how much he may owe.
    Limited {
        /// How much.
        limit: Money,
    },
    /// Who he is was erased.
    Erased,
}

/// Who a debtor is. Neither is shown to a log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DebtorPerson {
    /// What he is called.
    pub name: PersonName,
    /// The phone by which his payments are known.
    pub phone: Msisdn,
}

#[derive(Serialize, Deserialize)]
struct LimitBody {
    limit_cents: u64,
}

#[derive(Serialize)]
struct NoBody {}

#[derive(Serialize, Deserialize)]
struct WhoPersonal {
    name: String,
    phone: String,
}

/// Writes a fact; the subject is filled in by the caller.
pub(crate) fn write(fact: &DebtorFact) -> Written {
    let nothing = || json(&NoBody {});
    let (kind, body, who) = match fact {
        DebtorFact::Added { who } => ("added", nothing(), who.as_ref()),
        DebtorFact::Changed { who } => ("changed", nothing(), who.as_ref()),
        DebtorFact::Limited { limit } => {
            let limit_cents = limit.cents();
            ("limited", json(&LimitBody { limit_cents }), None)
        }
        DebtorFact::Erased => ("erased", nothing(), None),
    };
    Written {
        kind: format!("debtor.{kind}").into(),
        subject: None,
        body,
        personal: who.map(|who| {
            json(&WhoPersonal {
                name: who.name.as_str().to_owned(),
                phone: who.phone.to_string(),
            })
        }),
    }
}

/// Reads a fact back; the error says what is wrong with the row.
pub(crate) fn read(row: &Written) -> Result<DebtorFact, String> {
    match row.kind.trim_start_matches("debtor.") {
        "added" => Ok(DebtorFact::Added { who: who(row)? }),
        "changed" => Ok(DebtorFact::Changed { who: who(row)? }),
        "limited" => {
            let LimitBody { limit_cents } = body(row)?;
            let limit = Money::from_cents(limit_cents).ok_or("too much money")?;
            Ok(DebtorFact::Limited { limit })
        }
        "erased" => Ok(DebtorFact::Erased),
        unknown => Err(format!("its kind {unknown:?} is unknown")),
    }
}

fn who(row: &Written) -> Result<Option<DebtorPerson>, String> {
    let found: Option<WhoPersonal> = personal(row)?;
    let read = |found: WhoPersonal| {
        Ok(DebtorPerson {
            name: found.name.parse().map_err(text)?,
            phone: found.phone.parse().map_err(text)?,
        })
    };
    found.map(read).transpose()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn any_fact() -> impl Strategy<Value = DebtorFact> {
        let who = ("[a-zA-Z']{1,40}", "2547[0-9]{8}").prop_map(|(name, phone)| DebtorPerson {
            name: name.parse().expect("a name"),
            phone: phone.parse().expect("a phone"),
        });
        let who = prop::option::of(who);
        let money = (0..Money::MAX_CENTS).prop_map(|c| Money::from_cents(c).expect("an amount"));
        prop_oneof![
            who.clone().prop_map(|who| DebtorFact::Added { who }),
            who.prop_map(|who| DebtorFact::Changed { who }),
            money.prop_map(|limit| DebtorFact::Limited { limit }),
            Just(DebtorFact::Erased),
        ]
    }

    proptest! {
        #[test]
        fn every_fact_of_a_debtor_survives_the_journal(fact in any_fact()) {
            prop_assert_eq!(read(&write(&fact)), Ok(fact));
        }
    }

    #[test]
    fn neither_name_nor_phone_stands_in_the_body() {
        let who = Some(DebtorPerson {
            name: "Achieng".parse().expect("a name"),
            phone: "0712345678".parse().expect("a phone"),
        });
        assert_eq!(write(&DebtorFact::Added { who }).body, "{}");
    }
}
