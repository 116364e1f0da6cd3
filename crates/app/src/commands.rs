//! Commands to M-PESA: questions and orders whose result comes later, on a secret path of its own.
//!
//! As with prompts, the intent is on disk before the first byte leaves, the request leaves once,
//! and whatever comes of it is a fact. A shop without an API user at M-PESA, or that nobody can
//! reach, has no commands: [`AppError::NoCommands`].
//!
//! Who wants one drafts it with [`Till::draft_command`], and writes the draft down beside facts of
//! his own with [`Till::send_once_commanded`]. That is all: the rest is told as changes of the
//! payment, and [`ledger::Readers::commands_about`] says how each stands.

use std::sync::PoisonError;

use daraja::{
    CallbackUrl, Conversation, Initiator, Outcome as Called, Remarks, Reply, ResultBody,
    ResultUrls, ReversalRequest, StatusOf, StatusRequest, TimeOutNotice, TransactionState,
};
use domain::callback_path::{CommandPath, News, Tag};
use domain::clock::Timestamp;
use domain::command::told::{Reversal, Status};
use domain::command::{Due, Fact, Ids, Order, Outcome, State};
use domain::ids::CommandId;
use domain::receipt::Receipt;
use domain::receipt::life::{self, Kind};
use domain::refusal::Refusal;
use domain::shortcode::Shortcode;
use ledger::{Actor, CommandDraft, CommandRecord, Evidence, LedgerError, Recorded, Tx, Way};

use crate::error::AppError;
use crate::line::Line;
use crate::profile::NOWHERE;
use crate::receipts::{Others, others};
use crate::till::{Change, Till};
use crate::watch::RETRY;

impl Till {
    /// Tells whether M-PESA can be asked or told something whose result comes later.
    pub fn has_commands(&self) -> bool {
        self.line().is_ok_and(|line| line.initiator().is_ok())
    }

    /// Returns how the commands about a payment stand, oldest first.
    ///
    /// # Errors
    /// When the book can't be read.
    pub fn commands_about(&self, receipt: &Receipt) -> Result<Vec<CommandRecord>, AppError> {
        Ok(self.clerk().readers().commands_about(receipt)?)
    }

    /// Asks M-PESA what it knows of a payment that the book has heard of. The answer comes as a
    /// change of the payment.
    ///
    /// # Errors
    /// [`AppError::NoCommands`], [`AppError::NotSetUp`]; there is no such payment; or the book
    /// can't be written. M-PESA has then not been asked.
    pub async fn ask_status(&self, receipt: Receipt) -> Result<CommandRecord, AppError> {
        let now = self.now();
        let (id, draft) = self.draft_command(Order::Status { receipt })?;
        self.send_once_commanded(move |tx| tx.draft_command(now, Actor::Till, id, draft))
            .await
    }

    /// Drafts a command, to be written down and sent.
    ///
    /// # Errors
    /// [`AppError::NoCommands`], [`AppError::NotSetUp`].
    pub(crate) fn draft_command(
        &self,
        order: Order,
    ) -> Result<(CommandId, CommandDraft), AppError> {
        let line = self.line()?;
        line.initiator()?;
        let id = CommandId::new(self.now(), self.0.ports.entropy.as_ref());
        self.make_own(id);
        line.news_url(id, News::Result)?;
        let tag_digest = line.command_tag(id).digest();
        let draft = CommandDraft {
            order,
            tag_digest,
            approved_by: None,
        };
        Ok((id, draft))
    }

