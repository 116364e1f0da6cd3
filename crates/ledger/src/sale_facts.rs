//! How what happened to a sale is written in the journal.
//!
//! Why a sale was called off, or goods were brought back, may name a customer, so it stands in the
//! inbox and can be erased.

mod bodies;

use domain::ids::{DebtorId, LegId, PersonId, ShiftId};
use domain::money::Money;
use domain::receipt::Receipt;
use domain::sale::{Fact, Payment, Payout, Reason};

use self::bodies::{
    AgreedBody, OnCreditBody, PaidOutBody, ReasonPersonal, ReleasedBody, RepaysBody, ReturnedBody,
    SeenBody, SentBackBody, TakenBody, VoidedBody, WithdrawnBody,
};
use crate::entry::{Written, body, json, personal, text};

/// Something that was done to a sale after it was opened.
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
    /// Goods were given on credit for a leg.
    OnCredit {
        /// The leg.
        leg: LegId,
        /// Who owes them.
        debtor: DebtorId,
        /// How much.
        money: Money,
    },
    /// It has no goods: its money repays what somebody owes.
    Repays {
        /// Who.
        debtor: DebtorId,
    },
    /// A code was seen on the customer's phone that pays for a leg, and can't be verified.
    Seen {
        /// The leg.
        leg: LegId,
        /// The shift in which it was.
        shift: ShiftId,
        /// The code.
        code: Receipt,
        /// For how much.
        money: Money,
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
    /// Goods were brought back: what had paid for them is owed again.
    Returned {
        /// How much.
        money: Money,
        /// Why; nothing when it was erased.
        reason: Option<Reason>,
    },
    /// What was owed was paid out.
    PaidOut {
        /// The shift in which it was, and out of whose drawer.
        shift: ShiftId,
        /// How much.
        money: Money,
        /// By which way.
        how: Payout,
    },
    /// So much of a payment, all in all, went back by M-PESA of what was owed.
    SentBack {
        /// Of which payment.
        by: Payment,
        /// How much by now.
        money: Money,
    },
    /// What was paid out too much was brought back, or is called a tip no more.
    HandedBack {
        /// The shift in which it was, and into whose drawer.
        shift: ShiftId,
        /// How much.
        money: Money,
        /// By which way it had been paid out.
        how: Payout,
    },
    /// Its goods were given before so much was proved.
    Released {
        /// How much.
        money: Money,
        /// Who gave them.
        by: PersonId,
        /// Who agreed: of an owner who works alone, he himself.
        agreed: PersonId,
    },
}

impl SaleFact {
    /// Returns why it was done, where a person said so.
    pub(crate) const fn reason(&self) -> Option<&Reason> {
        match self {
            Self::Voided { reason, .. } | Self::Returned { reason, .. } => reason.as_ref(),
            Self::Taken { .. }
            | Self::OnCredit { .. }
            | Self::Repays { .. }
            | Self::Seen { .. }
            | Self::Withdrawn { .. }
            | Self::TotalAgreed { .. }
            | Self::PaidOut { .. }
            | Self::SentBack { .. }
            | Self::HandedBack { .. }
            | Self::Released { .. } => None,
        }
    }

    /// The kinds of the journal that [`read`] reads.
    pub(crate) const KINDS: [&str; 12] = [
        "sale.leg_taken",
        "sale.on_credit",
        "sale.repays",
        "sale.leg_withdrawn",
        "sale.voided",
        "sale.total_agreed",
        "sale.returned",
        "sale.paid_out",
        "sale.sent_back",
        "sale.code_seen",
        "sale.released",
        "sale.handed_back",
    ];

    /// Returns what it means to the sale.
    pub(crate) fn meaning(&self) -> Fact {
        match *self {
            Self::Taken { leg, handed, .. } => Fact::Taken { leg, handed },
            Self::OnCredit { leg, money, .. } | Self::Seen { leg, money, .. } => {
                Fact::Taken { leg, handed: money }
            }
            Self::Repays { .. } => Fact::Repays,
            Self::Withdrawn { leg } => Fact::Withdrawn { leg },
            Self::Voided { .. } => Fact::Voided,
            Self::TotalAgreed { total } => Fact::TotalAgreed { total },
            Self::Returned { money, .. } => Fact::Returned { money },
            Self::PaidOut { money, how, .. } => Fact::PaidOut { money, how },
            Self::SentBack { by, money } => Fact::SentBack { by, money },
            Self::Released { money, .. } => Fact::Released { money },
            Self::HandedBack { money, how, .. } => Fact::HandedBack { money, how },
        }
    }
}

