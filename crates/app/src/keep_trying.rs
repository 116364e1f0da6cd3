//! A keyring that was locked at the start is tried again, so that the till prompts as soon as it is
//! unlocked. The waits grow: some keyrings ask a person each time.

use std::sync::Arc;
use std::time::Duration;

use vault::Keyring;

use crate::profile::Profile;
use crate::till::{Change, Till};

const FIRST: Duration = Duration::from_secs(15);
const LONGEST: Duration = Duration::from_mins(5);

impl Till {
    /// Tries the keyring until it gives the secrets, it is clear that it never will, or the till
    /// is closed or connected otherwise.
    pub(crate) fn keep_trying(&self, profile: Profile, keyring: Arc<dyn Keyring>) {
        let till = self.clone();
        let (mut wait, mut next) = (FIRST, self.0.time.now().plus(FIRST));
        tokio::spawn(async move {
            loop {
                till.0.time.sleep_until(next).await;
                if till.can_prompt() || !till.clerk().is_open() {
                    return;
                }
                match till.open_line(profile.clone(), keyring.clone()).await {
                    Ok(()) => return till.announce(Change::Line),
                    Err(error) if !error.is_of_the_moment() => return,
                    Err(_) => wait = (wait * 2).min(LONGEST),
                }
                next = till.0.time.now().plus(wait);
            }
        });
    }
}
