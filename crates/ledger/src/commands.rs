//! Commands to M-PESA: drafted, brought up to date with each fact, and found again.
//!
//! What a result tells of a payment is a fact of that payment, written in the same transaction as
//! the fact by which the result counts ([`next`]).

use domain::callback_path::Tag;
use domain::clock::Timestamp;
use domain::command::{Command, Effect, Fact, Found, step};
use domain::ids::CommandId;
use domain::money::{Money, Shillings};
use domain::receipt::{NotReversible, Receipt, life};
use rusqlite::Connection;

use crate::alarms::{self, About};
use crate::entry::Entry;
use crate::error::LedgerError;
use crate::inbox::{self, Evidence};
use crate::journal::{self, Actor, JournalRow, Projected, Recorded};
use crate::limits::By;
use crate::readers::Readers;
use crate::receipts;
use crate::sales;
use crate::writer::Tx;

pub(crate) mod entries;

pub use entries::{CommandDraft, CommandEntry};

/// Holds of an order to send a payment back that may be done, and of which that is not known.
pub(crate) const UNDER_WAY: &str = "kind = 'reversal' AND may_be_done = 1 AND state <> 'done'";

/// A command with what belongs to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CommandRecord {
    /// Its id.
    pub id: CommandId,
    /// When it was drafted.
    pub drafted_at: Timestamp,
    /// What is asked for, and all that is known of what came of it.
    pub command: Command,
}

impl Tx<'_> {
    /// Drafts a command. A payment is sent back once, by two people above the owner's limit, and no
    /// more of it than belongs to nobody or is owed to the customer.
    ///
    /// # Errors
    /// [`domain::people::Denied`]; [`LedgerError::NotReversible`]; and
    /// [`LedgerError::ReversalUnderWay`] when the payment was sent back before, or may have been;
    /// there is no such payment; or the book can't be written.
    pub fn draft_command(
        &self,
        at: Timestamp,
        by: impl Into<By>,
        command: CommandId,
        draft: CommandDraft,
    ) -> Result<CommandRecord, LedgerError> {
        let by = by.into();
        let find = "SELECT 1 FROM receipt WHERE number = ?1";
        let number = draft.order.receipt().as_str();
        if !self.0.prepare_cached(find)?.exists([number])? {
            return Err(LedgerError::NotFound("payment"));
        }
        if let Some(amount) = draft.order.moves() {
            self.let_back(at, by, amount.money())?;
            let stands = standing(self.0, draft.order.receipt())?;
            stands
                .known
                .may_reverse(stands.belongs, amount, stands.owed)?;
        }
        let said = CommandEntry::Drafted(CommandDraft {
            approved_by: by.agreed,
            ..draft
        });
        self.write_command(at, by.actor, command, said, None)?;
        self.command(command)
    }

    /// Writes down a fact of a command.
    ///
    /// # Errors
    /// When the book can't be written, or has no such command.
    pub fn record_command(
        &self,
        at: Timestamp,
        actor: Actor,
        command: CommandId,
        fact: Fact,
        evidence: Option<&Evidence>,
    ) -> Result<(Recorded, CommandRecord), LedgerError> {
        let said = CommandEntry::Fact(fact);
        let recorded = self.write_command(at, actor, command, said, evidence)?;
        Ok((recorded, self.command(command)?))
    }

    /// Writes down a body that came on a command's path, with the fact that it tells or why it
    /// can't be read. The same bytes are written once: nothing comes of them when they come again.
    ///
    /// # Errors
    /// When the book can't be written, or has no such command.
    pub fn take_news(
        &self,
        at: Timestamp,
        command: CommandId,
        told: Result<Fact, String>,
        evidence: &Evidence,
    ) -> Result<Option<Recorded>, LedgerError> {
        if inbox::knows_of_command(self, command, &evidence.body)? {
            return Ok(None);
        }
        let said = match told {
            Ok(fact) => CommandEntry::Fact(fact),
            Err(why) => CommandEntry::Unread { why },
        };
        let safaricom = Actor::Safaricom;
        let recorded = self.write_command(at, safaricom, command, said, Some(evidence))?;
        Ok(Some(recorded))
    }

    /// Writes down what a person found of an order whose end M-PESA did not tell; `typed` is where
    /// he looked.
    ///
    /// # Errors
    /// [`domain::people::Denied`] when no second person agreed and there is one;
    /// [`LedgerError::NotInDoubt`]; the book has no such command, or can't be written.
    pub fn settle_order(
        &self,
        at: Timestamp,
        by: impl Into<By>,
        command: CommandId,
        found: Found,
        typed: &Evidence,
    ) -> Result<(Recorded, CommandRecord), LedgerError> {
        let by = by.into();
        self.let_tell(by)?;
        self.command(command)?.command.may_be_settled(&found)?;
        let said = CommandEntry::LookedUp {
            at,
            found,
            approved_by: by.agreed,
        };
        let recorded = self.write_command(at, by.actor, command, said, Some(typed))?;
        Ok((recorded, self.command(command)?))
    }

    /// Finds a command.
    ///
    /// # Errors
    /// [`LedgerError::NotFound`].
    pub fn command(&self, id: CommandId) -> Result<CommandRecord, LedgerError> {
        find(self.0, id)
    }

    fn write_command(
        &self,
        at: Timestamp,
        actor: Actor,
        command: CommandId,
        said: CommandEntry,
        evidence: Option<&Evidence>,
    ) -> Result<Recorded, LedgerError> {
        let entry = Entry::Command { command, said };
        Ok(journal::record(self, at, actor, &entry, evidence)?.0)
    }
}

