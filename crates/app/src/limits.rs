//! The owner's limits: what one person does alone at the till. Only an owner sets them.

use domain::limits::Limits;
use domain::people::Person;
use ledger::{Actor, By, LedgerError, Tx};

use crate::error::AppError;
use crate::people::{Approval, Badge};
use crate::till::Till;

impl Till {
    /// Returns the owner's limits.
    ///
    /// # Errors
    /// When the book can't be read.
    pub fn limits(&self) -> Result<Limits, AppError> {
        Ok(self.clerk().readers().limits()?)
    }

    /// Sets the owner's limits.
    ///
    /// # Errors
    /// [`AppError::Denied`] unless the badge is an owner's; or the book can't be written.
    pub async fn set_limits(&self, owner: Badge, limits: Limits) -> Result<(), AppError> {
        let by = Actor::Person(owner.person);
        let set = move |tx: &Tx<'_>, now| tx.set_limits(now, by, limits);
        self.let_do(owner, Person::may_manage_people, set).await
    }
}

/// Returns who is at the counter, with the second person who agreed to what he does.
pub(crate) fn agreed_by(tx: &Tx<'_>, approval: Option<Approval>) -> Result<By, LedgerError> {
    let asker = tx.at_counter()?;
    let agreed = approval.map(|approval| approval.to_act_of(asker));
    Ok(By {
        actor: Actor::Person(asker),
        agreed: agreed.transpose()?,
    })
}
