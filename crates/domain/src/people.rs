//! Who works at the till, and what each may do there.
//!
//! Pure rules: whoever asks them has proved nothing yet. That somebody is who he says is proved by
//! his PIN, which the till hashes outside of this crate.

mod lock_out;
mod name;
mod pin;

use std::time::Duration;

use thiserror::Error;

use crate::ids::PersonId;

pub use lock_out::WrongPins;
pub use name::{NameError, PersonName};
pub use pin::{Pin, PinError, PinHash};

/// What somebody may do at the till. Each may do what those before it may.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// Sells.
    Cashier,
    /// Agrees to what a cashier may not do alone.
    Supervisor,
    /// Says who works here.
    Owner,
}

/// Somebody who works at the till, or did, as far as the rules look at him.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Person {
    /// Who it is.
    pub id: PersonId,
    /// What he may do.
    pub role: Role,
    /// Whether he works here.
    pub employment: Employment,
    /// Whether he ever got a PIN.
    pub has_pin: bool,
    /// His wrong PINs since the last right one.
    pub wrong_pins: WrongPins,
}

/// Whether somebody works here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Employment {
    /// He does.
    Works,
    /// He was let go: what he did keeps his name.
    Left,
}

/// Why somebody is not let do something. Nothing was changed, and no money moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum Denied {
    /// The PIN is not his.
    #[error("the PIN is wrong: {left} more before a wait")]
    WrongPin {
        /// How many wrong ones he may type before he has to wait.
        left: u32,
    },
    /// There were too many wrong PINs: none is looked at for so long.
    #[error("too many wrong PINs: none is looked at for {} s", .wait.as_secs())]
    Locked {
        /// How long.
        wait: Duration,
    },
    /// He has no PIN, and one is needed.
    #[error("this person has no PIN")]
    NoPin,
    /// He has a PIN, and did not show it.
    #[error("this person's PIN is wanted")]
    PinWanted,
    /// He does not work here any more.
    #[error("this person does not work here any more")]
    Left,
    /// It is about himself, or he asks for it: another person has to.
    #[error("another person has to do that")]
    SamePerson,
    /// His role does not allow it.
    #[error("this person has no right to that")]
    NoRight,
    /// Above the owner's limit a second person has to agree, and there is one.
    #[error("above the owner's limit a second person has to agree")]
    SecondWanted,
    /// Nobody would be left who says who works here.
    #[error("the last owner stays the owner")]
    LastOwner,
    /// Somebody who works here has that name.
    #[error("somebody of that name works here")]
    NameTaken,
}

impl Role {
    /// All of them, the least first.
    pub const ALL: [Self; 3] = [Self::Cashier, Self::Supervisor, Self::Owner];

    /// Returns the name for book and interfaces.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Cashier => "cashier",
            Self::Supervisor => "supervisor",
            Self::Owner => "owner",
        }
    }

    /// Finds a role by its name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.name() == name)
    }

    /// Tells whether it may agree to what another one asks for.
    pub const fn may_approve(self) -> bool {
        matches!(self, Self::Supervisor | Self::Owner)
    }

    /// Tells whether it may say who works here.
    pub const fn may_manage_people(self) -> bool {
        matches!(self, Self::Owner)
    }
}

impl Person {
    /// Tells whether he works here.
    pub fn works_here(&self) -> bool {
        self.employment == Employment::Works
    }

    /// Decides whether he may stand at the counter.
    ///
    /// # Errors
    /// [`Denied::Left`].
    pub fn may_come(&self) -> Result<(), Denied> {
        match self.employment {
            Employment::Works => Ok(()),
            Employment::Left => Err(Denied::Left),
        }
    }

    /// Decides whether he may agree to what `asker` wants to do.
    ///
    /// # Errors
    /// [`Denied::Left`], [`Denied::SamePerson`], [`Denied::NoRight`], [`Denied::NoPin`].
    pub fn may_approve(&self, asker: PersonId) -> Result<(), Denied> {
        self.may_come()?;
        match self.role {
            _ if self.id == asker => Err(Denied::SamePerson),
            role if !role.may_approve() => Err(Denied::NoRight),
            _ if !self.has_pin => Err(Denied::NoPin),
            _ => Ok(()),
        }
    }

    /// Decides whether he may agree that `asker` gives goods before their money is proved: a second
    /// person, and where nobody could agree, the owner himself. Never without a PIN.
    ///
    /// # Errors
    /// As [`Self::may_approve`].
    pub fn may_agree_to_risk(&self, asker: PersonId, alone: bool) -> Result<(), Denied> {
        let asks_himself = self.id == asker && self.role == Role::Owner;
        if alone && asks_himself {
            return self.may_take_on();
        }
        self.may_approve(asker)
    }

    /// Decides whether he may say who works here.
    ///
    /// # Errors
    /// [`Denied::Left`], [`Denied::NoRight`].
    pub fn may_manage_people(&self) -> Result<(), Denied> {
        self.may_come()?;
        let may = self.role.may_manage_people();
        may.then_some(()).ok_or(Denied::NoRight)
    }

    /// Decides whether he may take somebody on: an owner who has a PIN, since without one whoever
    /// is taken on could come as him.
    ///
    /// # Errors
    /// [`Denied::Left`], [`Denied::NoRight`], [`Denied::NoPin`].
    pub fn may_take_on(&self) -> Result<(), Denied> {
        self.may_manage_people()?;
        self.has_pin.then_some(()).ok_or(Denied::NoPin)
    }