    /// Writes a drafted command down, with whatever else belongs to the same act, and sends it.
    ///
    /// # Errors
    /// When the book refuses it or can't be written: then nothing is sent.
    pub(crate) async fn send_once_commanded(
        &self,
        draft: impl FnOnce(&Tx<'_>) -> Result<CommandRecord, LedgerError> + Send + 'static,
    ) -> Result<CommandRecord, AppError> {
        let drafted = self.clerk().write(draft).await?;
        let (till, id) = (self.clone(), drafted.id);
        tokio::spawn(async move {
            till.send_command(id).await;
            till.await_result(id).await;
        });
        Ok(drafted)
    }

    /// Takes up the commands that were waiting when the till last stopped, and those alone. What
    /// was drafted was not sent; of what was being sent nobody knows, and it is not sent again.
    pub(crate) fn resume_commands(&self) -> Result<(), AppError> {
        let readers = self.clerk().readers();
        for id in readers.open_commands()? {
            if !self.make_own(id) {
                continue;
            }
            let missed = match readers.command(id)?.command.state() {
                State::Drafted => Some(Fact::Refused(Refusal::StoppedBeforeSending)),
                State::Sending => Some(Fact::Unclear),
                _ => None,
            };
            let till = self.clone();
            tokio::spawn(async move {
                if let Some(fact) = missed {
                    till.record_command_surely(id, Actor::Till, fact, None)
                        .await;
                }
                till.await_result(id).await;
            });
        }
        Ok(())
    }

    /// Tells whether nobody followed the command so far.
    fn make_own(&self, id: CommandId) -> bool {
        let own = &self.0.own_commands;
        own.lock()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(id)
    }

    /// Writes down what came on a command's path; tells whether it was new.
    pub(crate) async fn take_news(
        &self,
        path: &CommandPath,
        body: Result<&[u8], String>,
        kept: Vec<u8>,
    ) -> Result<bool, AppError> {
        let (now, id) = (self.now(), path.command);
        let order = self.clerk().readers().command(id)?.command.order;
        let shop = self.shop_number()?;
        let told = body.and_then(|body| match path.news {
            News::Result => read_result(body, &order, shop, self.0.time.now()),
            News::TimeOut => read_time_out(body),
        });
        let evidence = self.evidence(Way::Result, kept);
        let write = move |tx: &Tx<'_>| {
            let recorded = tx.take_news(now, id, told, &evidence)?;
            Ok((others(tx, &recorded)?, recorded))
        };
        let herald = self.clone();
        let tell = move |(others, recorded): &(Others, Option<Recorded>)| {
            herald.tell_others(others, recorded.as_slice());
            herald.tell_command(&order);
        };
        let (_, recorded) = self.clerk().write_then(write, tell).await?;
        Ok(recorded.is_some())
    }

    /// Sends a drafted command, once, and writes down what came of it.
    async fn send_command(&self, id: CommandId) {
        let _sending = self.0.sending.read().await;
        let (actor, fact, answer) = match self.call(id).await {
            Ok((fact, answer)) => (Actor::Safaricom, fact, Some(answer)),
            Err(error) => {
                tracing::error!(command = %id, ?error, "nothing was sent");
                let fact = Fact::Refused(Refusal::StoppedBeforeSending);
                (Actor::Till, fact, None)
            }
        };
        self.record_command_surely(id, actor, fact, answer).await;
    }

    /// Calls Safaricom. That it may be on the wire is on disk before the first byte leaves; an
    /// error means that nothing left.
    async fn call(&self, id: CommandId) -> Result<(Fact, Evidence), AppError> {
        let line = self.line()?;
        let initiator = line.initiator()?;
        let urls = ResultUrls {
            result: line.news_url(id, News::Result)?,
            time_out: line.news_url(id, News::TimeOut)?,
        };
        let sending = Fact::Sending {
            at: self.0.time.now(),
        };
        let record = self.record_command(id, Actor::Till, sending, None).await?;
        let reply = send(&line, initiator, record.command.order, urls).await;
        let fact = match reply.said {
            Called::Accepted(conversation) => match ids(conversation) {
                Some(ids) => Fact::Acknowledged {
                    at: self.0.time.now(),
                    ids,
                },
                // By one id alone no result could be told from a forged one.
                None => Fact::Unclear,
            },
            Called::Refused { refusal, .. } => Fact::Refused(refusal),
            Called::Unsure(_) => Fact::Unclear,
        };
        let answer = self.evidence(Way::Acknowledgement, reply.received.body);
        Ok((fact, answer))
    }

    /// Waits until the result of a command is there, or its time is over.
    async fn await_result(&self, id: CommandId) {
        while self.clerk().is_open() {
            let news = self.0.commands.notified();
            let now = self.0.time.now();
            let due = self.clerk().readers().command(id);
            let until = match due.map(|record| record.command.due(now)) {
                Ok(Due::Nothing) => return,
                Ok(Due::Wait(until)) => until,
                Ok(Due::GiveUp) => {
                    let fact = Fact::GaveUp { at: now };
                    return self
                        .record_command_surely(id, Actor::Till, fact, None)
                        .await;
                }
                Err(error) => {
                    tracing::error!(command = %id, ?error, "could not be followed");
                    now.plus(RETRY)
                }
            };
            tokio::select! {
                () = self.0.time.sleep_until(until) => {}
                () = news => {}
            }
        }
    }

