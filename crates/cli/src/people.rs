//! `people`: who works at the till. PINs come from the environment, never from the command line,
//! which every program of the machine can read.

use app::{AppError, Badge, NewPerson, PersonChange, PersonRecord, Ports, Till};
use domain::people::{Employment, Pin, Role};
use serde::Serialize;
use serde_json::json;

use crate::args::{NewName, Whom};
use crate::exit::{Exit, Failure};
use crate::output::Output;
use crate::place::Place;

/// The variable with the owner's PIN; not needed while he has none.
const OWNER_PIN: &str = "KAUNTA_OWNER_PIN";
/// The variable with the PIN that somebody gets.
const NEW_PIN: &str = "KAUNTA_NEW_PIN";

/// Somebody who works at the till, or did.
#[derive(Debug, Serialize)]
struct PersonView {
    id: String,
    /// Null when it was erased.
    name: Option<String>,
    role: &'static str,
    has_pin: bool,
    works_here: bool,
    at_counter: bool,
}

/// Lists everybody who works at the till, or did.
pub(crate) fn list(place: &Place, output: Output) -> Result<Exit, Failure> {
    say(&place.read()?.people()?, output);
    Ok(Exit::Fine)
}

/// Takes somebody on.
pub(crate) async fn add(new: &NewName, place: &Place, output: Output) -> Result<Exit, Failure> {
    let new = NewPerson {
        name: new.name.parse().map_err(AppError::from)?,
        role: new.role,
        pin: new_pin()?,
    };
    let act = async |till: &Till, owner, _: &[_]| Ok(till.add_person(owner, new).await?);
    change(place, output, act).await
}

/// Gives somebody a PIN.
pub(crate) async fn set_pin(whom: &Whom, place: &Place, output: Output) -> Result<Exit, Failure> {
    let pin = new_pin()?;
    let act = async |till: &Till, owner, people: &[PersonRecord]| {
        let person = named(people, &whom.name)?.person.id;
        Ok(till.set_pin(owner, person, pin).await?)
    };
    change(place, output, act).await
}

/// Lets somebody go, or takes him back.
pub(crate) async fn employ(
    whom: &Whom,
    employment: Employment,
    place: &Place,
    output: Output,
) -> Result<Exit, Failure> {
    let act = async |till: &Till, owner, people: &[PersonRecord]| {
        let person = named(people, &whom.name)?.person.id;
        let change = PersonChange::Employment(employment);
        Ok(till.change_person(owner, person, change).await?)
    };
    change(place, output, act).await
}

/// Opens the till, lets its owner do something about somebody, and shows that one.
async fn change(
    place: &Place,
    output: Output,
    act: impl AsyncFnOnce(&Till, Badge, &[PersonRecord]) -> Result<PersonRecord, Failure>,
) -> Result<Exit, Failure> {
    let changed = as_owner(place, act).await?;
    say(&[changed], output);
    Ok(Exit::Fine)
}

/// Opens the till and lets its owner do something.
pub(crate) async fn as_owner<T>(
    place: &Place,
    act: impl AsyncFnOnce(&Till, Badge, &[PersonRecord]) -> Result<T, Failure>,
) -> Result<T, Failure> {
    place.must_exist()?;
    let till = place.open(&Ports::system()?)?;
    let done = async {
        let people = till.people()?;
        act(&till, owner(&people)?, &people).await
    };
    let done = done.await;
    till.close().await;
    done
}

/// Shows the first owner who works here by the PIN that was given.
fn owner(people: &[PersonRecord]) -> Result<Badge, Failure> {
    let owns = |one: &&PersonRecord| one.person.may_manage_people().is_ok();
    let missing = || Failure::bad_input("no_such_person", "no owner works here");
    let person = people.iter().find(owns).ok_or_else(missing)?.person.id;
    let pin = std::env::var(OWNER_PIN).ok().map(read).transpose()?;
    Ok(Badge { person, pin })
}

/// Finds somebody by name: of two, the one who works here.
fn named<'a>(people: &'a [PersonRecord], name: &str) -> Result<&'a PersonRecord, Failure> {
    let wanted = name.parse().map_err(AppError::from)?;
    let called = |one: &&PersonRecord| {
        let theirs = one.name.as_ref();
        theirs.is_some_and(|theirs| theirs.sounds_like(&wanted))
    };
    let found = people.iter().filter(called);
    let missing = || Failure::bad_input("no_such_person", "nobody here is called so");
    found
        .max_by_key(|one| one.person.works_here())
        .ok_or_else(missing)
}

fn new_pin() -> Result<Pin, Failure> {
    let missing = |_| Failure::bad_input("bad_pin", format!("give the new PIN in {NEW_PIN}"));
    read(std::env::var(NEW_PIN).map_err(missing)?)
}

fn read(digits: String) -> Result<Pin, Failure> {
    Ok(Pin::try_from(digits).map_err(AppError::from)?)
}

fn say(people: &[PersonRecord], output: Output) {
    let views: Vec<_> = people.iter().map(PersonView::of).collect();
    output.result(&json!({ "people": views }), |_| {
        let rows: Vec<_> = views.iter().map(PersonView::row).collect();
        rows.join("\n")
    });
}

impl PersonView {
    fn of(record: &PersonRecord) -> Self {
        let person = &record.person;
        Self {
            id: person.id.to_string(),
            name: record.name.as_ref().map(|name| name.as_str().to_owned()),
            role: person.role.name(),
            has_pin: person.has_pin,
            works_here: person.works_here(),
            at_counter: record.at_counter,
        }
    }

    /// Name, role, and what is out of the ordinary.
    fn row(&self) -> String {
        let name = self.name.as_deref().unwrap_or("(erased)");
        let notes = [
            ("at the counter", self.at_counter),
            ("no PIN", !self.has_pin),
            ("let go", !self.works_here),
        ];
        let notes = notes.iter().filter(|(_, so)| *so).map(|(note, _)| *note);
        let notes: Vec<_> = notes.collect();
        let row = format!("{name:<24}  {:<10}  {}", self.role, notes.join(", "));
        row.trim_end().to_owned()
    }
}

/// Reads a role as it is typed.
pub(crate) fn role(text: &str) -> Result<Role, String> {
    Role::named(text).ok_or_else(|| "cashier, supervisor or owner".to_owned())
}