    /// Decides whether he may let somebody go: an owner anybody but himself.
    ///
    /// # Errors
    /// [`Denied::Left`], [`Denied::NoRight`], [`Denied::SamePerson`].
    pub fn may_let_go(&self, whom: PersonId) -> Result<(), Denied> {
        self.may_manage_people()?;
        if whom == self.id {
            Err(Denied::SamePerson)
        } else {
            Ok(())
        }
    }

    /// Decides whether he may set the PIN of somebody: everybody his own, an owner any.
    ///
    /// # Errors
    /// [`Denied::Left`], [`Denied::NoRight`].
    pub fn may_set_pin_of(&self, whose: PersonId) -> Result<(), Denied> {
        if whose == self.id {
            self.may_come()
        } else {
            self.may_manage_people()
        }
    }
}

/// Decides whether there is an owner left among those who would work here.
///
/// # Errors
/// [`Denied::LastOwner`].
pub fn must_keep_an_owner(people: &[Person]) -> Result<(), Denied> {
    let owns = |person: &Person| person.may_manage_people().is_ok();
    people
        .iter()
        .any(owns)
        .then_some(())
        .ok_or(Denied::LastOwner)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ASKER: PersonId = PersonId::from_bytes([1; 16]);
    const OTHER: PersonId = PersonId::from_bytes([2; 16]);

    fn person(role: Role) -> Person {
        Person {
            id: OTHER,
            role,
            employment: Employment::Works,
            has_pin: true,
            wrong_pins: WrongPins::default(),
        }
    }

    fn gone(role: Role) -> Person {
        Person {
            employment: Employment::Left,
            ..person(role)
        }
    }

    #[test]
    fn a_supervisor_and_an_owner_approve_what_another_one_asks_for() {
        let check = |role, expected| {
            assert_eq!(person(role).may_approve(ASKER), expected, "{role:?}");
        };
        check(Role::Cashier, Err(Denied::NoRight));
        check(Role::Supervisor, Ok(()));
        check(Role::Owner, Ok(()));
    }

    #[test]
    fn nobody_approves_what_he_asks_for_himself_whatever_his_role() {
        for role in Role::ALL {
            assert_eq!(person(role).may_approve(OTHER), Err(Denied::SamePerson));
        }
    }

    #[test]
    fn an_owner_who_works_alone_and_has_a_pin_agrees_to_his_own_risk_and_nobody_else_does() {
        let check = |person: Person, (asker, alone), expected| {
            assert_eq!(
                person.may_agree_to_risk(asker, alone),
                expected,
                "{person:?}"
            );
        };
        check(person(Role::Owner), (OTHER, true), Ok(()));
        check(person(Role::Owner), (OTHER, false), Err(Denied::SamePerson));
        check(
            person(Role::Supervisor),
            (OTHER, true),
            Err(Denied::SamePerson),
        );
        check(person(Role::Supervisor), (ASKER, false), Ok(()));
        check(person(Role::Cashier), (ASKER, true), Err(Denied::NoRight));
        check(gone(Role::Owner), (OTHER, true), Err(Denied::Left));
        let no_pin = Person {
            has_pin: false,
            ..person(Role::Owner)
        };
        check(no_pin, (OTHER, true), Err(Denied::NoPin));
    }

    #[test]
    fn an_owner_without_a_pin_approves_nothing_and_takes_nobody_on() {
        let owner = Person {
            has_pin: false,
            ..person(Role::Owner)
        };
        assert_eq!(owner.may_approve(ASKER), Err(Denied::NoPin));
        assert_eq!(owner.may_take_on(), Err(Denied::NoPin));
        assert_eq!(owner.may_manage_people(), Ok(()));
        assert_eq!(person(Role::Owner).may_take_on(), Ok(()));
    }

    #[test]
    fn only_owners_say_who_works_here() {
        let may = Role::ALL.map(|role| person(role).may_manage_people().is_ok());
        assert_eq!(may, [false, false, true]);
        let set = Role::ALL.map(|role| person(role).may_set_pin_of(ASKER).is_ok());
        assert_eq!(set, [false, false, true]);
        let let_go = Role::ALL.map(|role| person(role).may_let_go(ASKER).is_ok());
        assert_eq!(let_go, [false, false, true]);
        assert_eq!(
            person(Role::Owner).may_let_go(OTHER),
            Err(Denied::SamePerson)
        );
        let own = Role::ALL.map(|role| person(role).may_set_pin_of(OTHER).is_ok());
        assert_eq!(own, [true; 3]);
    }

    #[test]
    fn whoever_left_may_nothing() {
        for role in Role::ALL {
            let left = Err(Denied::Left);
            assert_eq!(gone(role).may_come(), left);
            assert_eq!(gone(role).may_approve(ASKER), left);
            assert_eq!(gone(role).may_manage_people(), left);
            assert_eq!(gone(role).may_set_pin_of(OTHER), left);
        }
    }

    #[test]
    fn one_owner_at_least_works_here() {
        let check = |people: &[Person], expected| {
            assert_eq!(must_keep_an_owner(people), expected);
        };
        check(&[person(Role::Cashier), person(Role::Owner)], Ok(()));
        let nobody_owns = [person(Role::Supervisor), gone(Role::Owner)];
        check(&nobody_owns, Err(Denied::LastOwner));
        check(&[], Err(Denied::LastOwner));
    }

    #[test]
    fn a_role_is_found_by_its_name_alone() {
        for role in Role::ALL {
            assert_eq!(Role::named(role.name()), Some(role));
        }
        assert_eq!(Role::named("Owner"), None);
    }
}
