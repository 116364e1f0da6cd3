//! The evidence: raw bodies as they came, and what of them tells of a person.
//!
//! The journal holds only a salted digest of each row, so that a row can be erased (body, personal
//! part and salt) and the chain still holds.

use domain::clock::Timestamp;
use domain::ids::{AttemptId, CommandId};
use rusqlite::OptionalExtension;
use sha2::{Digest, Sha256};

use crate::entry::Entry;
use crate::error::LedgerError;
use crate::writer::Tx;

/// By which way evidence came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// Typed at the counter.
    Counter,
    /// Safaricom's answer to our push.
    Acknowledgement,
    /// A body on the attempt's secret path.
    Callback,
    /// Safaricom's answer to our question.
    Query,
    /// A C2B confirmation, on the shop's secret path.
    Confirmation,
    /// Safaricom's answer to a pull.
    Pull,
    /// The result of a transaction status.
    Status,
    /// A statement of Safaricom's.
    Statement,
    /// A body on a command's secret path: its result, or word that there will be none.
    Result,
}

/// A raw body with the salt of its digest.
#[derive(Clone, Debug)]
pub struct Evidence {
    /// By which way it came.
    pub way: Way,
    /// The body as it came.
    pub body: Vec<u8>,
    /// Sixteen random bytes, so that a digest tells nothing of an erased body.
    pub salt: [u8; 16],
}

/// A stored row, as the journal refers to it.
pub(crate) struct Kept {
    pub(crate) id: i64,
    pub(crate) digest: [u8; 32],
}

impl Way {
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Counter => "counter",
            Self::Acknowledgement => "acknowledgement",
            Self::Callback => "callback",
            Self::Query => "query",
            Self::Confirmation => "confirmation",
            Self::Pull => "pull",
            Self::Status => "status",
            Self::Statement => "statement",
            Self::Result => "result",
        }
    }
}

/// Stores evidence with the personal part that was read from it.
pub(crate) fn keep(
    tx: &Tx<'_>,
    at: Timestamp,
    entry: &Entry,
    evidence: &Evidence,
    personal: Option<&str>,
) -> Result<Kept, LedgerError> {
    let digest = digest(&evidence.salt, &evidence.body, personal);
    let same = same_of(evidence.way.name(), &evidence.body);
    tx.0.prepare_cached(
        "INSERT INTO inbox (received_at_ms, way, attempt, command, body, personal, salt, digest,
             same)
         VALUES (:at, :way, :attempt, :command, :body, :personal, :salt, :digest, :same)",
    )?
    .execute(rusqlite::named_params! {
        ":at": at.ms(),
        ":way": evidence.way.name(),
        ":attempt": entry.attempt().as_ref().map(|id| id.as_bytes().as_slice()),
        ":command": entry.command().as_ref().map(|id| id.as_bytes().as_slice()),
        ":body": evidence.body,
        ":personal": personal,
        ":salt": evidence.salt,
        ":digest": digest,
        ":same": same,
    })?;
    Ok(Kept {
        id: tx.0.last_insert_rowid(),
        digest,
    })
}

/// Tells whether the same bytes came by the same path before.
pub(crate) fn knows(tx: &Tx<'_>, attempt: AttemptId, body: &[u8]) -> Result<bool, LedgerError> {
    let found =
        tx.0.prepare_cached("SELECT 1 FROM inbox WHERE attempt = ?1 AND same = ?2")?
            .query_row(
                (attempt.as_bytes(), Sha256::digest(body).as_slice()),
                |_| Ok(()),
            )
            .optional()?;
    Ok(found.is_some())
}

/// Tells whether the same bytes came by a path of the same command before.
pub(crate) fn knows_of_command(
    tx: &Tx<'_>,
    command: CommandId,
    body: &[u8],
) -> Result<bool, LedgerError> {
    let find = "SELECT 1 FROM inbox WHERE command = ?1 AND same = ?2";
    let same = Sha256::digest(body);
    let known =
        tx.0.prepare_cached(find)?
            .exists((command.as_bytes(), same.as_slice()))?;
    Ok(known)
}

/// Returns what tells a body that came before: bodies that come by themselves alone come again.
pub(crate) fn same_of(way: &str, body: &[u8]) -> Option<Vec<u8>> {
    let by_itself = [Way::Callback, Way::Confirmation, Way::Result].map(Way::name);
    by_itself
        .contains(&way)
        .then(|| Sha256::digest(body).to_vec())
}

/// Tells whether the same bytes came by the same way before, on no attempt's path.
pub(crate) fn knows_body(tx: &Tx<'_>, evidence: &Evidence) -> Result<bool, LedgerError> {
    let same = Sha256::digest(&evidence.body);
    let found =
        tx.0.prepare_cached(
            "SELECT 1 FROM inbox
             WHERE attempt IS NULL AND command IS NULL AND way = ?1 AND same = ?2",
        )?
        .query_row((evidence.way.name(), same.as_slice()), |_| Ok(()))
        .optional()?;
    Ok(found.is_some())
}

/// Erases the evidence of all that is told of something, of kinds that begin so. The digests stay.
pub(crate) fn erase_what_tells_of(
    tx: &Tx<'_>,
    subject: &[u8; 16],
    kinds: &str,
) -> Result<(), LedgerError> {
    tx.0.prepare_cached(
        "UPDATE inbox SET body = NULL, personal = NULL, salt = NULL, same = NULL
         WHERE id IN (SELECT inbox FROM journal WHERE subject = ?1 AND kind GLOB ?2 || '*')",
    )?
    .execute((subject, kinds))?;
    Ok(())
}

/// Digests a row as the journal knows it: salt, then body and personal part with their lengths.
pub(crate) fn digest(salt: &[u8], body: &[u8], personal: Option<&str>) -> [u8; 32] {
    let personal = personal.unwrap_or_default().as_bytes();
    Sha256::new()
        .chain_update(salt)
        .chain_update(body.len().to_le_bytes())
        .chain_update(body)
        .chain_update(personal.len().to_le_bytes())
        .chain_update(personal)
        .finalize()
        .into()
}
