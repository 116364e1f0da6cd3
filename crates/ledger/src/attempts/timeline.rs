//! What happened to an attempt, in the order of the journal.

use domain::clock::Timestamp;
use domain::ids::AttemptId;
use domain::people::PersonName;

use crate::error::LedgerError;
use crate::readers::Readers;

/// One fact of an attempt's timeline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moment {
    /// When it was written.
    pub at: Timestamp,
    /// Who did it, or from whom it came.
    pub actor: String,
    /// What the person is called who did it; nothing when none did, or the name was erased.
    pub by: Option<PersonName>,
    /// Its kind, as in the journal.
    pub kind: String,
    /// The code, receipt or source that it names.
    pub detail: Option<String>,
}

impl Readers {
    /// Returns the facts of an attempt, and of the receipts that are its or are kept for it, in
    /// their order.
    ///
    /// # Errors
    /// When the book can't be read.
    pub fn timeline(&self, id: AttemptId) -> Result<Vec<Moment>, LedgerError> {
        self.with(|conn| {
            let moments = conn
                .prepare_cached(
                    "SELECT at_ms, actor, kind,
                            coalesce(body ->> 'receipt', body ->> 'code', body ->> 'refusal',
                                body ->> 'source'),
                            (SELECT name FROM person WHERE lower(hex(person.id))
                                = replace(substr(actor, 8), '-', ''))
                     FROM journal WHERE subject = ?1 OR subject IN
                         (SELECT CAST(number AS BLOB) FROM receipt
                          WHERE attempt = ?1 OR held_for = ?1)
                     ORDER BY seq",
                )?
                .query_map([id.as_bytes()], |row| {
                    let (actor, kind, detail) = (row.get(1)?, row.get(2)?, row.get(3)?);
                    let name: Option<String> = row.get(4)?;
                    Ok(Moment {
                        at: Timestamp::from_ms(row.get(0)?),
                        actor,
                        by: name.and_then(|name| name.parse().ok()),
                        kind,
                        detail,
                    })
                })?
                .collect::<Result<_, _>>()?;
            Ok(moments)
        })
    }
}
