//! Who works at the till, who is at the counter, and which PINs were shown.
//!
//! What each may do is decided by [`domain::people`]. Hashing is not done here: it would keep
//! everybody else's work waiting. Who hashes tells what came of it, as [`Shown`].

use domain::clock::Timestamp;
use domain::ids::PersonId;
use domain::people::{
    Denied, Employment, Person, PersonName, PinHash, Role, WrongPins, must_keep_an_owner,
};
use rusqlite::{Connection, OptionalExtension, Row};

use crate::entry::Entry;
use crate::error::LedgerError;
use crate::inbox::Evidence;
use crate::journal::{self, Actor};
use crate::person_facts::PersonFact;
use crate::readers::Readers;
use crate::writer::Tx;

/// The owner that every book begins with.
pub const OWNER: PersonId = PersonId::from_bytes(*b"\0\0\0\0\0\0\x70\0\x80\0\0\0\0\0\0\x01");

/// Somebody who works at the till, or did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PersonRecord {
    /// What the rules look at.
    pub person: Person,
    /// What he is called; nothing when it was erased.
    pub name: Option<PersonName>,
    /// What the book keeps of his PIN; nothing without one, or when it was erased.
    pub pin: Option<PinHash>,
    /// Whether he is at the counter.
    pub at_counter: bool,
}

/// What is to be different with a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PersonChange {
    /// What he is called.
    Name(PersonName),
    /// What he may do.
    Role(Role),
    /// Whether he works here.
    Employment(Employment),
}

/// What came of holding a PIN against the hash in the book.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shown {
    /// It is his.
    Right,
    /// It is not.
    Wrong,
}

impl Tx<'_> {
    /// Returns who is at the counter.
    ///
    /// # Errors
    /// When the book can't be read.
    pub fn at_counter(&self) -> Result<PersonId, LedgerError> {
        Ok(at_counter(self.0)?.person.id)
    }

    /// Returns who is at the counter, as he stands in the journal: whatever is done there, he does.
    ///
    /// # Errors
    /// When the book can't be read.
    pub fn actor(&self) -> Result<Actor, LedgerError> {
        self.at_counter().map(Actor::Person)
    }

    /// Finds somebody.
    ///
    /// # Errors
    /// [`LedgerError::NotFound`].
    pub fn person(&self, id: PersonId) -> Result<PersonRecord, LedgerError> {
        find(self.0, id)
    }

    /// Takes somebody on.
    ///
    /// # Errors
    /// [`Denied::NameTaken`], or when the book can't be written.
    pub fn add_person(
        &self,
        at: Timestamp,
        by: Actor,
        (person, role): (PersonId, Role),
        (name, typed): (PersonName, &Evidence),
    ) -> Result<(), LedgerError> {
        must_be_free(self.0, &name, person)?;
        let name = Some(name);
        let added = PersonFact::Added { role, name };
        self.tell(at, by, person, added, Some(typed))
    }

    /// Changes what is so with somebody; what is so already is not written again.
    ///
    /// # Errors
    /// [`Denied::NameTaken`], [`Denied::LastOwner`]; there is no such person; or the book can't be
    /// written.
    pub fn change_person(
        &self,
        at: Timestamp,
        by: Actor,
        person: PersonId,
        (change, typed): (PersonChange, &Evidence),
    ) -> Result<(), LedgerError> {
        let found = self.person(person)?;
        let (fact, typed) = match change {
            PersonChange::Name(name) if found.name.as_ref() == Some(&name) => return Ok(()),
            PersonChange::Name(name) => {
                must_be_free(self.0, &name, person)?;
                (PersonFact::Renamed { name: Some(name) }, Some(typed))
            }
            PersonChange::Role(role) if found.person.role == role => return Ok(()),
            PersonChange::Role(role) => (PersonFact::GivenRole { role }, None),
            PersonChange::Employment(one) if found.person.employment == one => return Ok(()),
            PersonChange::Employment(Employment::Left) => (PersonFact::Left, None),
            PersonChange::Employment(Employment::Works) => {
                if let Some(name) = &found.name {
                    must_be_free(self.0, name, person)?;
                }
                (PersonFact::Returned, None)
            }
        };
        self.tell(at, by, person, fact, typed)?;
        let people: Vec<_> = all(self.0)?.into_iter().map(|one| one.person).collect();
        Ok(must_keep_an_owner(&people)?)
    }

    /// Keeps somebody's PIN from now on. `typed` holds nothing of it.
    ///
    /// # Errors
    /// There is no such person, or the book can't be written.
    pub fn set_pin(
        &self,
        at: Timestamp,
        by: Actor,
        person: PersonId,
        (hash, typed): (PinHash, &Evidence),
    ) -> Result<(), LedgerError> {
        self.person(person)?;
        let hash = Some(hash);
        self.tell(at, by, person, PersonFact::PinSet { hash }, Some(typed))
    }

    /// Writes down that a PIN was shown for somebody, and says whether it counts: none does while
    /// he is locked out, and which it was is then not told. `steady` is the steady time.
    ///
    /// # Errors
    /// There is no such person, or the book can't be written.
    pub fn show_pin(
        &self,
        at: Timestamp,
        steady: Timestamp,
        person: PersonId,
        shown: Shown,
    ) -> Result<Result<(), Denied>, LedgerError> {
        let wrong = self.person(person)?.person.wrong_pins;
        let wait = wrong.wait(steady);
        if !wait.is_zero() {
            return Ok(Err(Denied::Locked { wait }));
        }
        match shown {
            Shown::Right => {
                let by = Actor::Person(person);
                self.tell(at, by, person, PersonFact::PinProved, None)?;
                Ok(Ok(()))
            }
            Shown::Wrong => {
                let refused = PersonFact::PinRefused { at: steady };
                self.tell(at, Actor::Till, person, refused, None)?;
                let left = wrong.and_one(steady).free();
                Ok(Err(Denied::WrongPin { left }))
            }
        }
    }

    /// Writes down that somebody is at the counter from now on.
    ///
    /// # Errors
    /// [`Denied::Left`]; there is no such person; or the book can't be written.
    pub fn come(&self, at: Timestamp, person: PersonId) -> Result<(), LedgerError> {
        let found = self.person(person)?;
        found.person.may_come()?;
        if found.at_counter {
            return Ok(());
        }
        self.tell(at, Actor::Person(person), person, PersonFact::Came, None)
    }

    fn tell(
        &self,
        at: Timestamp,
        by: Actor,
        person: PersonId,
        fact: PersonFact,
        typed: Option<&Evidence>,
    ) -> Result<(), LedgerError> {
        let entry = Entry::PersonFact { person, fact };
        journal::record(self, at, by, &entry, typed).map(drop)
    }
}

