//! What the journal can say: one variant a kind of fact, and how each is written and read.
//!
//! The body holds no name and no phone; what tells of a person is the personal part, which stands
//! in the inbox and can be erased.

mod drafts;

use std::borrow::Cow;

use domain::attempt::Fact;
use domain::ids::{AttemptId, CaseId, CommandId, DebtorId, LegId, PersonId, SaleId, ShiftId};
use domain::money::Money;
use domain::receipt::{Receipt, life};
use domain::sale::Tender;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

pub use self::drafts::Draft;
use crate::alarms::{self, AlarmId};
use crate::balances::{self, GapFact};
use crate::case_facts::{self, CaseFact};
use crate::commands::{self, CommandEntry};
use crate::customers;
use crate::debtor_facts::{self, DebtorFact};
use crate::facts;
use crate::limits::{self, LetAlone};
use crate::person_facts::{self, PersonFact};
use crate::receipts::entries;
use crate::sale_facts::{self, SaleFact};
use crate::sales::SaleNumber;

/// Something that the journal says.
#[derive(Clone, Debug)]
pub enum Entry {
    /// A setting got a value.
    SettingChanged {
        /// Which setting.
        name: String,
        /// Its new value.
        value: String,
    },
    /// A sale was opened.
    SaleOpened {
        /// The sale.
        sale: SaleId,
        /// Its number, as the cashier knows it.
        number: SaleNumber,
        /// The shift in which it was opened.
        shift: ShiftId,
        /// What it comes to.
        total: Money,
    },
    /// A sale got a leg.
    LegAdded {
        /// The leg.
        leg: LegId,
        /// Its sale.
        sale: SaleId,
        /// By which means it is paid.
        tender: Tender,
        /// What it asks for.
        amount: Money,
    },
    /// Something happened to a sale.
    SaleFact {
        /// The sale.
        sale: SaleId,
        /// What happened.
        fact: SaleFact,
    },
    /// A second person agreed to what is done with a sale next, beyond the owner's limits.
    Agreed {
        /// The sale.
        sale: SaleId,
        /// To what.
        to: String,
        /// Who.
        second: PersonId,
    },
    /// One person lets money go alone by what he does next.
    LetAlone {
        /// Of which sale; of none where M-PESA sends a payment back.
        sale: Option<SaleId>,
        /// How much, and on which day.
        alone: LetAlone,
    },
    /// An attempt was drafted.
    AttemptDrafted {
        /// The attempt.
        attempt: AttemptId,
        /// All that is fixed of it.
        draft: Draft,
    },
    /// Something happened to an attempt.
    AttemptFact {
        /// The attempt.
        attempt: AttemptId,
        /// What happened.
        fact: Fact,
    },
    /// A body on an attempt's path could not be read as anything that Safaricom sends.
    BodyUnread {
        /// The attempt.
        attempt: AttemptId,
        /// Why.
        why: String,
    },
    /// What the book says of an attempt was found to be unreadable.
    AttemptUnreadable {
        /// The attempt.
        attempt: AttemptId,
    },
    /// Somebody has seen an alarm.
    AlarmSeen {
        /// The attempt that it is about, if it is about one.
        attempt: Option<AttemptId>,
        /// The alarm.
        alarm: AlarmId,
        /// Who has seen it.
        by: PersonId,
    },
    /// Something happened to somebody who works at the till.
    PersonFact {
        /// Who.
        person: PersonId,
        /// What happened.
        fact: PersonFact,
    },
    /// Something became known of a receipt.
    ReceiptFact {
        /// The receipt.
        receipt: Receipt,
        /// What became known.
        fact: life::Fact,
    },
    /// A body that is on no attempt's path could not be read.
    ReceiptUnread {
        /// Why.
        why: String,
    },
    /// Something is said of a command to M-PESA.
    Command {
        /// The command.
        command: CommandId,
        /// What is said.
        said: CommandEntry,
    },
    /// Something became known of what the account held before a payment.
    Gap {
        /// The payment.
        before: Receipt,
        /// What became known.
        fact: GapFact,
    },
    /// What was known of a customer was taken out.
    CustomersForgotten {
        /// A payment that he paid; none when it was so for all.
        of: Option<Receipt>,
    },
    /// Something happened to somebody who may have goods on credit.
    DebtorFact {
        /// Who.
        debtor: DebtorId,
        /// What happened.
        fact: DebtorFact,
    },
    /// Something happened to a case.
    CaseFact {
        /// The case.
        case: CaseId,
        /// What happened.
        fact: CaseFact,
    },
}

/// An entry as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Written {
    pub(crate) kind: Cow<'static, str>,
    pub(crate) subject: Option<Vec<u8>>,
    pub(crate) body: String,
    pub(crate) personal: Option<String>,
}

#[derive(Serialize, Deserialize)]
struct SettingBody {
    name: String,
    value: String,
}

#[derive(Serialize, Deserialize)]
struct SaleBody {
    number: u32,
    shift: String,
    total_cents: u64,
}

