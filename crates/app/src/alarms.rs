//! Alarms: what a person must see, kept in the book until one has.

use domain::attempt::Alarm;
use domain::balances::two_balances;
use domain::clock::Timestamp;
use domain::eat::TradingDay;
use domain::ids::AttemptId;
use domain::sale::{Given, Said};
use ledger::{About, AlarmId, AlarmRecord, Recorded};

use crate::error::AppError;
use crate::till::{Change, Till};

/// Says an alarm about the shop's account, or about a sale whose goods were given and are not paid;
/// the screens have their own words for all others.
pub fn say_alarm(record: &AlarmRecord, now: Timestamp) -> Option<Said> {
    let today = TradingDay::of(now);
    match (&record.gap, &record.about) {
        (Some(gap), _) => Some(
            gap.finding
                .says((gap.since, gap.until), &gap.suspects, today),
        ),
        (None, About::Receipt(receipt)) if record.id.alarm() == Alarm::TwoBalances => {
            Some(two_balances(receipt))
        }
        _ => say_given(record),
    }
}

/// Says by whom goods were given for a payment that is not, or is another's.
fn say_given(record: &AlarmRecord) -> Option<Said> {
    let (money, release) = record.at_risk.as_ref()?;
    let given = Given {
        money: *money,
        code: record.code.as_ref(),
        by: release.by.as_ref(),
        agreed: release.agreed.as_ref(),
    };
    given.says(record.id.alarm())
}

impl Till {
    /// Returns the alarms that nobody has seen yet, oldest first.
    ///
    /// # Errors
    /// When the book can't be read.
    pub fn alarms(&self) -> Result<Vec<AlarmRecord>, AppError> {
        Ok(self.clerk().readers().alarms()?)
    }

    /// Writes down that a person has seen an alarm; one that was seen before stays as it is.
    ///
    /// # Errors
    /// There is no such alarm, or the book can't be written.
    pub async fn alarm_seen(&self, alarm: AlarmId) -> Result<(), AppError> {
        let now = self.now();
        let herald = self.clone();
        let tell = move |(): &()| herald.announce(Change::AlarmSeen(alarm));
        let see = self
            .clerk()
            .write_then(move |tx| tx.see_alarm(now, tx.at_counter()?, alarm), tell);
        Ok(see.await?)
    }

    /// Raises the alarm that what the book says of an attempt can't be read. Said once: the book
    /// keeps it.
    pub(crate) async fn raise_unreadable(&self, attempt: AttemptId) -> Result<(), AppError> {
        let now = self.now();
        let herald = self.clone();
        let tell = move |raised: &Option<Recorded>| {
            if let Some(recorded) = raised {
                herald.tell_alarms(&About::Attempt(attempt), &recorded.alarms);
            }
        };
        let raise = self
            .clerk()
            .write_then(move |tx| tx.raise_unreadable(now, attempt), tell);
        Ok(raise.await.map(drop)?)
    }
}
