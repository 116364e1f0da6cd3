//! Asking a customer for money on his phone.

use daraja::{Description, PushRequest, Pushed};
use domain::attempt::{Fact, State, Terms};
use domain::clock::Timestamp;
use domain::ids::{AttemptId, LegId, SaleId};
use domain::money::Shillings;
use domain::phone::Msisdn;
use domain::refusal::Refusal;
use domain::sale::Tender;
use ledger::{Actor, AttemptRecord, Draft, Evidence, LedgerError, Recorded, SaleRecord, Tx, Way};

use crate::error::AppError;
use crate::receipts::{Others, others};
use crate::till::Till;

/// What a cashier says of a phone whose earlier prompt has no known end.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Resolve {
    /// Refuse: the earlier prompt may have been paid.
    #[default]
    Refuse,
    /// Ask all the same: somebody looked, and takes it on himself.
    AskAnyway,
}

/// How the watching of an attempt begins.
#[derive(Clone, Debug)]
pub(crate) enum Begin {
    /// The prompt is still to be sent.
    Send,
    /// The till stopped before it could tell what became of the prompt.
    Tell(Fact),
    /// The prompt was sent before.
    Ask,
}

impl Till {
    /// Opens a sale and asks for it on a phone. Returns as soon as the intent is on disk; the rest
    /// comes as changes.
    ///
    /// # Errors
    /// The shop is not set up, a prompt may still be on that phone, or the book can't be written.
    /// The customer has then not been asked.
    pub async fn charge(
        &self,
        amount: Shillings,
        phone: Msisdn,
        resolve: Resolve,
    ) -> Result<AttemptRecord, AppError> {
        let now = self.now();
        let entropy = self.0.ports.entropy.as_ref();
        let (sale, leg) = (SaleId::new(now, entropy), LegId::new(now, entropy));
        let (attempt, draft) = self.draft(now, leg, Terms { amount, phone })?;
        let typed = self.evidence(Way::Counter, phone.to_string().into_bytes());
        let drafting = self.send_once_drafted(move |tx| {
            let actor = tx.actor()?;
            tx.open_sale(now, actor, (sale, leg), Tender::Prompt, amount.money())?;
            let knowingly = resolve == Resolve::AskAnyway;
            tx.draft_attempt(now, actor, attempt, draft, &typed, knowingly)
        });
        Ok(drafting.await?.0)
    }

    /// Asks again for the leg of an earlier attempt: a human act, while no prompt is live.
    ///
    /// # Errors
    /// As [`Self::charge`]; [`AppError::AlreadyPaid`]; and [`AppError::Sale`].
    pub async fn prompt_again(
        &self,
        earlier: AttemptId,
        resolve: Resolve,
    ) -> Result<AttemptRecord, AppError> {
        let asked = self.0.clerk.readers().attempt(earlier)?;
        let (now, leg, terms) = (self.now(), asked.leg, asked.attempt.terms);
        let (attempt, draft) = self.draft(now, leg, terms)?;
        let typed = self.evidence(Way::Counter, terms.phone.to_string().into_bytes());
        let drafting = self.send_once_drafted(move |tx| {
            // Looked at here, since proof may have come while this waited for its turn.
            tx.may_prompt_again(leg, terms.amount.money())?;
            let knowingly = resolve == Resolve::AskAnyway;
            let actor = tx.actor()?;
            tx.draft_attempt(now, actor, attempt, draft, &typed, knowingly)
        });
        Ok(drafting.await?.0)
    }

    pub(crate) fn draft(
        &self,
        now: Timestamp,
        leg: LegId,
        terms: Terms,
    ) -> Result<(AttemptId, Draft), AppError> {
        let line = self.line()?;
        let attempt = AttemptId::new(now, self.0.ports.entropy.as_ref());
        line.callback(attempt)?;
        let (shortcode, tag_digest) = (line.merchant.shortcode(), line.tag(attempt).digest());
        Ok((
            attempt,
            Draft {
                leg,
                shortcode,
                tag_digest,
                terms,
            },
        ))
    }

    /// Writes a draft down, tells of it and of its sale, and sends it.
    pub(crate) async fn send_once_drafted(
        &self,
        draft: impl FnOnce(&Tx<'_>) -> Result<AttemptRecord, LedgerError> + Send + 'static,
    ) -> Result<(AttemptRecord, SaleRecord), AppError> {
        let herald = self.clone();
        let write = move |tx: &Tx<'_>| {
            let drafted = draft(tx)?;
            let sale = tx.sale(drafted.sale)?;
            Ok((drafted, sale))
        };
        let tell = move |(_, sale): &(AttemptRecord, SaleRecord)| herald.tell_sale(sale.clone());
        let (drafted, sale) = self.0.clerk.write_then(write, tell).await?;
        self.tell(&drafted, &[]);
        self.watch(drafted.id, Begin::Send);
        Ok((drafted, sale))
    }

