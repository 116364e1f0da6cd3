//! The commands about people: who works here, and who is at the counter.

use app::{AppError, Approval, NewPerson, Till};
use domain::ids::PersonId;
use domain::people::Pin;
use tauri::State;

use super::Answer;
use crate::counter::Counter;
use crate::errors::{CommandError, ErrorCode};
use crate::views::people::{BadgeForm, ChangeForm, PersonView, RoleView};

/// Returns everybody who works at the till or did, in the order in which they came.
#[tauri::command]
#[specta::specta]
pub(crate) async fn people(counter: State<'_, Counter>) -> Answer<Vec<PersonView>> {
    PersonView::all(&counter.till().await?)
}

/// Puts somebody at the counter.
#[tauri::command]
#[specta::specta]
pub(crate) async fn sign_in(counter: State<'_, Counter>, badge: BadgeForm) -> Answer<PersonView> {
    let till = counter.till().await?;
    Ok(till.sign_in(badge.read()?).await?.into())
}

/// Takes somebody on; the badge is an owner's.
#[tauri::command]
#[specta::specta]
pub(crate) async fn add_person(
    counter: State<'_, Counter>,
    badge: BadgeForm,
    name: String,
    role: RoleView,
    pin: String,
) -> Answer<PersonView> {
    let till = counter.till().await?;
    let new = NewPerson {
        name: name.parse().map_err(AppError::from)?,
        role: role.into(),
        pin: Pin::try_from(pin).map_err(AppError::from)?,
    };
    Ok(till.add_person(badge.read()?, new).await?.into())
}

/// Changes what is so with somebody; the badge is an owner's.
#[tauri::command]
#[specta::specta]
pub(crate) async fn change_person(
    counter: State<'_, Counter>,
    badge: BadgeForm,
    person: String,
    change: ChangeForm,
) -> Answer<PersonView> {
    let till = counter.till().await?;
    let (badge, change) = (badge.read()?, change.read()?);
    let changed = till.change_person(badge, id(&person)?, change).await?;
    Ok(changed.into())
}

/// Gives somebody a PIN; the badge is an owner's, or his own.
#[tauri::command]
#[specta::specta]
pub(crate) async fn set_pin(
    counter: State<'_, Counter>,
    badge: BadgeForm,
    person: String,
    pin: String,
) -> Answer<PersonView> {
    let till = counter.till().await?;
    let pin = Pin::try_from(pin).map_err(AppError::from)?;
    let set = till.set_pin(badge.read()?, id(&person)?, pin).await?;
    Ok(set.into())
}

/// Has a second person agree, where one showed himself.
pub(super) async fn approval(till: &Till, second: Option<BadgeForm>) -> Answer<Option<Approval>> {
    match second {
        Some(badge) => Ok(Some(till.approve(badge.read()?).await?)),
        None => Ok(None),
    }
}

/// Reads who is meant.
pub(crate) fn id(text: &str) -> Answer<PersonId> {
    text.parse()
        .map_err(|_| CommandError::plain(ErrorCode::PersonLeft, "no such person"))
}