#[derive(Serialize, Deserialize)]
struct LegBody {
    leg: String,
    tender: String,
    amount_cents: u64,
}

#[derive(Serialize, Deserialize)]
struct UnreadBody {
    why: String,
}

#[derive(Serialize)]
struct NoBody {}

impl Entry {
    /// Returns the attempt that it is about.
    pub fn attempt(&self) -> Option<AttemptId> {
        match self {
            Self::AttemptDrafted { attempt, .. }
            | Self::AttemptFact { attempt, .. }
            | Self::BodyUnread { attempt, .. }
            | Self::AttemptUnreadable { attempt } => Some(*attempt),
            Self::AlarmSeen { attempt, .. } => *attempt,
            Self::SettingChanged { .. }
            | Self::SaleOpened { .. }
            | Self::LegAdded { .. }
            | Self::SaleFact { .. }
            | Self::Agreed { .. }
            | Self::LetAlone { .. }
            | Self::PersonFact { .. }
            | Self::ReceiptFact { .. }
            | Self::ReceiptUnread { .. }
            | Self::Gap { .. }
            | Self::CaseFact { .. }
            | Self::DebtorFact { .. }
            | Self::CustomersForgotten { .. }
            | Self::Command { .. } => None,
        }
    }

    /// Returns the command that it is about.
    pub(crate) const fn command(&self) -> Option<CommandId> {
        match self {
            Self::Command { command, .. } => Some(*command),
            _ => None,
        }
    }

    /// Returns the payment that it tells of.
    pub(crate) fn receipt(&self) -> Option<&Receipt> {
        match self {
            Self::ReceiptFact { receipt, .. } => Some(receipt),
            _ => None,
        }
    }

    /// Says what kind of thing it is and what is in it, without anything of a person.
    pub fn summary(&self) -> String {
        let written = self.write();
        format!("{} {}", written.kind, written.body)
    }

    /// Tells whether two entries say the same, of the same.
    pub fn says_the_same(&self, other: &Self) -> bool {
        self.write() == other.write()
    }

    pub(crate) fn write(&self) -> Written {
        match self {
            Self::SettingChanged { name, value } => {
                let body = SettingBody {
                    name: name.clone(),
                    value: value.clone(),
                };
                written("setting.changed", None, &body)
            }
            Self::SaleOpened {
                sale,
                number,
                shift,
                total,
            } => {
                let (number, shift) = (number.get(), shift.to_string());
                let body = SaleBody {
                    number,
                    shift,
                    total_cents: total.cents(),
                };
                written("sale.opened", Some(sale.as_bytes()), &body)
            }
            Self::LegAdded {
                leg,
                sale,
                tender,
                amount,
            } => {
                let (leg, tender) = (leg.to_string(), tender.name().to_owned());
                let body = LegBody {
                    leg,
                    tender,
                    amount_cents: amount.cents(),
                };
                written("sale.leg_added", Some(sale.as_bytes()), &body)
            }
            Self::SaleFact { sale, fact } => about(sale.as_bytes(), sale_facts::write(fact)),
            Self::Agreed { sale, to, second } => about(sale.as_bytes(), limits::write(to, *second)),
            Self::LetAlone { sale, alone } => Written {
                subject: sale.map(|sale| sale.as_bytes().to_vec()),
                ..limits::write_alone(alone)
            },
            Self::AttemptDrafted { attempt, draft } => {
                about(attempt.as_bytes(), drafts::write(draft))
            }
            Self::AttemptFact { attempt, fact } => about(attempt.as_bytes(), facts::write(fact)),
            Self::BodyUnread { attempt, why } => {
                let body = UnreadBody { why: why.clone() };
                written("attempt.body_unread", Some(attempt.as_bytes()), &body)
            }
            Self::AttemptUnreadable { attempt } => {
                written("attempt.unreadable", Some(attempt.as_bytes()), &NoBody {})
            }
            Self::AlarmSeen { attempt, alarm, by } => {
                let subject = attempt.as_ref().map(AttemptId::as_bytes);
                written("alarm.seen", subject, &alarms::seen_body(*alarm, *by))
            }
            Self::PersonFact { person, fact } => {
                about(person.as_bytes(), person_facts::write(fact))
            }
            Self::ReceiptFact { receipt, fact } => entries::write(receipt, fact),
            Self::ReceiptUnread { why } => entries::write_unread(why),
            Self::Command { command, said } => commands::entries::write(*command, said),
            Self::Gap { before, fact } => balances::write_fact(before, fact),
            Self::CustomersForgotten { of } => customers::write(of.as_ref()),
            Self::DebtorFact { debtor, fact } => {
                about(debtor.as_bytes(), debtor_facts::write(fact))
            }
            Self::CaseFact { case, fact } => about(case.as_bytes(), case_facts::write(fact)),
        }
    }