    /// Writes down a fact that must not get lost: tries until the book takes it or is closed. Ids
    /// that are another command's already tell nothing of this one.
    async fn record_command_surely(
        &self,
        id: CommandId,
        actor: Actor,
        mut fact: Fact,
        evidence: Option<Evidence>,
    ) {
        let record = |fact: &Fact| self.record_command(id, actor, fact.clone(), evidence.clone());
        while let Err(error) = record(&fact).await {
            tracing::error!(command = %id, ?error, "could not be written down, trying again");
            match error {
                AppError::Book(LedgerError::CommandIdTaken) => fact = Fact::Unclear,
                _ if !self.clerk().is_open() => return,
                _ => self.0.time.sleep(RETRY).await,
            }
        }
    }

    async fn record_command(
        &self,
        id: CommandId,
        actor: Actor,
        fact: Fact,
        evidence: Option<Evidence>,
    ) -> Result<CommandRecord, AppError> {
        let now = self.now();
        let write = move |tx: &Tx<'_>| {
            let (recorded, record) = tx.record_command(now, actor, id, fact, evidence.as_ref())?;
            Ok((others(tx, [&recorded])?, recorded, record))
        };
        let herald = self.clone();
        let tell = move |(others, recorded, record): &(Others, Recorded, CommandRecord)| {
            herald.tell_others(others, std::slice::from_ref(recorded));
            herald.tell_command(&record.command.order);
        };
        Ok(self.clerk().write_then(write, tell).await?.2)
    }

    /// Tells that a command stands somewhere else: it is known by its payment.
    pub(crate) fn tell_command(&self, order: &Order) {
        self.announce(Change::Receipt(order.receipt().clone()));
        self.0.commands.notify_waiters();
    }
}

impl Line {
    /// Returns in whose name commands are sent.
    pub(crate) fn initiator(&self) -> Result<&Initiator, AppError> {
        let reachable = self.callback_base != NOWHERE;
        let initiator = self.initiator.as_ref().filter(|_| reachable);
        initiator.ok_or(AppError::NoCommands)
    }

    fn command_tag(&self, command: CommandId) -> Tag {
        Tag::of_command(self.shop_key.expose().as_bytes(), &self.shop, command)
    }

    fn news_url(&self, command: CommandId, news: News) -> Result<CallbackUrl, daraja::Error> {
        let path = CommandPath {
            shop: self.shop.clone(),
            command,
            news,
            tag: self.command_tag(command),
        };
        format!("{}{path}", self.callback_base).parse()
    }
}

async fn send(
    line: &Line,
    initiator: &Initiator,
    order: Order,
    urls: ResultUrls,
) -> Reply<Called<Conversation>> {
    let remarks = Remarks::of(order.name());
    match order {
        Order::Status { receipt } => {
            let about = StatusOf::Receipt(receipt);
            let request = StatusRequest {
                about,
                urls,
                remarks,
            };
            line.client.status(initiator, &request).await
        }
        Order::Reversal { receipt, amount } => {
            let request = ReversalRequest {
                receipt,
                amount,
                urls,
                remarks,
            };
            line.client.reverse(initiator, &request).await
        }
    }
}

fn ids(conversation: Conversation) -> Option<Ids> {
    Some(Ids {
        originator: conversation.originator?,
        conversation: conversation.id?,
    })
}

/// Reads a result as what came of an order of the shop's, or says why it tells nothing.
fn read_result(
    body: &[u8],
    order: &Order,
    shop: Option<Shortcode>,
    at: Timestamp,
) -> Result<Fact, String> {
    let result = ResultBody::parse(body).map_err(|error| error.to_string())?;
    let tells = told(&result, order, shop);
    let code = result.result.ok_or("it has no result code")?;
    let ids = ids(Conversation {
        originator: result.originator,
        id: result.conversation,
    });
    Ok(Fact::Ended(Outcome {
        at,
        ids,
        code,
        tells,
    }))
}

fn read_time_out(body: &[u8]) -> Result<Fact, String> {
    let notice = TimeOutNotice::parse(body).map_err(|error| error.to_string())?;
    let ids = ids(Conversation {
        originator: notice.originator,
        id: notice.conversation,
    });
    Ok(Fact::TimedOut { ids })
}