impl Readers {
    /// Finds a command.
    ///
    /// # Errors
    /// [`LedgerError::NotFound`], or when the book can't be read.
    pub fn command(&self, id: CommandId) -> Result<CommandRecord, LedgerError> {
        self.with(|conn| find(conn, id))
    }

    /// Tells whether the tag is the one of this command's paths.
    ///
    /// # Errors
    /// When the book can't be read.
    pub fn admits_news(&self, command: CommandId, tag: &Tag) -> Result<bool, LedgerError> {
        let kept = "SELECT tag_digest FROM command WHERE id = ?1";
        self.admits_on(kept, command.as_bytes(), tag)
    }

    /// Returns the commands whose result is still waited for, oldest first.
    ///
    /// # Errors
    /// When the book can't be read.
    pub fn open_commands(&self) -> Result<Vec<CommandId>, LedgerError> {
        let open = "SELECT id FROM command WHERE open = 1 ORDER BY drafted_at_ms, id";
        self.with(|conn| find_ids(conn, open, []))
    }

    /// Returns the most of a payment that can be sent back.
    ///
    /// # Errors
    /// [`LedgerError::NotReversible`] says why nothing can; [`LedgerError::ReversalUnderWay`];
    /// there is no such payment; or the book can't be read.
    pub fn reversible(&self, receipt: &Receipt) -> Result<Shillings, LedgerError> {
        self.with(|conn| {
            let stands = standing(conn, receipt)?;
            Ok(stands.known.most_reversible(stands.belongs, stands.owed)?)
        })
    }

    /// Tells whether M-PESA has not said yet how an order to send a payment back ended.
    ///
    /// # Errors
    /// When the book can't be read.
    pub fn is_being_sent_back(&self, receipt: &Receipt) -> Result<bool, LedgerError> {
        self.with(|conn| is_being_sent_back(conn, receipt))
    }

    /// Returns the commands about a payment, oldest first.
    ///
    /// # Errors
    /// When the book can't be read.
    pub fn commands_about(&self, receipt: &Receipt) -> Result<Vec<CommandRecord>, LedgerError> {
        let about = "SELECT id FROM command WHERE receipt = ?1 ORDER BY drafted_at_ms, id";
        self.with(|conn| {
            let ids = find_ids(conn, about, [receipt.as_str()])?.into_iter();
            ids.map(|id| find(conn, id)).collect()
        })
    }
}

/// Brings the table up to date with an entry.
pub(crate) fn project(
    tx: &Tx<'_>,
    (seq, at): (i64, Timestamp),
    id: CommandId,
    said: &CommandEntry,
) -> Result<Projected, LedgerError> {
    if let CommandEntry::Drafted(draft) = said {
        insert(tx, at, id, draft)?;
    }
    let Some(fact) = said.fact() else {
        return Ok(Projected::default());
    };
    let (after, effects) = step(load(tx.0, id, seq)?, &fact);
    update(tx, id, &after)?;
    let raised = effects.into_iter().filter_map(|effect| match effect {
        Effect::Alarm(alarm) => Some(alarm),
        // Written by `next`.
        Effect::Tell(_) => None,
    });
    let alarms: Vec<_> = raised.collect();
    if alarms.is_empty() {
        return Ok(Projected::default());
    }
    let about = About::Receipt(after.order.receipt().clone());
    alarms::project_raised(tx, seq, at, &about, &alarms)?;
    Ok(Projected {
        alarms,
        about: Some(about),
        ..Projected::default()
    })
}

/// Returns what the result of a command tells of its payment, unless that is known.
pub(crate) fn next(tx: &Tx<'_>, id: CommandId) -> Result<Option<Entry>, LedgerError> {
    let command = load(tx.0, id, i64::MAX)?;
    let receipt = command.order.receipt().clone();
    let (known, _) = receipts::known::find(tx.0, &receipt, i64::MAX)?;
    let is_news = |told: &life::Fact| life::step(known.clone(), told) != known;
    let news = command.tells().into_iter().find(is_news);
    Ok(news.map(|fact| Entry::ReceiptFact { receipt, fact }))
}

/// A payment that was not ordered back, as far as that decides what of it may be.
struct Standing {
    known: life::Evidence,
    belongs: life::Belongs,
    /// What of it is owed by the sales that it paid.
    owed: Money,
}

