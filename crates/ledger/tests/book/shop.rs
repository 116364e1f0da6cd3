//! A shop with a book in a temporary folder, and the few steps that the tests are made of.

use std::path::{Path, PathBuf};
use std::sync::mpsc;

use domain::attempt::{Alarm, Answer, Fact, Ids, Report, Terms};
use domain::callback_path::{ShopId, Tag};
use domain::clock::Timestamp;
use domain::ids::{AttemptId, LegId, SaleId};
use domain::money::Shillings;
use domain::phone::PayerHint;
use domain::sale::Tender;
use ledger::{
    Actor, AttemptRecord, Book, Draft, Environment, Evidence, Job, LedgerError, OWNER, Tx, Way,
};
use tempfile::TempDir;

pub(crate) const NOW: Timestamp = Timestamp::from_ms(1_795_500_000_000);

pub(crate) struct Shop {
    pub(crate) book: Book,
    pub(crate) folder: TempDir,
    next: u8,
}

impl Shop {
    pub(crate) fn open() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let book = open(&folder.path().join("till.book")).expect("a new book");
        Self {
            book,
            folder,
            next: 0,
        }
    }

    pub(crate) fn path(&self) -> PathBuf {
        self.folder.path().join("till.book")
    }

    /// Closes the book and opens it again, as a restart does.
    pub(crate) fn reopen(&mut self) {
        self.close();
        self.book = open(&self.path()).expect("the same book");
    }

    /// Closes the book; an empty one takes its place.
    pub(crate) fn close(&mut self) {
        let elsewhere = tempfile::tempdir().expect("a folder");
        let other = open(&elsewhere.path().join("till.book")).expect("a new book");
        drop(std::mem::replace(&mut self.book, other));
    }

    pub(crate) fn write<T: Send + 'static>(
        &mut self,
        work: impl FnOnce(&Tx<'_>) -> Result<T, LedgerError> + Send + 'static,
    ) -> Result<T, LedgerError> {
        let (job, reply) = job(work);
        self.book.writer.commit_batch(vec![job]);
        reply.recv().expect("a reply")
    }

    /// Drafts a prompt for a new sale.
    pub(crate) fn draft(
        &mut self,
        phone: &str,
        shillings: u32,
    ) -> Result<AttemptRecord, LedgerError> {
        self.draft_sale(NOW, phone, shillings)
    }

    /// Drafts a prompt of KES 350 when the clock shows `now`.
    pub(crate) fn draft_at(&mut self, now: Timestamp, phone: &str) -> AttemptId {
        self.draft_sale(now, phone, 350).expect("a draft").id
    }

    fn draft_sale(
        &mut self,
        now: Timestamp,
        phone: &str,
        shillings: u32,
    ) -> Result<AttemptRecord, LedgerError> {
        self.next += 1;
        let (sale, leg) = (
            SaleId::from_bytes([self.next; 16]),
            LegId::from_bytes([self.next; 16]),
        );
        let amount = Shillings::new(shillings).expect("within limits");
        let attempt = AttemptId::from_bytes([self.next; 16]);
        let draft = draft_of(leg, attempt, phone, amount);
        self.write(move |tx| {
            let actor = Actor::Person(OWNER);
            tx.open_sale(now, actor, (sale, leg), Tender::Prompt, amount.money())?;
            tx.draft_attempt(
                now,
                actor,
                attempt,
                draft,
                &evidence(Way::Counter, b"typed"),
                false,
            )
        })
    }

    pub(crate) fn record(&mut self, id: AttemptId, fact: Fact) -> AttemptRecord {
        let evidence = evidence(Way::Query, b"{}");
        self.write(move |tx| tx.record_fact(NOW, Actor::Till, id, fact, Some(&evidence)))
            .expect("a recorded fact")
            .1
    }

    /// Records a fact and returns what a person must see because of it.
    pub(crate) fn alarms(&mut self, id: AttemptId, fact: Fact) -> Vec<Alarm> {
        let evidence = evidence(Way::Query, b"{}");
        let recorded =
            self.write(move |tx| tx.record_fact(NOW, Actor::Till, id, fact, Some(&evidence)));
        recorded.expect("a recorded fact").0.alarms
    }

    /// Brings a prompt of KES 350 to `0712 345 678` as far as its acknowledgement.
    pub(crate) fn prompted(&mut self) -> AttemptId {
        let id = self.draft("0712345678", 350).expect("a draft").id;
        self.record(id, Fact::Sending { at: NOW });
        self.record(
            id,
            Fact::Acknowledged {
                at: NOW,
                ids: ids(),
            },
        );
        id
    }

    /// Asks for one leg twice: the first prompt had no result.
    pub(crate) fn asked_twice(&mut self) -> (AttemptId, AttemptId) {
        let first = self.prompted();
        let record = self.record(first, Fact::PromptOver { at: NOW });
        let again = AttemptId::from_bytes([99; 16]);
        let terms = record.attempt.terms;
        let draft = draft_of(record.leg, again, terms.phone.as_str(), terms.amount);
        let asked = self.write(move |tx| {
            let (typed, actor) = (evidence(Way::Counter, b"typed"), Actor::Person(OWNER));
            tx.draft_attempt(NOW, actor, again, draft, &typed, true)
        });
        assert_eq!(asked.expect("a second attempt").ordinal, 2);
        (first, again)
    }
}

pub(crate) fn open(path: &Path) -> Result<Book, LedgerError> {
    Book::open(path, Environment::Practice, NOW)
}

pub(crate) fn job<T: Send + 'static>(
    work: impl FnOnce(&Tx<'_>) -> Result<T, LedgerError> + Send + 'static,
) -> (Job, mpsc::Receiver<Result<T, LedgerError>>) {
    let (sender, receiver) = mpsc::channel();
    let reply = move |outcome| sender.send(outcome).expect("somebody waits");
    (Job::new(work, reply), receiver)
}

pub(crate) fn draft_of(leg: LegId, attempt: AttemptId, phone: &str, amount: Shillings) -> Draft {
    let shop: ShopId = "duka".parse().expect("a name");
    Draft {
        leg,
        shortcode: "paybill:174379".parse().expect("a shortcode"),
        tag_digest: Tag::of(b"key", &shop, attempt).digest(),
        terms: Terms {
            amount,
            phone: phone.parse().expect("a phone"),
        },
    }
}

pub(crate) fn evidence(way: Way, body: &[u8]) -> Evidence {
    Evidence {
        way,
        body: body.to_vec(),
        salt: [7; 16],
    }
}

pub(crate) fn ids() -> Ids {
    Ids {
        merchant: "29115-34620561-1".parse().expect("an id"),
        checkout: "ws_CO_241120261902712345678".parse().expect("an id"),
    }
}

pub(crate) fn reported(receipt: &str) -> Fact {
    Fact::Reported(Report {
        at: NOW,
        ids: Some(ids()),
        amount: "350".parse().ok(),
        receipt: receipt.parse().ok(),
        payer: PayerHint::read("254712345678"),
        paid_at: Some(NOW),
    })
}

pub(crate) fn proof() -> Fact {
    Fact::Answered {
        at: NOW,
        answer: Answer::Paid,
    }
}
