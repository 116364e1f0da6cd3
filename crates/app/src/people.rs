//! People: who works at the till, who is at the counter, and a second person's agreement.
//!
//! Whoever has a PIN shows himself by it; the owner of a shop of one has none and is not bothered.
//! Absent on purpose: what each may do ([`domain::people`] says it), and for what an approval is
//! needed (each use case that wants one takes an [`Approval`]).

mod hashing;

use domain::clock::Timestamp;
use domain::ids::PersonId;
use domain::people::{Denied, Employment, Person, PersonName, Pin, PinHash, Role};
use ledger::{Actor, LedgerError, PersonChange, PersonRecord, Shown, Tx, Way};

use crate::error::AppError;
use crate::till::{Change, Till};

/// Who somebody says that he is, and the PIN by which he shows it.
#[derive(Debug)]
pub struct Badge {
    /// Who.
    pub person: PersonId,
    /// His PIN; nothing of whoever has none.
    pub pin: Option<Pin>,
}

/// Somebody who is to work at the till.
#[derive(Debug)]
pub struct NewPerson {
    /// What he is called.
    pub name: PersonName,
    /// What he may do.
    pub role: Role,
    /// His first PIN.
    pub pin: Pin,
}

/// The agreement of a second person to one act. Only [`Till::approve`] makes one; it can't be
/// copied, and whoever takes it, spends it.
#[derive(Debug)]
#[must_use = "an approval that nothing was done with is an act that was not done"]
pub struct Approval {
    by: PersonId,
}

impl Approval {
    /// Returns who agreed to an act of `actor`, who is at the counter now.
    ///
    /// # Errors
    /// [`Denied::SamePerson`] when they are one: he came to the counter after he had agreed.
    pub fn to_act_of(self, actor: PersonId) -> Result<PersonId, Denied> {
        if self.by == actor {
            Err(Denied::SamePerson)
        } else {
            Ok(self.by)
        }
    }
}

impl Till {
    /// Returns everybody who works at the till or did, in the order in which they came.
    ///
    /// # Errors
    /// When the book can't be read.
    pub fn people(&self) -> Result<Vec<PersonRecord>, AppError> {
        Ok(self.clerk().readers().people()?)
    }

    /// Returns who is at the counter: whatever is done there, stands in the journal as his.
    ///
    /// # Errors
    /// When the book can't be read.
    pub fn at_counter(&self) -> Result<PersonRecord, AppError> {
        Ok(self.clerk().readers().at_counter()?)
    }

