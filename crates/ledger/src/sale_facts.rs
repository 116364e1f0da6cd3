//! How what happened to a sale is written in the journal.
//!
//! Why a sale was called off may name a customer, so it stands in the inbox and can be erased.

use domain::ids::{LegId, ShiftId};
use domain::money::Money;
use domain::sale::{Fact, Reason};
use serde::{Deserialize, Serialize};

use crate::entry::{Written, body, json, personal, text};

/// Something that a person did to a sale after it was opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SaleFact {
    /// Money was taken over the counter for a leg.
    Taken {
        /// The leg.
        leg: LegId,
        /// The shift into whose drawer it went.
        shift: ShiftId,
        /// What was handed, change included.
        handed: Money,
    },
    /// Another way to pay was chosen for a leg.
    Withdrawn {
        /// The leg.
        leg: LegId,
    },
    /// The sale was called off.
    Voided {
        /// The shift out of whose drawer money was given back.
        shift: ShiftId,
        /// Why; nothing when it was erased.
        reason: Option<Reason>,
    },
    /// Another total was agreed on with the customer.
    TotalAgreed {
        /// What the sale comes to from now on.
        total: Money,
    },
}

#[derive(Serialize, Deserialize)]
struct TakenBody {
    leg: String,
    shift: String,
    handed_cents: u64,
}

#[derive(Serialize, Deserialize)]
struct WithdrawnBody {
    leg: String,
}

#[derive(Serialize, Deserialize)]
struct VoidedBody {
    shift: String,
}

#[derive(Serialize, Deserialize)]
struct AgreedBody {
    total_cents: u64,
}

#[derive(Serialize, Deserialize)]
struct VoidedPersonal {
    reason: String,
}

impl SaleFact {
    /// The kinds of the journal that [`read`] reads.
    pub(crate) const KINDS: [&str; 4] = [
        "sale.leg_taken",
        "sale.leg_withdrawn",
        "sale.voided",
        "sale.total_agreed",
    ];

    /// Returns what it means to the sale.
    pub(crate) fn meaning(&self) -> Fact {
        match *self {
            Self::Taken { leg, handed, .. } => Fact::Taken { leg, handed },
            Self::Withdrawn { leg } => Fact::Withdrawn { leg },
            Self::Voided { .. } => Fact::Voided,
            Self::TotalAgreed { total } => Fact::TotalAgreed { total },
        }
    }
}

/// Writes a fact; the subject is filled in by the caller.
pub(crate) fn write(fact: &SaleFact) -> Written {
    let [taken, withdrawn, voided, agreed] = SaleFact::KINDS;
    let (kind, body, personal) = match fact {
        SaleFact::Taken { leg, shift, handed } => {
            let (leg, shift) = (leg.to_string(), shift.to_string());
            let body = TakenBody {
                leg,
                shift,
                handed_cents: handed.cents(),
            };
            (taken, json(&body), None)
        }
        SaleFact::Withdrawn { leg } => {
            let leg = leg.to_string();
            (withdrawn, json(&WithdrawnBody { leg }), None)
        }
        SaleFact::Voided { shift, reason } => {
            let said = reason.as_ref().map(|reason| VoidedPersonal {
                reason: reason.as_str().to_owned(),
            });
            let shift = shift.to_string();
            (voided, json(&VoidedBody { shift }), said.as_ref().map(json))
        }
        SaleFact::TotalAgreed { total } => {
            let total_cents = total.cents();
            (agreed, json(&AgreedBody { total_cents }), None)
        }
    };
    Written {
        kind: kind.into(),
        subject: None,
        body,
        personal,
    }
}

/// Reads a fact back; the error says what is wrong with the row.
pub(crate) fn read(row: &Written) -> Result<SaleFact, String> {
    let [taken, withdrawn, _, agreed] = SaleFact::KINDS;
    if row.kind == taken {
        let found: TakenBody = body(row)?;
        return Ok(SaleFact::Taken {
            leg: found.leg.parse().map_err(text)?,
            shift: found.shift.parse().map_err(text)?,
            handed: Money::from_cents(found.handed_cents).ok_or("too much money")?,
        });
    }
    if row.kind == withdrawn {
        let found: WithdrawnBody = body(row)?;
        let leg = found.leg.parse().map_err(text)?;
        return Ok(SaleFact::Withdrawn { leg });
    }
    if row.kind == agreed {
        let found: AgreedBody = body(row)?;
        let total = Money::from_cents(found.total_cents).ok_or("too much money")?;
        return Ok(SaleFact::TotalAgreed { total });
    }
    let found: VoidedBody = body(row)?;
    let said: Option<VoidedPersonal> = personal(row)?;
    let reason = said.map(|said| said.reason.parse().map_err(text));
    Ok(SaleFact::Voided {
        shift: found.shift.parse().map_err(text)?,
        reason: reason.transpose()?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn any_fact() -> impl Strategy<Value = SaleFact> {
        let leg = any::<[u8; 16]>().prop_map(LegId::from_bytes);
        let shift = any::<[u8; 16]>().prop_map(ShiftId::from_bytes);
        let money = (0..Money::MAX_CENTS).prop_map(|c| Money::from_cents(c).expect("an amount"));
        let reason = "[a-zA-Z0-9 ']{0,80}x".prop_map(|text| text.parse().expect("a reason"));
        prop_oneof![
            money
                .clone()
                .prop_map(|total| SaleFact::TotalAgreed { total }),
            (leg.clone(), shift.clone(), money).prop_map(|(leg, shift, handed)| SaleFact::Taken {
                leg,
                shift,
                handed
            }),
            leg.prop_map(|leg| SaleFact::Withdrawn { leg }),
            (shift, prop::option::of(reason))
                .prop_map(|(shift, reason)| SaleFact::Voided { shift, reason }),
        ]
    }

    proptest! {
        #[test]
        fn every_fact_of_a_sale_survives_the_journal(fact in any_fact()) {
            prop_assert_eq!(read(&write(&fact)), Ok(fact));
        }
    }

    #[test]
    fn the_body_of_a_void_sale_does_not_say_why() {
        let fact = SaleFact::Voided {
            shift: ShiftId::from_bytes([1; 16]),
            reason: "Achieng left".parse().ok(),
        };
        assert!(!write(&fact).body.contains("Achieng"));
    }
}