/// Writes a fact; the subject is filled in by the caller.
pub(crate) fn write(fact: &SaleFact) -> Written {
    let [
        taken,
        on_credit,
        repays,
        withdrawn,
        voided,
        agreed,
        returned,
        paid_out,
        sent_back,
        seen,
        released,
        handed_back,
    ] = SaleFact::KINDS;
    let (kind, body) = match fact {
        SaleFact::Taken { leg, shift, handed } => {
            (taken, json(&TakenBody::new(*leg, *shift, *handed)))
        }
        SaleFact::OnCredit { leg, debtor, money } => {
            (on_credit, json(&OnCreditBody::new(*leg, *debtor, *money)))
        }
        SaleFact::Repays { debtor } => {
            let debtor = debtor.to_string();
            (repays, json(&RepaysBody { debtor }))
        }
        SaleFact::Seen {
            leg,
            shift,
            code,
            money,
        } => (seen, json(&SeenBody::new(*leg, *shift, code, *money))),
        SaleFact::Withdrawn { leg } => {
            let leg = leg.to_string();
            (withdrawn, json(&WithdrawnBody { leg }))
        }
        SaleFact::Voided { shift, .. } => {
            let shift = shift.to_string();
            (voided, json(&VoidedBody { shift }))
        }
        SaleFact::TotalAgreed { total } => {
            let total_cents = total.cents();
            (agreed, json(&AgreedBody { total_cents }))
        }
        SaleFact::Returned { money, .. } => {
            let money_cents = money.cents();
            (returned, json(&ReturnedBody { money_cents }))
        }
        SaleFact::PaidOut { shift, money, how } => {
            (paid_out, json(&PaidOutBody::new(*shift, *money, *how)))
        }
        SaleFact::HandedBack { shift, money, how } => {
            (handed_back, json(&PaidOutBody::new(*shift, *money, *how)))
        }
        SaleFact::SentBack { by, money } => (sent_back, json(&SentBackBody::new(*by, *money))),
        SaleFact::Released { money, by, agreed } => {
            (released, json(&ReleasedBody::new(*money, *by, *agreed)))
        }
    };
    Written {
        kind: kind.into(),
        subject: None,
        body,
        personal: fact.reason().map(|reason| {
            let reason = reason.as_str().to_owned();
            json(&ReasonPersonal { reason })
        }),
    }
}

/// Reads a fact back; the error says what is wrong with the row.
pub(crate) fn read(row: &Written) -> Result<SaleFact, String> {
    match row.kind.as_ref() {
        "sale.leg_taken" => body::<TakenBody>(row)?.read(),
        "sale.on_credit" => body::<OnCreditBody>(row)?.read(),
        "sale.repays" => {
            let found: RepaysBody = body(row)?;
            let debtor = found.debtor.parse().map_err(text)?;
            Ok(SaleFact::Repays { debtor })
        }
        "sale.code_seen" => body::<SeenBody>(row)?.read(),
        "sale.leg_withdrawn" => {
            let found: WithdrawnBody = body(row)?;
            let leg = found.leg.parse().map_err(text)?;
            Ok(SaleFact::Withdrawn { leg })
        }
        "sale.voided" => {
            let found: VoidedBody = body(row)?;
            Ok(SaleFact::Voided {
                shift: found.shift.parse().map_err(text)?,
                reason: reason(row)?,
            })
        }
        "sale.total_agreed" => {
            let found: AgreedBody = body(row)?;
            let total = money(found.total_cents)?;
            Ok(SaleFact::TotalAgreed { total })
        }
        "sale.returned" => {
            let found: ReturnedBody = body(row)?;
            Ok(SaleFact::Returned {
                money: money(found.money_cents)?,
                reason: reason(row)?,
            })
        }
        "sale.paid_out" => {
            let (shift, money, how) = body::<PaidOutBody>(row)?.read()?;
            Ok(SaleFact::PaidOut { shift, money, how })
        }
        "sale.handed_back" => {
            let (shift, money, how) = body::<PaidOutBody>(row)?.read()?;
            Ok(SaleFact::HandedBack { shift, money, how })
        }
        "sale.sent_back" => body::<SentBackBody>(row)?.read(),
        "sale.released" => body::<ReleasedBody>(row)?.read(),
        unknown => Err(format!("its kind {unknown:?} is unknown")),
    }
}