impl Readers {
    /// Returns everybody who works at the till or did, in the order in which they came.
    ///
    /// # Errors
    /// When the book can't be read.
    pub fn people(&self) -> Result<Vec<PersonRecord>, LedgerError> {
        self.with(all)
    }

    /// Finds somebody.
    ///
    /// # Errors
    /// [`LedgerError::NotFound`].
    pub fn person(&self, id: PersonId) -> Result<PersonRecord, LedgerError> {
        self.with(|conn| find(conn, id))
    }

    /// Returns who is at the counter.
    ///
    /// # Errors
    /// When the book can't be read.
    pub fn at_counter(&self) -> Result<PersonRecord, LedgerError> {
        self.with(at_counter)
    }
}

/// Puts in the one whom every book begins with, as the first migration and its followers do.
pub(crate) fn begin(tx: &Tx<'_>) -> Result<(), LedgerError> {
    tx.0.execute(
        "INSERT INTO person (id, name, role, at_counter) VALUES (?1, 'Owner', 'owner', 1)",
        [OWNER.as_bytes()],
    )?;
    Ok(())
}

pub(crate) fn project(
    tx: &Tx<'_>,
    at: Timestamp,
    person: PersonId,
    fact: &PersonFact,
) -> Result<(), LedgerError> {
    let set = |change: &str, value: &dyn rusqlite::ToSql| {
        let change = format!("UPDATE person SET {change} WHERE id = ?1");
        let changed = tx.0.prepare_cached(&change)?;
        changed_one(changed, rusqlite::params![person.as_bytes(), value])
    };
    match fact {
        PersonFact::Added { role, name } => {
            tx.0.prepare_cached(
                "INSERT INTO person (id, name, role, added_at_ms) VALUES (?1, ?2, ?3, ?4)",
            )?
            .execute((
                person.as_bytes(),
                name.as_ref().map(PersonName::as_str),
                role.name(),
                at.ms(),
            ))?;
            Ok(())
        }
        PersonFact::Renamed { name } => set("name = ?2", &name.as_ref().map(PersonName::as_str)),
        PersonFact::GivenRole { role } => set("role = ?2", &role.name()),
        PersonFact::Left => set("left_at_ms = ?2", &at.ms()),
        PersonFact::Returned => set("left_at_ms = ?2", &None::<i64>),
        PersonFact::PinSet { hash } => {
            let hash = hash.as_ref().map(PinHash::expose);
            set("has_pin = 1, wrong_pins = 0, pin = ?2", &hash)
        }
        PersonFact::PinRefused { at } => {
            let wrong = find(tx.0, person)?.person.wrong_pins.and_one(*at);
            set("wrong_pins = ?2", &wrong.count)?;
            set("last_wrong_at_ms = ?2", &wrong.last.ms())
        }
        PersonFact::PinProved => set("wrong_pins = ?2", &0),
        PersonFact::Came => {
            tx.0.prepare_cached("UPDATE person SET at_counter = 0 WHERE at_counter = 1")?
                .execute([])?;
            set("at_counter = ?2", &1)
        }
    }
}