    /// Puts somebody at the counter, until another one comes.
    ///
    /// # Errors
    /// [`AppError::Denied`]; there is no such person; or the book can't be written.
    pub async fn sign_in(&self, badge: Badge) -> Result<PersonRecord, AppError> {
        let person = badge.person;
        let come = move |tx: &Tx<'_>, now| {
            tx.come(now, person)?;
            tx.person(person)
        };
        self.let_do(badge, Person::may_come, come).await
    }

    /// Lets a second person agree to what the one at the counter asks for.
    ///
    /// # Errors
    /// [`AppError::Denied`], also when it is the one at the counter; there is no such person; or
    /// the book can't be written.
    pub async fn approve(&self, badge: Badge) -> Result<Approval, AppError> {
        let (by, asker) = (badge.person, self.at_counter()?.person.id);
        let may = |person: &Person| person.may_approve(asker);
        self.let_do(badge, may, |_, _| Ok(())).await?;
        Ok(Approval { by })
    }

    /// Takes somebody on.
    ///
    /// # Errors
    /// [`AppError::Denied`] unless the badge is that of an owner with a PIN, or when somebody who
    /// works here is called the same; [`AppError::Pin`]; or the book can't be written.
    pub async fn add_person(&self, owner: Badge, new: NewPerson) -> Result<PersonRecord, AppError> {
        let NewPerson { name, role, pin } = new;
        let hash = self.hash(pin).await?;
        let person = PersonId::new(self.now(), self.0.ports.entropy.as_ref());
        let by = Actor::Person(owner.person);
        let typed = self.evidence(Way::Counter, name.as_str().into());
        let hidden = self.evidence(Way::Counter, Vec::new());
        let add = move |tx: &Tx<'_>, now| {
            tx.add_person(now, by, (person, role), (name, &typed))?;
            tx.set_pin(now, by, person, (hash, &hidden))?;
            tx.person(person)
        };
        self.let_do(owner, Person::may_take_on, add).await
    }

    /// Changes what somebody is called, what he may do, or whether he works here. An owner who lets
    /// the one at the counter go, takes his place.
    ///
    /// # Errors
    /// [`AppError::Denied`] unless the badge is an owner's, and for what no owner may do; there is
    /// no such person; or the book can't be written.
    pub async fn change_person(
        &self,
        owner: Badge,
        person: PersonId,
        change: PersonChange,
    ) -> Result<PersonRecord, AppError> {
        let (by, lets_go) = (
            owner.person,
            change == PersonChange::Employment(Employment::Left),
        );
        let may = move |owner: &Person| {
            if lets_go {
                owner.may_let_go(person)
            } else {
                owner.may_manage_people()
            }
        };
        let typed = match &change {
            PersonChange::Name(name) => name.as_str().into(),
            PersonChange::Role(_) | PersonChange::Employment(_) => Vec::new(),
        };
        let typed = self.evidence(Way::Counter, typed);
        let act = move |tx: &Tx<'_>, now| {
            tx.change_person(now, Actor::Person(by), person, (change, &typed))?;
            if lets_go && tx.at_counter()? == person {
                tx.come(now, by)?;
            }
            tx.person(person)
        };
        self.let_do(owner, may, act).await
    }

    /// Gives somebody a PIN in place of the one that he had: his own, or as an owner anybody's. It
    /// ends the wait after wrong ones.
    ///
    /// # Errors
    /// [`AppError::Denied`], [`AppError::Pin`]; there is no such person; or the book can't be
    /// written.
    pub async fn set_pin(
        &self,
        badge: Badge,
        person: PersonId,
        pin: Pin,
    ) -> Result<PersonRecord, AppError> {
        let hash = self.hash(pin).await?;
        let by = Actor::Person(badge.person);
        let hidden = self.evidence(Way::Counter, Vec::new());
        let set = move |tx: &Tx<'_>, now| {
            tx.set_pin(now, by, person, (hash, &hidden))?;
            tx.person(person)
        };
        let may = |who: &Person| who.may_set_pin_of(person);
        self.let_do(badge, may, set).await
    }

    /// Lets somebody who shows himself do something, if `may` says so of him. One at a time: how
    /// many wrong PINs there were is known when the next one is looked at.
    pub(crate) async fn let_do<T: Send + 'static>(
        &self,
        badge: Badge,
        may: impl FnOnce(&Person) -> Result<(), Denied>,
        act: impl FnOnce(&Tx<'_>, Timestamp) -> Result<T, LedgerError> + Send + 'static,
    ) -> Result<T, AppError> {
        self.let_do_then(badge, may, act, |_| ()).await
    }

    /// Lets somebody do something as [`Self::let_do`] does, and tells of what came of it in the
    /// order of the book.
    pub(crate) async fn let_do_then<T: Send + 'static>(
        &self,
        badge: Badge,
        may: impl FnOnce(&Person) -> Result<(), Denied>,
        act: impl FnOnce(&Tx<'_>, Timestamp) -> Result<T, LedgerError> + Send + 'static,
        tell: impl FnOnce(&T) + Send + 'static,
    ) -> Result<T, AppError> {
        let _others_wait = self.0.pins.lock().await;
        let found = self.clerk().readers().person(badge.person)?;
        may(&found.person)?;
        let (person, shown) = (badge.person, self.look_at(badge.pin, found).await?);
        let (now, steady) = (self.now(), self.0.time.now());
        let write = move |tx: &Tx<'_>| {
            let taken =
                shown.map_or(Ok(Ok(())), |shown| tx.show_pin(now, steady, person, shown))?;
            match taken {
                Ok(()) => act(tx, now).map(Ok),
                // Written down like everything else.
                Err(denied) => Ok(Err(denied)),
            }
        };
        let herald = self.clone();
        let tell = move |done: &Result<T, Denied>| {
            if let Ok(done) = done {
                herald.announce(Change::People);
                tell(done);
            }
        };
        Ok(self.clerk().write_then(write, tell).await??)
    }

    /// Looks at the PIN that somebody shows; nothing comes of it when he has none.
    async fn look_at(&self, pin: Option<Pin>, of: PersonRecord) -> Result<Option<Shown>, AppError> {
        if !of.person.has_pin {
            return Ok(None);
        }
        let wait = of.person.wrong_pins.wait(self.0.time.now());
        if !wait.is_zero() {
            return Err(Denied::Locked { wait }.into());
        }
        let pin = pin.ok_or(Denied::PinWanted)?;
        let kept = of.pin.ok_or(Denied::NoPin)?;
        hashing::compare(pin, kept).await.map(Some)
    }

    async fn hash(&self, pin: Pin) -> Result<PinHash, AppError> {
        pin.must_be_hard_to_guess()?;
        hashing::hash(pin, self.0.ports.salt()).await
    }
}