    /// Reads an entry back; the error says what is wrong with the row.
    pub(crate) fn read(row: &Written) -> Result<Self, String> {
        match row.kind.as_ref() {
            "setting.changed" => {
                let SettingBody { name, value } = body(row)?;
                Ok(Self::SettingChanged { name, value })
            }
            "sale.opened" => Self::read_sale(row),
            "sale.leg_added" => Self::read_leg(row),
            kind if SaleFact::KINDS.contains(&kind) => Ok(Self::SaleFact {
                sale: SaleId::from_bytes(subject(row)?),
                fact: sale_facts::read(row)?,
            }),
            limits::AGREED => {
                let sale = SaleId::from_bytes(subject(row)?);
                let (to, second) = limits::read(row)?;
                Ok(Self::Agreed { sale, to, second })
            }
            limits::LET_ALONE => {
                let of_a_sale = row.subject.as_ref().map(|_| subject(row)).transpose()?;
                let (sale, alone) = (of_a_sale.map(SaleId::from_bytes), limits::read_alone(row)?);
                Ok(Self::LetAlone { sale, alone })
            }
            "attempt.drafted" => Ok(Self::AttemptDrafted {
                attempt: AttemptId::from_bytes(subject(row)?),
                draft: drafts::read(row)?,
            }),
            "attempt.body_unread" => {
                let UnreadBody { why } = body(row)?;
                Ok(Self::BodyUnread {
                    attempt: AttemptId::from_bytes(subject(row)?),
                    why,
                })
            }
            "attempt.unreadable" => Ok(Self::AttemptUnreadable {
                attempt: AttemptId::from_bytes(subject(row)?),
            }),
            "alarm.seen" => {
                let about_one = row.subject.as_ref().map(|_| subject(row)).transpose()?;
                let attempt = about_one.map(AttemptId::from_bytes);
                let (alarm, by) = alarms::read_seen(row)?;
                Ok(Self::AlarmSeen { attempt, alarm, by })
            }
            kind if kind.starts_with("person.") => Ok(Self::PersonFact {
                person: PersonId::from_bytes(subject(row)?),
                fact: person_facts::read(row)?,
            }),
            kind if kind.starts_with("receipt.") => entries::read(row),
            kind if kind.starts_with("command.") => {
                commands::entries::read(CommandId::from_bytes(subject(row)?), row)
            }
            kind if kind.starts_with("balance.") => balances::read_fact(row),
            "customers.forgotten" => customers::read_fact(row),
            kind if kind.starts_with("debtor.") => Ok(Self::DebtorFact {
                debtor: DebtorId::from_bytes(subject(row)?),
                fact: debtor_facts::read(row)?,
            }),
            kind if kind.starts_with("case.") => Ok(Self::CaseFact {
                case: CaseId::from_bytes(subject(row)?),
                fact: case_facts::read(row)?,
            }),
            _ => {
                let attempt = AttemptId::from_bytes(subject(row)?);
                Ok(Self::AttemptFact {
                    attempt,
                    fact: facts::read(row)?,
                })
            }
        }
    }

    fn read_sale(row: &Written) -> Result<Self, String> {
        let SaleBody {
            number,
            shift,
            total_cents,
        } = body(row)?;
        Ok(Self::SaleOpened {
            sale: SaleId::from_bytes(subject(row)?),
            number: SaleNumber::new(number),
            shift: shift.parse().map_err(text)?,
            total: Money::from_cents(total_cents).ok_or("too much money")?,
        })
    }

    fn read_leg(row: &Written) -> Result<Self, String> {
        let LegBody {
            leg,
            tender,
            amount_cents,
        } = body(row)?;
        Ok(Self::LegAdded {
            leg: leg.parse().map_err(text)?,
            sale: SaleId::from_bytes(subject(row)?),
            tender: Tender::named(&tender).ok_or("an unknown tender")?,
            amount: Money::from_cents(amount_cents).ok_or("too much money")?,
        })
    }
}

fn written(kind: &'static str, subject: Option<&[u8; 16]>, body: &impl Serialize) -> Written {
    let subject = subject.map(|id| id.to_vec());
    Written {
        kind: kind.into(),
        subject,
        body: json(body),
        personal: None,
    }
}

fn about(subject: &[u8; 16], written: Written) -> Written {
    let subject = Some(subject.to_vec());
    Written { subject, ..written }
}

fn subject(row: &Written) -> Result<[u8; 16], String> {
    let bytes = row.subject.as_deref().ok_or("it has no subject")?;
    bytes
        .try_into()
        .map_err(|_| "its subject is no id".to_owned())
}

pub(crate) fn json(value: &impl Serialize) -> String {
    serde_json::to_string(value).expect("plain structs of texts and numbers are always JSON")
}

pub(crate) fn body<T: DeserializeOwned>(row: &Written) -> Result<T, String> {
    serde_json::from_str(&row.body).map_err(text)
}

pub(crate) fn personal<T: DeserializeOwned>(row: &Written) -> Result<Option<T>, String> {
    row.personal
        .as_deref()
        .map(serde_json::from_str)
        .transpose()
        .map_err(text)
}

#[expect(clippy::needless_pass_by_value, reason = "it is handed to map_err")]
pub(crate) fn text(error: impl ToString) -> String {
    error.to_string()
}