fn changed_one(
    mut change: rusqlite::CachedStatement<'_>,
    values: impl rusqlite::Params,
) -> Result<(), LedgerError> {
    match change.execute(values)? {
        1 => Ok(()),
        _ => Err(LedgerError::NotFound("person")),
    }
}

/// Returns what somebody is called; nothing when it was erased.
pub(crate) fn name_of(conn: &Connection, id: PersonId) -> Result<Option<PersonName>, LedgerError> {
    Ok(find(conn, id)?.name)
}

/// Tells whether anybody could agree to what somebody does.
pub(crate) fn has_second(conn: &Connection, asker: PersonId) -> Result<bool, LedgerError> {
    let mut people = all(conn)?.into_iter();
    Ok(people.any(|one| one.person.may_approve(asker).is_ok()))
}

/// Two who work here are not called the same.
fn must_be_free(conn: &Connection, name: &PersonName, but: PersonId) -> Result<(), LedgerError> {
    let taken = all(conn)?.into_iter().any(|one| {
        let sounds = |theirs: &PersonName| theirs.sounds_like(name);
        one.person.id != but && one.person.works_here() && one.name.as_ref().is_some_and(sounds)
    });
    if taken {
        Err(Denied::NameTaken.into())
    } else {
        Ok(())
    }
}

const COLUMNS: &str = "SELECT id, name, role, pin, has_pin, wrong_pins, last_wrong_at_ms,
    left_at_ms, at_counter FROM person";

fn all(conn: &Connection) -> Result<Vec<PersonRecord>, LedgerError> {
    let ordered = format!("{COLUMNS} ORDER BY added_at_ms, id");
    let people = conn
        .prepare_cached(&ordered)?
        .query_map([], read)?
        .collect::<Result<_, _>>()?;
    Ok(people)
}

fn find(conn: &Connection, id: PersonId) -> Result<PersonRecord, LedgerError> {
    let found = conn
        .prepare_cached(&format!("{COLUMNS} WHERE id = ?1"))?
        .query_row([id.as_bytes()], read)
        .optional()?;
    found.ok_or(LedgerError::NotFound("person"))
}

fn at_counter(conn: &Connection) -> Result<PersonRecord, LedgerError> {
    let found = conn
        .prepare_cached(&format!("{COLUMNS} WHERE at_counter = 1"))?
        .query_row([], read)
        .optional()?;
    found.ok_or(LedgerError::NotFound("person at the counter"))
}

fn read(row: &Row<'_>) -> Result<PersonRecord, rusqlite::Error> {
    let (name, role): (Option<String>, String) = (row.get(1)?, row.get(2)?);
    let last: Option<i64> = row.get(6)?;
    let wrong_pins = WrongPins {
        count: row.get(5)?,
        last: last.map(Timestamp::from_ms).unwrap_or_default(),
    };
    let left: Option<i64> = row.get(7)?;
    let employment = match left {
        None => Employment::Works,
        Some(_) => Employment::Left,
    };
    Ok(PersonRecord {
        person: Person {
            id: PersonId::from_bytes(row.get(0)?),
            role: Role::named(&role).ok_or(rusqlite::Error::InvalidQuery)?,
            employment,
            has_pin: row.get(4)?,
            wrong_pins,
        },
        name: name.and_then(|name| name.parse().ok()),
        pin: row.get::<_, Option<String>>(3)?.map(PinHash::of_phc),
        at_counter: row.get(8)?,
    })
}
