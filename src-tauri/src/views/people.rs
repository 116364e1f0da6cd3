//! What the screens are told of those who work at the till, and what they say of them.

use app::{AppError, Badge, PersonChange, PersonRecord, Till};
use domain::people::{Denied, Employment, Pin, Role};
use serde::{Deserialize, Serialize};
use specta::Type;

use crate::commands::people::id;
use crate::errors::CommandError;

/// What somebody may do at the till.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
#[serde(rename = "Role")]
pub(crate) enum RoleView {
    Cashier,
    Supervisor,
    Owner,
}

/// Somebody who works at the till, or did.
#[derive(Clone, Debug, Serialize, Type)]
#[expect(clippy::struct_excessive_bools, reason = "each is shown by itself")]
pub(crate) struct PersonView {
    pub(crate) id: String,
    /// Nothing when it was erased.
    pub(crate) name: Option<String>,
    pub(crate) role: RoleView,
    pub(crate) has_pin: bool,
    pub(crate) works_here: bool,
    pub(crate) at_counter: bool,
    /// May agree to what another one asks for.
    pub(crate) may_approve: bool,
}

/// Who somebody says that he is, and the PIN by which he shows it. Not to be shown in a log.
#[derive(Deserialize, Type)]
pub(crate) struct BadgeForm {
    person: String,
    pin: Option<String>,
}

/// What is to be different with a person.
#[derive(Deserialize, Type)]
#[serde(rename_all = "snake_case", tag = "is")]
#[serde(rename = "PersonChange")]
pub(crate) enum ChangeForm {
    Named { name: String },
    Given { role: RoleView },
    LetGo,
    TakenBack,
}

/// How it stands with somebody's wrong PINs.
#[derive(Clone, Copy, Debug, Serialize, Type)]
pub(crate) struct TriesView {
    /// How many more cost no wait.
    pub(crate) left: u32,
    /// For how many seconds none is looked at.
    pub(crate) wait_s: u32,
}

impl PersonView {
    /// Shows everybody.
    pub(crate) fn all(till: &Till) -> Result<Vec<Self>, CommandError> {
        Ok(till.people()?.into_iter().map(Self::from).collect())
    }
}

impl From<PersonRecord> for PersonView {
    fn from(record: PersonRecord) -> Self {
        let person = &record.person;
        Self {
            id: person.id.to_string(),
            name: record.name.map(|name| name.as_str().to_owned()),
            role: person.role.into(),
            has_pin: person.has_pin,
            works_here: person.works_here(),
            at_counter: record.at_counter,
            may_approve: person.works_here() && person.has_pin && person.role.may_approve(),
        }
    }
}

impl BadgeForm {
    /// Reads who it is and what was typed.
    pub(crate) fn read(self) -> Result<Badge, CommandError> {
        let pin = self.pin.map(Pin::try_from).transpose();
        Ok(Badge {
            person: id(&self.person)?,
            pin: pin.map_err(AppError::from)?,
        })
    }
}

impl ChangeForm {
    /// Reads what was typed.
    pub(crate) fn read(self) -> Result<PersonChange, AppError> {
        Ok(match self {
            Self::Named { name } => PersonChange::Name(name.parse()?),
            Self::Given { role } => PersonChange::Role(role.into()),
            Self::LetGo => PersonChange::Employment(Employment::Left),
            Self::TakenBack => PersonChange::Employment(Employment::Works),
        })
    }
}

impl TriesView {
    /// Tells how it stands after a PIN that was not taken.
    pub(crate) fn of(error: &AppError) -> Option<Self> {
        match error {
            AppError::Denied(Denied::WrongPin { left }) => Some(Self {
                left: *left,
                wait_s: 0,
            }),
            AppError::Denied(Denied::Locked { wait }) => Some(Self {
                left: 0,
                // The last second counts in full.
                wait_s: u32::try_from(wait.as_secs())
                    .unwrap_or(u32::MAX)
                    .saturating_add(1),
            }),
            _ => None,
        }
    }
}

impl From<Role> for RoleView {
    fn from(role: Role) -> Self {
        match role {
            Role::Cashier => Self::Cashier,
            Role::Supervisor => Self::Supervisor,
            Role::Owner => Self::Owner,
        }
    }
}

impl From<RoleView> for Role {
    fn from(role: RoleView) -> Self {
        match role {
            RoleView::Cashier => Self::Cashier,
            RoleView::Supervisor => Self::Supervisor,
            RoleView::Owner => Self::Owner,
        }
    }
}
