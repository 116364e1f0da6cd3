//! The bodies of facts of sales, as JSON of ours.

use domain::ids::{AttemptId, DebtorId, LegId, PersonId, ShiftId};
use domain::money::Money;
use domain::receipt::Receipt;
use domain::sale::{Payment, Payout};
use serde::{Deserialize, Serialize};

use super::{SaleFact, money};
use crate::entry::text;

#[derive(Serialize, Deserialize)]
pub(super) struct TakenBody {
    pub(super) leg: String,
    pub(super) shift: String,
    pub(super) handed_cents: u64,
}

#[derive(Serialize, Deserialize)]
pub(super) struct SeenBody {
    pub(super) leg: String,
    pub(super) shift: String,
    pub(super) code: String,
    pub(super) money_cents: u64,
}

#[derive(Serialize, Deserialize)]
pub(super) struct OnCreditBody {
    pub(super) leg: String,
    pub(super) debtor: String,
    pub(super) money_cents: u64,
}

#[derive(Serialize, Deserialize)]
pub(super) struct RepaysBody {
    pub(super) debtor: String,
}

#[derive(Serialize, Deserialize)]
pub(super) struct WithdrawnBody {
    pub(super) leg: String,
}

#[derive(Serialize, Deserialize)]
pub(super) struct VoidedBody {
    pub(super) shift: String,
}

#[derive(Serialize, Deserialize)]
pub(super) struct AgreedBody {
    pub(super) total_cents: u64,
}

#[derive(Serialize, Deserialize)]
pub(super) struct ReturnedBody {
    pub(super) money_cents: u64,
}

#[derive(Serialize, Deserialize)]
pub(super) struct PaidOutBody {
    pub(super) shift: String,
    pub(super) money_cents: u64,
    pub(super) how: String,
}

/// Of a prompt the attempt stands there, of a payment that came by itself the leg.
#[derive(Serialize, Deserialize)]
pub(super) struct SentBackBody {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) attempt: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) leg: Option<String>,
    pub(super) money_cents: u64,
}

#[derive(Serialize, Deserialize)]
pub(super) struct ReleasedBody {
    money_cents: u64,
    by: String,
    agreed: String,
}

#[derive(Serialize, Deserialize)]
pub(super) struct ReasonPersonal {
    pub(super) reason: String,
}

impl TakenBody {
    pub(super) fn new(leg: LegId, shift: ShiftId, handed: Money) -> Self {
        Self {
            leg: leg.to_string(),
            shift: shift.to_string(),
            handed_cents: handed.cents(),
        }
    }

    pub(super) fn read(self) -> Result<SaleFact, String> {
        Ok(SaleFact::Taken {
            leg: self.leg.parse().map_err(text)?,
            shift: self.shift.parse().map_err(text)?,
            handed: money(self.handed_cents)?,
        })
    }
}

impl SeenBody {
    pub(super) fn new(leg: LegId, shift: ShiftId, code: &Receipt, money: Money) -> Self {
        Self {
            leg: leg.to_string(),
            shift: shift.to_string(),
            code: code.to_string(),
            money_cents: money.cents(),
        }
    }

    pub(super) fn read(self) -> Result<SaleFact, String> {
        Ok(SaleFact::Seen {
            leg: self.leg.parse().map_err(text)?,
            shift: self.shift.parse().map_err(text)?,
            code: self.code.parse().map_err(text)?,
            money: money(self.money_cents)?,
        })
    }
}

impl OnCreditBody {
    pub(super) fn new(leg: LegId, debtor: DebtorId, money: Money) -> Self {
        Self {
            leg: leg.to_string(),
            debtor: debtor.to_string(),
            money_cents: money.cents(),
        }
    }

    pub(super) fn read(self) -> Result<SaleFact, String> {
        Ok(SaleFact::OnCredit {
            leg: self.leg.parse().map_err(text)?,
            debtor: self.debtor.parse().map_err(text)?,
            money: money(self.money_cents)?,
        })
    }
}

impl PaidOutBody {
    pub(super) fn new(shift: ShiftId, money: Money, how: Payout) -> Self {
        Self {
            shift: shift.to_string(),
            money_cents: money.cents(),
            how: how.name().to_owned(),
        }
    }

    pub(super) fn read(self) -> Result<(ShiftId, Money, Payout), String> {
        let how = Payout::named(&self.how).ok_or("an unknown way to pay out")?;
        Ok((
            self.shift.parse().map_err(text)?,
            money(self.money_cents)?,
            how,
        ))
    }
}

impl ReleasedBody {
    pub(super) fn new(money: Money, by: PersonId, agreed: PersonId) -> Self {
        Self {
            money_cents: money.cents(),
            by: by.to_string(),
            agreed: agreed.to_string(),
        }
    }

    pub(super) fn read(self) -> Result<SaleFact, String> {
        Ok(SaleFact::Released {
            money: money(self.money_cents)?,
            by: self.by.parse().map_err(text)?,
            agreed: self.agreed.parse().map_err(text)?,
        })
    }
}

impl SentBackBody {
    pub(super) fn new(by: Payment, money: Money) -> Self {
        let (attempt, leg) = match by {
            Payment::Prompt(attempt) => (Some(attempt.to_string()), None),
            Payment::Received(leg) => (None, Some(leg.to_string())),
        };
        let money_cents = money.cents();
        Self {
            attempt,
            leg,
            money_cents,
        }
    }

    pub(super) fn read(self) -> Result<SaleFact, String> {
        let by = match (self.attempt, self.leg) {
            (Some(attempt), None) => Payment::Prompt(attempt.parse::<AttemptId>().map_err(text)?),
            (None, Some(leg)) => Payment::Received(leg.parse::<LegId>().map_err(text)?),
            _ => return Err("it names no payment".to_owned()),
        };
        let money = money(self.money_cents)?;
        Ok(SaleFact::SentBack { by, money })
    }
}