fn standing(conn: &Connection, receipt: &Receipt) -> Result<Standing, LedgerError> {
    if was_ordered_back(conn, receipt)? {
        return Err(LedgerError::ReversalUnderWay);
    }
    let belongs = receipts::belongs(conn, receipt)?;
    let belongs = belongs.ok_or(LedgerError::NotFound("payment"))?;
    if !receipts::is_surely_whose_it_is(conn, receipt)? {
        return Err(NotReversible::MaybeAnothers.into());
    }
    let (known, _) = receipts::known::find(conn, receipt, i64::MAX)?;
    Ok(Standing {
        known,
        belongs,
        owed: sales::owed_for(conn, receipt)?,
    })
}

/// Tells whether a payment is being sent back, was, or may have been, by an order of the shop's.
pub(crate) fn was_ordered_back(conn: &Connection, receipt: &Receipt) -> Result<bool, LedgerError> {
    let ordered = "SELECT 1 FROM command
        WHERE receipt = ?1 AND kind = 'reversal' AND may_be_done = 1";
    Ok(conn.prepare_cached(ordered)?.exists([receipt.as_str()])?)
}

/// Tells whether M-PESA has not said yet how an order to send a payment back ended.
pub(crate) fn is_being_sent_back(
    conn: &Connection,
    receipt: &Receipt,
) -> Result<bool, LedgerError> {
    let under_way = format!("SELECT 1 FROM command WHERE receipt = ?1 AND {UNDER_WAY}");
    let mut under_way = conn.prepare_cached(&under_way)?;
    Ok(under_way.exists([receipt.as_str()])?)
}

fn insert(
    tx: &Tx<'_>,
    at: Timestamp,
    id: CommandId,
    draft: &CommandDraft,
) -> Result<(), LedgerError> {
    let order = &draft.order;
    let amount = order.moves().map(|amount| amount.money().balance().cents());
    tx.0.prepare_cached(
        "INSERT INTO command (id, kind, receipt, amount_cents, tag_digest, state, open, may_be_done,
             drafted_at_ms)
         VALUES (:id, :kind, :receipt, :amount, :tag_digest, 'drafted', 1, 1, :at)",
    )?
    .execute(rusqlite::named_params! {
        ":id": id.as_bytes(),
        ":kind": order.name(),
        ":receipt": order.receipt().as_str(),
        ":amount": amount,
        ":tag_digest": draft.tag_digest.as_bytes(),
        ":at": at.ms(),
    })?;
    Ok(())
}

/// Keeps what is read off a command's facts.
fn update(tx: &Tx<'_>, id: CommandId, command: &Command) -> Result<(), LedgerError> {
    let ids = command.evidence.own_ids();
    tx.0.prepare_cached(
        "UPDATE command SET state = :state, open = :open, may_be_done = :may_be_done,
             originator = :originator, conversation = :conversation
         WHERE id = :id",
    )?
    .execute(rusqlite::named_params! {
        ":id": id.as_bytes(),
        ":state": command.state().name(),
        ":open": command.is_open(),
        ":may_be_done": command.may_be_done(),
        ":originator": ids.map(|ids| ids.originator.as_str()),
        ":conversation": ids.map(|ids| ids.conversation.as_str()),
    })?;
    Ok(())
}

fn find_ids(
    conn: &Connection,
    query: &str,
    params: impl rusqlite::Params,
) -> Result<Vec<CommandId>, LedgerError> {
    let ids = conn
        .prepare_cached(query)?
        .query_map(params, |row| Ok(CommandId::from_bytes(row.get(0)?)))?
        .collect::<Result<_, _>>()?;
    Ok(ids)
}

fn find(conn: &Connection, id: CommandId) -> Result<CommandRecord, LedgerError> {
    let command = load(conn, id, i64::MAX)?;
    let drafted_at = conn
        .prepare_cached("SELECT drafted_at_ms FROM command WHERE id = ?1")?
        .query_row([id.as_bytes()], |row| row.get(0))?;
    Ok(CommandRecord {
        id,
        drafted_at: Timestamp::from_ms(drafted_at),
        command,
    })
}

/// Folds what the journal says of a command before the row `before`.
fn load(conn: &Connection, id: CommandId, before: i64) -> Result<Command, LedgerError> {
    let query = format!(
        "SELECT {} FROM journal LEFT JOIN inbox ON inbox.id = journal.inbox
         WHERE journal.subject = ?1 AND journal.seq < ?2 ORDER BY journal.seq",
        JournalRow::COLUMNS
    );
    let mut statement = conn.prepare_cached(&query)?;
    let mut rows = statement.query((id.as_bytes(), before))?;
    let mut command = None;
    while let Some(row) = rows.next()? {
        let row = JournalRow::read(row)?;
        let entry =
            Entry::read(&row.written).map_err(|why| LedgerError::BadRow { seq: row.seq, why })?;
        let Entry::Command { said, .. } = entry else {
            continue;
        };
        command = match (said, command) {
            (CommandEntry::Drafted(CommandDraft { order, .. }), _) => Some(Command::draft(order)),
            (said, Some(command)) => Some(match said.fact() {
                Some(fact) => command.knowing(&fact),
                None => command,
            }),
            (_, None) => None,
        };
    }
    command.ok_or(LedgerError::NotFound("command"))
}