/// What a result tells of the payment: nothing where its pieces contradict each other.
fn told(result: &ResultBody, order: &Order, shop: Option<Shortcode>) -> Option<life::Fact> {
    let code = result.result.as_ref()?;
    if result.parameters.contradict() {
        return None;
    }
    match order {
        Order::Status { .. } => {
            let told = result.status();
            let by = told.debit.and_then(|party| party.shortcode);
            let status = Status {
                receipt: told.receipt,
                is_completed: told.state == Some(TransactionState::Completed),
                amount: told.amount,
                paid_at: told.initiated_at.or(told.finalised_at),
                payee: told.credit.and_then(|party| party.shortcode),
                kind: by.map_or(Kind::Customer, |_| Kind::Organization),
            };
            order.read_status(code, &status, shop?)
        }
        Order::Reversal { .. } => {
            let told = result.reversal();
            let reversal = Reversal {
                by: told.receipt,
                original: told.original,
                amount: told.amount,
            };
            order.read_reversal(code, &reversal)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const COMPLETED: &[u8] =
        include_bytes!("../../../tests/fixtures/daraja/ts_result_2024_production.json");
    const NOT_FOUND: &[u8] =
        include_bytes!("../../../tests/fixtures/daraja/ts_result_2032_not_found.json");
    const REVERSED: &[u8] = include_bytes!("../../../tests/fixtures/daraja/rv_result_ok_2021.json");

    fn read(body: &[u8], order: &Order, shop: &str) -> Outcome {
        let shop = Some(shop.parse().expect("a shortcode"));
        match read_result(body, order, shop, Timestamp::from_ms(0)) {
            Ok(Fact::Ended(outcome)) => outcome,
            other => panic!("{other:?}"),
        }
    }

    fn status_of(receipt: &str) -> Order {
        let receipt = receipt.parse().expect("a receipt");
        Order::Status { receipt }
    }

    #[test]
    fn a_real_status_proves_the_payment_to_the_shop_that_it_names() {
        let order = status_of("SB659DEI29");
        let outcome = read(COMPLETED, &order, "paybill:4130669");
        let conversation = outcome.ids.map(|ids| ids.conversation);
        assert_eq!(
            conversation,
            "AG_20240206_202018931e291815db5d".parse().ok()
        );
        let Some(life::Fact::Heard(heard)) = outcome.tells else {
            panic!("it proves nothing");
        };
        assert_eq!(heard.amount, "1".parse().ok());
        assert_eq!(heard.kind, Kind::Customer);
        let elsewhere = read(COMPLETED, &order, "paybill:174379");
        assert_eq!(elsewhere.tells, None);
        let other = read(COMPLETED, &status_of("SB659DEI28"), "paybill:4130669");
        assert_eq!(other.tells, None);
    }

    #[test]
    fn what_m_pesa_does_not_know_is_disproved() {
        let outcome = read(NOT_FOUND, &status_of("SB659DEI29"), "paybill:174379");
        assert_eq!(outcome.tells, Some(life::Fact::Disproved));
    }

    #[test]
    fn a_real_reversal_tells_what_went_back_and_under_which_receipt() {
        let amount = domain::money::Shillings::new(1).expect("an amount");
        let order = |receipt: &str| Order::Reversal {
            receipt: receipt.parse().expect("a receipt"),
            amount,
        };
        let told = read(REVERSED, &order("SKC82PACB8"), "paybill:600992").tells;
        let (by, amount) = ("SKE52PAWR9".parse().expect("a receipt"), amount.money());
        assert_eq!(told, Some(life::Fact::Reversed { by, amount }));
        let other = read(REVERSED, &order("SKC82PACB9"), "paybill:600992");
        assert_eq!(other.tells, None);
    }

    #[test]
    fn what_is_no_result_says_why() {
        let read = |body| read_result(body, &status_of("SB659DEI29"), None, Timestamp::from_ms(0));
        assert!(read(b"<html>").is_err());
        assert!(read(br#"{"Result":{}}"#).is_err());
        assert!(read_time_out(b"").is_err());
        assert_eq!(read_time_out(b"{}"), Ok(Fact::TimedOut { ids: None }));
    }
}