fn money(cents: u64) -> Result<Money, String> {
    Money::from_cents(cents).ok_or_else(|| "too much money".to_owned())
}

fn reason(row: &Written) -> Result<Option<Reason>, String> {
    let said: Option<ReasonPersonal> = personal(row)?;
    said.map(|said| said.reason.parse().map_err(text))
        .transpose()
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::ids::AttemptId;
    use proptest::prelude::*;

    fn any_fact() -> impl Strategy<Value = SaleFact> {
        let leg = any::<[u8; 16]>().prop_map(LegId::from_bytes);
        let shift = any::<[u8; 16]>().prop_map(ShiftId::from_bytes);
        let debtor = any::<[u8; 16]>().prop_map(DebtorId::from_bytes);
        let money = (0..Money::MAX_CENTS).prop_map(|c| Money::from_cents(c).expect("an amount"));
        let reason = "[a-zA-Z0-9 ']{0,80}x".prop_map(|text| text.parse().expect("a reason"));
        let attempt = any::<[u8; 16]>().prop_map(AttemptId::from_bytes);
        let person = any::<[u8; 16]>().prop_map(PersonId::from_bytes);
        let by = prop_oneof![
            attempt.prop_map(Payment::Prompt),
            leg.clone().prop_map(Payment::Received)
        ];
        let how = prop::sample::select(Payout::ALL.to_vec());
        let reason = prop::option::of(reason);
        prop_oneof![
            (leg.clone(), shift.clone(), money.clone())
                .prop_map(|(leg, shift, handed)| { SaleFact::Taken { leg, shift, handed } }),
            (leg.clone(), debtor.clone(), money.clone())
                .prop_map(|(leg, debtor, money)| { SaleFact::OnCredit { leg, debtor, money } }),
            debtor.prop_map(|debtor| SaleFact::Repays { debtor }),
            (leg.clone(), shift.clone(), "[A-Z0-9]{10}", money.clone()).prop_map(
                |(leg, shift, code, money)| {
                    let code = code.parse().expect("a code");
                    SaleFact::Seen {
                        leg,
                        shift,
                        code,
                        money,
                    }
                }
            ),
            leg.prop_map(|leg| SaleFact::Withdrawn { leg }),
            money
                .clone()
                .prop_map(|total| SaleFact::TotalAgreed { total }),
            (shift.clone(), reason.clone())
                .prop_map(|(shift, reason)| SaleFact::Voided { shift, reason }),
            (money.clone(), reason)
                .prop_map(|(money, reason)| SaleFact::Returned { money, reason }),
            (shift.clone(), money.clone(), how.clone())
                .prop_map(|(shift, money, how)| SaleFact::PaidOut { shift, money, how }),
            (shift.clone(), money.clone(), how)
                .prop_map(|(shift, money, how)| SaleFact::HandedBack { shift, money, how }),
            (by, money.clone()).prop_map(|(by, money)| SaleFact::SentBack { by, money }),
            (money, person.clone(), person).prop_map(|(money, by, agreed)| SaleFact::Released {
                money,
                by,
                agreed
            }),
        ]
    }

    proptest! {
        #[test]
        fn every_fact_of_a_sale_survives_the_journal(fact in any_fact()) {
            prop_assert_eq!(read(&write(&fact)), Ok(fact));
        }
    }

    #[test]
    fn no_body_says_why_a_sale_was_called_off_or_goods_came_back() {
        let reason = "Achieng left".parse().ok();
        let shift = ShiftId::from_bytes([1; 16]);
        let money = Money::ZERO;
        let voided = SaleFact::Voided {
            shift,
            reason: reason.clone(),
        };
        for fact in [voided, SaleFact::Returned { money, reason }] {
            assert!(!write(&fact).body.contains("Achieng"));
        }
    }
}