    /// Watches an attempt from now on, unless it is watched already.
    pub(crate) fn watch(&self, id: AttemptId, begin: Begin) {
        let Some(wake) = self.begin_watch(id) else {
            return;
        };
        let till = self.clone();
        tokio::spawn(async move {
            match begin {
                Begin::Send => till.send(id).await,
                Begin::Tell(fact) => till.record_surely(id, Actor::Till, fact, None).await,
                Begin::Ask => {}
            }
            till.watch_to_the_end(id, &wake).await;
            till.end_watch(id);
            // What opened it again may have come while this watch was still registered.
            if till.has_more_to_do(id) {
                till.watch(id, Begin::Ask);
            }
        });
    }

    /// Sends the prompt of a drafted attempt, once, and writes down what came of it.
    async fn send(&self, id: AttemptId) {
        let _sending = self.0.sending.read().await;
        match self.push(id).await {
            Ok((fact, answer)) => {
                self.record_surely(id, Actor::Safaricom, fact, Some(answer))
                    .await;
            }
            Err(error) => {
                tracing::error!(attempt = %id, ?error, "nothing was sent");
                let fact = Fact::Refused(Refusal::StoppedBeforeSending);
                self.record_surely(id, Actor::Till, fact, None).await;
            }
        }
    }

    /// Pushes. That it may be on the wire is on disk before the first byte leaves; an error means
    /// that nothing left.
    async fn push(&self, id: AttemptId) -> Result<(Fact, Evidence), AppError> {
        let line = self.line()?;
        let callback = line.callback(id)?;
        let sending = Fact::Sending {
            at: self.0.time.now(),
        };
        let record = self.record(id, Actor::Till, sending, None).await?;
        let request = PushRequest {
            amount: record.attempt.terms.amount,
            phone: record.attempt.terms.phone,
            callback,
            reference: record.reference().parse()?,
            description: Description::of(&format!("Sale {}", record.sale_number)),
        };
        let reply = line.client.push(&line.merchant, &request).await;
        let fact = match reply.said {
            Pushed::Accepted(ids) => Fact::Acknowledged {
                at: self.0.time.now(),
                ids,
            },
            Pushed::Refused { refusal, .. } => Fact::Refused(refusal),
            Pushed::Unsure(_) => Fact::Unclear,
        };
        Ok((
            fact,
            self.evidence(Way::Acknowledgement, reply.received.body),
        ))
    }

    /// Writes down a fact and tells of it, in the order of the book: what is told last is so.
    pub(crate) async fn record(
        &self,
        id: AttemptId,
        actor: Actor,
        fact: Fact,
        evidence: Option<Evidence>,
    ) -> Result<AttemptRecord, AppError> {
        let now = self.now();
        let write = move |tx: &ledger::Tx<'_>| {
            let (recorded, record) = tx.record_fact(now, actor, id, fact, evidence.as_ref())?;
            let others = others(tx, [&recorded])?;
            Ok((recorded, record, others))
        };
        let herald = self.clone();
        let tell = move |(recorded, record, others): &(Recorded, AttemptRecord, Others)| {
            herald.tell(record, &recorded.alarms);
            herald.tell_others(others, &[]);
        };
        let (_, record, _) = self.0.clerk.write_then(write, tell).await?;
        Ok(record)
    }

    pub(crate) fn evidence(&self, way: Way, body: Vec<u8>) -> Evidence {
        Evidence {
            way,
            body,
            salt: self.0.ports.salt(),
        }
    }

    /// Takes up what was waiting when the till last stopped; each by itself, so that neither a
    /// book that can't be written just now, nor an attempt that can't be read, keeps any of the
    /// others from being followed.
    pub(crate) fn resume(&self) -> Result<(), AppError> {
        let readers = self.0.clerk.readers();
        for id in readers.open_ids()? {
            let state = readers.attempt(id).map(|record| record.attempt.state());
            let begin = match state {
                Ok(State::Drafted) => Begin::Tell(Fact::Refused(Refusal::StoppedBeforeSending)),
                Ok(State::Sending) => Begin::Tell(Fact::Unclear),
                _ => Begin::Ask,
            };
            self.watch(id, begin);
        }
        // Those that are watched already may have waited for the line.
        self.wake_watchers();
        Ok(())
    }
}
